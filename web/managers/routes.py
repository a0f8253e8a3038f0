"""Every page of the managers: importing this hangs them on the blueprint."""

from __future__ import annotations

from web.managers import alerts, dashboard
from web.managers.blueprint import blueprint

ROOMS = (alerts, dashboard)
__all__ = ["ROOMS", "blueprint"]

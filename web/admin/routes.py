"""Every page of administration: importing this hangs them on the blueprint."""

from __future__ import annotations

from web.admin import mail
from web.admin.blueprint import blueprint

ROOMS = (mail,)
__all__ = ["ROOMS", "blueprint"]

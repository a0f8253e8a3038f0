"""Every page of administration: importing this hangs them on the blueprint."""

from __future__ import annotations

from web.admin import import_steps, imports, mail
from web.admin.blueprint import blueprint

ROOMS = (import_steps, imports, mail)
__all__ = ["ROOMS", "blueprint"]

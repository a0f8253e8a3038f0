"""Every page of administration: importing this hangs them on the blueprint."""

from __future__ import annotations

from web.admin import (
    calendars,
    diary_forms,
    diary_uploads,
    import_steps,
    imports,
    mail,
    notices,
    set_up,
    surveys,
)
from web.admin.blueprint import blueprint

ROOMS = (calendars, diary_forms, diary_uploads, import_steps, imports, mail, notices, set_up, surveys)
__all__ = ["ROOMS", "blueprint"]

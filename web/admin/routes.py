"""Every page of administration: importing this hangs them on the blueprint."""

from __future__ import annotations

from web.admin import (
    body,
    calendars,
    diary_forms,
    diary_uploads,
    import_steps,
    imports,
    mail,
    notices,
    organisation_merges,
    organisations,
    people,
    people_list,
    records,
    seats,
    set_up,
    start,
    surveys,
)
from web.admin.blueprint import blueprint

ROOMS = (
    body,
    calendars,
    diary_forms,
    diary_uploads,
    import_steps,
    imports,
    mail,
    notices,
    organisation_merges,
    organisations,
    people,
    people_list,
    records,
    seats,
    set_up,
    start,
    surveys,
)
__all__ = ["ROOMS", "blueprint"]

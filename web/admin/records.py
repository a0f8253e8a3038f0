"""Consultations and decisions of other bodies: facts, each with its source and day of capture."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from flask import render_template, request

from web.access import asks, me
from web.admin.blueprint import blueprint
from web.admin.notices import page_asked
from web.wiring import services
from workflow.commands import public_records
from workflow.project.access import Action
from workflow.store.notices import ON_A_PAGE
from workflow.store.public_records import RecordRow
from workflow.timetable.dates_in_words import in_words
from workflow.words import gettext as _


@blueprint.get("/admin/import/records")
@asks(Action.IMPORT)
def records() -> str:
    """The imported consultations, or decisions, the newest first; those with the words asked for."""
    asked, number = request.args.get("q", "").strip()[:200], page_asked()
    kind = request.args.get("kind", "")
    kind = kind if kind in public_records.KINDS else public_records.KINDS[0]
    found, many = public_records.listed(services(), me(), kind, asked, number)
    return render_template(
        "admin/import_records.html",
        kind=kind,
        kinds=[("consultation", _("Consultations")), ("decision", _("Decisions"))],
        asked=asked,
        rows=[_row(each) for each in found],
        many=many,
        page=number,
        pages=max((many + ON_A_PAGE - 1) // ON_A_PAGE, 1),
        query=urlencode({"kind": kind, "q": asked}),
    )


def _row(each: RecordRow) -> Sequence[object]:
    captured = _("captured {day}").format(day=in_words(each.captured_on)) if each.captured_on else ""
    return (
        {"text": each.title or _("No title"), "note": each.made_by or _("No body named")},
        " ".join(part for part in (_days(each), each.stated) if part),
        {"text": each.source or _("No source named"), "href": _href(each.source), "note": captured},
    )


def _days(each: RecordRow) -> str:
    if each.kind == "decision":
        told = (
            (_("decided {day}"), each.decided),
            (_("published {day}"), each.first_day),
            (_("in effect from {day}"), each.effective),
        )
    else:
        told = (
            (_("opened {day}"), each.first_day),
            (_("closed {day}"), each.last_day),
            (_("decided {day}"), each.decided),
        )
    said = ", ".join(words.format(day=in_words(day)) for words, day in told if day)
    return said or _("No full date is shown in the source.")


def _href(source: str) -> str | None:
    """The source's address, where it is one."""
    return source if source.startswith(("https://", "http://")) and " " not in source else None

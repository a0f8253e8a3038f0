"""A year's projects in figures, for directors and boards: one row a project, and a file of the same."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from flask import render_template, request
from werkzeug.wrappers import Response

from web.access import asks, me
from web.commissioners.blueprint import blueprint
from web.wiring import services
from workflow.commands.evaluation import Evaluated
from workflow.commands.evaluation import evaluation as evaluated
from workflow.project.access import Action
from workflow.publish.sheets import csv_file
from workflow.words import gettext as _

FIRST_YEAR, SHOWN = 2000, 6
HEADINGS = (
    _("Project"),
    _("First contact"),
    _("First contact to decision, days"),
    _("Consultation, days"),
    _("Tasks with a record"),
    _("Explained"),
    _("Exceptions"),
    _("Not met"),
)


@blueprint.get("/evaluation")
@asks(Action.SEE_DASHBOARD)
def evaluation() -> str:
    """The figures of one year."""
    year, today = _year(), services().today
    found = evaluated(year=year, by=me(), services=services())
    return render_template(
        "commissioners/evaluation.html",
        year=year,
        years=[(str(each), str(each)) for each in range(today.year, today.year - SHOWN, -1)],
        headings=HEADINGS,
        rows=[_row(one) for one in found],
        found=found,
    )


@blueprint.get("/evaluation.csv")
@asks(Action.SEE_DASHBOARD)
def evaluation_file() -> Response:
    """The same figures as a file."""
    year = _year()
    found = evaluated(year=year, by=me(), services=services())
    answer = Response(csv_file(_file(found)), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f"attachment; filename=evaluation-{year}.csv"
    return answer


def _year() -> int:
    """The year asked for, else this one."""
    asked = request.args.get("year", "")
    today = services().today.year
    known = asked.isascii() and asked.isdecimal() and len(asked) == len(str(today))
    return int(asked) if known and FIRST_YEAR <= int(asked) <= today else today


def _row(one: Evaluated) -> Sequence[object]:
    return (
        {"text": one.title, "href": f"/projects/{one.ref}", "note": f"{one.ref}. {one.route}"},
        {"date": one.first_contact},
        _number(one.contact_to_decision),
        _number(one.consultation_days),
        _("{kept} of {asked}").format(kept=one.kept, asked=one.asked),
        one.explained,
        one.excepted,
        one.not_met,
    )


def _number(found: int | None) -> str:
    return _("Not yet") if found is None else str(found)


def _file(found: Iterable[Evaluated]) -> Iterable[Sequence[object]]:
    names = ("ref", "title", "route", "directorate", "first_contact", "decided", "contact_to_decision",
             "consultation_days", "asked", "kept", "explained", "excepted", "not_met")  # fmt: skip
    yield names
    for one in found:
        yield tuple(getattr(one, name) for name in names)

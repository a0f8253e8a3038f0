"""Dates that moved, and dates that wait for a person: each with old, new and why, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from web.access import asks, me
from web.commissioners.blueprint import blueprint
from web.forms import Form, post_key, submit
from web.wiring import services
from workflow.commands import proposals, views
from workflow.commands.views import ProjectView
from workflow.errors import NotFound
from workflow.project.access import Action
from workflow.store.moved import MovedRow
from workflow.timetable.model import UNCONFIRMED
from workflow.words import gettext as _
from workflow.words import ngettext

ALL = ("waiting", "moved", "accepted", "refused")
STATES = {
    "moved": _("Moved by the rules"),
    "accepted": _("The new date is used"),
    "refused": _("The old date is kept"),
}


@blueprint.get("/moved-dates")
@asks(Action.SEE_WORK)
def moved_dates() -> tuple[str, int]:
    """The dates of the body: those that wait first, then what moved or was decided."""
    return _page(Form({}))


@blueprint.post("/moved-dates/<id_>")
@asks(Action.EDIT_PROJECT)
def settle_date(id_: str) -> Response | tuple[str, int]:
    """Use the new date, or keep the old one, with a reason."""
    form = Form(request.form)
    accept = form.typed.get("answer") == "use"
    field_name = f"reason-{id_}" if f"reason-{id_}" in request.form else "reason"
    reason = form.text(field_name, most=1000)
    here = url_for("commissioners.moved_dates")
    found = _one(id_)
    done = _("The new date is used. The project's dates are worked out anew.")
    kept = _("The old date is kept, with your reason.")
    sent = submit(
        form,
        lambda: proposals.settle(
            proposal=found.id, accept=accept, reason=reason, by=me(), services=services()
        ),
        to=lambda _answer: here,
        done=lambda _answer: done if accept else kept,
        again=lambda _first: here,
        field_name=field_name,
    )
    return sent or _page(form)


def waiting_for(view: ProjectView) -> int:
    """How many dates of a project wait for a person."""
    ref = view.overview.project.ref
    return sum(each.project == ref for each in proposals.proposals(services(), me()))


def _one(id_: str) -> MovedRow:
    rows = proposals.proposals(services(), me(), ALL)
    found = next((each for each in rows if each.id == id_), None)
    if found is None:
        raise NotFound
    return found


def _page(form: Form) -> tuple[str, int]:
    found = proposals.proposals(services(), me(), ALL)
    waiting = [each for each in found if each.needs_a_person]
    rest = [each for each in found if not each.needs_a_person]
    mine = proposals.may_settle(services(), me(), {each.project for each in waiting})
    page = render_template(
        "commissioners/moved.html",
        waiting=waiting,
        mine=mine,
        moved=list(_by_project(rest)),
        values=form.values,
        errors=form.errors,
        new_key=post_key,
        titles={view.overview.project.ref: view.overview.project.title for view in _views(waiting)},
        unconfirmed=UNCONFIRMED,
    )
    return page, form.status


def _views(waiting: Sequence[MovedRow]) -> list[ProjectView]:
    return [views.project(services(), me(), ref) for ref in sorted({each.project for each in waiting})]


def _by_project(rest: Sequence[MovedRow]) -> Iterator[tuple[str, list[Sequence[object]]]]:
    """What moved or was decided, by project, the latest references first."""
    for ref, dates in groupby(reversed(rest), key=lambda each: each.project):
        rows = [_row(each) for each in sorted(dates, key=lambda each: each.new)]
        words = ngettext("{ref}: {n} date", "{ref}: {n} dates", len(rows))
        yield words.format(ref=ref, n=len(rows)), rows


def _row(each: MovedRow) -> Sequence[object]:
    notes = [_("This date was published.")] if each.published else []
    notes += [UNCONFIRMED] if each.unconfirmed else []
    return (
        {"text": each.project, "href": f"/projects/{each.project}", "note": each.title},
        {"date": each.old},
        {"date": each.new, "note": " ".join(notes)},
        each.reason,
        {"text": STATES[each.state], "note": each.decision_reason},
    )

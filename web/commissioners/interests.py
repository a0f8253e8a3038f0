"""Expressions of interest that the council received: the list, one, and its form."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from urllib.parse import urlencode

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from web.access import asks, me
from web.commissioners.blueprint import blueprint
from web.forms import Form, post_key, submit
from web.wiring import moment, services
from workflow.commands import interests as commands
from workflow.project.access import Action, Subject, may
from workflow.register.interests import LONGEST_NAME, LONGEST_TEXT, STATES, Asked, Interest, faults
from workflow.timetable.dates_in_words import in_words
from workflow.words import gettext as _

Page = Response | tuple[str, int]
DATES = {
    "received_on": _("The day on which it was received"),
    "acknowledged_on": _("The day of the acknowledgement"),
    "replied_on": _("The day of the reply"),
}


@blueprint.get("/interests")
@asks(Action.SEE_WORK)
def interests() -> str:
    """Every expression of interest, the latest received first."""
    found = commands.interests(services(), me())
    return render_template(
        "commissioners/interests.html", rows=[_line(each) for each in found], may_edit=_may_edit()
    )


@blueprint.get("/interests/new")
@asks(Action.OPEN_PROJECT)
def new_interest() -> Page:
    """An empty form."""
    form = Form({})
    form.values["state"] = "received"
    return _form_page(form, None)


@blueprint.post("/interests/new")
@asks(Action.OPEN_PROJECT)
def record_interest() -> Page:
    """Keep it; sent twice, it is kept once."""
    form = Form(request.form)
    asked = _read(form)
    return _submit(
        form,
        lambda: commands.record_interest(asked=asked, by=me(), services=services(), once=form.key),
        _("The expression of interest is recorded."),
    ) or _form_page(form, None)


@blueprint.get("/interests/<id_>")
@asks(Action.SEE_WORK)
def interest(id_: str) -> str:
    """One, with its days, its state and the project that was started from it."""
    found = commands.interest(services(), me(), id_)
    return render_template(
        "commissioners/interest.html",
        found=found,
        rows=_rows(found),
        start=_start(found),
        may_edit=_may_edit(),
    )


@blueprint.get("/interests/<id_>/edit")
@asks(Action.OPEN_PROJECT)
def edit_interest(id_: str) -> Page:
    """Its form, as it stands."""
    found, form = commands.interest(services(), me(), id_), Form({})
    form.values |= {name: getattr(found, name) for name in Asked.__slots__}
    return _form_page(form, found)


@blueprint.post("/interests/<id_>/edit")
@asks(Action.OPEN_PROJECT)
def change_interest(id_: str) -> Page:
    """Let it say this from now on."""
    found, form = commands.interest(services(), me(), id_), Form(request.form)
    asked = _read(form)
    return _submit(
        form,
        lambda: commands.change_interest(
            id_=id_, asked=asked, by=me(), services=services(), seen_version=form.version, once=form.key
        ),
        _("Saved."),
    ) or _form_page(form, found)


def _submit(form: Form, command: Callable[[], Interest], done: str) -> Response | None:
    return submit(
        form,
        command,
        to=lambda kept: url_for("commissioners.interest", id_=kept.id),
        done=lambda kept: done,
        again=lambda id_: url_for("commissioners.interest", id_=id_),
    )


def _read(form: Form) -> Asked:
    asked = Asked(
        received_on=_day(form, "received_on"),
        organisation_name=form.text("organisation_name", most=LONGEST_NAME),
        service=form.text("service", most=LONGEST_TEXT),
        acknowledged_on=_day(form, "acknowledged_on"),
        replied_on=_day(form, "replied_on"),
        state=form.choice("state", STATES.items()),
        note=form.text("note", most=LONGEST_TEXT),
    )
    for name, words in faults(asked, services().today):
        form.errors.setdefault(name, words)
    return asked


def _day(form: Form, name: str) -> date | None:
    return form.date(name, subject=DATES[name])


def _form_page(form: Form, found: Interest | None) -> tuple[str, int]:
    page = render_template(
        "commissioners/interest_form.html",
        form=form,
        values=form.values,
        errors=form.errors,
        found=found,
        states=STATES.items(),
        meanwhile=_rows(found) if found and form.stale else (),
        saved_at=moment(found.changed_at) if found else "",
        new_key=post_key,
    )
    return page, form.status


def _line(each: Interest) -> Sequence[object]:
    return (
        {"text": each.organisation_name, "href": url_for("commissioners.interest", id_=each.id)},
        each.service,
        {"date": each.received_on},
        {"date": each.acknowledged_on} if each.acknowledged_on else _("Not yet"),
        {"date": each.replied_on} if each.replied_on else _("Not yet"),
        STATES[each.state],
    )


def _rows(found: Interest) -> list[dict[str, object]]:
    days = [
        (_("Received"), found.received_on),
        (_("Acknowledged"), found.acknowledged_on),
        (_("Replied"), found.replied_on),
    ]
    rows: list[dict[str, object]] = [
        {"key": _("Organisation"), "value": found.organisation_name},
        {"key": _("Service that it asks to run"), "value": found.service},
        *({"key": key, "value": in_words(day) if day else _("Not yet")} for key, day in days),
        {"key": _("How it stands"), "value": STATES[found.state]},
        {"key": _("Note"), "value": found.note or _("None")},
    ]
    if found.project:
        place = url_for("commissioners.project", ref=found.project)
        rows.append({"key": _("Project started from it"), "value": found.project, "href": place})
    return rows


def _start(found: Interest) -> str | None:
    """Where a project is started from it: none while one is, or when nothing is asked any more."""
    if found.project or found.state in ("declined", "withdrawn"):
        return None
    asked = {"route": "tender", "interest": found.id, "title": found.service[:200]}
    return f"/projects/new?{urlencode(asked)}"


def _may_edit() -> bool:
    return may(me(), Action.OPEN_PROJECT, Subject(me().body))

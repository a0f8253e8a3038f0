"""Record what is planned and what has already happened: never refused because of a gate."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from flask import flash, request

from web.access import asks, me
from web.commissioners import desk
from web.commissioners.blueprint import blueprint
from web.forms import Form
from web.wiring import services
from workflow.commands.change import Changed
from workflow.commands.record import record_date
from workflow.commands.views import ProjectView
from workflow.project.access import Action
from workflow.project.guards import broken_by, not_met
from workflow.timetable.dates_in_words import in_words
from workflow.words import gettext as _

WHAT = (
    ("actual", _("It has happened"), _("Record what has already happened, with its true date.")),
    ("planned", _("It is planned"), _("You can move a planned date later, with a reason.")),
)


@blueprint.get("/projects/<ref>/record/<event>")
@asks(Action.SEE_PROJECT)
def record(ref: str, event: str) -> desk.Page:
    """The form for one event's date."""
    view, form = desk.load(ref), Form({})
    form.values["what"] = "planned" if request.args.get("what") == "planned" else "actual"
    return _page(view, event, form)


@blueprint.post("/projects/<ref>/record/<event>")
@asks(Action.EDIT_PROJECT)
def record_now(ref: str, event: str) -> desk.Page:
    """Keep the date; an act whose gate was open is kept all the same, and said to be not met."""
    view, form = desk.load(ref), desk.posted()
    words = desk.event_of(view, event)
    what = form.choice("what", WHAT, _("Say whether it has happened or is planned."))
    on = form.date("on", _("Enter the date."), words.title)
    reason, stands = form.text("reason", most=1000), view.overview.project.actual(event)

    def keep() -> Changed:
        changed = record_date(
            ref=ref,
            event=event,
            on=on,
            what="planned" if what == "planned" else "actual",
            reason=reason,
            by=me(),
            services=services(),
            seen_version=form.version,
            once=form.key,
        )
        _say_not_met(view, changed, event)
        return changed

    return desk.send(
        form,
        keep,
        to=_back(view, event),
        done=_said(view, event, what, on),
        field="reason" if what == "planned" or (stands and not reason) else "on",
    ) or _page(view, event, form)


def _page(view: ProjectView, event: str, form: Form) -> desk.Page:
    line = view.overview.line(desk.event_of(view, event).id)
    stage = desk.stage_with(view, event)
    return desk.show("record", view, form, line=line, stage=stage, back=_back(view, event), options=WHAT)


def _back(view: ProjectView, event: str) -> str:
    stage = desk.stage_with(view, event)
    return desk.address("stage", view, slug=stage.slug) if stage else desk.address("dates", view)


def _said(view: ProjectView, event: str, what: str, on: date | None) -> str:
    words = desk.event_of(view, event)
    if on is None:
        return ""
    if what == "planned":
        return _("{title}: planned for {day}.").format(title=words.title, day=in_words(on))
    return _("Recorded: {done} on {day}.").format(done=words.done, day=in_words(on))


def _say_not_met(view: ProjectView, changed: Changed, event: str) -> None:
    """Tell at once, in neutral words, what the recorded act did not keep."""
    after = replace(view.situation, project=changed.project)
    if not changed.project.actual(event):
        return
    told = [f"{fact.words}: {fact.title}. {fact.missing}" for fact in not_met(after) if fact.event == event]
    if told:
        flash(" ".join([*told, _("The monitoring officer's post is told.")]), "info")
    for found in broken_by(after, event):
        if found.may_be_explained:
            told_words = _("{words}: {title}. {missing} You can explain it.")
            flash(
                told_words.format(words=found.not_met_words, title=found.title, missing=found.missing), "info"
            )

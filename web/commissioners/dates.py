"""All dates of a project in one table, and what would follow if one of them moved."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from web.access import asks, me
from web.commissioners import compared, desk, words
from web.commissioners.before_after import Effect, effect
from web.commissioners.blueprint import blueprint
from web.forms import Form
from web.wiring import services
from workflow.commands.change import Changed
from workflow.commands.record import move_end, record_date
from workflow.commands.views import ProjectView
from workflow.errors import BadRequest
from workflow.project.access import Action
from workflow.project.events import DateRecorded, EndMoved
from workflow.project.folding import add
from workflow.project.model import Project
from workflow.project.summaries import EventLine
from workflow.timetable.dates_in_words import in_words
from workflow.timetable.overlaps import overlaps
from workflow.words import gettext as _

MOVABLE = (("yes", _("Yes, the date can move")), ("no", _("No, the date is fixed")))


@blueprint.get("/projects/<ref>/dates")
@asks(Action.SEE_PROJECT)
def dates(ref: str) -> desk.Page:
    """Every event with its planned, last safe and true date."""
    return page(desk.load(ref), Form({}))


@blueprint.post("/projects/<ref>/dates")
@asks(Action.EDIT_PROJECT)
def plan_date(ref: str) -> desk.Page:
    """Plan or move one date; or only see what would follow."""
    view, form = desk.load(ref), desk.posted()
    event = form.choice("event", _plannable(view), _("Choose what you want to plan."))
    on = form.date("on", _("Enter the date."))
    reason = form.text("reason", most=1000)

    def keep() -> Changed:
        return record_date(
            ref=ref,
            event=event,
            on=on,
            what="planned",
            reason=reason,
            by=me(),
            services=services(),
            seen_version=form.version,
            once=form.key,
        )

    if _only_looking(form) and on:
        planned = DateRecorded(event, 1, "planned", on, reason)
        return _preview(view, form, event, on, lambda project: add(planned, project))
    done = _("The date is planned. The dates below are worked out anew.")
    return desk.send(form, keep, to=_here(view), done=done, field="reason") or page(view, form)


@blueprint.post("/projects/<ref>/end")
@asks(Action.EDIT_PROJECT)
def change_end(ref: str) -> desk.Page:
    """Move the end asked for, or say whether it can move; or only see what would follow."""
    view, form = desk.load(ref), desk.posted()
    end = form.date("end", _("Enter the date."))
    fixed = form.choice("movable", MOVABLE, _("Say whether that date can move.")) == "no"
    reason = form.text("why", most=1000)

    def keep() -> Changed:
        return move_end(
            ref=ref,
            end=end or date.max,
            end_fixed=fixed,
            reason=reason,
            by=me(),
            services=services(),
            seen_version=form.version,
            once=form.key,
        )

    if _only_looking(form) and end:
        ends, to = view.overview.route.ends_with, EndMoved(end, fixed, reason)
        return _preview(view, form, ends, end, lambda project: add(to, project))
    done = _("The end is moved. The dates below are worked out anew.")
    return desk.send(form, keep, to=_here(view), done=done, field="why") or page(view, form)


def _here(view: ProjectView) -> str:
    return desk.address("dates", view)


def _only_looking(form: Form) -> bool:
    return form.typed.get("action") == "preview" and not form.errors


def page(view: ProjectView, form: Form, found: Effect | None = None) -> desk.Page:
    """The page of all dates, with what was typed into its forms and, for a move, its effect."""
    project = view.overview.project
    form.values.setdefault("end", project.end)
    form.values.setdefault("movable", "no" if project.end_fixed else "yes")
    return desk.show(
        "dates",
        view,
        form,
        here="dates",
        rows=[*(_row(view, line) for line in view.overview.events), *_activities(view)],
        plannable=_plannable(view),
        movable=MOVABLE,
        end_title=view.overview.route.event(view.overview.route.ends_with).title,
        effect=found,
        scenarios=compared.scenarios(view),
        steps=compared.steps(view),
        runs_into=_runs_into(view),
    )


def _runs_into(view: ProjectView) -> list[Sequence[object]]:
    """What the plan meets in the body's diary: elections, closures, notes, months without meetings."""
    found = overlaps(view.situation.rulebook, view.overview.timetable, view.situation.facts)
    return [(each.title, _stretch(each.first, each.last), " ".join(each.says)) for each in found]


def _stretch(first: date, last: date) -> str:
    if last <= first:
        return in_words(first)
    return _("{first} to {last}").format(first=in_words(first), last=in_words(last))


def _plannable(view: ProjectView) -> list[tuple[str, str]]:
    ends = view.overview.route.ends_with
    return [
        (line.words.id, line.words.title)
        for line in view.overview.events
        if line.words.act and not line.dates.done and line.words.id != ends
    ]


def _row(view: ProjectView, line: EventLine) -> Sequence[object]:
    end = view.overview.project.end if line.words.id == view.overview.route.ends_with else None
    planned = line.planned or (end if not line.actual else None)
    linked = line.words.act and desk.editable(view)
    href = desk.address("record", view, event=line.words.id) if linked else None
    rule = line.rule.title if line.rule else ""
    latest = None if line.actual else line.dates.latest
    return (
        {"text": line.words.title, "href": href},
        _day(planned),
        _day(latest, words.spare(line.dates.spare_working_days) if latest else ""),
        _day(line.actual),
        {"text": rule, "note": words.reason(line.dates)} if latest else "",
    )


def _activities(view: ProjectView) -> Iterator[Sequence[object]]:
    """The days of the plan of engagement, which no rule asks for."""
    for each in view.overview.project.engagement.activities:
        late = _("It has not happened.") if each.passed(services().today) else ""
        link = {"text": each.plan.what, "href": desk.address("activity_page", view, activity=each.plan.id)}
        yield link, _day(each.plan.on, late), "", _day(each.done_on), _("Engagement plan")


def _day(day: date | None, note: str = "") -> object:
    return {"date": day, "note": note} if day else ""


def _preview(
    view: ProjectView, form: Form, event: str, on: date, moved: Callable[[Project], Project]
) -> desk.Page:
    """The page with the effect of a move, none of which is saved."""
    try:
        return page(view, form, effect(view, event, on, moved))
    except BadRequest as fault:
        form.errors["on"] = str(fault)
        return page(view, form)

"""What would follow from a move that is not saved: one sentence, a table, and G1 before and after."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from web import pictures
from web.commissioners import words
from web.commissioners.effects import both
from web.wiring import services
from workflow.alerts.changed import alerts_changed
from workflow.commands.change import timetable_of
from workflow.commands.views import ProjectView
from workflow.project.model import Project
from workflow.project.situation import Situation
from workflow.timetable.dates_in_words import in_words
from workflow.timetable.model import EventDates, Timetable
from workflow.words import gettext as _
from workflow.words import ngettext

MOST_TOLD = 6
Row = Sequence[object]


@dataclass(frozen=True, slots=True)
class Effect:
    """What a timetable would be after a move that is not saved. `said`: the knock-on in words."""

    after: Timetable
    said: str
    rows: tuple[Row, ...]
    pictures: tuple[tuple[str, pictures.Timeline], ...]


def effect(view: ProjectView, event: str, on: date, moved: Callable[[Project], Project]) -> Effect:
    """The effect of moving one event. BadRequest for dates that no timetable can hold."""
    situation = replace(view.situation, project=moved(view.situation.project))
    before, after = view.overview.timetable, timetable_of(situation)
    moves = {each.id for each in after.events if _first(each) != _first(before[each.id])}
    ends = view.overview.route.ends_with
    wanted = moves | {event, ends}
    shown = [
        e.id for e in after.events if e.id in wanted and (view.situation.words(e.id).act or e.id == event)
    ]
    return Effect(
        after=after,
        said=_said(view, event, on, (situation, after)),
        rows=tuple(_changes(view, after)),
        pictures=(
            (_("Before"), _picture(before, shown, ends, "before", _("Dates as they stand"))),
            (_("After"), _picture(after, shown, ends, "after", _("Dates as they would be"))),
        ),
    )


def _said(view: ProjectView, event: str, on: date, changed: tuple[Situation, Timetable]) -> str:
    """ "If you move X from 3 to 24 March: Y 16 June; Z 28 July. 2 alerts change." """
    situation, after = changed
    before = view.overview.timetable
    order = [each.id for each in after.events]
    later = order[order.index(event) + 1 :] if event in order else []
    told = [
        _("{what} {day}").format(what=after[each].title, day=in_words(day))
        for each in later
        if (day := _first(after[each])) and day != _stands(before[each]) and view.situation.words(each).act
    ]
    old = _stands(before[event])
    start = _("If you move “{what}” to {day}").format(what=after[event].title, day=in_words(on))
    if old and old != on:
        start = _("If you move “{what}” from {old} to {day}").format(
            what=after[event].title, old=in_words(old), day=in_words(on)
        )
    number = alerts_changed((view.situation, before), (situation, after))
    alerts = ngettext("{n} alert changes.", "{n} alerts change.", number).format(n=number)
    if not told:
        return _("{start}, no later step moves. {alerts}").format(start=start, alerts=alerts)
    shown = told if len(told) <= MOST_TOLD else [*told[: MOST_TOLD - 1], told[-1]]
    return _("{start}, the earliest dates are: {steps}. {alerts}").format(
        start=start, steps="; ".join(shown), alerts=alerts
    )


def _stands(dates: EventDates) -> date | None:
    return dates.date or dates.latest


def _first(dates: EventDates) -> date | None:
    """The day on which it stands, or the first that the rules then allow, if that is later."""
    days = [day for day in (_stands(dates), dates.earliest) if day]
    return None if dates.done else max(days, default=None)


def _changes(view: ProjectView, after: Timetable) -> Iterator[Row]:
    """Each event whose last safe or earliest date would change, with both."""
    for line in view.overview.events:
        then, before = after[line.words.id], line.dates
        if then.done or (before.latest, before.earliest) == (then.latest, then.earliest):
            continue
        yield (
            line.words.title,
            both(before.latest, then.latest),
            both(before.earliest, then.earliest),
            words.spare(then.spare_working_days),
        )


def _picture(
    timetable: Timetable, shown: Sequence[str], ends: str, name: str, title: str
) -> pictures.Timeline:
    """One row a step that is moved or moves with it: where it stands, and its last safe date."""
    rows = [_row(timetable[each], each == ends) for each in shown]
    end = _first(timetable[ends])
    shape = ngettext("{title}: {n} step. {last}: {day}.", "{title}: {n} steps. {last}: {day}.", len(rows))
    day = in_words(end) if end else _("no date yet")
    says = shape.format(title=title, n=len(rows), last=timetable[ends].title, day=day)
    return pictures.timeline(rows, today=services().today, title=title, description=says, name=name)


def _row(dates: EventDates, ends: bool) -> pictures.Row:
    return pictures.Row(
        label=dates.title,
        point=_first(dates) or dates.date,
        last_safe=None if dates.done or ends else dates.latest,
        done=dates.done,
        fixed=ends,
        spare=dates.spare_working_days,
    )

"""What a change of a body's own days makes of a project: dates that follow, and dates that wait for a person.

The last safe dates follow at once. What a person planned or published never moves by itself, and an open
consultation is never shortened.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from workflow.project.model import EventInstance
from workflow.project.situation import Situation
from workflow.timetable.act_days import ActDays, act_days
from workflow.timetable.dates_in_words import in_words, with_weekday
from workflow.timetable.model import Conflict, EventDates, Timetable
from workflow.words import gettext as _

OPENED, CLOSED = "consultation_opened", "consultation_closed"
FEW = 3


@dataclass(frozen=True, slots=True)
class MovedByDays:
    """One date: `moved` by the rules, or `waiting` for a person with a proposal. `published`: others were
    told the old one."""

    event: str
    title: str
    old: date
    new: date
    reason: str
    published: bool
    unconfirmed: bool
    state: Literal["moved", "waiting"]


@dataclass(frozen=True, slots=True)
class Seen:
    """A project and its timetable, before the days changed or after."""

    situation: Situation
    timetable: Timetable

    @property
    def days(self) -> ActDays:
        """The days on which the acts of the project may fall."""
        situation = self.situation
        facts = situation.rulebook.facts(situation.route.id, situation.asked.facts)
        return act_days(situation.rulebook.authority, situation.route, facts)


def differs(before: Seen, after: Seen) -> bool:
    """Whether anything that is shown or warned of differs between the two."""
    was, now = before.timetable, after.timetable
    return replace(was, calendar_fingerprint="") != replace(now, calendar_fingerprint="")


def moved_by_days(before: Seen, after: Seen, reasons: Mapping[date, str]) -> tuple[MovedByDays, ...]:
    """Every date of a project that moves or waits. `reasons`: what changed in words, by its first day."""
    waiting: dict[str, MovedByDays] = {}
    for each in (*_no_day_any_more(before, after, reasons), *_unfitting(before, after, reasons)):
        waiting.setdefault(each.event, each)
    return (*_moved(before, after, reasons), *waiting.values())


def between(reasons: Mapping[date, str], first: date, last: date) -> str:
    """What changed in words from a day to another, else all of it; a few at most, and how many more."""
    near = [words for day, words in sorted(reasons.items()) if first <= day <= last]
    told = near or [words for _day, words in sorted(reasons.items())]
    more = [_("And {n} more.").format(n=len(told) - FEW)] if len(told) > FEW else []
    return " ".join((*told[:FEW], *more))


def _moved(before: Seen, after: Seen, reasons: Mapping[date, str]) -> Iterator[MovedByDays]:
    """The last safe dates that the rules now ask for."""
    old = {event.id: event.latest for event in before.timetable.events}
    for event in after.timetable.events:
        was, now = old.get(event.id), event.latest
        acts = after.situation.route.event(event.id).act
        if event.done or was is None or now is None or was == now or not acts:
            continue
        reason = between(reasons, min(was, now), max(was, now, after.timetable.end or now))
        yield MovedByDays(event.id, event.title, was, now, reason, False, event.unconfirmed, "moved")


def _no_day_any_more(before: Seen, after: Seen, reasons: Mapping[date, str]) -> Iterator[MovedByDays]:
    """What a person set for a meeting that is gone, or for a day that is closed now."""
    days, could, situation = after.days, before.days, after.situation
    known = {event.id: event for event in after.timetable.events}
    for (name, _number), instance in sorted(situation.project.instances.items()):
        event = known.get(name)
        if event is None or event.done or instance.actual or not situation.route.event(name).working:
            continue
        for day, published in _set(instance):
            new = days.on_or_after(name, day)
            if new != day and could.on_or_after(name, day) == day:
                reason = f"{between(reasons, day, day)} {_gone(event, day, new, days)}"
                yield _waits(event, day, new, published, reason)


def _set(instance: EventInstance) -> Iterator[tuple[date, bool]]:
    if instance.published:
        yield instance.published, True
    if instance.planned and instance.planned != instance.published:
        yield instance.planned, False


def _gone(event: EventDates, day: date, new: date, days: ActDays) -> str:
    told = {"title": event.title, "day": with_weekday(day), "new": with_weekday(new)}
    if board := days.title(event.id):
        words = _("{title} was to be on {day}; the {board} does not meet on that day. Proposed: {new}.")
        return words.format(board=board, **told)
    words = _("{title} was to be on {day}, a day on which nothing is planned any more. Proposed: {new}.")
    return words.format(**told)


def _waits(event: EventDates, old: date, new: date, published: bool, reason: str) -> MovedByDays:
    return MovedByDays(event.id, event.title, old, new, reason, published, event.unconfirmed, "waiting")


def _unfitting(before: Seen, after: Seen, reasons: Mapping[date, str]) -> Iterator[MovedByDays]:
    """What a person set and what fitted before and does not fit now."""
    fitted = {_told(each) for each in before.timetable.conflicts}
    for conflict in after.timetable.conflicts:
        found = _proposed(after, conflict) if _told(conflict) not in fitted else None
        if found is None:
            continue
        event, old, new = found
        if old == new or _shortens(after.situation, event.id, old, new):
            continue
        rule = after.situation.rulebook.find(conflict.rule, conflict.edition)
        words = _("{title} on {old} does not fit any more: {rule} asks for {new}.")
        if conflict.kind == "maximum" or new < old:
            words = _("{title} on {old} is too late now: {rule} asks for {new} or earlier.")
        told = {"title": event.title, "old": in_words(old), "new": in_words(new)}
        why = words.format(rule=rule.title if rule else conflict.rule, **told)
        yield _waits(event, old, new, False, f"{between(reasons, min(old, new), max(old, new))} {why}")


def _told(conflict: Conflict) -> tuple[object, ...]:
    return (conflict.rule, conflict.start, conflict.event, conflict.required, conflict.planned)


def _proposed(after: Seen, conflict: Conflict) -> tuple[EventDates, date, date] | None:
    """The date of a period that a person set, its second before its first; None where nobody set one."""
    start, end = after.timetable[conflict.start], after.timetable[conflict.event]
    if end.date is not None and not end.done:
        return end, end.date, conflict.required
    if start.date is not None and not start.done and start.latest is not None:
        return start, start.date, start.latest
    return None


def _shortens(situation: Situation, event: str, old: date, new: date) -> bool:
    """Whether a proposal would close an open consultation earlier."""
    project = situation.project
    is_open = project.actual(OPENED) is not None and project.actual(CLOSED) is None
    return is_open and event == CLOSED and new < old

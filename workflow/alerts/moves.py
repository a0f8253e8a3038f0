"""What a change of the calendars makes of a plan: which rungs move, and which dates wait for a person.

A plan is asked for before and after. What the rules make of it follows at once; what a person planned or
published never moves by itself, and an open consultation is never shortened.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from workflow.alerts.model import Deadline
from workflow.alerts.rules import BY_DAY, deadlines
from workflow.project.situation import Situation
from workflow.rulebook.model import Route
from workflow.timetable.calendars import State, calendar, supposing
from workflow.timetable.dates_in_words import in_words, with_weekday
from workflow.timetable.model import Conflict, Timetable
from workflow.words import gettext as _

OPENED, CLOSED = "consultation_opened", "consultation_closed"
COUNTED_ON = ("decision_by", "window_closes_by", "force", "may_be_explained", "unconfirmed")
"""What in the detail of a deadline turns on the calendars."""


@dataclass(frozen=True, slots=True)
class Cause:
    """What was counted on before the calendars changed and after, and why in words, by day."""

    before: State
    after: State
    reasons: Mapping[date, str]

    def between(self, first: date, last: date) -> str:
        """The reasons of the days from first to last; all of them where none lies there."""
        near = [words for day, words in sorted(self.reasons.items()) if first <= day <= last]
        return " ".join(near or self.reasons.values())


@dataclass(frozen=True, slots=True)
class Answer:
    """What turns on the calendars in a timetable. Where two are equal, nothing moved."""

    dates: tuple[object, ...]
    conflicts: tuple[object, ...]
    timetable: Timetable = field(compare=False)


@dataclass(frozen=True, slots=True)
class MovedDate:
    """One date and what becomes of it: `moved` by law (old None: whatever stood there), or `waiting` for a
    person, with a proposal."""

    event: str
    title: str
    state: Literal["moved", "waiting"]
    old: date | None
    new: date
    reason: str
    unconfirmed: bool


@dataclass(frozen=True, slots=True)
class Change:
    """What follows for every project with the same question: deadlines as they now stand, and dates.

    `by_project`: what stands in the store may differ between projects, so it is worked out for each.
    """

    deadlines: tuple[Deadline, ...]
    dates: tuple[MovedDate, ...]
    by_project: bool


def answer(nation: str, route: Route, timetable: Timetable) -> Answer:
    """The answer that a timetable gives on the calendars that are counted on now."""
    working = calendar(nation)
    dates = tuple(
        (
            event.id,
            event.latest,
            event.binding_rule,
            event.unconfirmed,
            event.date and working.is_working(event.date),
        )
        for event in timetable.events
        if not event.done and route.event(event.id).act
    )
    return Answer(dates, tuple(_told(each) for each in timetable.conflicts), timetable)


def change(situation: Situation, before: Answer, after: Answer, cause: Cause) -> Change:
    """What follows from two answers that differ."""
    with supposing(cause.before):
        old, old_others = _standing(situation, before.timetable)
    with supposing(cause.after):
        new, new_others = _standing(situation, after.timetable)
        waiting = tuple(_waiting(situation, before.timetable, after.timetable, cause))
    both = [(old[key], new[key]) for key in new if key in old]
    return Change(
        deadlines=tuple(each for was, each in both if _moves(was, each) or _retold(was, each)),
        dates=(*_moved(situation, before.timetable, after.timetable, cause), *waiting),
        by_project=old.keys() != new.keys() or old_others != new_others or _turns_on_days(situation, cause),
    )


def _told(conflict: Conflict) -> tuple[object, ...]:
    return (conflict.rule, conflict.start, conflict.event, conflict.required, conflict.planned)


def _standing(
    situation: Situation, timetable: Timetable
) -> tuple[dict[str, Deadline], dict[str, tuple[object, ...]]]:
    """The last safe dates by event, and what else stands: periods too short, acts that no gate allowed."""
    found = deadlines(situation, timetable, {})
    told = ("required", "planned", "on", "missing")
    others = [each for each in found if each.ladder not in BY_DAY]
    own = {each.key: tuple(each.detail.get(name) for name in told) for each in others}
    return {each.event: each for each in found if each.key not in own}, own


def _moves(old: Deadline, new: Deadline) -> bool:
    return (old.last_safe, old.rule) != (new.last_safe, new.rule)


def _retold(old: Deadline, new: Deadline) -> bool:
    return any(old.detail[name] != new.detail[name] for name in COUNTED_ON)


def _turns_on_days(situation: Situation, cause: Cause) -> bool:
    """Whether what stands turns on the day it was written, or on records: a plan whose day has passed, an act
    after a day that changed."""
    asked = situation.project.asked(situation.today)
    passed = any(day < situation.today for event, day in asked.pins.items() if event not in asked.done)
    return passed or any(asked.pins[event] >= min(cause.reasons) for event in asked.done)


def _moved(situation: Situation, before: Timetable, after: Timetable, cause: Cause) -> Iterator[MovedDate]:
    """The last safe dates that the rules now ask for."""
    old = {event.id: event.latest for event in before.events}
    for event in after.events:
        was, now = old[event.id], event.latest
        if event.done or was is None or now is None or was == now or not situation.route.event(event.id).act:
            continue
        reason = cause.between(min(was, now), max(was, now, after.end or now))
        yield MovedDate(event.id, event.title, "moved", None, now, reason, event.unconfirmed)


def _waiting(situation: Situation, before: Timetable, after: Timetable, cause: Cause) -> Iterator[MovedDate]:
    """What a person set and what no longer fits, once an event."""
    found: dict[str, MovedDate] = {}
    for each in (*_closed_days(situation, after, cause), *_too_short(situation, before, after, cause)):
        found.setdefault(each.event, each)
    yield from found.values()


def published_on(situation: Situation, event: str, day: date, cause: Cause) -> MovedDate | None:
    """What was published of an event for a day that is no working day any more; None where that is no
    matter."""
    words = next((each for each in situation.route.events if each.id == event), None)
    with supposing(cause.after):
        if words is None or not words.working or calendar(_nation(situation)).is_working(day):
            return None
        new, why = _closed_day(words.title, day, situation)
    return MovedDate(event, words.title, "waiting", day, new, f"{cause.between(day, day)} {why}", False)


def _nation(situation: Situation) -> str:
    return situation.rulebook.authority.nation


def _closed_day(title: str, day: date, situation: Situation) -> tuple[date, str]:
    """What to propose instead of an act's day that is no working day any more, and why in words."""
    new = calendar(_nation(situation)).on_or_after(day)
    words = _("{title} was to be on {day}, which is no working day any more. Proposed: {new}.")
    return new, words.format(title=title, day=with_weekday(day), new=with_weekday(new))


def _closed_days(situation: Situation, after: Timetable, cause: Cause) -> Iterator[MovedDate]:
    working = calendar(_nation(situation))
    with supposing(cause.before):
        worked = calendar(_nation(situation))
    for event in after.events:
        day = event.date
        if day is None or event.done or not situation.route.event(event.id).working:
            continue
        if worked.is_working(day) and not working.is_working(day):
            new, why = _closed_day(event.title, day, situation)
            reason = f"{cause.between(day, day)} {why}"
            yield MovedDate(event.id, event.title, "waiting", day, new, reason, event.unconfirmed)


def _too_short(
    situation: Situation, before: Timetable, after: Timetable, cause: Cause
) -> Iterator[MovedDate]:
    fitted = {_told(each) for each in before.conflicts}
    for conflict in after.conflicts:
        if _told(conflict) in fitted:
            continue
        proposed = _proposed(situation, after, conflict)
        if proposed is not None:
            days = (conflict.required, conflict.planned, proposed.new)
            reason = cause.between(min(*days, proposed.old or proposed.new), max(days))
            yield replace(proposed, reason=f"{reason} {proposed.reason}")


def _proposed(situation: Situation, after: Timetable, conflict: Conflict) -> MovedDate | None:
    """The date of a period that a person set, its second before its first; None where nobody set one.

    The close of an open consultation is never proposed earlier: what comes after it waits for it.
    """
    start, end = after[conflict.start], after[conflict.event]
    planned = end.date is not None and not end.done
    consulting = after_opening(situation) and conflict.start == CLOSED
    if planned or consulting:
        words = _("{title} is too soon on {old}: {rule} asks for {new} or later.")
        old, event = end.date or conflict.planned, end
        new = conflict.required
        if conflict.kind == "maximum":
            words = _("{title} is too late on {old}: {rule} asks for {new} or earlier.")
    elif start.date is not None and not start.done and start.latest is not None:
        words = _("{title} is too late on {old}: {rule} asks for {new} or earlier.")
        old, event, new = start.date, start, start.latest
    else:
        return None
    if event.id == CLOSED and after_opening(situation) and new < old:
        return None
    rule = situation.rulebook.find(conflict.rule, conflict.edition)
    said = {"old": in_words(old), "new": in_words(new), "rule": rule.title if rule else conflict.rule}
    unconfirmed = rule is not None and situation.rulebook.unconfirmed(rule.id)
    why = words.format(title=event.title, **said)
    if consulting:
        why += " " + _("The open consultation keeps its closing date.")
    return MovedDate(event.id, event.title, "waiting", old, new, why, unconfirmed)


def after_opening(situation: Situation) -> bool:
    """Whether a consultation is open: opened, and not closed yet."""
    project = situation.project
    return project.actual(OPENED) is not None and project.actual(CLOSED) is None

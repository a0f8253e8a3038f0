"""How a date of a timetable came about, in plain words: where it was counted from, what asks for it, what
follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from workflow.rulebook.model import RouteEvent
from workflow.timetable.act_days import ActDays
from workflow.timetable.counting import depends_on_calendar, describe, last_day
from workflow.timetable.dates_in_words import (
    day_and_month,
    in_words,
    one_and_another,
    which_edition,
    with_weekday,
)
from workflow.timetable.model import UNCONFIRMED, Asked, Tie
from workflow.timetable.passes import Solved, calendar_of, planned_date
from workflow.timetable.ties import LOCAL, ORDER, PAPERS
from workflow.words import gettext as _
from workflow.words import ngettext

day_in_words = lru_cache(maxsize=20_000)(with_weekday)


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells the dates of one timetable; `events` by id, `authority` the name of whose planning figures they
    are."""

    authority: str
    events: dict[str, RouteEvent]
    asked: Asked
    found: Solved
    ends_with: str
    days: ActDays

    def event(self, event: RouteEvent, *, provisional: bool) -> tuple[str, ...]:
        """Why an event must happen by its latest date, or, without one, no earlier than its earliest."""
        name = event.id
        latest, binding = self.found.latest.get(name), self.found.binding.get(name)
        said = self._own_date(event)
        if latest is not None and binding is not None and binding.kind == "maximum":
            said += self._limited(event, latest, binding)
        elif latest is not None and binding is not None:
            said += self._counted_back(event, latest, binding)
        elif latest is not None:
            said += self._asked_for(event, latest)
        elif name in self.found.earliest:
            said += self._counted_on(event, self.found.earliest[name])
        return (*said, *(self._not_known(event) or self._not_published(provisional)))

    def shortfall(self, tie: Tie, required: date, planned: date) -> tuple[str, ...]:
        """Why a period does not fit between two dates."""
        if tie.kind == "maximum":
            return self._overrun(tie, required, planned)
        start, end = self.events[tie.start], self.events[tie.end]
        days = (required - planned).days
        pinned = planned_date(self.asked, tie.end) is not None
        outcome = (
            _("{event}: {required} at the earliest, but it is planned for {planned}.")
            if pinned
            else _("{event}: {required} at the earliest, but by {planned} at the latest to fit.")
        )
        if tie.end in self.asked.done:
            outcome = _("{event}: {required} at the earliest, but it was on {planned}.")
        short = ngettext("That is {n} day short.", "That is {n} days short.", days).format(n=days)
        return (
            self._stands(start),
            *self._period(tie, self.found.standing[tie.start]),
            outcome.format(event=end.title, required=day_in_words(required), planned=day_in_words(planned)),
            short,
        )

    def _overrun(self, tie: Tie, limit: date, planned: date) -> tuple[str, ...]:
        """Why a date is later than a maximum allows."""
        days = (planned - limit).days
        words = _("{event}: {limit} at the latest, but it is {planned}.")
        if tie.end in self.asked.done:
            words = _("{event}: {limit} at the latest, but it was on {planned}.")
        late = ngettext("That is {n} day late.", "That is {n} days late.", days).format(n=days)
        told = words.format(
            event=self.events[tie.end].title, limit=day_in_words(limit), planned=day_in_words(planned)
        )
        return (self._stands(self.events[tie.start]), *self._period(tie, limit), told, late)

    def _limited(self, event: RouteEvent, latest: date, tie: Tie) -> tuple[str, ...]:
        """A latest date that a maximum sets, counted from the event before it."""
        start = self.events[tie.start]
        from_its_latest = tie.start not in self.asked.pins and tie.start in self.found.latest
        stands = self._target(start) if from_its_latest else self._stands(start)
        outcome = _("So {act} by {day}.").format(act=_inside(event.must), day=day_in_words(latest))
        return (stands, *self._period(tie, latest), outcome)

    def _own_date(self, event: RouteEvent) -> tuple[str, ...]:
        pin = self.asked.pins.get(event.id)
        if pin is None:
            return ()
        if event.id in self.asked.done:
            return (_("{done} on {day}.").format(done=event.done, day=day_in_words(pin)),)
        planned = _("Planned for {day}.").format(day=day_in_words(pin))
        counted = self.found.standing.get(event.id, pin)
        if counted == pin:
            return (planned,)
        why = _("That day has passed") if pin < self.asked.today else _("That is not a working day")
        moved = _("{why}: counted from {day}.").format(why=why, day=day_in_words(counted))
        return planned, moved

    def _counted_back(self, event: RouteEvent, latest: date, tie: Tie) -> tuple[str, ...]:
        rolled = latest != self.found.latest_unrolled[event.id]
        outcome = _("So {act} by {day}.")
        if rolled:
            outcome = _("So {act} by {day}, the last working day in time.")
            if event.sits and self.days.sits(event.id, latest):
                outcome = _("So {act} by {day}, the last meeting in time.")
        return (
            self._target(self.events[tie.end]),
            *self._period(tie, self.found.latest_unrolled[event.id]),
            outcome.format(act=_inside(event.must), day=day_in_words(latest)),
        )

    def _counted_on(self, event: RouteEvent, earliest: date) -> tuple[str, ...]:
        tie = self.found.driver.get(event.id)
        outcome = _("{event} no earlier than {day}.").format(event=event.title, day=day_in_words(earliest))
        if tie is None:
            return (_("Counted from today: nothing before it asks for a later day."), outcome)
        start = self.found.standing[tie.start]
        return (self._stands(self.events[tie.start]), *self._period(tie, start), outcome)

    def _asked_for(self, event: RouteEvent, latest: date) -> tuple[str, ...]:
        asked = _("{act} by {day}: the date asked for.").format(act=event.must, day=day_in_words(latest))
        earliest = self.found.earliest.get(event.id)
        if earliest is None:
            return (asked,)
        allowed = _("The earliest date that the rules shown allow is {day}.").format(
            day=day_in_words(earliest)
        )
        return asked, allowed

    def _target(self, event: RouteEvent) -> str:
        if event.id in self.asked.done:
            return _("{done} on {day}.").format(done=event.done, day=day_in_words(self.asked.pins[event.id]))
        planned = planned_date(self.asked, event.id)
        if planned is not None:
            return _("{event}: planned for {day}.").format(event=event.title, day=day_in_words(planned))
        return _("{act} by {day}.").format(act=event.must, day=day_in_words(self.found.latest[event.id]))

    def _stands(self, event: RouteEvent) -> str:
        if event.id in self.asked.done:
            return self._target(event)
        pinned = event.id in self.asked.pins
        words = _("{event}: planned for {day}.") if pinned else _("{event}: {day} at the earliest.")
        return words.format(event=event.title, day=day_in_words(self.found.standing[event.id]))

    def _period(self, tie: Tie, start: date) -> tuple[str, ...]:
        """What is waited for and who asks, the holidays it skips, and that its text was not seen."""
        said = (
            tie_in_words(tie, self.authority),
            *which_edition(tie.edition, tie.since, tie.until),
            *(() if tie.kind == "maximum" else _holidays(tie, start)),
        )
        return (*said, UNCONFIRMED) if tie.unconfirmed else said

    def _not_known(self, event: RouteEvent) -> tuple[str, ...]:
        """That no meeting is known about the date, so that any working day stands for one."""
        day = self.found.latest.get(event.id) or self.found.earliest.get(event.id)
        if day is None or not self.days.unknown(event.id, day):
            return ()
        words = _("No meetings of the {board} are known about that day, so this date is provisional.")
        return (words.format(board=self.days.title(event.id)),)

    def _not_published(self, provisional: bool) -> tuple[str, ...]:
        horizon = self.days.working.horizon
        if not provisional:
            return ()
        if horizon is None or max(self.found.latest.values(), default=date.min) <= horizon:
            return (_("It was counted from a date that is provisional."),)
        words = _("Bank holidays after {day} are not published yet, so this date is provisional.")
        return (words.format(day=in_words(horizon)),)


@lru_cache(maxsize=4096)
def tie_in_words(tie: Tie, authority: str) -> str:
    """What a tie asks for and who asks, e.g. "12 weeks (84 days): ... (comply or explain)."."""
    if tie.rule == ORDER:
        return _("It comes first in the plain order of events.")
    if tie.rule == PAPERS:
        return _("{authority}'s own diary: {title}.").format(authority=authority, title=tie.title)
    if tie.rule.startswith(LOCAL):
        own = _("{authority}'s own planning figure {name}: {period}.")
        return own.format(authority=authority, name=tie.rule.removeprefix(LOCAL), period=period_in_words(tie))
    words = _("{period}: {rule} ({force}).") if tie.n else _("It comes first: {rule} ({force}).")
    if tie.agreed:
        words = _("{period}, as agreed in an explanation: {rule} ({force}).")
    if tie.kind == "maximum":
        words = _("Within {period}: {rule} ({force}).")
    force = tie.force.words if tie.force else ""
    return words.format(period=period_in_words(tie), rule=tie.title, force=force)


def period_in_words(tie: Tie) -> str:
    """The period of a tie, e.g. "12 weeks (84 days)"."""
    return describe(tie.method, tie.n, tie.calendar)


def length_in_words(tie: Tie, start: date, end: date) -> str:
    """How much of a tie's period two dates leave, in its own unit, e.g. "9 weeks 0 days" or "61 days"."""
    days = (end - start).days
    if not tie.method.startswith("weeks"):
        return _days(days)
    weeks = ngettext("{n} week", "{n} weeks", days // 7).format(n=days // 7)
    return f"{weeks} {_days(days % 7)}"


def _days(n: int) -> str:
    return ngettext("{n} day", "{n} days", n).format(n=n)


def _holidays(tie: Tie, start: date) -> tuple[str, ...]:
    if not depends_on_calendar(tie.method):
        return ()
    cal = calendar_of(tie)
    return _do_not_count(tuple(cal.holidays_between(start, last_day(tie.method, tie.n, cal, start))))


@lru_cache(maxsize=4096)
def _do_not_count(holidays: Sequence[tuple[date, str]]) -> tuple[str, ...]:
    if not holidays:
        return ()
    named = one_and_another([f"{title} ({day_and_month(day)})" for day, title in holidays])
    return (ngettext("{days} does not count.", "{days} do not count.", len(holidays)).format(days=named),)


@lru_cache(maxsize=1024)
def _inside(sentence: str) -> str:
    """The sentence as it stands after another word: "The report must ..." -> "the report must ..."."""
    return sentence if sentence[1:2].isupper() else sentence[:1].lower() + sentence[1:]

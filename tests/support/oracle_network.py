"""Any small network of ties solved by trying days, one after another: no passes, no order, no shared code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from tests.support import oracle

ONE = timedelta(1)
TOO_FAR = 4000


@dataclass(frozen=True)
class Asks:
    """A period between two events: a minimum, or with `most` a maximum; in force from a first day on."""

    start: str
    end: str
    method: str
    n: int
    calendar: str
    ends: str | None = None
    most: bool = False
    since: date | None = None
    until: date | None = None

    def in_force(self, start: date) -> bool:
        """Whether the rule speaks of a period that starts that day."""
        return (self.since is None or start >= self.since) and (self.until is None or start <= self.until)

    def kept(self, start: date, end: date) -> bool:
        """Whether two dates keep it; out of force a minimum still asks for the order."""
        if self.most:
            last = oracle.last_day(self.method, self.n, self.calendar, start)
            return not self.in_force(start) or end <= last
        if not self.in_force(start):
            return end >= start
        return end >= oracle.acts_from(self.method, self.n, self.calendar, start, self.ends)


@dataclass(frozen=True)
class Puzzle:
    """Events, some of which fall on working days only, periods between them, given dates, and the end."""

    events: tuple[str, ...]
    working: frozenset[str]
    asks: tuple[Asks, ...]
    end: date
    given: Mapping[str, date] = field(default_factory=dict)
    calendar: str = "england"
    closed: frozenset[date] = frozenset()

    @property
    def last(self) -> str:
        """The event that the end is asked for."""
        return self.events[-1]

    def may_fall(self, event: str, day: date) -> bool:
        """Whether an event may be planned on a day; the end is asked for as it is."""
        end_itself = event == self.last and day == self.end
        return end_itself or event not in self.working or self.works(day)

    def works(self, day: date) -> bool:
        """Whether an act may be planned on a day."""
        return oracle.works(self.calendar, day) and day not in self.closed

    def bounded(self) -> set[str]:
        """The events that the end or a given date keeps from being ever later."""
        found = {self.last}
        for _event in self.events:
            known = found | set(self.given)
            for asks in self.asks:
                if (asks.end if not asks.most else asks.start) in known:
                    found.add(asks.start if not asks.most else asks.end)
        return found


def latest(puzzle: Puzzle) -> dict[str, date] | None:
    """The latest day of each event: all start late, and whichever breaks a period goes a day back.

    None where that never ends: no dates keep every period.
    """
    held = puzzle.bounded()
    begin = max([puzzle.end, *puzzle.given.values()])
    known, followed = {puzzle.last, *puzzle.given}, set[str]()
    for _event in puzzle.events:
        ends = known | followed
        followed |= {asks.start for asks in puzzle.asks if not asks.most and asks.end in ends}
    # What a day that is known waits for comes no later than that day.
    days = {event: begin if event in followed else begin + 2500 * ONE for event in held}
    days[puzzle.last] = puzzle.end
    moving = True
    while moving:
        moving = False
        for event in held:
            while _stands_too_late(puzzle, event, days):
                days[event] -= ONE
                moving = True
            if days[event] < puzzle.end - TOO_FAR * ONE:
                return None
    return days


def _stands_too_late(puzzle: Puzzle, event: str, days: Mapping[str, date]) -> bool:
    """Whether an event stands too late for a period, or on a day on which it cannot fall."""
    day = days[event]
    if not puzzle.may_fall(event, day):
        return True
    for asks in puzzle.asks:
        moved, other = (asks.end, asks.start) if asks.most else (asks.start, asks.end)
        fixed = puzzle.given.get(other) or days.get(other)
        if moved == event and fixed is not None:
            if not (asks.kept(fixed, day) if asks.most else asks.kept(day, fixed)):
                return True
    return False


def earliest(puzzle: Puzzle, today: date) -> dict[str, date]:
    """The earliest day of each event: all start today, and whichever breaks a minimum goes a day on."""
    days = dict.fromkeys(puzzle.events, today)
    moving = True
    while moving:
        moving = False
        for event in puzzle.events:
            while _stands_too_early(puzzle, event, days):
                days[event] += ONE
                moving = True
    return days


def _stands_too_early(puzzle: Puzzle, event: str, days: Mapping[str, date]) -> bool:
    """Whether an event stands too early for a minimum, or on a day on which it cannot fall."""
    if event in puzzle.working and not puzzle.works(days[event]):
        return True
    asked = [asks for asks in puzzle.asks if asks.end == event and not asks.most]
    return any(not asks.kept(puzzle.given.get(asks.start) or days[asks.start], days[event]) for asks in asked)


def every_plan(puzzle: Puzzle, first: date) -> list[dict[str, date]]:
    """Every way to give each event a day that keeps every period: from `first` to the end or two weeks on."""
    span = [first + i * ONE for i in range((puzzle.end - first).days + 15)]
    plans: list[dict[str, date]] = [{}]
    for event in puzzle.events:
        asked = [asks for asks in puzzle.asks if asks.end == event]
        days = [d for d in span if puzzle.may_fall(event, d) and (event != puzzle.last or d <= puzzle.end)]
        kept = {(i, a, b): asks.kept(a, b) for i, asks in enumerate(asked) for a in span for b in days}
        plans = [
            plan | {event: day}
            for plan in plans
            for day in days
            if all(kept[i, plan[asks.start], day] for i, asks in enumerate(asked))
        ]
    return plans

"""The two passes over a network: how early each event may happen, how late it still fits, and what does not
fit.

Acts that a body plans fall on its working days, and what a board decides on its meetings: earliest dates roll
forward, latest dates back. Periods never roll.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from workflow.rulebook.model import CalendarName, Method, RouteEvent
from workflow.timetable.act_days import ActDays
from workflow.timetable.calendars import calendar
from workflow.timetable.counting import acts_from, last_day, latest_start
from workflow.timetable.model import Asked, Tie
from workflow.timetable.ties import ORDER, PAPERS, Network
from workflow.timetable.workdays import Calendar
from workflow.words import gettext as _

ONE_DAY = timedelta(1)
ROUNDS = 30
"""How often the backward pass is made again, at most, until the maxima have settled."""


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A tie whose period does not fit: its second event has to be on `required` (of a maximum at the latest),
    but is at `planned`."""

    tie: Tie
    required: date
    planned: date

    @property
    def days(self) -> int:
        """By how many calendar days it does not fit."""
        return abs((self.required - self.planned).days)


@dataclass(slots=True)
class Solved:
    """What the passes found, by event. An event without an entry has no such date.

    `standing` where an event is taken to happen for those after it; `driver` the tie that sets its earliest
    date (none: today, or its own date); `binding` the tie that sets its latest; `overtaken` what a later
    event that has already happened left without a date, so that no plan turns on it any more.
    """

    earliest: dict[str, date] = field(default_factory=dict)
    standing: dict[str, date] = field(default_factory=dict)
    latest: dict[str, date] = field(default_factory=dict)
    latest_unrolled: dict[str, date] = field(default_factory=dict)
    driver: dict[str, Tie] = field(default_factory=dict)
    binding: dict[str, Tie] = field(default_factory=dict)
    overtaken: frozenset[str] = frozenset()
    shortfalls: tuple[Shortfall, ...] = ()
    overruns: tuple[Shortfall, ...] = ()
    fits_end: bool = True

    @property
    def fits(self) -> bool:
        """Whether every minimum fits, and the end asked for is met. A maximum that has passed is late, but
        moves no end."""
        return self.fits_end and not self.shortfalls


def solve(network: Network, asked: Asked, ends_with: str, days: ActDays) -> Solved:
    """Both passes over a network, on the days on which the authority's acts may fall.

    A planned date that has passed without the act is counted from today, one that is no such day from the
    next.
    """
    run = _Run(network, asked, ends_with, days, Solved(overtaken=_overtaken(network, asked)))
    for event in network.events:
        run.forward(event)
    run.backwards()
    run.found.shortfalls = tuple(run.shortfalls())
    run.found.overruns = tuple(run.overruns())
    earliest = run.found.earliest.get(ends_with)
    run.found.fits_end = asked.end is None or earliest is None or earliest <= asked.end
    return run.found


def planned_date(asked: Asked, event: str) -> date | None:
    """The date that stands for a pinned event: its own, or today where that passed without the act."""
    pin = asked.pins.get(event)
    return pin if pin is None or event in asked.done else max(pin, asked.today)


def counted(tie: Tie, start: date) -> date:
    """The first day on which the second event of a tie may happen when the first happens on `start`.

    A rule that is not in force on that day asks for the order alone.
    """
    if tie.rule == ORDER or not tie.speaks_of(start):
        return start
    return acts_from(tie.method, tie.n, calendar_of(tie), start, tie.ends)


def counted_back(tie: Tie, target: date) -> date:
    """The latest day for the first event of a tie such that the second may happen on `target`."""
    if tie.rule == ORDER or (tie.until is not None and tie.until < target):
        return target
    return in_force_back(tie, target)


def in_force_back(tie: Tie, target: date) -> date:
    """The same for a first event that does not wait until the rule has ended."""
    day = latest_start(tie.method, tie.n, calendar_of(tie), target, tie.ends)
    return day if tie.since is None or tie.since <= day else min(target, tie.since - ONE_DAY)


def limit_of(tie: Tie, start: date) -> date | None:
    """The last day for the second event of a maximum; None where the rule is not in force at its start."""
    return last_day(tie.method, tie.n, calendar_of(tie), start) if tie.speaks_of(start) else None


def calendar_of(tie: Tie) -> Calendar:
    """The calendar that a tie is counted on."""
    return calendar(tie.calendar)


def _overtaken(network: Network, asked: Asked) -> frozenset[str]:
    """Events before one that has happened, without a date of their own to come: nothing can be planned for
    them."""
    before = network.before(asked.done)
    return frozenset(
        event for event in before - asked.done if event not in asked.pins or asked.pins[event] < asked.today
    )


Bound = tuple[date, Tie]


@dataclass(slots=True)
class _Run:
    network: Network
    asked: Asked
    ends_with: str
    days: ActDays
    found: Solved
    limits: dict[str, Bound] = field(default_factory=dict)

    def forward(self, event: RouteEvent) -> None:
        """The earliest date of one event, those before it being known."""
        name, found = event.id, self.found
        if name in found.overtaken:
            return
        first, driver = self._first_day(name)
        if name not in self.asked.done:
            by_itself = (
                driver is not None and not event.act
            )  # it may have come about before today, unrecorded
            if first is None or (self._today_sets(event, first, driver) and not by_itself):
                first, driver = self.asked.today, None
            first = self._forward_to_act(event, first)
        if first is not None:
            found.earliest[name] = first
        if driver is not None:
            found.driver[name] = driver
        standing = planned_date(self.asked, name)
        if standing is not None and name not in self.asked.done:
            standing = self.days.working.on_or_after(standing) if event.working else standing
        found.standing[name] = standing or first or self.asked.today

    @property
    def _limits(self) -> Iterator[Tie]:
        """The maxima that count: none runs from an event that was overtaken."""
        return (tie for tie in self.network.limits if tie.start not in self.found.overtaken)

    def backwards(self) -> None:
        """The latest dates. A maximum whose first event has no date yet is measured from that event's latest
        date, so the pass is made again as long as one of them tightens another event. A maximum shorter than
        a minimum between the same events would never settle: `ROUNDS` ends it."""
        self._limit_from(self._given)
        for _round in range(ROUNDS):
            for event in reversed(self.network.events):
                self._backward(event)
            if not self._limit_from(self._latest_of_open):
                return

    def _backward(self, event: RouteEvent) -> None:
        """The latest date of one event, those after it being known."""
        name, found = event.id, self.found
        last, binding = self._last_day(event)
        if name == self.ends_with and self.asked.end and (last is None or self.asked.end <= last):
            found.latest[name] = found.latest_unrolled[name] = self.asked.end
            found.binding.pop(name, None)
        elif last is not None and binding is not None:
            found.latest_unrolled[name] = last
            found.latest[name] = self.days.on_or_before(name, last) if event.working else last
            found.binding[name] = binding

    def shortfalls(self) -> list[Shortfall]:
        """What does not fit, asked once for each tie that leaves a date that stands or that today sets."""
        return [
            Shortfall(tie, required, planned)
            for event in self.network.events
            if event.id in self.asked.pins or event.id not in self.found.driver
            for tie in self.network.out_of[event.id]
            for required, planned in self._asked_and_planned(tie)
            if required > planned
        ]

    def overruns(self) -> list[Shortfall]:
        """Maxima that have passed, or that a date given for the second event goes beyond."""
        found = []
        for tie in self._limits:
            start, planned = planned_date(self.asked, tie.start), self._given_or_earliest(tie.end)
            limit = limit_of(tie, start) if start else None
            if limit is not None and planned is not None and planned > limit:
                found.append(Shortfall(tie, limit, planned))
        return found

    def _given_or_earliest(self, event: str) -> date | None:
        given = planned_date(self.asked, event)
        return given or (None if event in self.found.overtaken else self.found.earliest.get(event))

    def _given(self, tie: Tie) -> date | None:
        return planned_date(self.asked, tie.start)

    def _latest_of_open(self, tie: Tie) -> date | None:
        return None if tie.start in self.asked.pins else self.found.latest.get(tie.start)

    def _limit_from(self, start_of: Callable[[Tie], date | None]) -> bool:
        """Note each maximum from its start; whether one of them tightens a latest date."""
        tighter = False
        for tie in self._limits:
            start = start_of(tie)
            limit = limit_of(tie, start) if start else None
            known = self.limits.get(tie.end)
            if limit is not None and (known is None or limit < known[0]):
                self.limits[tie.end] = limit, tie
                latest = self.found.latest.get(tie.end)
                tighter = tighter or latest is None or limit < latest
        return tighter

    def _asked_and_planned(self, tie: Tie) -> list[tuple[date, date]]:
        start = self.found.standing.get(tie.start)
        planned = planned_date(self.asked, tie.end) or self.found.latest.get(tie.end)
        told_by_its_end = tie.start not in self.asked.pins and tie.order_only
        if start is None or planned is None or told_by_its_end or tie.of_another_edition(start):
            return []
        required = counted(tie, start)
        if required > planned and tie.end not in self.asked.pins and self._acts[tie.end].working:
            required = self.days.on_or_after(tie.end, required)
        return [(required, planned)]

    @property
    def _acts(self) -> Mapping[str, RouteEvent]:
        return {event.id: event for event in self.network.events}

    def _first_day(self, name: str) -> tuple[date | None, Tie | None]:
        first, driver = None, None
        for tie in self.network.into[name]:
            start = self.found.standing.get(tie.start)
            if start is None:
                continue
            day = counted(tie, start)
            if first is None or day > first:
                first, driver = day, tie
        return first, driver

    def _last_day(self, event: RouteEvent) -> tuple[date | None, Tie | None]:
        bounds = [
            (counted_back(tie, target), tie)
            for tie in self.network.out_of[event.id]
            if (target := planned_date(self.asked, tie.end) or self.found.latest.get(tie.end)) is not None
        ]
        bounds += [self.limits[event.id]] if event.id in self.limits else []
        bounds += self._papers_deadline(event)
        if not bounds:
            return None, None
        return self._before_the_end_of_rules(event, min(bounds, key=_first_of))

    def _before_the_end_of_rules(self, event: RouteEvent, bound: Bound) -> Bound:
        """A bound after a rule has ended holds only if nothing moves the day back into its time."""
        ending = [tie for tie in self.network.out_of[event.id] if tie.until is not None]
        caught: list[Bound] = [bound]
        while caught:
            bound = min(caught, key=_first_of)
            day = self.days.on_or_before(event.id, bound[0]) if event.working else bound[0]
            caught = [
                (in_force_back(tie, target), tie)
                for tie in ending
                if (target := planned_date(self.asked, tie.end) or self.found.latest.get(tie.end)) is not None
                and counted(tie, day) > target
            ]
        return bound

    def _papers_deadline(self, event: RouteEvent) -> list[Bound]:
        """The day by which the papers of the meeting must be in, for the event that hands them in."""
        decided = event.papers_for
        meeting = (planned_date(self.asked, decided) or self.found.latest.get(decided)) if decided else None
        if decided is None or meeting is None:
            return []
        last = self.days.papers_by(decided, meeting)
        return [(last, papers_tie(event.id, decided, self.days.title(decided)))] if last else []

    def _today_sets(self, event: RouteEvent, first: date, driver: Tie | None) -> bool:
        """Whether waiting for what comes before asks for no more than that today has come."""
        today = self.asked.today
        if driver is not None and driver.order_only:
            return first <= self._forward_to_act(event, today)
        return first < today

    def _forward_to_act(self, event: RouteEvent, day: date) -> date:
        if not event.working:
            return day
        ready = next((e.id for e in self.network.events if e.papers_for == event.id), None)
        return self.days.on_or_after(event.id, day, self.found.standing.get(ready) if ready else None)


def _first_of(bound: Bound) -> date:
    return bound[0]


def papers_tie(papers: str, decided: str, board: str) -> Tie:
    """That a board takes papers for its meeting up to a day of its own diary."""
    title = _("Papers for the meeting of the {board}").format(board=board)
    return Tie(papers, decided, 0, Method.ON_OR_AFTER, CalendarName.ALL_DAYS, PAPERS, title, None)

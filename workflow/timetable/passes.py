"""The two passes over a network: how early each event may happen, how late it still fits, and what does not
fit.

Acts that a body plans fall on working days: earliest dates roll forward, latest dates back. Periods never
roll.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from workflow.rulebook.model import Method, RouteEvent
from workflow.timetable.calendars import calendar
from workflow.timetable.counting import acts_from, latest_start
from workflow.timetable.model import Asked, Tie
from workflow.timetable.ties import ORDER, Network
from workflow.timetable.workdays import Calendar


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A tie whose period does not fit: its second event has to be on `required`, but is at `planned`."""

    tie: Tie
    required: date
    planned: date


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
    fits_end: bool = True

    @property
    def fits(self) -> bool:
        """Whether every period fits, and the end asked for is met."""
        return self.fits_end and not self.shortfalls


def solve(network: Network, asked: Asked, ends_with: str, working: Calendar) -> Solved:
    """Both passes over a network, on the working days of the authority's nation.

    A planned date that has passed without the act is counted from today, one that is no working day from the
    next.
    """
    run = _Run(network, asked, ends_with, working, Solved(overtaken=_overtaken(network, asked)))
    for event in network.events:
        run.forward(event)
    for event in reversed(network.events):
        run.backward(event)
    run.found.shortfalls = tuple(run.shortfalls())
    earliest = run.found.earliest.get(ends_with)
    run.found.fits_end = asked.end is None or earliest is None or earliest <= asked.end
    return run.found


def planned_date(asked: Asked, event: str) -> date | None:
    """The date that stands for a pinned event: its own, or today where that passed without the act."""
    pin = asked.pins.get(event)
    return pin if pin is None or event in asked.done else max(pin, asked.today)


def counted(tie: Tie, start: date) -> date:
    """The first day on which the second event of a tie may happen when the first happens on `start`."""
    if tie.rule == ORDER:
        return start
    return acts_from(tie.method, tie.n, calendar_of(tie), start, tie.ends)


def counted_back(tie: Tie, target: date) -> date:
    """The latest day for the first event of a tie such that the second may happen on `target`."""
    if tie.rule == ORDER:
        return target
    return latest_start(tie.method, tie.n, calendar_of(tie), target, tie.ends)


def comes_first_only(tie: Tie) -> bool:
    """Whether a tie asks for the sequence alone, on the same day if need be."""
    return tie.n == 0 and tie.method == Method.ON_OR_AFTER


def calendar_of(tie: Tie) -> Calendar:
    """The calendar that a tie is counted on."""
    return _calendar(tie.calendar)


_calendar = cache(calendar)


def _overtaken(network: Network, asked: Asked) -> frozenset[str]:
    """Events before one that has happened, without a date of their own to come: nothing can be planned for
    them."""
    before = network.before(asked.done)
    return frozenset(
        event for event in before - asked.done if event not in asked.pins or asked.pins[event] < asked.today
    )


@dataclass(slots=True)
class _Run:
    network: Network
    asked: Asked
    ends_with: str
    working: Calendar
    found: Solved

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
            standing = self._forward_to_act(event, standing)
        found.standing[name] = standing or first or self.asked.today

    def backward(self, event: RouteEvent) -> None:
        """The latest date of one event, those after it being known."""
        name, found = event.id, self.found
        last, binding = self._last_day(name)
        if name == self.ends_with and self.asked.end and (last is None or self.asked.end <= last):
            found.latest[name] = found.latest_unrolled[name] = self.asked.end
        elif last is not None and binding is not None:
            found.latest_unrolled[name] = last
            found.latest[name] = self.working.on_or_before(last) if event.working else last
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

    def _asked_and_planned(self, tie: Tie) -> list[tuple[date, date]]:
        start = self.found.standing.get(tie.start)
        planned = planned_date(self.asked, tie.end) or self.found.latest.get(tie.end)
        told_by_its_end = tie.start not in self.asked.pins and comes_first_only(tie)
        if start is None or planned is None or told_by_its_end:
            return []
        required = counted(tie, start)
        if tie.end not in self.asked.pins and self._acts[tie.end].working:
            required = self.working.on_or_after(required)
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

    def _last_day(self, name: str) -> tuple[date | None, Tie | None]:
        last, binding = None, None
        for tie in self.network.out_of[name]:
            target = planned_date(self.asked, tie.end) or self.found.latest.get(tie.end)
            if target is None:
                continue
            day = counted_back(tie, target)
            if last is None or day < last:
                last, binding = day, tie
        return last, binding

    def _today_sets(self, event: RouteEvent, first: date, driver: Tie | None) -> bool:
        """Whether waiting for what comes before asks for no more than that today has come."""
        today = self.asked.today
        if driver is not None and comes_first_only(driver):
            return first <= self._forward_to_act(event, today)
        return first < today

    def _forward_to_act(self, event: RouteEvent, day: date) -> date:
        return self.working.on_or_after(day) if event.working else day

"""The passes over any network against trying the days one after another: latest, earliest, what fits (B1)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.support.oracle_network import Asks, Puzzle, earliest, every_plan, latest
from workflow.rulebook.model import CalendarName, Method, Route, RouteEvent
from workflow.timetable.act_days import ActDays
from workflow.timetable.calendars import calendar
from workflow.timetable.model import Asked, Tie
from workflow.timetable.passes import Solved, solve
from workflow.timetable.ties import network

ONE = timedelta(1)
LONG_AGO = date(2020, 1, 1)
WORKING = calendar("england")
NAMES = "abcde"
DAYS = st.dates(date(2026, 1, 1), date(2028, 12, 31))


METHODS = [method for method in Method if "years" not in method]


@st.composite
def minima(draw: st.DrawFn, start: str, end: str, longest: int) -> Asks:
    method = draw(st.sampled_from(METHODS))
    few = "months" in method or "weeks" in method
    n = draw(st.integers(0, longest // 7 if few else longest))
    since = draw(st.one_of(st.none(), DAYS))
    ends = draw(st.sampled_from([None, "last_day", "day_after"]))
    return Asks(start, end, method, n, draw(st.sampled_from(list(CalendarName))), ends, since=since)


@st.composite
def maxima(draw: st.DrawFn, start: str, end: str, longest: int) -> Asks:
    """So long that the minima between the two events always fit: then there is a plan."""
    method = draw(st.sampled_from([method for method in METHODS if "months" not in method]))
    n = draw(st.integers(8 * longest, 12 * longest)) // (7 if "weeks" in method else 1)
    return Asks(start, end, method, n, draw(st.sampled_from(list(CalendarName))), most=True)


@st.composite
def puzzles(draw: st.DrawFn, *, events: int = 5, longest: int = 40, dated: bool = False) -> Puzzle:
    names = tuple(NAMES[: draw(st.integers(2, events))])
    asks = []
    for _tie in range(draw(st.integers(1, 2 * len(names)))):
        i = draw(st.integers(0, len(names) - 2))
        kind = maxima if draw(st.integers(0, 3)) == 0 else minima
        asks.append(draw(kind(names[i], draw(st.sampled_from(names[i + 1 :])), longest)))
    working = frozenset(name for name in names if draw(st.booleans()))
    end = draw(DAYS)
    pinned = draw(st.sets(st.sampled_from(names[:-1]))) if dated else set()
    given = {name: WORKING.on_or_after(end - timedelta(draw(st.integers(0, 90)))) for name in sorted(pinned)}
    return Puzzle(names, working, tuple(asks), end, given)


def event(name: str, working: bool) -> RouteEvent:
    words = dict.fromkeys(("title", "must", "was_due", "not_yet", "done"), name)
    return RouteEvent(id=name, working=working, **words)


def solved(puzzle: Puzzle, today: date, **asked: Any) -> Solved:
    """What the product makes of a puzzle."""
    events = tuple(event(name, name in puzzle.working) for name in puzzle.events)
    route = Route(
        id="way",
        title="A way",
        process="commission",
        ends_with=puzzle.last,
        events=events,
        stages=(),
        moves=(),
    )
    ties = tuple(
        Tie(
            asks.start, asks.end, asks.n, Method(asks.method), CalendarName(asks.calendar), "RULE", "A rule",
            None, asks.ends, False, "maximum" if asks.most else "minimum", asks.since, asks.until,
        )
        for asks in puzzle.asks
    )  # fmt: skip
    question = Asked(today=today, pins=puzzle.given, end=puzzle.end, **asked)
    return solve(network(route, ties), question, puzzle.last, ActDays(WORKING))


def agrees_backward(puzzle: Puzzle) -> None:
    walked = latest(puzzle)
    assume(walked is not None)
    assert solved(puzzle, LONG_AGO).latest == walked


def agrees_forward(puzzle: Puzzle) -> None:
    today = min(puzzle.given.values(), default=puzzle.end - timedelta(300))
    assert solved(puzzle, today).earliest == earliest(puzzle, today)


def goes_round(puzzle: Puzzle) -> None:
    """Any one event on its latest day fits; on the next day on which it may fall, it does not."""
    days = solved(puzzle, LONG_AGO).latest
    for name, day in days.items():
        bound = any(asks.start == name and asks.end in days and not asks.most for asks in puzzle.asks)
        if name == puzzle.last or not bound or any(asks.end == name and asks.most for asks in puzzle.asks):
            continue
        later = day + ONE
        while not puzzle.may_fall(name, later):
            later += ONE
        assert solved(replace(puzzle, given={name: day}), LONG_AGO).shortfalls == ()
        assert solved(replace(puzzle, given={name: later}), LONG_AGO).shortfalls != ()


@given(puzzles())
def test_b1_a_latest_day_is_the_last_from_which_every_period_can_still_be_kept(puzzle: Puzzle) -> None:
    agrees_backward(puzzle)


@given(puzzles(dated=True))
def test_b1_beside_dates_that_are_given_the_latest_days_are_those_of_the_walk(puzzle: Puzzle) -> None:
    agrees_backward(puzzle)


@given(puzzles(dated=True))
def test_b1_an_earliest_day_is_the_first_on_which_every_minimum_is_kept(puzzle: Puzzle) -> None:
    agrees_forward(puzzle)


@given(puzzles(longest=20))
def test_on_its_latest_day_an_event_fits_and_on_its_next_day_it_does_not(puzzle: Puzzle) -> None:
    goes_round(puzzle)


@settings(max_examples=30)
@given(puzzles(events=3, longest=4))
def test_no_plan_at_all_is_later_than_the_latest_days(puzzle: Puzzle) -> None:
    """Every way to date two or three events is tried, so the walk of the oracle itself is right."""
    plans = every_plan(puzzle, puzzle.end - 14 * ONE)
    assume(plans)
    found = solved(puzzle, LONG_AGO).latest
    for name in puzzle.events:
        if name in found and found[name] <= puzzle.end:
            assert found[name] == max(plan[name] for plan in plans)

"""The dates alone, looked up in tables, are those that the passes give: of any route, with any end."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.editions import council, figure
from workflow.errors import BadRequest
from workflow.rulebook.library import library
from workflow.rulebook.model import CalendarName, Method, RouteEvent
from workflow.timetable.act_days import ActDays, Meetings, act_days
from workflow.timetable.calendars import Announced, calendar, supposing
from workflow.timetable.counting import acts_from, last_day, latest_start
from workflow.timetable.dates import Compiled, compiled
from workflow.timetable.day_tables import Span, ahead, behind, limit, period_of
from workflow.timetable.model import Asked, Tie
from workflow.timetable.passes import solve
from workflow.timetable.plan import network_for, route_for
from workflow.timetable.ties import Network, with_ties
from workflow.timetable.workdays import working_days

TODAY = date(2026, 11, 24)
BOOKS = {name: library().rulebook(name, TODAY) for name in ("example-city", "leeds")}
WAYS = [(name, route) for name, book in BOOKS.items() for route in book.routes]
DAYS = st.dates(date(2021, 1, 1), date(2033, 12, 31))


@cache
def ready(book: str, route_id: str) -> Compiled:
    route = route_for(BOOKS[book], route_id, {})
    network = network_for(BOOKS[book], route, Asked(TODAY))
    return compiled(network, route.ends_with, act_days(BOOKS[book].authority, route, {}))


@st.composite
def questions(draw: Any, events: tuple[str, ...]) -> Asked:
    """Any dates for some of the events, some of them past; an end or none."""
    today = draw(DAYS)
    named = draw(st.lists(st.sampled_from(events), unique=True, max_size=5))
    pins = {name: today + timedelta(draw(st.integers(-400, 400))) for name in named}
    done = frozenset(name for name, day in pins.items() if day <= today and draw(st.booleans()))
    end = draw(st.none() | st.integers(-100, 1500).map(lambda days: today + timedelta(days)))
    return Asked(today, pins, done, end)


def agree(made: Compiled, asked: Asked) -> bool:
    """Whether both give the same dates, or both refuse to go beyond the years of the calendars."""
    try:
        found = solve(made.network, asked, made.ends_with, made.days)
    except BadRequest as refused:
        with pytest.raises(BadRequest, match=re.escape(str(refused))):
            made.dates(asked)
        return True
    looked_up = made.dates(asked)
    for table, dates in ((found.earliest, looked_up.earliest), (found.latest, looked_up.latest)):
        assert {name: table.get(name) for name in made.events} == dict(zip(made.events, dates, strict=True))
    return True


@pytest.mark.parametrize("route", ["tender", "decommission"])
def test_the_dates_of_a_shipped_route_are_looked_up(route: str) -> None:
    assert ready("example-city", route).by_tables


@pytest.mark.parametrize(("book", "route"), WAYS)
@given(data=st.data())
def test_every_date_is_that_of_the_passes(book: str, route: str, data: st.DataObject) -> None:
    made = ready(book, route)
    assert agree(made, data.draw(questions(made.events)))


@cache
def moved_twice() -> Compiled:
    """A tender under an edition that is looser, then one that is stricter than the one before it."""
    looser, stricter = figure("LDS-CODE-12W", 9, "Agreed"), figure("LDS-CODE-12W", 14)
    then = {"edition": "2027", "in_force_from": date(2027, 4, 1), "figures": [looser]}
    last = {"edition": "2029", "in_force_from": date(2029, 9, 3), "figures": [stricter]}
    with TemporaryDirectory() as folder:
        known = council(Path(folder), {"edition": "2026"}, then, last)
    book = known.rulebook("example-city@2029", TODAY)
    route = route_for(book, "tender", {})
    network = network_for(book, route, Asked(TODAY))
    return compiled(network, route.ends_with, act_days(book.authority, route, {}))


@given(questions(ready("example-city", "tender").events), st.booleans(), st.integers(250, 700))
def test_the_dates_of_a_project_that_moved_through_editions_are_looked_up_and_those_of_the_passes(
    asked: Asked, looser: bool, days: int
) -> None:
    made = moved_twice()
    assert made.by_tables
    assert {tie.n for tie in made.network.ties if tie.rule == "LDS-CODE-12W"} == {9, 12, 14}
    about = date(2027, 4, 1) if looser else date(2029, 9, 3)
    assert agree(made, asked)
    assert agree(made, Asked(about - timedelta(300), end=about + timedelta(days)))


METHODS = st.sampled_from(list(Method))
CALENDARS = st.sampled_from(list(CalendarName))
LAST = date(2045, 12, 31)
SPAN = Span(date(1995, 1, 1), (LAST - date(1995, 1, 1)).days + 1)


def tie(method: Method, n: int, counted_on: CalendarName, **more: Any) -> Tie:
    return Tie("a", "b", n, method, counted_on, "RULE", "A rule", None, **more)


@given(
    METHODS,
    st.integers(0, 130),
    CALENDARS,
    DAYS,
    st.sampled_from([None, "last_day", "day_after"]),
    st.booleans(),
)
def test_a_table_answers_as_counting_does(method, n, name, day, ends, rolled) -> None:  # type: ignore[no-untyped-def]
    n = n % 10 if method is Method.YEARS_BEGINNING_WITH else n
    cal = calendar(name)
    one = period_of(tie(method, n, name, ends=ends), cal)
    acts_on = calendar("england") if rolled else None
    later, sooner = acts_from(method, n, cal, day, ends), latest_start(method, n, cal, day, ends)
    if acts_on:
        later, sooner = acts_on.on_or_after(later), acts_on.on_or_before(sooner)
    assert ahead(one, acts_on, SPAN)[SPAN.number(day)] == SPAN.number(later)
    assert behind(one, acts_on, SPAN)[SPAN.number(day)] == SPAN.number(sooner)
    assert limit(one, None, SPAN)[SPAN.number(day)] == SPAN.number(last_day(method, n, cal, day))


ACTS = st.booleans()
NAMES = tuple("abcdefgh")


@st.composite
def networks(draw: Any) -> Network:
    """Eight events with any minima and maxima between them, some in force for a while only."""
    words = dict.fromkeys(("title", "must", "was_due", "not_yet", "done"), "")
    events = tuple(RouteEvent(id=n, **words, working=draw(ACTS), act=draw(ACTS)) for n in NAMES)
    pairs = [(a, b) for a, b in product(NAMES, NAMES) if a < b]
    chosen = draw(st.lists(st.sampled_from(pairs), min_size=4, max_size=16))
    empty = Network(events, (), {}, {})
    return with_ties(empty, tuple(replace(draw(_TIES), start=a, end=b) for a, b in chosen))


_DATES = st.sampled_from([None, None, date(2024, 3, 1), date(2028, 10, 1)])
_TIES = st.builds(
    tie,
    METHODS,
    st.sampled_from([0, 1, 5, 20]),
    st.sampled_from([CalendarName.ALL_DAYS, CalendarName.ENGLAND]),
    kind=st.sampled_from(["minimum", "minimum", "minimum", "maximum"]),
    since=_DATES,
    until=_DATES,
)
# A calendar of few years, so that each of many networks is soon made ready.
_WORKING = working_days(
    "short",
    "",
    {date(2026, 12, 25): "Christmas Day"},
    first=date(2019, 1, 1),
    last=date(2038, 12, 31),
    horizon=None,
)


@given(networks(), questions(NAMES), st.sampled_from(NAMES))
def test_every_date_of_any_network_is_that_of_the_passes(
    network: Network, asked: Asked, ends_with: str
) -> None:
    assert agree(compiled(network, ends_with, ActDays(_WORKING)), asked)


def test_where_acts_wait_for_meetings_the_passes_give_the_dates() -> None:
    made = ready("example-city", "tender")
    board = Meetings("board", "Executive Board", (date(2027, 6, 9), date(2027, 7, 14)))
    waits = compiled(made.network, made.ends_with, ActDays(made.days.working, {"decision_made": board}))
    assert not waits.by_tables
    assert agree(waits, Asked(TODAY, end=date(2028, 4, 1)))


def test_a_holiday_announced_late_moves_the_dates_of_what_is_compiled_after_it() -> None:
    before, asked = ready("example-city", "tender"), Asked(TODAY, end=date(2028, 4, 1))
    late = Announced("england-and-wales", date(2027, 7, 28), "A day that nobody foresaw", TODAY)
    with supposing([late]):
        after = ready.__wrapped__("example-city", "tender")
        assert agree(after, asked)
        assert after.dates(asked).latest_of("papers_published") < before.dates(asked).latest_of(
            "papers_published"
        )


@pytest.mark.parametrize("route", ["tender", "decommission", "health", "editions"])
@given(data=st.data())
def test_a_plan_that_does_not_rest_on_a_day_is_the_same_whether_that_is_a_holiday_or_not(
    route: str, data: st.DataObject
) -> None:
    made = moved_twice() if route == "editions" else ready("example-city", route)
    asked = data.draw(questions(made.events))
    day = asked.today + timedelta(data.draw(st.integers(-60, 1200)))
    by_tables = data.draw(st.booleans())
    before = solve(made.network, asked, made.ends_with, made.days)
    with supposing([Announced("england-and-wales", day, "A day that nobody foresaw", TODAY)]):
        after = solve(made.network, asked, made.ends_with, ActDays(calendar("england")))
        on_them = compiled(made.network, made.ends_with, ActDays(calendar("england")))
    made = made if by_tables else replace(made, by_tables=False)
    assert before == after or made.rests_on(asked, [day], on_them)


def test_a_plan_rests_on_the_days_of_a_period_up_to_an_event_that_a_later_one_overtook() -> None:
    made, day = ready("example-city", "health"), date(2022, 2, 14)
    pins = {"decision_made": date(2021, 1, 2), "report_sent_for_clearance": date(2022, 1, 22)}
    asked = Asked(date(2021, 1, 2), pins=pins, done=frozenset({"decision_made"}))
    with supposing([Announced("england-and-wales", day, "A day that nobody foresaw", TODAY)]):
        on_them = compiled(made.network, made.ends_with, ActDays(calendar("england")))
    assert made.rests_on(asked, [day], on_them), "the papers wait for the clearance, too late as they are"


def test_a_plan_rests_on_a_day_that_changes_the_reason_of_a_date_and_not_the_date() -> None:
    made, day = ready("example-city", "health"), date(2029, 3, 26)
    pins = {"intention_to_award_published": date(2029, 3, 6), "contract_entry": date(2029, 3, 30)}
    asked = Asked(date(2028, 6, 4), pins=pins)
    before = solve(made.network, asked, made.ends_with, made.days)
    with supposing([Announced("england-and-wales", day, "A day that nobody foresaw", TODAY)]):
        after = solve(made.network, asked, made.ends_with, ActDays(calendar("england")))
        on_them = compiled(made.network, made.ends_with, ActDays(calendar("england")))
    assert after.latest == before.latest, "a Saturday and a Sunday both come to the Friday before"
    assert after.latest_unrolled != before.latest_unrolled
    assert made.rests_on(asked, [day], on_them)


def test_a_plan_rests_on_the_days_about_its_dates_and_on_no_others() -> None:
    made, asked = ready("example-city", "tender"), Asked(TODAY, end=date(2028, 4, 1))
    latest = made.dates(asked).latest_of("papers_published")
    assert latest is not None

    def rests_on(day: date, by_tables: bool, **more: object) -> bool:
        with supposing([Announced("england-and-wales", day, "A day that nobody foresaw", TODAY)]):
            on_them = compiled(made.network, made.ends_with, ActDays(calendar("england")))
        return replace(made, by_tables=by_tables).rests_on(replace(asked, **more), [day], on_them)

    for by_tables in (True, False):
        assert rests_on(latest, by_tables)
        assert not rests_on(date(2035, 5, 8), by_tables)
        assert rests_on(date(2027, 5, 12), by_tables, pins={"papers_published": date(2027, 5, 12)})


def test_beyond_the_years_of_the_calendars_it_is_refused_as_the_passes_refuse_it() -> None:
    made = ready("example-city", "tender")
    with pytest.raises(BadRequest, match="1995"):
        made.dates(Asked(TODAY, end=date(2060, 4, 1)))

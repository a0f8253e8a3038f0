"""Every route under any facts against a walk put together from the YAML files alone: each date (B1)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.oracle_network import earliest, latest
from tests.support.oracle_routes import puzzle, questions
from workflow.rulebook.library import library
from workflow.timetable.model import Asked, Timetable
from workflow.timetable.plan import plan

BOOKS = ("example-city", "leeds")
ROUTES = ("tender", "grant", "renew-or-vary", "decommission", "health")
ENDS = st.dates(date(2028, 1, 1), date(2039, 12, 31))
TODAY = date(2026, 11, 24)
WAYS = [(book, route) for book in BOOKS for route in ROUTES]
ids = [f"{book} {route}" for book, route in WAYS]


@st.composite
def answers(draw: st.DrawFn, book: str, route: str) -> dict[str, Any]:
    """Some of the facts that change a route, answered any way."""
    asked = questions(book, route)
    told = draw(st.sets(st.sampled_from(sorted(asked)), max_size=6))
    return {fact: draw(st.sampled_from(asked[fact])) for fact in sorted(told)}


def planned(book: str, route: str, **asked: Any) -> Timetable:
    return plan(library().rulebook(book, TODAY), route, Asked(**asked))


def agree(book: str, route: str, facts: dict[str, Any], end: date) -> None:
    """Latest days from the end back, earliest from two years before it on."""
    walked = puzzle(book, route, facts, end, {})
    made = planned(book, route, today=TODAY, end=end, facts=facts)
    assert {event.id for event in made.events} == set(walked.events)
    assert {e.id: e.latest for e in made.events if e.latest} == latest(walked)
    today = end - timedelta(730)
    made = planned(book, route, today=today, facts=facts)
    assert {e.id: e.earliest for e in made.events} == earliest(walked, today)


@pytest.mark.parametrize(("book", "route"), WAYS, ids=ids)
def test_b1_every_date_of_every_route_is_that_of_a_walk_over_the_yaml_files(book: str, route: str) -> None:
    @settings(max_examples=3)
    @given(answers(book, route), ENDS)
    def every(facts: dict[str, Any], end: date) -> None:
        agree(book, route, facts, end)

    every()


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.parametrize(("book", "route"), WAYS, ids=ids)
def test_b1_a_hundred_answers_and_ends_of_every_route_agree(book: str, route: str) -> None:
    @settings(max_examples=100, database=None)
    @given(answers(book, route), ENDS)
    def every(facts: dict[str, Any], end: date) -> None:
        agree(book, route, facts, end)

    every()

"""Two sets of buying rules beside each other (R071): council, NHS, and what a joint project keeps."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from config.settings import from_environment
from tests.support.visitors import Visitor, words
from web import create_app, wiring
from workflow.clock import FixedClock

ADDRESS = "/rulebook/example-city/2026/regimes"


@pytest.fixture
def ask(sqlite_url, tmp_path):
    """The answer to a page on 24 November 2026."""
    told = {"FAIRNOTICE_DATABASE_URL": sqlite_url, "FAIRNOTICE_VAR": str(tmp_path)}
    app = create_app(from_environment(told), FixedClock(datetime(2026, 11, 24, 10, tzinfo=UTC)))
    yield Visitor(app).get
    app.extensions[wiring.KEY].engine.dispose()


def test_the_page_shows_each_regime_and_what_a_joint_project_keeps(ask):
    page = words(ask(f"{ADDRESS}?day=2027-12-17"))
    assert "Council: Procurement Act 2023" in page
    assert "NHS, and councils buying health care: Provider Selection Regime" in page
    assert "Used on joint projects" in page
    assert "From: Friday 31 December 2027" in page
    assert "From: Saturday 1 January 2028" in page and "first working day: Tuesday 4 January 2028" in page
    assert "so the later day counts: Saturday 1 January 2028 under the Provider Selection Regime" in page


def test_a_day_where_both_end_alike_calls_neither_stricter(ask):
    assert "Both come to the same day here" in words(ask(f"{ADDRESS}?day=2025-12-24"))


def test_the_day_can_be_typed_and_without_one_the_next_working_day_counts(ask):
    typed = {"day-day": "2", "day-month": "March", "day-year": "2026"}
    assert "Counted from the notice of Monday 2 March 2026" in words(ask(ADDRESS, query_string=typed))
    assert "Counted from the notice of Tuesday 24 November 2026" in words(ask(ADDRESS))


def test_before_the_act_was_in_force_there_is_nothing_to_compare(ask):
    page = words(ask(f"{ADDRESS}?day=2024-06-03"))
    assert "holds only one set of buying rules" in page and "How the standstill is counted" not in page


@pytest.mark.parametrize("day", ["2027-02-30", "2027-13-01", "2099-01-01", "27-1-1"])
def test_a_day_that_cannot_be_counted_is_asked_again(ask, day):
    answer = ask(f"{ADDRESS}?day={day}")
    assert answer.status_code == 400 and "There is a problem" in answer.text


@pytest.mark.parametrize("address", ["/rulebook/nowhere/2026/regimes", "/rulebook/example-city/1999/regimes"])
def test_a_rulebook_that_is_not_there_is_not_found(ask, address):
    assert ask(address).status_code == 404

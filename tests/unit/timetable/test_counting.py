"""The counting methods: the worked dates come out, and every count agrees with a walk over the days."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support import oracle
from workflow.errors import BadRequest
from workflow.rulebook.model import CalendarName, Method
from workflow.timetable.calendars import calendar
from workflow.timetable.counting import acts_from, count, describe, last_day, latest_start

DATA = Path(__file__).parents[2] / "data" / "date_vectors.yaml"
VECTORS = yaml.safe_load(DATA.read_text(encoding="utf-8"))
ONE = timedelta(days=1)
ENGLAND, ALL_DAYS = calendar("england"), calendar("all_days")
SMALL = {Method.YEARS_BEGINNING_WITH: 4, Method.MONTHS_CORRESPONDING_DATE: 40}


@st.composite
def questions(draw: st.DrawFn) -> tuple[Method, int, CalendarName, date]:
    method = draw(st.sampled_from(list(Method)))
    n = draw(st.integers(0, 130 // 7 if "weeks" in method else SMALL.get(method, 130)))
    day = draw(st.dates(date(1999, 1, 1), date(2041, 12, 31)))
    return method, n, draw(st.sampled_from(list(CalendarName))), day


def agrees_forward(method: Method, n: int, name: CalendarName, day: date) -> None:
    counted = count(method, n, name, day)
    assert counted.date == last_day(method, n, calendar(name), day) == oracle.last_day(method, n, name, day)
    assert (
        counted.acts_from
        == acts_from(method, n, calendar(name), day)
        == oracle.acts_from(method, n, name, day)
    )


def agrees_backward(method: Method, n: int, name: CalendarName, day: date) -> None:
    counted = count(method, n, name, day, back=True)
    assert counted.acts_from == day
    assert counted.date == latest_start(method, n, calendar(name), day)
    assert oracle.acts_from(method, n, name, counted.date) <= day
    assert oracle.acts_from(method, n, name, counted.date + ONE) > day


def skips_what_does_not_count(method: Method, n: int, name: CalendarName, day: date) -> None:
    skipped = {each.date for each in count(method, n, name, day).skipped}
    end = oracle.last_day(method, n, name, day)
    first = day + (ONE if method != Method.WORKING_DAYS_BEGINNING_WITH else timedelta())
    first += ONE if method == Method.NTH_WORKING_DAY_AFTER_NEXT_DAY else timedelta()
    passed = {first + timedelta(i) for i in range((end - first).days + 1)} & oracle.closed(name)
    assert skipped == (passed if "working" in method else set())


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: f"{vector['id']} {vector['rule']}")
def test_the_worked_dates_come_out(vector: dict[str, Any]) -> None:
    ask, expect = vector["ask"], vector["expect"]
    counted = count(ask["method"], ask["n"], ask["calendar"], ask["from"], back=ask.get("back", False))
    assert {key: getattr(counted, key) for key in expect} == expect


@settings(max_examples=400, deadline=None)
@given(questions())
def test_forward_and_backward_agree_with_a_walk_over_the_days(question: Any) -> None:
    agrees_forward(*question)
    agrees_backward(*question)
    skips_what_does_not_count(*question)


@pytest.mark.long
@pytest.mark.timeout(1800)
@settings(max_examples=100_000, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(questions())
def test_a_hundred_thousand_counts_agree_with_a_walk_over_the_days(question: Any) -> None:
    agrees_forward(*question)
    agrees_backward(*question)


@settings(max_examples=400, deadline=None)
@given(questions(), st.sampled_from(["last_day", "day_after"]))
def test_back_and_forward_meet_whichever_day_the_act_may_happen(question: Any, ends: Any) -> None:
    method, n, name, target = question
    cal = calendar(name)
    latest = latest_start(method, n, cal, target, ends)
    assert acts_from(method, n, cal, latest, ends) <= target < acts_from(method, n, cal, latest + ONE, ends)


def test_ends_overrides_whether_the_act_waits_for_the_whole_last_day() -> None:
    published = date(2027, 3, 19)
    assert acts_from(Method.NTH_WORKING_DAY_AFTER, 5, ENGLAND, published) == date(2027, 3, 31)
    assert acts_from(Method.NTH_WORKING_DAY_AFTER, 5, ENGLAND, published, "last_day") == date(2027, 3, 30)
    assert acts_from(Method.WEEKS_FROM_NEXT_DAY, 12, ALL_DAYS, published) == date(2027, 6, 11)
    assert acts_from(Method.WEEKS_FROM_NEXT_DAY, 12, ALL_DAYS, published, "day_after") == date(2027, 6, 12)


def test_back_from_a_clipped_month_end_takes_the_last_day_of_the_earlier_month() -> None:
    """Three months from 28, 29 or 30 November all end on 28 February: the latest start is the 30th."""
    assert latest_start(Method.MONTHS_CORRESPONDING_DATE, 3, ALL_DAYS, date(2027, 2, 28)) == date(
        2026, 11, 30
    )
    assert latest_start(Method.MONTHS_CORRESPONDING_DATE, 3, ALL_DAYS, date(2027, 2, 27)) == date(
        2026, 11, 27
    )
    assert latest_start(Method.MONTHS_CORRESPONDING_DATE, 3, ALL_DAYS, date(2026, 5, 31)) == date(2026, 2, 28)
    assert latest_start(Method.MONTHS_CORRESPONDING_DATE, 3, ALL_DAYS, date(2026, 6, 1)) == date(2026, 3, 1)


def test_a_year_beginning_with_29_february_ends_on_28_february() -> None:
    counted = count("years_beginning_with", 1, "all_days", date(2024, 2, 29))
    assert (counted.date, counted.acts_from) == (date(2025, 2, 28), date(2025, 3, 1))
    assert count("years_beginning_with", 3, "all_days", date(2025, 4, 1)).date == date(2028, 3, 31)


def test_nothing_to_wait_for_lets_the_act_happen_at_once_or_after_the_day_itself() -> None:
    start = date(2026, 11, 23)
    for method in (Method.BEGINNING_WITH, Method.WORKING_DAYS_BEGINNING_WITH, Method.WEEKS_INCLUSIVE):
        assert count(method, 0, "england", start).acts_from == start
    assert count("clear_days", 0, "all_days", start).acts_from == date(2026, 11, 24)


def test_a_day_count_does_not_depend_on_the_calendar() -> None:
    easter = date(2027, 3, 19)
    assert count("clear_days", 28, "england", easter).date == count("clear_days", 28, "all_days", easter).date
    assert count("clear_days", 28, "england", easter).skipped == ()
    assert not count("clear_days", 28, "england", date(2029, 1, 1)).provisional


def test_a_count_over_unpublished_holidays_is_provisional_in_both_directions() -> None:
    assert not count("nth_working_day_after", 1, "england", date(2028, 12, 28)).provisional
    beyond = count("nth_working_day_after", 2, "england", date(2028, 12, 28))
    assert beyond.provisional
    assert beyond.because[-1] == "Bank holidays after 31 December 2028 are not published yet: provisional."
    assert count("clear_working_days", 5, "england", date(2029, 1, 2), back=True).provisional
    assert not count("clear_working_days", 5, "all_days", date(2029, 1, 2), back=True).provisional


def test_because_says_what_was_counted_what_was_not_and_what_follows() -> None:
    assert count("nth_working_day_after", 5, "england", date(2027, 3, 19)).because == (
        "Counted 5 working days after Friday 19 March 2027 (England calendar).",
        "Good Friday 26 March and Easter Monday 29 March do not count.",
        "The last day is Tuesday 30 March 2027; the act may happen from Wednesday 31 March 2027.",
    )
    assert count("clear_working_days", 5, "england", date(2019, 4, 23), back=True).because == (
        "Counted back from Tuesday 23 April 2019: 5 clear working days "
        "(bank holidays in England do not count).",
        "Good Friday 19 April and Easter Monday 22 April do not count.",
        "The latest day to count from is Thursday 11 April 2019.",
    )
    assert "February 2027 has no day 30, so the count ends on its last day." in (
        count("months_corresponding_date", 3, "all_days", date(2026, 11, 30)).because
    )
    assert "Saturday 28 March 2026 is not a working day." in (
        count("working_days_beginning_with", 8, "england", date(2026, 3, 28)).because
    )


@pytest.mark.parametrize(
    ("method", "n", "calendar_name", "words"),
    [
        ("clear_days", 28, "all_days", "28 clear days"),
        ("clear_days", 1, "all_days", "1 clear day"),
        ("weeks_from_next_day", 12, "all_days", "12 weeks (84 days)"),
        ("months_corresponding_date", 3, "all_days", "3 months to the corresponding date"),
        (
            "working_days_beginning_with",
            8,
            "uk_any_part",
            "8 working days, the day it starts counted as day 1 "
            "(bank holidays anywhere in the UK do not count)",
        ),
    ],
)
def test_a_period_is_described_in_words(method: str, n: int, calendar_name: str, words: str) -> None:
    assert describe(method, n, calendar_name) == describe(method, n, calendar(calendar_name)) == words


@pytest.mark.parametrize("back", [False, True])
@pytest.mark.parametrize("method", list(Method))
def test_every_method_says_why(method: Method, back: bool) -> None:
    counted = count(method, 3, "uk_any_part", date(2026, 12, 24), back=back)
    assert all(sentence.endswith(".") and "{" not in sentence for sentence in counted.because)


@pytest.mark.parametrize("n", [-1, 10_001, True, 2.5, "5"])
def test_an_impossible_number_is_refused(n: Any) -> None:
    with pytest.raises(BadRequest, match="whole number from 0 to 10000"):
        count("clear_days", n, "all_days", date(2027, 1, 1))


def test_what_cannot_be_counted_is_refused_with_the_mend() -> None:
    with pytest.raises(BadRequest, match="'fortnights'.*clear_days, clear_working_days"):
        count("fortnights", 1, "all_days", date(2027, 1, 1))
    for method in Method:
        with pytest.raises(BadRequest, match=r"Give a|Give dates"):
            count(method, 10_000, "england", date(9999, 1, 1))
        with pytest.raises(BadRequest, match=r"Give a|Give dates"):
            count(method, 10_000, "england", date(1, 1, 1), back=True)
    with pytest.raises(BadRequest, match="1 January 1995"):
        count("nth_working_day_after", 1, "england", date(1994, 12, 1))

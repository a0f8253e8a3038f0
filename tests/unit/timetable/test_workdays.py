"""Working days of a calendar: the index agrees with the plain list of bank holidays."""

from __future__ import annotations

from datetime import date, timedelta

import holidays as library
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support import oracle
from workflow.errors import BadRequest
from workflow.rulebook.model import CalendarName
from workflow.timetable.calendars import calendar

ENGLAND = calendar("england")
ONE = timedelta(days=1)
NAMES = st.sampled_from(list(CalendarName))
DAYS = st.dates(date(1995, 3, 1), date(2045, 10, 31))


def walk_to_working(name: str, day: date, step: timedelta) -> date:
    while not oracle.works(name, day):
        day += step
    return day


@settings(max_examples=300, deadline=None)
@given(name=NAMES, day=DAYS)
def test_a_day_works_unless_it_is_a_weekend_or_a_bank_holiday(name: str, day: date) -> None:
    cal = calendar(name)
    assert cal.is_working(day) == oracle.works(name, day)
    assert cal.on_or_after(day) == walk_to_working(name, day, ONE)
    assert cal.on_or_before(day) == walk_to_working(name, day, -ONE)


@settings(max_examples=300, deadline=None)
@given(name=NAMES, day=DAYS, span=st.integers(0, 400))
def test_between_counts_the_first_day_and_not_the_last(name: str, day: date, span: int) -> None:
    cal, end = calendar(name), min(day + timedelta(span), date(2045, 12, 31))
    walked = [day + timedelta(i) for i in range((end - day).days) if oracle.works(name, day + timedelta(i))]
    assert cal.working_days_between(day, end) == len(walked)
    assert cal.working_days_between(end, day) == -len(walked)


@settings(max_examples=300, deadline=None)
@given(name=NAMES, day=DAYS, n=st.integers(1, 40))
def test_the_nth_before_the_nth_after_a_working_day_is_that_day(name: str, day: date, n: int) -> None:
    cal = calendar(name)
    start = cal.on_or_after(day)
    assert cal.nth_before(cal.nth_after(start, n), n) == start
    assert cal.nth_after(start, 0) == cal.nth_before(start, 0) == start


def test_holidays_between_includes_both_ends_and_names_them() -> None:
    assert ENGLAND.holidays_between(date(2027, 3, 26), date(2027, 3, 29)) == [
        (date(2027, 3, 26), "Good Friday"),
        (date(2027, 3, 29), "Easter Monday"),
    ]
    assert ENGLAND.holidays_between(date(2027, 3, 27), date(2027, 3, 28)) == []


def test_any_part_of_the_uk_closes_on_a_holiday_of_one_part_and_says_whose_it_is() -> None:
    any_part = calendar("uk_any_part")
    assert any_part.holidays_between(date(2026, 8, 3), date(2026, 8, 3)) == [
        (date(2026, 8, 3), "Summer bank holiday (Scotland)")
    ]
    assert not any_part.is_working(date(2026, 7, 13))  # Battle of the Boyne, moved from Sunday
    assert ENGLAND.is_working(date(2026, 8, 3)) and ENGLAND.is_working(date(2026, 7, 13))


@pytest.mark.parametrize(
    ("name", "part"), [("england", "ENG"), ("wales", "WLS"), ("scotland", "SCT"), ("northern-ireland", "NIR")]
)
def test_the_published_years_agree_with_an_independent_library(name: str, part: str) -> None:
    computed = library.country_holidays("GB", subdiv=part, years=range(2012, 2029))
    weekdays = {day for day in computed if day.isoweekday() < 6}
    assert {
        day for day, _ in calendar(name).holidays_between(date(2012, 1, 1), date(2028, 12, 31))
    } == weekdays


def test_a_calendar_ends_where_its_data_ends() -> None:
    assert ENGLAND.is_working(date(2045, 12, 29)) and not ENGLAND.is_working(date(1995, 1, 1))
    assert ENGLAND.nth_after(date(2045, 12, 28), 1) == date(2045, 12, 29)
    assert ENGLAND.nth_before(date(2046, 1, 1), 1) == date(2045, 12, 29)
    for beyond in (
        lambda: ENGLAND.is_working(date(2046, 1, 1)),
        lambda: ENGLAND.is_working(date(1994, 12, 31)),
        lambda: ENGLAND.nth_after(date(2045, 12, 29), 1),
        lambda: ENGLAND.nth_before(date(1995, 1, 3), 1),
        lambda: ENGLAND.working_days_between(date(2045, 1, 1), date(2046, 1, 2)),
    ):
        with pytest.raises(BadRequest, match="1 January 1995 to 31 December 2045"):
            beyond()


def test_holidays_after_2028_are_provisional_and_all_days_never_are() -> None:
    assert ENGLAND.horizon == date(2028, 12, 31)
    assert not ENGLAND.provisional(date(2028, 12, 31))
    assert ENGLAND.provisional(date(2029, 1, 1))
    assert not calendar("all_days").provisional(date(9999, 1, 1))


def test_a_proclamation_changes_the_fingerprint_and_the_count() -> None:
    funeral = ENGLAND.altered(added=[(date(2027, 9, 20), "Day of mourning")], removed=[date(2027, 8, 30)])
    assert funeral.fingerprint != ENGLAND.fingerprint
    assert funeral.nth_after(date(2027, 9, 17), 1) == date(2027, 9, 21)
    assert funeral.is_working(date(2027, 8, 30)) and not ENGLAND.is_working(date(2027, 8, 30))
    assert (
        funeral.altered(added=[(date(2027, 8, 30), "Summer bank holiday")], removed=[date(2027, 9, 20)])
        == ENGLAND
    )


def test_every_calendar_has_a_fingerprint_of_its_own() -> None:
    assert len({calendar(name).fingerprint for name in CalendarName}) == len(CalendarName)
    assert calendar("england") is calendar(CalendarName.ENGLAND)


def test_an_unknown_calendar_is_refused_with_those_there_are() -> None:
    with pytest.raises(BadRequest, match="'leeds'.*england, wales, scotland, northern-ireland, uk_any_part"):
        calendar("leeds")

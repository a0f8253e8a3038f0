"""Counting at its edges: the first and last years, the largest number, holidays right beside a period."""

from __future__ import annotations

from datetime import date

import pytest

from tests.support import oracle
from workflow.errors import BadRequest
from workflow.rulebook.model import Method
from workflow.timetable.calendars import calendar
from workflow.timetable.counting import LARGEST, add_months, count, depends_on_calendar
from workflow.timetable.workdays import WorkingDays

ENGLAND = calendar("england")
GOOD_FRIDAY, EASTER_MONDAY = date(2027, 3, 26), date(2027, 3, 29)
WORKING = [method for method in Method if "working_day" in method]


def skipped(method: str, n: int, day: date, *, back: bool = False) -> list[date]:
    return [each.date for each in count(method, n, "england", day, back=back).skipped]


def test_months_reach_the_first_and_the_last_year_and_no_further():
    assert add_months(date(9998, 12, 31), 12) == date(9999, 12, 31)
    assert add_months(date(2, 1, 15), -12) == date(1, 1, 15)
    for day, months in ((date(9999, 12, 1), 1), (date(1, 1, 31), -1)):
        with pytest.raises(BadRequest, match="outside the years 1 to 9999"):
            add_months(day, months)


def test_the_largest_number_that_can_be_asked_for_is_counted():
    assert count("from_next_day", LARGEST, "all_days", date(2000, 1, 1)).date == date(2027, 5, 19)


@pytest.mark.parametrize("method", list(Method))
def test_the_calendar_matters_to_the_methods_that_count_working_days_and_to_no_other(method):
    over_easter = {count(method, 3, name, date(2027, 3, 24)).date for name in ("all_days", "england")}
    assert depends_on_calendar(method) is (method in WORKING) is (len(over_easter) == 2)


def test_a_calendar_that_someone_altered_is_counted_on_as_it_is():
    assert isinstance(ENGLAND, WorkingDays)
    mourning = ENGLAND.altered(added=[(date(2027, 9, 20), "Day of mourning")])
    counted = count("nth_working_day_after", 1, mourning, date(2027, 9, 17))
    assert (counted.date, counted.skipped[0].why) == (date(2027, 9, 21), "Day of mourning")


@pytest.mark.parametrize(
    ("method", "start"),
    [
        ("working_days_beginning_with", date(2027, 3, 26)),
        ("nth_working_day_after", date(2027, 3, 25)),
        ("clear_working_days", date(2027, 3, 25)),
        ("nth_working_day_after_next_day", date(2027, 3, 24)),
    ],
)
def test_a_holiday_on_the_very_first_day_of_a_period_is_told_and_one_on_the_day_before_is_not(method, start):
    assert skipped(method, 1, start) == [GOOD_FRIDAY, EASTER_MONDAY]
    assert skipped(method, 1, start + oracle.ONE) == [EASTER_MONDAY]


def test_back_from_a_holiday_tells_only_the_days_of_the_period_itself():
    assert skipped("clear_working_days", 2, EASTER_MONDAY, back=True) == [GOOD_FRIDAY]
    assert skipped("clear_working_days", 2, date(2027, 3, 30), back=True) == [GOOD_FRIDAY, EASTER_MONDAY]


@pytest.mark.parametrize("method", WORKING)
def test_forward_and_back_tell_the_same_holidays_of_the_same_period(method):
    for n in (1, 2, 3, 5):
        for day in (date(2027, 3, 20 + i) for i in range(12)):
            latest = count(method, n, "england", day, back=True)
            first = latest.date + oracle.ONE * {"w": 0, "c": 1, "n": 1}[method[0]]
            first += oracle.ONE if method == Method.NTH_WORKING_DAY_AFTER_NEXT_DAY else 0 * oracle.ONE
            before = {first + i * oracle.ONE for i in range((day - first).days)}
            assert {each.date for each in latest.skipped} == before & oracle.closed("england")


def test_a_number_that_is_none_counts_nothing_on_any_calendar():
    for method in WORKING:
        for name in ("all_days", "england"):
            assert count(method, 0, name, GOOD_FRIDAY).skipped == ()
            assert count(method, 0, name, GOOD_FRIDAY).acts_from == oracle.acts_from(
                method, 0, name, GOOD_FRIDAY
            )

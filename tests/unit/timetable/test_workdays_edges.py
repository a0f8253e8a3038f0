"""A calendar of two weeks, asked everything on and around its edges, against the plain list of its days."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest

from workflow.errors import BadRequest
from workflow.timetable.calendars import calendar
from workflow.timetable.workdays import WorkingDays, shift, working_days

ONE = timedelta(1)
FIRST, LAST = date(2027, 3, 20), date(2027, 4, 4)  # a Saturday and a Sunday
HOLIDAYS = {
    date(2027, 3, 19): "Friday before it begins",
    date(2027, 3, 26): "Good Friday",
    date(2027, 3, 27): "A Saturday",
    date(2027, 3, 28): "Easter Sunday",
    date(2027, 3, 29): "Easter Monday",
    date(2027, 4, 5): "Monday after it ends",
}
EASTER = [(date(2027, 3, 26), "Good Friday"), (date(2027, 3, 29), "Easter Monday")]
WORKS = [date(2027, 3, day) for day in (22, 23, 24, 25, 30, 31)] + [date(2027, 4, day) for day in (1, 2)]
AROUND = [FIRST + i * ONE for i in range(-3, 19)]


def of_two_weeks(first: date = FIRST, last: date = LAST) -> WorkingDays:
    return working_days("small", "small calendar", HOLIDAYS, first=first, last=last, horizon=None)


SMALL = of_two_weeks()
FULL = of_two_weeks(date(2027, 3, 22), date(2027, 4, 2))  # Monday to Friday: it begins and ends with work
BOTH = pytest.mark.parametrize("cal", [SMALL, FULL], ids=["weekends outside", "working days outside"])


def answer(ask: Callable[[], Any]) -> Any:
    """What a calendar answers, or that it refuses."""
    try:
        return ask()
    except BadRequest as refused:
        assert "The small calendar is known from 2" in str(refused)
        return "refused"


def at(days: list[date], k: int) -> Any:
    return days[k] if 0 <= k < len(days) else "refused"


@BOTH
def test_a_day_is_known_from_the_first_to_the_last_of_the_calendar(cal: WorkingDays) -> None:
    for day in AROUND:
        known = cal.first <= day <= cal.last
        before, after = [d for d in WORKS if d <= day], [d for d in WORKS if d >= day]
        assert answer(lambda day=day: cal.is_working(day)) == ((day in WORKS) if known else "refused")
        assert answer(lambda day=day: cal.on_or_before(day)) == (at(before[::-1], 0) if known else "refused")
        assert answer(lambda day=day: cal.on_or_after(day)) == (at(after, 0) if known else "refused")


@BOTH
def test_the_nth_day_starts_one_day_outside_at_most_and_stays_inside(cal: WorkingDays) -> None:
    for day in AROUND:
        before, after = [d for d in WORKS if d < day][::-1], [d for d in WORKS if d > day]
        assert cal.nth_after(day, 0) == cal.nth_before(day, 0) == day
        for n in range(1, 11):
            wanted = at(after, n - 1) if cal.first - ONE <= day <= cal.last else "refused"
            assert answer(lambda day=day, n=n: cal.nth_after(day, n)) == wanted
            wanted = at(before, n - 1) if cal.first <= day <= cal.last + ONE else "refused"
            assert answer(lambda day=day, n=n: cal.nth_before(day, n)) == wanted


@BOTH
def test_between_two_days_each_may_be_the_day_after_the_last(cal: WorkingDays) -> None:
    for a, b in product(AROUND, AROUND):
        low, high = min(a, b), max(a, b)
        number = sum(low <= day < high for day in WORKS)
        wanted: Any = number if a <= b else -number
        known = cal.first <= low and high <= cal.last + ONE
        assert answer(lambda a=a, b=b: cal.working_days_between(a, b)) == (wanted if known else "refused")


@BOTH
def test_holidays_between_two_days_count_both_and_an_empty_span_has_none(cal: WorkingDays) -> None:
    for a, b in product(AROUND, AROUND):
        wanted: Any = [holiday for holiday in EASTER if a <= holiday[0] <= b]
        known = cal.first <= a <= cal.last + ONE and cal.first - ONE <= b <= cal.last
        assert answer(lambda a=a, b=b: cal.holidays_between(a, b)) == (wanted if known else "refused")


def test_it_says_from_when_to_when_it_is_known() -> None:
    with pytest.raises(BadRequest, match="small calendar is known from 20 March 2027 to 4 April 2027 only"):
        SMALL.is_working(date(2027, 4, 5))


def test_holidays_on_the_first_and_the_last_day_count_and_those_beside_them_do_not() -> None:
    """They are not kept: the fingerprint tells calendars apart by the days that matter."""
    exact = of_two_weeks(date(2027, 3, 26), date(2027, 3, 29))
    assert exact.holidays_between(date(2027, 3, 26), date(2027, 3, 29)) == EASTER
    assert exact.holidays == tuple(EASTER) == SMALL.holidays
    assert of_two_weeks(date(2027, 3, 27), date(2027, 3, 28)).holidays == ()


def test_calendars_that_differ_in_one_thing_have_other_fingerprints() -> None:
    base: dict[str, Any] = {"first": FIRST, "last": LAST, "horizon": None}

    def fingerprint(name: str = "small", days: dict[date, str] = HOLIDAYS, **other: Any) -> str:
        return working_days(name, "title", days, **base | other).fingerprint

    others = [
        fingerprint(),
        fingerprint("another"),
        fingerprint(first=FIRST + ONE),
        fingerprint(last=LAST - ONE),
        fingerprint(horizon=LAST),
        fingerprint(days={date(2027, 3, 26): "Good Friday"}),
        fingerprint(days=HOLIDAYS | {date(2027, 3, 26): "Another title"}),
    ]
    assert len(set(others)) == len(others)
    assert others[0] == SMALL.fingerprint == "916657dc01447185"  # pinned: projects hold it for years
    assert fingerprint(days=dict(reversed(HOLIDAYS.items()))) == fingerprint()


def test_an_altered_calendar_keeps_its_name_its_span_and_its_horizon() -> None:
    england = calendar("england")
    assert isinstance(england, WorkingDays)
    altered = england.altered(added=[(date(2027, 9, 20), "Day of mourning")])
    assert (altered.name, altered.title, altered.first, altered.last, altered.horizon) == (
        england.name, england.title, england.first, england.last, england.horizon,
    )  # fmt: skip
    assert england.altered(removed=[date(2027, 9, 20)]) == england
    assert altered != england and hash(altered) != hash(england)


def test_a_calendar_says_itself_in_one_line_without_its_thousands_of_days() -> None:
    assert len(repr(calendar("england"))) < 400
    compared = {each.name for each in fields(WorkingDays) if each.compare}
    assert compared == {"name", "title", "fingerprint", "horizon", "first", "last", "_origin"}


def test_a_calendar_on_which_every_day_counts_skips_none() -> None:
    every, a, b = calendar("all_days"), date(2027, 3, 26), date(2027, 3, 29)
    assert every.skips is False and SMALL.skips is True
    assert every.is_working(a) is True and SMALL.is_working(a) is False
    assert (every.nth_after(a, 3), every.nth_before(b, 3)) == (b, a)
    assert (every.on_or_after(a), every.on_or_before(a), every.holidays_between(a, b)) == (a, a, [])
    assert (every.working_days_between(a, b), every.working_days_between(b, a)) == (3, -3)
    assert every.provisional(date.max) is False


def test_no_day_is_shifted_out_of_the_years_1_to_9999() -> None:
    assert (shift(date.max, 0), shift(date.max - ONE, 1), shift(date.min + ONE, -1)) == (
        date.max, date.max, date.min,
    )  # fmt: skip
    for day, days in ((date.max, 1), (date.min, -1)):
        with pytest.raises(BadRequest, match="outside the years 1 to 9999"):
            shift(day, days)

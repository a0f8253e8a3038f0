"""A calendar of two weeks, asked everything on and around its edges, against the plain list of its days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
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


def answer(ask: Callable[[], Any]) -> Any:
    """What a calendar answers, or that it refuses."""
    try:
        return ask()
    except BadRequest as refused:
        assert "The small calendar is known from 20 March 2027 to 4 April 2027 only." in str(refused)
        return "refused"


def at(days: list[date], k: int) -> Any:
    return days[k] if 0 <= k < len(days) else "refused"


@pytest.mark.parametrize("day", AROUND, ids=str)
def test_a_day_is_known_from_the_first_to_the_last_of_the_calendar(day: date) -> None:
    known = FIRST <= day <= LAST
    before, after = [d for d in WORKS if d <= day], [d for d in WORKS if d >= day]
    assert answer(lambda: SMALL.is_working(day)) == ((day in WORKS) if known else "refused")
    assert answer(lambda: SMALL.on_or_before(day)) == (at(before[::-1], 0) if known else "refused")
    assert answer(lambda: SMALL.on_or_after(day)) == (at(after, 0) if known else "refused")


@pytest.mark.parametrize("day", AROUND, ids=str)
def test_the_nth_day_starts_one_day_outside_at_most_and_stays_inside(day: date) -> None:
    before, after = [d for d in WORKS if d < day][::-1], [d for d in WORKS if d > day]
    assert SMALL.nth_after(day, 0) == SMALL.nth_before(day, 0) == day
    for n in range(1, 11):
        wanted = at(after, n - 1) if FIRST - ONE <= day <= LAST else "refused"
        assert answer(lambda n=n: SMALL.nth_after(day, n)) == wanted
        wanted = at(before, n - 1) if FIRST <= day <= LAST + ONE else "refused"
        assert answer(lambda n=n: SMALL.nth_before(day, n)) == wanted


@pytest.mark.parametrize("a", AROUND, ids=str)
def test_between_two_days_each_may_be_the_day_after_the_last(a: date) -> None:
    for b in AROUND:
        low, high = min(a, b), max(a, b)
        number = sum(low <= day < high for day in WORKS)
        known = FIRST <= low and high <= LAST + ONE
        assert answer(lambda b=b: SMALL.working_days_between(a, b)) == (
            (number if a <= b else -number) if known else "refused"
        )
        if a <= b + ONE:
            known = FIRST <= a <= LAST + ONE and FIRST - ONE <= b <= LAST
            wanted = [holiday for holiday in EASTER if a <= holiday[0] <= b] if known else "refused"
            assert answer(lambda b=b: SMALL.holidays_between(a, b)) == wanted


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
    assert all(len(each) == 16 for each in others)
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

"""Every period that a shipped rule asks for, against the walk over the days, both ways (B1)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tests.support import oracle
from tests.support.oracle_rules import Asks, dice, periods, read
from workflow.rulebook.library import library
from workflow.rulebook.model import CalendarName, Method
from workflow.timetable.calendars import calendar
from workflow.timetable.counting import acts_from, count, last_day, latest_start

ONE = timedelta(1)
FIRST, LAST = date(2020, 1, 1), date(2040, 12, 31)
SPAN = (LAST - FIRST).days + 1
LENGTHS = (0, 1, 2, 5, 8, 20, 60)
EVERY_WAY = [
    Asks(method, n, name, None)
    for method in Method
    for name in CalendarName
    for n in (LENGTHS if "months" not in method and "years" not in method else LENGTHS[:4])
]


def differences(asks: Asks, first: date, days: int) -> list[tuple[Any, ...]]:
    """Each day on which the product and the walk do not say the same of one way to count."""
    method, n, name, ends = asks
    cal = calendar(name)
    backward = oracle.latest_starts(method, n, name, first, first + timedelta(days - 1), ends)
    found = []
    for back, day in zip(backward, (first + timedelta(i) for i in range(days)), strict=True):
        walked = oracle.last_day(method, n, name, day), oracle.acts_from(method, n, name, day, ends), back
        counted = (
            last_day(method, n, cal, day),
            acts_from(method, n, cal, day, ends),
            latest_start(method, n, cal, day, ends),
        )
        if counted != walked:
            found.append((asks, day, counted, walked))
    return found


def test_the_rules_counted_here_are_those_that_the_product_goes_by() -> None:
    """Read from the YAML by other code than the loader's: the same rules, numbers, methods and calendars."""
    ours = {
        name.split()[0] for names in periods().values() for name in names if not name.startswith("local:")
    }
    theirs = {rule.id: rule.period for rule in library().all_rules() if rule.period}
    assert ours == set(theirs) and len(theirs) >= 67
    for pack in read("packs"):
        for rule in pack["rules"]:
            if "period" in rule:
                said, held = rule["period"], theirs[rule["id"]]
                wanted = said["method"], said["n"], said.get("calendar", "all_days"), said.get("ends")
                assert wanted == (held.method, held.n, held.calendar, held.ends)


def test_on_random_days_of_twenty_years_every_rule_agrees_with_the_walk_b1() -> None:
    chance = dice()
    for asks in periods():
        for _round in range(12):
            day = FIRST + timedelta(chance.randrange(SPAN - 30))
            assert differences(asks, day, 25) == []


def test_what_a_person_reads_of_a_count_is_what_the_passes_use_b1() -> None:
    chance = dice()
    for method, n, name, _ends in periods():
        day = FIRST + timedelta(chance.randrange(SPAN))
        said, back = count(method, n, name, day), count(method, n, name, day, back=True)
        assert (said.date, said.acts_from) == (
            oracle.last_day(method, n, name, day),
            oracle.acts_from(method, n, name, day),
        )
        assert (back.date, back.acts_from) == (oracle.latest_start(method, n, name, day), day)


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("asks", periods(), ids=lambda asks: "-".join(map(str, asks)))
def test_every_start_day_of_2020_to_2040_agrees_with_the_walk_for_every_rule_b1(asks: Asks) -> None:
    assert SPAN == 7671
    assert differences(asks, FIRST, SPAN) == []


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("method", list(Method))
def test_every_day_of_ten_years_agrees_for_every_method_calendar_and_length_b1(method: Method) -> None:
    for asks in (each for each in EVERY_WAY if each.method == method):
        assert differences(asks, date(2024, 1, 1), 3653) == []


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_every_day_of_2020_to_2040_works_or_rests_as_the_list_of_holidays_says_b1() -> None:
    for name in CalendarName:
        cal = calendar(name)
        days = [FIRST + timedelta(i) for i in range(SPAN)]
        assert [day for day in days if cal.is_working(day) != oracle.works(name, day)] == []
        walked = 0
        for day in days:
            assert cal.working_days_between(FIRST, day) == walked
            walked += oracle.works(name, day)

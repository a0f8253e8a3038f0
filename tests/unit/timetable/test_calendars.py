"""The calendars by name: what the files say, and what was announced since (B3)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from threading import Thread

import pytest

from workflow.timetable import calendars
from workflow.timetable.calendars import Announced, announced, calendar, division, hold, supposing

FUNERAL = date(2022, 9, 19)
MONDAY = date(2027, 6, 14)
LATE = Announced("england-and-wales", MONDAY, "An invented holiday", date(2027, 6, 4))
GONE = Announced("england-and-wales", FUNERAL, "", None, removed=True)
NAMES = ("all_days", "england", "wales", "scotland", "northern-ireland", "uk_any_part")


@pytest.fixture(autouse=True)
def nothing_is_left_announced() -> Iterator[None]:
    yield
    hold(())


def prints() -> dict[str, str]:
    return {name: calendar(name).fingerprint for name in NAMES}


def test_a_holiday_announced_late_is_no_working_day_where_it_is_one() -> None:
    before = prints()
    hold((LATE,))
    works = {name: calendar(name).is_working(MONDAY) for name in NAMES}
    assert {name for name in NAMES if not works[name]} == {"england", "wales", "uk_any_part"}
    after = prints()
    assert {name for name in NAMES if before[name] != after[name]} == {"england", "wales", "uk_any_part"}
    assert calendar("england").holidays_between(MONDAY, MONDAY) == [(MONDAY, LATE.title)]


def test_a_holiday_taken_back_is_a_working_day_again_and_nothing_else_changes() -> None:
    before = calendar("england")
    hold((GONE,))
    assert not before.is_working(FUNERAL) and calendar("england").is_working(FUNERAL)
    assert not calendar("scotland").is_working(FUNERAL)
    hold(())
    assert calendar("england") is before


def test_a_supposition_holds_within_its_block_and_for_nobody_else() -> None:
    seen: list[bool] = []
    with supposing((LATE,)):
        assert announced() == (LATE,) and not calendar("england").is_working(MONDAY)
        other = Thread(target=lambda: seen.append(calendar("england").is_working(MONDAY)))
        other.start()
        other.join()
    assert seen == [True] and calendar("england").is_working(MONDAY) and announced() == ()


def test_the_calendar_is_the_same_object_until_something_is_announced() -> None:
    assert calendar("england") is calendar("england")
    before = calendar("england")
    hold((LATE,))
    assert calendar("england") is not before


def test_the_files_say_when_a_holiday_was_first_published_and_so_does_one_announced_since() -> None:
    assert division("england-and-wales").announced[FUNERAL] == date(2022, 9, 9)
    hold((LATE,))
    assert division("england-and-wales").announced[MONDAY] == date(2027, 6, 4)
    assert MONDAY not in division("scotland").holidays


def test_one_day_more_does_not_move_the_horizon_beyond_which_dates_are_provisional() -> None:
    before = calendar("england").horizon
    hold((Announced("england-and-wales", date(2031, 3, 3), "Far ahead"),))
    assert calendar("england").horizon == before
    assert calendar("england").provisional(date(2031, 3, 3))


def test_each_division_has_its_title() -> None:
    assert list(calendars.DIVISIONS) == ["england-and-wales", "scotland", "northern-ireland"]

"""Timing: one verdict, the first that fits; its limits on both sides."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from workflow.rulebook.library import library
from workflow.timetable.calendars import calendar
from workflow.timetable.model import Asked, Timetable
from workflow.timetable.plan import plan

FIRST_ACT = "early_conversation_started"  # its last safe date is the first of the route: 20 January 2027
LAST_SAFE = date(2027, 1, 20)


def on(today: date, **asked: Any) -> Timetable:
    asked = {"end": date(2028, 4, 1), **asked}
    return plan(library().rulebook("example-city", today), "tender", Asked(today=today, **asked))


def days_before(working_days: int) -> date:
    return calendar("england").nth_before(LAST_SAFE, working_days)


@pytest.mark.parametrize(
    ("spare", "verdict"),
    [(21, "on_time"), (20, "start_soon"), (11, "start_soon"), (10, "at_risk"), (0, "at_risk")],
)
def test_the_smallest_spare_time_decides_r026(spare, verdict):
    timetable = on(days_before(spare))
    assert (timetable[FIRST_ACT].spare_working_days, timetable.verdict) == (spare, verdict)


def test_today_counts_if_it_is_a_working_day_and_the_last_safe_date_does_not():
    assert on(date(2026, 11, 22))["consultation_opened"].spare_working_days == 69
    assert on(date(2027, 1, 15))[FIRST_ACT].spare_working_days == 3  # a Friday
    assert on(date(2027, 1, 16))[FIRST_ACT].spare_working_days == 2  # a Saturday


def test_a_last_safe_date_that_has_passed_is_late_if_the_end_can_move_and_too_late_if_it_is_fixed_r026():
    day_after = date(2027, 1, 21)
    assert on(day_after, end_fixed=False).verdict == "late"
    assert on(day_after).verdict == "too_late"
    assert on(day_after)[FIRST_ACT].spare_working_days == -1


def test_a_step_that_is_done_is_not_late_any_more():
    done = {"pins": {FIRST_ACT: LAST_SAFE}, "done": frozenset({FIRST_ACT})}
    timetable = on(date(2027, 1, 21), **done)
    assert timetable[FIRST_ACT].spare_working_days is None
    assert timetable.verdict == "on_time"


def test_an_open_end_is_late_only_where_two_dates_do_not_fit():
    days = {"key_decision_notice_published": date(2027, 7, 14), "decision_made": date(2027, 8, 5)}
    assert on(date(2026, 11, 22), end=None).verdict == "on_time"
    clash = on(date(2026, 11, 22), end=None, pins=days)
    assert clash.verdict == "late" and [c.rule for c in clash.conflicts] == ["KD-28"]

"""Where a consultation stands, on both sides of each day that changes it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from web.consultation_page import days_left, state_of

OPENS, CLOSES, ANSWER_BY = date(2027, 3, 3), date(2027, 5, 26), date(2027, 7, 7)
DAY = timedelta(1)


def state(today: date, **more: date | None) -> str:
    dates = {"opened": OPENS, "due": OPENS, "closes": CLOSES, "closed": None, "answer_by": ANSWER_BY,
             "answered": None, **more}  # fmt: skip
    return state_of(today=today, **dates)


@pytest.mark.parametrize(
    ("today", "stands"),
    [
        (CLOSES - 15 * DAY, "open"),
        (CLOSES - 14 * DAY, "closing_soon"),
        (CLOSES, "closing_soon"),
        (CLOSES + DAY, "considering"),
        (ANSWER_BY, "considering"),
        (ANSWER_BY + DAY, "overdue"),
    ],
)
def test_an_opened_consultation_stands_by_its_dates(today: date, stands: str) -> None:
    assert state(today) == stands


def test_one_that_was_due_says_so_from_the_next_day() -> None:
    assert state(OPENS, opened=None) == "coming"
    assert state(OPENS + DAY, opened=None) == "due"


def test_once_answered_it_is_not_overdue_and_once_closed_early_not_open() -> None:
    assert state(ANSWER_BY + DAY, answered=ANSWER_BY + DAY) == "answered"
    assert state(CLOSES - 20 * DAY, closed=CLOSES - 20 * DAY) == "considering"


def test_the_last_day_still_counts() -> None:
    assert days_left(CLOSES, CLOSES) == "today"
    assert days_left(CLOSES, CLOSES - DAY) == "in 1 day"
    assert days_left(CLOSES, CLOSES - 2 * DAY) == "in 2 days"

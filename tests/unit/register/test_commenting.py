"""How long a sector partner can comment: two working days, the day of the request not counted."""

from __future__ import annotations

from datetime import date

import pytest

from workflow.register.commenting import period, time_in_words, until
from workflow.timetable.calendars import calendar

BEFORE_CHRISTMAS = date(2026, 12, 23)


@pytest.mark.parametrize(
    ("asked", "last"),
    [
        (date(2026, 11, 24), date(2026, 11, 26)),
        (date(2026, 11, 26), date(2026, 11, 30)),  # Thursday: Friday, then Monday
        (date(2026, 11, 27), date(2026, 12, 1)),  # Friday: the weekend between
        (date(2026, 11, 28), date(2026, 12, 1)),  # asked on a Saturday
        (BEFORE_CHRISTMAS, date(2026, 12, 29)),  # Christmas Day, and Boxing Day on the Monday after it
        (date(2026, 12, 24), date(2026, 12, 30)),
    ],
)
def test_s09_two_working_days_after_the_day_of_the_request(asked: date, last: date) -> None:
    assert until(asked, calendar("england")) == last


def test_s09_the_holidays_are_those_of_the_bodys_own_nation() -> None:
    friday, st_andrews = date(2026, 11, 27), date(2026, 11, 30)
    assert not calendar("scotland").is_working(st_andrews)
    assert until(friday, calendar("scotland")) == date(2026, 12, 2)


def test_the_figure_stands_in_a_file_with_where_it_comes_from() -> None:
    assert (period().n, time_in_words()) == (2, "2 working days")
    assert "no figure of law" in period().source

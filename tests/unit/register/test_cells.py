"""How one cell is read: dates the day first, amounts in pounds, nothing by guess."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.register.cells import Unreadable, day, pounds


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_every_usual_way_of_writing_a_date_gives_that_date(when: date) -> None:
    month = when.strftime("%B")
    for text in (
        when.isoformat(),
        f"{when:%d/%m/}{when.year}",
        f"{when.day}.{when.month}.{when.year}",
        f"{when.day:02}-{month[:3]}-{when.year}",
        f"{when.day} {month} {when.year}",
        f"{when.isoformat()}T00:00:00",
        f"{when:%d/%m/}{when.year} 00:00",
    ):
        assert day(text, "end") == when


def test_a_time_with_an_offset_is_a_day_in_london() -> None:
    assert day("2026-03-31T23:00:00.000Z", "end") == date(2026, 4, 1)
    assert day("2026-01-31T23:00:00+00:00", "end") == date(2026, 1, 31)


@pytest.mark.parametrize(
    "text",
    [
        "03/31/2027",
        "2027-02-29",
        "31 Sept",
        "Q4 2027",
        "46477",
        "1/4/27",
        "20270331",
        "٣١/٠٣/٢٠٢٧",
        "0000-01-01",
    ],
)
def test_what_is_not_a_date_is_refused_and_shown(text: str) -> None:
    with pytest.raises(Unreadable, match="The end"):
        day(text, "end")


@pytest.mark.parametrize(
    "text, amount",
    [("1234.5", "1234.5"), ("£1,234,567.89", "1234567.89"), ("£ 12", "12"), ("-£3", "-3"), (" 0 ", "0")],
)
def test_an_amount_is_read_to_the_penny(text: str, amount: str) -> None:
    assert pounds(text, "value") == Decimal(amount)


@pytest.mark.parametrize(
    "text", ["1.234,56", "12,34", "£1m", "1e9", "NaN", "Infinity", "12 34", "€5", "9" * 14]
)
def test_what_is_not_an_amount_in_pounds_is_refused(text: str) -> None:
    with pytest.raises(Unreadable, match="not a number"):
        pounds(text, "value")

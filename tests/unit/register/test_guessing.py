"""Which column is which: by heading, by values, never two of one; the row of headings below a title."""

from __future__ import annotations

import pytest

from workflow.register.columns import AGREEMENTS, GRANTS, ORGANISATIONS
from workflow.register.guessing import guesses, heading_row

ROWS = [
    ["C-1", "Example Carers Group", "Respite", "01/04/2024", "31/03/2027", "£62,000.00", "1234567"],
    ["C-2", "Example Lunch Club", "Lunches", "01/04/2025", "31/03/2028", "£4,800.00", "1234568"],
]


def found(*headings: str, rows: list[list[str]] = ROWS) -> dict[str, tuple[str, str]]:
    seen = guesses([list(headings), *[row[: len(headings)] for row in rows]], AGREEMENTS)
    return {one.heading: (one.ours, one.why) for one in seen}


@pytest.mark.parametrize(
    "heading, ours",
    [
        ("Expiry", "end"),
        ("EXPIRY DATE", "end"),
        ("Contract Expiry Date", "end"),
        ("Commencement date", "start"),
        ("Supplier", "organisation"),
        ("Suplier name", "organisation"),
        ("Contract Title", "title"),
        ("Contract Ref", "agreement id"),
        ("Termination clause", "notice clause"),
        ("Registered charity no", "charity number"),
        ("Favourite colour", ""),
    ],
)
def test_a_heading_looks_like_ours(heading: str, ours: str) -> None:
    assert found(heading)[heading][0] == ours


@pytest.mark.parametrize(
    "heading, ours, kind",
    [
        ("Published identifier", "org_id", ORGANISATIONS),
        ("Grant identifier", "grant_id", GRANTS),
        ("Amount in pounds", "amount_gbp", GRANTS),
    ],
)
def test_a_column_headed_by_the_words_of_the_page_is_ours(heading, ours, kind):
    assert guesses([[heading], ["EX-1"]], kind)[0].ours == ours


def test_values_tell_dates_money_and_charity_numbers_where_headings_do_not() -> None:
    seen = found("Ref", "Provider", "Service", "Day A", "Day B", "Sum of it", "RC")
    assert seen["Day A"] == ("start", "values") and seen["Day B"] == ("end", "values")
    assert seen["Sum of it"] == ("value", "values") and seen["RC"] == ("charity number", "values")


def test_values_are_no_sign_where_the_heading_says_something_else() -> None:
    """A real list of notices has CPV codes of eight digits and two dates of its own."""
    rows = [
        ["N-1", "Example Council", "2026-01-05", "2026-02-09", "45220000"],
        ["N-2", "Example Council", "2026-03-02", "2026-04-06", "18100000"],
    ]
    seen = found("id", "organisation", "published", "deadline", "cpv_codes", rows=rows)
    assert {seen[heading][0] for heading in ("published", "deadline", "cpv_codes")} == {""}


def test_three_columns_of_dates_are_not_guessed_at() -> None:
    rows = [[*row[:5], "01/05/2024"] for row in ROWS]
    seen = found("Ref", "Provider", "Service", "Day A", "Day B", "Day C", rows=rows)
    assert {seen[day][0] for day in ("Day A", "Day B", "Day C")} == {""}


@pytest.mark.parametrize("columns", [AGREEMENTS, GRANTS, ORGANISATIONS])
def test_our_own_headings_are_each_found_and_none_twice(columns: tuple) -> None:  # type: ignore[type-arg]
    names = [column.name for column in columns]
    assert [one.ours for one in guesses([names], columns)] == names
    many = guesses([[*names, *names]], columns)
    ours = [one.ours for one in many if one.ours]
    assert len(ours) == len(set(ours))


def test_headings_are_found_below_a_title_and_a_date() -> None:
    headings = ["Ref", "Provider", "Service", "Start", "Expiry"]
    assert heading_row([["Contracts register"], ["As of", "1 May 2026"], headings, *ROWS], AGREEMENTS) == 2
    assert heading_row([headings, *ROWS], AGREEMENTS) == 0
    assert heading_row([["nothing"], ["that we know"]], AGREEMENTS) == 0

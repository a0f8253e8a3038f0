"""What is odd is said and kept; what a person types is mended first (R109, R072, R142)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from workflow.register.checks import faults, odd
from workflow.register.ties import Entry, Notice, Tie
from workflow.register.totals import financial_year, totals, year_words
from workflow.register.vocabulary import vocabulary
from workflow.rulebook.model import Method

TODAY = date(2026, 11, 24)
WHOLE = Tie(
    id="t", body="b", body_name="Example City Council", key="A-1", post="p", title="Respite",
    organisation_name="Example Carers Group", exit_section="See clause 12.", value=Decimal(10),
    starts=date(2026, 4, 1), ends=date(2028, 3, 31),
)  # fmt: skip


@pytest.mark.parametrize(
    "changed, codes",
    [
        ({}, set()),
        ({"exit_section": " "}, {"no_exit"}),
        ({"ends": None}, {"no_end"}),
        ({"ends": None, "renews_months": 12}, set()),
        ({"ends": None, "starts": None, "renews_months": 12}, {"no_term"}),
        ({"ends": date(2026, 4, 1)}, set()),
        ({"ends": date(2026, 3, 31)}, {"end_before_start"}),
        ({"value": None}, {"no_amount"}),
        ({"value": None, "value_per_year": Decimal(5)}, set()),
        ({"value": Decimal(0)}, {"odd_amount"}),
        ({"post": None}, {"no_post"}),
        ({"starts": date(1989, 12, 31)}, {"impossible_year", "long"}),
        ({"ends": date(2100, 12, 31)}, {"long"}),
        ({"starts": date(2090, 1, 1), "ends": date(2101, 1, 1)}, {"impossible_year"}),
        ({"review_on": date(2026, 11, 24)}, set()),
        ({"review_on": date(2026, 11, 23)}, {"review_overdue"}),
        ({"title": "", "organisation_name": ""}, {"no_title", "no_organisation"}),
    ],
)
def test_what_is_odd_is_said_on_both_sides_of_each_boundary(changed: dict[str, Any], codes: set[str]) -> None:
    assert {each.code for each in odd(replace(WHOLE, **changed), TODAY)} == codes


@pytest.mark.parametrize(
    "changed, fields",
    [
        ({}, set()),
        ({"exit_section": ""}, {"exit_section"}),
        ({"starts": date(2106, 4, 1), "ends": date(2107, 4, 1)}, {"starts", "ends"}),
        ({"ends": date(2026, 3, 31)}, {"ends"}),
        ({"notice": Notice(36, "months_corresponding_date")}, set()),
        ({"notice": Notice(37, "months_corresponding_date")}, {"notice_n"}),
        ({"notice": Notice(3, "guess")}, {"notice_n"}),
        ({"renews_months": 120}, set()),
        ({"renews_months": 121}, {"renews_months"}),
        ({"value": Decimal(-1)}, {"value"}),
    ],
)
def test_r072_r109_what_cannot_be_meant_is_refused_by_field(
    changed: dict[str, Any], fields: set[str]
) -> None:
    names = {name: getattr(WHOLE, name) for name in Entry.__slots__}
    assert set(faults(Entry(**{**names, **changed}))) == fields


@pytest.mark.parametrize(
    "day, year",
    [(date(2027, 3, 31), 2026), (date(2027, 4, 1), 2027), (date(2106, 4, 1), None), (None, None)],
)
def test_r072_a_financial_year_begins_on_1_april_and_an_impossible_one_is_none(
    day: date | None, year: int | None
) -> None:
    assert financial_year(day) == year


def test_r072_totals_count_what_has_no_amount_and_add_the_rest() -> None:
    found = totals(
        [WHOLE, replace(WHOLE, value=None), replace(WHOLE, funder="NHS Example", instrument="lease")]
    )
    assert [(t.body, t.year, t.instrument, t.count, t.without, t.amount) for t in found] == [
        ("Example City Council", 2026, "contract", 2, 1, Decimal(10)),
        ("NHS Example", 2026, "lease", 1, 0, Decimal(10)),
    ]
    assert year_words(1999) == "1999/00"


def test_r142_the_kinds_of_support_methods_of_notice_and_months_of_prompts_are_data() -> None:
    known = vocabulary()
    kinds = {kind.id for kind in known.types}
    assert kinds == {"contract", "grant", "small_grant", "lease", "rate_relief", "accommodation", "in_kind"}
    assert {method.id for method in known.notice_methods} <= set(Method)
    assert known.prompts.end.months == (24, 18, 12)
    assert [basis.id for basis in known.legal_bases if not basis.read][:1] == ["section_75"]

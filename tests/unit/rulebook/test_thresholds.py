"""Above or below the threshold: the sum in force when the procurement begins, on both sides of it."""

from __future__ import annotations

from datetime import date

import pytest

from workflow.rulebook.library import library
from workflow.rulebook.thresholds import begins_on, derived, floor, rules_of_law, threshold

LAST_OF_2025, FIRST_OF_2026 = date(2025, 12, 31), date(2026, 1, 1)
COUNCIL = {"body": "council", "instrument": "contract", "process": "commission", "regime": "PA2023"}
BOOK = library().rulebook("example-city", FIRST_OF_2026)
LAW = rules_of_law(BOOK)


def asked(value: object, on: date = FIRST_OF_2026, **more: object):
    return threshold(LAW, {**COUNCIL, "value": value, **more}, on)


@pytest.mark.parametrize(
    ("facts", "on", "amount", "rule"),
    [
        ({}, LAST_OF_2025, 214_904, "PA-THRESH-24"),
        ({}, FIRST_OF_2026, 207_720, "PA-THRESH-26"),
        ({"body": "central"}, LAST_OF_2025, 139_688, "PA-THRESH-24"),
        ({"body": "central"}, FIRST_OF_2026, 135_018, "PA-THRESH-26"),
        ({"body": "nhs"}, FIRST_OF_2026, 135_018, "PA-THRESH-26"),
        ({"body": "other"}, FIRST_OF_2026, 207_720, "PA-THRESH-26"),
        ({"light_touch": True}, LAST_OF_2025, 663_540, "PA-THRESH-24"),
        ({"light_touch": True}, FIRST_OF_2026, 663_540, "PA-THRESH-26"),
        ({"light_touch": True, "body": "nhs"}, FIRST_OF_2026, 663_540, "PA-THRESH-26"),
        ({"body": ("council", "nhs")}, FIRST_OF_2026, 135_018, "PA-THRESH-26"),
    ],
)
def test_a_contract_is_below_a_pound_short_of_the_sum_and_not_at_it(facts, on, amount, rule):
    sides = [asked(amount + pound, on, **facts) for pound in (-1, 0, 1)]
    assert [side.below for side in sides] == [True, False, False]
    assert {(side.amount, side.rule.id) for side in sides} == {(amount, rule)}


def test_a_sum_between_two_tables_is_below_in_2025_and_not_in_2026():
    assert asked(210_000, LAST_OF_2025).below is True
    assert asked(210_000, FIRST_OF_2026).below is False


@pytest.mark.parametrize(
    ("facts", "on"),
    [
        ({"value": None}, FIRST_OF_2026),
        ({"value": True}, FIRST_OF_2026),
        ({"value": 50_000}, date(2023, 12, 31)),  # before the first table
        ({"value": 50_000, "regime": "PSR2023"}, FIRST_OF_2026),
        ({"value": 50_000, "instrument": "grant"}, FIRST_OF_2026),
    ],
)
def test_no_answer_without_a_value_a_contract_under_the_act_and_a_table_in_force(facts, on):
    assert threshold(LAW, {**COUNCIL, **facts}, on) is None
    assert derived(BOOK, {**COUNCIL, **facts}, on) == {**COUNCIL, **facts}


def test_of_two_regimes_the_act_s_own_sum_counts():
    assert asked(207_719, regime=("PA2023", "PSR2023")).below is True


def test_the_law_counts_whether_or_not_the_authority_lists_its_pack():
    assert {rule.id for rule in LAW} >= {"PA-THRESH-24", "PA-THRESH-26", "PA-BT-NOTICE"}


def test_a_fact_that_is_given_is_never_overruled_and_one_that_is_not_is_derived():
    given = {**COUNCIL, "value": 50_000, "below_threshold": False}
    assert derived(BOOK, given, FIRST_OF_2026) == given
    assert derived(BOOK, {**COUNCIL, "value": 50_000}, FIRST_OF_2026)["below_threshold"] is True
    assert derived(BOOK, {**COUNCIL, "value": 500_000}, FIRST_OF_2026)["below_threshold"] is False


@pytest.mark.parametrize("process", ["extend", "vary", "decommission"])
def test_of_a_contract_that_runs_already_nothing_is_derived(process):
    facts = {**COUNCIL, "process": process, "value": 50_000}
    assert derived(BOOK, facts, FIRST_OF_2026) == facts


def test_a_derived_fact_takes_the_standstill_away_and_brings_the_short_rules():
    small = derived(BOOK, {**COUNCIL, "value": 207_719}, FIRST_OF_2026)
    large = derived(BOOK, {**COUNCIL, "value": 207_720}, FIRST_OF_2026)
    standstill, notice = library().rule("PA-STAND-8").applies_to, library().rule("PA-BT-NOTICE").applies_to
    assert (standstill.fits(small), notice.fits(small)) == (False, True)
    assert (standstill.fits(large), notice.fits(large)) == (True, False)


@pytest.mark.parametrize(("body", "amount"), [("council", 30_000), ("nhs", 30_000), ("central", 12_000)])
def test_a_notice_before_any_advert_is_needed_from_the_floor_itself(body, amount):
    found = [
        floor(LAW, {**COUNCIL, "body": body, "value": amount + pound}, FIRST_OF_2026) for pound in (-1, 0)
    ]
    assert [(one.needed, one.amount) for one in found] == [(False, amount), (True, amount)]


def test_a_procurement_begins_with_its_tender_notice_or_as_far_as_known_today():
    tender = BOOK.routes["tender"]
    assert begins_on(tender, {"tender_notice": LAST_OF_2025}, FIRST_OF_2026) == LAST_OF_2025
    assert begins_on(tender, {}, FIRST_OF_2026) == FIRST_OF_2026

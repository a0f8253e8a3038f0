"""What `check` says of a date: enough to follow it with a calendar in hand, and nothing that is not so."""

from __future__ import annotations

from typing import Any

import pytest

from workflow.errors import BadRequest
from workflow.rulebook.library import library
from workflow.timetable.calendars import calendar
from workflow.timetable.verdict import Result, check

BUYING = {"body": "council", "instrument": "contract", "regime": "PA2023"}


def judged(rule: str, facts: dict[str, Any], **events: str) -> Result:
    (found,) = check({"facts": facts, "events": events, "rules": [rule]}, library())
    return found


def standstill(published: str, signed: str) -> str:
    found = judged("PA-STAND-8", BUYING, contract_award_notice=published, contract_entry=signed)
    return " ".join(found.because)


def test_the_days_that_did_not_count_are_named_and_the_edition_of_the_calendar() -> None:
    told = standstill("2026-03-31", "2026-04-14")
    assert "Good Friday 3 April and Easter Monday 6 April do not count." in told
    edition = calendar("uk_any_part").fingerprint
    assert f"Calendar of all parts of the UK, edition {edition}: bank holidays as published up to" in told


@pytest.mark.parametrize(("published", "provisional"), [("2028-12-18", False), ("2028-12-19", True)])
def test_a_verdict_on_holidays_that_are_not_published_is_provisional(
    published: str, provisional: bool
) -> None:
    assert ("not published yet: provisional" in standstill(published, "2029-02-01")) is provisional


def test_a_rule_that_counts_every_day_speaks_of_no_calendar() -> None:
    told = judged("PA-TEND-25", BUYING, invitation_to_tender="2026-03-20", tender_deadline="2026-04-14")
    assert told.result == "met"
    assert not [line for line in told.because if "calendar" in line.lower()]


def test_a_maximum_that_was_missed_is_late_not_short() -> None:
    facts = {**BUYING, "light_touch": False}
    found = judged("PA-DETAILS-30", facts, contract_entry="2026-04-01", contract_details_notice="2026-05-01")
    assert (found.result, str(found.required), found.shortfall_days) == ("not_met", "2026-04-30", 1)
    assert "It was on Friday 1 May 2026, 1 day late." in found.because


def test_a_rule_with_other_figures_for_some_cases_says_so() -> None:
    facts = {**BUYING, "regime": "PCR2015"}
    found = judged("PCR-OPEN-35", facts, contract_notice_sent="2020-03-01", tender_deadline="2020-03-31")
    assert found.result == "not_met"
    (told,) = [line for line in found.because if line.startswith("It has other figures too")]
    assert "30 with electronic bids" in told


@pytest.mark.parametrize(
    ("notice", "result", "required"),
    [
        ("2025-10-11", "not_met", "2026-10-11"),
        ("2025-10-12", "met", "2025-11-21"),
        ("2026-09-02", "met", "2026-10-12"),
        ("2026-09-03", "not_met", "2026-10-13"),
    ],
)
def test_a_window_is_missed_on_both_its_sides(notice: str, result: str, required: str) -> None:
    found = judged("PA-QPPN", BUYING, planned_procurement_notice=notice, tender_notice="2026-10-12")
    assert (found.result, str(found.required)) == (result, required)


def test_an_exemption_without_a_word_exempts_from_nothing() -> None:
    events = {"key_decision_notice_published": "2026-04-01", "decision_made": "2026-04-05"}
    facts = {"body": "council", "key_decision": True}
    for said, result in (("", "not_met"), (" ", "not_met"), ("agreed by the scrutiny chair", "exempt")):
        record = {"facts": facts, "events": events, "rules": ["KD-28"], "exemptions": {"KD-28": said}}
        assert check(record, library())[0].result == result


@pytest.mark.parametrize("facts", [{"body": []}, {"regime": ()}, {"value": float("inf")}])
def test_a_fact_that_says_nothing_is_refused(facts: dict[str, Any]) -> None:
    with pytest.raises(BadRequest, match="cannot be"):
        check({"facts": facts, "events": {"decision_made": "2026-04-05"}}, library())


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"body": "council"}, "only with this fact, which the record does not give: key_decision: true."),
        ({"body": "council", "key_decision": False}, "not those it applies to: key_decision: true."),
        ({"body": "nhs", "key_decision": True}, "not those it applies to: body: council."),
    ],
)
def test_a_rule_that_does_not_apply_says_for_want_of_which_fact(facts: dict[str, Any], said: str) -> None:
    found = judged("KD-28", facts, key_decision_notice_published="2026-04-01", decision_made="2026-04-05")
    assert found.result == "not_applicable"
    assert found.because[-1].endswith(said)


def test_a_law_that_asks_for_longer_leaves_the_three_years_of_records_in_place() -> None:
    rule = library().rule("PA-RECORDS")
    assert rule.period is not None
    lefts = [each.leaves for each in rule.exceptions]
    assert [(each.n, each.method) for each in lefts if each] == [(rule.period.n, rule.period.method)]

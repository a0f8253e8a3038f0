"""Was the Code followed: real cases, every result, and what is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from workflow.errors import BadRequest
from workflow.rulebook.library import library
from workflow.rulebook.model import Period
from workflow.timetable.record import read_record
from workflow.timetable.verdict import Result, check, judge

COUNCIL = {"body": "council"}
DATA = Path(__file__).parents[2] / "data"
CASES = yaml.safe_load((DATA / "cases.yaml").read_text(encoding="utf-8"))["cases"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_every_case_of_record_answers_as_it_must(case):
    found = {result.rule: result for result in check({"id": case["id"], **case["record"]}, library())}
    assert set(found) == set(case["expect"])
    for rule, expected in case["expect"].items():
        told = {"result": found[rule].result, "required": str(found[rule].required)}
        told["shortfall_days"] = found[rule].shortfall_days
        assert {key: told[key] for key in expected} == expected


def test_all_12_cases_of_record_are_here():
    assert len(CASES) == 12


def judged(rule: str, events: dict[str, str], facts: dict[str, Any] | None = None, **more: Any) -> Result:
    record = {"facts": facts or COUNCIL, "events": events, "rules": [rule], **more}
    (result,) = check(record, library())
    return result


def window(opened: str, closed: str, rule: str = "NC-2009-CONS-12W", **more: Any) -> Result:
    return judged(rule, {"consultation_opened": opened, "consultation_closed": closed}, **more)


def notice(published: str, decided: str, **more: Any) -> Result:
    events = {"key_decision_notice_published": published, "decision_made": decided}
    return judged("KD-28", events, {"body": "council", "key_decision": True}, **more)


def test_notice_that_was_56_days_short_is_not_met():
    found = judged(
        "NC-2000-FUND-3M", {"notice_received": "2004-02-26", "funding_change_effective": "2004-03-31"}
    )
    assert (found.result, str(found.required), found.shortfall_days) == ("not_met", "2004-05-26", 56)
    assert "56 days short" in " ".join(found.because)


@pytest.mark.parametrize(("decided", "result"), [("2019-08-01", "met"), ("2019-07-31", "not_met")])
def test_28_clear_days_count_neither_end(decided, result):
    found = notice("2019-07-03", decided)
    assert (found.result, str(found.required)) == (result, "2019-08-01")


@pytest.mark.parametrize(("closed", "result"), [("2010-06-05", "met"), ("2010-06-04", "not_met")])
def test_a_past_window_also_passes_with_both_ends_counted(closed, result):
    found = window("2010-03-14", closed)
    assert (found.result, str(found.required)) == (result, "2010-06-05")


def test_an_explanation_helps_with_a_code():
    found = window("2010-09-20", "2010-11-01", explanations={"NC-2009-CONS-12W": "The spending review."})
    assert (found.result, str(found.required)) == ("met_with_explanation", "2010-12-12")


def test_an_explanation_does_not_help_with_the_law_and_says_so_r080():
    found = notice("2019-07-03", "2019-07-31", explanations={"KD-28": "There was no time."})
    assert found.result == "not_met"
    assert "An explanation does not change that: Law, required by law." in found.because


def test_the_rules_own_exception_exempts():
    assert notice("2019-07-03", "2019-07-10", exemptions={"KD-28": "General exception."}).result == "exempt"


def test_call_in_runs_over_the_week_and_may_end_on_a_saturday():
    found = judged(
        "LDS-CALLIN-5WD",
        {"decision_published": "2020-02-14", "implementation_allowed": "2020-02-22"},
        {"body": "council", "authority": "Leeds City Council", "call_in": True},
    )
    assert (found.result, str(found.required)) == ("met", "2020-02-22")


@pytest.mark.parametrize(
    ("authority", "result"),
    [
        ("Leeds City Council", "met"),
        ("Example City Council", "met"),
        ("Another City Council", "not_applicable"),
    ],
)
def test_a_local_rule_holds_for_its_authority_and_for_those_that_adopted_it(authority, result):
    facts = {"body": "council", "authority": authority}
    assert window("2027-03-03", "2027-05-26", rule="LDS-CODE-12W", facts=facts).result == result


def test_a_date_that_is_missing_is_not_evidence():
    found = judged("PA-STAND-8", {"contract_award_notice": "2026-03-10"})
    assert found.result == "not_evidenced"
    assert "contract_entry" in " ".join(found.because)


def test_a_rule_without_dates_cannot_be_shown_by_dates():
    found = judged("GUN-4", {"decision_made": "2026-03-10"})
    assert found.result == "not_evidenced" and "Dates cannot show it" in " ".join(found.because)


def test_a_rule_that_is_not_in_force_when_the_period_starts_is_not_judged():
    assert window("2009-12-15", "2010-01-04").result == "not_in_force"
    assert window("2009-12-16", "2010-01-04").result == "not_met"
    assert window("2010-12-20", "2011-01-04").result == "not_met"
    assert window("2010-12-21", "2011-01-04").result == "not_in_force"


@pytest.mark.parametrize(("public", "result"), [("2027-11-30", "met"), ("2028-01-01", "not_met")])
def test_notice_to_both_audiences_is_the_later_of_the_two(public, result):
    events = {
        "notice_received": "2027-12-31",
        "notice_received_by_public": public,
        "funding_change_effective": "2028-03-31",
    }
    facts = {"body": "council", "process": "decommission"}
    assert judged("BV-2011-3M", events, facts).result == result


@pytest.mark.parametrize(
    ("published", "result", "short"), [("2026-04-01", "met", 0), ("2026-04-03", "not_met", 2)]
)
def test_a_maximum_says_the_latest_date_that_would_have_met_it(published, result, short):
    within_30_days = Period(
        n=30, kind="maximum", method="from_next_day", start="decision_made", end="decision_published"
    )
    rule = library().rule("KD-28").model_copy(update={"period": within_30_days})
    facts = {"body": "council", "key_decision": True}
    events = {"decision_made": "2026-03-02", "decision_published": published}
    found = judge(rule, read_record({"facts": facts, "events": events}, library()), library())
    assert (found.result, str(found.required), found.shortfall_days) == (result, "2026-04-01", short)


def test_without_named_rules_all_that_fit_and_were_in_force_are_judged_by_id():
    record = {"facts": COUNCIL, "events": {"consultation_opened": "2010-03-01"}}
    results = check(record, library())
    assert "NC-2009-CONS-12W" in {result.rule for result in results}
    assert not {"NC-1998-CONS-12W", "NC-2010-2.4-12W", "KD-28"} & {result.rule for result in results}
    assert [result.rule for result in results] == sorted(result.rule for result in results)


def test_an_unconfirmed_rule_says_so():
    facts = {"body": "council", "authority": "Leeds City Council"}
    found = window("2027-03-03", "2027-05-26", rule="LDS-CODE-12W", facts=facts)
    assert found.unconfirmed and "Unconfirmed: we have not seen the text of this rule." in found.because


@pytest.mark.parametrize(
    ("record", "told"),
    [
        ({"rules": ["KD-82"]}, "KD-28"),
        ({"events": {"consultation_opend": "2027-03-03"}}, "consultation_opened"),
        ({"events": {"consultation_opened": "2027-02-30"}}, "is not a date"),
        ({"events": {"consultation_opened": 20270303}}, "is not a date"),
        ({"facts": {"body": "parish"}}, "council, nhs, central, other"),
        ({"facts": {"key_decision": "yes"}}, "true or false"),
        ({"facts": {"bodies": "council"}}, "body"),
        ({"explanation": {"KD-28": "x"}}, "explanations"),
        ([], "record"),
    ],
)
def test_a_slip_is_refused_with_what_is_known(record, told):
    with pytest.raises(BadRequest, match=told):
        check(record, library())

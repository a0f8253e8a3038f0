"""`timetable` and `check` as scripts use them."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Sequence
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from workflow.commandline import checking, timetable
from workflow.errors import BadRequest
from workflow.timetable.calendars import calendar

TENDER = ["timetable", "--rulebook", "example-city", "--route", "tender", "--today", "2026-11-22"]
CASE = {
    "id": "A1",
    "facts": {"body": "council", "instrument": "grant", "process": "decommission"},
    "events": {"notice_received": "2004-02-26", "funding_change_effective": "2004-03-31"},
    "rules": ["NC-2000-FUND-3M"],
}
MET = {**CASE, "id": "A2", "events": {**CASE["events"], "funding_change_effective": "2004-05-26"}}


def answer(arguments: Sequence[str], given: str = "") -> tuple[int, str]:
    parser = ArgumentParser()
    commands = parser.add_subparsers()
    timetable.add_parser(commands)
    checking.add_parser(commands)
    args, out = parser.parse_args(arguments), StringIO()
    return args.run(args, StringIO(given), out), out.getvalue()


def document(*arguments: str) -> Any:
    status, out = answer([*TENDER, *arguments, "--json"])
    assert status == 0
    return json.loads(out)


def test_the_document_of_a_timetable_keeps_its_promise():
    told = document("--set", "service_start=2028-04-01")
    opens = next(event for event in told["events"] if event["id"] == "consultation_opened")
    assert told["last_safe_consultation_opening"] == opens["latest"] == "2027-03-03"
    assert (told["rulebook"], told["edition"], told["route"]) == ("example-city", "2026", "tender")
    assert (told["verdict"], told["conflicts"], told["choices"]) == ("on_time", [], [])
    assert (opens["spare_working_days"], opens["binding_rule"], opens["force"]) == (
        69,
        "LDS-CODE-12W",
        "code",
    )
    assert opens["date"] is None and opens["unconfirmed"] is False and opens["because"]


def test_a_pin_that_does_not_fit_is_answered_with_ways_out():
    told = document("--set", "service_start=2028-04-01", "--set", "consultation_opened=2027-03-24")
    (conflict,) = told["conflicts"]
    assert told["verdict"] == "too_late"
    assert (conflict["required"], conflict["planned"], conflict["short_by_days"]) == (
        "2027-06-16",
        "2027-05-26",
        21,
    )
    assert [choice["kind"] for choice in told["choices"]] == ["later_end", "shorter_window"]


def test_an_end_that_can_move_is_late_and_not_too_late():
    late = ["--set", "service_start=2028-04-01", "--set", "consultation_opened=2027-03-04"]
    assert document(*late, "--end-can-move")["verdict"] == "late"
    assert document(*late)["verdict"] == "too_late"


def test_a_fact_changes_what_applies():
    pinned = ["--set", "contract_award_notice=2027-12-17"]
    signed = {
        event["id"]: event["earliest"] for event in document(*pinned, "--fact", "regime=PSR2023")["events"]
    }
    assert signed["contract_entry"] == "2028-01-04"


def test_words_for_a_terminal_end_with_what_the_dates_are_and_are_not():
    status, out = answer([*TENDER, "--set", "service_start=2028-04-01"])
    assert status == 0
    assert "by Wednesday 3 March 2027" in out
    assert out.splitlines()[-1] == "The latest date that fits the rules shown; not legal advice."


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (["--set", "consultation_opend=2027-03-03"], "consultation_opened"),
        (["--set", "consultation_opened=2027-02-30"], "2027-03-04"),
        (["--set", "consultation_opened"], "EVENT=DATE"),
        (["--fact", "regime=PA2024"], "PA2023"),
        (["--end-can-move"], "service_start"),
        (["--route", "tenders"], "tender"),
    ],
)
def test_a_wrong_request_says_the_mend(wrong, told):
    with pytest.raises(BadRequest, match=told):
        answer([*TENDER, *wrong])


def test_check_answers_line_by_line_and_a_bad_line_in_its_place():
    lines = [json.dumps(MET), "{", json.dumps(CASE)]
    status, out = answer(["check", "-"], "\n".join(lines))
    met, bad, not_met = (json.loads(line) for line in out.splitlines())
    assert status == 2
    assert met["results"][0]["result"] == "met"
    assert bad["line"] == 2
    assert not_met["id"] == "A1" and not_met["results"][0]["shortfall_days"] == 56


@pytest.mark.parametrize(("records", "status"), [([MET], 0), ([CASE], 1), ([CASE, MET], 1)])
def test_check_says_no_if_some_rule_is_not_met(records, status, tmp_path: Path):
    file = tmp_path / "records.json"
    file.write_text("\n".join(json.dumps(record) for record in records), encoding="utf-8")
    assert answer(["check", str(file), "--json"])[0] == status


def test_check_in_words_says_the_force_r080(tmp_path: Path):
    file = tmp_path / "record.json"
    file.write_text(json.dumps(CASE, indent=2), encoding="utf-8")
    status, out = answer(["check", str(file)])
    assert status == 1
    assert out.startswith("NC-2000-FUND-3M: Not met (Code: comply or explain)")


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path):
    with pytest.raises(BadRequest, match="cannot be read"):
        answer(["check", str(tmp_path / "none.json")])


def test_the_calendars_counted_on_are_told_with_their_edition_and_what_is_provisional():
    told = document("--set", "service_start=2028-04-01")
    assert [(each["name"], each["published_to"]) for each in told["calendars"]] == [
        ("england", "2028-12-31"),
        ("uk_any_part", "2028-12-31"),
    ]
    _status, near = answer([*TENDER, "--set", "service_start=2028-04-01"])
    _status, far = answer([*TENDER, "--set", "service_start=2031-04-01"])
    for told in (near, far):
        assert f"England calendar, edition {calendar('england').fingerprint}: bank holidays as" in told
    assert "Provisional" not in near
    (said,) = [line for line in far.splitlines() if line.startswith("Provisional")]
    assert "Consultation opens" in said and "Contract is signed" in said


def test_a_late_plan_says_what_is_provisional_too():
    _status, told = answer([*TENDER, "--set", "service_start=2029-04-01", "--today", "2028-12-20"])
    assert "Too late to comply" in told
    assert any(line.startswith("Provisional") for line in told.splitlines())


def test_a_record_with_one_event_on_two_days_is_refused_wherever_it_stands(tmp_path: Path):
    twice = '{"events": {"decision_made": "2026-04-01", "decision_made": "2026-05-01"}}'
    assert answer(["check", "-"], f"{twice}\n{json.dumps(MET)}\n")[0] == 2
    lines = tmp_path / "records.jsonl"
    lines.write_text(f"{json.dumps(MET)}\n{twice}\n", encoding="utf-8")
    status, told = answer(["check", str(lines)])
    assert (status, "met" in told, "'decision_made' stands twice" in told) == (2, True, True)
    one = tmp_path / "record.json"
    one.write_text(twice, encoding="utf-8")
    with pytest.raises(BadRequest, match="'decision_made' stands twice"):
        answer(["check", str(one)])


def test_one_way_out_that_several_rules_ask_for_is_one_line_that_names_them_all():
    end = ["--route", "decommission", "--set", "funding_change_effective=2027-08-31"]
    _status, told = answer(["timetable", "--rulebook", "example-city", *end, "--today", "2026-11-22"])
    (line,) = [line for line in told.splitlines() if "Explain shorter notice" in line]
    assert "(needs an explanation: LDS-CODE-3M and BV-2011-3M)" in line

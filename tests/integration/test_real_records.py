"""Dated public records held against the rules; each finding is computed anew here, without the engine.

The whole files where they lie beside the checkout, else the excerpts that ship with the tests.
"""

from __future__ import annotations

import csv
import importlib
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.support.tree import ROOT
from workflow.timetable.calendars import calendar
from workflow.timetable.counting import acts_from
from workflow.timetable.verdict import Outcome

findings = importlib.import_module("tools.findings")

WHOLE = ROOT.parent / "shared" / "data"
EXCERPT = ROOT / "tests" / "data" / "findings"
FUNERAL = date(2022, 9, 19)


@pytest.fixture(params=["excerpt", "whole"])
def data(request: pytest.FixtureRequest) -> Path:
    """The excerpt; then the whole, which is the excerpt again where it does not lie here."""
    return WHOLE if request.param == "whole" and WHOLE.is_dir() else EXCERPT


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def day(text: str) -> date | None:
    return date.fromisoformat(text) if len(text) == 10 else None


def day_after_fifth_working_day(start: date) -> date:
    """Walked day by day: Monday to Friday without the bank holidays of England."""
    closed = {row["date"] for row in rows(ROOT / "config" / "calendars" / "england-and-wales.csv")}
    found, left = start, 5
    while left:
        found += timedelta(1)
        left -= found.weekday() < 5 and found.isoformat() not in closed
    return found + timedelta(1)


def test_r026_consultations_are_counted_with_both_ends_and_get_no_verdict(data: Path) -> None:
    both = [(day(r["opened"]), day(r["closed"])) for r in rows(data / "consultations/consultations.csv")]
    lasted = [(end - start).days + 1 for start, end in both if start and end]
    found = findings.consultations(data)
    assert [one.both.lasted for one in found if one.both] == lasted
    assert {one.both.asked for one in found if one.both} == {7 * 12}
    reached = [one for one in found if one.result.result is Outcome.MET]
    assert len(reached) == sum(days >= 7 * 12 for days in lasted) > 0
    section = findings.page(data).split("## Consultations")[1].split("##")[0].lower()
    assert "not met" not in section and "| met" not in section


def test_a_stated_length_that_its_own_dates_reach_is_reached_by_the_check(data: Path) -> None:
    twelve = [one for one in findings.consultations(data) if one.row["stated_length"] == "12 weeks"]
    assert twelve
    assert {one.result.result for one in twelve} == {Outcome.MET}


def test_a_key_decision_notice_is_met_from_the_29th_day_and_its_own_exceptions_are_told(data: Path) -> None:
    found = findings.key_decisions(data)
    known = rows(data / "forward_plan/key_decision_notices.csv")
    assert len(found) == sum(bool(day(r["notice_published"]) and day(r["decision_due"])) for r in known)
    kept = [one for one in found if one.result.result is Outcome.MET]
    key = [one for one in found if one.row["key_decision"] == "yes"]
    assert kept == [one for one in key if (one.end - one.start).days >= 29]
    others = {one.row["title"]: one.result.result for one in found if one not in kept}
    assert set(others.values()) <= {Outcome.EXEMPT, Outcome.NOT_APPLICABLE}
    assert others["Extension to living support services contracts"] is Outcome.EXEMPT
    assert others["Levelling Up Together Fund: 52 one-off grants"] is Outcome.NOT_APPLICABLE


def test_effective_dates_are_compared_with_the_day_after_the_fifth_working_day(data: Path) -> None:
    found = findings.effective_dates(data)
    known = [r for r in rows(data / "decisions/decisions.csv") if r["effective_from"]]
    assert len(found) == len(known)
    walked = [day_after_fifth_working_day(one.start) for one in found]
    assert [one.result.required or day for one, day in zip(found, walked, strict=True)] == walked
    same = [one for one, day in zip(found, walked, strict=True) if one.end == day]
    assert same and same == [one for one in found if one.result.required == one.end]


def test_salford_2190_fits_only_with_the_holiday_that_was_added_ten_days_ahead(data: Path) -> None:
    salford = next(one for one in findings.effective_dates(data) if one.row["ref"] == "2190")
    england = calendar("england")
    without = england.altered(removed=[FUNERAL])
    assert acts_from("nth_working_day_after", 5, england, salford.start) == salford.end
    assert acts_from("nth_working_day_after", 5, without, salford.start) < salford.end


def test_a_stated_standstill_fits_only_where_a_holiday_of_another_part_of_the_uk_counts(data: Path) -> None:
    found = {row["ocid"]: dates for row, *dates in findings.standstills(data)}
    start, stated, counted = found["unknown-021560-2026"]
    assert stated == counted
    england_alone = acts_from("working_days_beginning_with", 8, calendar("england"), start)
    assert england_alone - timedelta(1) < stated
    assert len(found) == 2


def test_every_record_is_shown_with_its_source_and_the_page_is_what_the_tool_writes(data: Path) -> None:
    page = findings.PAGE.read_text(encoding="utf-8")
    lines = findings.lines(data)
    assert lines and all("](<http" in line and line in page for line in lines)
    if data == WHOLE:
        assert page == findings.page(data), "write it anew: python tools/findings.py DATA"
    for word in ("unlawful", "breach", "compliant"):
        assert word not in page.lower()

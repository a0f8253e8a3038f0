"""R039, R091, R112: on which days the posts behind an agreement are told, and when they are left alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from workflow.register.prompts import END, NOTICE, RENEWAL, REVIEW, next_prompt, prompts
from workflow.register.ties import Decision, Notice, Tie

TODAY = date(2026, 1, 5)
ENDS = date(2028, 3, 31)
TIE = Tie(id="t", body="b", body_name="Example City Council", ends=ENDS, starts=date(2025, 4, 1))
RENEWS = replace(
    TIE, ends=date(2026, 12, 31), renews_months=12, notice=Notice(3, "months_corresponding_date")
)


def days(tie: Tie, kind: str, today: date = TODAY) -> list[date]:
    return [prompt.on for prompt in prompts(tie, today) if prompt.kind == kind]


def decided(end: date, decision: str) -> Decision:
    return Decision(
        end, decision, "It was agreed.", None, "Commissioning Officer", datetime(2026, 1, 4, tzinfo=UTC)
    )


def test_r039_an_agreement_that_ends_is_asked_about_24_18_and_12_months_before() -> None:
    assert days(TIE, END) == [date(2026, 3, 31), date(2026, 9, 30), date(2027, 3, 31)]


@pytest.mark.parametrize(
    ("today", "due"), [(date(2026, 3, 30), None), (date(2026, 3, 31), 24), (date(2027, 3, 31), 12)]
)
def test_r039_a_prompt_is_due_from_its_day_on_and_not_a_day_before(today: date, due: int | None) -> None:
    found = next_prompt(TIE, END, today)
    assert (found.months if found else None) == due


@pytest.mark.parametrize(
    "planned", [replace(TIE, projects=("COM-2026-001",)), replace(TIE, decisions=(decided(ENDS, "end"),))]
)
def test_r039_nobody_is_asked_once_a_project_or_a_decision_says_what_follows(planned: Tie) -> None:
    assert days(planned, END) == []


def test_an_agreement_without_an_end_or_long_ended_is_asked_about_no_more() -> None:
    assert days(replace(TIE, ends=None), END) == []
    assert days(TIE, END, date(2028, 4, 1)) == []


def test_r112_a_renewal_nobody_decided_about_is_told_a_year_before_and_its_notice_from_three_months() -> None:
    assert days(RENEWS, RENEWAL) == [date(2026, 1, 1)]
    last = next_prompt(RENEWS, NOTICE, date(2026, 10, 31))
    assert last and (last.about, last.months) == (date(2026, 9, 30), 0)


def test_r112_a_renewal_that_was_decided_about_is_told_no_more() -> None:
    kept = replace(RENEWS, decisions=(decided(date(2026, 12, 31), "renew"),))
    assert date(2026, 1, 1) not in days(kept, RENEWAL)


def test_r091_a_review_is_told_a_month_before_and_on_its_day() -> None:
    assert days(replace(TIE, review_on=date(2026, 6, 30)), REVIEW) == [date(2026, 5, 30), date(2026, 6, 30)]


def test_r039_the_days_of_prompts_are_clipped_to_the_month() -> None:
    found = days(replace(TIE, ends=date(2029, 8, 31)), END)
    assert found == [date(2027, 8, 31), date(2028, 2, 29), date(2028, 8, 31)]

"""R039, R091, R112: the days on which people are told of an agreement."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from workflow.register.prompts import prompts
from workflow.register.ties import Decision, Notice, Tie

TIE = Tie(id="t", body="b", body_name="Example City Council", key="A-1", post="p", title="Respite")
TODAY = date(2026, 11, 24)


def decided(term_ends: date, what: str = "renew") -> Decision:
    return Decision(term_ends, what, "Needed.", None, "Officer", datetime(2026, 1, 1, tzinfo=UTC))


def test_r039_prompts_stand_24_18_and_12_months_before_the_end_clipped_to_the_month() -> None:
    found = prompts(replace(TIE, ends=date(2029, 8, 31)), date(2026, 11, 24))
    assert [(p.kind, p.on, p.months) for p in found] == [
        ("end", date(2027, 8, 31), 24), ("end", date(2028, 2, 29), 18), ("end", date(2028, 8, 31), 12),
    ]  # fmt: skip


def test_r039_nothing_is_prompted_once_a_project_is_about_it_or_its_end_was_recorded() -> None:
    tie = replace(TIE, ends=date(2029, 8, 31))
    assert prompts(replace(tie, projects=("COM-2026-001",)), date(2026, 11, 24)) == ()
    assert prompts(replace(tie, decisions=(decided(date(2029, 8, 31), "end"),)), date(2026, 11, 24)) == ()


def test_r112_a_renewal_is_told_12_months_before_it_and_its_last_day_for_notice_3_and_1_months_before() -> (
    None
):
    tie = replace(
        TIE, ends=date(2028, 3, 31), renews_months=12, notice=Notice(3, "months_corresponding_date")
    )
    assert [(p.kind, p.on, p.about) for p in prompts(tie, TODAY)] == [
        ("renewal", date(2027, 4, 1), date(2028, 4, 1)),
        ("notice", date(2027, 9, 30), date(2027, 12, 31)),
        ("notice", date(2027, 11, 30), date(2027, 12, 31)),
        ("notice", date(2027, 12, 31), date(2027, 12, 31)),
    ]
    told = prompts(replace(tie, decisions=(decided(date(2028, 3, 31)),)), TODAY)
    assert told[0].about == date(2029, 4, 1), "once that one is decided, the next"


def test_r091_a_review_is_told_a_month_before_and_on_its_day() -> None:
    found = prompts(replace(TIE, review_on=date(2027, 3, 31)), TODAY)
    assert [(p.kind, p.on) for p in found] == [("review", date(2027, 2, 28)), ("review", date(2027, 3, 31))]

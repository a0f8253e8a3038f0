"""The measure of early engagement: days from first contact to decision (R028)."""

from __future__ import annotations

from datetime import date

from workflow.project.engagement import first_contact

FIRST, DECISION, PLANNED = date(2027, 1, 20), date(2027, 8, 6), date(2027, 8, 5)


def test_r028_the_day_it_was_taken_counts_before_the_day_it_is_planned_for() -> None:
    taken, planned = first_contact(FIRST, DECISION, PLANNED), first_contact(FIRST, None, PLANNED)
    assert taken and (taken.days, taken.decided) == (198, True)
    assert planned and (planned.days, planned.decided) == (197, False)


def test_r028_without_a_contact_or_a_day_for_the_decision_there_is_no_measure() -> None:
    assert first_contact(None, DECISION, PLANNED) is None
    assert first_contact(FIRST, None, None) is None


def test_r028_contact_after_the_decision_counts_below_nothing() -> None:
    late = first_contact(DECISION, FIRST, None)
    assert late and late.days == -198

"""The early conversation and the plan of engagement as facts: no database is near."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.unit.project.test_project import TODAY, after, on
from workflow.project import events as happened
from workflow.project.engagement import first_contact
from workflow.project.events.engagement import (
    ActivityDone,
    ActivityDropped,
    ActivityPlanned,
    OptionsMarkedFinal,
    TalkLogged,
    WaysWeighed,
    Weighed,
)
from workflow.project.guards import not_talked_to

STARTED, MEETING = "early_conversation_started", date(2027, 2, 4)
PLANNED = ActivityPlanned(
    "a1", "Meeting", MEETING, "consulting", "influence", ("Carers",), "", "Example Hall", "p1", "public"
)
TALK = TalkLogged("t1", TODAY, ("o1",), ("Carers",), "advising", "Evenings.", "some", "Budget.", "public")
USED = Weighed(True, "The code asks.")


@pytest.mark.parametrize(
    "fact",
    [PLANNED, TALK, WaysWeighed(USED, USED, Weighed(False, "Nobody asked.")),
     ActivityDone("a1", MEETING, "Nine came."), OptionsMarkedFinal(TODAY, True, False)],
)  # fmt: skip
def test_a_fact_comes_back_from_the_store_as_it_went_in(fact: happened.Fact) -> None:
    assert happened.from_data(fact.kind, happened.to_data(fact)) == fact


def test_r028_the_days_from_first_contact_run_to_the_decision_taken_else_to_the_one_planned() -> None:
    first, planned, taken = date(2027, 1, 20), date(2027, 8, 5), date(2027, 8, 10)
    found = first_contact(first, None, planned)
    assert found is not None and (found.days, found.decided) == (197, False)
    found = first_contact(first, taken, planned)
    assert found is not None and (found.days, found.decided) == (202, True)
    found = first_contact(date(2027, 8, 11), taken, None)
    assert found is not None and found.days == -1
    assert first_contact(None, taken, None) is None and first_contact(first, None, None) is None


def test_r027_who_was_talked_to_on_the_day_itself_was_talked_to_in_time_a_day_later_not() -> None:
    talked = after(on(STARTED, TODAY))
    assert not_talked_to(talked, STARTED, TODAY) is None
    late = not_talked_to(talked, STARTED, date(2026, 11, 23))
    assert late is not None and late.blocks and late.may_be_explained


def test_r027_an_agreed_explanation_stands_in_place_of_the_early_conversation() -> None:
    asked = happened.ExplanationAsked(
        "x", "not_final_before", STARTED, "other", "Why.", "Instead.", "someone", False
    )
    waits = after(asked)
    found = not_talked_to(waits, STARTED, TODAY)
    assert found is not None and found.waiting
    agreed = after(asked, happened.ExplanationDecided("x", True, "", "another", "Manager"))
    assert not_talked_to(agreed, STARTED, TODAY) is None


def test_r172_an_activity_has_passed_from_the_day_after_its_date_until_it_is_done_or_dropped() -> None:
    plan = after(PLANNED).project.engagement
    assert not plan.activity("a1").passed(MEETING) and plan.activity("a1").passed(date(2027, 2, 5))
    done = after(PLANNED, ActivityDone("a1", MEETING, "Nine came.")).project.engagement
    assert not done.activity("a1").passed(date(2027, 2, 5))
    assert after(PLANNED, ActivityDropped("a1", "Nobody could come.")).project.engagement.activities == ()


def test_r172_the_plan_stands_by_date_and_a_moved_activity_is_still_one() -> None:
    later = replace(PLANNED, id="a2", on=date(2027, 2, 10))
    moved = replace(PLANNED, on=date(2027, 3, 1), reason="The hall was closed.")
    plan = after(PLANNED, later, moved).project.engagement.activities
    assert [each.plan.id for each in plan] == ["a2", "a1"]

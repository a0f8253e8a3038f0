"""A stage that was left can be opened again: only the one left last, with a reason, and nothing is lost."""

from __future__ import annotations

from datetime import date

import pytest

from tests.unit.project.test_project import after, at
from workflow.errors import BadRequest, Refused
from workflow.project import events as happened
from workflow.project.folding import add
from workflow.project.machine import back, move, moves_from, step_back

LISTED = happened.EvidenceAdded("1", "need", "consult_list", "note", "users", "public")
LEFT = happened.StageMoved("finish-need", "need", "early-conversation", "finish")


def test_the_stage_left_last_is_opened_again_with_a_reason_and_its_records_stay():
    situation = after(LISTED, LEFT)
    with pytest.raises(Refused):
        back(situation, "need", " ")
    fact = back(situation, "need", "The list left out the tenants.")
    assert (fact.how, fact.start, fact.end) == ("reopen", "early-conversation", "need")
    again = after(LISTED, LEFT, fact).project
    assert (again.stage, again.finished, len(again.evidence)) == ("need", (), 1)
    assert move(after(LISTED, LEFT, fact), "finish-need").end == "early-conversation"


def test_within_a_day_it_is_undone_without_a_reason():
    assert back(after(LISTED, LEFT), "need", lately=True).reason == ""


def test_no_other_stage_is_opened_again():
    assert step_back(after(LISTED)) is None
    with pytest.raises(BadRequest):
        back(after(LISTED, LEFT), "design", "Why not.")
    with pytest.raises(BadRequest):
        move(after(LISTED, LEFT), "reopen-need", "It is no step of the route.")


def test_a_stage_that_was_not_needed_is_needed_again():
    situation = at("improve-first", route="decommission", end=date(2028, 3, 31))
    skip = next(m for m in moves_from(situation) if m.kind == "skip")
    before = situation.project
    left = happened.StageMoved(skip.id, "improve-first", skip.end, "skip", "Not about performance.")
    skipped = add(left, before)
    assert "improve-first" in skipped.skipped
    back_again = happened.StageMoved("reopen-improve-first", skip.end, "improve-first", "reopen", "x")
    again = add(back_again, skipped)
    assert (again.stage, dict(again.skipped)) == ("improve-first", {})


def test_a_project_that_was_withdrawn_stays_so():
    gone = happened.StageMoved("withdraw", "early-conversation", "withdrawn", "withdraw", "No money.")
    assert step_back(after(LISTED, LEFT, gone)) is None

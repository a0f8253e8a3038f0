"""G2: the boxes and the list say the same, and the conclusion names where the project stands."""

from __future__ import annotations

from web.pictures_stages import STEP, Branch, Step, diagram

STEPS = (
    Step("Analyse need", "completed"),
    Step(
        "Decision to procure", "current", (Branch("Called in?", "If it is called in: sent back.", back=True),)
    ),
    Step("Standstill", "cannot_start"),
)


def test_each_stage_is_one_box_the_current_one_marked_with_its_branch_beside_it():
    found = diagram(STEPS, "Stages")
    assert [box.look for box in found.boxes] == ["completed", "current", "cannot_start"]
    assert [box.y - found.boxes[0].y for box in found.boxes] == [0, STEP, 2 * STEP]
    assert (found.boxes[1].side, found.boxes[1].back) == (("Called in?",), True)
    assert [box.last for box in found.boxes] == [False, False, True]
    assert found.height == STEP * 3


def test_the_conclusion_says_where_the_project_stands_and_what_is_next():
    assert diagram(STEPS, "Stages").says == "You are at stage 2 of 3: Decision to procure. Next: Standstill."
    over = [Step(step.name, "completed") for step in STEPS]
    assert diagram(over, "Stages").says == "None of the 3 stages is open."

"""A project moves to a newer edition, has facts corrected, or takes other dates: whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from tests.support.city import City, add_body
from tests.support.editions import IN_FORCE, NEW, SMALL, two_editions, with_library
from workflow.commands import views
from workflow.commands.change import change
from workflow.commands.correct_facts import correct_facts, preview_facts
from workflow.commands.move_edition import move_edition, newer_edition, preview_edition
from workflow.commands.scenarios import compared, drop_scenario, keep_in_scenario, use_scenario
from workflow.errors import AlreadyDone, BadRequest, NotAllowed, NotFound, Stale
from workflow.project.access import Action
from workflow.project.events import StageMoved
from workflow.store import rows
from workflow.store.engine import reading

WHY = "The board asked all running projects to go by the longer window."


@pytest.fixture
def later(city: City, tmp_path: Path) -> City:
    """The council after the newer edition has come into force, and a project opened before."""
    city.open(end=date(2028, 12, 1))
    return with_library(city, two_editions(tmp_path)).at(IN_FORCE)


REF = "COM-2026-001"


def by(city: City, who: str = "officer") -> dict[str, Any]:
    return {"by": city.people[who], "services": city.services}


def seen(city: City, ref: str = REF) -> Any:
    return views.project(city.services, city.people["officer"], ref)


def due(city: City) -> set[tuple[str, date]]:
    """The last safe dates that reminders stand for."""
    with reading(city.services.engine) as connection:
        due, day = rows.deadline, rows.deadline_day
        find = select(due.c.event, day.c.last_safe).join(day, day.c.id == due.c.day)
        found = connection.execute(find.where(due.c.live))
        return {(event, day) for event, day in found}


def kinds(city: City) -> list[str]:
    return [entry.kind for entry in seen(city).history]


def test_r051_a_project_stays_on_its_edition_when_a_newer_one_comes_into_force(later: City) -> None:
    assert seen(later).situation.rulebook.edition == "2026"
    later.record(REF, "early_conversation_started", date(2027, 3, 1))
    assert seen(later).situation.rulebook.edition == "2026"
    new = later.open("Opened under the newer one", end=date(2028, 12, 1))
    assert seen(later, new).situation.rulebook.edition == NEW
    assert newer_edition(seen(later, new).situation, later.services) is None
    offered = newer_edition(seen(later).situation, later.services)
    assert offered is not None and offered.edition == NEW


def test_r051_moving_gives_the_dates_of_the_preview_and_rewrites_every_deadline(later: City) -> None:
    shown = preview_edition(later.services, later.people["officer"], REF, NEW)
    old = due(later)
    moved = move_edition(ref=REF, to_edition=NEW, reason=WHY, **by(later))
    assert moved.timetable.events == shown.now.events
    assert moved.project.edition == NEW
    window = moved.timetable["consultation_opened"].latest
    assert ("consultation_opened", window) in due(later) - old
    with reading(later.services.engine) as connection:
        head = connection.execute(select(rows.project.c.edition).where(rows.project.c.ref == REF))
        assert head.scalar_one() == NEW
    told = next(entry for entry in seen(later).history if entry.kind == "edition_moved")
    assert (told.data["edition_from"], told.data["edition_to"], told.data["reason"]) == ("2026", NEW, WHY)


@pytest.mark.parametrize(
    ("edition", "reason", "said"),
    [("2026", WHY, "already goes by"), ("1999", WHY, "Known: .*2027"), (NEW, " ", "Say why"),
     ("", WHY, "already goes by")],
)  # fmt: skip
def test_an_edition_that_is_not_newer_or_a_move_without_reason_is_refused(
    later: City, edition: str, reason: str, said: str
) -> None:
    with pytest.raises(BadRequest, match=said):
        move_edition(ref=REF, to_edition=edition, reason=reason, **by(later))
    assert "edition_moved" not in kinds(later)


def test_an_edition_to_come_can_be_looked_at_but_not_moved_to_before_its_day(later: City) -> None:
    eve = later.at(date(2027, 3, 31))
    assert newer_edition(seen(eve).situation, eve.services) is None
    assert preview_edition(eve.services, eve.people["officer"], REF, NEW).dates
    with pytest.raises(BadRequest, match="in force from 1 April 2027"):
        move_edition(ref=REF, to_edition=NEW, reason=WHY, **by(eve))


def test_nobody_moves_back_to_an_older_edition(later: City) -> None:
    move_edition(ref=REF, to_edition=NEW, reason=WHY, **by(later))
    with pytest.raises(BadRequest, match="older"):
        move_edition(ref=REF, to_edition="2026", reason=WHY, **by(later))


def test_only_the_team_moves_a_project_and_other_bodies_do_not_see_it(later: City) -> None:
    with pytest.raises(NotAllowed):
        move_edition(ref=REF, to_edition=NEW, reason=WHY, **by(later, "other"))
    foreign = add_body(later.services, "Example Borough Council", "example-borough")
    with pytest.raises(NotFound):
        preview_edition(foreign.services, foreign.people["officer"], REF, NEW)
    move_edition(ref=REF, to_edition=NEW, reason=WHY, **by(later, "manager"))


DOING: dict[str, Callable[..., object]] = {
    "edition": lambda **more: move_edition(ref=REF, to_edition=NEW, reason=WHY, **more),
    "facts": lambda **more: correct_facts(ref=REF, facts={"value": 90_000}, reason=WHY, **more),
    "scenario": lambda **more: keep_in_scenario(
        ref=REF, name="Later", event="consultation_opened", on=date(2027, 6, 1), **more
    ),
}


@pytest.mark.parametrize("what", DOING)
def test_from_an_old_page_nothing_is_kept_and_the_same_form_acts_once(later: City, what: str) -> None:
    version = seen(later).version
    later.record(REF, "early_conversation_started", date(2027, 3, 1))
    before = kinds(later)
    with pytest.raises(Stale):
        DOING[what](seen_version=version, **by(later))
    assert kinds(later) == before
    DOING[what](once="key", **by(later))
    with pytest.raises(AlreadyDone):
        DOING[what](once="key", **by(later))
    assert len(kinds(later)) == len(before) + 1


def test_the_facts_of_a_project_decide_its_rules_and_its_dates(later: City) -> None:
    facts = {"regime": "PA2023,PSR2023", "value": 90_000}
    shown = preview_facts(later.services, later.people["officer"], REF, facts)
    corrected = correct_facts(ref=REF, facts=facts, reason="It is a joint project.", **by(later))
    assert corrected.timetable.events == shown.now.events
    assert seen(later).situation.facts["regime"] == ("PA2023", "PSR2023")
    with pytest.raises(BadRequest, match="Nothing differs"):
        correct_facts(ref=REF, facts=facts, reason="Once more.", **by(later))
    correct_facts(ref=REF, facts={"value": None}, reason="Not known yet.", **by(later))
    assert "value" not in seen(later).overview.project.facts


@pytest.mark.parametrize(
    ("facts", "said"),
    [({"value": -1}, "pounds"), ({"colour": "red"}, "is no fact"), ({"light_touch": "so"}, "true or false"),
     ({"regime": "PA1999"}, "one of"), ({"process": "vary"}, "another project"), ({}, "Nothing differs")],
)  # fmt: skip
def test_a_correction_that_makes_no_sense_is_refused_with_the_mend(
    later: City, facts: dict[str, object], said: str
) -> None:
    with pytest.raises(BadRequest, match=said):
        correct_facts(ref=REF, facts=facts, reason=WHY, **by(later))
    with pytest.raises(BadRequest, match="Say why"):
        correct_facts(ref=REF, facts={"value": 1}, reason=" ", **by(later))
    assert "facts_corrected" not in kinds(later)


def stand_in(city: City, stage: str) -> None:
    """Put the project into a stage, as its moves would."""
    step = StageMoved("skip", seen(city).overview.project.stage, stage, "skip", "For this test.")
    change(ref=REF, by=city.people["officer"], action=Action.EDIT_PROJECT, work=lambda _s: (step,),
           services=city.services)  # fmt: skip


def test_a_small_sum_leaves_a_stage_out_unless_the_project_stands_in_it(later: City) -> None:
    move_edition(ref=REF, to_edition=NEW, reason=WHY, **by(later))
    small = {"value": SMALL["up_to"]}
    stand_in(later, "consultation")
    with pytest.raises(BadRequest, match="no longer go through"):
        correct_facts(ref=REF, facts=small, reason=WHY, **by(later))
    stand_in(later, "design")
    later.record(REF, "consultation_opened", date(2027, 3, 1))
    corrected = correct_facts(ref=REF, facts=small, reason=WHY, **by(later))
    assert "consultation_opened" not in {event.id for event in corrected.timetable.events}
    assert corrected.project.actual("consultation_opened") == date(2027, 3, 1), "history stays"
    with pytest.raises(NotFound):
        seen(later).stage("consultation")
    back = correct_facts(ref=REF, facts={"value": 50_001}, reason=WHY, **by(later))
    assert back.timetable["consultation_opened"].done


def scenario(
    city: City, name: str, event: str = "consultation_opened", on: date | None = date(2027, 6, 1)
) -> Any:
    return keep_in_scenario(ref=REF, name=name, event=event, on=on, **by(city))


def test_a_scenario_changes_no_plan_and_no_deadline_until_it_is_used(later: City) -> None:
    before, public = due(later), seen(later).overview.project.public
    scenario(later, "Open in June")
    scenario(later, "open in june", "service_start", date(2029, 1, 8))
    after = seen(later)
    assert (due(later), after.overview.project.public) == (before, public)
    assert after.overview.project.planned("consultation_opened") is None
    ((kept, timetable),) = compared(after.situation)
    assert kept.name == "Open in June"
    assert timetable["consultation_opened"].date == date(2027, 6, 1)
    assert timetable.end == date(2029, 1, 8)
    scenario(later, "Open in June", on=None)
    assert seen(later).overview.project.scenarios["Open in June"].pins == {}


def test_a_fourth_scenario_is_refused_and_there_is_room_once_one_is_dropped(later: City) -> None:
    for name in ("A", "B", "C"):
        scenario(later, name)
    with pytest.raises(BadRequest, match="3 scenarios already"):
        scenario(later, "D")
    drop_scenario(ref=REF, name="B", **by(later))
    scenario(later, "D")
    assert list(seen(later).overview.project.scenarios) == ["A", "C", "D"]


def test_using_a_scenario_plans_its_dates_with_the_reason_and_keeps_the_old_ones(later: City) -> None:
    later.record(REF, "consultation_opened", date(2027, 5, 3), what="planned")
    scenario(later, "June")
    scenario(later, "June", "service_start", date(2029, 1, 8))
    with pytest.raises(BadRequest, match="Say why"):
        use_scenario(ref=REF, name="June", reason="", **by(later))
    used = use_scenario(ref=REF, name="June", reason="The school year ends in May.", **by(later))
    assert used.project.planned("consultation_opened") == date(2027, 6, 1)
    assert (used.project.end, used.project.scenarios) == (date(2029, 1, 8), {})
    days = [e.data["on"] for e in seen(later).history if e.kind == "date_recorded"]
    assert days == ["2027-06-01", "2027-05-03"]


def test_an_open_consultation_is_never_shortened_and_then_no_date_of_the_scenario_is_used(
    later: City,
) -> None:
    later.record(REF, "consultation_opened", date(2027, 3, 1))
    later.record(REF, "consultation_closed", date(2027, 6, 1), what="planned")
    scenario(later, "Short", "decision_made", date(2027, 11, 1))
    scenario(later, "Short", "consultation_closed", date(2027, 5, 31))
    with pytest.raises(BadRequest, match="longer, not shorter"):
        use_scenario(ref=REF, name="Short", reason=WHY, **by(later))
    assert seen(later).overview.project.planned("decision_made") is None
    scenario(later, "Short", "consultation_closed", date(2027, 6, 2))
    assert use_scenario(ref=REF, name="Short", reason=WHY, **by(later)).project.planned(
        "consultation_closed"
    ) == date(2027, 6, 2)


@pytest.mark.parametrize(
    ("name", "event", "said"),
    [("", "consultation_opened", "name"), ("x" * 41, "consultation_opened", "40 characters"),
     ("A", "moon_landing", "no such step"), ("A", "early_conversation_started", "already happened")],
)  # fmt: skip
def test_a_scenario_that_makes_no_sense_is_refused(later: City, name: str, event: str, said: str) -> None:
    later.record(REF, "early_conversation_started", date(2027, 3, 1))
    with pytest.raises(BadRequest, match=said):
        scenario(later, name, event)

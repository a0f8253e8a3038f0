"""The early conversation and the plan of engagement, through the pages."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.integration.web.test_commissioners import Desk
from tests.support.city import City, build
from tests.support.organisations import add
from workflow.commands import views

TODAY = date(2027, 1, 20)


@pytest.fixture
def here(sqlite_url: str, tmp_path: Any) -> City:
    return build(sqlite_url, tmp_path).at(TODAY)


def day(name: str, on: date) -> dict[str, str]:
    return {f"{name}-day": str(on.day), f"{name}-month": str(on.month), f"{name}-year": str(on.year)}


def talk(**more: Any) -> dict[str, Any]:
    told = {"groups": "People who use it", "method": "advising", "said": "Opening hours matter most."}
    return {
        **told,
        "fixed": "some",
        "fixed_words": "The budget.",
        "shown": "public",
        **day("on", TODAY),
        **more,
    }


def activity(**more: Any) -> dict[str, Any]:
    told = {
        "what": "Meeting with carers",
        "audience": "Carers",
        "message": "What is open.",
        "type": "consulting",
    }
    return {**told, "channel": "Example Hall", "way": "influence", "shown": "public",
            **day("on", date(2027, 2, 4)), **more}  # fmt: skip


def project(city: City, ref: str) -> Any:
    return views.project(city.services, city.people["officer"], ref).overview.project


def test_r179_on_the_first_day_the_register_says_whom_to_talk_to(here: City) -> None:
    add(here, "Example Carers Group", serves=("carers",))
    add(here, "Voluntary Action Example", type="infrastructure")
    ref, desk = here.open(), Desk(here, "officer")
    at = f"/projects/{ref}/engagement"
    assert "Example Carers Group" not in desk.read(at)
    told = desk.done(f"{at}/affected", groups="carers", areas="")
    assert "supports and speaks for other local groups" in told and "serves carers" in told


def test_r027_options_are_marked_final_only_after_the_early_conversation(here: City) -> None:
    group = add(here, "Example Carers Group", serves=("carers",))
    ref, desk = here.open(), Desk(here, "officer")
    at = f"/projects/{ref}/engagement"
    assert "No early conversation is recorded" in desk.read(f"{at}/options-final")
    forced = desk.client.post(f"{at}/options-final", data=desk.fields(f"{at}/options-final") | {"when": ""})
    assert forced.status_code == 409 and project(here, ref).engagement.options_final is None
    desk.done(f"{at}/affected", groups="carers", areas="")
    told = desk.done(f"{at}/talk", organisation=[group], **talk())
    assert "With Example Carers Group, People who use it" in told
    assert "What was already fixed then: Some of it was fixed. The budget." in told
    assert project(here, ref).actual("early_conversation_started") == TODAY
    assert "The consultation had not closed." in desk.done(f"{at}/options-final")


def test_r027_what_came_too_soon_is_recorded_and_shown_as_it_was(here: City) -> None:
    ref, desk = here.open(), Desk(here, "officer")
    page = f"/projects/{ref}/engagement/options-final"
    told = desk.done(page, when="earlier", **day("on", date(2027, 1, 12)))
    assert "marked final on 12 January 2027. No early conversation was recorded by then." in told
    assert "Options marked final on 12 January 2027" in desk.read(f"/projects/{ref}/history")


def test_r028_the_days_from_first_contact_to_the_decision_are_counted(here: City) -> None:
    ref, desk = here.open(), Desk(here, "officer")
    desk.done(f"/projects/{ref}/engagement/talk", **talk())
    here.record(ref, "decision_made", date(2027, 8, 5), "planned")
    told = desk.read(f"/projects/{ref}/engagement")
    assert "197 days from first contact to the decision as it stands today." in told


def test_r164_all_three_ways_are_weighed_or_none_is_kept(here: City) -> None:
    ref, desk = here.open(), Desk(here, "officer")
    at = f"/projects/{ref}/engagement/considered"
    said = {"information_used": "yes", "information_why": "By letter.", "consultation_used": "yes",
            "consultation_why": "The contract ends.", "involvement_used": "no"}  # fmt: skip
    half = desk.send(at, **said, involvement_why="")
    assert half.status_code == 400 and "By letter." in half.text
    assert project(here, ref).engagement.weighed is None
    told = desk.done(at, **said, involvement_why="Nobody asked to take part.")
    assert "Not used here" in told and "Nobody asked to take part." in told


def test_r172_an_activity_is_planned_moved_with_a_reason_and_done_and_its_date_is_public(here: City) -> None:
    ref, desk = here.open(), Desk(here, "officer")
    at = f"/projects/{ref}/engagement"
    post = here.posts["officer"]
    told = desk.done(f"{at}/activity", **activity(post=post))
    for said in ("Meeting with carers", "Planned for 4 February 2027", "Consulting. Influence. Example Hall"):
        assert said in told, said
    assert "SUMMARY:Meeting with carers" in desk.client.get(f"/changes/{ref}/calendar.ics").text
    id_ = project(here, ref).engagement.activities[0].plan.id
    moved = activity(post=post, **day("on", date(2027, 2, 11)))
    assert "Say why the date moves" in desk.send(f"{at}/activities/{id_}", **moved).text
    desk.done(f"{at}/activities/{id_}", **moved, reason="The hall was closed.")
    late = Desk(here.at(date(2027, 2, 12)), "officer")
    assert "Was due by 11 February 2027; it has not happened" in late.read(at)
    done = {"outcome": "Thirty came.", **day("done", date(2027, 2, 11))}
    told = late.done(f"{at}/activities/{id_}", f"{at}/activities/{id_}/done", **done)
    assert "Done on 11 February 2027" in told and "Thirty came." in told
    history = late.read(f"/changes/{ref}")
    assert "Meeting with carers: was 4 February 2027, now 11 February 2027" in history


def test_what_only_staff_may_see_of_the_plan_is_in_no_public_page_or_file(here: City) -> None:
    ref, desk = here.open(), Desk(here, "officer")
    at = f"/projects/{ref}/engagement"
    desk.done(f"{at}/activity", **activity(post=here.posts["officer"], what="Quiet word", shown="staff"))
    desk.done(f"{at}/talk", **talk(said="Between us only.", shown="staff"))
    for path in (f"/changes/{ref}", f"/changes/{ref}/calendar.ics", f"/changes/{ref}/dates"):
        told = desk.client.get(path).text
        assert "Quiet word" not in told and "Between us only" not in told, path

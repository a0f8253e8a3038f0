"""A sector partner comments on an explanation that waits: until when, who may, and what can be erased."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from tests.support.city import City, add_body
from tests.support.sector import asks, comments, says, seat
from workflow.commands import commenting, views
from workflow.commands.advance import advance
from workflow.commands.explain_decide import decide_explanation
from workflow.errors import AlreadyDone, BadRequest, NotAllowed, NotFound, Refused, Stale
from workflow.project.access import COMMISSIONER, PARTNER, Actor
from workflow.store import rows
from workflow.store.engine import reading

FRIDAY = date(2026, 11, 27)
TOLD = "Eight weeks would do, if the summer is left out. Ask Quince."


@pytest.fixture
def here(city: City) -> City:
    return city.at(FRIDAY)


@pytest.fixture
def ref(here: City) -> str:
    return here.open()


@pytest.fixture
def partner(here: City) -> Actor:
    return seat(here)


def listed(city: City, who: Actor) -> list[str]:
    return [each.explanation.id for each in commenting.requests(city.services, who)]


def decide(city: City, ref: str, explanation: str) -> None:
    told = {"agreed": False, "reason": "Keep it.", "by": city.people["manager"]}
    decide_explanation(ref=ref, explanation=explanation, services=city.services, **told)  # type: ignore[arg-type]


def test_s09_asked_on_a_friday_it_can_be_commented_on_until_the_last_minute_of_tuesday(
    here: City, ref: str, partner: Actor
) -> None:
    asked = asks(here, ref)
    last = here.at(datetime(2026, 12, 1, 23, 59, tzinfo=UTC))
    assert listed(last, partner) == [asked]
    says(last, partner, asked)
    over = here.at(datetime(2026, 12, 2, tzinfo=UTC))
    assert listed(over, partner) == []
    with pytest.raises(Refused, match="time for comments is over"):
        says(over, partner, asked, "Too late.")
    assert [each.text for each in comments(over, asked)] == ["Eight weeks would do."]


def test_s09_a_comment_is_kept_once_changed_while_it_is_time_and_can_become_none(
    here: City, ref: str, partner: Actor
) -> None:
    asked = asks(here, ref)
    says(here, partner, asked, once="one")
    with pytest.raises(AlreadyDone):
        says(here, partner, asked, once="one")
    says(here.at(date(2026, 11, 30)), partner, asked, "Nine weeks.")
    says(here.at(date(2026, 12, 1)), partner, asked, "")
    (kept,) = comments(here, asked)
    assert (kept.said, kept.text, kept.said_on) == (False, "", date(2026, 12, 1))
    found = views.project(here.services, here.people["officer"], ref).history
    told = [entry.data["how"] for entry in found if entry.kind == "explanation_commented"]
    assert told == ["nothing", "changed", "said"]
    assert {entry.post_title for entry in found[:3]} == {"Voluntary Action Example"}


def test_s09_of_two_who_save_at_once_from_one_page_the_second_sees_what_the_first_saved(
    here: City, ref: str, partner: Actor
) -> None:
    asked = asks(here, ref)
    seen = commenting.request(here.services, partner, asked).version
    says(here, partner, asked, "Eight weeks.", seen_version=seen)
    with pytest.raises(Stale):
        says(here, partner, asked, "Nine weeks.", seen_version=seen)
    with pytest.raises(Stale):
        says(here, partner, asked, "Nine weeks.", seen_version=0)
    assert [each.text for each in comments(here, asked)] == ["Eight weeks."]


def test_s09_a_decision_waits_for_no_comment_and_ends_the_time_for_one(
    here: City, ref: str, partner: Actor
) -> None:
    asked = asks(here, ref)
    decide(here, ref, asked)
    assert listed(here, partner) == []
    with pytest.raises(Refused, match="It has been decided"):
        says(here, partner, asked)
    assert comments(here, asked) == ()


def test_s09_nobody_comments_on_what_they_asked_for_own_or_decide(here: City, ref: str) -> None:
    asked = asks(here, ref)
    found = seat(here)
    both = frozenset({PARTNER, COMMISSIONER})
    asker = replace(here.people["officer"], posts=found.posts, roles=both)
    for name in ("officer", "manager", "director"):
        part = replace(here.people[name], posts=here.people[name].posts | found.posts, roles=both)
        with pytest.raises(NotFound):
            says(here, part, asked)
        assert listed(here, part) == []
    with pytest.raises(NotFound):
        says(here, asker, asked)


def test_s09_a_partner_of_another_body_and_everybody_else_finds_nothing(here: City, ref: str) -> None:
    asked = asks(here, ref)
    seat(here)
    other = add_body(here.services, "Example Borough Council", "example-borough")
    stranger = seat(other)
    for who in (stranger, here.people["officer"], here.people["compact"]):
        with pytest.raises(NotFound):
            says(here, who, asked)
    assert listed(here, stranger) == []
    with pytest.raises(NotAllowed):
        commenting.turn_mail(on=False, by=here.people["officer"], services=here.services)


def test_s09_what_the_public_cannot_see_the_partner_cannot_see_either(here: City, partner: Actor) -> None:
    kept = asks(here, here.open("Plan of staff", visibility="staff"))
    ending = here.open("Lunch clubs", route="decommission", end=date(2028, 9, 1))
    untold = asks(here, ending)
    for asked in (kept, untold):
        with pytest.raises(NotFound):
            commenting.request(here.services, partner, asked)
    assert listed(here, partner) == []
    here.record(ending, "provider_told", FRIDAY)
    assert listed(here, partner) == [untold]


def test_s09_nothing_is_asked_of_a_partner_once_the_project_was_withdrawn(
    here: City, ref: str, partner: Actor
) -> None:
    asked = asks(here, ref)
    advance(ref=ref, move="withdraw", reason="Given up.", by=here.people["officer"], services=here.services)
    assert listed(here, partner) == []
    with pytest.raises(Refused):
        says(here, partner, asked)


def test_s09_the_words_stand_in_a_row_that_is_erased_and_in_no_fact_or_entry(
    here: City, ref: str, partner: Actor
) -> None:
    asked = asks(here, ref)
    comment = says(here, partner, asked, TOLD)
    assert "Quince" not in everything_kept(here, ref)
    erase = {"explanation": asked, "comment": comment, "services": here.services}
    for reason, by, refusal in (
        ("They asked.", partner, NotAllowed),
        ("They asked.", here.people["officer"], NotAllowed),
        ("They asked.", here.people["manager"], NotAllowed),
        (" ", here.people["admin"], BadRequest),
    ):
        with pytest.raises(refusal):
            commenting.erase_comment(reason=reason, by=by, **erase)
    commenting.erase_comment(reason="They asked.", by=here.people["admin"], **erase)
    (left,) = comments(here, asked)
    assert (left.text, left.said, left.erased_at is not None) == ("", True, True)
    with pytest.raises(NotFound):
        commenting.erase_comment(reason="Again.", by=here.people["admin"], **erase)
    kept = everything_kept(here, ref)
    assert "Quince" not in kept and comment in kept


def everything_kept(city: City, ref: str) -> str:
    """Every fact and audit entry of a body, as text."""
    with reading(city.services.engine) as connection:
        facts = connection.execute(select(rows.project_fact.c.data)).scalars().all()
        entries: list[Any] = list(connection.execute(select(rows.audit_entry.c.data)).scalars())
    return json.dumps([*facts, *entries])


def test_s09_only_the_team_whoever_decides_and_administrators_read_what_was_said(
    here: City, ref: str, partner: Actor
) -> None:
    asked = asks(here, ref)
    says(here, partner, asked)
    view = views.project(here.services, here.people["officer"], ref)
    reads = {
        name: commenting.standing(here.services, actor, view, asked) is not None
        for name, actor in {**here.people, "partner": partner}.items()
    }
    assert sorted(name for name, may in reads.items() if may) == ["admin", "director", "manager", "officer"]

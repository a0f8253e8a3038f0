"""A consultation is opened as one act: whole, once, and only when everybody is told what they are asked."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests.support import consultations as ready
from tests.support.city import City, add_body
from tests.support.organisations import add, add_contact
from workflow.commands import consult, consultation_views, views
from workflow.commands.consult_open import OPENED, lacking, open_consultation
from workflow.errors import BadRequest, NotFound, Refused, Stale
from workflow.project.access import Actor
from workflow.store import rows
from workflow.store.engine import reading

EARLY = date(2027, 1, 20)


def project(city: City, ref: str) -> Any:
    return views.project(city.services, city.people["officer"], ref).overview.project


def letters(city: City) -> list[tuple[str, str]]:
    table = rows.outbox
    with reading(city.services.engine) as connection:
        found = connection.execute(select(table.c.to_address, table.c.subject).order_by(table.c.to_address))
        return [(str(to), str(subject)) for to, subject in found if "Consultation" in subject]


def test_an_invitation_says_who_asks_about_what_until_when_and_how_to_stop_it(here: City, ref: str) -> None:
    reached = add(here, "Example Carers Group")
    add_contact(here, reached)
    ready.opened(here, ref, reached)
    with reading(here.services.engine) as connection:
        told = connection.execute(select(rows.outbox.c.text)).scalars().one()
    asks = "Example City Council asks for views on Community mental health support, until 11:59pm on"
    for said in (
        asks,
        "Example Carers Group is invited",
        "in which ways you can reply",
        "If it wants no mail",
    ):
        assert said in told, said


def act(city: City, ref: str, **more: Any) -> Any:
    return open_consultation(ref=ref, by=city.people["officer"], services=city.services, **more)


@pytest.fixture
def here(city: City) -> City:
    return city.at(ready.OPENS)


@pytest.fixture
def ref(here: City) -> str:
    found = here.open()
    here.record(found, "early_conversation_started", EARLY)
    return found


def test_one_act_records_the_day_publishes_the_close_and_writes_to_every_contact_once(
    here: City, ref: str
) -> None:
    reached, silent = (
        add(here, "Example Carers Group", lead=here.posts["other"]),
        add(here, "Example Walkers"),
    )
    shy = add(here, "Example Quiet Group", no_mail=True)
    add_contact(here, reached, "chair@example-carers.example")
    add_contact(here, reached, "desk@example-carers.example")
    add_contact(here, shy, "quiet@example-quiet.example")
    ready.opened(here, ref, reached, silent, shy)
    now = project(here, ref)
    assert (now.actual(OPENED), now.planned("consultation_closed")) == (ready.OPENS, ready.CLOSES)
    assert now.public and now.consultation.opened.closes == ready.CLOSES
    assert [to for to, _subject in letters(here)] == [
        "chair@example-carers.example", "desk@example-carers.example", here.emails["other"]
    ]  # fmt: skip
    found = consultation_views.invited(here.services, ref)
    assert [(one.name, one.how) for one in found] == [
        ("Example Carers Group", "letter"), ("Example Quiet Group", "no_mail"),
        ("Example Walkers", "no_address"),
    ]  # fmt: skip
    with pytest.raises(BadRequest, match="open already"):
        act(here, ref)
    assert len(letters(here)) == 3


def test_r027_it_does_not_open_before_what_is_still_open_to_change_is_written(here: City) -> None:
    ref = here.open(still_open="")
    with pytest.raises(BadRequest, match="what is still open"):
        act(here, ref)
    assert [each.page for each in lacking(project(here, ref))] == [
        "questions", "consultation_about", "consultation_questions", "consultation_ways",
        "consultation_dates", "consultation_invite",
    ]  # fmt: skip
    assert project(here, ref).actual(OPENED) is None and letters(here) == []


def test_a_day_fewer_than_the_code_asks_is_held_for_an_explanation_and_the_full_time_is_not(
    here: City, ref: str
) -> None:
    invited = add(here, "Example Carers Group")
    ready.write(here, ref)
    ready.choose(here, ref, invited)
    ready.plan(here, ref, closes=ready.CLOSES - timedelta(1))
    with pytest.raises(Refused) as held:
        act(here, ref)
    assert [(each.rule, each.may_be_explained) for each in held.value.obstacles] == [("LDS-CODE-12W", True)]
    assert consultation_views.invited(here.services, ref) == ()
    ready.plan(here, ref, closes=ready.CLOSES, reason="The code asks for a day more.")
    assert act(here, ref).project.actual(OPENED) == ready.OPENS


def test_two_who_open_it_at_once_open_it_once(here: City, ref: str) -> None:
    ready.write(here, ref)
    ready.plan(here, ref)
    ready.choose(here, ref, add(here, "Example Carers Group"))
    seen = project(here, ref).version
    act(here, ref, seen_version=seen)
    with pytest.raises((Stale, BadRequest)):
        act(here, ref, seen_version=seen)


def test_r171_the_register_suggests_by_group_area_and_present_provider(here: City, ref: str) -> None:
    serves = add(here, "Example Carers Group", serves=("carers",))
    near = add(here, "Example Ward Forum", area=("Example Ward",), district="")
    add(here, "Example Walking Club", serves=("walkers",), area=("Other Ward",))
    who = {"by": here.people["officer"], "services": here.services}
    consult.name_affected(ref=ref, groups=["Carers"], areas=["example ward"], **who)
    found = consultation_views.choice(here.services, here.people["officer"], project(here, ref))
    assert [(one.id, one.provides) for one in found.suggested] == [(serves, False), (near, False)]
    ready.choose(here, ref, serves)
    assert project(here, ref).consultation.chosen == (serves,)


def test_r171_nobody_of_another_body_can_be_chosen_or_suggested(here: City, ref: str) -> None:
    other = add_body(here.services, "Other Example Borough", "other-example-borough")
    theirs = add(other, "Example Carers Group", serves=("carers",))
    with pytest.raises(BadRequest, match="own register"):
        ready.choose(here, ref, theirs)
    stranger: Actor = other.people["officer"]
    with pytest.raises(NotFound):
        consult.choose(ref=ref, organisations=[], by=stranger, services=here.services)


def test_r139_those_whom_others_ask_in_the_same_weeks_are_counted_and_neighbours_are_not(
    here: City, ref: str
) -> None:
    asked, free = add(here, "Example Carers Group"), add(here, "Example Walkers")
    for title in ("Day centres", "Short breaks"):
        other = here.open(title)
        here.record(other, "early_conversation_started", EARLY)
        ready.opened(here, other, asked)
    during = (ready.CLOSES, ready.CLOSES + timedelta(84))
    after = (ready.CLOSES + timedelta(1), ready.CLOSES + timedelta(85))
    who = here.people["officer"]
    found = [
        consultation_views.busy(here.services, who, ref, [asked, free], *days) for days in (during, after)
    ]
    assert [[(one.name, one.others) for one in each] for each in found] == [[("Example Carers Group", 2)], []]


def test_an_open_consultation_can_be_made_longer_and_not_shorter(here: City, ref: str) -> None:
    ready.opened(here, ref, add(here, "Example Carers Group"))
    with pytest.raises(BadRequest, match="longer, not shorter"):
        ready.plan(here, ref, closes=ready.CLOSES - timedelta(1), reason="We are in a hurry.")
    ready.plan(here, ref, closes=ready.CLOSES + timedelta(14), reason="A document was missing.")
    assert project(here, ref).planned("consultation_closed") == ready.CLOSES + timedelta(14)


def test_more_time_for_a_closed_consultation_opens_it_again_until_it_is_answered(
    here: City, ref: str
) -> None:
    ready.opened(here, ref, add(here, "Example Carers Group"))
    after, longer = here.at(ready.CLOSES + timedelta(1)), ready.CLOSES + timedelta(14)
    after.record(ref, "consultation_closed", ready.CLOSES)
    ready.plan(after, ref, closes=ready.CLOSES, answer_by=date(2027, 7, 21), reason="Many replied.")
    assert project(after, ref).actual("consultation_closed") == ready.CLOSES
    ready.plan(after, ref, closes=longer, reason="A document was missing.")
    found = project(after, ref)
    assert (found.actual("consultation_closed"), found.planned("consultation_closed")) == (None, longer)
    later = here.at(longer + timedelta(1))
    later.record(ref, "consultation_closed", longer)
    later.record(ref, "response_published", longer + timedelta(1))
    with pytest.raises(BadRequest, match="cannot be opened again"):
        ready.plan(later, ref, closes=longer + timedelta(14), reason="Another document was missing.")


def test_the_public_list_has_public_consultations_with_their_dates_and_no_other(here: City, ref: str) -> None:
    here.open("Not yet public", visibility="staff")
    ready.opened(here, ref, add(here, "Example Carers Group"))
    found = {one.ref: one for one in consultation_views.listed(here.services)}
    assert list(found) == [ref]
    one = found[ref]
    assert (one.opened, one.closes, one.answer_by) == (ready.OPENS, ready.CLOSES, ready.ANSWER_BY)

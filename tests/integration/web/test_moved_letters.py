"""The letter about a date that moved, as the person reads it who was asked for their views."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.integration.web.test_commissioners import Desk
from tests.support import consultations as ready
from tests.support.city import City, build
from tests.support.organisations import add, add_contact
from workflow.commands import views
from workflow.commands.advance import advance
from workflow.commands.consult_open import invite_since
from workflow.commands.partners import Contact, Part, end_partner, name_partner

WHY = "Two groups meet late."


@pytest.fixture
def here(sqlite_url: str, tmp_path: Any) -> City:
    return build(sqlite_url, tmp_path).at(ready.OPENS)


@pytest.fixture
def ref(here: City) -> str:
    found, club = here.open(), add(here, "Example Lunch Club")
    here.record(found, "early_conversation_started", date(2027, 1, 20))
    add_contact(here, club)
    ready.opened(here, found, club)
    return found


def moved(city: City) -> Any:
    """The last letter about a date."""
    mails = views.mails(city.services, city.people["admin"])
    return next(mail for mail in mails if mail.subject.startswith(("Date changed", "2 dates", "Date taken")))


def told(letter: Any) -> list[str]:
    """Its paragraphs, without the banner of the demonstration."""
    return [part for part in letter.text.strip().split("\n\n") if not part.startswith("Demonstration:")]


def test_s10_the_letter_says_first_who_moved_what_and_last_how_to_stop_it(here: City, ref: str) -> None:
    then = here.at(date(2027, 5, 3))
    then.record(ref, "consultation_closed", date(2027, 6, 9), "planned", reason=WHY)
    letter = moved(then)
    assert letter.subject == f"Date changed to 9 June 2027: Consultation closes [{ref}]"
    assert told(letter) == [
        "Example City Council has moved a date of Community mental health support."
        " Consultation closes: from 26 May 2027 to 9 June 2027.",
        f"Why: {WHY}",
        "You can give your views until 11:59pm on Wednesday 9 June 2027.",
        "That makes 14 weeks. The code asks for 12 weeks: you have the full time.",
        "You do not have to do anything because of this letter.",
        f"See all dates: http://127.0.0.1:8000/changes/{ref}/dates",
        "You get this because you speak for Example Lunch Club, which was invited to reply. If it wants no"
        " mail, say so in its entry, under My organisation.",
    ]


def test_s10_both_bodies_of_a_joint_project_and_every_date_that_moved_at_once_are_named(
    here: City, ref: str
) -> None:
    part = Part("Example NHS Board", "nhs", "leads", contact=Contact("Programme Lead"))
    name_partner(ref=ref, part=part, by=here.people["officer"], services=here.services)
    then = here.at(date(2027, 5, 3))
    answer = {"answer_by": date(2027, 7, 21), "reason": WHY}
    ready.plan(then, ref, ready.OPENS, date(2027, 6, 9), **answer)
    letter = moved(then)
    assert letter.subject == f"2 dates changed: Community mental health support [{ref}]"
    first, *rest = told(letter)
    both = "Example City Council and Example NHS Board have moved 2 dates of Community mental health support."
    assert first == both and rest[0] == "Consultation closes: from 26 May 2027 to 9 June 2027."
    assert rest[1].endswith(": from 7 July 2027 to 21 July 2027.") and rest[2] == f"Why: {WHY}"
    assert "By Wednesday 21 July 2027 you can read what people said and what follows from it." in rest


def test_s10_a_time_that_is_shorter_than_the_code_asks_is_said_and_a_date_taken_back_too(here: City) -> None:
    ref, club = here.open("Day centres"), add(here, "Example Day Club")
    add_contact(here, club, "day@example.invalid")
    here.record(ref, "consultation_opened", ready.OPENS)
    ready.choose(here, ref, club)
    ready.plan(here, ref, closes=date(2027, 4, 28))
    invite_since(ref=ref, by=here.people["officer"], services=here.services)
    ready.plan(here, ref, closes=date(2027, 5, 5), reason=WHY)
    words = told(moved(here))
    assert "That makes 9 weeks. The code asks for 12 weeks (comply or explain)." in words
    then = here.at(date(2027, 3, 4))
    then.record(ref, "response_published", None, "planned", reason="Nobody knows yet.")
    letter = moved(then)
    assert letter.subject.startswith("Date taken back: ") and letter.subject.endswith(f" [{ref}]")
    words = told(letter)
    assert ": was 7 July 2027, now without a date." in words[0]
    assert "There is no new date yet. The page below shows it once there is one." in words
    assert "You can give your views until 11:59pm on Wednesday 5 May 2027." in words


def test_the_first_and_the_last_letter_name_every_body_that_is_in_it_then_and_so_does_its_feedback_page(
    here: City,
) -> None:
    ref, club, who = here.open("Day centres"), add(here, "Example Day Club"), here.people["officer"]
    add_contact(here, club, "day@example.invalid")
    here.record(ref, "early_conversation_started", date(2027, 1, 20))
    part = Part("Example NHS Board", "nhs", "leads", contact=Contact("Programme Lead"))
    name_partner(ref=ref, part=part, by=who, services=here.services)
    ready.opened(here, ref, club)
    both = "Example City Council and Example NHS Board"
    assert f"{both} ask for views on Day centres, until 11:59pm on 26 May 2027." in last(here, "Consultation")
    assert f"Day centres, {both}" in Desk(here, "officer").read(f"/consultations/{ref}/feedback")
    named = views.project(here.services, who, ref).overview.project.partners.named
    end_partner(ref=ref, id_=next(iter(named)), reason="Its money is gone.", by=who, services=here.services)
    told = Desk(here, "officer").read(f"/consultations/{ref}")
    assert "Changed since it opened: Example NHS Board takes part no longer, since 3 March 2027" in told
    advance(ref=ref, move="withdraw", reason="No money.", by=who, services=here.services)
    assert "Example City Council has withdrawn Day centres." in last(here, "Withdrawn")


def last(city: City, subject: str) -> str:
    """The text of the last letter whose subject begins so."""
    mails = views.mails(city.services, city.people["admin"])
    return str(next(mail.text for mail in mails if mail.subject.startswith(subject)))

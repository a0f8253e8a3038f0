"""S10, P04 and P14: a move is seen before it is saved, told to those who follow, and stands in public."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import insert, select

from tests.support.city import City, build
from tests.support.consultations import opened
from tests.support.doors import add_contact
from tests.support.organisations import merge
from tests.support.visitors import Visitor, site, words
from workflow.commands import views
from workflow.commands.explain import Details, ask_explanation
from workflow.commands.explain_decide import decide_explanation
from workflow.commands.proposals import settle
from workflow.commands.record import move_end
from workflow.commands.scenarios import keep_in_scenario, use_scenario
from workflow.errors import BadRequest
from workflow.store import rows
from workflow.store.engine import reading, writing
from workflow.store.ids import new_id

OPEN, LAST = date(2027, 3, 3), date(2027, 5, 26)
REASON = "The budget was set on 2 February 2027, six weeks later than planned, and nothing else would work."


@dataclass
class Town:
    """The council on one day, and its pages."""

    city: City
    app: Flask

    def read(self, path: str, who: str = "") -> str:
        visitor = Visitor(self.app)
        if who:
            visitor.sign_in(self.city.emails[who])
        return words(visitor.get(path))

    def letters(self) -> list[Any]:
        mails = views.mails(self.city.services, self.city.people["admin"])
        return [mail for mail in mails if "Date changed" in mail.subject]


@pytest.fixture
def town(sqlite_url: str, tmp_path: Path) -> Iterator[Town]:
    city = build(sqlite_url, tmp_path)
    with site(city) as app:
        yield Town(city, app)


def test_s10_the_knock_on_is_told_in_words_and_drawn_before_anything_is_saved(town: Town) -> None:
    ref = town.city.open()
    town.city.record(ref, "consultation_opened", OPEN, what="planned")
    officer, page = Visitor(town.app), f"/projects/{ref}/dates"
    officer.sign_in(town.city.emails["officer"])
    officer.get(page)
    typed = {"event": "consultation_opened", "on-day": "24", "on-month": "3", "on-year": "2027"}
    told = officer.post(page, {**typed, "action": "preview"})
    said = words(told)
    assert "If you move “Consultation opens” from 3 March 2027 to 24 March 2027" in said
    for knock_on in ("16 June 2027", "28 July 2027", "26 August 2027", "21 April 2028"):
        assert knock_on in said, knock_on
    assert "alerts change." in said
    assert 'id="before-title"' in told.text and 'id="after-title"' in told.text
    assert (
        views.project(town.city.services, town.city.people["officer"], ref).overview.project.planned(
            "consultation_opened"
        )
        == OPEN
    )


def test_s10_a_consultation_closes_after_it_opens(town: Town) -> None:
    ref = town.city.open()
    town.city.record(ref, "consultation_opened", OPEN, what="planned")
    with pytest.raises(BadRequest, match="Closing date must be after the opening date, 3 March 2027"):
        town.city.record(ref, "consultation_closed", OPEN, what="planned")
    town.city.record(ref, "consultation_closed", date(2027, 3, 4), what="planned")


@pytest.fixture
def running(town: Town) -> str:
    """A consultation that is open, with one organisation invited that has two contacts."""
    ref, now = town.city.open(), town.city.at(OPEN)
    with writing(town.city.services.engine) as connection:
        club = add_contact(connection, town.city)
        add_contact(connection, town.city, "second@example.invalid", "Example Choir")
    town.city.record(ref, "early_conversation_started", date(2026, 11, 9))
    opened(now, ref, club, closes=LAST)
    return ref


def test_s10_an_open_consultation_is_made_longer_with_a_reason_and_never_shorter(
    town: Town, running: str
) -> None:
    now = town.city.at(date(2027, 5, 3))
    for what, day in (("planned", date(2027, 5, 25)), ("published", date(2027, 5, 25)), ("planned", None)):
        with pytest.raises(BadRequest, match="longer, not shorter"):
            now.record(running, "consultation_closed", day, what=what, reason="Less.")  # type: ignore[arg-type]
    told = {"ref": running, "by": now.people["officer"], "services": now.services}
    keep_in_scenario(name="Less", event="consultation_closed", on=date(2027, 5, 25), **told)  # type: ignore[arg-type]
    with pytest.raises(BadRequest, match="longer, not shorter"):
        use_scenario(name="Less", reason="Less.", **told)  # type: ignore[arg-type]
    with pytest.raises(BadRequest, match="longer, not shorter"):
        settle(proposal=proposed(now, running, date(2027, 5, 25)), accept=True, reason="Less.",
               by=now.people["officer"], services=now.services)  # fmt: skip
    with site(now) as app:
        officer, page = Visitor(app), f"/projects/{running}/dates"
        officer.sign_in(now.emails["officer"])
        officer.get(page)
        typed = {"event": "consultation_closed", "on-day": "25", "on-month": "5", "on-year": "2027"}
        refused = officer.post(page, {**typed, "reason": "Less.", "action": "save"})
        assert (refused.status_code, "longer, not shorter" in words(refused)) == (400, True)
    with pytest.raises(BadRequest, match="Say why the date moves"):
        now.record(running, "consultation_closed", date(2027, 6, 9), what="planned")
    now.record(
        running, "consultation_closed", date(2027, 6, 9), what="planned", reason="Two groups meet late."
    )
    page = town.read(f"/changes/{running}/dates")
    assert "We have given 2 more weeks because: Two groups meet late." in page
    assert "Was 26 May 2027 . Moved to 9 June 2027 on 3 May 2027 because: Two groups meet late." in page
    assert page.count("Moved to 9 June 2027") == 1


def test_s10_each_contact_of_an_invited_organisation_hears_once_of_a_move(town: Town, running: str) -> None:
    now = town.city.at(date(2027, 5, 3))
    told = {"what": "planned", "reason": "Two groups meet late."}
    now.record(running, "consultation_closed", date(2027, 6, 9), **told)
    (letter,) = town.letters()
    assert letter.to_address == "contact@example.invalid"
    assert "Consultation closes: from 26 May 2027 to 9 June 2027." in letter.text
    assert f"/changes/{running}/dates" in letter.text
    now.record(running, "consultation_closed", date(2027, 6, 9), **told)
    assert len(town.letters()) == 1
    hidden = town.city.open("Example hidden", visibility="staff")
    told = {"end": date(2028, 5, 1), "end_fixed": False, "reason": "Later."}
    move_end(ref=hidden, by=town.city.people["officer"], services=now.services, **told)  # type: ignore[arg-type]
    assert len(town.letters()) == 1
    move_end(ref=running, by=town.city.people["officer"], services=now.services, **told)  # type: ignore[arg-type]
    assert len(town.letters()) == 2


def proposed(city: City, ref: str, day: date) -> str:
    """A day for the closing that waits for a person, as a change of the calendar leaves it."""
    with writing(city.services.engine) as connection:
        project = connection.execute(select(rows.project.c.id).where(rows.project.c.ref == ref)).scalar_one()
        told = {"event": "consultation_closed", "title": "Consultation closes", "reason": "A holiday."}
        told |= {"old": LAST, "new": day, "state": "waiting", "decision_reason": "", "round": new_id()}
        told |= {"id": new_id(), "body": city.body, "project": project, "at": city.services.clock.now()}
        connection.execute(insert(rows.moved_date).values(**told, published=True, unconfirmed=False))
    return str(told["id"])


def test_s10_contacts_hear_also_after_their_organisation_was_merged(town: Town, running: str) -> None:
    merge(town.city, organisation(town.city, "Example Choir"), organisation(town.city, "Example Lunch Club"))
    now = town.city.at(date(2027, 5, 3))
    now.record(
        running, "consultation_closed", date(2027, 6, 9), what="planned", reason="Two groups meet late."
    )
    addresses = sorted(letter.to_address for letter in town.letters())
    assert addresses == ["contact@example.invalid", "second@example.invalid"]


def organisation(city: City, name: str) -> str:
    table = rows.organisation
    with reading(city.services.engine) as connection:
        return str(connection.execute(select(table.c.id).where(table.c.name == name)).scalar_one())


def test_p04_every_date_stands_with_how_it_is_counted_by_date(town: Town, running: str) -> None:
    page = town.read(f"/changes/{running}/dates")
    assert "26 May 2027 Published" in page and "3 March 2027 Done" in page
    assert page.index("9 November 2026") < page.index("3 March 2027") < page.index("26 May 2027")
    assert "Download calendar" in page and "not legal advice" in page
    assert "England calendar, edition " in page and "Calendar of all parts of the UK, edition " in page
    assert (
        Visitor(town.app).get(f"/changes/{town.city.open('Hidden', visibility='staff')}/dates").status_code
        == 404
    )


def explained(
    city: City, title: str, closes: date, cause: str = "planning", over: bool = False, **more: Any
) -> str:
    """A tender with a short consultation from 3 March 2027, agreed by the manager: before, or once over."""
    ref = city.open(title, **more)
    for event, day in (("consultation_opened", OPEN), ("consultation_closed", closes)) if over else ():
        city.record(ref, event, day)
    told = {"rule": "LDS-CODE-12W", "event": "consultation_closed", "cause": cause, "reason": REASON}
    details = Details(OPEN, closes, makes_up=("calls",), groups="Young carers", who="The Example Board")
    asked = ask_explanation(
        ref=ref,
        **told,
        details=details,
        instead="Four calls.",
        by=city.people["officer"],
        services=city.services,
    )
    decide_explanation(
        ref=ref, explanation=next(iter(asked.project.explanations)), agreed=True, reason="Internal.",
        by=city.people["manager"], services=city.services,
    )  # fmt: skip
    return ref


def test_s10_a_day_that_a_holiday_moved_is_told_once_somebody_accepts_it(town: Town, running: str) -> None:
    now = town.city.at(date(2027, 5, 3))
    told = {"accept": True, "reason": "A holiday.", "by": now.people["officer"], "services": now.services}
    settle(proposal=proposed(now, running, date(2027, 5, 27)), **told)  # type: ignore[arg-type]
    (letter,) = town.letters()
    assert "from 26 May 2027 to 27 May 2027" in letter.text


@pytest.fixture
def on_both(database_url: str, tmp_path: Path) -> Iterator[Town]:
    city = build(database_url, tmp_path)
    with site(city) as app:
        yield Town(city, app)


def test_p14_r023_the_register_counts_what_was_explained_against_all(on_both: Town) -> None:
    town = on_both
    assert "No explanations have been needed this year." in town.read("/explanations")
    city, short = town.city, date(2027, 5, 5)
    ref = explained(city.at(date(2027, 2, 1)), "Example lunches", short, directorate="Adults")
    hidden = explained(city.at(date(2027, 2, 1)), "Example secret", short, visibility="staff")
    full = city.open("Example choir", directorate="Adults")
    exact = city.open("Example garden", directorate="Children")
    for each, first, last in ((ref, OPEN, short), (full, OPEN, date(2027, 5, 25)), (exact, OPEN, LAST)):
        city.at(LAST).record(each, "consultation_opened", first)
        city.at(LAST).record(each, "consultation_closed", last)
    late = explained(
        city.at(date(2027, 6, 1)), "Example visits", short, cause="others", over=True, directorate="Children"
    )
    page = town.read("/explanations?year=2026")
    assert "In 2026 to 2027, 3 of 4 consultations (75%) were shorter than 12 weeks (84 days)." in page
    assert "1 of them explained before opening, 1 explained later, 1 not explained." in page
    assert "Explained after the event: 0 of 1 explanation." in page
    assert "The code asks for 12 weeks (84 days). This gives 9 weeks (63 days): 21 days fewer." in page
    for said in (
        "Example lunches",
        "Four calls.",
        "Groups: Young carers",
        "Commissioning Manager",
        "1 February 2027",
    ):
        assert said in page, said
    assert "Adults 1 0 2 2" in page and "Children 0 0 1 2" in page
    assert hidden not in page and "Internal." not in page and late not in page
    after = town.read("/explanations?year=2027")
    assert after.count(late) == 1 and "Explained after the event: 1 of 1 explanation." in after
    assert town.read("/explanations?cause=others&directorate=Children").count(ref) == 0
    assert "No explanation fits these filters." in town.read("/explanations?rule=KD-28")
    answer = Visitor(town.app).get("/explanations.csv?year=2026")
    lines = list(csv.DictReader(StringIO(answer.get_data(as_text=True).lstrip("\ufeff"))))
    assert [(line["Reference"], line["Directorate"], line["Agreed on"]) for line in lines] == [
        (ref, "Adults", "2027-02-01")
    ]


def test_s08_an_order_of_stages_is_explained_without_dates(town: Town) -> None:
    ref = town.city.open()
    officer, page = Visitor(town.app), f"/projects/{ref}/explain/not_final_before"
    officer.sign_in(town.city.emails["officer"])
    event = "?event=early_conversation_started"
    assert "It starts on" not in words(officer.get(f"{page}/instead{event}"))
    answers: dict[str, dict[str, str]] = {
        "instead": {"instead": "Two meetings in the first month."},
        "why": {"cause": "safety", "reason": REASON},
        "make-up": {"makes_up": "calls"},
        "worse-off": {"protected": "no"},
    }
    for step, typed in answers.items():
        assert officer.post(f"{page}/{step}{event}", typed).status_code == 303, step
    officer.get(f"{page}/check{event}")
    assert officer.post(f"{page}/check{event}").status_code == 303
    found = views.project(town.city.services, town.city.people["officer"], ref).overview.project.explanations
    assert [(each.rule, each.asked.starts, each.asked.makes_up) for each in found.values()] == [
        ("not_final_before", None, ("calls",))
    ]

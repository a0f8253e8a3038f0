"""Sector partners hear by mail of what they can comment on: once, in one mail a round, and may stop it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import select, update

from tests.integration.delivery.rounds import Bag, outbox, sent, swept
from tests.support.city import City, build
from tests.support.sector import asks, says, seat
from workflow.commands import commenting
from workflow.commands.explain_decide import decide_explanation
from workflow.project.access import Actor
from workflow.store import rows
from workflow.store.engine import writing

TUESDAY, WEDNESDAY = date(2026, 11, 24), date(2026, 11, 25)
EVENING = datetime(2026, 11, 24, 18, 30, tzinfo=UTC)
ABOUT = "can comment"


@pytest.fixture
def city(sqlite_url: str, tmp_path: Path) -> City:
    return build(sqlite_url, tmp_path)


@pytest.fixture
def partner(city: City) -> Actor:
    return seat(city)


def heard(city: City, day: date, bag: Bag | None = None) -> list[tuple[str, str]]:
    """Who hears of what they can comment on, on one day."""
    bag = bag or Bag()
    swept(city, day, dry=False)
    sent(city, day, bag)
    return [(who, subject) for who, subject in bag.told if ABOUT in subject]


def test_s09_the_partner_hears_once_who_asks_what_by_when_and_how_to_stop_it(
    city: City, partner: Actor
) -> None:
    ref, bag = city.open(directorate="Adults and Health"), Bag()
    asked = asks(city, ref)
    subject = f"You can comment on an explanation until 26 November ({ref})"
    assert heard(city, TUESDAY, bag) == [("partner", subject)]
    told = bag.text("partner").replace("\n", " ")
    for words in (
        "support: on 24 November 2026 Example City Council, Adults and Health, asked to",
        "depart from this rule: 12 weeks to respond to a consultation.",
        "until the end of Thursday 26 November 2026. You need not: the decision does not wait for it.",
        f"Read the request and comment: http://127.0.0.1:8000/sector/explanations/{asked}",
        "Voluntary Action Example, is a sector partner of Example City Council.",
        "You can stop these mails at http://127.0.0.1:8000/sector",
        "Demonstration: nothing here has been decided",
    ):
        assert words in told, words
    assert [heard(city, day) for day in (TUESDAY, WEDNESDAY, date(2026, 11, 26))] == [[], [], []]


def test_s09_what_was_asked_in_one_evening_is_one_mail_in_the_morning(city: City, partner: Actor) -> None:
    late = city.at(EVENING)
    asks(late, late.open("Community kitchens"))
    swept(late, EVENING.date(), dry=False)
    asks(late, late.open("Advice for carers"))
    bag = Bag()
    assert heard(late, WEDNESDAY, bag) == [
        ("partner", "You can comment on 2 explanations, the first until 26 November")
    ]
    text = bag.text("partner")
    assert "Community kitchens" in text and "Advice for carers" in text
    assert {state for name, (state, _n) in outbox(city).items() if ABOUT in name} <= {"sent", "superseded"}


def test_s09_nobody_hears_who_is_suspended_stopped_it_or_has_said_something(city: City) -> None:
    suspended, stopped, done = (seat(city, f"Example Partner {n}", who) for n, who in enumerate("abc"))
    asked = asks(city, city.open())
    with writing(city.services.engine) as connection:
        theirs = update(rows.person).where(rows.person.c.id == suspended.person)
        connection.execute(theirs.values(suspended=True))
    commenting.turn_mail(on=False, by=stopped, services=city.services)
    says(city, done, asked)
    assert heard(city, TUESDAY) == []
    commenting.turn_mail(on=True, by=stopped, services=city.services)
    assert [who for who, _subject in heard(city, WEDNESDAY)] == ["b"]


def test_s09_a_mail_that_has_not_left_goes_to_nobody_once_it_was_decided(city: City, partner: Actor) -> None:
    ref = city.open()
    asked = asks(city, ref)
    swept(city, TUESDAY, dry=False)
    told = {"agreed": False, "reason": "Keep it.", "by": city.people["manager"], "services": city.services}
    decide_explanation(ref=ref, explanation=asked, **told)  # type: ignore[arg-type]
    bag = Bag()
    sent(city, TUESDAY, bag)
    assert [subject for _who, subject in bag.told if ABOUT in subject] == []
    assert [state for name, (state, _n) in outbox(city).items() if ABOUT in name] == ["superseded"]


def test_s09_nobody_hears_of_what_is_not_public_or_whose_time_is_over(city: City, partner: Actor) -> None:
    asks(city, city.open("Plan of staff", visibility="staff"))
    assert heard(city, TUESDAY) == []
    asks(city, city.open("Community kitchens"))
    assert heard(city, date(2026, 11, 27)) == []
    with writing(city.services.engine) as connection:
        assert connection.execute(select(rows.comment_call)).all() == []

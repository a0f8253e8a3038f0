"""Whoever owns a project hears of what was decided about an explanation, once, and what comes next."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from tests.integration.test_orders import asked
from tests.support.city import City
from workflow.commands.explain_decide import Hangs, decide_explanation
from workflow.store import rows
from workflow.store.engine import reading


def letters(city: City) -> list[tuple[str, str, str]]:
    find = select(rows.outbox.c.to_address, rows.outbox.c.subject, rows.outbox.c.text)
    with reading(city.services.engine) as connection:
        return [(str(to), str(subject), str(text)) for to, subject, text in connection.execute(find)]


def test_a_refusal_says_why_and_what_the_rule_still_asks(city: City) -> None:
    ref = city.open("Day centres")
    request = asked(city, ref, "not_final_before", "early_conversation_started")
    told = {"agreed": False, "reason": "Two groups can meet you on Monday. Ask them first."}
    decide_explanation(
        ref=ref, explanation=request, by=city.people["manager"], services=city.services, **told
    )
    [(to, subject, text)] = letters(city)
    assert to == city.emails["officer"]
    assert subject == f"Explanation refused: Early conversation before options [{ref}]"
    assert "the Commissioning Manager did not agree" in text and str(told["reason"]) in text
    assert "The rule still asks for what it did." in text and f"/projects/{ref}" in text
    assert "your post, Commissioning Officer, owns this project" in text


def test_an_agreement_names_each_condition_with_its_day(city: City) -> None:
    ref = city.open("Day centres")
    request = asked(city, ref, "not_final_before", "early_conversation_started")
    decide_explanation(
        ref=ref, explanation=request, agreed=True, reason="Nobody can be told.",
        conditions=(Hangs("Hold two meetings in the evening.", date(2027, 4, 20)),),
        by=city.people["manager"], services=city.services,
    )  # fmt: skip
    [(_to, subject, text)] = letters(city)
    assert subject.startswith("Agreed with conditions: ")
    assert "By 20 April 2027: Hold two meetings in the evening." in text

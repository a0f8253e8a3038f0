"""In a crisis a grant starts at once; what the code asks is explained afterwards, dated and marked so."""

from __future__ import annotations

from datetime import date

from tests.support.city import NOW, City, build
from tests.support.visitors import Visitor, site, words
from workflow.commands.explain import ask_explanation
from workflow.commands.explain_decide import decide_explanation
from workflow.project.model import Project

FLOOD = NOW.date()
RULE, WHERE = "LDS-CODE-12W", "consultation_closed"
REASON = (
    "The river flooded 200 homes on 23 November and people needed food the next morning, so nobody was asked."
)


def granted(city: City) -> str:
    """A grant for food, decided and paid on the day after the flood with nothing before it; its reference."""
    ref = city.open("Food after the flood at Example Bridge", route="grant", end=date(2026, 11, 25))
    for act in ("decision_made", "award_decision_made", "agreement_signed", "service_start"):
        city.record(ref, act, FLOOD)
    return ref


def explains(city: City, ref: str) -> Project:
    """The officer explains why nobody was consulted; the project with the request."""
    told = {"rule": RULE, "event": WHERE, "cause": "safety", "reason": REASON}
    asked = ask_explanation(
        ref=ref, **told, instead="We ask everybody who was helped, in January.", by=city.people["officer"],
        services=city.services,
    )  # fmt: skip
    return asked.project


def test_r189_a_grant_in_a_crisis_starts_at_once_and_is_explained_afterwards(city: City) -> None:
    ref = granted(city)
    later = city.at(date(2026, 12, 2))
    project = explains(later, ref)
    (asked,) = project.explanations.values()
    assert project.actual("service_start") == FLOOD, "nothing held it up"
    assert project.actual(WHERE) is None and asked.after_the_event
    assert any(one.words == "Required by law, not met" for one in project.not_met), (
        "law is not explained away"
    )


def test_r189_what_is_asked_before_anything_has_begun_is_not_marked(sqlite_url, tmp_path) -> None:
    city = build(sqlite_url, tmp_path)
    ref = city.open("Food after the flood at Example Bridge", route="grant", end=date(2026, 11, 25))
    (asked,) = explains(city, ref).explanations.values()
    assert not asked.after_the_event


def test_r189_everybody_reads_when_it_was_explained_and_that_this_was_afterwards(
    sqlite_url, tmp_path
) -> None:
    city = build(sqlite_url, tmp_path)
    ref = granted(city)
    later = city.at(date(2026, 12, 2))
    (asked,) = explains(later, ref).explanations
    agreed = {"agreed": True, "reason": "Nobody could have waited.", "by": later.people["director"]}
    decide_explanation(ref=ref, explanation=asked, services=later.services, **agreed)
    with site(later) as app:
        page = words(Visitor(app).get(f"/changes/{ref}"))
    assert "2 December 2026" in page
    assert "after it had happened" in page

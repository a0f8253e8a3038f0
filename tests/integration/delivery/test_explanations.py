"""Who hears that an explanation waits, and that a condition falls due: each rung once, until it is done."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.integration.delivery.rounds import Bag, sent, swept
from tests.support.city import City, build
from workflow.commands.explain import Details, ask_explanation
from workflow.commands.explain_decide import Hangs, decide_explanation, meet_condition

REASON = "The budget was set on 2 November 2026, six weeks later than planned, and nothing else would work."
OPENS = date(2027, 3, 24)
SUBJECT = "An explanation waits for a decision"


@pytest.fixture
def city(sqlite_url: str, tmp_path: Path) -> City:
    return build(sqlite_url, tmp_path)


def asks(city: City, last: date) -> dict[str, Any]:
    """A request of Tuesday 24 November 2026."""
    ref = city.open()
    told = {"rule": "LDS-CODE-12W", "event": "consultation_closed", "cause": "planning", "reason": REASON}
    found = ask_explanation(
        ref=ref, **told, instead="Calls.", details=Details(OPENS, last, makes_up=("calls",)),
        by=city.people["officer"], services=city.services,
    )  # fmt: skip
    return {"ref": ref, "explanation": next(iter(found.project.explanations))}


def heard(city: City, day: date, about: str = SUBJECT) -> list[str]:
    bag = Bag()
    swept(city, day, dry=False)
    sent(city, day, bag)
    return [who for who, subject in bag.told if about in subject]


def test_s08_the_approver_hears_that_an_explanation_waits_then_again_then_the_head(city: City) -> None:
    asked = asks(city, date(2027, 5, 26))
    days = [date(2026, 11, day) for day in (24, 26, 27, 30)] + [date(2026, 12, 1)]
    assert [heard(city, day) for day in days] == [["manager"], [], ["manager"], [], ["head"]]
    decide_explanation(
        **asked, agreed=False, reason="Keep it.", by=city.people["manager"], services=city.services
    )
    assert heard(city, date(2026, 12, 8)) == []


def test_s09_what_only_the_decision_maker_can_agree_is_told_to_them(city: City) -> None:
    asks(city, date(2027, 4, 28))
    assert heard(city, date(2026, 11, 24)) == ["director"]


def test_s09_a_condition_is_announced_and_shown_late_until_it_is_met(city: City) -> None:
    asked = asks(city, date(2027, 5, 26))
    condition = Hangs("Call all 14 groups.", date(2026, 12, 11))
    done = decide_explanation(
        **asked, agreed=True, reason="Yes.", conditions=[condition], by=city.people["manager"],
        services=city.services,
    )  # fmt: skip
    told = [heard(city, date(2026, 12, day), "A condition") for day in (3, 4, 11, 14)]
    assert told == [[], ["officer"], ["officer"], ["manager", "officer"]]
    (found,) = done.project.explanations[asked["explanation"]].conditions
    later = city.at(date(2026, 12, 15))
    meet_condition(
        **asked, condition=found.id, on=date(2026, 12, 14), evidence="The list of calls.",
        by=city.people["officer"], services=later.services,
    )  # fmt: skip
    assert heard(city, date(2026, 12, 18), "A condition") == []

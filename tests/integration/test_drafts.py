"""Answers on the way to a request for an explanation stay while somebody works on them, and then go."""

from __future__ import annotations

from datetime import timedelta

from tests.support.city import City
from workflow.commands.explain_drafts import draft, keep_draft
from workflow.commands.tidying import tidy
from workflow.register.drafting import keeping

ABOUT = {"rule": "LDS-CODE-12W", "event": "consultation_closed"}
ALMOST, MINUTE = timedelta(days=90), timedelta(minutes=1)


def test_answers_that_nobody_sent_go_90_days_after_they_were_last_changed_and_not_sooner(city: City) -> None:
    ref, other = city.open("Left alone"), city.open("Still worked on")

    def write(at: City, which: str) -> None:
        keep_draft(
            ref=which, answers={"reason": "Late."}, by=at.people["officer"], services=at.services, **ABOUT
        )

    def kept(after: timedelta) -> list[bool]:
        then = city.at(city.services.clock.now() + after)
        tidy(then.services)
        told = {"by": then.people["officer"], "services": then.services, **ABOUT}
        return [bool(draft(ref=which, **told)) for which in (ref, other)]

    write(city, ref)
    write(city, other)
    assert kept(ALMOST) == [True, True]
    write(city.at(city.services.clock.now() + ALMOST), other)
    assert kept(ALMOST + MINUTE) == [False, True]
    assert keeping().days == 90 and "house figure" in keeping().source

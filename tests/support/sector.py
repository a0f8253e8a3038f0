"""A sector partner, and explanations that they can comment on, for tests."""

from __future__ import annotations

from typing import Any

from tests.support.city import PASSWORD, SINCE, City
from workflow.commands import commenting
from workflow.commands.accounts import hash_password
from workflow.commands.explain import ask_explanation
from workflow.project.access import PARTNER, Actor
from workflow.store import accounts, register
from workflow.store import commenting as store
from workflow.store.engine import reading, writing

REASON = "The budget was set on 2 November 2026, six weeks later than planned, and nothing else would work."
ASKS = {"rule": "LDS-CODE-12W", "event": "consultation_closed", "cause": "planning", "reason": REASON}


def seat(city: City, title: str = "Voluntary Action Example", who: str = "partner") -> Actor:
    """A post of the body that is a sector partner, with somebody in it, who may sign in."""
    email = f"{who}@{city.body}.example"
    with writing(city.services.engine) as connection:
        post = register.add_post(connection, city.body, title, (PARTNER,))
        secret = hash_password(PASSWORD)
        person = register.add_person(connection, city.body, email, secret, post, SINCE)
    city.emails[who] = email
    return acting(city, person)


def acting(city: City, person: str) -> Actor:
    """A person as they act today."""
    with reading(city.services.engine) as connection:
        found = accounts.actor(connection, person, city.services.today)
    assert found is not None
    return found


def asks(city: City, ref: str, **more: Any) -> str:
    """The officer asks for a departure; the id of the request."""
    told = {**ASKS, "instead": "Calls.", "by": city.people["officer"], **more}
    found = ask_explanation(ref=ref, services=city.services, **told)
    return list(found.project.explanations)[-1]


def says(
    city: City, partner: Actor, explanation: str, text: str = "Eight weeks would do.", **more: Any
) -> str:
    """A partner comments; the id of the comment."""
    told = {"said": bool(text), "text": text, "by": partner, "services": city.services, **more}
    commenting.comment_on(explanation=explanation, **told)
    return comments(city, explanation)[-1].id


def comments(city: City, explanation: str) -> tuple[store.Comment, ...]:
    """Every comment on a request, as it is kept."""
    with reading(city.services.engine) as connection:
        return store.of_explanation(connection, city.body, explanation)

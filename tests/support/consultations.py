"""A consultation made ready, for tests: everything written, everybody chosen, the dates planned."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.support.city import City
from workflow.commands import consult
from workflow.commands.consult_open import open_consultation

OPENS, CLOSES, ANSWER_BY = date(2027, 3, 3), date(2027, 5, 26), date(2027, 7, 7)


def write(city: City, ref: str, **more: Any) -> None:
    """Write all but whom to invite and when."""
    who = {"ref": ref, "by": city.people["officer"], "services": city.services}
    told = {"why": "The contract ends.", "who": "Everybody who uses it.", "help": "", "together": [], **more}
    consult.describe(**told, **who)
    consult.ask(questions=["What works today?"], survey="", **who)
    consult.offer(formats=["easy_read"], languages="", replies=["Email views@example.invalid"], **who)


def plan(city: City, ref: str, opens: date = OPENS, closes: date = CLOSES, **more: Any) -> None:
    """Plan the dates."""
    told = {"answer_by": ANSWER_BY, "reason": "", **more}
    consult.plan_window(
        ref=ref, opens=opens, closes=closes, by=city.people["officer"], services=city.services, **told
    )


def choose(city: City, ref: str, *organisations: str) -> None:
    """Choose whom to invite."""
    consult.choose(ref=ref, organisations=organisations, by=city.people["officer"], services=city.services)


def opened(city: City, ref: str, *organisations: str, closes: date = CLOSES) -> None:
    """A consultation that opens on the city's day, with these organisations invited."""
    write(city, ref)
    plan(city, ref, city.services.today, closes)
    choose(city, ref, *organisations)
    open_consultation(ref=ref, by=city.people["officer"], services=city.services)

"""Every form sent back with what is wrong in it: axe finds nothing, and the keyboard gets to the field."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any

import pytest

from tests.journeys.forms import Place, faults_of, places_of, send_wrong
from tests.journeys.looking import Looker, before
from tests.support.visitors import Visitor
from tests.support.world import EVERY_PAGE, World
from tests.trust.estate import Estate
from tests.trust.swaps import own_pages

pytestmark = pytest.mark.timeout(900)
TAKES_ANYTHING: dict[str, str] = {
    "sector.turn_mail": "a box that is ticked or not",
}
"""Forms that nothing is wrong with, whatever is sent, and why."""


def in_world(found: World) -> tuple[dict[str, Visitor], dict[str, Place]]:
    named = [(found.who(e) or "public", found.address(e)) for e in EVERY_PAGE]
    visitors = {who: Visitor(found.app) for who, _path in named}
    for who in visitors.keys() - {"public"}:
        visitors[who].sign_in(found.city.emails[who])
    return visitors, places_of(found.app, ((who, visitors[who], path) for who, path in named))


def in_town(found: Estate) -> tuple[dict[str, Visitor], dict[str, Place]]:
    visitors = {who: found.visitor(who) for who in ("officer", "manager", "admin", "contact")}
    pages = ((who, visitor, path) for who, visitor in visitors.items() for path in own_pages(found, who))
    return visitors, places_of(found.app, pages)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
@pytest.mark.parametrize("blueprint", ["commissioners", "others"])
def test_a_form_sent_back_says_what_is_wrong_and_leads_there(
    world: tuple[World, str], town: tuple[Estate, str], browser: Any, blueprint: str, scripts: bool
) -> None:
    wrong, tried = [], set()
    for (found, base), look in ((world, in_world), (town, in_town)):
        visitors, places = look(found)
        mine = {e: p for e, p in places.items() if (e.split(".")[0] == blueprint) == (blueprint != "others")}
        new = [place for e, place in sorted(mine.items()) if e not in tried and e not in TAKES_ANYTHING]
        tried |= {place.endpoint for place in new}
        wrong += in_turn(browser, visitors, base, new, scripts)
    assert len(tried) > 30
    assert not wrong, "\n".join(wrong)


def in_turn(
    browser: Any, visitors: dict[str, Visitor], base: str, places: list[Place], scripts: bool
) -> list[str]:
    """What is wrong with any of these forms once it was sent back."""
    wrong = []
    with ExitStack() as open_pages:
        lookers = {}
        for place in places:
            if place.who not in lookers:
                told = {"java_script_enabled": scripts, "viewport": {"width": 320, "height": 900}}
                page = open_pages.enter_context(before(browser, visitors[place.who], base, **told))
                lookers[place.who] = Looker(page, base)
            looker = lookers[place.who]
            back, told = send_wrong(looker, place)
            told = faults_of(looker, scripts) if back else told
            wrong += [f"{place.endpoint} at {place.path}: {one}" for one in told]
    return wrong

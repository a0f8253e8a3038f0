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
MORE_PAGES = (
    "/projects/{ref one stage on}/stages/need/reopen",
    "/projects/{ref one stage on}/explain/LDS-CODE-12W/instead?event=consultation_closed",
    "/projects/{ref with promise}/responses/themes/{theme promised}",
)
"""Where the officer finds forms that no page of the matrix shows."""
ONLY_BUTTONS = {
    "account.accept_contact", "account.begin_factor", "account.end_other_sessions", "account.end_session",
    "account.new_recovery_codes", "account.remove_factor", "account.sign_out", "account.use_sign_in_link",
    "admin.import_drop", "admin.import_now", "admin.rules_read", "admin.say_none",
    "admin.send_invitation_again", "admin.show_dates", "admin.suspend", "admin.take_back_invitation",
    "admin.take_second_factor_away", "admin.undo_organisation_merge", "commissioners.ask",
    "commissioners.finish_now", "commissioners.invite_chosen_since", "commissioners.open_now",
    "commissioners.publish_feedback", "commissioners.quote_reply", "registers.confirm_organisation_now",
    "registers.end_organisation_contact", "registers.organisation_checked", "sector.turn_mail",
}  # fmt: skip
"""Forms in which nothing can be wrong."""
NOT_SHOWN = {
    "account.enter_code": "only between a password and its code",
    "admin.join_buyers": "only where notices name buyers alike",
    "admin.set_up_now": "only before there is any body",
    "admin.take_notice_dates": "only where a notice has a date that a project can take",
    "commissioners.choose": "only once organisations are suggested",
    "commissioners.condition_met": "only once an explanation was agreed with conditions",
    "commissioners.move_now": "only where a newer edition is shipped",
    "commissioners.skip": "only at a stage that may be left out",
}
"""Forms that no page shows in either place, and when they are shown."""


def in_world(found: World) -> tuple[dict[str, Visitor], dict[str, Place]]:
    named = [(found.who(e) or "public", found.address(e)) for e in EVERY_PAGE]
    visitors = {who: Visitor(found.app) for who, _path in named}
    for who in visitors.keys() - {"public"}:
        visitors[who].sign_in(found.city.emails[who])
    return visitors, places_of(found.app, ((who, visitors[who], path) for who, path in named))


def in_town(found: Estate) -> tuple[dict[str, Visitor], dict[str, Place]]:
    visitors = {who: found.visitor(who) for who in ("officer", "manager", "admin", "contact")}
    pages = [(who, visitor, path) for who, visitor in visitors.items() for path in own_pages(found, who)]
    more = [path.format_map(found.own.objects) for path in MORE_PAGES]
    return visitors, places_of(
        found.app, [*pages, *(("officer", visitors["officer"], path) for path in more)]
    )


def test_every_form_is_looked_at_or_has_nothing_to_fill_in(
    world: tuple[World, str], town: tuple[Estate, str]
) -> None:
    tried = {*in_world(world[0])[1], *in_town(town[0])[1]}
    every = {rule.endpoint for rule in town[0].app.url_map.iter_rules() if "POST" in (rule.methods or ())}
    assert every - tried == ONLY_BUTTONS | NOT_SHOWN.keys()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
@pytest.mark.parametrize("blueprint", ["commissioners", "others"])
def test_a_form_sent_back_says_what_is_wrong_and_leads_there(
    world: tuple[World, str], town: tuple[Estate, str], browser: Any, blueprint: str, scripts: bool
) -> None:
    wrong, tried = [], set()
    for (found, base), look in ((world, in_world), (town, in_town)):
        visitors, places = look(found)
        desk = blueprint == "commissioners"
        mine = {e: p for e, p in places.items() if e.startswith("commissioners.") == desk}
        new = [place for e, place in sorted(mine.items()) if e not in tried]
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

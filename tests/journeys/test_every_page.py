"""Every page, wide, narrow and on paper: axe finds nothing, nothing scrolls sideways, no script fails.

Full, in a world with something on each; as other people see them; with nothing on them; in other states.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.looking import Looker, before
from tests.support.city import City, build
from tests.support.servers import serve
from tests.support.visitors import Visitor, site
from tests.support.world import EVERY_PAGE, World
from tests.trust.estate import Estate
from tests.trust.matrix import EXPECTED
from tests.trust.who import IN
from workflow.commands import views

pytestmark = pytest.mark.timeout(900)
LETTER = "admin.mail_html"
"""A mail as its reader gets it, which stands in a frame of another page."""
WRONG = (
    "/nothing-here",
    "/check-dates/result?what=retender",
    "/check-dates/end?end-day=31&end-month=2&end-year=x",
    "/check-dates/value?what=retender&bodies=council&kind=neither&value=lots",
    "/was-the-code-followed/rules?what=consultation",
    "/rulebook/compare?from=example-city@2026&to=nowhere@2026",
    "/organisations?q=nobody-has-this-name",
)
"""Addresses that are nowhere, and questions without a good answer."""
WHOSE = [None, "manager", "admin", "partner"]
"""For whom the world has pages."""
MAIN = re.compile(r"<main.*</main>", re.DOTALL)
SAFETY = re.compile(r'name="(?:csrf_token|key)" value="[^"]*"')


@pytest.mark.parametrize("who", WHOSE)
def test_axe_finds_nothing_on_any_page_and_nothing_scrolls_sideways(
    world: tuple[World, str], browser: Any, thorough: bool, who: str | None
) -> None:
    """Nor is anything lost in print."""
    found, base = world
    visitor = Visitor(found.app)
    if who:
        visitor.sign_in(found.city.emails[who])
    paths = [found.address(e) for e in EVERY_PAGE if found.who(e) == who and e != LETTER]
    assert paths and {found.who(e) for e in EVERY_PAGE} == set(WHOSE)
    wrong = faults(browser, visitor, base, [*paths, *(WRONG if who is None else ())], thorough)
    assert not wrong, "\n".join(wrong)


def faults(browser: Any, visitor: Visitor, base: str, paths: list[str], thorough: bool) -> list[str]:
    """What is wrong with any of these pages; each answers in the browser as it does without one."""
    with before(browser, visitor, base) as page:
        looker = Looker(page, base, thorough)
        told = {path: read(visitor, path) for path in paths}
        return [
            fault for path, (status, text) in told.items() if text for fault in looker.faults(path, status)
        ]


def read(visitor: Visitor, path: str) -> tuple[int, str]:
    """The status of an answer and its page, "" if it is none."""
    with visitor.client.get(path, follow_redirects=True) as answer:
        page = answer.mimetype == "text/html"
        return answer.status_code, answer.get_data(as_text=True) if page else ""


def test_nor_on_a_page_as_somebody_else_sees_it(
    town: tuple[Estate, str], browser: Any, thorough: bool
) -> None:
    """An officer, who decides, an organisation's contact, and somebody without a post: what differs."""
    found, base = town
    seen: set[str] = set()
    wrong = []
    for who in ("officer", "director", "contact", "postless", "foreign contact"):
        visitor = found.visitor(who)
        new = [path for path in open_to(found, who) if differs(visitor, path, seen)]
        wrong += [f"{who}: {fault}" for fault in faults(browser, visitor, base, new, thorough)]
    assert len(seen) > 100
    assert not wrong, "\n".join(wrong)


def open_to(town: Estate, who: str) -> list[str]:
    """The pages that somebody is let in to; what is open to all, only where it is about oneself."""
    found = []
    for endpoint, row in sorted(EXPECTED.items()):
        if row.outcome(who) == IN and endpoint != LETTER and not endpoint.startswith("public."):
            values = town.council_of(who).values
            rules = [rule for rule in town.rules(endpoint) if "GET" in rule.methods]
            found += [town.path(rule, values(rule)) + row.query for rule in rules]
    return found


def differs(visitor: Visitor, path: str, seen: set[str]) -> bool:
    """Whether a page holds something that was not seen yet."""
    told = SAFETY.sub("", "".join(MAIN.findall(read(visitor, path)[1])))
    new = bool(told) and told not in seen
    seen.add(told)
    return new


def test_nor_where_there_is_nothing_yet(
    sqlite_url: str, tmp_path: Path, browser: Any, thorough: bool
) -> None:
    """A council on its first day, with one project of which nothing is recorded."""
    city = build(sqlite_url, tmp_path)
    names = {"ref": city.open(), "post": city.posts["officer"], "person": city.people["officer"].person}
    wrong = []
    with site(city) as app, serve(app) as base:
        for who in ("public", "manager", "admin"):
            visitor = Visitor(app)
            if who != "public":
                visitor.sign_in(city.emails[who])
            wrong += faults(browser, visitor, base, empty_pages(app, who, names), thorough)
    assert not wrong, "\n".join(wrong)


def empty_pages(app: Any, who: str, names: dict[str, str]) -> list[str]:
    """The pages that can be shown although nothing is there, for one kind of person."""
    known = {name: f"{{{name}}}" for name in names}
    found = []
    for endpoint, address in EVERY_PAGE.items():
        theirs = "public" if endpoint.startswith(("public.", "account.")) else "manager"
        theirs = "admin" if endpoint.startswith("admin.") else theirs
        gaps = set(re.findall(r"{(\w+)}", address))
        if theirs == who and gaps <= set(known) and endpoint not in {LETTER, *BIG}:
            found.append(address.format(**names))
    return found


BIG = {"public.rulebook", "public.rulebook_route", "public.rulebooks", "public.rulebook_compare"}
"""The same whatever a council has."""


def test_nor_in_any_state_of_a_project(town: tuple[Estate, str], browser: Any, thorough: bool) -> None:
    """Each stage of one that ends, of one for staff only, of one withdrawn; what the public reads."""
    found, base = town
    own = found.own
    wrong = faults(browser, found.visitor("officer"), base, state_pages(own.city, own.states), thorough)
    wrong += faults(
        browser,
        found.visitor("public"),
        base,
        [f"/changes/{own.ending}", f"/changes/{own.withdrawn}"],
        thorough,
    )
    assert not wrong, "\n".join(wrong)


def state_pages(city: City, states: dict[str, str]) -> list[str]:
    paths = []
    for ref in states.values():
        stages = views.project(city.services, city.people["officer"], ref).overview.stages
        paths += [f"/projects/{ref}", f"/projects/{ref}/dates", f"/projects/{ref}/history"]
        paths += [f"/projects/{ref}/stages/{line.stage.slug}" for line in stages]
    return paths

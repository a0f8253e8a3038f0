"""Every page, wide and narrow: axe finds nothing, nothing scrolls sideways, no script fails."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.city import PASSWORD
from tests.support.world import EVERY_PAGE, World
from tests.support.world import world as in_world

NOT_A_PAGE = {
    "static", "health.health", "public.calendar", "public.check_calendar", "admin.mail_html",
    "public.explanations_file",
    "commissioners.record_file", "commissioners.history_file", "public.document",
    "commissioners.evaluation_file",
    "registers.agreements_file", "admin.import_refused",
}  # fmt: skip
WRONG = (
    "/nothing-here",
    "/check-dates/result?what=retender",
    "/check-dates/end?end-day=31&end-month=2&end-year=x",
)
WIDTHS = (1280, 320)


@pytest.fixture
def world(sqlite_url: str, tmp_path: Path) -> Iterator[World]:
    with in_world(sqlite_url, tmp_path, "example-city") as found:
        yield found


def sign_in(page: Any, base: str, email: str) -> None:
    page.goto(f"{base}/sign-in")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def faults(page: Any, address: str, axe: Callable[[Any], list[str]]) -> list[str]:
    """What is wrong with a page at both widths, each with its address."""
    found: list[str] = []
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda told: errors.append(told.text) if "Content Security" in told.text else None)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        if page.url != address:
            page.goto(address)
        found += [f"{address} at {width}: {one}" for one in axe(page)]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append(f"{address} at {width}: scrolls sideways")
    return [*found, *(f"{address}: {one}" for one in errors)]


@pytest.mark.parametrize("who", [None, "manager", "admin"])
def test_axe_finds_nothing_on_any_page_and_nothing_scrolls_sideways(
    world: World,
    live_server: Callable[[Any], str],
    page: Any,
    axe: Callable[[Any], list[str]],
    who: str | None,
) -> None:
    base = live_server(world.app)
    if who:
        sign_in(page, base, world.city.emails[who])
    addresses = [world.address(e) for e in EVERY_PAGE if world.who(e) == who and e not in NOT_A_PAGE]
    found = [
        one
        for path in (*addresses, *(WRONG if who is None else ()))
        for one in faults(page, base + path, axe)
    ]
    assert addresses
    assert found == []


def test_a_form_sent_back_is_as_accessible_as_one_sent_for_the_first_time(
    world: World, live_server: Callable[[Any], str], page: Any, axe: Callable[[Any], list[str]]
) -> None:
    base = live_server(world.app)
    sign_in(page, base, world.city.emails["officer"])
    page.goto(base + world.address("commissioners.record"))
    page.get_by_role("button").last.click()
    assert page.title().startswith("Error: ")
    assert page.get_by_role("alert").first.is_visible()
    assert axe(page) == []

"""A commissioner moves a project to a newer edition, corrects a fact, compares scenarios: wide and narrow."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.journeys.looking import NARROW, WIDE
from tests.journeys.people import Person
from tests.support.city import City, build
from tests.support.editions import IN_FORCE, two_editions, with_library
from tests.support.visitors import site
from web import wiring
from workflow.commands.scenarios import keep_in_scenario


@contextmanager
def council(url: str, folder: Path) -> Iterator[tuple[City, Flask, str]]:
    """The council once a newer edition is in force, its site, and a project with three scenarios."""
    first = build(url, folder)
    ref = first.open(end=date(2028, 12, 1), summary="New support in the north.")
    city = with_library(first, two_editions(folder)).at(IN_FORCE)
    city.record(ref, "consultation_opened", date(2027, 6, 1), what="planned")
    for name, event, day in (
        ("Open in September", "consultation_opened", date(2027, 9, 6)),
        ("Open in September", "consultation_closed", date(2027, 10, 29)),
        ("Start in spring", "service_start", date(2029, 4, 2)),
        ("As it is", "decision_made", date(2028, 1, 12)),
    ):
        keep_in_scenario(
            ref=ref, name=name, event=event, on=day, by=city.people["officer"], services=city.services
        )
    with site(city) as app:
        app.extensions[wiring.KEY] = replace(app.extensions[wiring.KEY], library=city.services.library)
        yield city, app, ref


@pytest.fixture
def town(sqlite_url: str, tmp_path: Path) -> Iterator[tuple[City, Flask, str]]:
    with council(sqlite_url, tmp_path) as found:
        yield found


def test_r051_the_preview_the_facts_and_the_scenarios_are_for_everyone(
    town: tuple[City, Flask, str],
    live_server: Callable[[Any], str],
    page: Any,
    axe: Callable[[Any], list[str]],
) -> None:
    city, app, ref = town
    officer = Person(page, live_server(app))
    officer.signs_in(city.emails["officer"])
    officer.goes(f"/projects/{ref}")
    officer.follows("See what would change")
    assert "What would change. Nothing is saved yet." in officer.reads()
    check(page, axe)
    officer.goes(f"/projects/{ref}/dates")
    check(page, axe)
    officer.goes(f"/projects/{ref}/facts")
    page.get_by_label("Value over its whole life").fill("lots")
    officer.presses("See what would change")
    assert page.get_by_role("alert").is_visible()
    check(page, axe)
    page.get_by_label("Value over its whole life").fill("£40,000")
    officer.presses("See what would change")
    officer.presses("Save these answers")
    page.get_by_label("Why it is corrected").fill("The estimate was wrong.")
    check(page, axe)
    officer.presses("Save these answers")
    officer.goes(f"/projects/{ref}/edition")
    page.get_by_label("Why it moves").fill("To go by the longer window.")
    officer.presses("Move to edition 2027")
    assert "The project goes by edition 2027 now." in officer.reads()


def check(page: Any, axe: Callable[[Any], list[str]]) -> None:
    for width in (WIDE, NARROW):
        page.set_viewport_size({"width": width, "height": 900})
        assert axe(page) == [], (page.url, width)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, (page.url, width)

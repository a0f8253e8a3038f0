"""Each of the five routes is opened, and every page of every stage of it can be read."""

from __future__ import annotations

import re
from datetime import date

import pytest

from tests.integration.web.test_commissioners import Desk, Sit, project, sit, words
from tests.support.city import City

__all__ = ["sit"]
OPENED = (
    ("tender", "COM", {"award_covered": False, "two_stage": True, "large_contract": True}),
    ("grant", "GRA", {"value": 4_000}),
    ("grant", "GRA", {}),
    ("renew-or-vary", "REN", {"instrument": "contract", "process": "vary", "changes_contract": True}),
    ("decommission", "END", {"instrument": "contract", "tupe": True}),
    ("health", "HEA", {"most_suitable_provider": True, "representations_received": True}),
)


@pytest.mark.parametrize(("route", "prefix", "facts"), OPENED)
def test_a_project_of_each_route_is_opened_and_each_of_its_stages_can_be_read(
    city: City, sit: Sit, route: str, prefix: str, facts: dict[str, object]
) -> None:
    officer = sit(city, "officer")
    ref = city.open(f"A project by {route}", route=route, end=date(2029, 4, 1), facts=facts)
    assert re.fullmatch(rf"{prefix}-\d{{4}}-001", ref)
    situation = project(city, ref).situation
    assert "A project by" in officer.read(f"/projects/{ref}")
    for stage in situation.route.stages:
        assert stage.name in officer.read(f"/projects/{ref}/stages/{stage.slug}")
        assert stage.name in officer.read(f"/projects/{ref}/stages/{stage.slug}/finish")
        for event in stage.events:
            assert situation.route.event(event).title in officer.read(f"/projects/{ref}/record/{event}")


def test_the_page_for_a_new_project_offers_every_route_and_keeps_the_facts_of_its_rulebook(
    city: City, sit: Sit
) -> None:
    officer: Desk = sit(city, "officer")
    page = officer.client.get("/projects/new").text
    offered = set(re.findall(r'value="([a-z-]+)"', page))
    assert {"tender", "grant", "renew-or-vary", "decommission", "health"} <= offered
    asked = "/projects/new?route=tender&end=2029-04-01&movable=yes&fact=award_covered:false&fact=nonsense:1"
    told = officer.client.get(asked)
    assert told.status_code == 200
    assert "Papers for the award decision are published" in words(told.text)
    assert "nonsense" not in told.text

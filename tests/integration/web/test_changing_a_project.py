"""The pages that move a project to a newer edition, correct what is known, and keep scenarios."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.support.city import City, build
from tests.support.editions import IN_FORCE, NEW, SMALL, two_editions, with_library
from tests.support.visitors import Visitor, site, words
from web import wiring
from workflow.commands import explanations, views

WHY = "The board asked all running projects to go by the longer window."
EVE = date(2027, 3, 31)


@dataclass
class Pages:
    """The pages of one project of a council with two editions, before one of its posts."""

    city: City
    ref: str
    visitor: Visitor

    def read(self, page: str = "") -> str:
        answer = self.visitor.get(self.path(page))
        assert answer.status_code == 200
        return words(answer)

    def send(self, page: str, on: str | None = None, **typed: Any) -> Any:
        """Open a page, fill in its form and send it; `on` is the page that carries the form."""
        self.visitor.get(self.path(page if on is None else on))
        return self.visitor.post(self.path(page), typed)

    def path(self, page: str) -> str:
        return f"/projects/{self.ref}{page}"

    @property
    def project(self) -> Any:
        return views.project(self.city.services, self.city.people["officer"], self.ref).overview.project


@pytest.fixture(params=[IN_FORCE])
def pages(request: pytest.FixtureRequest, sqlite_url: str, tmp_path: Path) -> Iterator[Pages]:
    first = build(sqlite_url, tmp_path)
    ref = first.open(end=date(2028, 12, 1))
    city = with_library(first, two_editions(tmp_path)).at(request.param)
    with site(city) as app:
        app.extensions[wiring.KEY] = replace(app.extensions[wiring.KEY], library=city.services.library)
        visitor = Visitor(app)
        visitor.sign_in(city.emails["officer"])
        yield Pages(city, ref, visitor)


def typed_date(name: str, day: date) -> dict[str, str]:
    return {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}


def test_r051_the_project_page_leads_to_every_date_that_a_newer_edition_would_change(pages: Pages) -> None:
    assert "A newer edition of the rulebook is in force: 2027. See what would change" in pages.read()
    shown = pages.read("/edition")
    assert "Was 2 November 2027. Would be 19 October 2027." in shown
    assert "Was 12 weeks (84 days). Would be 13 weeks (91 days)." in shown
    assert "Considering the responses 6 weeks (42 days) 7 weeks (49 days)" in shown
    assert pages.project.edition == "2026", "looking changes nothing"


def test_r051_moving_asks_for_a_reason_keeps_what_was_typed_and_is_told_in_the_history(pages: Pages) -> None:
    refused = pages.send("/edition", reason=" ")
    assert refused.status_code == 400
    assert "Say why the project moves" in words(refused)
    assert pages.send("/edition", reason=WHY).status_code == 303
    assert pages.project.edition == NEW
    assert "A newer edition" not in pages.read()
    assert "Moved from edition 2026 of the rulebook to edition 2027 by Commissioning Officer" in pages.read(
        "/history"
    )
    assert "There is no newer one to move to" in pages.read("/edition")
    public = words(pages.visitor.get(f"/changes/{pages.ref}"))
    assert "Goes by edition 2027 of the rulebook" in public


def test_a_move_from_an_old_page_is_compared_first_and_one_sent_twice_acts_once(pages: Pages) -> None:
    pages.read("/edition")
    pages.city.record(pages.ref, "consultation_opened", date(2027, 9, 6), what="planned")
    stale = pages.visitor.post(pages.path("/edition"), {"reason": WHY})
    assert stale.status_code == 409
    assert "Someone else changed this" in words(stale)
    assert WHY in words(stale)
    pages.read("/edition")
    first, second = (pages.visitor.post(pages.path("/edition"), {"reason": WHY}) for _twice in (1, 2))
    assert (first.status_code, second.status_code) == (303, 303)
    moves = [e for e in views.project(pages.city.services, pages.city.people["officer"], pages.ref).history
             if e.kind == "edition_moved"]  # fmt: skip
    assert len(moves) == 1


def test_r051_a_consultation_of_the_older_length_stays_kept_after_the_move(pages: Pages) -> None:
    for event, day in (("consultation_opened", date(2027, 1, 4)), ("consultation_closed", date(2027, 3, 29))):
        pages.city.record(pages.ref, event, day)
    longer = "13 weeks (91 days) from 4 January 2027"
    assert longer not in pages.read("/edition")
    assert pages.send("/edition", reason=WHY).status_code == 303
    told = pages.read("/stages/consultation")
    assert longer not in told and "12 weeks to respond to a consultation" in told
    assert "an explanation is owed" not in pages.read().lower()
    public = words(pages.visitor.get(f"/changes/{pages.ref}"))
    assert "12 weeks to respond to a consultation" in public
    assert "13 weeks to respond to a consultation" not in public
    for page in (pages.path("/stages/consultation"), f"/changes/{pages.ref}"):
        shown = pages.visitor.get(page).get_data(as_text=True)
        assert 'href="/rulebook/example-city/2026#LDS-CODE-12W"' in shown, "it leads to where 12 weeks stand"
        assert 'href="/rulebook/example-city/2027#LDS-CODE-12W"' not in shown
    there = words(pages.visitor.get("/rulebook/example-city/2026"))
    assert "12 weeks to respond to a consultation" in there
    counted = explanations.register(pages.city.services, explanations.Asked()).shorter
    assert (counted.number, counted.of) == (0, 1), "the register counts it by the same figure"


@pytest.mark.parametrize("pages", [EVE], indirect=True)
def test_an_edition_to_come_is_shown_before_its_day_without_a_way_to_move(pages: Pages) -> None:
    assert "A newer edition" not in pages.read()
    shown = pages.read("/edition")
    assert "is not in force yet. You can move the project from 1 April 2027 on" in shown
    assert "Why it moves" not in shown
    assert pages.send("/edition", on="/dates", reason=WHY, to=NEW).status_code == 400


@pytest.mark.parametrize("value", ["lots", "-5", "1.5", "1" * 16, "९०"])
def test_a_value_that_is_no_sum_is_told_and_nothing_typed_is_lost(pages: Pages, value: str) -> None:
    refused = pages.send("/facts", action="save", value=value, light_touch="true", reason=WHY)
    assert refused.status_code == 400
    page = refused.get_data(as_text=True)
    assert "Enter the value in whole pounds" in page
    assert f'value="{value}"' in page
    assert 'value="true" checked' in page
    assert "value" not in pages.project.facts


def test_facts_show_what_would_change_before_they_are_saved_with_a_reason(pages: Pages) -> None:
    assert pages.send("/edition", reason=WHY).status_code == 303
    small = f"£{SMALL['up_to']:,}"
    shown = pages.send("/facts", action="preview", value=small)
    assert shown.status_code == 200
    assert "No longer a step of this project" in words(shown)
    assert "value" not in pages.project.facts
    missing = pages.send("/facts", action="save", value=small)
    assert (missing.status_code, "Say why it is corrected" in words(missing)) == (400, True)
    assert (
        pages.send("/facts", action="save", value=small, reason="The estimate was wrong.").status_code == 303
    )
    assert pages.project.facts["value"] == SMALL["up_to"]
    assert pages.visitor.get(pages.path("/stages/consultation")).status_code == 404
    assert "Corrected: Value over its whole life: £50,000" in pages.read("/history")
    same = pages.send("/facts", action="save", value=small, reason="Again.")
    assert (same.status_code, "Nothing differs" in words(same)) == (400, True)


def test_a_joint_project_says_both_regimes(
    pages: Pages,
) -> None:
    shown = pages.read("/facts")
    assert "Rules for buying" in shown
    assert "Not said. The rulebook takes: Procurement Act 2023" in shown
    assert pages.send("/facts", action="save", regime="PA2023,PSR2023", reason=WHY).status_code == 303
    assert list(pages.project.facts["regime"]) == ["PA2023", "PSR2023"]
    assert "Both the Procurement Act and the Provider Selection Regime" in pages.read("/history")


def keep(
    pages: Pages, name: str, step: str = "consultation_opened", day: date = date(2027, 9, 6), **more: Any
) -> Any:
    return pages.send("/scenarios", on="/dates", name=name, step=step, **typed_date("day", day), **more)


def test_scenarios_stand_side_by_side_and_nothing_is_planned_or_public(pages: Pages) -> None:
    assert keep(pages, "Open in September").status_code == 303
    assert keep(pages, "Start in spring", "service_start", date(2029, 4, 2)).status_code == 303
    shown = pages.read("/dates")
    assert "Step The plan Open in September Start in spring" in shown
    assert (
        "Service starts 1 December 2028 Asked for 1 December 2028 Asked for 2 April 2029 Asked for" in shown
    )
    assert pages.project.planned("consultation_opened") is None
    public = words(pages.visitor.get(f"/changes/{pages.ref}"))
    assert "Open in September" not in public
    assert "6 September 2027" not in public


def test_a_scenario_form_says_what_is_wrong_and_keeps_what_was_typed(pages: Pages) -> None:
    for name in ("A", "B", "C"):
        assert keep(pages, name).status_code == 303
    fourth = keep(pages, "A fourth")
    assert (fourth.status_code, "3 scenarios already" in words(fourth)) == (400, True)
    assert 'value="A fourth"' in fourth.get_data(as_text=True)
    empty = pages.send("/scenarios", on="/dates", name="", step="", action="keep")
    said = words(empty)
    assert all(told in said for told in ("Give the scenario a name", "Choose a step", "Enter the date"))


def test_using_a_scenario_needs_a_reason_and_plans_its_dates(pages: Pages) -> None:
    keep(pages, "September")
    missing = pages.send("/scenarios/close", on="/dates", scenario="September", action="use")
    assert (missing.status_code, "Say why these dates are used" in words(missing)) == (400, True)
    used = pages.send("/scenarios/close", on="/dates", scenario="September", action="use", because1=WHY)
    assert used.status_code == 303
    assert pages.project.planned("consultation_opened") == date(2027, 9, 6)
    assert pages.project.scenarios == {}
    gone = pages.send("/scenarios/close", on="/dates", scenario="September", action="drop")
    assert (gone.status_code, "no such scenario any more" in words(gone)) == (400, True)


def test_a_date_can_be_taken_out_of_a_scenario_and_a_scenario_dropped(pages: Pages) -> None:
    keep(pages, "September")
    out = pages.send(
        "/scenarios", on="/dates", name="september", step="consultation_opened", action="take_out"
    )
    assert out.status_code == 303
    assert "It has no date of its own" in pages.read("/dates")
    assert pages.send("/scenarios/close", on="/dates", scenario="September", action="drop").status_code == 303
    assert pages.project.scenarios == {}

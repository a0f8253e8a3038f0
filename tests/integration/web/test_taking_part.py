"""The overview, the people and My work, as an officer meets them: who takes part, what rests, what comes."""

from __future__ import annotations

import html
import re
from datetime import date
from typing import Any

import pytest

from tests.integration.web.test_commissioners import Desk
from tests.support.city import City, build
from tests.support.world import REASON, _late_agreement
from workflow.commands import views
from workflow.commands.explain import ask_explanation

NHS = {
    "name": "NHS Example",
    "sort": "nhs",
    "role": "takes_part",
    "regime": "PSR2023",
    "contact": "Head of Buying",
}
NEW = "/projects/new?route=tender&end=2028-04-01&movable=yes"


@pytest.fixture
def city(sqlite_url: str, tmp_path: Any) -> City:
    return build(sqlite_url, tmp_path)


@pytest.fixture
def desk(city: City) -> Desk:
    return Desk(city, "officer")


def test_r029_a_partner_is_named_shown_with_its_rules_and_let_go(city: City, desk: Desk) -> None:
    ref = city.open()
    at = f"/projects/{ref}"
    wrong = desk.send(f"{at}/partners/new", f"{at}/partners/new", **NHS | {"contact": ""})
    assert wrong.status_code == 400 and "Enter the title of the post there" in wrong.text
    page = desk.done(f"{at}/partners/new", f"{at}/partners/new", **NHS)
    assert "NHS Example Takes part. Goes by: Provider Selection Regime. Contact: Head of Buying." in page
    assert "keeps both. The stricter governs. They bind because of who takes part: NHS Example." in page
    overview = desk.read(at)
    assert "Both must be kept, so the later day counts: Saturday 1 January 2028" in overview
    assert "Takes part: NHS Example" in desk.read(f"{at}/history")
    part = next(
        iter(views.project(city.services, city.people["officer"], ref).overview.project.partners.named)
    )
    left = desk.done(f"{at}/partners/{part}", f"{at}/partners/{part}/end", reason="It buys alone.")
    assert "No other body takes part yet" in left and "keeps both" not in left


def test_a_form_from_an_old_page_shows_both_versions_and_saves_nothing(city: City, desk: Desk) -> None:
    ref = city.open()
    at, fields = f"/projects/{ref}/partners/new", desk.fields(f"/projects/{ref}/partners/new")
    desk.done(f"/projects/{ref}/taking-part", f"/projects/{ref}/provider", provider="charity")
    answer = desk.client.post(at, data={**fields, **NHS})
    assert answer.status_code == 409
    assert "Someone else changed this" in answer.text and "Who may provide it" in answer.text
    found = views.project(city.services, city.people["officer"], ref).overview.project.partners
    assert (found.named, found.provider) == ({}, "charity")


def test_a_paused_project_says_since_when_by_whom_and_that_its_dates_run(city: City, desk: Desk) -> None:
    ref = city.open()
    page = desk.done(f"/projects/{ref}/pause", reason="The budget is not set.", action="pause")
    assert (
        "Paused on 24 November 2026 by Commissioning Officer; dates still run. The budget is not set." in page
    )
    assert "Paused on" not in desk.done(f"/projects/{ref}/pause", reason="It is set.", action="resume")


def test_the_overview_draws_where_the_project_stands_and_where_the_way_parts(city: City, desk: Desk) -> None:
    page = desk.read(f"/projects/{city.open()}")
    assert "You are at stage 1 of 14: Analyse need. Next: Early conversation." in page
    assert "Analyse need (You are here)" in page
    assert "If the decision is called in: it is released, or sent back to be decided again." in page
    assert "If the service ends: its ending is a project of its own" in page


def test_r005_saving_is_refused_without_an_owner_and_an_end_with_the_mend(city: City, desk: Desk) -> None:
    named = {"title": "x", "still_open": "All.", "summary": "x", "visibility": "public", "route": "tender"}
    posts = {"manager": city.posts["manager"], "decider": city.posts["director"], "movable": "yes"}
    answer = desk.send("/projects/new", **named, **posts, owner="")
    assert answer.status_code == 400
    assert "Choose the one post that answers for it." in answer.text
    assert "Enter the date the service must start, or the funding must end." in answer.text
    assert views.work(city.services, city.people["officer"]) == ()


def test_a_second_project_about_one_agreement_is_warned_of(city: City, desk: Desk) -> None:
    _late_agreement(city)
    about = f"{NEW}&agreement=EX-1"
    assert "already exists" not in desk.read(about)
    ref = city.open(agreement="EX-1")
    assert f"A project for the same agreement already exists: {ref} . Open it, or carry on" in desk.read(
        about
    )


def test_r186_an_expression_of_interest_is_recorded_and_begins_a_project(city: City, desk: Desk) -> None:
    told = {"organisation_name": "Example Carers Group", "service": "Day centre", "state": "received"}
    days = {f"received_on-{part}": n for part, n in (("day", "2"), ("month", "11"), ("year", "2026"))}
    page = desk.done("/interests/new", **told, **days)
    assert "Received 2 November 2026" in page and "Unconfirmed" in page
    (one,) = re.findall(r'href="(/interests/(?!new)[^"]+)"', desk.client.get("/interests").text)
    (start,) = re.findall(r'href="(/projects/new[^"]+)"', desk.client.get(one).text)
    asked = html.unescape(start) + "&end=2028-04-01&movable=yes"
    assert "Started from the expression of interest of Example Carers Group" in desk.read(asked)
    people = {
        "owner": city.posts["officer"],
        "manager": city.posts["manager"],
        "decider": city.posts["director"],
    }
    more = {"title": "Day centre", "summary": "x", "visibility": "public", "still_open": "All."}
    desk.send(asked, "/projects/new", **more, **people)
    assert "Project started from it COM-2026-001" in desk.read(one)
    assert "/projects/new?" not in desk.client.get(one).text


def test_my_work_says_what_waits_for_whom_and_what_will_need_a_project(city: City, desk: Desk) -> None:
    assert "You have no projects." in desk.read("/work")
    _late_agreement(city)
    page = desk.read("/work")
    assert "Agreements that end in the next 24 months with no project" in page
    assert "Start planning: Respite" in page
    ref = city.open()
    asked = {"rule": "LDS-CODE-12W", "event": "consultation_closed", "cause": "planning", "reason": REASON}
    ask_explanation(ref=ref, **asked, instead="Two more meetings.", by=city.people["officer"],
                    services=city.services)  # fmt: skip
    page = desk.read("/work")
    assert "Waiting for others" in page
    assert "Commissioning Manager or Director of Adults and Health 24 November 2026" in page
    late = Desk(city.at(date(2027, 3, 4)), "officer")
    assert "Alerts of this project" not in late.read(f"/projects/{ref}")  # none was raised yet


def test_a_late_project_says_what_does_not_fit_and_one_on_time_says_nothing_of_it(
    city: City, desk: Desk
) -> None:
    ref = city.open()
    for page in ("", "/dates"):
        assert "What does not fit" not in desk.read(f"/projects/{ref}{page}")
    city.record(ref, "consultation_opened", date(2027, 3, 3), "planned")
    city.record(ref, "consultation_closed", date(2027, 5, 25), "planned")
    for page in ("", "/dates"):
        told = desk.read(f"/projects/{ref}{page}")
        assert "What does not fit: Consultation opens: planned for Wednesday 3 March 2027." in told
        assert "That is 1 day short." in told

"""The public list of consultations says of each what its own page says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from tests.integration.web.test_commissioners import Desk
from tests.support import consultations as ready
from tests.support.city import City, build
from tests.support.editions import with_library
from tests.support.organisations import add
from workflow.commands import consultation_views, views
from workflow.commands.change import edit
from workflow.commands.pausing import pause, resume
from workflow.project.events import StageMoved
from workflow.rulebook.library import Library, library

NINE_WEEKS = date(2027, 5, 5)
PARTS = ("day", "month", "year")


@pytest.fixture
def here(sqlite_url: str, tmp_path: Any) -> City:
    return build(sqlite_url, tmp_path).at(ready.OPENS)


def one_more_for_what_ends() -> Library:
    """The shipped rulebooks; the first rule of the code's pack asks for 16 weeks, of what ends only."""
    shipped = library()
    name = next(key for key, pack in shipped.packs.items() if "LDS-CODE-12W" in {r.id for r in pack.rules})
    pack = shipped.packs[name]
    rule = next(r for r in pack.rules if r.id == "LDS-CODE-12W")
    period = rule.period.model_copy(update={"n": 16})
    ends = rule.applies_to.model_copy(update={"process": ("decommission",)})
    longer = rule.model_copy(update={"id": "EX-CODE-16W", "period": period, "applies_to": ends})
    packs = {**shipped.packs, name: pack.model_copy(update={"rules": (longer, *pack.rules)})}
    return replace(shipped, packs=packs, _composed={}, _pack_of={})


def test_the_list_goes_by_the_rules_in_force_for_the_route_as_the_page_does(here: City) -> None:
    city = with_library(here, one_more_for_what_ends())
    asked = {}
    for route, end in (("tender", date(2028, 4, 1)), ("decommission", date(2028, 3, 31))):
        ref = city.open(f"By {route}", route=route, end=end)
        city.record(ref, "consultation_opened", ready.OPENS)
        situation = views.project(city.services, city.people["officer"], ref).situation
        listed = [each for each in consultation_views.listed(city.services) if each.ref == ref]
        in_list = consultation_views.lengths_asked(city.services, listed)[ref]
        assert in_list == consultation_views.length_asked(situation)
        asked[route] = [rule.id for rule, _w in in_list.too_short(ready.OPENS, NINE_WEEKS)]
    assert asked == {"tender": ["LDS-CODE-12W"], "decommission": ["EX-CODE-16W", "LDS-CODE-12W"]}


def test_a_rule_that_is_unconfirmed_says_so_in_the_list_and_on_the_page(
    sqlite_url: str, tmp_path: Any
) -> None:
    city = build(sqlite_url, tmp_path, authority="leeds").at(ready.OPENS)
    ref = city.open()
    ready.plan(city, ref, closes=NINE_WEEKS)
    city.record(ref, "consultation_opened", ready.OPENS)
    desk = Desk(city, "officer")
    told = desk.read("/consultations?shorter=yes")
    assert "9 weeks. The code asks for 12 weeks. Unconfirmed" in told
    assert "(Code: comply or explain). Unconfirmed" in desk.read(f"/consultations/{ref}")


def test_a_promise_that_passed_and_was_moved_is_told_in_the_list_and_one_moved_in_time_is_not(
    here: City,
) -> None:
    ref = here.open()
    here.record(ref, "early_conversation_started", date(2027, 1, 20))
    ready.opened(here, ref, add(here, "Example Carers Group"))
    said = "We said we would publish feedback by 7 July 2027. We have not. New date: 21 July 2027. Why: Many"
    for day, told in ((ready.ANSWER_BY, False), (ready.ANSWER_BY + timedelta(1), True)):
        then = here.at(day)
        then.record(ref, "response_published", date(2027, 7, 21), "planned", reason="Many people replied.")
        desk = Desk(then, "officer")
        page = desk.read(f"/consultations/{ref}")
        assert (said in desk.read("/consultations"), said in page) == (told, told)
        assert "Consultation closes: " not in page, "what happens next is still to come"
        then.record(ref, "response_published", ready.ANSWER_BY, "planned", reason="As it was.")


def test_an_opening_planned_for_a_day_that_has_passed_is_refused_beside_its_own_field(here: City) -> None:
    ref = here.open()
    typed = {"opens": ready.OPENS - timedelta(1), "closes": ready.CLOSES, "answer_by": ready.ANSWER_BY}
    parts = {f"{name}-{part}": str(getattr(on, part)) for name, on in typed.items() for part in PARTS}
    answer = Desk(here, "officer").send(f"/projects/{ref}/consultation/dates", **parts)
    assert answer.status_code == 400 and 'href="#opens"' in answer.text
    assert "The consultation opens on 2 March 2027, which has passed." in answer.text


def test_a_withdrawn_consultation_is_listed_last_with_its_day_and_reason_and_asks_for_nothing(
    here: City,
) -> None:
    ref, never = here.open(), here.open("Never planned")
    ready.opened(here, ref, add(here, "Example Carers Group"))
    desk = Desk(here, "officer")
    for each in (ref, never):
        desk.done(f"/projects/{each}/withdraw", reason="There is no money left.")
    told, said = (
        desk.read("/consultations"),
        "This change was withdrawn on 3 March 2027. Why: There is no money",
    )
    assert "Nothing is open." in told and "Withdrawn (1) Community mental health support" in told
    assert said in told and "Never planned" not in told
    for page in (f"/consultations/{ref}", f"/consultations/{ref}/feedback"):
        assert said in desk.read(page)


def test_what_did_not_open_on_its_day_is_not_what_opens_next(here: City) -> None:
    late, next_ = here.open("Late"), here.open("Next")
    ready.plan(here, late)
    ready.plan(here, next_, date(2027, 3, 10), date(2027, 6, 2), answer_by=date(2027, 7, 14))
    told = Desk(here.at(ready.OPENS + timedelta(1)), "officer").read("/consultations")
    assert "Nothing is open. Next to open: Next . Opens on Wednesday 10 March 2027 (planned)." in told
    assert "Due but not opened (1) Late" in told


def test_that_work_is_paused_stands_wherever_people_read_how_long_they_have(here: City) -> None:
    ref, rests = here.open(), "Work on this change is paused. Its dates still run."
    ready.opened(here, ref, add(here, "Example Carers Group"))
    desk, who = Desk(here, "officer"), {"by": here.people["officer"], "services": here.services}
    pages = [f"/consultations/{ref}", f"/consultations/{ref}/feedback", f"/changes/{ref}"]
    for work, paused in ((pause, True), (resume, False)):
        work(ref=ref, reason="The officer is away.", **who)
        assert [rests in desk.read(each) for each in pages] == [paused] * 3
        facts = desk.client.get(f"/consultations/{ref}/facts.json")
        assert facts.get_json()["consultation"]["paused"] is paused and "is away" not in facts.text


def test_a_change_that_ended_asks_for_nothing_and_promises_only_what_was_promised(here: City) -> None:
    planned, asked, who = here.open("Planned only"), here.open("Asked"), here.people["officer"]
    ready.plan(here, planned)
    ready.opened(here, asked, add(here, "Example Carers Group"))
    for ref in (planned, asked):
        edit(ref, who, here.services, lambda s: (StageMoved("end", s.project.stage, "ended", "finish"),))
    desk = Desk(here.at(ready.CLOSES + timedelta(1)), "officer")
    told = desk.read("/consultations")
    assert "Planned only" not in told and "Asked Example City Council. Closed on 26 May 2027." in told
    page = desk.read(f"/consultations/{planned}")
    assert "This change is finished. Its consultation did not open." in page and "last safe" not in page
    facts = desk.client.get(f"/consultations/{planned}/facts.json").get_json()["consultation"]
    assert (facts["state"], [day for day in facts["dates"].values() if day]) == ("never_opened", [])
    page = desk.read(f"/consultations/{asked}")
    assert "We will publish what you said, and what we will do, by 7 July 2027." in page
    assert "last safe" not in page and "(last safe date)" not in desk.read(f"/changes/{asked}")

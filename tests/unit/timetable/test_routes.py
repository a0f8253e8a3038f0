"""Every route, under many facts: in the order of the field, passable to its end, and right to the day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.project import events as happened
from workflow.project.folding import add, fold
from workflow.project.guards import obstacles
from workflow.project.machine import move
from workflow.project.model import Project
from workflow.project.situation import Situation
from workflow.rulebook.library import library
from workflow.timetable.calendars import calendar
from workflow.timetable.counting import acts_from
from workflow.timetable.model import Asked, Timetable, TimingVerdict
from workflow.timetable.plan import plan

TODAY = date(2025, 6, 2)
BOOK = library().rulebook("example-city", TODAY)
DAY = timedelta(days=1)
END = date(2028, 3, 31)
Facts = Mapping[str, object]
SETTINGS: tuple[tuple[str, Facts], ...] = (
    ("tender", {}),
    ("tender", {"light_touch": True}),
    ("tender", {"light_touch": True, "voluntary_standstill": "yes"}),
    ("tender", {"award_covered": False}),
    ("tender", {"tendering_period": "35"}),
    ("tender", {"tendering_period": "10", "planned_notice": True}),
    ("tender", {"two_stage": True, "participation_period": "10"}),
    ("tender", {"below_threshold": True, "value": 40_000}),
    ("tender", {"large_contract": True, "tupe": True}),
    ("tender", {"regime": "PSR2023"}),
    ("tender", {"key_decision": False, "call_in": False}),
    ("grant", {}),
    ("grant", {"award_covered": False}),
    ("grant", {"new_programme": True}),
    ("grant", {"value": 4_000}),
    ("renew-or-vary", {}),
    ("renew-or-vary", {"instrument": "contract"}),
    ("renew-or-vary", {"instrument": "contract", "process": "vary", "changes_contract": True}),
    ("renew-or-vary", {"regime": "PSR2023", "process": "vary", "changes_contract": True}),
    ("decommission", {}),
    ("decommission", {"instrument": "contract", "tupe": True}),
    ("decommission", {"instrument": "grant", "key_decision": False}),
    ("health", {}),
    ("health", {"most_suitable_provider": True, "representations_received": True}),
    ("health", {"award_covered": False}),
)
settings = st.sampled_from(SETTINGS)
ends = st.dates(date(2026, 12, 1), date(2040, 12, 31))


def planned(route: str, facts: Facts, end: date, **pins: date) -> Timetable:
    return plan(BOOK, route, Asked(today=TODAY, end=end, pins=pins, facts=facts))


def latest(route: str, facts: Facts, end: date) -> dict[str, date]:
    return {event.id: event.latest for event in planned(route, facts, end).events if event.latest}


@given(settings, ends)
def test_opening_on_the_last_safe_day_fits_and_one_day_later_does_not(
    setting: tuple[str, Facts], end: date
) -> None:
    route, facts = setting
    safe = planned(route, facts, end).last_safe_consultation_opening
    assert safe is not None
    assert planned(route, facts, end, consultation_opened=safe).conflicts == ()
    later = planned(route, facts, end, consultation_opened=safe + DAY)
    assert [(found.rule, found.event) for found in later.conflicts] == [
        ("LDS-CODE-12W", "consultation_closed")
    ]
    assert later.verdict is TimingVerdict.TOO_LATE


def test_where_nothing_changes_no_consultation_is_planned() -> None:
    for route in ("grant", "renew-or-vary"):
        timetable = planned(route, {"no_material_change": True}, date(2028, 3, 31))
        assert timetable.last_safe_consultation_opening is None
        assert timetable["early_conversation_started"].latest
        assert timetable.verdict is TimingVerdict.ON_TIME


@given(settings, ends)
def test_consultation_decision_and_act_follow_each_other(setting: tuple[str, Facts], end: date) -> None:
    found = latest(*setting, end)
    assert found["early_conversation_started"] <= found["consultation_opened"]
    assert found["consultation_closed"] >= found["consultation_opened"] + timedelta(weeks=12)
    assert found["consultation_closed"] <= found["responses_considered"] <= found["decision_made"]
    assert found["equality_assessment_completed"] <= found["decision_made"]
    assert found["decision_made"] <= found["decision_published"] <= found["implementation_allowed"]
    if setting[1].get("key_decision") is not False:
        for again in ("", "award_"):
            if f"{again}key_decision_notice_published" in found:
                notice, decision = f"{again}key_decision_notice_published", f"{again}decision_made"
                assert found[notice] + 29 * DAY <= found[decision]


@given(settings, ends)
def test_notice_comes_after_call_in_and_runs_for_three_months(setting: tuple[str, Facts], end: date) -> None:
    found = latest(*setting, end)
    if "notice_sent" not in found:
        return
    allowed = "award_implementation_allowed" if setting[0] == "grant" else "implementation_allowed"
    assert found[allowed] <= found["notice_sent"] <= found["notice_received"]
    months = next(rule.period for rule in BOOK.rules.values() if rule.id == "LDS-CODE-3M")
    assert months
    ended = acts_from(months.method, 3, calendar("all_days"), found["notice_received"])
    assert ended <= found["funding_change_effective"]


@given(st.sampled_from([setting for setting in SETTINGS if setting[0] == "tender"]), ends)
def test_a_tender_waits_for_the_decision_and_the_contract_for_the_standstill(
    setting: tuple[str, Facts], end: date
) -> None:
    found, facts = latest(*setting, end), setting[1]
    assert found["consultation_closed"] < found["decision_made"] < found["tender_notice"]
    assert found["contract_award_notice"] <= found["contract_entry"]
    method = {"PSR2023": "PSR-STAND-8"}.get(str(facts.get("regime")), "PA-STAND-8")
    period = library().rule(method).period
    assert period
    waits = not facts.get("light_touch") or facts.get("voluntary_standstill") == "yes"
    if waits and not facts.get("below_threshold"):
        signed = acts_from(period.method, period.n, calendar(period.calendar), found["contract_award_notice"])
        assert signed <= found["contract_entry"]


@given(ends)
def test_light_touch_has_no_standstill_that_binds_the_contract_only_the_order(end: date) -> None:
    timetable = planned("tender", {"light_touch": True}, end)
    assert timetable["contract_award_notice"].binding_rule == "order"
    assert planned("tender", {}, end)["contract_award_notice"].binding_rule == "PA-STAND-8"
    health = planned("tender", {"regime": "PSR2023"}, end)
    assert health["contract_award_notice"].binding_rule == "PSR-STAND-8"


@pytest.mark.parametrize(
    ("facts", "days"),
    [
        ({}, 25),
        ({"tendering_period": "30"}, 30),
        ({"tendering_period": "35"}, 35),
        ({"tendering_period": "10"}, 10),
        ({"tendering_period": "0"}, 0),
        ({"light_touch": True}, 0),
        ({"light_touch": True, "tendering_period": "35"}, 0),
    ],
)
def test_bidders_have_the_days_that_fit_how_they_bid(facts: Facts, days: int) -> None:
    notice = date(2027, 9, 1)
    pins = {"tender_notice": notice, "tender_deadline": notice + timedelta(days=days)}
    assert "tender_deadline" not in short(facts, **pins)
    if days:
        assert "tender_deadline" in short(
            facts, **{**pins, "tender_deadline": notice + timedelta(days=days - 1)}
        )


def short(facts: Facts, **pins: date) -> set[str]:
    """The events that an adopted rule, not the body's own time, finds too early."""
    found = planned("tender", facts, date(2029, 4, 1), **pins).conflicts
    return {conflict.event for conflict in found if conflict.rule.startswith("PA-TEND")}


def test_the_award_has_its_own_notice_and_papers_unless_the_first_decision_covers_it() -> None:
    own = latest("tender", {"award_covered": False}, date(2028, 4, 1))
    assert own["award_key_decision_notice_published"] == date(2027, 11, 8)
    assert own["award_papers_published"] == date(2027, 11, 29)
    covered = latest("tender", {}, date(2028, 4, 1))
    assert not {"award_key_decision_notice_published", "award_papers_published"} & covered.keys()
    assert {key: own[key] for key in covered} == covered


@pytest.mark.parametrize(("light", "days"), [(False, 29), (True, 119)])
def test_contract_details_are_due_by_the_last_day_that_counts_the_signing_as_day_one(
    light: bool, days: int
) -> None:
    signed = date(2027, 12, 31)
    timetable = planned("tender", {"light_touch": light}, date(2028, 4, 1), contract_entry=signed)
    assert timetable["contract_details_notice"].latest == latest_working(signed + timedelta(days=days))


def test_a_contract_that_ended_is_told_within_thirty_days() -> None:
    ended = date(2028, 3, 31)
    timetable = planned("decommission", {"instrument": "contract"}, ended)
    assert timetable["contract_termination_notice"].latest == latest_working(ended + timedelta(days=29))
    events = {event.id for event in planned("decommission", {"instrument": "grant"}, ended).events}
    assert "contract_termination_notice" not in events


def latest_working(day: date) -> date:
    return calendar("england").on_or_before(day)


def opened(route_id: str, facts: Facts) -> happened.ProjectOpened:
    people = ("", "owner", "manager", "decider", "public", None)
    return happened.ProjectOpened(
        "X-1", "Title", "", route_id, BOOK.id, BOOK.edition, "calendar", END, True, facts, *people
    )


def walked(route_id: str, facts: Facts) -> Project:
    """A project in which everything that is asked for was recorded, stage after stage, on its latest day."""
    route = BOOK.route(route_id, facts)
    after = date(2029, 6, 1)
    told = {**route.facts, **facts}
    begun = opened(route_id, told)
    project = fold((begun,), route.stages[0].slug)
    dates = {event.id: event.latest or event.earliest for event in planned(route_id, told, END).events}
    for stage in route.stages:
        for task in stage.tasks:
            record = happened.EvidenceAdded(
                f"{stage.slug}-{task.id}", stage.slug, task.id, "note", "x", "staff"
            )
            project = add(record, project)
        for event in stage.events:
            project = add(happened.DateRecorded(event, 1, "actual", dates[event], ""), project)
        situation = Situation(project, BOOK, route, after)
        project = add(move(situation, f"finish-{stage.slug}"), project)
    return project


@pytest.mark.parametrize("setting", SETTINGS, ids=str)
def test_every_stage_can_be_finished_to_the_end_once_its_records_are_there(
    setting: tuple[str, Facts],
) -> None:
    project = walked(*setting)
    assert project.stage == "ended"
    assert project.finished == tuple(stage.slug for stage in BOOK.route(*setting).stages)


@pytest.mark.parametrize("setting", SETTINGS, ids=str)
def test_whatever_stands_in_the_way_has_a_way_out(setting: tuple[str, Facts]) -> None:
    route_id, facts = setting
    route = BOOK.route(route_id, facts)
    told = {**route.facts, **facts}
    begun = opened(route_id, told)
    situation = Situation(fold((begun,), route.stages[0].slug), BOOK, route, TODAY)
    for stage in route.stages:
        for found in obstacles(situation, stage):
            assert found.missing
            assert found.may_be_explained or found.exceptions or not found.rule or not found.blocks


def test_r073_a_small_grant_takes_the_shorter_path_and_one_pound_more_does_not() -> None:
    short_path, whole = (
        [stage.slug for stage in BOOK.route("grant", {"value": value}).stages] for value in (5_000, 5_001)
    )
    assert set(whole) - set(short_path) == {"assessment", "monitoring"}

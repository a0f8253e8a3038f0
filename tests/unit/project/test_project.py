"""The pure floor of the project: facts add up, the machine decides, and no database is near."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from workflow.errors import BadRequest, Refused
from workflow.project import events as happened
from workflow.project.folding import fold
from workflow.project.guards import broken_by, not_met, obstacles
from workflow.project.machine import machine, move, moves_from
from workflow.project.model import Project
from workflow.project.situation import Situation
from workflow.rulebook.library import library
from workflow.rulebook.model import GUARDS as KNOWN_GUARDS
from workflow.timetable.plan import plan

TODAY = date(2026, 11, 24)
RULEBOOK = library().rulebook("example-city", TODAY)


def opened(route: str = "tender", **more: object) -> happened.ProjectOpened:
    given = {
        "ref": "COM-2026-001",
        "title": "Community mental health support",
        "summary": "",
        "route": route,
        "rulebook": "example-city",
        "edition": "2026",
        "calendar": "x",
        "end": date(2028, 4, 1),
        "end_fixed": False,
        "facts": dict(RULEBOOK.routes[route].facts),
        "directorate": "",
        "owner": "o",
        "manager": "m",
        "decider": "d",
        "visibility": "public",
        **more,
    }
    return happened.ProjectOpened(**given)  # type: ignore[arg-type]


def after(*facts: happened.Fact, route: str = "tender", today: date = TODAY, **more: object) -> Situation:
    begun = opened(route, **more)
    found = RULEBOOK.route(route, begun.facts)
    project = fold((begun, *facts), found.stages[0].slug)
    return Situation(project, RULEBOOK, found, today)


def on(event: str, day: date) -> happened.DateRecorded:
    return happened.DateRecorded(event, 1, "actual", day)


def at(
    slug: str, *facts: happened.Fact, route: str = "tender", today: date = TODAY, **more: object
) -> Situation:
    situation = after(*facts, route=route, today=today, **more)
    return replace(situation, project=replace(situation.project, stage=slug))


@pytest.mark.parametrize("fact", [
    opened(),
    on("consultation_opened", date(2027, 3, 3)),
    happened.DateRecorded("consultation_opened", 2, "planned", None, "taken back"),
    happened.EndMoved(date(2028, 5, 1), True, "why"),
    happened.EvidenceAdded("1", "need", "t", "meeting", "x", "exempt", "10.4(3)", held_on=date(2027, 3, 3)),
    happened.RuleNotMet("PSED", "t", "w", "decision_made", date(2027, 8, 5), date(2027, 8, 6), "m"),
])  # fmt: skip
def test_every_fact_comes_back_from_the_store_as_it_went_in(fact: happened.Fact) -> None:
    assert happened.from_data(fact.kind, happened.to_data(fact)) == fact


def test_each_guard_that_a_rulebook_may_name_exists_and_no_other() -> None:
    from workflow.project.guards import GUARDS

    assert set(GUARDS) == set(KNOWN_GUARDS)


@pytest.mark.parametrize("route", ["tender", "decommission"])
def test_the_machine_offers_no_way_round_a_guard(route: str) -> None:
    built = machine(RULEBOOK.fingerprint, RULEBOOK.routes[route])
    moves = RULEBOOK.routes[route].moves
    back = {f"reopen-{m.start}" for m in moves if m.kind != "withdraw"}
    assert set(built.events) == {m.id for m in moves} | back
    assert all(t.conditions for e in built.events.values() for ts in e.transitions.values() for t in ts)
    assert built.models == []


@pytest.mark.parametrize("move_id", ["to_contract", "finish-contract", "nonsense"])
def test_a_step_that_does_not_start_here_is_refused_with_what_to_do(move_id: str) -> None:
    with pytest.raises(BadRequest):
        move(after(), move_id)


def test_asking_the_machine_changes_neither_the_project_nor_the_machine() -> None:
    listed = happened.EvidenceAdded("1", "need", "consult_list", "note", "users", "public")
    situation = after(listed)
    first, second = move(situation, "finish-need"), move(situation, "finish-need")
    assert (first, situation.project.stage) == (second, "need")


def test_a_withdrawal_wants_a_reason_and_starts_from_any_stage() -> None:
    situation = at("contract")
    with pytest.raises(Refused):
        move(situation, "withdraw", " ")
    assert move(situation, "withdraw", "The money was found elsewhere.").end == "withdrawn"


def test_nothing_starts_from_a_project_that_was_withdrawn() -> None:
    assert moves_from(at("withdrawn")) == []


def test_an_optional_stage_is_skipped_only_with_a_reason() -> None:
    situation = at("improve-first", route="decommission", end=date(2028, 3, 31))
    skip = next(m.id for m in moves_from(situation) if m.kind == "skip")
    with pytest.raises(Refused):
        move(situation, skip)
    assert move(situation, skip, "Performance is not the reason.").how == "skip"


@pytest.mark.parametrize(
    ("closed", "kept"),
    [(date(2026, 8, 24), True), (date(2026, 8, 23), False)],
    ids=["12 weeks", "one day fewer"],
)
def test_the_window_gate_closes_on_the_last_day_of_twelve_weeks_and_not_before(
    closed: date, kept: bool
) -> None:
    dates = (on("consultation_opened", date(2026, 6, 1)), on("consultation_closed", closed))
    rules = {
        o.rule for o in obstacles(at("consultation", *dates), RULEBOOK.routes["tender"].stage("consultation"))
    }
    assert ("LDS-CODE-12W" not in rules) is kept


@pytest.mark.parametrize(("today", "over"), [(date(2027, 12, 30), False), (date(2027, 12, 31), True)])
def test_the_standstill_gate_opens_on_the_day_after_its_eighth_working_day(today: date, over: bool) -> None:
    situation = at("standstill", on("contract_award_notice", date(2027, 12, 17)), today=today)
    rules = {o.rule for o in obstacles(situation, situation.route.stage("standstill"))}
    assert ("PA-STAND-8" not in rules) is over


def test_the_health_regime_counts_its_standstill_a_day_longer_and_asks_for_no_other() -> None:
    facts = {**RULEBOOK.routes["tender"].facts, "regime": "PSR2023"}
    notice = on("contract_award_notice", date(2027, 12, 17))
    early, late = (
        {o.rule for o in obstacles(s, s.route.stage("standstill")) if o.rule.endswith("-STAND-8")}
        for s in (
            at("standstill", notice, today=day, facts=facts) for day in (date(2027, 12, 31), date(2028, 1, 1))
        )
    )
    assert early == {"PSR-STAND-8"}
    assert late == set()


def test_r080_each_obstacle_says_its_force_and_whether_it_may_be_explained() -> None:
    situation = at("decision-to-procure", on("decision_made", date(2026, 11, 2)))
    found = {o.rule: o for o in obstacles(situation, situation.route.stage("decision-to-procure")) if o.rule}
    told = {rule: (o.force.words if o.force else "", o.may_be_explained) for rule, o in found.items()}
    assert told["KD-28"] == ("required by law", False)
    assert told["LDS-PAPERS-5WD"] == ("the council's own rule", False)
    assert told["GUN-4"][0].startswith("courts have looked at this")
    assert {x.id for x in found["KD-28"].exceptions} == {"KD-GENEX", "KD-URGENT", "not_applicable"}


def test_an_unconfirmed_rule_warns_and_never_blocks() -> None:
    leeds = library().rulebook("leeds", TODAY)
    dates = (on("consultation_opened", date(2026, 6, 1)), on("consultation_closed", date(2026, 7, 1)))
    situation = replace(at("consultation", *dates), rulebook=leeds)
    window = [
        o for o in obstacles(situation, situation.route.stage("consultation")) if o.rule == "LDS-CODE-12W"
    ]
    assert [(o.blocks, o.unconfirmed) for o in window] == [(False, True)]


def test_a_key_decision_notice_is_not_asked_of_a_decision_that_is_not_key() -> None:
    facts = {**RULEBOOK.routes["tender"].facts, "key_decision": False}
    situation = at("decision-to-procure", facts=facts)
    asked = {o.event for o in obstacles(situation, situation.route.stage("decision-to-procure"))}
    assert "key_decision_notice_published" not in asked
    assert "decision_made" in asked


def test_an_equality_record_of_an_earlier_stage_does_not_stand_for_the_decision_makers_own() -> None:
    record = happened.EvidenceAdded("1", "design", "equality_read", "note", "read", "staff")
    situation = at("decision-to-procure", record)
    psed = next(
        o for o in obstacles(situation, situation.route.stage("decision-to-procure")) if o.rule == "PSED"
    )
    assert "equality_read" in psed.tasks


def test_a_conflict_that_was_explained_leaves_the_plan() -> None:
    planned = happened.DateRecorded("consultation_opened", 1, "planned", date(2027, 3, 24))
    asked = happened.ExplanationAsked("e", "LDS-CODE-12W", "consultation_closed", "c", "r", "i", "p", False)
    decided = happened.ExplanationDecided("e", True, "ok", "q", "Manager")
    before, then = (_conflicts(after(*facts).project) for facts in ((planned,), (planned, asked, decided)))
    assert before == ["LDS-CODE-12W"]
    assert then == []


def _conflicts(project: Project) -> list[str]:
    return [c.rule for c in plan(RULEBOOK, project.route, project.asked(TODAY)).conflicts]


def _kept(stage: str, *tasks: str) -> tuple[happened.EvidenceAdded, ...]:
    return tuple(happened.EvidenceAdded(f"{stage}-{t}", stage, t, "note", "kept", "staff") for t in tasks)


def _asked_at(situation: Situation, slug: str) -> dict[str, tuple[str, ...]]:
    return {o.rule: o.tasks for o in obstacles(situation, situation.route.stage(slug)) if o.rule}


def test_a_record_of_an_earlier_stage_serves_where_the_stage_has_no_task_of_its_own() -> None:
    assert "GUN-1" in _asked_at(at("consultation"), "consultation")
    talked = at("consultation", *_kept("early-conversation", "still_open"))
    assert "GUN-1" not in _asked_at(talked, "consultation")


def test_one_record_answers_every_rule_that_asks_for_it() -> None:
    asked = _asked_at(at("decision-to-procure"), "decision-to-procure")
    assert asked["KD-DEF"] == ("key_decision_test",)
    assert asked["REC-DEC"] == ("decision_record",)
    told = at("decision-to-procure", *_kept("decision-to-procure", "key_decision_test", "decision_record"))
    assert not {"KD-DEF", "REC-DEC"} & _asked_at(told, "decision-to-procure").keys()


def test_what_follows_an_act_never_makes_the_act_one_that_was_not_met() -> None:
    situation = at("award-decision", on("award_decision_made", date(2026, 11, 20)))
    assert not {"PA-AWARD", "REC-DEC", "PA-CONFLICT"} & {
        o.rule for o in broken_by(situation, "award_decision_made")
    }
    assert {"PA-AWARD", "REC-DEC"} <= _asked_at(situation, "award-decision").keys()


@pytest.mark.parametrize(("published", "kept"), [(date(2026, 11, 8), True), (date(2026, 11, 9), False)])
def test_a_notice_after_its_last_day_is_not_met_and_holds_no_stage(published: date, kept: bool) -> None:
    dates = (on("contract_entry", date(2026, 10, 10)), on("contract_details_notice", published))
    situation = at("contract", *dates)
    assert ("PA-DETAILS-30" not in {fact.rule for fact in not_met(situation)}) is kept
    assert "PA-DETAILS-30" not in _asked_at(situation, "contract")


@pytest.mark.parametrize(("direct", "rule"), [("no", "PA-TENDER"), ("yes", "PA-TRANSP")])
def test_a_direct_award_needs_its_own_notice_in_place_of_a_tender_notice(direct: str, rule: str) -> None:
    situation = at("tender", facts={**RULEBOOK.routes["tender"].facts, "direct_award": direct})
    assert {"PA-TENDER", "PA-TRANSP"} & _asked_at(situation, "tender").keys() == {rule}


def test_good_practice_warns_and_never_blocks() -> None:
    book = RULEBOOK.model_copy(
        update={"rules": {**RULEBOOK.rules, "CP-FEEDBACK-12W": library().rule("CP-FEEDBACK-12W")}}
    )
    dates = (on("consultation_closed", date(2026, 1, 5)), on("response_published", date(2026, 11, 2)))
    assert "CP-FEEDBACK-12W" not in {
        o.rule
        for o in broken_by(replace(at("decision-to-procure", *dates), rulebook=book), "response_published")
    }


@pytest.mark.parametrize(("published", "held"), [(date(2026, 6, 9), True), (date(2026, 6, 8), False)])
def test_an_exception_that_leaves_five_clear_days_still_asks_for_them(published: date, held: bool) -> None:
    general = happened.ExceptionRecorded("x", "KD-28", "decision_made", "KD-GENEX", "why", "post")
    dates = (
        on("key_decision_notice_published", published),
        on("decision_made", date(2026, 6, 14)),
        general,
    )
    situation = at("decision-to-procure", *dates)
    found = [
        o for o in obstacles(situation, situation.route.stage("decision-to-procure")) if o.rule == "KD-28"
    ]
    assert bool(found) is held

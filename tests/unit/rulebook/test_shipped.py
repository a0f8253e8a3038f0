"""The rulebooks that are shipped: sound, sourced, in the order of the field, and in plain words."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml

from workflow.rulebook.library import SHIPPED, Library, library, validate
from workflow.rulebook.loader import Fault, Faulty
from workflow.rulebook.model import Force, Rule
from workflow.timetable.ties import network_of

FIELD = yaml.safe_load((Path(__file__).parents[2] / "data" / "stages.yaml").read_text(encoding="utf-8"))
SPINE = """
    LDS-CODE-12W LDS-CODE-3M LDS-PAPERS-5WD LDS-CALLIN-5WD KD-28 AG-5 PA-STAND-8 PA-SUMMARY PSR-STAND-8
    BV-2011-3M PSED SVA-1 GUN-4 CL-NASH COV-PRINCIPLES NC-1998-CONS-12W NC-2000-FUND-3M NC-2009-CONS-12W
    NC-2009-3M NC-2010-2.2-EARLY NC-2010-2.4-12W NC-2010-4.4-3M
""".split()
# stage and rule that ours has beside the field: why
BESIDE_THE_FIELD = {
    ("T4", "LDS-PAPERS-5WD"): "the papers of the decision to buy wait as those of the award do",
    ("T5", "LDS-CALLIN-5WD"): "call-in of the decision to buy ends before the tender goes out",
    ("T9", "PSR-STAND-8"): "a tender for health care keeps the standstill of its own regime",
}
# rule that stops and has neither period nor gate: why
WITHOUT_A_GATE = {
    "KD-URGENT": "a way out of the 28 days, asked for where it is used: an exception of KD-28",
    "PA-TERMPROC": "only where nothing is awarded: such a project is withdrawn, and finishes no stage",
}
VAGUE = (
    "as soon as possible", "in due course", "shortly", "timely", "going forward", "stakeholder",
    "engage with", "reach out", "as necessary", "where appropriate", "where possible",
    "operational reasons", "timescale", "meaningful", "robust", "effective", "appropriate", "rationalise",
    "reshape", "remodel", "transform", "ensure", "facilitate", "leverage", "utilise", "ongoing", "tbc",
    "purdah", "end user", "compliant", "breach", "unlawful",
)  # fmt: skip
NO_WORDS = re.compile(r"https?://\S+|^- id: .*|\b[A-Z]+(-[A-Z0-9.]+)+\b")


def test_the_shipped_rulebooks_are_sound() -> None:
    assert {rulebook.id for rulebook in Library.load().rulebooks()} >= {"example-city", "leeds"}


@pytest.mark.parametrize("pack", sorted((SHIPPED / "packs").glob("*.yaml")), ids=lambda pack: pack.stem)
def test_validate_finds_no_fault_in_a_shipped_pack(pack: Path) -> None:
    faults: tuple[Fault, ...] = ()
    try:
        validate(pack)
    except Faulty as error:
        faults = tuple(error.faults)
    assert faults == ()


@pytest.mark.parametrize("rule_id", SPINE)
def test_every_rule_of_the_spine_is_there_with_its_source(rule_id: str) -> None:
    rule = library().rule(rule_id)
    assert rule.source.name
    assert rule.in_force_from
    assert rule.asks.endswith(".")
    assert rule.why.endswith(".")


@pytest.mark.parametrize("route_id", FIELD)
def test_stage_order_follows_the_field(route_id: str) -> None:
    stages = library().route(route_id).stages
    assert [(stage.id, stage.slug) for stage in stages] == [(s["id"], s["slug"]) for s in FIELD[route_id]]


@pytest.mark.parametrize("route_id", FIELD)
def test_every_stage_is_gated_by_the_rules_that_the_field_names_for_it(route_id: str) -> None:
    asked = {(s["id"], rule) for s in FIELD[route_id] for rule in s["gated_by"]}
    ours = {(stage.id, rule) for stage in library().route(route_id).stages for rule in stage.gates}
    assert asked - ours == set()
    assert ours - asked == {pair for pair in BESIDE_THE_FIELD if pair in ours}


def test_what_stands_beside_the_field_still_does() -> None:
    stages = {stage.id: stage for route in library().routes.values() for stage in route.stages}
    assert [pair for pair in BESIDE_THE_FIELD if pair[1] not in stages[pair[0]].gates] == []


def test_a_rule_that_stops_a_stage_says_what_would_keep_it() -> None:
    gating = {rule for route in library().routes.values() for stage in route.stages for rule in stage.gates}
    stopping = (r for r in library().all_rules() if r.id in gating and r.effect in ("block", "explain"))
    assert {rule.id for rule in stopping if rule.closing is None} == set(WITHOUT_A_GATE)


@pytest.mark.parametrize("route_id", FIELD)
def test_options_are_not_final_before_the_early_conversation(route_id: str) -> None:
    ours = {stage.id: stage.not_final_before for stage in library().route(route_id).stages}
    assert ours == {s["id"]: s.get("not_final_before") for s in FIELD[route_id]}


@pytest.mark.parametrize("rule", library().all_rules(), ids=lambda rule: rule.id)
def test_a_rule_says_the_figure_that_it_counts(rule: Rule) -> None:
    if rule.period is None:
        assert rule.closing == rule.gate
        return
    figure = re.compile(rf"\b{rule.period.n}(th)?\b")
    assert figure.search(rule.title)
    assert figure.search(rule.asks)


def test_no_rule_that_rests_on_memory_blocks_and_none_that_may_be_explained() -> None:
    blocking = [rule for rule in library().all_rules() if rule.effect == "block"]
    assert blocking
    assert not [rule.id for rule in blocking if rule.rests_on_memory or rule.force.may_be_explained]


def test_law_states_its_own_ways_out_of_a_wait_that_a_usual_plan_has() -> None:
    plans = (
        (book, tie)
        for book in library().rulebooks()
        for route in book.routes
        for tie in network_of(book, book.route(route, {}), {}).ties
    )
    waits = {
        tie.rule: book.rules[tie.rule]
        for book, tie in plans
        if tie.force is Force.LAW and tie.kind == "minimum" and not tie.order_only
    }
    assert {"AG-5", "KD-28", "PA-STAND-8", "PA-TEND-25", "PSR-STAND-8"} <= waits.keys()
    assert [rule.id for rule in waits.values() if not rule.exceptions] == []


def test_the_general_exception_leaves_5_clear_days_and_special_urgency_none() -> None:
    left = {way.id: way.leaves for way in library().rule("KD-28").exceptions}
    assert [(name, shorter.n, shorter.method.value) for name, shorter in left.items() if shorter] == [
        ("KD-GENEX", 5, "clear_days"),
        ("KD-URGENT", 0, "on_or_after"),
    ]


def test_the_rulebooks_say_none_of_the_vague_words() -> None:
    vague = re.compile(rf"\b({'|'.join(VAGUE)})s?\b", re.IGNORECASE)
    files = sorted(SHIPPED.rglob("*.yaml"))
    lines = [(f.name, line) for f in files for line in f.read_text(encoding="utf-8").splitlines()]
    assert len(lines) > 500
    assert [found for found in lines if vague.search(NO_WORDS.sub("", found[1]))] == []


def test_each_edition_of_the_national_compact_ends_where_the_next_begins() -> None:
    windows = [library().rule(x) for x in ("NC-1998-CONS-12W", "NC-2009-CONS-12W", "NC-2010-2.4-12W")]
    for earlier, later in zip(windows, windows[1:], strict=False):
        assert earlier.in_force_to and later.in_force_from
        assert earlier.in_force_to + timedelta(days=1) == later.in_force_from
        assert earlier.in_force_on(earlier.in_force_to) and not later.in_force_on(earlier.in_force_to)
        assert later.in_force_on(later.in_force_from) and not earlier.in_force_on(later.in_force_from)


def test_the_covenant_follows_the_compact_to_the_day() -> None:
    compact, covenant = library().rule("NC-2010-2.2-EARLY"), library().rule("COV-PRINCIPLES")
    assert compact.in_force_to == date(2025, 7, 16)
    assert covenant.in_force_from == date(2025, 7, 17)
    assert covenant.force is Force.GOOD_PRACTICE

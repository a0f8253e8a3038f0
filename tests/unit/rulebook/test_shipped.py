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

FIELD = yaml.safe_load((Path(__file__).parents[2] / "data" / "stages.yaml").read_text(encoding="utf-8"))
SPINE = """
    LDS-CODE-12W LDS-CODE-3M LDS-PAPERS-5WD LDS-CALLIN-5WD KD-28 AG-5 PA-STAND-8 PA-SUMMARY PSR-STAND-8
    BV-2011-3M PSED SVA-1 GUN-4 CL-NASH COV-PRINCIPLES NC-1998-CONS-12W NC-2000-FUND-3M NC-2009-CONS-12W
    NC-2009-3M NC-2010-2.2-EARLY NC-2010-2.4-12W NC-2010-4.4-3M
""".split()
VAGUE = (
    "as soon as possible", "in due course", "shortly", "timely", "going forward", "stakeholder",
    "engage with", "reach out", "as necessary", "where appropriate", "where possible",
    "operational reasons", "timescale", "meaningful", "robust", "effective", "appropriate", "rationalise",
    "reshape", "remodel", "transform", "ensure", "facilitate", "leverage", "utilise", "ongoing", "tbc",
    "purdah", "end user", "compliant", "breach", "unlawful",
)  # fmt: skip
NO_WORDS = re.compile(r"https?://\S+|^- id: .*")


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
def test_every_stage_is_gated_by_the_adopted_rules_that_the_field_names_for_it(route_id: str) -> None:
    known = {rule_id for rulebook in library().rulebooks() for rule_id in rulebook.rules}
    ours = {stage.id: set(stage.gates) for stage in library().route(route_id).stages}
    missing = {s["id"]: sorted(set(s["gated_by"]) & known - ours[s["id"]]) for s in FIELD[route_id]}
    assert not any(missing.values()), missing


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


def test_law_and_the_councils_own_rules_state_their_own_ways_out_of_a_period() -> None:
    adopted = (rule for rulebook in library().rulebooks() for rule in rulebook.rules.values())
    rules = [rule for rule in adopted if rule.period and rule.force is Force.LAW]
    assert {rule.id for rule in rules if not rule.exceptions} == set()


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

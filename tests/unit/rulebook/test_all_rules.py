"""Every rule of the research stands in one pack, as the research has it; what differs is listed with why."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from workflow.rulebook.library import library
from workflow.rulebook.model import Applies, Rule

HERE = Path(__file__).parents[2] / "data" / "rules.yaml"
RESEARCH = Path(__file__).parents[4] / "shared" / "rules" / "rules.yaml"
KEPT = ("method", "start_event", "end_event", "calendar", "accepts")
UNITS = {"GBP": "pounds", "GBP_inc_VAT": "pounds_including_vat", "percent": "percent"}
WITHOUT_FIGURE = ("asap", "reasonable")
# rule and what differs: why
SAID_BY_FORCE = "the way out that the research lists is the explanation itself, which every code allows"
DIFFERS = {
    ("NC-1998-CONS-12W", "exceptions"): SAID_BY_FORCE,
    ("NC-2009-CONS-12W", "exceptions"): SAID_BY_FORCE,
    ("NC-2010-2.4-12W", "exceptions"): SAID_BY_FORCE,
    ("LDS-CODE-12W", "exceptions"): SAID_BY_FORCE,
    ("LC-EASTLEIGH-APPEAL", "period"): "the council must leave 14 days to appeal: a minimum for its own act",
    ("PA-QPPN", "period"): "the near side of the window is a minimum, the far side stands beside it",
    ("PA-KPI", "period"): "each look at the indicators falls due: the recurring 12 months are a maximum",
    ("CP-ELECTION", "period"): "6 weeks of custom are a figure: polling is no act of the body that waits",
    ("CP-ELECTION", "figures"): "the same 6 weeks",
    ("KD-URGENT", "figures"): "0 days, which nothing counts: the exception of KD-28 leaves nothing",
}


def from_research(rule: Mapping[str, Any]) -> dict[str, Any]:
    """One entry of the research in the form of the excerpt kept here."""
    kept = {
        "id": rule["id"],
        "label": rule["label"],
        "effect": rule["engine_effect"],
        "evidence": rule["evidence"],
        "exceptions": bool(rule["exceptions"]),
        "from": rule["effective_from"],
        "to": rule["effective_to"],
        "applies_to": rule["applies_to"] or {},
    }
    if rule["period"]:
        kept["period"] = rule["period"]
    if rule["count"]:
        kept["count"] = {key: rule["count"][key] for key in KEPT if rule["count"].get(key)}
    return kept


EXCERPT = [json.loads(line[2:]) for line in HERE.read_text(encoding="utf-8").splitlines()[2:]]


def of_research() -> list[dict[str, Any]]:
    """The research itself where it stands beside this checkout, else its excerpt."""
    if not RESEARCH.is_file():
        return EXCERPT
    return [from_research(rule) for rule in yaml.safe_load(RESEARCH.read_text(encoding="utf-8"))["rules"]]


FIELD = of_research()


def test_the_excerpt_says_what_the_research_says() -> None:
    assert EXCERPT == FIELD
    assert len({rule["id"] for rule in EXCERPT}) == 175


def test_every_rule_of_the_research_stands_in_exactly_one_pack_and_no_other_does() -> None:
    homes = Counter(rule.id for pack in library().packs.values() for rule in pack.rules)
    assert homes == Counter(rule["id"] for rule in FIELD)


@pytest.mark.parametrize("told", FIELD, ids=lambda told: str(told["id"]))
def test_a_rule_is_as_the_research_has_it(told: Mapping[str, Any]) -> None:
    found, asked = ours(library().rule(told["id"])), theirs(told)
    differing = {key: (found[key], asked[key]) for key in asked if found[key] != asked[key]}
    listed = {what for rule_id, what in DIFFERS if rule_id == told["id"]}
    assert set(differing) == listed, differing


def ours(rule: Rule) -> dict[str, object]:
    """A rule of a pack, in the words of the research."""
    period, soon, figure = rule.period, rule.no_figure, rule.figure
    return {
        "label": (rule.force, rule.effect, rule.evidence),
        "in force": (rule.in_force_from, rule.in_force_to),
        "applies to": rule.applies_to,
        "exceptions": bool(rule.exceptions),
        "period": period
        and (period.kind, period.n, period.method, period.calendar, period.start, period.end, period.accepts),
        "without figure": soon and (soon.kind, soon.start, soon.end),
        "figures": (figure.unit, dict(figure.amounts)) if figure else None,
    }


def theirs(told: Mapping[str, Any]) -> dict[str, object]:
    """An entry of the research, in the same form."""
    period, count = told.get("period") or {}, told.get("count") or {}
    between = (count.get("start_event"), count.get("end_event"))
    soon = period.get("kind") in WITHOUT_FIGURE
    counted = bool(count) and not soon
    accepts = tuple(count.get("accepts", ()))
    return {
        "label": (told["label"], told["effect"], told["evidence"]),
        "in force": (day(told["from"]), day(told["to"])),
        "applies to": Applies(**told["applies_to"]),
        "exceptions": told["exceptions"],
        "period": (period["kind"], period["n"], count["method"], count["calendar"], *between, accepts)
        if counted
        else None,
        "without figure": (period["kind"], *between) if soon else None,
        "figures": figures(period, counted=counted),
    }


def figures(period: Mapping[str, Any], *, counted: bool) -> tuple[str, dict[str, int]] | None:
    """The unit and the numbers of a period that are not the one that is counted."""
    unit, found = period.get("unit"), {}
    for key, value in period.items():
        if key in ("kind", "unit") or value is None or (key == "n" and counted):
            continue
        unit = value["unit"] if isinstance(value, dict) else unit
        found[key] = value["n"] if isinstance(value, dict) else value
    return (UNITS.get(str(unit), f"{unit}s"), found) if found else None


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


@pytest.mark.parametrize("name", ["example-city", "leeds"])
def test_r054_a_rule_binds_nobody_until_its_pack_is_adopted(name: str) -> None:
    book = library().rulebook(name, date(2026, 11, 22))
    adopted = {(adoption.pack, adoption.edition) for adoption in book.authority.packs}
    binding = {rule.id for key, pack in library().packs.items() if key in adopted for rule in pack.rules}
    assert set(book.rules) == binding
    assert {"LDS-CODE-12W", "KD-28", "PA-TEND-25", "GUN-1"} <= binding
    assert not binding & {"NC-2010-4.4-3M", "LC-EASTLEIGH-6M", "PCR-OPEN-35", "NAO-NOTICE", "HS-23"}


def test_a_thresholds_table_ends_where_the_next_begins() -> None:
    old, new = library().rule("PA-THRESH-24"), library().rule("PA-THRESH-26")
    assert old.figure and new.figure
    assert (old.in_force_on(date(2025, 12, 31)), new.in_force_on(date(2025, 12, 31))) == (True, False)
    assert (old.in_force_on(date(2026, 1, 1)), new.in_force_on(date(2026, 1, 1))) == (False, True)
    assert old.figure.amounts["sub_central_services"] == 214_904
    assert new.figure.amounts["sub_central_services"] == 207_720

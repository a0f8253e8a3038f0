"""Nothing that anyone can type into an address or a form makes a page fail: many nonsense requests."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from werkzeug.routing import Rule

from tests.support.visitors import Visitor
from tests.support.world import World
from tests.support.world import world as in_world

NONSENSE = (
    "", "0", "-1", "x", "\u202e", "é" * 300, "9" * 40, "2028-02-30", "0001-01-01", "9999-12-31", "1e9", "<b>",
    "'", "%00", "../..", "a" * 5000, "٣", "½", "on", "yes", "no", "31", "12", "2028", "tender", "None",
    "key_decision:true", "regime:", "value:1e400", "COM-2026-001", "\r\nX: y", "nul\0l",
)  # fmt: skip
FIELDS = (
    "what", "bodies", "kind", "value", "end", "end-day", "end-month", "end-year", "movable", "decides",
    "also", "save", "q", "route", "fact", "event", "rule", "next", "scope", "page", "title", "owner",
    "manager", "decider", "visibility", "reason", "text", "form", "on-day", "on-month", "on-year",
    "until-day", "until-month", "until-year", "plan", "answer", "cause", "instead", "exception", "post",
    "email", "password", "version", "key", "decided", "still_open", "summary", "vague", "why",
)  # fmt: skip
SOME_PLACES = ("/work", "/projects/{ref}/questions", "/projects/{ref}/record/consultation_opened")
ROUNDS = 700
SEEDS = [pytest.param("", id="as always"), *(pytest.param(new, marks=pytest.mark.long) for new in "ABC")]
FORM_OF_TODAY = 0.3
"""How often somebody sends a form that they have just been shown: else an older one."""


@pytest.fixture
def world(database_url: str, tmp_path: Path) -> Iterator[World]:
    with in_world(database_url, tmp_path, "example-city") as found:
        yield found


def filled(rule: Rule, dice: random.Random, known: tuple[str, ...]) -> str:
    """The address of a route with something, known or nonsense, in each of its places."""
    path = rule.rule
    for name in rule.arguments:
        value = quote(dice.choice((*known, *NONSENSE)).replace("/", "") or "z", safe="")
        path = re.sub(rf"<[^<>]*\b{name}>", lambda _found, value=value: value, path)
    return path


@pytest.mark.parametrize("seed", SEEDS)
def test_no_request_makes_a_page_fail(world: World, database_url: str, seed: str) -> None:
    """Each database gets requests of its own, the same each time; under `--long` three times new ones."""
    seed = f"{seed} {random.SystemRandom().random()}" if seed else database_url.split(":")[0]
    dice = random.Random(seed)
    known = (
        *world.names.values(),
        "consultation",
        "need",
        "KD-28",
        "LDS-CODE-12W",
        "consultation_opened",
        "end",
    )
    visitors = [Visitor(world.app) for _ in range(4)]
    for visitor, who in zip(visitors, ("manager", "admin", "officer"), strict=False):
        visitor.sign_in(world.city.emails[who])
    rules = [
        r for r in world.app.url_map.iter_rules() if r.endpoint not in ("account.sign_out", "health.health")
    ]
    failed = []
    for _round in range(ROUNDS):
        rule, visitor = dice.choice(rules), dice.choice(visitors)
        typed = {dice.choice(FIELDS): dice.choice(NONSENSE) for _ in range(dice.randint(0, 9))}
        path = filled(rule, dice, known)
        if "POST" in (rule.methods or ()):
            if "version" not in visitor.fields or dice.random() < FORM_OF_TODAY:
                visitor.get(dice.choice(SOME_PLACES).format(**world.names))
            answer = visitor.client.post(path, data={**visitor.fields, **typed})
        else:
            answer = visitor.client.get(path, query_string=typed)
        if answer.status_code >= 500:
            failed.append((rule.endpoint, path, typed))
    print(f"seed: {seed!r}")
    assert failed == [], f"seed: {seed!r}"

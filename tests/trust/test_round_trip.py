"""By the command line: opening on the last safe day fits, a day later does not, on every route."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from tests.support.oracle_commands import documents
from tests.support.oracle_rules import dice

ENDS = {
    "tender": "service_start",
    "grant": "service_start",
    "renew-or-vary": "funding_change_effective",
    "decommission": "funding_change_effective",
    "health": "service_start",
}
FACTS = ("key_decision=true", "key_decision=false", "call_in=false", "tupe=true", "light_touch=true")
ROUNDS = 3


def timetable(book: str, route: str, fact: str, *dates: str) -> list[str]:
    words = [
        "timetable",
        "--rulebook",
        book,
        "--route",
        route,
        "--fact",
        fact,
        "--today",
        "2026-11-24",
        "--json",
    ]
    return [*words, *(word for day in dates for word in ("--set", day))]


def test_the_last_safe_opening_of_every_route_fits_and_one_day_later_does_not() -> None:
    chance = dice()
    asked = [
        (
            chance.choice(("example-city", "leeds")),
            route,
            chance.choice(FACTS),
            f"{last}={date(2029, 1, 1) + timedelta(chance.randrange(3650))}",
        )
        for route, last in ENDS.items()
        for _round in range(ROUNDS)
    ]
    safe: list[Any] = [
        found["last_safe_consultation_opening"] for found in documents([timetable(*each) for each in asked])
    ]
    opened = [
        timetable(*each, f"consultation_opened={date.fromisoformat(day) + timedelta(late)}")
        for each, day in zip(asked, safe, strict=True)
        for late in (0, 1)
    ]
    conflicts: list[Any] = [found["conflicts"] for found in documents(opened)]
    minima = [[c for c in each if c.get("kind", "minimum") == "minimum"] for each in conflicts]
    for i, each in enumerate(asked):
        assert minima[2 * i] == [], (each, safe[i])
        assert minima[2 * i + 1] != [], (each, safe[i])

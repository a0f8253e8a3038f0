"""Every period that the shipped files ask for, read straight from the YAML and not through the loader."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

FOLDER = Path(__file__).resolve().parents[2] / "config" / "rulebooks"


class Asks(NamedTuple):
    """How a period is counted; many rules share one."""

    method: str
    n: int
    calendar: str
    ends: str | None


def dice() -> random.Random:
    """Other random days in every run; in CI the same ones."""
    return random.Random(0 if os.environ.get("CI") == "true" else None)


@cache
def read(kind: str) -> tuple[dict[str, Any], ...]:
    """The files of one kind: packs, routes, authorities."""
    return tuple(yaml.safe_load(path.read_text("utf-8")) for path in sorted((FOLDER / kind).glob("*.yaml")))


@cache
def periods() -> dict[Asks, tuple[str, ...]]:
    """Each distinct way to count, with what asks for it: rules, what they accept, exceptions, durations."""
    found: dict[Asks, list[str]] = {}
    for name, asks in _all():
        found.setdefault(asks, []).append(name)
    return {asks: tuple(names) for asks, names in found.items()}


def _all() -> Iterator[tuple[str, Asks]]:
    for pack in read("packs"):
        for rule in pack["rules"]:
            yield from _of_rule(rule)
    for authority in read("authorities"):
        for durations in authority.get("durations", {}).values():
            for own in durations:
                yield f"local:{own['name']}", _asks(own)


def _of_rule(rule: dict[str, Any]) -> Iterator[tuple[str, Asks]]:
    if "period" in rule:
        for method in (rule["period"]["method"], *rule["period"].get("accepts", ())):
            yield rule["id"], _asks(rule["period"] | {"method": method})
    for way in rule.get("exceptions", ()):
        if way.get("leaves", {}).get("n"):
            yield f"{rule['id']} {way['id']}", _asks(way["leaves"])


def _asks(said: dict[str, Any]) -> Asks:
    return Asks(
        said.get("method", "on_or_after"), said["n"], said.get("calendar", "all_days"), said.get("ends")
    )

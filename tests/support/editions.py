"""A second edition of Example City's rulebook, in force from 1 April 2027, for what moves with it."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from tests.support.city import City
from workflow.rulebook.library import SHIPPED, Library
from workflow.rulebook.loader import read_raw

IN_FORCE = date(2027, 4, 1)
NEW = "2027"
GONE = ("covenant-2025", "case-law-records")  # no sum lets a stage go that a risk check holds
STRICTER = {
    "rule": "LDS-CODE-12W",
    "n": 13,
    "because": "Small groups asked for it",
    "decision": "Invented decision of the Executive Board, 9 December 2026",
}
SMALL = {
    "name": "small",
    "title": "Small sums",
    "up_to": 50_000,
    "leaves_out": ["consultation"],
    "because": "A small sum does not bear the cost of a long consultation",
}


def two_editions(folder: Path) -> Library:
    """The shipped rulebooks and one edition more: 13 weeks, not 12; a week more to consider; packs gone.

    Under it small sums skip a stage.
    """
    shelf = Path(shutil.copytree(SHIPPED, folder / "rulebooks"))
    told: Any = read_raw(shelf / "authorities" / "example-city.yaml")[0]
    told |= {"edition": NEW, "in_force_from": IN_FORCE, "figures": [STRICTER], "paths": {"tender": [SMALL]}}
    told["packs"] = [pack for pack in told["packs"] if pack["pack"] not in GONE]
    consider = next(own for own in told["durations"]["tender"] if own["name"] == "consider_weeks")
    consider["n"] = 7
    text = yaml.safe_dump(told, sort_keys=False, allow_unicode=True)
    (shelf / "authorities" / "example-city-2027.yaml").write_text(text, encoding="utf-8")
    return Library.load(shelf)


def with_library(city: City, library: Library) -> City:
    """The same council, going by these rulebooks."""
    return replace(city, services=replace(city.services, library=library))


CODE = "commissioning-code"


def figure(rule: str, n: int, explanation: str = "") -> dict[str, Any]:
    """An authority's own figure, decided."""
    own = {"rule": rule, "n": n, "because": "People asked", "decision": "Invented decision, 1 May 2026"}
    return own | ({"explanation": explanation} if explanation else {})


def council(folder: Path, *editions: dict[str, Any], **codes: dict[str, Any]) -> Library:
    """The shipped rulebooks with Example City's file once for each of these editions, with what they change;
    `without` names packs that an edition does not adopt, `code` its edition of the commissioning code.
    `codes`: by edition of that code what it changes in the rule of 12 weeks."""
    shelf = Path(shutil.copytree(SHIPPED, folder / "rulebooks"))
    for name, changed in codes.items():
        pack: Any = read_raw(shelf / "packs" / f"{CODE}.yaml")[0]
        rule = next(rule for rule in pack["rules"] if rule["id"] == "LDS-CODE-12W")
        rule |= changed
        _write(shelf / "packs" / f"{CODE}-{name}.yaml", pack | {"edition": name, "examples": []})
    told: Any = read_raw(shelf / "authorities" / "example-city.yaml")[0]
    (shelf / "authorities" / "example-city.yaml").unlink()
    for changes in editions:
        without, of_code = changes.get("without", ()), changes.get("code", "2017")
        packs = [pack for pack in told["packs"] if pack["pack"] not in without]
        packs = [pack | {"edition": of_code} if pack["pack"] == CODE else pack for pack in packs]
        own = {key: value for key, value in changes.items() if key not in ("without", "code")}
        _write(shelf / "authorities" / f"city-{own['edition']}.yaml", told | {"packs": packs} | own)
    return Library.load(shelf)


def _write(path: Path, told: dict[str, Any]) -> None:
    path.write_text(yaml.safe_dump(told, sort_keys=False, allow_unicode=True), encoding="utf-8")

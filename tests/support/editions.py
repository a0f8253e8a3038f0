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

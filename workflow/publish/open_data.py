"""The facts of a public page as JSON: one shape for every kind of thing, so that one program reads all."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from workflow.timetable.model import NOT_LEGAL_ADVICE

EDITION = 1
"""Goes up when a name in the shape changes its meaning or goes; not when one is added."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one public page says: of what `kind` it is, its reference, title and address, the bodies whose it
    is (the one that leads first), the day on which it stood so, and the facts of its kind."""

    kind: str
    ref: str
    title: str
    page: str
    bodies: tuple[Mapping[str, object], ...]
    as_of: date
    demonstration: bool
    facts: Mapping[str, object]


def day(
    on: date | None, *, planned: bool = False, done: bool = False, unconfirmed: bool = False
) -> dict[str, object] | None:
    """A date with how it stands: done, planned, or the last safe one; None where there is no date."""
    if on is None:
        return None
    stands = "done" if done else "planned" if planned else "last_safe"
    return {"on": on, "stands": stands, "unconfirmed": unconfirmed}


def as_json(sheet: Sheet) -> bytes:
    """The sheet as a JSON file in UTF-8; days as YYYY-MM-DD, what is not known as null."""
    found = {
        "shape": f"fair-notice/{sheet.kind}/{EDITION}",
        "ref": sheet.ref,
        "title": sheet.title,
        "page": sheet.page,
        "bodies": sheet.bodies,
        "as_of": sheet.as_of,
        "demonstration": sheet.demonstration,
        "about_last_safe_dates": NOT_LEGAL_ADVICE,
        sheet.kind: sheet.facts,
    }
    return json.dumps(found, ensure_ascii=False, indent=1, default=_plain).encode()


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value))

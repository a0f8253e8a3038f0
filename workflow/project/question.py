"""What the plan of a project depends on, as one short text: equal texts have the same plan on any one day."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import date
from hashlib import sha256

from workflow.project.model import Project
from workflow.timetable.model import Asked

_ASKED = tuple(field.name for field in fields(Asked) if field.name != "today")


def question(project: Project) -> str:
    """A hash over rulebook, route, and all that the project asks of a plan, after the form of the question.

    Left out are today, and what no date turns on: reference, title, people.
    """
    asked = project.asked(date.min)
    told = [project.rulebook_name, project.route, *(_plain(getattr(asked, name)) for name in _ASKED)]
    return f"{FORM}{_short(told, 40)}"


def _plain(value: object) -> object:
    """The value for JSON, in an order of its own."""
    if isinstance(value, Mapping):
        return sorted(([_plain(key), _plain(each)] for key, each in value.items()), key=json.dumps)
    if isinstance(value, (set, frozenset)):
        return sorted((_plain(each) for each in value), key=json.dumps)
    if isinstance(value, Iterable) and not isinstance(value, str):
        return [_plain(each) for each in value]
    return value.isoformat() if isinstance(value, date) else value


def _short(told: object, length: int) -> str:
    return sha256(json.dumps(told, default=str).encode()).hexdigest()[:length]


FORM = f"{_short(_ASKED, 8)}:"
"""How a question begins that this version wrote: one of another version is worked out anew."""

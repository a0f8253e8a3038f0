"""What the plan of a project depends on, as data: projects with equal questions have the same plan on any one
day."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, fields, replace
from datetime import date
from hashlib import sha256
from typing import Any

from workflow.project.model import Project
from workflow.timetable.model import Asked

_ASKED = tuple(field.name for field in fields(Asked) if field.name != "today")


@dataclass(frozen=True, slots=True)
class Question:
    """A body, its rulebook by name and edition, a route, and all that is asked of a plan but today.

    Left out is what no date turns on: reference, title, people.
    """

    body: str
    rulebook: str
    route: str
    asked: Asked

    @property
    def id(self) -> str:
        """A hash over it all, after the form of the question."""
        return f"{FORM}{_short(self.data(), 40)}"

    def on_path(self, events: Set[str]) -> Asked:
        """What is asked of the path that has these events: dates of others ask nothing of it."""
        if self.asked.done <= self.asked.pins.keys() <= events:
            return self.asked
        pins = {event: day for event, day in self.asked.pins.items() if event in events}
        return replace(self.asked, pins=pins, done=self.asked.done.intersection(pins))

    def data(self) -> dict[str, Any]:
        """It as JSON holds it, in an order of its own."""
        asked = {name: _plain(getattr(self.asked, name)) for name in _ASKED}
        return {"body": self.body, "rulebook": self.rulebook, "route": self.route, **asked}


def question(body: str, project: Project) -> Question:
    """What the plan of a body's project depends on now."""
    return Question(body, project.rulebook_name, project.route, project.asked(date.min))


def from_data(data: Mapping[str, Any], today: date) -> Question:
    """The question that was kept as data, asked today. Raises KeyError where another version wrote it."""
    asked = Asked(
        today,
        pins={event: date.fromisoformat(day) for event, day in data["pins"]},
        done=frozenset(data["done"]),
        end=date.fromisoformat(data["end"]) if data["end"] else None,
        end_fixed=data["end_fixed"],
        facts={name: tuple(v) if isinstance(v, list) else v for name, v in data["facts"]},
        waived=frozenset((rule, event) for rule, event in data["waived"]),
        excepted={(rule, event): told for (rule, event), told in data["excepted"]},
        agreed={(rule, event): days for (rule, event), days in data["agreed"]},
    )
    return Question(data["body"], data["rulebook"], data["route"], asked)


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


FORM = f"{_short([*_ASKED, 'as data'], 8)}:"
"""How a question begins that this version wrote: one of another version is worked out anew."""

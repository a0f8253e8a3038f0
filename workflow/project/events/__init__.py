"""What happened to a project: past-tense facts. Nothing else changes a project; `folding.fold` adds them up.

Facts name people by opaque ids only, so that a name can be erased without breaking the chain of entries.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from workflow.project.events import answering, consulting, course, departures, engagement, partners, records
from workflow.project.events.base import Fact as Fact
from workflow.project.events.course import DateRecorded as DateRecorded
from workflow.project.events.course import EditionMoved as EditionMoved
from workflow.project.events.course import EndMoved as EndMoved
from workflow.project.events.course import FactsCorrected as FactsCorrected
from workflow.project.events.course import OpenQuestionsWritten as OpenQuestionsWritten
from workflow.project.events.course import PeopleNamed as PeopleNamed
from workflow.project.events.course import ProjectOpened as ProjectOpened
from workflow.project.events.course import ScenarioDropped as ScenarioDropped
from workflow.project.events.course import ScenarioKept as ScenarioKept
from workflow.project.events.course import StageMoved as StageMoved
from workflow.project.events.departures import CommentErased as CommentErased
from workflow.project.events.departures import Condition as Condition
from workflow.project.events.departures import ConditionMet as ConditionMet
from workflow.project.events.departures import ExceptionRecorded as ExceptionRecorded
from workflow.project.events.departures import ExplanationAsked as ExplanationAsked
from workflow.project.events.departures import ExplanationCommented as ExplanationCommented
from workflow.project.events.departures import ExplanationDecided as ExplanationDecided
from workflow.project.events.departures import RuleNotMet as RuleNotMet
from workflow.project.events.records import EvidenceAdded as EvidenceAdded
from workflow.project.events.records import RecordShown as RecordShown

_ROOMS = (course, records, departures, partners, engagement, consulting, answering)
KINDS: Mapping[str, type[Fact]] = {fact.kind: fact for room in _ROOMS for fact in room.FACTS}

_HINTS: Mapping[str, Mapping[str, object]] = {kind: get_type_hints(fact) for kind, fact in KINDS.items()}


def to_data(fact: Fact) -> dict[str, object]:
    """The fact as JSON-ready data, dates in ISO 8601."""
    return {f.name: _plain(getattr(fact, f.name)) for f in fields(fact)}


def from_data(kind: str, data: Mapping[str, object]) -> Fact:
    """The fact that `to_data` wrote; KeyError for a kind that this version does not know. What a fact written
    by an earlier version leaves out has its default."""
    cls = KINDS[kind]
    hints = _HINTS[kind]
    return cls(**{name: _typed(value, hints[name]) for name, value in data.items()})


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if is_dataclass(value):
        return {f.name: _plain(getattr(value, f.name)) for f in fields(value)}
    return value.isoformat() if isinstance(value, date) else value


def _typed(value: Any, hint: Any) -> object:
    """A value of JSON as what the hint says: a date, a tuple or a mapping of such, a small frozen record."""
    if value is None:
        return None
    if get_origin(hint) is UnionType:
        return _typed(value, next(one for one in get_args(hint) if one is not type(None)))
    if hint is date:
        return date.fromisoformat(value)
    if get_origin(hint) is tuple:
        return tuple(_typed(one, get_args(hint)[0]) for one in value)
    if get_origin(hint) is Mapping and get_args(hint)[1] is not object:
        return {key: _typed(one, get_args(hint)[1]) for key, one in value.items()}
    if is_dataclass(hint) and isinstance(hint, type):
        hints = get_type_hints(hint)
        return hint(**{name: _typed(one, hints[name]) for name, one in value.items()})
    return value

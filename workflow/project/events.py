"""What happened to a project: past-tense facts. Nothing else changes a project; `model.fold` adds them up.

Facts name people by opaque ids only, so that a name can be erased without breaking the chain of entries.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import ClassVar, Literal, get_type_hints


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that happened. `kind` is its lasting name in the store."""

    kind: ClassVar[str] = ""


@dataclass(frozen=True, slots=True)
class ProjectOpened(Fact):
    """A timetable was saved as a project, pinned to the edition and the calendar of that day."""

    kind: ClassVar[str] = "project_opened"
    ref: str
    title: str
    summary: str
    route: str
    rulebook: str
    edition: str
    calendar: str
    end: date
    end_fixed: bool
    facts: Mapping[str, object]
    directorate: str
    owner: str
    manager: str
    decider: str
    visibility: Literal["public", "staff"]
    agreement: str | None = None


@dataclass(frozen=True, slots=True)
class PeopleNamed(Fact):
    """The posts that own, manage and decide the project were named."""

    kind: ClassVar[str] = "people_named"
    owner: str
    manager: str
    decider: str


@dataclass(frozen=True, slots=True)
class OpenQuestionsWritten(Fact):
    """What is decided and what is still open was written down for the public."""

    kind: ClassVar[str] = "open_questions_written"
    decided: str
    still_open: str


@dataclass(frozen=True, slots=True)
class EndMoved(Fact):
    """The date asked for as the end was moved, or marked as fixed or movable."""

    kind: ClassVar[str] = "end_moved"
    end: date
    end_fixed: bool
    reason: str


@dataclass(frozen=True, slots=True)
class DateRecorded(Fact):
    """A date of an event was planned, published or recorded as having happened (None takes a plan back)."""

    kind: ClassVar[str] = "date_recorded"
    event: str
    instance: int
    what: Literal["planned", "published", "actual"]
    on: date | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class EvidenceAdded(Fact):
    """A record was added to a stage: a note or a link, for the public or for staff."""

    kind: ClassVar[str] = "evidence_added"
    id: str
    stage: str
    task: str
    form: Literal["note", "link"]
    text: str
    visibility: Literal["public", "staff"]


@dataclass(frozen=True, slots=True)
class ExplanationAsked(Fact):
    """Someone asked for a departure from a code or guidance to be agreed."""

    kind: ClassVar[str] = "explanation_asked"
    id: str
    rule: str
    event: str
    cause: str
    reason: str
    instead: str
    asked_by: str
    after_the_event: bool


@dataclass(frozen=True, slots=True)
class ExplanationDecided(Fact):
    """Someone else agreed or refused it."""

    kind: ClassVar[str] = "explanation_decided"
    id: str
    agreed: bool
    reason: str
    decided_by: str
    post: str


@dataclass(frozen=True, slots=True)
class ExceptionRecorded(Fact):
    """A rule's own exception was recorded with its reason and the post that answers for it."""

    kind: ClassVar[str] = "exception_recorded"
    id: str
    rule: str
    event: str
    exception: str
    reason: str
    post: str


@dataclass(frozen=True, slots=True)
class RuleNotMet(Fact):
    """An act was recorded without the record its gate asks for. It stays "not met", whatever comes later."""

    kind: ClassVar[str] = "rule_not_met"
    rule: str
    title: str
    words: str
    event: str
    on: date
    recorded_on: date
    missing: str


@dataclass(frozen=True, slots=True)
class StageMoved(Fact):
    """The machine moved the project from one stage to another."""

    kind: ClassVar[str] = "stage_moved"
    move: str
    start: str
    end: str
    how: Literal["finish", "skip", "withdraw"]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class EditionMoved(Fact):
    """The project was moved to a newer edition of its rulebook, after every date that changes was shown."""

    kind: ClassVar[str] = "edition_moved"
    rulebook: str
    edition_from: str
    edition_to: str
    calendar: str
    reason: str


@dataclass(frozen=True, slots=True)
class FactsCorrected(Fact):
    """What is known of the project changed: only the facts that differ, None where one is not known."""

    kind: ClassVar[str] = "facts_corrected"
    facts: Mapping[str, object]
    reason: str


@dataclass(frozen=True, slots=True)
class ScenarioKept(Fact):
    """Planned dates to compare were kept under a name: they change no plan, and only staff see them."""

    kind: ClassVar[str] = "scenario_kept"
    name: str
    pins: Mapping[str, date]
    end: date


@dataclass(frozen=True, slots=True)
class ScenarioDropped(Fact):
    """A scenario was dropped, or its dates became the plan."""

    kind: ClassVar[str] = "scenario_dropped"
    name: str


KINDS: Mapping[str, type[Fact]] = {
    fact.kind: fact
    for fact in (
        ProjectOpened,
        PeopleNamed,
        OpenQuestionsWritten,
        EndMoved,
        DateRecorded,
        EvidenceAdded,
        ExplanationAsked,
        ExplanationDecided,
        ExceptionRecorded,
        RuleNotMet,
        StageMoved,
        EditionMoved,
        FactsCorrected,
        ScenarioKept,
        ScenarioDropped,
    )
}

_HINTS: Mapping[str, Mapping[str, object]] = {kind: get_type_hints(fact) for kind, fact in KINDS.items()}


def to_data(fact: Fact) -> dict[str, object]:
    """The fact as JSON-ready data, dates in ISO 8601."""
    return {f.name: _plain(getattr(fact, f.name)) for f in fields(fact)}


def from_data(kind: str, data: Mapping[str, object]) -> Fact:
    """The fact that `to_data` wrote; KeyError for a kind that this version does not know."""
    cls = KINDS[kind]
    hints = _HINTS[kind]
    return cls(**{name: _typed(value, hints[name]) for name, value in data.items()})


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value


def _typed(value: object, hint: object) -> object:
    if hint == Mapping[str, date] and isinstance(value, Mapping):
        return {key: date.fromisoformat(day) for key, day in value.items()}
    return date.fromisoformat(value) if isinstance(value, str) and hint in (date, date | None) else value

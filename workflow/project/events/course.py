"""The course of a project: opened, planned, dated, moved on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal

from workflow.project.events.base import Fact


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
class StageMoved(Fact):
    """The machine moved the project from one stage to another; "reopen": back to the one it had left."""

    kind: ClassVar[str] = "stage_moved"
    move: str
    start: str
    end: str
    how: Literal["finish", "skip", "withdraw", "reopen"]
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


FACTS: tuple[type[Fact], ...] = (
    ProjectOpened,
    PeopleNamed,
    OpenQuestionsWritten,
    EndMoved,
    DateRecorded,
    StageMoved,
    EditionMoved,
    FactsCorrected,
    ScenarioKept,
    ScenarioDropped,
)

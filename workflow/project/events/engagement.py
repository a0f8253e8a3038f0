"""The early conversation, and the plan of whom to tell what, how and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal

from workflow.project.events.base import Fact

PART = "engagement"
Shown = Literal["public", "staff"]
Share = Literal["nothing", "some", "most", "all"]


@dataclass(frozen=True, slots=True)
class AffectedNamed(Fact):
    """Whom the change affects: groups of people and areas, in the words of the register where it has them."""

    kind: ClassVar[str] = "affected_named"
    part: ClassVar[str] = PART
    groups: tuple[str, ...]
    areas: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TalkLogged(Fact):
    """A conversation before options: with which organisations (ids) and groups, what they said, and how much
    was already fixed on that day."""

    kind: ClassVar[str] = "talk_logged"
    part: ClassVar[str] = PART
    id: str
    on: date
    organisations: tuple[str, ...]
    groups: tuple[str, ...]
    method: str
    said: str
    fixed: Share
    fixed_words: str
    shown: Shown


@dataclass(frozen=True, slots=True)
class Weighed:
    """Whether one way of taking part is used here, and why."""

    used: bool
    why: str


@dataclass(frozen=True, slots=True)
class WaysWeighed(Fact):
    """Information, consultation and involvement were each considered: which is used, and why."""

    kind: ClassVar[str] = "ways_weighed"
    part: ClassVar[str] = PART
    information: Weighed
    consultation: Weighed
    involvement: Weighed


@dataclass(frozen=True, slots=True)
class ActivityPlanned(Fact):
    """An activity of the plan was set, or set anew under its id: `reason` says why its day moved."""

    kind: ClassVar[str] = "activity_planned"
    part: ClassVar[str] = PART
    id: str
    what: str
    on: date
    type: str
    way: str
    audience: tuple[str, ...]
    message: str
    channel: str
    post: str
    shown: Shown
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ActivityDone(Fact):
    """An activity took place: on which day, and what came of it."""

    kind: ClassVar[str] = "activity_done"
    part: ClassVar[str] = PART
    id: str
    on: date
    outcome: str


@dataclass(frozen=True, slots=True)
class ActivityDropped(Fact):
    """An activity does not take place, and why."""

    kind: ClassVar[str] = "activity_dropped"
    part: ClassVar[str] = PART
    id: str
    reason: str


@dataclass(frozen=True, slots=True)
class OptionsMarkedFinal(Fact):
    """The options were marked final: whether anybody had been talked to by then or that was explained, and
    whether the consultation had closed."""

    kind: ClassVar[str] = "options_marked_final"
    part: ClassVar[str] = PART
    on: date
    talked: bool
    consulted: bool


FACTS: tuple[type[Fact], ...] = (
    AffectedNamed,
    TalkLogged,
    WaysWeighed,
    ActivityPlanned,
    ActivityDone,
    ActivityDropped,
    OptionsMarkedFinal,
)

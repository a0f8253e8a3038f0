"""Who takes part beside the body that leads, who may provide, and when work on a project rests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from workflow.project.events.base import Fact


@dataclass(frozen=True, slots=True)
class PartnerNamed(Fact):
    """Another body takes part, or what is known of its part changed.

    `body`: its id where it uses this installation, whose `posts` may then read the project. `own`: the rules
    for buying and the kinds of body that the project went by before any partner brought others.
    """

    kind: ClassVar[str] = "partner_named"
    part: ClassVar[str] = "partners"
    id: str
    name: str
    sort: Literal["council", "nhs", "other"]
    role: Literal["leads", "takes_part", "funds"]
    regime: str = ""
    body: str | None = None
    posts: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
    own_bodies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PartnerLeft(Fact):
    """A body takes part no longer."""

    kind: ClassVar[str] = "partner_left"
    part: ClassVar[str] = "partners"
    id: str
    reason: str


@dataclass(frozen=True, slots=True)
class DirectoratesNamed(Fact):
    """Further directorates of the body that leads work on it too."""

    kind: ClassVar[str] = "directorates_named"
    part: ClassVar[str] = "partners"
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProviderTypeSaid(Fact):
    """Which type of provider may provide the service, as far as it is known."""

    kind: ClassVar[str] = "provider_type_said"
    part: ClassVar[str] = "partners"
    provider: str


@dataclass(frozen=True, slots=True)
class InterestTakenUp(Fact):
    """The project was started from an expression of interest that the body had received."""

    kind: ClassVar[str] = "interest_taken_up"
    part: ClassVar[str] = "partners"
    interest: str


@dataclass(frozen=True, slots=True)
class ProjectPaused(Fact):
    """Work on the project rests; its dates still run."""

    kind: ClassVar[str] = "project_paused"
    part: ClassVar[str] = "partners"
    reason: str


@dataclass(frozen=True, slots=True)
class ProjectResumed(Fact):
    """Work on the project goes on."""

    kind: ClassVar[str] = "project_resumed"
    part: ClassVar[str] = "partners"
    reason: str


FACTS: tuple[type[Fact], ...] = (
    PartnerNamed,
    PartnerLeft,
    DirectoratesNamed,
    ProviderTypeSaid,
    InterestTakenUp,
    ProjectPaused,
    ProjectResumed,
)

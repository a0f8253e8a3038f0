"""A consultation as it is prepared, opened and made longer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from workflow.project.events.base import Fact

PART = "consultation"


@dataclass(frozen=True, slots=True)
class ConsultationDescribed(Fact):
    """Why people are asked, who should reply, what helps small groups, who designed and carries it out."""

    kind: ClassVar[str] = "consultation_described"
    part: ClassVar[str] = PART
    why: str
    who: str
    help: str = ""
    together: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class QuestionsSet(Fact):
    """What people are asked, or where: the address of a survey elsewhere."""

    kind: ClassVar[str] = "consultation_questions_set"
    part: ClassVar[str] = PART
    questions: tuple[str, ...]
    survey: str = ""


@dataclass(frozen=True, slots=True)
class WaysOffered(Fact):
    """In which forms it can be read, and how people reply: one way a line."""

    kind: ClassVar[str] = "consultation_ways_offered"
    part: ClassVar[str] = PART
    formats: tuple[str, ...]
    languages: str
    replies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MeetingSet(Fact):
    """A meeting of the consultation was set: a day, a place or an address, and how people get in."""

    kind: ClassVar[str] = "consultation_meeting_set"
    part: ClassVar[str] = PART
    id: str
    on: date
    where: str
    access: str


@dataclass(frozen=True, slots=True)
class MeetingDropped(Fact):
    """A meeting does not take place. `told`: people had been told of it, so they are told this too."""

    kind: ClassVar[str] = "consultation_meeting_dropped"
    part: ClassVar[str] = PART
    id: str
    reason: str
    told: bool = False


@dataclass(frozen=True, slots=True)
class OrganisationsChosen(Fact):
    """Which organisations of the register are to be invited (ids)."""

    kind: ClassVar[str] = "organisations_chosen"
    part: ClassVar[str] = PART
    organisations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ConsultationOpened(Fact):
    """It was opened from here: who was invited that day (ids), and when it closes."""

    kind: ClassVar[str] = "consultation_published"
    part: ClassVar[str] = PART
    invited: tuple[str, ...]
    closes: date


@dataclass(frozen=True, slots=True)
class OrganisationsInvited(Fact):
    """Those chosen after it had opened were invited (ids)."""

    kind: ClassVar[str] = "organisations_invited"
    part: ClassVar[str] = PART
    invited: tuple[str, ...]


FACTS: tuple[type[Fact], ...] = (
    ConsultationDescribed,
    QuestionsSet,
    WaysOffered,
    MeetingSet,
    MeetingDropped,
    OrganisationsChosen,
    ConsultationOpened,
    OrganisationsInvited,
)

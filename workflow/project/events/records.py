"""What was recorded of a stage: notes, links, files, meetings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from workflow.project.events.base import Fact


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


FACTS: tuple[type[Fact], ...] = (EvidenceAdded,)

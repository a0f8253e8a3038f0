"""What was recorded of a stage: notes, links, files, meetings; and who may see each of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal

from workflow.project.events.base import Fact

Form = Literal["note", "link", "file", "meeting"]
Visibility = Literal["public", "staff", "exempt"]


@dataclass(frozen=True, slots=True)
class EvidenceAdded(Fact):
    """A record was added to a stage: a note, a link, a file or a meeting, and who may see it.

    A file's own name stands in the store, not here: people write names into it. `replaces` is the record of
    which this is the next version. `rule` is that of the exemption; `who` are posts and organisations.
    """

    kind: ClassVar[str] = "evidence_added"
    id: str
    stage: str
    task: str
    form: Form
    text: str
    visibility: Visibility
    rule: str = ""
    title: str = ""
    held_on: date | None = None
    who: str = ""
    method: str = ""
    media: str = ""
    size: int = 0
    language: str = ""
    accessible: bool = False
    replaces: str = ""


@dataclass(frozen=True, slots=True)
class RecordShown(Fact):
    """Who may see a record was changed, with the reason."""

    kind: ClassVar[str] = "record_shown"
    id: str
    visibility: Visibility
    rule: str
    reason: str


FACTS: tuple[type[Fact], ...] = (EvidenceAdded, RecordShown)

"""What was recorded of a stage, as its facts add up: each record with its version and who may see it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from workflow.project.events import EvidenceAdded, RecordShown

METHODS = ("representing", "informing", "consulting", "advising", "delivering")
"""The ladder of ways to take part, the weakest first."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A record of a stage. `version` counts its replacements; `replaced_by` names the newer record."""

    id: str
    stage: str
    task: str
    form: str
    text: str
    visibility: str
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
    version: int = 1
    replaced_by: str = ""

    @property
    def exempt(self) -> bool:
        """Whether only those whom the policy names may read it."""
        return self.visibility == "exempt"

    @property
    def document(self) -> bool:
        """Whether it is one: a file or a link, not a note or a meeting."""
        return self.form in ("file", "link")


def recorded(records: tuple[Evidence, ...], fact: EvidenceAdded) -> tuple[Evidence, ...]:
    """The records with one more; the one that it replaces is kept, and says so."""
    before = next((one for one in records if one.id == fact.replaces), None)
    told = {name: getattr(fact, name) for name in EvidenceAdded.__slots__}
    new = Evidence(**told, version=before.version + 1 if before else 1)
    return (*(replace(one, replaced_by=new.id) if one is before else one for one in records), new)


def shown(records: tuple[Evidence, ...], fact: RecordShown) -> tuple[Evidence, ...]:
    """The records after one was shown to others than before."""
    return tuple(
        replace(one, visibility=fact.visibility, rule=fact.rule) if one.id == fact.id else one
        for one in records
    )


def current(records: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """The newest version of each record."""
    return tuple(one for one in records if not one.replaced_by)

"""The early conversation, and the plan of whom to tell what, how and when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from workflow.project.events.base import Fact

PART = "engagement"


@dataclass(frozen=True, slots=True)
class AffectedNamed(Fact):
    """Whom the change affects: groups of people and areas, in the words of the register where it has them."""

    kind: ClassVar[str] = "affected_named"
    part: ClassVar[str] = PART
    groups: tuple[str, ...]
    areas: tuple[str, ...]


FACTS: tuple[type[Fact], ...] = (AffectedNamed,)

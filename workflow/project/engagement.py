"""The early conversation of a project and its plan of engagement and communication."""

from __future__ import annotations

from dataclasses import dataclass, replace

from workflow.errors import FairNoticeError
from workflow.project.events.base import Fact
from workflow.project.events.engagement import AffectedNamed


@dataclass(frozen=True, slots=True)
class Affects:
    """Whom a change affects: groups of people and areas, as typed."""

    groups: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Engagement:
    """The early conversation of a project and its plan of engagement and communication."""

    affects: Affects = Affects()

    def after(self, fact: Fact) -> Engagement:
        """The same after one more fact."""
        if isinstance(fact, AffectedNamed):
            return replace(self, affects=Affects(fact.groups, fact.areas))
        raise FairNoticeError(f"No rule says what '{fact.kind}' changes here.")

"""The early conversation of a project and its plan of engagement and communication."""

from __future__ import annotations

from dataclasses import dataclass

from workflow.errors import FairNoticeError
from workflow.project.events.base import Fact


@dataclass(frozen=True, slots=True)
class Engagement:
    """The early conversation of a project and its plan of engagement and communication."""

    def after(self, fact: Fact) -> Engagement:
        """The same after one more fact."""
        raise FairNoticeError(f"No rule says what '{fact.kind}' changes here.")

"""The consultation of a project as it is prepared and as it runs."""

from __future__ import annotations

from dataclasses import dataclass

from workflow.errors import FairNoticeError
from workflow.project.events.base import Fact


@dataclass(frozen=True, slots=True)
class Consultation:
    """The consultation of a project as it is prepared and as it runs."""

    def after(self, fact: Fact) -> Consultation:
        """The same after one more fact."""
        raise FairNoticeError(f"No rule says what '{fact.kind}' changes here.")

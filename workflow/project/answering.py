"""What a consultation said, by theme, and what was answered."""

from __future__ import annotations

from dataclasses import dataclass

from workflow.errors import FairNoticeError
from workflow.project.events.base import Fact


@dataclass(frozen=True, slots=True)
class Answers:
    """What a consultation said, by theme, and what was answered."""

    def after(self, fact: Fact) -> Answers:
        """The same after one more fact."""
        raise FairNoticeError(f"No rule says what '{fact.kind}' changes here.")

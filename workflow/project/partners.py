"""Who takes part in a project beside the body that leads it, and whether work on it rests."""

from __future__ import annotations

from dataclasses import dataclass

from workflow.errors import FairNoticeError
from workflow.project.events.base import Fact


@dataclass(frozen=True, slots=True)
class Partners:
    """Who takes part in a project beside the body that leads it, and whether work on it rests."""

    def after(self, fact: Fact) -> Partners:
        """The same after one more fact."""
        raise FairNoticeError(f"No rule says what '{fact.kind}' changes here.")

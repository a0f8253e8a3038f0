"""Who takes part beside the body that leads, and when work on a project rests."""

from __future__ import annotations

from workflow.project.events.base import Fact

FACTS: tuple[type[Fact], ...] = ()

"""A consultation as it is prepared, opened and made longer."""

from __future__ import annotations

from workflow.project.events.base import Fact

FACTS: tuple[type[Fact], ...] = ()

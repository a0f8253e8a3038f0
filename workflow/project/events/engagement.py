"""The early conversation, and the plan of whom to tell what, how and when."""

from __future__ import annotations

from workflow.project.events.base import Fact

FACTS: tuple[type[Fact], ...] = ()

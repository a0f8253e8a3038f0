"""What people said in a consultation, by theme, and what each theme was answered."""

from __future__ import annotations

from workflow.project.events.base import Fact

FACTS: tuple[type[Fact], ...] = ()

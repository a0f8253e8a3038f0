"""Once a day what has had its time goes: old sessions, tries, links, keys of forms, kept answers."""

from __future__ import annotations

from workflow.commands.services import Services
from workflow.store import tidying
from workflow.store.engine import writing


def tidy(services: Services) -> int:
    """Remove what has had its time; how many rows there were."""
    with writing(services.engine) as connection:
        return tidying.tidy(connection, services.clock.now())

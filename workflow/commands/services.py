"""What every command works with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Engine

from config.settings import Settings
from workflow.clock import Clock, SystemClock, today
from workflow.rulebook.library import Library, library
from workflow.store.engine import open_engine


@dataclass(frozen=True, slots=True)
class Services:
    """The store, the clock, the rulebooks and the settings of this process."""

    engine: Engine
    clock: Clock
    library: Library
    settings: Settings

    @property
    def today(self) -> date:
        """The day in Europe/London."""
        return today(self.clock)


def services(settings: Settings, clock: Clock | None = None) -> Services:
    """The services of a process, on the database that the settings name."""
    return Services(open_engine(settings.database_url), clock or SystemClock(), library(), settings)

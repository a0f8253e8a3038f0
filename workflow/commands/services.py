"""What every command works with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from config.settings import Settings
from workflow.clock import Clock, SystemClock, today
from workflow.rulebook.library import Library, library
from workflow.rulebook.model import Rulebook
from workflow.rulebook.own_days import with_own_days
from workflow.store import diary, holidays
from workflow.store.engine import open_engine, out_of_reach, reading


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

    def rulebook(self, name: str, body: str | None = None) -> Rulebook:
        """What a body goes by today: the rulebook of that name ("R" or "R@EDITION") with the days that the
        body keeps itself (None: the rulebook's own). Raises BadRequest for a name that is not known."""
        return with_own_days(self.library.rulebook(name, self.today), diary.held(body))

    def keep_up(self) -> None:
        """Count on the bank holidays that any process announced, and on the days that any body keeps; while
        the database does not answer, on those known already."""
        try:
            with reading(self.engine) as connection:
                holidays.keep_up(connection)
        except SQLAlchemyError as fault:
            if not out_of_reach(fault):
                raise


def services(settings: Settings, clock: Clock | None = None) -> Services:
    """The services of a process, on the database that the settings name."""
    return Services(open_engine(settings.database_url), clock or SystemClock(), library(), settings)

"""holidays: `get_nth_working_day` of its calendar of England."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import holidays

from benchmarks.peers.plain_dates import PlainDates


class Calendar(PlainDates):
    """Working days by holidays; its own list of bank holidays, all years made beforehand."""

    def __init__(self, closed: Iterable[date]) -> None:
        years = {day.year for day in closed}
        self.days = holidays.country_holidays("GB", subdiv="ENG", years=years)
        self.works = self.days.is_working_day

    def after(self, day: date, n: int) -> date:
        """The nth working day after a day."""
        return self.days.get_nth_working_day(day, n)

    def before(self, day: date, n: int) -> date:
        """The nth working day before a day."""
        return self.days.get_nth_working_day(day, -n)

"""workalendar: `add_working_days` and `sub_working_days` of its calendar of the United Kingdom."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from workalendar.europe import UnitedKingdom

from benchmarks.peers.plain_dates import PlainDates


class Calendar(PlainDates):
    """Working days by workalendar; its own list of bank holidays, each year made when first asked for."""

    def __init__(self, closed: Iterable[date]) -> None:
        self.days = UnitedKingdom()
        self.works = self.days.is_working_day

    def after(self, day: date, n: int) -> date:
        """The nth working day after a day."""
        return self.days.add_working_days(day, n)

    def before(self, day: date, n: int) -> date:
        """The nth working day before a day."""
        return self.days.sub_working_days(day, n)

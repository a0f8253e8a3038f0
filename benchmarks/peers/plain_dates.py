"""What is the same for every peer that works on Python's own dates."""

from __future__ import annotations

from datetime import date, timedelta

ONE = timedelta(1)
DAYS = {n: timedelta(n) for n in range(-400, 401)}


class PlainDates:
    """Dates as they are; rolling by trying one day after another, which is how these libraries do it."""

    def works(self, day: date) -> bool:
        """Whether a day is a working day."""
        raise NotImplementedError

    def of(self, day: date) -> date:
        """A date as this library holds it."""
        return day

    def on_or_after(self, day: date) -> date:
        """The first working day from a day on."""
        while not self.works(day):
            day += ONE
        return day

    def on_or_before(self, day: date) -> date:
        """The last working day up to a day."""
        while not self.works(day):
            day -= ONE
        return day

    def shifted(self, day: date, n: int) -> date:
        """So many calendar days on."""
        return day + DAYS[n]

"""The loop that everyone writes first: one day at a time, and a set of holidays."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from benchmarks.peers.plain_dates import ONE, PlainDates


class Calendar(PlainDates):
    """Working days by walking."""

    def __init__(self, closed: Iterable[date]) -> None:
        self.closed = frozenset(closed)

    def works(self, day: date) -> bool:
        """Whether a day is a working day."""
        return day.weekday() < 5 and day not in self.closed

    def after(self, day: date, n: int) -> date:
        """The nth working day after a day."""
        closed = self.closed
        while n:
            day += ONE
            if day.weekday() < 5 and day not in closed:
                n -= 1
        return day

    def before(self, day: date, n: int) -> date:
        """The nth working day before a day."""
        closed = self.closed
        while n:
            day -= ONE
            if day.weekday() < 5 and day not in closed:
                n -= 1
        return day

"""numpy: `busday_offset` on a `busdaycalendar`, one date at a time, as a rule engine must ask."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import numpy


class Calendar:
    """Working days by numpy; dates are datetime64 throughout, as numpy likes them."""

    def __init__(self, closed: Iterable[date]) -> None:
        self.days = numpy.busdaycalendar(holidays=[numpy.datetime64(day) for day in closed])
        self.weights = {n: numpy.timedelta64(n, "D") for n in range(-400, 401)}

    def of(self, day: date):
        """A date as this library holds it."""
        return numpy.datetime64(day)

    def after(self, day, n: int):
        """The nth working day after a working day."""
        return numpy.busday_offset(day, n, roll="backward", busdaycal=self.days)

    def before(self, day, n: int):
        """The nth working day before a day."""
        return numpy.busday_offset(day, -n, roll="forward", busdaycal=self.days)

    def on_or_after(self, day):
        """The first working day from a day on."""
        return numpy.busday_offset(day, 0, roll="forward", busdaycal=self.days)

    def on_or_before(self, day):
        """The last working day up to a day."""
        return numpy.busday_offset(day, 0, roll="backward", busdaycal=self.days)

    def shifted(self, day, n: int):
        """So many calendar days on."""
        return day + self.weights[n]

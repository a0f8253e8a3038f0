"""The only room that asks the time. Instants are UTC; a day of law is a day in Europe/London."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Protocol
from zoneinfo import ZoneInfo

from workflow.errors import BadRequest

LONDON = ZoneInfo("Europe/London")
OFFICE_OPENS = time(9)


class Clock(Protocol):
    """Anything that tells the instant."""

    def now(self) -> datetime:
        """The instant, aware, in UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The instant, aware, in UTC."""
        return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class FixedClock:
    """A clock that stands at one instant: for `--as-of` and for tests."""

    instant: datetime

    def now(self) -> datetime:
        """The instant it stands at, in UTC."""
        return self.instant.astimezone(UTC)


def today(clock: Clock) -> date:
    """The day in Europe/London, on which law and policy count."""
    return london(clock.now()).date()


def london(instant: datetime) -> datetime:
    """The same instant on a clock in Europe/London."""
    return instant.astimezone(LONDON)


def at(day: date, hour: time = OFFICE_OPENS) -> datetime:
    """The instant of a local time on a local day, in UTC."""
    return datetime.combine(day, hour, tzinfo=LONDON).astimezone(UTC)


def parse_instant(text: str) -> datetime:
    """An instant from ISO 8601 text: without an offset it is Europe/London; a date alone means 9am."""
    try:
        if len(text) == 10:
            return at(date.fromisoformat(text))
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise BadRequest(f"'{text}' is not a time. Write it like 2027-03-04 or 2027-03-04T09:00.") from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=LONDON)).astimezone(UTC)

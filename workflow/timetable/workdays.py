"""The working-day index of a calendar: every answer is one or two look-ups, never a walk over days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import sha256
from itertools import accumulate
from typing import Any

from workflow.errors import BadRequest
from workflow.timetable.dates_in_words import in_words
from workflow.words import gettext as _

SATURDAY = 5
Holiday = tuple[date, str]


def shift(day: date, days: int) -> date:
    """The day so many days later (earlier if negative). Raises BadRequest outside the years 1 to 9999."""
    try:
        return day + timedelta(days)
    except OverflowError:
        raise BadRequest(_("That date lies outside the years 1 to 9999. Give a smaller number.")) from None


@dataclass(frozen=True, slots=True)
class Calendar:
    """A calendar on which every day counts. `horizon` is the last day whose holidays are published."""

    name: str
    title: str
    fingerprint: str
    horizon: date | None = None

    @property
    def skips(self) -> bool:
        """Whether some days do not count on it."""
        return False

    def is_working(self, day: date) -> bool:
        """Whether the day counts."""
        return True

    def working_days_between(self, a: date, b: date) -> int:
        """Working days from `a`, included, up to `b`, excluded; negative when `b` is before `a`."""
        return (b - a).days

    def nth_after(self, day: date, n: int) -> date:
        """The nth working day strictly after `day`; `day` itself for n 0."""
        return shift(day, n)

    def nth_before(self, day: date, n: int) -> date:
        """The nth working day strictly before `day`; `day` itself for n 0."""
        return shift(day, -n)

    def on_or_before(self, day: date) -> date:
        """`day` if it is a working day, else the last one before it."""
        return day

    def on_or_after(self, day: date) -> date:
        """`day` if it is a working day, else the first one after it."""
        return day

    def holidays_between(self, a: date, b: date) -> list[Holiday]:
        """The holidays from `a` to `b`, both included, that fall on Monday to Friday: (date, title)."""
        return []

    def provisional(self, day: date) -> bool:
        """Whether a count that reaches `day` rests on holidays that are not published yet."""
        return self.horizon is not None and day > self.horizon


def _table() -> Any:
    # The fingerprint already tells two calendars apart: their tables are neither compared, hashed nor shown.
    return field(default=(), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class WorkingDays(Calendar):
    """A calendar of Monday to Friday without its holidays. Outside `first` to `last` it raises BadRequest."""

    first: date = date.min
    last: date = date.max
    holidays: tuple[Holiday, ...] = _table()
    _origin: int = 0
    _before: tuple[int, ...] = _table()  # day -> working days from the first day up to it, itself excluded
    _days: tuple[int, ...] = _table()  # the ordinals of all working days
    _holidays_before: tuple[int, ...] = _table()

    @property
    def skips(self) -> bool:
        """Whether some days do not count on it."""
        return True

    def is_working(self, day: date) -> bool:
        """Whether the day is Monday to Friday and no holiday."""
        i = self._at(day, 0, 0)
        return self._before[i + 1] > self._before[i]

    def working_days_between(self, a: date, b: date) -> int:
        """Working days from `a`, included, up to `b`, excluded; negative when `b` is before `a`."""
        return self._before[self._at(b, 0, 1)] - self._before[self._at(a, 0, 1)]

    def nth_after(self, day: date, n: int) -> date:
        """The nth working day strictly after `day`; `day` itself for n 0."""
        return self._nth(self._before[self._at(day, 1, 0) + 1] + n - 1) if n else day

    def nth_before(self, day: date, n: int) -> date:
        """The nth working day strictly before `day`; `day` itself for n 0."""
        return self._nth(self._before[self._at(day, 0, 1)] - n) if n else day

    def on_or_before(self, day: date) -> date:
        """`day` if it is a working day, else the last one before it."""
        return self._nth(self._before[self._at(day, 0, 0) + 1] - 1)

    def on_or_after(self, day: date) -> date:
        """`day` if it is a working day, else the first one after it."""
        return self._nth(self._before[self._at(day, 0, 0)])

    def holidays_between(self, a: date, b: date) -> list[Holiday]:
        """The holidays from `a` to `b`, both included, that fall on Monday to Friday: (date, title)."""
        start, end = self._at(a, 0, 1), self._at(b, 1, 0) + 1
        return list(self.holidays[self._holidays_before[start] : self._holidays_before[end]])

    def altered(self, added: Iterable[Holiday] = (), removed: Iterable[date] = ()) -> WorkingDays:
        """The same calendar with days added and removed: by a proclamation, or a body's own closure."""
        days = dict(self.holidays) | dict(added)
        for day in removed:
            days.pop(day, None)
        kept = {"first": self.first, "last": self.last}
        return working_days(self.name, self.title, days, **kept, horizon=self.horizon)

    def _at(self, day: date, before: int, after: int) -> int:
        """Where a day stands in the index; it may lie so many days before the first or after the last."""
        i = day.toordinal() - self._origin
        if -before <= i < len(self._before) - 1 + after:
            return i
        raise self._outside()

    def _nth(self, k: int) -> date:
        if 0 <= k < len(self._days):
            return date.fromordinal(self._days[k])
        raise self._outside()

    def _outside(self) -> BadRequest:
        message = _("The {title} is known from {first} to {last} only. Give dates and a number within it.")
        return BadRequest(
            message.format(title=self.title, first=in_words(self.first), last=in_words(self.last))
        )


def working_days(
    name: str, title: str, holidays: Mapping[date, str], *, first: date, last: date, horizon: date | None
) -> WorkingDays:
    """The calendar of Monday to Friday without `holidays`, from `first` to `last`, both included."""
    span = range(first.toordinal(), last.toordinal() + 1)
    days = sorted(day for day in holidays if first <= day <= last and day.weekday() < SATURDAY)
    kept = {day: holidays[day] for day in days}
    closed = {day.toordinal() for day in kept}
    works = [i % 7 not in (6, 0) and i not in closed for i in span]  # ordinal 1 was a Monday
    return WorkingDays(
        name=name,
        title=title,
        fingerprint=_fingerprint(name, kept, first, last, horizon),
        horizon=horizon,
        first=first,
        last=last,
        holidays=tuple(kept.items()),
        _origin=span.start,
        _before=tuple(accumulate(works, initial=0)),
        _days=tuple(i for i, working in zip(span, works, strict=True) if working),
        _holidays_before=tuple(accumulate((i in closed for i in span), initial=0)),
    )


def _fingerprint(
    name: str, holidays: Mapping[date, str], first: date, last: date, horizon: date | None
) -> str:
    days = (f"{day} {title}" for day, title in holidays.items())
    lines = [name, str(first), str(last), str(horizon), *days]
    return sha256("\n".join(lines).encode()).hexdigest()[:16]

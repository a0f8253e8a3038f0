"""Periods as tables over the days of the calendars: what `counting` answers, for every day at once.

A day is a number, counted from the first day of a span. A table answers one with another. Tables are kept as
arrays: a few dozen of them must fit into a processor's cache.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import accumulate

from workflow.errors import BadRequest
from workflow.rulebook.model import CalendarName, Ends, Method
from workflow.timetable.calendars import calendar
from workflow.timetable.counting import acts_from, depends_on_calendar, last_day
from workflow.timetable.model import Tie
from workflow.timetable.workdays import Calendar

Table = Sequence[int]
_NOT_EVENLY = (Method.MONTHS_CORRESPONDING_DATE, Method.YEARS_BEGINNING_WITH)
_ANY_DAY, _MANY, _SHORT = date(2024, 1, 10), 40, 32_000


@dataclass(frozen=True, slots=True)
class Span:
    """So many days from `first` on. In a table `late` stands for a day after them, `early` for one before;
    looking either up raises IndexError."""

    first: date
    days: int

    @property
    def late(self) -> int:
        """A day after the span."""
        return self.days + 1

    @property
    def early(self) -> int:
        """A day before the span."""
        return -self.days - 2

    def number(self, day: date) -> int:
        """The number of a day. Raises IndexError outside the span."""
        found = day.toordinal() - self.first.toordinal()
        if 0 <= found < self.days:
            return found
        raise IndexError

    def dates(self) -> tuple[date, ...]:
        """Every day of the span in order."""
        return _dates(self)


@lru_cache(maxsize=8)
def _dates(span: Span) -> tuple[date, ...]:
    return tuple(span.first + timedelta(i) for i in range(span.days))


@dataclass(frozen=True, slots=True)
class Period:
    """What of a tie decides about days: how it is counted, on which calendar, and when it is in force."""

    method: str
    n: int
    ends: Ends | None
    counted_on: Calendar
    since: date | None
    until: date | None


def period_of(tie: Tie, counted_on: Calendar) -> Period:
    """The period of a tie; many ties share one, and so its tables."""
    return Period(tie.method, tie.n, tie.ends, counted_on, tie.since, tie.until)


@lru_cache(maxsize=512)
def ahead(period: Period, acts_on: Calendar | None, span: Span) -> Table:
    """From the day of the first event to the first day for the second, rolled forward to `acts_on`.

    Where the rule is not in force it asks for the order alone.
    """
    since, until = _in_force(period, span)
    always: Table = _always(period.method, period.n, period.ends, period.counted_on, span)
    if since > 0 or until < span.days:
        always = [day if since <= x <= until else x for x, day in enumerate(always)]
    return _kept(_through(always, rolls(acts_on, span)[0], span.late) if acts_on else always, span)


@lru_cache(maxsize=512)
def behind(period: Period, acts_on: Calendar | None, span: Span) -> Table:
    """From the day of the second event to the latest day for the first, rolled back to `acts_on`.

    The number after the last day means "no date", and stays that.
    """
    since, until = _in_force(period, span)
    latest: Table = _latest_starts(period.method, period.n, period.ends, period.counted_on, span)
    if since > 0:
        latest = [day if day >= since else min(t, since - 1) for t, day in enumerate(latest)]
    if until < span.days:
        latest = [t if t > until else day for t, day in enumerate(latest)]
    rolled = _through(latest, rolls(acts_on, span)[1], span.early) if acts_on else latest
    return _kept((*rolled, span.days), span)


@lru_cache(maxsize=512)
def limit(period: Period, acts_on: Calendar | None, span: Span) -> Table:
    """From the day of a maximum's first event to the last day for its second, rolled back to `acts_on`.

    The number after the last day means "no limit".
    """
    since, until = _in_force(period, span)
    days = _last_days(period.method, period.n, period.counted_on, span)
    last = [day if day < span.days else span.early for day in days]
    rolled = _through(last, rolls(acts_on, span)[1], span.early) if acts_on else last
    in_force = (day if since <= x <= until else span.days for x, day in enumerate(rolled))
    return _kept((*in_force, span.days), span)


@lru_cache(maxsize=32)
def rolls(working: Calendar, span: Span) -> tuple[Table, Table]:
    """From each day to the first working day from it on, and to the last one up to it."""
    before, days = _index(working, span)
    onward = [days[k] if k < len(days) else span.late for k in before[:-1]]
    return onward, [days[k - 1] if k else span.early for k in before[1:]]


@lru_cache(maxsize=32)
def _index(working: Calendar, span: Span) -> tuple[Table, Table]:
    """For each day (and the one after the last) how many working days come before it; and those days."""
    works = [working.is_working(day) for day in span.dates()]
    return tuple(accumulate(works, initial=0)), tuple(i for i, works_then in enumerate(works) if works_then)


def _in_force(period: Period, span: Span) -> tuple[int, int]:
    first = span.first.toordinal()
    since = -1 if period.since is None else period.since.toordinal() - first
    return since, span.late if period.until is None else period.until.toordinal() - first


@lru_cache(maxsize=256)
def _always(method: str, n: int, ends: Ends | None, counted_on: Calendar, span: Span) -> Table:
    """From each first day to that on which the act may happen, whenever the rule is in force."""
    waits = (acts_from(method, _MANY, _every_day(), _ANY_DAY, ends) - _last(method, _MANY)).days
    return [max(x, last + waits) for x, last in enumerate(_last_days(method, n, counted_on, span))]


@lru_cache(maxsize=256)
def _latest_starts(method: str, n: int, ends: Ends | None, counted_on: Calendar, span: Span) -> Table:
    """From each day of the act to the latest first day; `early` before the span."""
    always = _always(method, n, ends, counted_on, span)
    return [k - 1 if k else span.early for k in (bisect_right(always, t) for t in range(span.days))]


@lru_cache(maxsize=256)
def _last_days(method: str, n: int, counted_on: Calendar, span: Span) -> Table:
    """From each first day to the last day of the period; `late` beyond the span."""
    if method in _NOT_EVENLY:
        return [_each(method, n, counted_on, day, span) for day in span.dates()]
    if n == 0 or not (counted_on.skips and depends_on_calendar(method)):
        shift = (_last(method, n) - _ANY_DAY).days
        return [x + shift if x + shift < span.days else span.late for x in range(span.days)]
    before, days = _index(counted_on, span)
    first = (_last(method, 0) - _ANY_DAY).days + 1  # the day from which on working days are counted
    nth = [before[min(x + first, span.days)] + n - 1 for x in range(span.days)]
    return [days[k] if k < len(days) else span.late for k in nth]


def _each(method: str, n: int, counted_on: Calendar, day: date, span: Span) -> int:
    try:
        return span.number(last_day(method, n, counted_on, day))
    except (BadRequest, IndexError):
        return span.late


def _last(method: str, n: int) -> date:
    """The last day of a period that begins on any one day, where every day counts."""
    return last_day(method, n, _every_day(), _ANY_DAY)


def _every_day() -> Calendar:
    return calendar(CalendarName.ALL_DAYS)


def _kept(table: Sequence[int], span: Span) -> Table:
    return array("h" if span.days < _SHORT else "i", table)


def _through(days: Table, table: Table, outside: int) -> Table:
    """One table after the other; a day that the second cannot answer lies outside."""
    known = len(table)
    return [table[day] if 0 <= day < known else outside for day in days]

"""How a period is counted: every method forward and backward, in constant time.

*Last day* is the last day of the period counted from a start; *acts from* is the first day on which the act
that waited may happen, which is the last day itself or the day after it. Backward, the latest start is the
latest day from which the act may still happen on a target.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from workflow.errors import BadRequest
from workflow.rulebook.model import Day, Ends, Method
from workflow.timetable.calendars import calendar as calendar_named
from workflow.timetable.count_in_words import because_back, because_forward, describe
from workflow.timetable.workdays import Calendar, shift
from workflow.words import gettext as _

__all__ = [
    "LARGEST",
    "Count",
    "Skipped",
    "acts_from",
    "add_months",
    "count",
    "depends_on_calendar",
    "describe",
    "last_day",
    "latest_start",
    "method_named",
]

LARGEST = 10_000

# Days: the last day is start + n units + an offset.
_DAYS: Mapping[str, tuple[int, int]] = {
    Method.BEGINNING_WITH: (1, -1),
    Method.FROM_NEXT_DAY: (1, 0),
    Method.AT_LEAST_BEFORE: (1, 0),
    Method.CLEAR_DAYS: (1, 0),
    Method.ON_OR_AFTER: (1, 0),
    Method.WEEKS_FROM_NEXT_DAY: (7, 0),
    Method.WEEKS_INCLUSIVE: (7, -1),
}
# Working days: the last day is the nth working day after start + an offset.
_WORKING_DAYS: Mapping[str, int] = {
    Method.CLEAR_WORKING_DAYS: 0,
    Method.NTH_WORKING_DAY_AFTER: 0,
    Method.NTH_WORKING_DAY_AFTER_NEXT_DAY: 1,
    Method.WORKING_DAYS_BEGINNING_WITH: -1,
}
# The act waits for the whole of the last day.
_DAY_AFTER = frozenset(
    (
        Method.BEGINNING_WITH,
        Method.CLEAR_DAYS,
        Method.CLEAR_WORKING_DAYS,
        Method.NTH_WORKING_DAY_AFTER,
        Method.NTH_WORKING_DAY_AFTER_NEXT_DAY,
        Method.WORKING_DAYS_BEGINNING_WITH,
        Method.YEARS_BEGINNING_WITH,
    )
)


@dataclass(frozen=True, slots=True)
class Skipped:
    """A holiday, never a weekend, that a count passed over."""

    date: date
    why: str


@dataclass(frozen=True, slots=True)
class Count:
    """A counted date: forward, `date` is the last day of the period; backward, the latest day to start.

    `acts_from` is the first day on which the act that waited may happen (backward: the day that was given).
    `provisional`: it rests on holidays that are not published yet. `because`: how it came about, in words.
    """

    date: date
    acts_from: Day
    skipped: tuple[Skipped, ...]
    provisional: bool
    because: tuple[str, ...]


def count(method: str, n: int, calendar: str | Calendar, start: date, *, back: bool = False) -> Count:
    """Count `n` by `method` on `calendar`, forward from `start`, or back from it to the latest day to start.

    Raises BadRequest, with what there is to choose from, for an unknown method or calendar, or a number or
    date that cannot be counted.
    """
    how, number = method_named(method), _number(n)
    cal = calendar if isinstance(calendar, Calendar) else calendar_named(calendar)
    return _backward(how, number, cal, start) if back else _forward(how, number, cal, start)


def last_day(method: str, n: int, cal: Calendar, start: date) -> date:
    """The last day of the period of `n` counted from `start`."""
    if method in _WORKING_DAYS:
        return cal.nth_after(shift(start, _WORKING_DAYS[method]), n)
    if method in _DAYS:
        unit, offset = _DAYS[method]
        return shift(start, unit * n + offset)
    if method == Method.MONTHS_CORRESPONDING_DATE:
        return add_months(start, n)
    return shift(_anniversary(start, n), -1)


def acts_from(method: str, n: int, cal: Calendar, start: date, ends: Ends | None = None) -> date:
    """The first day on which the act that waited may happen; `ends` overrides the method's own meaning."""
    day = shift(last_day(method, n, cal, start), _wait(method, ends))
    return max(day, start)


def latest_start(method: str, n: int, cal: Calendar, target: date, ends: Ends | None = None) -> date:
    """The latest day from which the act may still happen on `target`."""
    return min(_latest_ending_by(method, n, cal, shift(target, -_wait(method, ends))), target)


def depends_on_calendar(method: str) -> bool:
    """Whether the method counts working days, so that the calendar matters."""
    return method in _WORKING_DAYS


def method_named(name: str) -> Method:
    """The method of that name. Raises BadRequest, naming those there are."""
    try:
        return Method(name)
    except ValueError:
        message = _("There is no counting method '{name}'. Use one of {known}.")
        raise BadRequest(message.format(name=name, known=", ".join(Method))) from None


def add_months(day: date, months: int) -> date:
    """The same number in the month so many months on, or that month's last day if it has no such number."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        raise BadRequest(_("That date lies outside the years 1 to 9999. Give a smaller number."))
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _anniversary(day: date, years: int) -> date:
    """The day after so many whole years beginning with `day`: from 29 February it may be 1 March."""
    same = add_months(day, 12 * years)
    return same if same.day == day.day else shift(same, 1)


def _latest_ending_by(method: str, n: int, cal: Calendar, last: date) -> date:
    """The latest start from which the last day is `last` or earlier."""
    if method in _WORKING_DAYS:
        base = shift(cal.nth_before(shift(last, 1), n), -1) if n else last
        return shift(base, -_WORKING_DAYS[method])
    if method in _DAYS:
        unit, offset = _DAYS[method]
        return shift(last, -unit * n - offset)
    if method == Method.MONTHS_CORRESPONDING_DATE:
        return _latest_month_start(last, n)
    return add_months(shift(last, 1), -12 * n)


def _latest_month_start(last: date, months: int) -> date:
    """From the last day of a month, every longer day of the earlier month is clipped to it: take its last."""
    start = add_months(last, -months)
    if last.day < monthrange(last.year, last.month)[1]:
        return start
    return start.replace(day=monthrange(start.year, start.month)[1])


def _wait(method: str, ends: Ends | None) -> int:
    if ends is None:
        return 1 if method in _DAY_AFTER else 0
    return 1 if ends == "day_after" else 0


def _number(n: int) -> int:
    if isinstance(n, int) and not isinstance(n, bool) and 0 <= n <= LARGEST:
        return n
    raise BadRequest(_("n is {n!r}. Give a whole number from 0 to {largest}.").format(n=n, largest=LARGEST))


def _forward(method: Method, n: int, cal: Calendar, start: date) -> Count:
    last, acts = last_day(method, n, cal, start), acts_from(method, n, cal, start)
    skipped = _skipped(method, cal, start, last)
    provisional = _provisional(method, cal, last, start)
    return Count(
        date=last,
        acts_from=acts,
        skipped=skipped,
        provisional=provisional,
        because=because_forward(method, n, cal, start, last, acts, _pairs(skipped), provisional),
    )


def _backward(method: Method, n: int, cal: Calendar, target: date) -> Count:
    latest = latest_start(method, n, cal, target)
    skipped = _skipped(method, cal, latest, shift(target, -_wait(method, None)))
    provisional = _provisional(method, cal, latest, target)
    return Count(
        date=latest,
        acts_from=target,
        skipped=skipped,
        provisional=provisional,
        because=because_back(method, n, cal, target, latest, _pairs(skipped), provisional),
    )


def _skipped(method: Method, cal: Calendar, start: date, last: date) -> tuple[Skipped, ...]:
    if method not in _WORKING_DAYS or not cal.skips:
        return ()
    first = shift(start, _WORKING_DAYS[method] + 1)
    return tuple(Skipped(day, why) for day, why in cal.holidays_between(first, last))


def _pairs(skipped: tuple[Skipped, ...]) -> tuple[tuple[date, str], ...]:
    return tuple((each.date, each.why) for each in skipped)


def _provisional(method: Method, cal: Calendar, *days: date) -> bool:
    return method in _WORKING_DAYS and cal.provisional(max(days))

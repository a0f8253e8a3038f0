"""A count in words: what was counted, what did not count, and what follows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from workflow.rulebook.model import CalendarName, Method
from workflow.timetable.dates_in_words import (
    day_and_month,
    in_words,
    month_in_words,
    one_and_another,
    with_weekday,
)
from workflow.timetable.workdays import Calendar, shift
from workflow.words import gettext as _
from workflow.words import ngettext

Holiday = tuple[date, str]
NAMED_AT_MOST = 6

_OFF: Mapping[str, str] = {
    CalendarName.ENGLAND: _("bank holidays in England do not count"),
    CalendarName.WALES: _("bank holidays in Wales do not count"),
    CalendarName.SCOTLAND: _("bank holidays in Scotland do not count"),
    CalendarName.NORTHERN_IRELAND: _("bank holidays in Northern Ireland do not count"),
    CalendarName.UK_ANY_PART: _("bank holidays anywhere in the UK do not count"),
}


def _days(n: int) -> str:
    return ngettext("{n} day", "{n} days", n).format(n=n)


def _clear_days(n: int) -> str:
    return ngettext("{n} clear day", "{n} clear days", n).format(n=n)


def _working_days(n: int) -> str:
    return ngettext("{n} working day", "{n} working days", n).format(n=n)


def _clear_working_days(n: int) -> str:
    return ngettext("{n} clear working day", "{n} clear working days", n).format(n=n)


def _weeks(n: int) -> str:
    return ngettext("{n} week ({days} days)", "{n} weeks ({days} days)", n).format(n=n, days=7 * n)


def _months(n: int) -> str:
    return ngettext("{n} month", "{n} months", n).format(n=n)


def _years(n: int) -> str:
    return ngettext("{n} year", "{n} years", n).format(n=n)


# Of each method: its unit, the period by itself, and the sentence that says what was counted.
_WORDS: Mapping[str, tuple[Callable[[int], str], str, str]] = {
    Method.BEGINNING_WITH: (
        _days,
        _("{unit}, the day it starts counted as day 1"),
        _("Counted {unit} with {start} as day 1."),
    ),
    Method.FROM_NEXT_DAY: (
        _days,
        _("{unit}, counted from the next day"),
        _("Counted {unit} from the day after {start}."),
    ),
    Method.AT_LEAST_BEFORE: (_days, _("{unit} or more"), _("Counted {unit} on from {start}.")),
    Method.CLEAR_DAYS: (_clear_days, "{unit}", _("Counted {unit} after {start}: neither end counts.")),
    Method.CLEAR_WORKING_DAYS: (
        _clear_working_days,
        "{unit}",
        _("Counted {unit} after {start}{calendar}: neither end counts."),
    ),
    Method.WORKING_DAYS_BEGINNING_WITH: (
        _working_days,
        _("{unit}, the day it starts counted as day 1"),
        _("Counted {unit} with {first} as day 1{calendar}."),
    ),
    Method.NTH_WORKING_DAY_AFTER: (_working_days, "{unit}", _("Counted {unit} after {start}{calendar}.")),
    Method.NTH_WORKING_DAY_AFTER_NEXT_DAY: (
        _working_days,
        _("{unit} after the next day"),
        _("Counted {unit} after {next}, the day after {start}{calendar}."),
    ),
    Method.MONTHS_CORRESPONDING_DATE: (
        _months,
        _("{unit} to the corresponding date"),
        _("Counted {unit} from {start} to the corresponding date."),
    ),
    Method.WEEKS_FROM_NEXT_DAY: (_weeks, "{unit}", _("Counted {unit} from the day after {start}.")),
    Method.WEEKS_INCLUSIVE: (
        _weeks,
        _("{unit}, both ends counted"),
        _("Counted {unit} with {start} as day 1: both ends count."),
    ),
    Method.ON_OR_AFTER: (_days, "{unit}", _("Counted {unit} on from {start}.")),
    Method.YEARS_BEGINNING_WITH: (
        _years,
        _("{unit}, the day it starts counted"),
        _("Counted {unit} beginning with {start}."),
    ),
}
_ON_THE_CALENDAR = frozenset(method for method in Method if "working_day" in method)


def describe(method: str, n: int, calendar: str | Calendar) -> str:
    """The period in words, e.g. "12 weeks (84 days)"; working days say which days do not count."""
    unit, alone, _sentence = _WORDS[method]
    words = _(alone).format(unit=unit(n))
    name = calendar.name if isinstance(calendar, Calendar) else calendar
    if method not in _ON_THE_CALENDAR or name not in _OFF:
        return words
    return _("{period} ({days_off})").format(period=words, days_off=_(_OFF[name]))


def edition(cal: Calendar) -> str:
    """Which edition of a calendar was counted on; empty for one on which every day counts."""
    if not cal.skips or cal.horizon is None:
        return ""
    words = _("{title}, edition {edition}: bank holidays as published up to {horizon}.")
    said = words.format(title=cal.title, edition=cal.fingerprint, horizon=in_words(cal.horizon))
    return said[:1].upper() + said[1:]


def because_forward(
    method: Method,
    n: int,
    cal: Calendar,
    start: date,
    last: date,
    acts: date,
    skipped: Sequence[Holiday],
    provisional: bool,
) -> tuple[str, ...]:
    """Why a count from `start` ends on `last`, sentence by sentence."""
    return (
        _counted(method, n, cal, start),
        *_not_a_working_day(method, cal, start),
        *do_not_count(skipped),
        *_clipped(method, start, last),
        _outcome(method, last, acts),
        *not_published(cal, provisional),
    )


def because_back(
    method: Method,
    n: int,
    cal: Calendar,
    target: date,
    latest: date,
    skipped: Sequence[Holiday],
    provisional: bool,
) -> tuple[str, ...]:
    """Why `latest` is the latest day from which the act may happen on `target`, sentence by sentence."""
    counted = _("Counted back from {target}: {period}.")
    outcome = _("The latest day to count from is {latest}.")
    return (
        counted.format(target=with_weekday(target), period=describe(method, n, cal)),
        *do_not_count(skipped),
        outcome.format(latest=with_weekday(latest)),
        *not_published(cal, provisional),
    )


def _counted(method: Method, n: int, cal: Calendar, start: date) -> str:
    unit, _alone, sentence = _WORDS[method]
    words = {
        "unit": unit(n),
        "start": with_weekday(start),
        "calendar": f" ({cal.title})" if cal.skips else "",
    }
    if method is Method.NTH_WORKING_DAY_AFTER_NEXT_DAY:
        words["next"] = with_weekday(shift(start, 1))
    if method is Method.WORKING_DAYS_BEGINNING_WITH:
        words["first"] = with_weekday(cal.on_or_after(start))
    return _(sentence).format(**words)


def _not_a_working_day(method: Method, cal: Calendar, start: date) -> tuple[str, ...]:
    if method is not Method.WORKING_DAYS_BEGINNING_WITH or cal.is_working(start):
        return ()
    return (_("{start} is not a working day.").format(start=with_weekday(start)),)


def do_not_count(skipped: Sequence[Holiday]) -> tuple[str, ...]:
    """The holidays that a count passed over, by name; of a great many, how many and from when to when."""
    if not skipped:
        return ()
    if len(skipped) > NAMED_AT_MOST:
        many = _("{n} bank holidays from {first} to {last} do not count.")
        first, last = in_words(skipped[0][0]), in_words(skipped[-1][0])
        return (many.format(n=len(skipped), first=first, last=last),)
    named = one_and_another([f"{title} {day_and_month(day)}" for day, title in skipped])
    return (ngettext("{days} does not count.", "{days} do not count.", len(skipped)).format(days=named),)


def _clipped(method: Method, start: date, last: date) -> tuple[str, ...]:
    if method is not Method.MONTHS_CORRESPONDING_DATE or start.day == last.day:
        return ()
    words = _("{month} has no day {day}, so the count ends on its last day.")
    return (words.format(month=month_in_words(last), day=start.day),)


def _outcome(method: Method, last: date, acts: date) -> str:
    if method in (Method.ON_OR_AFTER, Method.AT_LEAST_BEFORE):
        return _("The act may happen from {acts}.").format(acts=with_weekday(acts))
    if last == acts:
        return _("The last day is {last}, and the act may happen on it.").format(last=with_weekday(last))
    words = _("The last day is {last}; the act may happen from {acts}.")
    return words.format(last=with_weekday(last), acts=with_weekday(acts))


def not_published(cal: Calendar, provisional: bool) -> tuple[str, ...]:
    """That a date is provisional, and from which day on the holidays are not known."""
    if not provisional or cal.horizon is None:
        return ()
    words = _("Bank holidays after {horizon} are not published yet: provisional.")
    return (words.format(horizon=in_words(cal.horizon)),)

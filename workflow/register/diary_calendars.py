"""The events of an iCalendar file, each on its days in Europe/London; plain repetitions written out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from itertools import islice
from typing import Any

from dateutil.rrule import rrulestr
from icalendar import Calendar

from workflow.clock import london
from workflow.errors import BadRequest
from workflow.register.cells import shown
from workflow.register.diary import LONGEST_UID
from workflow.register.model import Refusal
from workflow.words import gettext as _

MOST_EVENTS, MOST_REPEATED = 2_000, 400
_PLAIN_FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_PLAIN_PARTS = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTH", "BYMONTHDAY", "BYSETPOS", "WKST"}
ONE_DAY = timedelta(1)
MIDNIGHT, LAST_SECOND = time(), time(23, 59, 59)
Component = Any
"""An event as icalendar holds it: its values have a type each of their own."""


@dataclass(frozen=True, slots=True)
class Event:
    """One event, or one day of an event that repeats: its days, both included, in Europe/London."""

    uid: str
    summary: str
    first: date
    last: date
    cancelled: bool


class _Refused(Exception):
    """An event cannot be taken in; the message says why and the mend."""


def events(file: bytes) -> Iterator[tuple[int, Event | Refusal]]:
    """Every event with its number in the file; the days of one that repeats share it.

    Raises BadRequest when the file is no calendar, has no event, or too many.
    """
    found = _components(file)
    moved = {(_text(each, "UID"), when) for each in found if (when := _recurrence(each))}
    for number, each in enumerate(found, start=1):
        try:
            days = list(_days(each, moved))
        except _Refused as why:
            yield number, Refusal(number, str(why))
            continue
        except (ValueError, TypeError, AttributeError, KeyError, OverflowError):
            words = _("The event “{title}” cannot be read. Save the calendar again, or leave it out.")
            yield number, Refusal(number, words.format(title=shown(_text(each, "SUMMARY"))))
            continue
        for event in days:
            yield number, event


def _components(file: bytes) -> list[Component]:
    try:
        calendars = Calendar.from_ical(file, multiple=True)
        found = [each for calendar in calendars for each in calendar.walk("VEVENT")]
    except (ValueError, TypeError, AttributeError, KeyError, IndexError, RecursionError) as fault:
        words = _("The file is no calendar that can be read ({fault}). Export it again as iCalendar (.ics).")
        raise BadRequest(words.format(fault=shown(str(fault)))) from fault
    if not found:
        raise BadRequest(_("The calendar has no events. Export the meetings, not only the calendar's name."))
    if len(found) > MOST_EVENTS:
        words = _("The calendar has more than {most:,} events. Export a shorter time.")
        raise BadRequest(words.format(most=MOST_EVENTS))
    return found


def _days(each: Component, moved: set[tuple[str, date]]) -> Iterator[Event]:
    summary, uid = _text(each, "SUMMARY"), _uid(each)
    first, last = _span(each, summary)
    cancelled = _text(each, "STATUS").upper() == "CANCELLED"
    if each.get("RDATE") is not None:
        raise _Refused(_told(summary, _("names extra days (RDATE). Write each day as an event of its own.")))
    if each.get("RRULE") is None:
        when = _recurrence(each)
        yield Event(f"{uid}#{when}" if when else uid, summary, first, last, cancelled)
        return
    length = last - first
    for day in _repeated(each, summary):
        if (_text(each, "UID"), day) not in moved:
            yield Event(f"{uid}#{day}", summary, day, day + length, cancelled)


def _span(each: Component, summary: str) -> tuple[date, date]:
    """The first and the last day; an all-day event ends on the day before its end."""
    begins, ends = _value(each, "DTSTART"), _value(each, "DTEND")
    if begins is None:
        raise _Refused(_told(summary, _("has no day on which it begins. Add DTSTART.")))
    first = _london_day(begins)
    if ends is None:
        length = _value(each, "DURATION")
        whole = length.days - 1 if isinstance(length, timedelta) and not isinstance(begins, datetime) else 0
        return first, first + timedelta(max(whole, 0))
    last = _london_day(ends)
    if not isinstance(ends, datetime):
        last = max(first, last - ONE_DAY) if last >= first else last
    elif last > first and _wall_clock(ends).time() == MIDNIGHT:
        last -= ONE_DAY
    if last < first:
        raise _Refused(_told(summary, _("ends before it begins. Correct one of the two days.")))
    return first, last


def _repeated(each: Component, summary: str) -> list[date]:
    """The days of a repetition that is plain and ends. Anything else is refused, never guessed."""
    rule = each["RRULE"]
    if isinstance(rule, list):
        raise _Refused(_told(summary, _("repeats by several rules. Write each day as an event of its own.")))
    frequency = [str(one).upper() for one in rule.get("FREQ", [])]
    if frequency[:1] and frequency[0] not in _PLAIN_FREQUENCIES or set(map(str, rule)) - _PLAIN_PARTS:
        mend = _("repeats in a way that is not read. Write each day as an event of its own.")
        raise _Refused(_told(summary, mend))
    if not rule.get("COUNT") and not rule.get("UNTIL"):
        mend = _("repeats without an end. Let it end on a day, or write each day as an event of its own.")
        raise _Refused(_told(summary, mend))
    begins = _value(each, "DTSTART")
    start = _wall_clock(begins)
    series = rrulestr(_rule_on_the_wall(rule, begins), dtstart=start)
    days = [found.date() for found in islice(series, MOST_REPEATED + 1)]
    if len(days) > MOST_REPEATED:
        words = _("repeats more than {most} times. Let it end earlier.").format(most=MOST_REPEATED)
        raise _Refused(_told(summary, words))
    left_out = set(_excluded(each))
    return [day for day in days if day not in left_out]


def _rule_on_the_wall(rule: Any, begins: date | datetime) -> str:
    """The rule with its end as a time of the wall clock, since its start is one."""
    until = rule.get("UNTIL")
    if not until:
        return str(rule.to_ical().decode())
    end = until[0] if isinstance(until, list) else until
    if isinstance(end, datetime):
        end = _wall_clock(end)
    else:
        end = datetime.combine(end, LAST_SECOND)
    parts = [part for part in rule.to_ical().decode().split(";") if not part.upper().startswith("UNTIL")]
    return ";".join((*parts, f"UNTIL={end:%Y%m%dT%H%M%S}"))


def _excluded(each: Component) -> Iterator[date]:
    found = each.get("EXDATE")
    for one in found if isinstance(found, list) else [found] if found is not None else []:
        for when in one.dts:
            yield _london_day(when.dt)


def _recurrence(each: Component) -> date | None:
    """The day of a repetition that this event stands for."""
    when = each.get("RECURRENCE-ID")
    return _london_day(when.dt) if when is not None and hasattr(when, "dt") else None


def _value(each: Component, name: str) -> Any:
    found = each.get(name)
    if isinstance(found, list):
        raise _Refused(_told(_text(each, "SUMMARY"), _("says {name} twice. Keep one.").format(name=name)))
    return found.dt if found is not None else None


def _wall_clock(when: date | datetime) -> datetime:
    if not isinstance(when, datetime):
        return datetime.combine(when, MIDNIGHT)
    return london(when).replace(tzinfo=None) if when.tzinfo else when


def _london_day(when: date | datetime) -> date:
    """A time with a zone on its day in Europe/London; one without is London's already."""
    return _wall_clock(when).date()


def _text(each: Component, name: str) -> str:
    found = each.get(name)
    return str(found[0] if isinstance(found, list) and found else found or "")


def _uid(each: Component) -> str:
    uid = _text(each, "UID")
    return uid if len(uid) <= LONGEST_UID - 20 else sha256(uid.encode()).hexdigest()


def _told(summary: str, what: str) -> str:
    return _("The event “{title}” {what}").format(title=shown(summary) or _("without a title"), what=what)

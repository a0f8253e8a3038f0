"""Dates as an iCalendar file (RFC 5545): the same facts give the same bytes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import cast

from icalendar import Calendar, Event

from workflow.project.engagement import Activity
from workflow.project.events import (
    DateRecorded,
    EndMoved,
    ExceptionRecorded,
    ExplanationDecided,
    Fact,
    StageMoved,
)
from workflow.project.events.engagement import ActivityDone, ActivityDropped, ActivityPlanned
from workflow.project.model import EventInstance
from workflow.project.summaries import EventLine, Overview
from workflow.timetable.dates_in_words import in_words
from workflow.timetable.model import NOT_LEGAL_ADVICE, UNCONFIRMED, EventDates, Timetable
from workflow.words import gettext as _

# What can move a date, its last safe one too.
MOVING = (
    DateRecorded,
    EndMoved,
    ExplanationDecided,
    ExceptionRecorded,
    ActivityPlanned,
    ActivityDone,
    ActivityDropped,
)
MAKER = "-//Fair Notice//Dates//EN"
DEMONSTRATION = _("Demonstration: nothing here has been decided")


class Standing(StrEnum):
    """What a date is: planned, the last safe one, or done."""

    PLANNED = "planned"
    LAST_SAFE = "last_safe"
    DONE = "done"

    @property
    def mark(self) -> str:
        """What follows a title; nothing once it is done."""
        return _MARKS[self]


_MARKS: Mapping[Standing, str] = {
    Standing.PLANNED: _(" (planned)"),
    Standing.LAST_SAFE: _(" (last safe date)"),
    Standing.DONE: "",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One whole day of a calendar. `event` and `instance` name it for good; `title` starts with the verb."""

    event: str
    instance: int
    title: str
    day: date
    standing: Standing
    why: tuple[str, ...]
    unconfirmed: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one calendar file says. `stamp` is an instant of the facts, never of the download; `sequence`
    counts how often dates have moved."""

    ref: str
    title: str
    host: str
    url: str
    stamp: datetime
    sequence: int
    entries: tuple[Entry, ...]
    cancelled: bool = False
    demonstration: bool = False


def of_project(overview: Overview) -> tuple[Entry, ...]:
    """The public dates of a project, earliest first: each occurrence on record, else its last safe date."""
    found = [entry for line in overview.events if line.words.public for entry in _of_line(overview, line)]
    activities = overview.project.engagement.activities
    found += [_of_activity(activity) for activity in activities if activity.public]
    return tuple(sorted(found, key=lambda entry: entry.day))


def of_timetable(timetable: Timetable) -> tuple[Entry, ...]:
    """The last safe date of every step of a timetable, earliest first."""
    dated = [(event, event.latest) for event in timetable.events if event.latest]
    found = [_entry(event, 1, event.title, latest, Standing.LAST_SAFE) for event, latest in dated]
    return tuple(sorted(found, key=lambda entry: entry.day))


def times_moved(facts: Iterable[Fact]) -> int:
    """How often anything happened that can move an entry: the sequence number of a project's calendar."""
    return sum(isinstance(fact, MOVING) or _withdrawn(fact) for fact in facts)


def calendar(sheet: Sheet) -> bytes:
    """The file, in UTF-8 with CRLF."""
    whole = Calendar()
    whole.add("prodid", MAKER)
    whole.add("version", "2.0")
    whole.add("method", "PUBLISH")
    whole.add("x-wr-calname", sheet.title)
    whole.add("x-wr-caldesc", NOT_LEGAL_ADVICE)
    for entry in sheet.entries:
        whole.add_component(_event(sheet, entry))
    return cast(bytes, whole.to_ical())


def _of_line(overview: Overview, line: EventLine) -> Iterator[Entry]:
    instances = overview.project.instances
    known = [found for (event, _n), found in sorted(instances.items()) if event == line.words.id]
    dated = [found for found in known if found.actual or found.planned]
    for found in dated:
        yield _of_instance(line, found)
    if not dated and line.dates.latest and line.dates.spare_working_days is not None:
        yield _entry(line.dates, 1, line.words.title, line.dates.latest, Standing.LAST_SAFE)


def _of_instance(line: EventLine, found: EventInstance) -> Entry:
    if found.actual:
        return _entry(line.dates, found.instance, line.words.done, found.actual, Standing.DONE)
    day = found.planned or date.max
    return _entry(line.dates, found.instance, line.words.title, day, Standing.PLANNED)


def _of_activity(activity: Activity) -> Entry:
    """An activity of the plan of engagement, planned or done."""
    plan, standing = activity.plan, Standing.DONE if activity.done_on else Standing.PLANNED
    told = (", ".join(plan.audience), *filter(None, (plan.message, plan.channel)))
    return Entry(plan.id, 1, plan.what, activity.done_on or plan.on, standing, told, False)


def _entry(dates: EventDates, instance: int, title: str, day: date, standing: Standing) -> Entry:
    return Entry(dates.id, instance, title, day, standing, _why(dates, standing), dates.unconfirmed)


def _why(dates: EventDates, standing: Standing) -> tuple[str, ...]:
    said = tuple(line for line in dates.because if line != UNCONFIRMED)
    if standing is Standing.PLANNED and dates.latest:
        last = _("The last safe date is {day}.").format(day=in_words(dates.latest))
        return (*said, last)
    return said


def _withdrawn(fact: Fact) -> bool:
    return isinstance(fact, StageMoved) and fact.how == "withdraw"


def _event(sheet: Sheet, entry: Entry) -> Event:
    event = Event()
    event.add("uid", f"{sheet.ref}-{entry.event}-{entry.instance}@{sheet.host}")
    event.add("dtstamp", sheet.stamp)
    event.add("sequence", sheet.sequence)
    event.add("dtstart", entry.day)
    event.add("dtend", entry.day + timedelta(1))
    event.add("summary", f"{entry.title}: {sheet.title}{entry.standing.mark}")
    event.add("description", "\n".join(_description(sheet, entry)))
    event.add("url", sheet.url)
    event.add("transp", "TRANSPARENT")
    event.add("status", _status(sheet, entry))
    return event


def _status(sheet: Sheet, entry: Entry) -> str:
    if sheet.cancelled:
        return "CANCELLED"
    return "CONFIRMED" if entry.standing is Standing.DONE else "TENTATIVE"


def _description(sheet: Sheet, entry: Entry) -> Iterator[str]:
    if sheet.demonstration:
        yield DEMONSTRATION
    yield from entry.why
    if entry.unconfirmed:
        yield UNCONFIRMED
    yield NOT_LEGAL_ADVICE
    yield sheet.url

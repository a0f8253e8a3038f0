"""What a plan runs into: elections, closures, notes, months without meetings. Said, never moved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from workflow.rulebook.model import Closure, Diary, Election, Facts, Route, Rulebook
from workflow.timetable.calendars import calendar
from workflow.timetable.dates_in_words import day_and_month, in_words, month_in_words
from workflow.timetable.model import EventDates, Timetable, TimingVerdict
from workflow.words import gettext as _
from workflow.words import ngettext

OPENS, CLOSES = "consultation_opened", "consultation_closed"
ONE_DAY = timedelta(1)
LATE = (TimingVerdict.LATE, TimingVerdict.TOO_LATE)
Kind = Literal["election", "closure", "note", "no_meetings", "meetings_unknown"]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days of an authority's diary that a plan may run into, both ends included."""

    kind: Kind
    title: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Window:
    """The days on which a consultation is open, both included, and how far its opening may be moved.

    `begun`: it is open or over already. `earliest`, `latest`: the days between which it may still open.
    """

    opens: date
    closes: date
    begun: bool = False
    earliest: date | None = None
    latest: date | None = None


@dataclass(frozen=True, slots=True)
class Overlap:
    """One thing that the plan runs into: `days` of the consultation inside it, `acts` (event ids) planned on
    its days, `says` in words with the mend, `avoided_by` the opening that avoids it (None: none is known)."""

    kind: Kind
    title: str
    first: date
    last: date
    days: int
    acts: tuple[str, ...]
    says: tuple[str, ...]
    avoided_by: date | None = None


def overlaps(rulebook: Rulebook, timetable: Timetable, facts: Facts) -> tuple[Overlap, ...]:
    """Everything in the authority's diary that the dates of a timetable run into, earliest first.

    An event counts with its own date, else with its last safe date; with its earliest where it is too late
    for that.
    """
    route = rulebook.route(timetable.route, facts)
    acts = {e.id: day for e in timetable.events if (day := _day(e, timetable)) and not e.done}
    diary, window = rulebook.authority.diary, window_of(timetable)
    found = [
        *of_window(rulebook, window),
        *_of_closures(diary, window, {e: day for e, day in acts.items() if _acts(route, e)}, route),
        *_of_notes(diary, window),
        *_of_meetings(diary, route, rulebook.facts(route.id, facts), acts),
    ]
    return tuple(sorted(found, key=lambda each: (each.first, each.last)))


def of_window(rulebook: Rulebook, window: Window | None) -> tuple[Overlap, ...]:
    """The pre-election periods that a consultation would run into, each with the opening that avoids it."""
    if window is None:
        return ()
    stretches = pre_elections(rulebook.authority.diary)
    met = (stretch for stretch in stretches if _inside(stretch, window.opens, window.closes))
    return tuple(_of_election(stretch, window, rulebook) for stretch in met)


def window_of(timetable: Timetable) -> Window | None:
    """The consultation of a timetable, as its dates are counted here; None where it has none or is over."""
    known = {event.id: event for event in timetable.events}
    opening, closing = known.get(OPENS), known.get(CLOSES)
    opens, closes = (_day(event, timetable) if event else None for event in (opening, closing))
    if opening is None or opens is None or closes is None or closes < timetable.today:
        return None
    latest = None if timetable.verdict in LATE else opening.latest
    return Window(opens, closes, opening.done, opening.earliest, latest)


def pre_elections(diary: Diary) -> tuple[Stretch, ...]:
    """The pre-election periods: from the notice of election up to polling day.

    Where the notice is not out, from the last day on which it may come; none without a figure for that.
    """
    found = ((election, _notice(election, diary)) for election in diary.elections)
    return tuple(
        Stretch("election", election.title, notice, election.polling_day)
        for election, notice in found
        if notice is not None
    )


def stretches(diary: Diary) -> tuple[Stretch, ...]:
    """Every stretch of days that a picture shows as a band: pre-election periods, closures and notes."""
    closed = (Stretch("closure", one.title, one.first, one.last) for one in diary.closures)
    noted = (Stretch("note", one.title, one.first, one.last) for one in diary.notes)
    return tuple(sorted((*pre_elections(diary), *closed, *noted), key=lambda each: each.first))


def as_data(found: Overlap) -> dict[str, object]:
    """One overlap as the JSON document of `timetable` carries it; dates in ISO 8601."""
    return {
        "kind": found.kind,
        "title": found.title,
        "from": found.first.isoformat(),
        "to": found.last.isoformat(),
        "days": found.days,
        "acts": list(found.acts),
        "says": list(found.says),
        "avoided_by_opening_on": found.avoided_by.isoformat() if found.avoided_by else None,
    }


def _notice(election: Election, diary: Diary) -> date | None:
    if election.notice_on or diary.before_election is None:
        return election.notice_on
    before = diary.before_election
    return calendar(before.calendar).nth_before(election.polling_day, before.n)


def _of_election(stretch: Stretch, window: Window, rulebook: Rulebook) -> Overlap:
    avoided = _other_opening(stretch, window, rulebook)
    polling, days = in_words(stretch.last), _inside(stretch, window.opens, window.closes)
    says = [_("{title} are on {day}.").format(title=stretch.title, day=polling), _advice(stretch, window)]
    if not window.begun:
        says += [_mend(stretch, avoided), *_publicised_before(stretch, window, days)]
    return Overlap("election", stretch.title, stretch.first, stretch.last, days, (), tuple(says), avoided)


def _advice(stretch: Stretch, window: Window) -> str:
    words = _("From {day} at the latest, do not launch or publicise this consultation without advice.")
    if window.begun:
        words = _(
            "From {day} at the latest, do not publicise this consultation without advice. It stays open; "
            "consider closing it later."
        )
    return words.format(day=day_and_month(stretch.first))


def _mend(stretch: Stretch, avoided: date | None) -> str:
    if avoided is None:
        return _("No opening day that is left avoids that: take advice before you open, or move the end.")
    words = (
        _("Opening by {day} avoids that.") if avoided < stretch.first else _("Opening on {day} avoids that.")
    )
    same_year = avoided.year == stretch.last.year
    return words.format(day=day_and_month(avoided) if same_year else in_words(avoided))


def _publicised_before(stretch: Stretch, window: Window, days: int) -> Iterator[str]:
    """Of a consultation that opens in time and is still open when the period comes."""
    if window.opens >= stretch.first:
        return
    words = ngettext(
        "{n} day of the consultation then lies in that period: publicise it before.",
        "{n} days of the consultation then lie in that period: publicise it before.",
        days,
    )
    yield words.format(n=days)


def _other_opening(stretch: Stretch, window: Window, rulebook: Rulebook) -> date | None:
    """The last working day before the period to open on; else the first after it that still fits."""
    if window.begun:
        return None
    working = calendar(rulebook.authority.nation)
    latest, earliest = window.latest or date.max, window.earliest or date.min
    before = min(latest, working.on_or_before(stretch.first - ONE_DAY))
    if before >= earliest:
        return before
    after = working.on_or_after(stretch.last + ONE_DAY)
    return after if after <= latest else None


def _of_closures(
    diary: Diary, window: Window | None, acts: Mapping[str, date], route: Route
) -> Iterator[Overlap]:
    """Closures that hold a planned act, or days on which the consultation is open."""
    for closure in diary.closures:
        met = tuple(name for name, day in acts.items() if closure.first <= day <= closure.last)
        stretch = Stretch("closure", closure.title, closure.first, closure.last)
        days = _inside(stretch, window.opens, window.closes) if window else 0
        if met or days:
            says = tuple(
                _about_closure(closure, days, [(route.event(name).title, acts[name]) for name in met])
            )
            yield Overlap("closure", closure.title, closure.first, closure.last, days, met, says)


def _about_closure(closure: Closure, days: int, met: list[tuple[str, date]]) -> Iterator[str]:
    closed = _("{title}: closed from {first} to {last}.")
    yield closed.format(title=closure.title, first=in_words(closure.first), last=in_words(closure.last))
    if met:
        acts = "; ".join(f"{title} ({in_words(day)})" for title, day in met)
        yield _("On its days: {acts}. Check that somebody is there.").format(acts=acts)
    if days:
        yield _days_in_it(days)


def _days_in_it(days: int) -> str:
    words = ngettext(
        "{n} day of the consultation lies in it: consider closing it that much later.",
        "{n} days of the consultation lie in it: consider closing it that much later.",
        days,
    )
    return words.format(n=days)


def _of_notes(diary: Diary, window: Window | None) -> Iterator[Overlap]:
    """Notes on days on which the consultation is open; no date moves by them."""
    for note in diary.notes if window else ():
        stretch = Stretch("note", note.title, note.first, note.last)
        days = _inside(stretch, window.opens, window.closes) if window else 0
        if days:
            noted = _("{title}: from {first} to {last}.")
            said = noted.format(title=note.title, first=in_words(note.first), last=in_words(note.last))
            yield Overlap("note", note.title, note.first, note.last, days, (), (said, _days_in_it(days)))


def _of_meetings(diary: Diary, route: Route, facts: Facts, acts: Mapping[str, date]) -> Iterator[Overlap]:
    """Of decisions of a board that the facts name: months without a meeting, and where its list ends."""
    for event in route.events:
        board = str(facts.get(event.sits)) if event.sits and facts.get(event.sits) else ""
        day = acts.get(event.id)
        if day is None or board not in diary.boards:
            continue
        known = sorted(meeting.on for meeting in diary.meetings if meeting.board == board)
        title = diary.boards[board]
        if not known or day > known[-1]:
            yield _unknown(title, known, event.id, event.title, day)
        elif known[0] <= day and not any(_same_month(each, day) for each in known):
            yield _no_meeting(title, known, event.id, event.title, day)


def _unknown(board: str, known: list[date], event: str, title: str, day: date) -> Overlap:
    said = _("No meetings of the {board} are recorded.").format(board=board)
    if known:
        said = _("No meetings of the {board} are recorded after {last}.")
        said = said.format(board=board, last=in_words(known[-1]))
    mend = _("{event}: {day} is provisional until the meeting is recorded.")
    says = (said, mend.format(event=title, day=in_words(day)))
    return Overlap("meetings_unknown", board, known[-1] + ONE_DAY if known else day, day, 0, (event,), says)


def _no_meeting(board: str, known: list[date], event: str, title: str, day: date) -> Overlap:
    before = max(each for each in known if each < day)
    after = min(each for each in known if each > day)
    says = (
        _("No meeting of the {board} in {month}.").format(board=board, month=month_in_words(day)),
        _("{event}: use the meeting before, on {day}.").format(event=title, day=in_words(before)),
    )
    return Overlap("no_meetings", board, before + ONE_DAY, after - ONE_DAY, 0, (event,), says)


def _same_month(one: date, other: date) -> bool:
    return (one.year, one.month) == (other.year, other.month)


def _acts(route: Route, event: str) -> bool:
    return any(each.id == event and each.act for each in route.events)


def _day(event: EventDates, timetable: Timetable) -> date | None:
    return event.date or (event.earliest if timetable.verdict in LATE else event.latest)


def _inside(stretch: Stretch, opens: date, closes: date) -> int:
    """How many days of the window lie in the stretch."""
    return max(0, (min(stretch.last, closes) - max(stretch.first, opens)).days + 1)

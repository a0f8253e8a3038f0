"""A body's meetings, closures, elections or notes from a CSV or an iCalendar file. Nothing is guessed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial

from workflow.errors import BadRequest
from workflow.register.cells import N_, Unreadable, day, line, shown
from workflow.register.diary import (
    CLOSURE,
    ELECTION,
    LONGEST_SOURCE,
    LONGEST_TITLE,
    MEETING,
    NOTE,
    Entry,
    board_of,
    gathered,
)
from workflow.register.diary_calendars import Event, events
from workflow.register.model import Reading, Refusal
from workflow.register.tables import Column, Row, read_table
from workflow.words import gettext as _

_FIRST = Column("first", ("first day", "from", "start", "start date", "begins"), required=True)
_LAST = Column("last", ("last day", "to", "until", "end", "end date", "ends"))
_TITLE = Column("title", ("name", "summary", "what"), required=True)
COLUMNS: Mapping[str, tuple[Column, ...]] = {
    MEETING: (
        Column("board", ("committee", "meeting", "name", "title")),
        Column("date", ("day", "on", "meeting date", "start date"), required=True),
        Column("papers_by", ("papers by", "papers due", "paper deadline", "report deadline", "deadline")),
        Column("cancelled", ("canceled", "called off", "status")),
        Column("source"),
    ),
    CLOSURE: (_TITLE, _FIRST, _LAST, Column("nothing_planned", ("nobody acts",)), Column("source")),
    ELECTION: (
        Column("title", ("name", "election", "what"), required=True),
        Column("polling_day", ("polling day", "date", "day"), required=True),
        Column("notice_on", ("notice of election", "notice")),
        Column("source"),
    ),
    NOTE: (_TITLE, _FIRST, _LAST, Column("source")),
}
_YES = {"yes": True, "y": True, "true": True, "1": True, "cancelled": True, "canceled": True}
_NO = {"": False, "no": False, "n": False, "false": False, "0": False, "confirmed": False}
LARGEST = 300_000


@dataclass(frozen=True, slots=True)
class Asked:
    """What a file is read for: which kind of days, of which boards, on which day, on whose calendar.

    `board`: every meeting is of this one, whatever the file says.
    """

    kind: str
    boards: Mapping[str, str]
    today: date
    nation: str
    board: str = ""
    column_map: Mapping[str, str] = field(default_factory=dict)


def read_diary(file: bytes, asked: Asked) -> Reading[Entry]:
    """The days of a CSV or iCalendar file, numbered from 1; a calendar's events count in their order.

    Raises BadRequest, naming the mend, when the file as a whole cannot be read.
    """
    if len(file) > LARGEST:
        words = _("The file is larger than {most:,} bytes. Divide it, or leave out what is not needed.")
        raise BadRequest(words.format(most=LARGEST))
    if file.lstrip(b"\xef\xbb\xbf \t\r\n")[:15].upper() == b"BEGIN:VCALENDAR":
        return _of_calendar(file, asked)
    return _of_table(file, asked)


def _of_table(file: bytes, asked: Asked) -> Reading[Entry]:
    table = read_table(file, COLUMNS[asked.kind], asked.column_map)
    if asked.kind == MEETING and not asked.board and "board" not in table.columns:
        raise BadRequest(_("The file does not say which board meets. Add the column board, or choose one."))
    notes = list(table.notes)
    if asked.kind == MEETING and "papers_by" not in table.columns:
        notes.append(_NO_PAPERS)
    read = (
        (number, row if isinstance(row, Refusal) else partial(_ROWS[asked.kind], row, asked))
        for number, row in table.records
    )
    return gathered(read, asked.today, asked.nation, notes)


def _meeting(row: Row, asked: Asked) -> Entry:
    on = _must(row, "date", N_("date"))
    return Entry(
        MEETING,
        on,
        on,
        board=asked.board or board_of(row.get("board", ""), asked.boards),
        due=day(row.get("papers_by", ""), N_("day for papers")),
        cancelled=_yes(row, "cancelled"),
        source=line(row.get("source", ""), N_("source"), LONGEST_SOURCE),
    )


def _stretch(kind: str, row: Row, asked: Asked) -> Entry:
    first = _must(row, "first", N_("first day"))
    return Entry(
        kind,
        first,
        day(row.get("last", ""), N_("last day")) or first,
        title=line(row["title"], N_("title"), LONGEST_TITLE),
        acts=not _yes(row, "nothing_planned"),
        source=line(row.get("source", ""), N_("source"), LONGEST_SOURCE),
    )


def _election(row: Row, asked: Asked) -> Entry:
    on = _must(row, "polling_day", N_("polling day"))
    return Entry(
        ELECTION,
        on,
        on,
        title=line(row["title"], N_("title"), LONGEST_TITLE),
        due=day(row.get("notice_on", ""), N_("day of the notice of election")),
        source=line(row.get("source", ""), N_("source"), LONGEST_SOURCE),
    )


_ROWS: Mapping[str, Callable[[Row, Asked], Entry]] = {
    MEETING: _meeting,
    CLOSURE: partial(_stretch, CLOSURE),
    ELECTION: _election,
    NOTE: partial(_stretch, NOTE),
}


def _must(row: Row, name: str, called: str) -> date:
    found = day(row[name], called)
    if found is None:
        raise Unreadable(
            _("The {name} is empty. Write it as 2027-05-12 or 12/05/2027.").format(name=_(called))
        )
    return found


def _yes(row: Row, name: str) -> bool:
    text = row.get(name, "").strip().casefold()
    if text in _YES or text in _NO:
        return text in _YES
    words = _("{name} is “{text}”. Write yes or no, or leave it empty.")
    raise Unreadable(words.format(name=name.replace("_", " "), text=shown(text)))


_NO_PAPERS = _("no day for papers is given: dates are worked out as if papers were taken up to the meeting")


def _of_calendar(file: bytes, asked: Asked) -> Reading[Entry]:
    notes = [_NO_PAPERS] if asked.kind == MEETING else []
    return gathered(_entries(file, asked), asked.today, asked.nation, notes)


def _entries(file: bytes, asked: Asked) -> Iterator[tuple[int, Callable[[], Entry] | Refusal]]:
    for number, event in events(file):
        yield number, event if isinstance(event, Refusal) else partial(_of_event, event, asked)


def _of_event(event: Event, asked: Asked) -> Entry:
    title = line(event.summary, N_("title"), LONGEST_TITLE)
    if asked.kind == MEETING:
        board = asked.board or _board_in(title, asked.boards)
        return Entry(MEETING, event.first, event.first, board=board, cancelled=event.cancelled, uid=event.uid)
    last = event.first if asked.kind == ELECTION else event.last
    return Entry(asked.kind, event.first, last, title=title, cancelled=event.cancelled, uid=event.uid)


def _board_in(title: str, boards: Mapping[str, str]) -> str:
    """The one board whose title stands in the title of an event."""
    plain = title.casefold()
    found = [slug for slug, name in boards.items() if name.casefold() in plain]
    if len(found) == 1:
        return found[0]
    words = _("“{title}” does not name one of the boards: {known}. Choose the board for the whole file.")
    raise Unreadable(words.format(title=shown(title), known=", ".join(boards.values()) or _("none yet")))

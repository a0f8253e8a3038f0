"""What people do with a diary: add a line, cancel a meeting, take a line out, read a file, name a board."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from workflow.commands.bank_holidays import Taken
from workflow.commands.diary import Now, Outcome, Wanted, Work, change_diary
from workflow.commands.services import Services
from workflow.errors import BadRequest, NotAllowed, NotFound
from workflow.project.access import Action, Actor, Subject, may
from workflow.register.cells import Unreadable
from workflow.register.diary import (
    CLOSURE,
    ELECTION,
    LONGEST_SOURCE,
    MEETING,
    Changes,
    Entry,
    checked,
    compared,
    oddities,
    of_file,
)
from workflow.register.diary_files import Asked, read_diary
from workflow.register.model import Finding
from workflow.rulebook.model import Diary
from workflow.rulebook.own_days import from_file
from workflow.store import diary
from workflow.store.unit_of_work import unit_of_work
from workflow.timetable.calendars import calendar
from workflow.timetable.dates_in_words import in_words
from workflow.words import gettext as _
from workflow.words import ngettext

_SLUG = re.compile(r"[a-z][a-z0-9-]{0,38}[a-z0-9]")


def adding(entry: Entry, services: Services) -> Work:
    """Add one line, or change the one with the same key. A board's list in the rulebook file is taken over
    first, so that adding one meeting does not hide the others. The work raises BadRequest with the mend."""

    def work(now: Now) -> Wanted:
        try:
            sound = checked(entry)
        except Unreadable as why:
            raise BadRequest(str(why)) from None
        _known_board(now, sound)
        taken = _taken_over(now, sound.board) if sound.kind == MEETING else _NOTHING
        held = now.put(taken).standing
        nation = now.book.authority.nation
        odd = [*oddities(sound, services.today, nation), *_late_notice(sound, now.file)]
        put = compared(held, [sound], _("Changed by hand"))
        return Wanted((taken, put), tuple(Finding(0, one) for one in odd))

    return work


def cancelling(line: str, reason: str) -> Work:
    """Cancel a meeting: its line stays and says so. The work raises NotFound; BadRequest without a reason."""

    def work(now: Now) -> Wanted:
        said, entry = _reason(reason), find(now, line)
        if entry.kind != MEETING or entry.cancelled:
            raise BadRequest(_("Only a meeting that stands can be cancelled."))
        taken = _taken_over(now, entry.board)
        held = now.put(taken).standing
        return Wanted((taken, compared(held, [replace(entry, cancelled=True)], said)))

    return work


def taking_out(line: str, reason: str) -> Work:
    """Take a line out: it is kept as removed, with the reason. Errors as `cancelling`."""

    def work(now: Now) -> Wanted:
        said, entry = _reason(reason), find(now, line)
        taken = _NOTHING
        if line.startswith(FILE):
            taken = _taken_over(now, entry.board) if entry.kind == MEETING else Changes(added=(entry,))
        return Wanted((taken, Changes(removed=((entry, said),))))

    return work


@dataclass(frozen=True, slots=True)
class File:
    """A CSV or iCalendar file and how to read it: `kind` of days, `board` for all its meetings, `source` for
    lines that name none."""

    kind: str
    content: bytes
    board: str = ""
    source: str = ""
    column_map: Mapping[str, str] = field(default_factory=dict)


def reading_file(file: File, services: Services) -> Work:
    """Take in a file. The work raises BadRequest when the file as a whole cannot be read."""
    source = file.source[:LONGEST_SOURCE]

    def work(now: Now) -> Wanted:
        nation, boards = now.book.authority.nation, now.counts.boards
        asked = Asked(file.kind, boards, services.today, nation, file.board, file.column_map)
        found = read_diary(file.content, asked)
        lines = [replace(entry, source=entry.source or source) for _number, entry in found.rows]
        put = compared(now.standing, lines, _("Replaced by {source}").format(source=source or _("a file")))
        late = [Finding(n, odd) for n, entry in found.rows for odd in _late_notice(entry, now.file)]
        kept = (*found.kept, *late, *(Finding(0, words) for words in _hidden(now, put)))
        return Wanted((put,), tuple(sorted(kept, key=lambda one: one.row)), found.refused)

    return work


FILE = "file:"


def line_of(entry: Entry) -> str:
    """How a line of the rulebook file is named on a page; a line of the body's own has an id."""
    return f"{FILE}{entry.kind}:{entry.board}:{entry.first}:{entry.last}"


def find(now: Now, line: str) -> Entry:
    """The line that a page names. Raises NotFound."""
    for entry in now.file_lines() if line.startswith(FILE) else now.standing:
        if line in (line_of(entry), own_line(entry)):
            return entry
    raise NotFound


def own_line(entry: Entry) -> str:
    """How a line of the body's own is named on a page."""
    return ":".join(("own", *(str(part) for part in entry.key)))


def import_meetings(
    *,
    file: bytes,
    body: str,
    services: Services,
    by: Actor | None = None,
    column_map: Mapping[str, str] | None = None,
    source: str = "",
    board: str = "",
) -> Taken:
    """Take in a list of meetings, CSV (board, date, papers_by, cancelled) or iCalendar, and move what moves.

    `by` None is the command line; `board`: every meeting is of this one. Doing it again changes nothing.
    Raises BadRequest when the file cannot be read, NotAllowed for an actor who may not.
    """
    wanted = File(MEETING, file, board, source, column_map or {})
    return take_in(wanted, body=body, services=services, by=by)


def import_closures(
    *,
    file: bytes,
    body: str,
    services: Services,
    by: Actor | None = None,
    column_map: Mapping[str, str] | None = None,
    source: str = "",
) -> Taken:
    """Take in a list of closures, CSV (title, first, last, nothing_planned) or iCalendar; else as
    import_meetings."""
    wanted = File(CLOSURE, file, "", source, column_map or {})
    return take_in(wanted, body=body, services=services, by=by)


def take_in(file: File, *, body: str, services: Services, by: Actor | None = None) -> Taken:
    """Take in a file of any kind of days. Raises as import_meetings."""
    return as_taken(change_diary(body=body, by=by, services=services, work=reading_file(file, services)))


def name_board(*, slug: str, title: str, by: Actor, services: Services, once: str | None = None) -> None:
    """Name a board of the body, or give it another title. Raises NotAllowed, AlreadyDone, BadRequest."""
    if not may(by, Action.ADMINISTER, Subject(by.body)):
        raise NotAllowed
    if not _SLUG.fullmatch(slug):
        raise BadRequest(_("Write the short name in small letters and figures, as executive-board."))
    if not title.strip():
        raise BadRequest(_("Write the title of the board, as Executive Board."))
    with unit_of_work(services.engine, services.clock, by.body) as uow:
        uow.once(once, slug)
        diary.put_board(uow.connection, by.body, slug, title.strip(), by, services.clock.now())
        uow.audit("board_named", {"slug": slug, "title": title.strip()}, by=by.person)
    services.keep_up()


_NOTHING = Changes()


def as_taken(found: Outcome) -> Taken:
    """The outcome as other imports answer."""
    return Taken(found.new, found.changed, found.unchanged, found.kept, found.refused, found.moved)


def _reason(reason: str) -> str:
    if not reason.strip():
        raise BadRequest(_("Say why. The reason is kept with the line."))
    return reason.strip()


def _known_board(now: Now, entry: Entry) -> None:
    if entry.kind == MEETING and entry.board not in now.counts.boards:
        raise BadRequest(_("Choose a board. If it is not there, name it first."))


def _taken_over(now: Now, board: str) -> Changes:
    """The meetings of the rulebook file as the body's own, where the body keeps no list of that board yet."""
    if board in now.own.begins:
        return _NOTHING
    held = {(one.board, one.on) for one in from_file(now.file, now.own)}
    return Changes(added=tuple(e for e in of_file(now.file, board, now.source) if (board, e.first) in held))


def _late_notice(entry: Entry, known: Diary) -> Iterator[str]:
    """A notice of election that comes later than the election timetable lets it come."""
    before = known.before_election
    if entry.kind != ELECTION or entry.due is None or before is None:
        return
    latest = calendar(before.calendar).nth_before(entry.first, before.n)
    if entry.due > latest:
        words = _("its notice, {day}, is later than {latest}, the last day of the election timetable; kept")
        yield words.format(day=in_words(entry.due), latest=in_words(latest))


def _hidden(now: Now, put: Changes) -> Iterator[str]:
    """The meetings of the rulebook file that a body's new list leaves out."""
    own, then = now.own, now.put(put)
    for board, begins in then.own.begins.items():
        if board in own.begins:
            continue
        listed = {(one.board, one.first) for one in then.standing}
        gone = [
            m
            for m in now.file.meetings
            if m.board == board and m.on >= begins and (board, m.on) not in listed
        ]
        if gone:
            words = ngettext(
                "From {day} this list counts for the {board}: {n} meeting of the rulebook is not in it",
                "From {day} this list counts for the {board}: {n} meetings of the rulebook are not in it",
                len(gone),
            )
            title = now.counts.boards.get(board, board)
            yield words.format(day=in_words(begins), board=title, n=len(gone))

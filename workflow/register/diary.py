"""The days that a body keeps itself: closures, elections, meetings of its boards, notes. What a list changes.

Pure values. Files are read into them in workflow/register/diary_files.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256

from workflow.register.cells import Unreadable, shown
from workflow.register.model import Finding, Reading, Refusal
from workflow.rulebook.model import Closure, Diary, Election, Meeting, Note
from workflow.rulebook.own_days import NOTHING, OwnDays
from workflow.timetable.calendars import calendar, division
from workflow.timetable.dates_in_words import in_words, with_weekday
from workflow.words import gettext as _

CLOSURE, ELECTION, MEETING, NOTE = "closure", "election", "meeting", "note"
KINDS = (MEETING, CLOSURE, ELECTION, NOTE)
LONGEST_TITLE, LONGEST_SOURCE, LONGEST_UID = 200, 300, 300
MANY_DAYS = 31
THURSDAY = 3
_DIVISION = "england-and-wales"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a body's diary, from `first` to `last`, both included.

    `due`: of a meeting the last day for its papers, of an election the day of its notice. `acts` False: no
    act is planned on these days. `uid` names it in the calendar that it came from.
    """

    kind: str
    first: date
    last: date
    title: str = ""
    board: str = ""
    due: date | None = None
    acts: bool = True
    cancelled: bool = False
    uid: str = ""
    source: str = ""

    @property
    def key(self) -> tuple[object, ...]:
        """What makes it this line and no other: board and day, first and last day, polling day, or all."""
        if self.kind == MEETING:
            return (self.kind, self.board, self.first)
        told = (self.title.casefold(),) if self.kind == NOTE else ()
        return (self.kind, self.first, self.last, *told)

    def says_the_same(self, other: Entry) -> bool:
        """Whether both say the same of the same days, wherever each came from."""
        return replace(self, uid="", source="") == replace(other, uid="", source="")


@dataclass(frozen=True, slots=True)
class Changes:
    """What a list makes of a diary: lines that come, and lines that go each with the reason."""

    added: tuple[Entry, ...] = ()
    removed: tuple[tuple[Entry, str], ...] = ()
    new: int = 0
    changed: int = 0
    unchanged: int = 0

    @property
    def nothing(self) -> bool:
        """Whether the diary stays as it is."""
        return not self.added and not self.removed


def compared(held: Iterable[Entry], wanted: Iterable[Entry], reason: str) -> Changes:
    """What changes when these lines are put into a diary. A line with the same key, or from another calendar
    with the same identifier, gives way: it is kept as removed, for `reason`."""
    by_key = {entry.key: entry for entry in held}
    by_uid = {(entry.kind, entry.uid): entry for entry in by_key.values() if entry.uid}
    added: list[Entry] = []
    gone: dict[tuple[object, ...], Entry] = {}
    new = unchanged = 0
    for entry in wanted:
        there = by_key.get(entry.key)
        moved = by_uid.get((entry.kind, entry.uid)) if entry.uid else None
        olds = [old for old in (there, moved) if old is not None]
        if there is not None and there.says_the_same(entry) and moved in (None, there):
            unchanged += 1
            continue
        gone |= {old.key: old for old in olds}
        added.append(entry)
        new += not olds
    return Changes(
        added=tuple(added),
        removed=tuple((old, reason) for old in gone.values()),
        new=new,
        changed=len(added) - new,
        unchanged=unchanged,
    )


def after(held: Iterable[Entry], changes: Changes) -> tuple[Entry, ...]:
    """The lines that stand once these changes are made."""
    gone = {entry.key for entry, _reason in changes.removed}
    return (*(entry for entry in held if entry.key not in gone), *changes.added)


def own_days(
    standing: Iterable[Entry], removed: Iterable[Entry] = (), boards: Mapping[str, str] | None = None
) -> OwnDays:
    """What counts of a body's diary; NOTHING where it keeps none.

    What was removed is said as well: so is a line of the rulebook file taken out.
    """
    entries = sorted(standing, key=lambda entry: tuple(map(str, entry.key)))
    stands = {entry.key for entry in entries}
    out = [entry for entry in removed if entry.kind != NOTE and entry.key not in stands]
    named = dict(boards or {})
    if not entries and not out and not named:
        return NOTHING
    held = [entry for entry in entries if entry.kind == MEETING]
    said = {entry.key: entry for entry in (*out, *entries)}.values()
    return OwnDays(
        fingerprint=_fingerprint(entries, out, named),
        boards=named,
        closures=tuple(
            Closure(title=one.title, first=one.first, last=one.last, acts=one.acts)
            for one in entries if one.kind == CLOSURE and not one.cancelled
        ),
        elections=tuple(
            Election(title=one.title, polling_day=one.first, notice_on=one.due)
            for one in entries if one.kind == ELECTION and not one.cancelled
        ),
        meetings=tuple(
            Meeting(board=one.board, on=one.first, papers_by=one.due) for one in held if not one.cancelled
        ),
        notes=tuple(
            Note(title=one.title, first=one.first, last=one.last) for one in entries if one.kind == NOTE
        ),
        begins={one.board: one.first for one in sorted(held, key=lambda one: one.first, reverse=True)},
        meetings_out=frozenset((one.board, one.first) for one in out if one.kind == MEETING),
        closures_said=frozenset((one.first, one.last) for one in said if one.kind == CLOSURE),
        elections_said=frozenset(one.first for one in said if one.kind == ELECTION),
    )  # fmt: skip


def of_file(diary: Diary, board: str, source: str) -> tuple[Entry, ...]:
    """The meetings of a board as the rulebook file has them, as lines of a body's own diary."""
    return tuple(
        Entry(MEETING, one.on, one.on, board=board, due=one.papers_by, source=source)
        for one in diary.meetings
        if one.board == board
    )


def checked(entry: Entry) -> Entry:
    """The line if it makes sense. Raises Unreadable with the mend."""
    first, last = division(_DIVISION).first, division(_DIVISION).last
    if entry.last < entry.first:
        words = _("Its last day, {last}, is before its first, {first}. Correct one of them.")
        raise Unreadable(words.format(last=in_words(entry.last), first=in_words(entry.first)))
    if not first <= entry.first or not entry.last <= last:
        words = _("The calendars are known from {first} to {last} only. Correct the date {day}.")
        day = entry.first if entry.first < first else entry.last
        raise Unreadable(words.format(first=in_words(first), last=in_words(last), day=in_words(day)))
    if entry.kind != MEETING and not entry.title:
        raise Unreadable(_("It has no title. Write what it is, as “Christmas closure”."))
    if entry.kind == MEETING and entry.due and entry.due > entry.first:
        words = _("Its papers are due on {due}, after the meeting on {day}. Correct one of them.")
        raise Unreadable(words.format(due=in_words(entry.due), day=in_words(entry.first)))
    if entry.kind == ELECTION and entry.due and entry.due >= entry.first:
        words = _("Its notice, {due}, is not before polling day, {day}. Correct one of them.")
        raise Unreadable(words.format(due=in_words(entry.due), day=in_words(entry.first)))
    return entry


def oddities(entry: Entry, today: date, nation: str) -> list[str]:
    """What is odd about a line that is kept as it stands."""
    told = []
    working = calendar(nation)
    if entry.kind == MEETING and not entry.cancelled and not working.is_working(entry.first):
        told.append(_("{day} is no working day; kept").format(day=with_weekday(entry.first)))
    if entry.kind == MEETING and entry.due and not working.is_working(entry.due):
        told.append(
            _("its papers are due on {day}, no working day; kept").format(day=with_weekday(entry.due))
        )
    if entry.kind == ELECTION and entry.first.weekday() != THURSDAY:
        told.append(_("{day} is no Thursday; kept").format(day=with_weekday(entry.first)))
    if entry.kind == CLOSURE and (entry.last - entry.first).days >= MANY_DAYS:
        told.append(_("it closes the body for more than a month; kept"))
    if entry.last < today:
        told.append(_("{day} is past; kept").format(day=in_words(entry.last)))
    return told


def gathered(
    read: Iterable[tuple[int, Callable[[], Entry] | Refusal]], today: date, nation: str, notes: Sequence[str]
) -> Reading[Entry]:
    """Lines that were read one by one: each whole or refused, and the same line once."""
    seen: dict[tuple[object, ...], tuple[int, Entry]] = {}
    kept = [Finding(0, note) for note in notes]
    refused: list[Refusal] = []
    for number, make in read:
        if isinstance(make, Refusal):
            refused.append(make)
            continue
        try:
            entry = checked(make())
            first, earlier = seen.setdefault(entry.key, (number, entry))
            if not earlier.says_the_same(entry):
                words = _("{day} stands in record {row} with other content. Correct one of them.")
                raise Unreadable(words.format(day=in_words(entry.first), row=first))
        except Unreadable as why:
            refused.append(Refusal(number, str(why)))
            continue
        if number != first:
            kept.append(Finding(number, _("the same as record {row}; read once").format(row=first)))
        else:
            kept += [Finding(number, odd) for odd in oddities(entry, today, nation)]
    return Reading(tuple(seen.values()), tuple(kept), tuple(refused))


def board_of(text: str, boards: Mapping[str, str]) -> str:
    """The board that a text names, by its short name or title. Raises Unreadable with those there are."""
    plain = " ".join(text.split()).casefold()
    found = [slug for slug, title in boards.items() if plain in (slug.casefold(), title.casefold())]
    if len(found) == 1:
        return found[0]
    known = ", ".join(f"{slug} ({title})" for slug, title in boards.items()) or _("none")
    words = _("There is no board “{text}”. Add it first, or write one of: {known}.")
    raise Unreadable(words.format(text=shown(text), known=known))


def told(entry: Entry, boards: Mapping[str, str]) -> str:
    """A line in words: "The meeting of the Executive Board on 12 May 2027", "Christmas closure, 24 December
    2027 to 3 January 2028"."""
    if entry.kind == MEETING:
        return _the_meeting(boards.get(entry.board, entry.board), entry.first)
    if entry.first == entry.last:
        return _("{title}, {day}").format(title=entry.title, day=in_words(entry.first))
    words = _("{title}, {first} to {last}")
    return words.format(title=entry.title, first=in_words(entry.first), last=in_words(entry.last))


def _fingerprint(entries: Iterable[Entry], out: Iterable[Entry], boards: Mapping[str, str]) -> str:
    bare = [replace(entry, uid="", source="") for entry in entries]
    gone = sorted(str(entry.key) for entry in out)
    return sha256(repr((bare, gone, sorted(boards.items()))).encode()).hexdigest()[:16]


def reasons(before: Diary, now: Diary, cancelled: Iterable[tuple[str, date]] = ()) -> dict[date, str]:
    """What differs between two diaries and can move a date, in words, by its day; elections and notes move
    none."""
    called_off = set(cancelled)
    found: list[tuple[date, str]] = []
    was, is_ = _by_day(before), _by_day(now)
    for board, on in sorted(was.keys() | is_.keys(), key=str):
        if (board, on) in was and (board, on) in is_ and was[board, on] == is_[board, on]:
            continue
        title = now.boards.get(board) or before.boards.get(board, board)
        words = _shape((board, on) in was, (board, on) in is_, (board, on) in called_off)
        found.append((on, words.format(what=_the_meeting(title, on))))
    shut, still = set(before.closures), set(now.closures)
    for closure in sorted(shut ^ still, key=lambda one: (one.first, one.last)):
        words = _shape(closure in shut, closure in still, called_off=False)
        entry = Entry(CLOSURE, closure.first, closure.last, closure.title)
        found.append((closure.first, words.format(what=told(entry, {}))))
    days: dict[date, str] = {}
    for on, words in found:
        days[on] = f"{days[on]} {words}" if on in days else words
    return days


def _by_day(diary: Diary) -> Mapping[tuple[str, date], date | None]:
    return {(one.board, one.on): one.papers_by for one in diary.meetings}


def _shape(was: bool, is_: bool, called_off: bool) -> str:
    if was and is_:
        return _("{what}: the day for its papers changed.")
    if is_:
        return _("{what} was added.")
    return _("{what} was cancelled.") if called_off else _("{what} was taken out.")


def _the_meeting(board: str, on: date) -> str:
    return _("The meeting of the {board} on {day}").format(board=board, day=in_words(on))

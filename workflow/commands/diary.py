"""A body's closures, elections, meetings and notes: each change says first what it moves, then moves it.

The projects of the body are planned as they were and as they are with the new days, in one transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date

from sqlalchemy import Connection

from workflow.clock import london
from workflow.commands.change import situation_of, timetable_of, write_deadlines
from workflow.commands.services import Services
from workflow.errors import NotAllowed
from workflow.project.access import Action, Actor, Subject, may
from workflow.project.moved_by_days import MovedByDays, Seen, differs, moved_by_days
from workflow.project.situation import Situation
from workflow.register.diary import (
    CLOSURE,
    ELECTION,
    MEETING,
    Changes,
    Entry,
    after,
    of_file,
    own_days,
    reasons,
    told,
)
from workflow.register.model import Finding, Refusal
from workflow.rulebook.model import Diary, Rulebook
from workflow.rulebook.own_days import OwnDays, from_file, merged, with_own_days
from workflow.store import diary, holidays, moved, queries, register
from workflow.store.engine import reading, writing
from workflow.store.ids import new_id
from workflow.store.moved import MovedRow
from workflow.store.unit_of_work import Stored, UnitOfWork
from workflow.words import gettext as _


@dataclass(frozen=True, slots=True)
class Now:
    """A body's diary as it stands: its own lines, the rulebook file's diary, and both together."""

    body: str
    standing: tuple[Entry, ...]
    removed: tuple[Entry, ...]
    own_boards: Mapping[str, str]
    book: Rulebook

    @property
    def own(self) -> OwnDays:
        """What the body keeps itself."""
        return own_days(self.standing, self.removed, self.own_boards)

    @property
    def file(self) -> Diary:
        """The diary of the rulebook file in force today."""
        return self.book.authority.diary

    @property
    def counts(self) -> Diary:
        """The diary that counts."""
        return merged(self.file, self.own)

    @property
    def source(self) -> str:
        """Where the lines of the rulebook file come from, in words."""
        words = _("Rulebook of {name}, edition {edition}")
        return words.format(name=self.book.authority.name, edition=self.book.edition)

    def file_lines(self) -> Iterator[Entry]:
        """The lines of the rulebook file that count still, as lines of a diary."""
        own, source = self.own, self.source
        count = {(one.board, one.on) for one in from_file(self.file, own)}
        for board in self.file.boards:
            held = of_file(self.file, board, source)
            yield from (entry for entry in held if (board, entry.first) in count)
        for shut in self.file.closures:
            if (shut.first, shut.last) not in own.closures_said:
                yield Entry(CLOSURE, shut.first, shut.last, shut.title, acts=shut.acts, source=source)
        for poll in self.file.elections:
            if poll.polling_day not in own.elections_said:
                day = poll.polling_day
                yield Entry(ELECTION, day, day, poll.title, due=poll.notice_on, source=source)

    def put(self, changes: Changes) -> Now:
        """The same once these changes are made."""
        gone = tuple(entry for entry, _reason in changes.removed)
        return replace(self, standing=after(self.standing, changes), removed=(*self.removed, *gone))


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be done with a diary: changes one after another, and what was found in reading them."""

    steps: tuple[Changes, ...]
    kept: tuple[Finding, ...] = ()
    refused: tuple[Refusal, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a change of a diary did, or would do: lines counted, what was odd, and every date that moves or
    waits for a person. `lines` are those that come or go, in words."""

    new: int
    changed: int
    unchanged: int
    removed: int
    kept: tuple[Finding, ...]
    refused: tuple[Refusal, ...]
    moved: tuple[MovedRow, ...]
    lines: tuple[str, ...]

    @property
    def nothing(self) -> bool:
        """Whether the diary stays as it is."""
        return not self.lines


Work = Callable[[Now], Wanted]


def look(connection: Connection, body: str, services: Services) -> Now:
    """The diary of a body as the store has it."""
    known = diary.lines(connection, body)
    return Now(
        body,
        tuple(kept.entry for kept in known if kept.removed_at is None),
        tuple(kept.entry for kept in known if kept.removed_at is not None),
        diary.boards(connection, body),
        services.library.rulebook(register.body(connection, body).authority, services.today),
    )


def preview(*, body: str, by: Actor | None, services: Services, work: Work) -> Outcome:
    """What a change would do; nothing is kept. Raises NotAllowed, and whatever `work` raises."""
    _allowed(by, body)
    with reading(services.engine) as connection:
        now = look(connection, body, services)
        wanted, then = _worked(now, work)
        found = [
            _row(stored, each)
            for stored, _seen, dates in _moves(connection, now, then, services)
            for each in dates
        ]
    return _outcome(wanted, now, then, tuple(found))


def change_diary(
    *, body: str, by: Actor | None, services: Services, work: Work, once: str | None = None
) -> Outcome:
    """Change a body's diary and move what it moves, in one transaction. `by` None: the command line.

    Last safe dates follow at once; what a person planned or published is listed as waiting. Raises
    NotAllowed, AlreadyDone for a used one-time key, and whatever `work` raises: then nothing is kept.
    """
    _allowed(by, body)
    with writing(services.engine) as connection:
        holidays.announce_alone(connection)  # nobody writes a plan on the old days meanwhile
        uow = UnitOfWork(connection, services.clock, body)
        uow.once(once, body)
        now = look(connection, body, services)
        wanted, then = _worked(now, work)
        outcome = _outcome(wanted, now, then, ())
        if outcome.nothing:
            return outcome
        for step in wanted.steps:
            diary.put(connection, body, step, by, services.clock.now())
        _audit(uow, outcome, by)
        rows_ = _write(uow, now, then, services)
    services.keep_up()
    return replace(outcome, moved=rows_)


def _allowed(by: Actor | None, body: str) -> None:
    if by is not None and not may(by, Action.ADMINISTER, Subject(body)):
        raise NotAllowed


def _worked(now: Now, work: Work) -> tuple[Wanted, Now]:
    wanted, then = work(now), now
    for step in wanted.steps:
        then = then.put(step)
    return wanted, then


def _outcome(wanted: Wanted, now: Now, then: Now, rows_: tuple[MovedRow, ...]) -> Outcome:
    boards = then.counts.boards
    was, is_ = _by_key(now), _by_key(then)
    keys = [
        key for key in (*was, *(key for key in is_ if key not in was)) if _differ(was.get(key), is_.get(key))
    ]
    return Outcome(
        new=sum(step.new for step in wanted.steps),
        changed=sum(step.changed for step in wanted.steps),
        unchanged=sum(step.unchanged for step in wanted.steps),
        removed=sum(key not in is_ for key in was),
        kept=wanted.kept,
        refused=wanted.refused,
        moved=rows_,
        lines=tuple(_line(was.get(key), is_.get(key), boards) for key in keys),
    )


def _differ(was: Entry | None, is_: Entry | None) -> bool:
    return was is None or is_ is None or not was.says_the_same(is_)


def _by_key(now: Now) -> Mapping[tuple[object, ...], Entry]:
    return {entry.key: entry for entry in (*now.file_lines(), *now.standing)}


def _line(was: Entry | None, is_: Entry | None, boards: Mapping[str, str]) -> str:
    if is_ is None:
        return _("{what}: taken out").format(what=told(was, boards)) if was else ""
    if is_.cancelled:
        return _("{what}: cancelled").format(what=told(is_, boards))
    words = _("{what}: changed") if was else _("{what}: added")
    return words.format(what=told(is_, boards))


def _moves(
    connection: Connection, now: Now, then: Now, services: Services
) -> Iterator[tuple[Stored, Seen, tuple[MovedByDays, ...]]]:
    """The running projects that the change touches, each as it is afterwards, with what moves."""
    was, is_ = now.own, then.own
    if was.fingerprint == is_.fingerprint:
        return
    off = {(one.board, one.first) for one in then.standing if one.kind == MEETING and one.cancelled}
    for stored in queries.live_projects(connection, now.body):
        situation = situation_of(stored, services)
        base = services.library.rulebook(situation.project.rulebook_name, services.today)
        before, later = (_seen(situation, with_own_days(base, own)) for own in (was, is_))
        days = base.authority.diary
        why: Mapping[date, str] = reasons(merged(days, was), merged(days, is_), off)
        dates = moved_by_days(before, later, why)
        if dates or differs(before, later):  # a date that a person set holds the plan where it is
            yield stored, later, dates


def _seen(situation: Situation, book: Rulebook) -> Seen:
    project = situation.project
    route = book.route(project.route, project.facts)
    found = replace(situation, rulebook=book, route=route)
    return Seen(found, timetable_of(found))


def _write(uow: UnitOfWork, now: Now, then: Now, services: Services) -> tuple[MovedRow, ...]:
    """List what moves, let the deadlines follow, and tell it in the audit trail and to readers of feeds."""
    connection, round_ = uow.connection, new_id()
    refs: dict[str, dict[str, int]] = {}
    for stored, seen, dates in list(_moves(connection, now, then, services)):
        _settle_older(connection, stored, seen, dates)
        diary.list_moved(connection, now.body, stored.id, dates, round_, services.clock.now())
        write_deadlines(uow, stored, seen.situation, london(stored.opened_at).date())
        if dates:
            states = [each.state for each in dates]
            refs[stored.ref] = {state: states.count(state) for state in sorted(set(states))}
    if refs:
        uow.audit("dates_moved_by_diary", {"round": round_, "projects": refs}, by=None)
    diary.bump_feed(connection, now.body)
    return moved.of_round(connection, round_)


def _settle_older(connection: Connection, stored: Stored, seen: Seen, dates: Sequence[MovedByDays]) -> None:
    """What waited before gives way to a newer proposal, or is not needed where the date fits again."""
    again = {each.event for each in dates if each.state == "waiting"}
    unfit = {conflict.event for conflict in seen.timetable.conflicts}
    closed: dict[str, str] = {}
    for event, day in diary.waiting_events(connection, stored.id):
        if event in again:
            closed[event] = _("A later change of the diary brought another proposal.")
        elif event not in unfit and seen.days.on_or_after(event, day) == day:
            closed[event] = _("Not needed any more: the date fits again.")
    diary.supersede(connection, stored.id, closed)


def _row(stored: Stored, each: MovedByDays) -> MovedRow:
    return MovedRow(id="", body=stored.body, project=stored.ref, decision_reason="", **asdict(each))


def _audit(uow: UnitOfWork, outcome: Outcome, by: Actor | None) -> None:
    counts = {"new": outcome.new, "changed": outcome.changed, "removed": outcome.removed}
    uow.audit("diary_changed", {**counts, "lines": list(outcome.lines)}, by=by.person if by else None)

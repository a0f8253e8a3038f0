"""What the pages of calendars and boards show: a diary with where each line is from, and what it lacks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from workflow.commands.change import situation_of, timetable_of
from workflow.commands.diary import Now, look
from workflow.commands.diary_work import line_of, own_line
from workflow.commands.import_register import OWN_BODY
from workflow.commands.services import Services
from workflow.errors import NotAllowed
from workflow.project.access import Action, Actor, Subject, may
from workflow.register.diary import CLOSURE, ELECTION, MEETING, NOTE, Entry
from workflow.rulebook.model import Rulebook
from workflow.store import diary, queries
from workflow.store.diary import Kept
from workflow.store.engine import reading
from workflow.timetable.calendars import DIVISIONS, division
from workflow.timetable.overlaps import overlaps, pre_elections


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a diary: `name` is how a page asks for it. `kept`: who and when; None: from the rulebook
    file."""

    name: str
    entry: Entry
    kept: Kept | None = None


@dataclass(frozen=True, slots=True)
class BoardDiary:
    """A board with its meetings. `last` is the last that stands; `waiting` counts the running projects that
    need one after it."""

    slug: str
    title: str
    lines: tuple[Line, ...]
    last: date | None
    waiting: int


@dataclass(frozen=True, slots=True)
class Nation:
    """The bank holidays of one part of the United Kingdom: published up to `horizon`, those to come, and what
    was announced since, when and by which source."""

    title: str
    horizon: date
    coming: tuple[tuple[date, str], ...]
    told_at: datetime | None
    source: str


@dataclass(frozen=True, slots=True)
class DiaryPage:
    """A body's whole diary. `notices`: by polling day the day from which the pre-election period runs."""

    boards: tuple[BoardDiary, ...]
    closures: tuple[Line, ...]
    elections: tuple[Line, ...]
    notes: tuple[Line, ...]
    gone: tuple[Kept, ...]
    notices: Mapping[date, date]
    nations: tuple[Nation, ...]
    checked_at: datetime | None
    now: Now


def diary_page(services: Services, actor: Actor) -> DiaryPage:
    """The diary of the actor's body. Raises NotAllowed."""
    if not may(actor, Action.ADMINISTER, Subject(actor.body)):
        raise NotAllowed
    with reading(services.engine) as connection:
        now = look(connection, actor.body, services)
        kept = diary.lines(connection, actor.body)
        told = diary.announced_since(connection)
        checked_at = diary.checked(connection)
        waiting = _undated(services, actor.body)
    lines = _lines(now, kept)
    return DiaryPage(
        boards=tuple(_boards(now, lines, waiting)),
        closures=_of(lines, CLOSURE),
        elections=_of(lines, ELECTION),
        notes=_of(lines, NOTE),
        gone=tuple(each for each in kept if each.removed_at is not None),
        notices={each.last: each.first for each in pre_elections(now.counts)},
        nations=tuple(_nations(told, services.today)),
        checked_at=checked_at,
        now=now,
    )


def line(services: Services, actor: Actor, name: str) -> Line | None:
    """One line that stands, by its name on a page; None where there is none."""
    page = diary_page(services, actor)
    held = (each for board in page.boards for each in board.lines)
    every = (*held, *page.closures, *page.elections, *page.notes)
    return next((each for each in every if each.name == name), None)


def deciding_rulebook(services: Services) -> Rulebook:
    """What the public date check goes by: the installation's authority, with the days of the body that goes
    by it where there is exactly one."""
    authority = services.settings.authority
    with reading(services.engine) as connection:
        found = diary.bodies_under(connection, authority, but=(OWN_BODY,))
    return services.rulebook(authority, found[0] if len(found) == 1 else None)


def _undated(services: Services, body: str) -> Mapping[str, int]:
    """How many running projects need a meeting after the last that is recorded, by the board's title."""
    found: Counter[str] = Counter()
    with reading(services.engine) as connection:
        for stored in queries.live_projects(connection, body):
            situation = situation_of(stored, services)
            met = overlaps(situation.rulebook, timetable_of(situation), situation.project.facts)
            found.update({each.title for each in met if each.kind == "meetings_unknown"})
    return found


def _lines(now: Now, kept: tuple[Kept, ...]) -> tuple[Line, ...]:
    own = [Line(own_line(each.entry), each.entry, each) for each in kept if each.removed_at is None]
    file = [Line(line_of(entry), entry) for entry in now.file_lines()]
    return tuple(sorted((*own, *file), key=lambda each: (each.entry.first, each.entry.last)))


def _of(lines: tuple[Line, ...], kind: str) -> tuple[Line, ...]:
    return tuple(each for each in lines if each.entry.kind == kind)


def _boards(now: Now, lines: tuple[Line, ...], waiting: Mapping[str, int]) -> Iterator[BoardDiary]:
    meetings = _of(lines, MEETING)
    for slug, title in now.counts.boards.items():
        held = tuple(each for each in meetings if each.entry.board == slug)
        last = max((each.entry.first for each in held if not each.entry.cancelled), default=None)
        yield BoardDiary(slug, title, held, last, waiting.get(title, 0))


def _nations(told: Mapping[str, tuple[datetime, str]], today: date) -> Iterator[Nation]:
    for name, title in DIVISIONS.items():
        known = division(name)
        coming = [
            (day, what) for day, what in sorted(known.holidays.items()) if today <= day <= known.horizon
        ]
        at, source = told.get(name, (None, ""))
        yield Nation(title, known.horizon, tuple(coming), at, source)


def boards_of(services: Services, actor: Actor) -> Mapping[str, str]:
    """The boards of the actor's body: short name to title."""
    with reading(services.engine) as connection:
        return look(connection, actor.body, services).counts.boards

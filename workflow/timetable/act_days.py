"""On which days an act may fall: working days, without the days a body is closed; a board's meetings."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

from workflow.rulebook.model import Authority, Closure, Facts, Meeting, Route
from workflow.timetable.calendars import calendar
from workflow.timetable.workdays import Calendar, WorkingDays

ONE_DAY = timedelta(1)


@dataclass(frozen=True, slots=True)
class Meetings:
    """The meetings of a board by day, each with the last day on which it takes papers (None: no such day).

    Up to the last that is known an act waits for a meeting. After it any working day stands for one, and the
    date is provisional.
    """

    board: str
    title: str
    days: tuple[date, ...]
    papers: Mapping[date, date] = field(default_factory=dict)

    def knows(self, day: date) -> bool:
        """Whether the day lies among the meetings that are known."""
        return bool(self.days) and self.days[0] <= day <= self.days[-1]

    def on_or_before(self, day: date) -> date | None:
        """The last meeting up to a day; None where none is known."""
        return self.days[bisect_right(self.days, day) - 1] if self.knows(day) else None

    def on_or_after(self, day: date, papers_ready: date | None = None) -> date | None:
        """The first meeting from a day on whose papers can still be handed in; None where none is known."""
        rest = self.days[bisect_left(self.days, day) :]
        return next((each for each in rest if self._takes(each, papers_ready)), None)

    def _takes(self, meeting: date, ready: date | None) -> bool:
        last = self.papers.get(meeting)
        return ready is None or last is None or ready <= last


@dataclass(frozen=True, slots=True)
class ActDays:
    """The days on which the acts of a route may fall. `meetings` by the event that is decided there."""

    working: Calendar
    meetings: Mapping[str, Meetings] = field(default_factory=dict)

    def on_or_after(self, event: str, day: date, papers_ready: date | None = None) -> date:
        """The first day from `day` on which an event may fall."""
        board = self.meetings.get(event)
        if board is None or not board.days:
            return self.working.on_or_after(day)
        met = board.on_or_after(day, papers_ready)
        return met or self.working.on_or_after(max(day, board.days[-1] + ONE_DAY))

    def on_or_before(self, event: str, day: date) -> date:
        """The last day up to `day` on which an event may fall."""
        board = self.meetings.get(event)
        met = board.on_or_before(day) if board else None
        return met or self.working.on_or_before(day)

    def papers_by(self, event: str, meeting: date) -> date | None:
        """The last day for the papers of the meeting that decides on an event; None where none is known."""
        board = self.meetings.get(event)
        return board.papers.get(meeting) if board else None

    def sits(self, event: str, day: date) -> bool:
        """Whether a known meeting decides on the event that day."""
        board = self.meetings.get(event)
        return board is not None and day in board.days

    def title(self, event: str) -> str:
        """The board that decides on an event, by its title; empty where none is named."""
        board = self.meetings.get(event)
        return board.title if board else ""

    def unknown(self, event: str, day: date) -> bool:
        """Whether the event waits for a meeting, and none is known about that day."""
        board = self.meetings.get(event)
        return board is not None and not board.knows(day)

    @property
    def fingerprint(self) -> str:
        """Changes with any day on which acts may fall."""
        sat = (f"{event}:{day}" for event, board in self.meetings.items() for day in board.days)
        return "+".join((self.working.fingerprint, *sat))


def act_days(authority: Authority, route: Route, facts: Facts) -> ActDays:
    """The days for the acts of a route at an authority, for the boards that the facts name."""
    diary = authority.diary
    working = _open_days(calendar(authority.nation), diary.closures)
    named = {e.id: str(facts[e.sits]) for e in route.events if e.sits and facts.get(e.sits)}
    return ActDays(
        working,
        {
            event: _of_board(board, diary.boards.get(board, board), diary.meetings)
            for event, board in named.items()
        },
    )


@lru_cache(maxsize=256)
def _of_board(board: str, title: str, meetings: tuple[Meeting, ...]) -> Meetings:
    own = sorted((each for each in meetings if each.board == board), key=lambda each: each.on)
    papers = {each.on: each.papers_by for each in own if each.papers_by}
    return Meetings(board, title, tuple(each.on for each in own), papers)


@lru_cache(maxsize=64)
def _open_days(working: Calendar, closures: tuple[Closure, ...]) -> Calendar:
    """The calendar of acts: closed days do not count on it. In law they do, so periods never use it."""
    closed = [closure for closure in closures if not closure.acts]
    if not closed or not isinstance(working, WorkingDays):
        return working
    return working.altered((day, closure.title) for closure in closed for day in _span(closure))


def _span(closure: Closure) -> Iterable[date]:
    day = closure.first
    while day <= closure.last:
        yield day
        day += ONE_DAY

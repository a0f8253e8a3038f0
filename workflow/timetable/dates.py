"""The dates of a timetable alone, for many timetables of one network: those that both passes give, looked up.

Each period becomes two tables: from the day of its first event to the first day for the second, and back. A
pass is then one look-up a period. Reasons, spare days and ways out are for `plan`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from workflow.rulebook.model import CalendarName
from workflow.timetable.act_days import ActDays
from workflow.timetable.counting import depends_on_calendar
from workflow.timetable.day_tables import Period, Span, Table, ahead, behind, limit, period_of, rolls
from workflow.timetable.model import Asked, Tie
from workflow.timetable.passes import ROUNDS, calendar_of, solve
from workflow.timetable.ties import Network
from workflow.timetable.workdays import Calendar, WorkingDays

Step = tuple[int, Table, int]
Check = tuple[int, Table, Table]
"""A rule that ends, between its second event's slot and the day of its first: ahead, and back in its time."""
_SLACK = 20
"""Calendar days that, with twice its number, surely cover a period of working days, rolling included."""
_NOTHING: frozenset[str] = frozenset()
_NO_DATES = (_NOTHING, _NOTHING, _NOTHING)


@dataclass(frozen=True, slots=True)
class Dates:
    """The earliest and the latest date of each event, in the order of `events`; None where it has none."""

    events: tuple[str, ...]
    earliest: Sequence[date | None]
    latest: Sequence[date | None]

    def latest_of(self, event: str) -> date | None:
        """The latest date of one event, None if it has none; ValueError if there is no such event."""
        return self.latest[self.events.index(event)]


@dataclass(frozen=True, slots=True)
class _Shape:
    """The steps for timetables that have dates for the same events. A slot holds the day of one event.

    `ending` are the backward steps once more, up to each event from which a rule counts that ends; the slot
    of that event, and the checks by which its day does not fall back into the time of that rule. `own` is the
    slot of each event's own date: another than the one from which others are counted, where a date is given;
    `end` that of the last event, `size` how many there are. Today does not set the slots `not_today`;
    `any_day` need not be working days. `overtaken` are steps to events that were overtaken: they set no date,
    but tell whether a period was kept. `unrolled` are the backward steps to days that need not be working
    days: they set no date either, but reasons begin with them.
    """

    forward: tuple[Step, ...]
    overtaken: tuple[Step, ...]
    backward: tuple[Step, ...]
    limits: tuple[Step, ...]
    ending: tuple[tuple[tuple[Step, ...], int, tuple[Check, ...]], ...]
    own: tuple[int, ...]
    end: int
    size: int
    not_today: tuple[int, ...]
    any_day: tuple[int, ...]
    unrolled: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Compiled:
    """One network made ready, on the calendars of that moment; not `by_tables`: the passes give its dates."""

    network: Network
    ends_with: str
    days: ActDays
    events: tuple[str, ...]
    by_tables: bool
    _reach: int
    _calendars: Mapping[CalendarName, Calendar] = field(default_factory=dict, repr=False)
    _span: Span = field(default=Span(date.min, 0), repr=False)
    _dates: tuple[date | None, ...] = field(default=(), repr=False)
    _next_working: Table = field(default=(), repr=False)
    _slots: Mapping[str, int] = field(default_factory=dict, repr=False)
    _shapes: dict[tuple[frozenset[str], ...], _Shape] = field(default_factory=dict, repr=False)
    _before: dict[frozenset[str], frozenset[str]] = field(default_factory=dict, repr=False)

    def dates(self, asked: Asked) -> Dates:
        """The dates of one timetable, those of `solve`. Raises BadRequest outside the calendars' years."""
        if self.by_tables and (not asked.done or asked.done <= asked.pins.keys()):
            try:
                return self._looked_up(asked)
            except IndexError:  # a day that the tables do not reach: the passes may, or say why not
                pass
        found = solve(self.network, asked, self.ends_with, self.days)
        earliest = tuple(found.earliest.get(event) for event in self.events)
        return Dates(self.events, earliest, tuple(found.latest.get(event) for event in self.events))

    def rests_on(self, asked: Asked, changed: Collection[date], on_them: Compiled) -> bool:
        """Whether a timetable may turn on these days; `on_them` is the same network with them changed.

        If not, its dates and reasons are the same by both. Told by every look-up of both passes; where there
        are no tables, by a day no further from a date of the timetable than a period in working days reaches.
        """
        if not set(changed).isdisjoint(asked.pins.values()):
            return True
        if self.by_tables and on_them.by_tables and self._span == on_them._span:
            given = self._given(asked) if asked.pins else {}
            over = self._overtaken(asked) if asked.done else _NOTHING
            try:
                return self._differs(asked, given, over, on_them)
            except IndexError:
                return True
        found = self.dates(asked)
        known = {asked.today, *asked.pins.values(), *found.earliest, *found.latest} - {None}
        numbers = [day.toordinal() for day in known if day is not None]
        return any(abs(day.toordinal() - n) <= self._reach for day in changed for n in numbers)

    def _differs(
        self, asked: Asked, given: Mapping[int, int], over: frozenset[str], on_them: Compiled
    ) -> bool:
        """Whether the other tables say anything else where a pass looks: if nowhere, that pass takes the same
        way through both. A pass with limits goes several times, so it is made on both."""
        shape, other = self._shape(asked, over), on_them._shape(asked, over)
        began = [self._span.number(asked.today), *given.values()]
        first, last = self._forward(shape, asked, given), self._backward(shape, asked, given)
        if (shape.limits or shape.ending) and last != on_them._backward(other, asked, given):
            return True
        return (
            [self._next_working[day] for day in began] != [on_them._next_working[day] for day in began]
            or _said(shape.forward, first) != _said(other.forward, first)
            or _said(shape.overtaken, first) != _said(other.overtaken, first)
            or _said(shape.backward, last) != _said(other.backward, last)
            or _said(shape.unrolled, last) != _said(other.unrolled, last)
            or _said(shape.limits, last) != _said(other.limits, last)
            or _checked(shape, last) != _checked(other, last)
        )

    def _looked_up(self, asked: Asked) -> Dates:
        over = self._overtaken(asked) if asked.done else _NOTHING
        shape, given = self._shape(asked, over), self._given(asked) if asked.pins else {}
        first, last = self._forward(shape, asked, given), self._backward(shape, asked, given)
        day = self._dates
        return Dates(self.events, [day[first[i]] for i in shape.own], [day[last[i]] for i in shape.own])

    def _forward(self, shape: _Shape, asked: Asked, given: Mapping[int, int]) -> list[int]:
        today = self._span.number(asked.today)
        slots = [self._next_working[today]] * shape.size
        for i in shape.any_day:
            slots[i] = today
        for i in shape.not_today:
            slots[i] = -1  # the last of the dates: none
        for i, day in given.items():
            event = self.network.events[i]
            slots[i] = self._next_working[day] if event.working and event.id not in asked.done else day
        for i, table, j in shape.forward:
            day = table[slots[i]]
            if day > slots[j]:
                slots[j] = day
        return slots

    def _backward(self, shape: _Shape, asked: Asked, given: Mapping[int, int]) -> list[int]:
        slots = [self._span.days] * shape.size  # the last of the dates: none
        for i, day in given.items():
            slots[i] = day
        if asked.end is not None:
            slots[shape.end] = self._span.number(asked.end)
        return _limited(shape, slots, given) if shape.limits else _back(shape, slots)

    def _given(self, asked: Asked) -> Mapping[int, int]:
        """The day that stands for each event with a date, by its slot."""
        today, done, slots = asked.today, asked.done, self._slots
        first, days = self._span.first.toordinal(), self._span.days
        given = {}
        for event, day in asked.pins.items():
            if event in slots:
                number = (day if event in done or day > today else today).toordinal() - first
                if not 0 <= number < days:
                    raise IndexError
                given[slots[event]] = number
        return given

    def _overtaken(self, asked: Asked) -> frozenset[str]:
        """What comes before something done, and has no date of today or later itself."""
        before = self._before.get(asked.done)
        if before is None:
            before = self._before[asked.done] = self.network.before(asked.done) - asked.done
        return frozenset(
            event for event in before if event not in asked.pins or asked.pins[event] < asked.today
        )

    def _shape(self, asked: Asked, over: frozenset[str]) -> _Shape:
        key = (frozenset(asked.pins), asked.done, over) if asked.pins else _NO_DATES
        found = self._shapes.get(key)
        if found is None:
            found = self._shapes[key] = _Shaping(self, *key).shape()
        return found


def compiled(network: Network, ends_with: str, days: ActDays) -> Compiled:
    """A network made ready for many timetables. The passes give its dates where acts wait for meetings that
    are known, or where something follows the end."""
    calendars = {tie.calendar: calendar_of(tie) for tie in network.ties}
    events = tuple(event.id for event in network.events)
    reach = _SLACK + 2 * max((tie.n for tie in network.ties if depends_on_calendar(tie.method)), default=0)
    follows = network.out_of[ends_with] or any(tie.end == ends_with for tie in network.limits)
    if days.meetings or follows or not isinstance(days.working, WorkingDays):
        return Compiled(network, ends_with, days, events, False, reach)
    known = [each for each in (days.working, *calendars.values()) if isinstance(each, WorkingDays)]
    first, last = max(each.first for each in known), min(each.last for each in known)
    span = Span(first, (last - first).days + 1)
    onward = rolls(days.working, span)[0]
    return Compiled(
        network,
        ends_with,
        days,
        events,
        True,
        reach,
        calendars,
        span,
        (*span.dates(), None),
        onward,
        {event: i for i, event in enumerate(events)},
    )


def _said(steps: Sequence[Step], slots: list[int]) -> list[int]:
    return [table[slots[i]] for i, table, _j in steps]


def _checked(shape: _Shape, slots: list[int]) -> list[int]:
    said = []
    for _steps, i, checks in shape.ending:
        for j, onward, back in checks:
            said += [onward[slots[i]], back[slots[j]]] if slots[i] < len(onward) else [back[slots[j]]]
    return said


def _back(shape: _Shape, slots: list[int]) -> list[int]:
    if shape.ending:
        return _back_past_ends(shape, slots)
    for j, table, i in shape.backward:
        day = table[slots[j]]
        if day < slots[i]:
            slots[i] = day
    return slots


def _back_past_ends(shape: _Shape, slots: list[int]) -> list[int]:
    for steps, event, checks in shape.ending:
        for j, table, i in steps:
            day = table[slots[j]]
            if day < slots[i]:
                slots[i] = day
        caught = [slots[event]] if checks else []
        while caught:
            day = slots[event] = min(caught)
            caught = [
                back[slots[j]]
                for j, onward, back in checks
                if slots[j] < len(onward) and day < len(onward) and onward[day] > slots[j]
            ]
    return slots


def _limited(shape: _Shape, start: list[int], given: Mapping[int, int]) -> list[int]:
    """A maximum from a given date holds at once; one from an open event follows its latest date."""
    for i, table, j in shape.limits:
        if i in given:
            start[j] = min(start[j], table[given[i]])
    slots = _back(shape, start[:])
    for _round in range(ROUNDS - 1):
        if not _tightened(shape.limits, start, slots, given):
            break
        slots = _back(shape, start[:])
    return slots


def _tightened(limits: Iterable[Step], start: list[int], slots: list[int], given: Mapping[int, int]) -> bool:
    tighter = False
    for i, table, j in limits:
        day = start[j] if i in given else table[slots[i]]
        if day < start[j]:
            start[j] = day
            tighter = tighter or day < slots[j]
    return tighter


@dataclass(frozen=True, slots=True)
class _Shaping:
    """Makes the steps for timetables with dates for the events `pinned`."""

    of: Compiled
    pinned: frozenset[str]
    done: frozenset[str]
    over: frozenset[str]

    def shape(self) -> _Shape:
        """All the steps, each event after those it is counted from."""
        network, events = self.of.network, self.of.network.events
        into = {e.id: [t for t in network.into[e.id] if t.start not in self.over] for e in events}
        by_itself = {e.id for e in events if into[e.id] and not e.act}  # it may have come about before today
        apart = self.over | self.done | by_itself
        return _Shape(
            tuple(self._ahead(tie) for e in events if e.id not in self.over for tie in into[e.id]),
            tuple(self._ahead(tie) for e in events if e.id in self.over for tie in into[e.id]),
            tuple(self._behind(tie) for e in reversed(events) for tie in network.out_of[e.id]),
            tuple(self._limit(tie) for tie in network.limits if tie.start not in self.over),
            tuple(self._ending()),
            tuple(self._own(e.id) for e in events),
            self._own(self.of.ends_with),
            len(events) * (2 if self.pinned else 1),
            tuple(self._own(e.id) for e in events if e.id in apart),
            tuple(self._own(e.id) for e in events if e.id not in apart and not e.working),
            tuple(self._unrolled(tie) for e in events for tie in network.out_of[e.id] if e.working),
        )

    def _ending(self) -> Iterator[tuple[tuple[Step, ...], int, tuple[Check, ...]]]:
        network, steps = self.of.network, []
        if not any(tie.until for ties in network.out_of.values() for tie in ties):
            return
        for event in reversed(network.events):
            steps += [self._behind(tie) for tie in network.out_of[event.id]]
            checks = tuple(self._check(tie) for tie in network.out_of[event.id] if tie.until)
            if checks:
                yield tuple(steps), self._own(event.id), checks
                steps = []
        yield tuple(steps), 0, ()

    def _check(self, tie: Tie) -> Check:
        period, span = self._period(tie), self.of._span
        back = behind(replace(period, until=None), self._acts_on(tie.start), span)
        return self._at(tie.end), ahead(period, None, span), back

    def _ahead(self, tie: Tie) -> Step:
        rolled = None if tie.end in self.done else self._acts_on(tie.end)
        table = ahead(self._period(tie), rolled, self.of._span)
        return self._at(tie.start), table, self._own(tie.end)

    def _behind(self, tie: Tie) -> Step:
        table = behind(self._period(tie), self._acts_on(tie.start), self.of._span)
        return self._at(tie.end), table, self._own(tie.start)

    def _unrolled(self, tie: Tie) -> Step:
        return self._at(tie.end), behind(self._period(tie), None, self.of._span), self._own(tie.start)

    def _limit(self, tie: Tie) -> Step:
        table = limit(self._period(tie), self._acts_on(tie.end), self.of._span)
        return self._at(tie.start), table, self._own(tie.end)

    def _period(self, tie: Tie) -> Period:
        return period_of(tie, self.of._calendars[tie.calendar])

    def _acts_on(self, event: str) -> Calendar | None:
        return self.of.days.working if self.of.network.events[self._at(event)].working else None

    def _at(self, event: str) -> int:
        return self.of.events.index(event)

    def _own(self, event: str) -> int:
        return self._at(event) + (len(self.of.events) if event in self.pinned else 0)

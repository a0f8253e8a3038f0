"""The deadlines of a project or an agreement in the store: one row each, and what follows from a change."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta

from sqlalchemy import Connection, Date, case, column, exists, or_, select, update, values

from workflow.alerts.model import GATE, Deadline
from workflow.alerts.rules import FOUND_ON, LADDERS, rung_days, working_day_from
from workflow.errors import BadRequest
from workflow.rulebook.terms import CalendarName
from workflow.store import rows
from workflow.store.engine import upsert
from workflow.store.ids import new_id
from workflow.timetable.calendars import State, calendar, supposing
from workflow.timetable.workdays import Calendar

OPEN = ("new", "told", "acknowledged")
"""The states in which an alert still asks for something."""
_LOOKED_AT = ("last_safe", "rule", "ladder", "owner", "manager", "since")
"""Where one of these changes, what was told of the deadline may no longer stand, and more may be due."""


@dataclass(frozen=True, slots=True)
class Matter:
    """What deadlines belong to: a project or an agreement of a body, by id; who answers for it and who
    manages; since when it is here."""

    body: str
    nation: str
    owner: str
    manager: str
    since: date
    project: str | None = None
    agreement: str | None = None

    @property
    def id(self) -> str:
        """The id of the project or the agreement."""
        return str(self.project or self.agreement)


def put(
    connection: Connection, matter: Matter, wanted: Iterable[Deadline], over: Sequence[str], today: date
) -> None:
    """Let these be the matter's deadlines: all others rest, and what was told of them is closed, as is what
    was told of the events that are `over`."""
    due = {row.key: row for row in wanted}
    _rest(connection, matter, tuple(due))
    _stand(connection, matter, due.values(), today)
    told = rows.alert
    done = (told.c.project == matter.project) & told.c.event.in_(over) & (told.c.trigger != GATE)
    connection.execute(update(told).where(done).values(state="closed"))


def _rest(connection: Connection, matter: Matter, keys: Sequence[str]) -> None:
    table, told = rows.deadline, rows.alert
    others = table.c.live & (table.c.matter == matter.id) & table.c.key.not_in(keys)
    resting = connection.execute(select(table.c.id).where(others)).scalars().all()
    if resting:
        connection.execute(update(table).where(table.c.id.in_(resting)).values(live=False))
        theirs = told.c.deadline.in_(resting) & told.c.state.in_(OPEN)
        connection.execute(update(told).where(theirs).values(state="closed"))


def _stand(connection: Connection, matter: Matter, due: Iterable[Deadline], today: date) -> None:
    table = rows.deadline
    standing = [{**asdict(matter), **_columns(row, matter), "id": new_id(), "live": True} for row in due]
    if not standing:
        return
    new = upsert(connection, table)
    found = new.excluded
    differs = or_(~table.c.live, *(table.c[name] != found[name] for name in _LOOKED_AT))
    again = {name: found[name] for name in (*_LOOKED_AT, "live", "detail")}
    first_found = or_(*(found.ladder == ladder for ladder in FOUND_ON))  # they keep that day
    again["counted_from"] = case((first_found, table.c.counted_from), else_=found.counted_from)
    told = exists().where(rows.alert.c.deadline == table.c.id)
    again["next_due_on"] = case(
        (differs & told, today), (differs, found.next_due_on), else_=table.c.next_due_on
    )
    connection.execute(new.on_conflict_do_update(index_elements=["key"], set_=again), standing)


def _columns(row: Deadline, matter: Matter) -> dict[str, object]:
    names = ("key", "subject", "ladder", "event", "rule", "last_safe", "counted_from")
    told = {name: getattr(row, name) for name in names}
    return {
        **told,
        "matter": matter.id,
        "next_due_on": first_rung(matter.nation, row),
        "detail": dict(row.detail),
    }


def first_rung(nation: str, due: Deadline) -> date:
    """The day of a deadline's first rung, past or not."""
    return min(_rungs(nation, due.ladder, due.counted_from))


def days_changed(
    connection: Connection, days: Collection[date], before: State, after: State, today: date
) -> int:
    """Where the next rung falls on another day since these became, or ceased to be, holidays: note that day.
    Answers for how many deadlines."""
    table = rows.deadline
    near = table.c.next_due_on.between(*_reach(days, (before, after)))
    names = (table.c.nation, table.c.ladder, table.c.counted_from, table.c.next_due_on)
    found = connection.execute(select(*names).where(table.c.live, near).distinct()).all()
    with supposing(before):
        was = [_rungs(nation, ladder, day) for nation, ladder, day, _due in found]
    with supposing(after):
        now = [_rungs(nation, ladder, day) for nation, ladder, day, _due in found]
    moved = [
        (nation, ladder, day, due, max(new[old.index(due)], today))
        for (nation, ladder, day, due), old, new in zip(found, was, now, strict=True)
        if due in old and new[old.index(due)] != due
    ]
    if not moved:
        return 0
    on = values(*(column(each.name, each.type) for each in names), column("falls_on", Date), name="moved")
    at = on.data(moved).cte("moved")
    same = [each == at.c[each.name] for each in names]
    return connection.execute(
        update(table).where(table.c.live, *same).values(next_due_on=at.c.falls_on)
    ).rowcount


def _rungs(nation: str, ladder: str, day: date) -> list[date]:
    return [due for _rung, due in rung_days(calendar(nation), ladder, day)]


def look_again(connection: Connection, body: str, today: date) -> None:
    """Let the next sweep look at every deadline of a body: who hears of them may be another post now."""
    table = rows.deadline
    connection.execute(update(table).where(table.c.live, table.c.body == body).values(next_due_on=today))


def _reach(days: Collection[date], states: Iterable[State]) -> tuple[date, date]:
    """Between which days a rung lies that these days may move: a day that changes does so only where it lies
    between the rung and the day from which it is counted."""
    first, last = min(days), max(days)
    for state in states:
        with supposing(state):
            for working in (calendar(nation) for nation in CalendarName if nation != CalendarName.ALL_DAYS):
                first = min(first, _from(working, min(days), min(_COUNTED) - 1))
                last = max(last, _from(working, max(days), max(_COUNTED) + 1))
    return first, last


def _from(working: Calendar, day: date, n: int) -> date:
    """So many working days from a day, or surely as far where the calendar ends before."""
    try:
        return working_day_from(working, day, n)
    except BadRequest:
        return day + timedelta(3 * n)


_COUNTED = [rung.days for ladder in LADDERS.values() for rung in ladder if rung.months is None]
"""How many working days from its day each rung is due; those before it are negative."""

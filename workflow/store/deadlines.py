"""The deadlines of a project or an agreement in the store, a row each, and their days, which projects share
that ask the same of a plan; what follows from a change."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, cast

from sqlalchemy import (
    JSON,
    BindParameter,
    Boolean,
    ColumnElement,
    Connection,
    Date,
    RowMapping,
    bindparam,
    case,
    column,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    type_coerce,
    update,
    values,
)
from sqlalchemy import (
    cast as as_,
)
from sqlalchemy.dialects.postgresql import JSONB

from workflow.alerts.model import GATE, Deadline
from workflow.alerts.moves import COUNTED_ON
from workflow.alerts.rules import BY_DAY, FOUND_ON, LADDERS, rung_days, working_day_from
from workflow.errors import BadRequest
from workflow.rulebook.terms import CalendarName
from workflow.store import rows
from workflow.store.engine import is_sqlite, upsert
from workflow.store.ids import new_id
from workflow.timetable.calendars import State, calendar, supposing
from workflow.timetable.workdays import Calendar

OPEN = ("new", "told", "acknowledged")
"""The states in which an alert still asks for something."""
_LOOKED_AT = ("last_safe", "rule", "ladder", "owner", "manager", "since")
"""Where one of these changes, what was told of the deadline may no longer stand, and more may be due."""
Said = tuple[object, ...]
_SAYS = ("question", "event", "nation", "ladder", "rule", "last_safe", "counted_from", "detail")
"""What a day says, its detail last. Deadlines of one question share it while it says the same of them."""


@dataclass(frozen=True, slots=True)
class Matter:
    """What deadlines belong to: a project or an agreement of a body, by id; who answers for it and who
    manages; since when it is here; of a project, by id, the question that it asks of a plan."""

    body: str
    nation: str
    owner: str
    manager: str
    since: date
    project: str | None = None
    agreement: str | None = None
    question: str | None = None

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
    if due:
        _put(connection, matter, due.values(), today)
    _rest(connection, matter, tuple(due))
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


def _put(connection: Connection, matter: Matter, wanted: Iterable[Deadline], today: date) -> None:
    days = _Days(matter, today, *_held_still(connection, matter))
    standing = [_columns(row, matter, days.of(row)) for row in wanted]
    days.write(connection)
    new = upsert(connection, rows.deadline)
    again = {name: new.excluded[name] for name in ("owner", "manager", "since", "day", "live", "detail")}
    connection.execute(new.on_conflict_do_update(index_elements=["key"], set_=again), standing)
    if days.left:
        _clear(connection, days.left)


def _columns(row: Deadline, matter: Matter, day: str) -> dict[str, object]:
    of = {
        name: getattr(matter, name) for name in ("body", "project", "agreement", "owner", "manager", "since")
    }
    told = {"key": row.key, "subject": row.subject, "event": row.event, "detail": _split(row)[0]}
    return {**of, **told, "id": new_id(), "matter": matter.id, "day": day, "live": True}


def _split(row: Deadline) -> tuple[dict[str, object], dict[str, object]]:
    """The detail of a deadline: what is its own, and what it shares with its day."""
    shared = COUNTED_ON if row.ladder in BY_DAY else ()
    own = {name: told for name, told in row.detail.items() if name not in shared}
    return own, on_calendars({name: row.detail[name] for name in shared})


def on_calendars(detail: Mapping[str, object]) -> dict[str, object]:
    """What of the detail of a last safe date turns on the calendars, as its day keeps it."""
    return {name: detail[name] for name in COUNTED_ON if detail.get(name) is not None}


def _held_still(connection: Connection, matter: Matter) -> tuple[dict[str, RowMapping], dict[Said, str]]:
    """The deadlines of a matter by key, and the days of its question by what they say. Nobody else in the
    body begins to share these days, or leaves one, and no sweep looks at them, before this transaction
    ends."""
    if not is_sqlite(connection):
        _hold(connection, matter)
    day, due = rows.deadline_day, rows.deadline
    other = due.alias()
    alone = ~exists().where(other.c.day == day.c.id, other.c.id != due.c.id, other.c.live)
    told = exists().where(rows.alert.c.deadline == due.c.id)
    names = [due.c[name] for name in ("key", "day", "live", "owner", "manager", "since")]
    names += [day.c[name] for name in (*_SAYS, "next_due_on")]
    find = select(*names, alone.label("alone"), told.label("told")).join(day, day.c.id == due.c.day)
    found = connection.execute(find.where(due.c.matter == matter.id)).mappings()
    standing = {row["key"]: row for row in found}
    if not matter.question:
        return standing, {}
    asked = select(day).where(day.c.question == matter.question).order_by(day.c.id.desc())
    return standing, {_in_one(row): row["id"] for row in connection.execute(asked).mappings()}


def _hold(connection: Connection, matter: Matter) -> None:
    """The body first, as the audit trail does, then the days in the order in which a sweep holds them."""
    day, due, body = rows.deadline_day, rows.deadline, rows.body.c.id
    theirs: list[ColumnElement[bool]] = [day.c.id.in_(select(due.c.day).where(due.c.matter == matter.id))]
    if matter.question:
        connection.execute(select(body).where(body == matter.body).with_for_update(key_share=True))
        theirs.append(day.c.question == matter.question)
    connection.execute(
        select(day.c.id).where(or_(*theirs)).order_by(day.c.id).with_for_update(key_share=True)
    )


def _in_one(says: Mapping[str, Any] | RowMapping) -> Said:
    """All that a day says, to compare."""
    return *(says[name] for name in _SAYS[:-1]), *sorted(says["detail"].items())


@dataclass(slots=True)
class _Days:
    """Finds the day of each deadline of a matter, and notes what is to be written for it."""

    matter: Matter
    today: date
    standing: Mapping[str, RowMapping]
    shared: dict[Said, str]
    new: list[dict[str, object]] = field(default_factory=list)
    changed: list[dict[str, object]] = field(default_factory=list)
    asked: list[dict[str, object]] = field(default_factory=list)
    left: list[str] = field(default_factory=list)

    def of(self, row: Deadline) -> str:
        """The day of a deadline: a shared one or its own that says this already; its own, changed; or a new
        one."""
        was, says = self.standing.get(row.key), self._says(row)
        words = _in_one(says)
        before = was["day"] if was is not None else None
        day = self.shared.get(words)
        if day is None and was is not None and words == _in_one(was):
            day = before
        look, told = self._look(row, was), was is not None and was["told"]
        if day is None and was is not None and was["alone"]:
            day = before
            self.changed.append({**{f"its_{name}": says[name] for name in says}, "of": day, "look": look})
        elif day is None:
            day = new_id()
            self.new.append({**says, "id": day, "next_due_on": look, "told": told})
        elif day != before or look != (was and was["next_due_on"]):
            self.asked.append({"of": day, "look": look, "anybody": told})
        if was is not None and was["alone"] and day != before:
            self.left.append(str(before))
        if says["question"]:
            self.shared[words] = str(day)
        return str(day)

    def _says(self, row: Deadline) -> dict[str, object]:
        was = self.standing.get(row.key)
        keeps = was is not None and row.ladder in FOUND_ON  # the day on which it was found
        return {
            "question": self.matter.question if row.ladder in BY_DAY else None,
            "event": row.event,
            "nation": self.matter.nation,
            "ladder": row.ladder,
            "rule": row.rule,
            "last_safe": row.last_safe,
            "counted_from": was["counted_from"] if was is not None and keeps else row.counted_from,
            "detail": _split(row)[1],
        }

    def _look(self, row: Deadline, was: RowMapping | None) -> date | None:
        """By when the sweep looks at it: as it would have, or where more may be due or less, anew."""
        now = (row.last_safe, row.rule, row.ladder, self.matter.owner, self.matter.manager, self.matter.since)
        if was is not None and was["live"] and tuple(was[name] for name in _LOOKED_AT) == now:
            return cast("date | None", was["next_due_on"])
        if was is not None and was["told"]:
            return self.today
        return first_rung(self.matter.nation, row)

    def write(self, connection: Connection) -> None:
        """Write the days that are new, that say something else, and that are to be looked at sooner."""
        day = rows.deadline_day
        of: BindParameter[str] = bindparam("of")
        if self.new:
            connection.execute(insert(day), self.new)
        if self.changed:
            its: dict[str, BindParameter[Any]] = {name: bindparam(f"its_{name}") for name in _SAYS}
            says = update(day).where(day.c.id == of).values(**its, next_due_on=bindparam("look"))
            connection.execute(says, self.changed)
        if self.asked:
            next_on, look = day.c.next_due_on, bindparam("look", type_=Date)
            anybody = bindparam("anybody", type_=Boolean)
            sooner = or_(next_on > look, next_on.is_(None) & look.is_not(None))
            written = {"next_due_on": case((sooner, look), else_=next_on), "told": day.c.told | anybody}
            ask = update(day).where(day.c.id == of, sooner | (anybody & ~day.c.told)).values(**written)
            connection.execute(ask, self.asked)


def ask_anew(connection: Connection, project: str, question: str) -> None:
    """Let the last safe dates of a project that another version saved follow its question as it is now."""
    day, due = rows.deadline_day, rows.deadline
    theirs = select(due.c.id.label("deadline"), day).join(day, day.c.id == due.c.day)
    old = (due.c.matter == project) & day.c.ladder.in_(BY_DAY) & day.c.question.is_distinct_from(question)
    found = connection.execute(theirs.where(old)).mappings().all()
    if found:
        new = [{**row, "id": new_id(), "question": question} for row in found]
        connection.execute(insert(day), new)
        one = update(due).where(due.c.id == bindparam("deadline")).values(day=bindparam("its"))
        connection.execute(one, [{"deadline": row["deadline"], "its": row["id"]} for row in new])
        _clear(connection, [row["id"] for row in found])


def _clear(connection: Connection, days: Sequence[str]) -> None:
    """Take away the days that no deadline has any more."""
    day = rows.deadline_day
    unused = ~exists().where(rows.deadline.c.day == day.c.id)
    connection.execute(delete(day).where(day.c.id.in_(days), unused))


def whole_detail(connection: Connection) -> ColumnElement[object]:
    """The detail of a deadline joined with its day, both together."""
    own, shared = rows.deadline.c.detail, rows.deadline_day.c.detail
    if is_sqlite(connection):
        return type_coerce(func.json_patch(own, shared), JSON)
    return as_(as_(own, JSONB).op("||")(as_(shared, JSONB)), JSON)


def first_rung(nation: str, due: Deadline) -> date:
    """The day of a deadline's first rung, past or not."""
    return min(_rungs(nation, due.ladder, due.counted_from))


def days_changed(
    connection: Connection, days: Collection[date], before: State, after: State, today: date
) -> int:
    """Where the next rung falls on another day since these became, or ceased to be, holidays: note that day.
    Answers for how many days of deadlines."""
    table = rows.deadline_day
    near = table.c.next_due_on.between(*_reach(days, (before, after)))
    names = (table.c.nation, table.c.ladder, table.c.counted_from, table.c.next_due_on)
    found = connection.execute(select(*names).where(near).distinct()).all()
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
    return connection.execute(update(table).where(*same).values(next_due_on=at.c.falls_on)).rowcount


def _rungs(nation: str, ladder: str, day: date) -> list[date]:
    return [due for _rung, due in rung_days(calendar(nation), ladder, day)]


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

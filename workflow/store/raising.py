"""From deadlines to alerts, in whole sets: every rung that was reached becomes an alert once.

What is looked at is held still first; then two small tables of this transaction say on which days the rungs
of its ladders are due, and who hears of them. All else is a join.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Date,
    Integer,
    MetaData,
    RowMapping,
    Select,
    String,
    Table,
    cast,
    exists,
    func,
    insert,
    literal,
    select,
    text,
    update,
)

from workflow.alerts.rules import ALWAYS_TOLD, LADDERS, rung_days
from workflow.store import register, rows
from workflow.store.deadlines import OPEN, whole_detail
from workflow.store.engine import insert_once, is_sqlite
from workflow.timetable.calendars import calendar

_of_this_transaction = MetaData()
DUE = Table(
    "due_day",
    _of_this_transaction,
    Column("day", String(32), primary_key=True),
    prefixes=["TEMPORARY"],
)
"""The days of deadlines at which it is time to look."""
LOOKED_AT = Table(
    "looked_at",
    _of_this_transaction,
    Column("deadline", String(32), primary_key=True),
    prefixes=["TEMPORARY"],
)
"""The deadlines that have these days."""
RUNGS = Table(
    "rung_day",
    _of_this_transaction,
    Column("nation", String(20), primary_key=True),
    Column("ladder", String(10), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("rung", Integer, primary_key=True),
    Column("role", String(30), primary_key=True),
    Column("trigger", String(8)),
    Column("due_on", Date),
    prefixes=["TEMPORARY"],
)
"""When each rung of a ladder is due that is counted from a day, and which role hears of it."""
HEARS = Table(
    "hears",
    _of_this_transaction,
    Column("body", String(32), primary_key=True),
    Column("owner", String(32), primary_key=True),
    Column("manager", String(32), primary_key=True),
    Column("role", String(30), primary_key=True),
    Column("post", String(32)),
    Column("heard_as", String(30)),
    Column("always", Boolean),
    prefixes=["TEMPORARY"],
)
"""Which post hears in which role, of the matters of an owner and a manager."""
STANDING = Table(
    "standing",
    _of_this_transaction,
    Column("key", String(200), primary_key=True),
    Column("deadline", String(32)),
    Column("trigger", String(8)),
    Column("rung", Integer),
    Column("recipient", String(32)),
    Column("role", String(30)),
    Column("due_on", Date),
    prefixes=["TEMPORARY"],
)
"""Every rung of what is looked at, for every post that hears of it, under the key of its alert."""
TABLES = (DUE, LOOKED_AT, RUNGS, HEARS, STANDING)
COPIED = (
    "id", "body", "project", "agreement", "key", "trigger", "rung", "event", "rule", "recipient", "role",
    "last_safe", "due_on", "detail",
)  # fmt: skip


def raise_due(connection: Connection, today: date, at: datetime) -> Sequence[RowMapping]:
    """Raise what is due, and let told alerts follow the deadlines that were looked at; the new alerts, each
    with the columns COPIED and its version."""
    due = rows.deadline_day.c.next_due_on <= today
    if not connection.execute(select(exists().where(due))).scalar():
        return ()
    with _small_tables(connection):
        if not _hold(connection, today):
            return ()
        _lay_down_rungs(connection)
        _lay_down_listeners(connection, today)
        _stand(connection)
        new = _raise(connection, today, at)
        _follow(connection, today)
        _advance(connection, today)
    return new


@contextmanager
def _small_tables(connection: Connection) -> Iterator[None]:
    for table in TABLES:
        table.create(connection)
    yield
    for table in TABLES:
        table.drop(connection)


def _hold(connection: Connection, today: date) -> bool:
    """Nobody changes what is looked at before this transaction ends; False where those who were waited for
    left nothing due."""
    day, due = rows.deadline_day, rows.deadline
    days = select(day.c.id).where(day.c.next_due_on <= today).order_by(day.c.id)
    theirs = select(due.c.id).join(DUE, DUE.c.day == due.c.day).where(due.c.live).order_by(due.c.id)
    if not is_sqlite(connection):
        days, theirs = days.with_for_update(), theirs.with_for_update(of=due)
    connection.execute(DUE.insert().from_select(["day"], days))
    if not is_sqlite(connection):
        connection.execute(text("ANALYZE due_day"))
    connection.execute(LOOKED_AT.insert().from_select(["deadline"], theirs))
    return bool(connection.execute(select(exists(DUE.select()))).scalar())


def _lay_down_rungs(connection: Connection) -> None:
    table = rows.deadline_day
    names = (table.c.nation, table.c.ladder, table.c.counted_from)
    ladders = connection.execute(select(*names).join(DUE, DUE.c.day == table.c.id).distinct()).all()
    found = [
        {"nation": nation, "ladder": ladder, "day": day, "rung": rung.number, "role": role}
        | {"trigger": rung.trigger, "due_on": due}
        for nation, ladder, day in ladders
        for rung, due in rung_days(calendar(nation), ladder, day)
        for role in rung.told
    ]
    connection.execute(insert(RUNGS), found)


def _lay_down_listeners(connection: Connection, today: date) -> None:
    table = rows.deadline
    known: dict[str, Mapping[str, register.PostRow]] = {}
    found: list[dict[str, object]] = []
    for body, owner, manager in connection.execute(
        _looked_at(table.c.body, table.c.owner, table.c.manager)
    ).all():
        if body not in known:
            known[body] = register.posts(connection, body, today)
        chain = register.chain(known[body], owner, manager)
        of = {"body": body, "owner": owner, "manager": manager}
        for role in _roles():
            heard = chain.hears(role)
            if heard:
                who = {"role": role, "post": heard[0], "heard_as": heard[1], "always": role in ALWAYS_TOLD}
                found.append({**of, **who})
    if found:
        connection.execute(insert(HEARS), found)


def _roles() -> Iterable[str]:
    return dict.fromkeys(role for ladder in LADDERS.values() for rung in ladder for role in rung.told)


def _stand(connection: Connection) -> None:
    """Two roles of one post hear once."""
    day = "y.last_safe" if is_sqlite(connection) else "to_char(y.last_safe, 'YYYY-MM-DD')"
    parts = ("d.subject", 'r."trigger"', "d.event", "y.rule", day, "r.rung", "h.post")
    connection.execute(
        text(
            f"""INSERT INTO standing (key, deadline, "trigger", rung, recipient, role, due_on)
            SELECT {" || ':' || ".join(parts)}, d.id, r."trigger", r.rung, h.post, h.heard_as, r.due_on
            FROM looked_at l CROSS JOIN deadline d CROSS JOIN deadline_day y CROSS JOIN rung_day r
                CROSS JOIN hears h
            WHERE d.id = l.deadline AND y.id = d.day AND r.nation = y.nation AND r.ladder = y.ladder
            AND r.day = y.counted_from AND h.body = d.body AND h.owner = d.owner
            AND h.manager = d.manager AND h.role = r.role AND (h.always OR r.due_on >= d.since)
            ON CONFLICT DO NOTHING"""
        )
    )
    if not is_sqlite(connection):
        connection.execute(text("ANALYZE looked_at, standing"))


def _raise(connection: Connection, today: date, at: datetime) -> Sequence[RowMapping]:
    due, day, told = rows.deadline, rows.deadline_day, rows.alert
    id_ = func.lower(func.hex(func.randomblob(10))) if is_sqlite(connection) else _uuid()
    of: dict[str, ColumnElement[Any]] = {}
    of |= {name: STANDING.c[name] for name in ("key", "trigger", "rung", "recipient", "role", "due_on")}
    of |= {"id": id_, "deadline": due.c.id, "raised_at": literal(at, told.c.raised_at.type)}
    of |= {"state": literal("new"), "version": literal(1)}
    of |= {name: due.c[name] for name in ("body", "project", "agreement", "event")}
    of |= {"rule": day.c.rule, "last_safe": day.c.last_safe, "detail": whole_detail(connection)}
    reached = select(*of.values()).join_from(STANDING, due, due.c.id == STANDING.c.deadline)
    reached = reached.join(day, day.c.id == due.c.day).where(STANDING.c.due_on <= today)
    new = insert_once(connection, told).from_select(list(of), reached)
    returned = new.returning(*(told.c[name] for name in (*COPIED, "version")))
    return connection.execute(returned).mappings().all()


def _uuid() -> ColumnElement[str]:
    return func.replace(cast(func.gen_random_uuid(), String), "-", "")


def _follow(connection: Connection, today: date) -> None:
    """Close alerts whose deadline no longer stands as it was told, and open again those for which it does
    once more."""
    told = rows.alert
    looked_at = told.c.deadline.in_(select(LOOKED_AT.c.deadline))
    same = STANDING.c.key == told.c.key
    over = told.c.state.in_(OPEN) & looked_at & ~exists().where(same)
    connection.execute(update(told).where(over).values(state="closed"))
    due = exists().where(same, STANDING.c.due_on <= today)
    again = {"state": "new", "mail": None, "version": told.c.version + 1}
    closed = (told.c.state == "closed") & looked_at & due
    connection.execute(update(told).where(closed).values(**again))


def _advance(connection: Connection, today: date) -> None:
    """The sweep need not come back before the next rung; and which days somebody heard of is noted."""
    table, due = rows.deadline_day, rows.deadline
    same = [RUNGS.c[theirs] == table.c[ours] for theirs, ours in _LADDER]
    following = select(func.min(RUNGS.c.due_on)).where(RUNGS.c.due_on > today, *same).scalar_subquery()
    reached = select(due.c.day).join(STANDING, STANDING.c.deadline == due.c.id)
    heard = table.c.id.in_(reached.where(STANDING.c.due_on <= today))
    looked_at = table.c.id.in_(select(DUE.c.day))
    connection.execute(
        update(table).where(looked_at).values(next_due_on=following, told=table.c.told | heard)
    )


_LADDER = (("nation", "nation"), ("ladder", "ladder"), ("day", "counted_from"))


def _looked_at(*columns: Column[Any]) -> Select[Any]:
    joined = LOOKED_AT.join(rows.deadline, rows.deadline.c.id == LOOKED_AT.c.deadline)
    return select(*columns).select_from(joined).distinct()

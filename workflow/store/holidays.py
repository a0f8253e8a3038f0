"""The bank holidays that were announced since the calendars were written, for every process alike.

Whoever writes plans holds the calendars still until it commits; whoever announces a holiday waits for them,
and they for it. So no plan is written on days that are out of date.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import Connection, func, select

from workflow.store import diary, rows
from workflow.store.engine import is_sqlite, upsert
from workflow.store.ids import new_id
from workflow.timetable.calendars import Announced, State, hold

CALENDARS = 5_417_303
"""The number of the advisory lock on PostgreSQL; on SQLite a write transaction is alone anyway."""


def announced(connection: Connection) -> State:
    """What was announced or taken back since, by division and day."""
    table = rows.bank_holiday
    names = [table.c[name] for name in Announced.__slots__]
    found = connection.execute(select(*names).order_by(table.c.division, table.c.day))
    return tuple(Announced(*row) for row in found)


def keep_up(connection: Connection) -> None:
    """Let this process count on the bank holidays that the store holds now, and on every body's own days."""
    hold(announced(connection))
    diary.keep_up(connection)


def hold_still(connection: Connection) -> None:
    """The same, and nobody announces a holiday before this transaction ends."""
    if not is_sqlite(connection):
        connection.execute(select(func.pg_advisory_xact_lock_shared(CALENDARS)))
    keep_up(connection)


def announce_alone(connection: Connection) -> None:
    """Wait until nobody writes plans; those that come wait until this transaction ends."""
    if not is_sqlite(connection):
        connection.execute(select(func.pg_advisory_xact_lock(CALENDARS)))
    keep_up(connection)


def put(connection: Connection, holidays: Sequence[tuple[Announced, str]], at: datetime) -> None:
    """Store holidays, each with its source, under division and day."""
    if not holidays:
        return
    new = upsert(connection, rows.bank_holiday)
    values = [{**asdict(each), "id": new_id(), "source": source, "at": at} for each, source in holidays]
    latest = {name: new.excluded[name] for name in ("title", "announced_on", "source", "removed", "at")}
    connection.execute(new.on_conflict_do_update(index_elements=["division", "day"], set_=latest), values)

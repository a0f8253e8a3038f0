"""Expressions of interest of a body in the store."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime

from sqlalchemy import Connection, RowMapping, Select, insert, select, update

from workflow.errors import NotFound, Stale
from workflow.register.interests import Asked, Interest
from workflow.store import rows
from workflow.store.ids import new_id

TOLD = tuple(field.name for field in fields(Asked))


def all_of(connection: Connection, body: str) -> tuple[Interest, ...]:
    """Every expression of interest of a body, the latest received first."""
    table = rows.interest
    find = _all().where(table.c.body == body).order_by(table.c.received_on.desc(), table.c.id)
    return tuple(_interest(row) for row in connection.execute(find).mappings())


def one(connection: Connection, body: str, id_: str) -> Interest:
    """One expression of interest of a body. Raises NotFound, also for another body's."""
    table = rows.interest
    found = connection.execute(_all().where(table.c.body == body, table.c.id == id_)).mappings().first()
    if found is None:
        raise NotFound
    return _interest(found)


def add(connection: Connection, body: str, asked: Asked, by: str, at: datetime) -> str:
    """Record an expression of interest; its id."""
    id_ = new_id()
    known = {"id": id_, "body": body, "version": 1, "changed_by": by, "changed_at": at}
    connection.execute(insert(rows.interest).values(**known, **_values(asked)))
    return id_


def change(connection: Connection, found: Interest, asked: Asked, seen: int, by: str, at: datetime) -> None:
    """Let it say this from now on. Raises Stale when someone changed it since version `seen`."""
    table = rows.interest
    here = (table.c.id == found.id) & (table.c.version == seen)
    told = {**_values(asked), "version": seen + 1, "changed_by": by, "changed_at": at}
    if connection.execute(update(table).where(here).values(told)).rowcount != 1:
        raise Stale


def take_up(connection: Connection, body: str, id_: str, project: str) -> None:
    """Let a project be the one that was started from it. Raises NotFound if it is not this body's."""
    table = rows.interest
    here = (table.c.id == id_) & (table.c.body == body)
    told = {"project": project, "version": table.c.version + 1}
    if connection.execute(update(table).where(here).values(told)).rowcount != 1:
        raise NotFound


def _all() -> Select[tuple[object, ...]]:
    table, project = rows.interest, rows.project
    names = [table.c[name] for name in (*TOLD, "id", "body", "version", "changed_by", "changed_at")]
    return select(*names, project.c.ref.label("project")).select_from(
        table.outerjoin(project, project.c.id == table.c.project)
    )


def _interest(row: RowMapping) -> Interest:
    return Interest(**row)


def _values(asked: Asked) -> dict[str, object]:
    return {name: getattr(asked, name) for name in TOLD}

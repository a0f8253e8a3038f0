"""What a body says about itself, and what it confirmed: each with the post that did and the day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, delete, select, update

from workflow.errors import Stale
from workflow.store import rows
from workflow.store.engine import upsert
from workflow.store.ids import new_id


@dataclass(frozen=True, slots=True)
class Confirmation:
    """Something that a body confirmed: `amount` where it has one (days, months), `detail` what was read."""

    what: str
    detail: str
    amount: int | None
    post_title: str
    confirmed_on: date


def change(connection: Connection, body: str, seen_version: int, **values: object) -> None:
    """Change what a body says about itself, as it was seen. Raises Stale if somebody did so meanwhile."""
    table = rows.body
    seen = update(table).where(table.c.id == body, table.c.version == seen_version)
    if connection.execute(seen.values(version=seen_version + 1, **values)).rowcount != 1:
        raise Stale


def confirmations(connection: Connection, body: str) -> Mapping[str, Confirmation]:
    """Everything that a body confirmed, by what it is."""
    table = rows.confirmation
    columns = [table.c[name] for name in Confirmation.__slots__]
    found = connection.execute(select(*columns).where(table.c.body == body))
    return {row.what: Confirmation(*row) for row in found}


def confirm(connection: Connection, body: str, told: Confirmation, *, by: str, at: datetime) -> None:
    """Keep a confirmation; a later one of the same thing takes the place of the earlier."""
    table = rows.confirmation
    values = {name: getattr(told, name) for name in Confirmation.__slots__} | {"by": by, "at": at}
    new = upsert(connection, table).values(id=new_id(), body=body, **values)
    connection.execute(new.on_conflict_do_update(index_elements=["body", "what"], set_=values))


def withdraw(connection: Connection, body: str, what: str) -> bool:
    """Take a confirmation back; whether there was one."""
    table = rows.confirmation
    return connection.execute(delete(table).where(table.c.body == body, table.c.what == what)).rowcount == 1

"""The sessions of one person, and those that wait for a second factor."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, select, update

from workflow.store import rows
from workflow.store.accounts import IDLE, LASTS, hash_of

WAITS = timedelta(minutes=10)
"""How long a sign-in may wait for its code."""


@dataclass(frozen=True, slots=True)
class Session:
    """One open session; `id` names it in lists and forms, and opens nothing."""

    id: str
    way: str
    started_at: datetime
    seen_at: datetime
    this: bool


def of_person(connection: Connection, person: str, token: str, now: datetime) -> tuple[Session, ...]:
    """The open sessions of a person: the asking one, whose token it is, then the last used first."""
    table, mine = rows.session, hash_of(token)
    whole = select(table.c.token_hash, table.c.way, table.c.started_at, table.c.seen_at).where(
        table.c.person == person, table.c.ended_at.is_(None), ~table.c.waits_for_code
    )
    alive = whole.where(table.c.started_at > now - LASTS, table.c.seen_at > now - IDLE)
    found = connection.execute(alive.order_by(table.c.seen_at.desc(), table.c.token_hash))
    each = [Session(*row, this=row.token_hash == mine) for row in found]
    return tuple(sorted(each, key=lambda one: not one.this))


def end_one(connection: Connection, person: str, id_: str, now: datetime) -> bool:
    """End one session of a person by its id; False if they have no such open session."""
    table = rows.session
    mine = (table.c.person == person) & (table.c.token_hash == id_) & table.c.ended_at.is_(None)
    return connection.execute(update(table).where(mine).values(ended_at=now)).rowcount == 1


def end_others(connection: Connection, person: str, token: str, now: datetime) -> int:
    """End every session of a person but the one of this token; how many there were."""
    table = rows.session
    others = (table.c.person == person) & (table.c.token_hash != hash_of(token)) & table.c.ended_at.is_(None)
    return connection.execute(update(table).where(others).values(ended_at=now)).rowcount


def owner(connection: Connection, token: str) -> str | None:
    """Whose session it is or was, ended or not; None where there never was one."""
    table = rows.session
    found: str | None = connection.execute(
        select(table.c.person).where(table.c.token_hash == hash_of(token), ~table.c.waits_for_code)
    ).scalar()
    return found


def waiting(connection: Connection, token: str, now: datetime) -> tuple[str, str] | None:
    """The person whose sign-in waits for a code, and the way they came; None once it waits no more."""
    table, person = rows.session, rows.person
    waits = (
        select(table.c.person, table.c.way)
        .join(person, person.c.id == table.c.person)
        .where(table.c.token_hash == hash_of(token), table.c.waits_for_code, table.c.ended_at.is_(None))
        .where(table.c.started_at > now - WAITS, ~person.c.suspended)
    )
    found = connection.execute(waits).first()
    return (found.person, found.way) if found else None

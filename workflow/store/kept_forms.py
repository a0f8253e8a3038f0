"""What somebody typed while their sign-in ended, kept for an hour for that person alone."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select

from workflow.store import rows
from workflow.store.accounts import hash_of


@dataclass(frozen=True, slots=True)
class Kept:
    """A form as it was sent: the page it stood on, and the sealed answers."""

    page: str
    answers: str


def keep(connection: Connection, person: str, page: str, answers: str, now: datetime) -> str:
    """Keep a form for a person; the token that asks for it."""
    token = secrets.token_urlsafe(32)
    row = {"token_hash": hash_of(token), "person": person, "page": page, "answers": answers, "kept_at": now}
    connection.execute(insert(rows.kept_form).values(**row))
    return token


def number(connection: Connection, person: str) -> int:
    """How many forms are kept for a person."""
    table = rows.kept_form
    theirs = select(func.count()).select_from(table).where(table.c.person == person)
    return int(connection.execute(theirs).scalar_one())


def find(connection: Connection, token: str, person: str, since: datetime) -> Kept | None:
    """A form of a person that was kept since an instant; None for anybody else."""
    table = rows.kept_form
    theirs = (table.c.token_hash == hash_of(token)) & (table.c.person == person) & (table.c.kept_at > since)
    found = connection.execute(select(table.c.page, table.c.answers).where(theirs)).first()
    return Kept(*found) if found else None


def forget(connection: Connection, token: str) -> None:
    """Keep a form no longer."""
    table = rows.kept_form
    connection.execute(delete(table).where(table.c.token_hash == hash_of(token)))

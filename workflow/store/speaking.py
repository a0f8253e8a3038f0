"""Who speaks for an organisation, and groups that ask to be added: rows, and nothing else."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from workflow.store import rows
from workflow.store.accounts import same
from workflow.store.ids import new_id


@dataclass(frozen=True, slots=True)
class Request:
    """A group that asked to be added: what it wrote, from which address, whether it has confirmed."""

    id: str
    body: str
    email: str
    data: Mapping[str, Any]
    at: datetime
    confirmed_at: datetime | None
    organisation: str | None


def add_contact(
    connection: Connection, body: str, organisation: str, email: str, title: str, at: datetime
) -> str | None:
    """A new contact of an organisation; its id, or None if that address speaks for it already."""
    table = rows.contact
    known = select(table.c.id).where(
        table.c.organisation == organisation, table.c.email == same(email), table.c.ended_at.is_(None)
    )
    if connection.execute(known).first() is not None:
        return None
    id_ = new_id()
    row = {"id": id_, "body": body, "organisation": organisation, "email": same(email), "title": title}
    connection.execute(insert(table).values(**row, invited_at=at))
    return id_


def spoke_ever(connection: Connection, organisation: str, contact: str) -> bool:
    """Whether a contact of that id is or was one of the organisation's."""
    table = rows.contact
    here = (table.c.id == contact) & (table.c.organisation == organisation)
    return connection.execute(select(table.c.id).where(here)).first() is not None


def end_contact(connection: Connection, organisation: str, contact: str, at: datetime) -> str | None:
    """From now on this contact speaks for the organisation no more; the address, or None if they did not."""
    table = rows.contact
    here = (table.c.id == contact) & (table.c.organisation == organisation) & table.c.ended_at.is_(None)
    ended = update(table).where(here).values(ended_at=at, person=None).returning(table.c.email)
    email: str | None = connection.execute(ended).scalar()
    return email


def ask(
    connection: Connection, body: str, email: str, data: Mapping[str, Any], source: str, at: datetime
) -> str:
    """Keep what a group wrote until it confirms; the token for the letter, which the store cannot read."""
    token = secrets.token_urlsafe(32)
    row = {"id": new_id(), "body": body, "email": same(email), "data": dict(data), "at": at}
    hashes = {"token_hash": _hash(token), "source_hash": _hash(source)}
    connection.execute(insert(rows.organisation_request).values(**row, **hashes))
    return token


def asked_since(connection: Connection, since: datetime, *, source: str, email: str) -> tuple[int, int]:
    """How many requests came from one source, and how many for one address, since an instant."""
    table = rows.organisation_request
    recent = select(func.count()).where(table.c.at > since)
    from_source = connection.execute(recent.where(table.c.source_hash == _hash(source))).scalar_one()
    for_email = connection.execute(recent.where(table.c.email == same(email))).scalar_one()
    return int(from_source), int(for_email)


def request(connection: Connection, token: str, since: datetime) -> Request | None:
    """The request of a token, made since an instant; None where there is none."""
    table = rows.organisation_request
    columns = [table.c[name] for name in Request.__slots__]
    find = select(*columns).where(table.c.token_hash == _hash(token), table.c.at > since)
    row = connection.execute(find).mappings().first()
    return Request(**row) if row else None


def confirm(connection: Connection, id_: str, organisation: str, at: datetime) -> bool:
    """Note that a request became an entry; False if it did before."""
    table = rows.organisation_request
    here = (table.c.id == id_) & table.c.confirmed_at.is_(None)
    done = update(table).where(here).values(confirmed_at=at, organisation=organisation)
    return connection.execute(done).rowcount == 1


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()

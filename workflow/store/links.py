"""Links sent by mail. The mail holds a token, the store its hash; each link serves once, until its time."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, RowMapping, func, insert, select, update

from workflow.errors import AlreadyDone, NotFound
from workflow.store import rows

INVITATION, RESET, CONTACT, SIGN_IN = "invitation", "reset", "contact", "sign_in"


@dataclass(frozen=True, slots=True)
class Link:
    """What a link is for; `id` names it in lists and forms, and opens nothing."""

    id: str
    body: str
    purpose: str
    email: str
    person: str | None
    post: str | None
    organisation: str | None
    made_at: datetime
    until: datetime
    used_at: datetime | None

    def open_at(self, now: datetime) -> bool:
        """Whether it may still be used."""
        return self.used_at is None and now < self.until


def make(
    connection: Connection,
    purpose: str,
    *,
    body: str,
    email: str,
    now: datetime,
    until: datetime,
    post: str | None = None,
    person: str | None = None,
    organisation: str | None = None,
) -> str:
    """A new link's token, for the address in the mail: nobody can read it again in the store."""
    token = secrets.token_urlsafe(32)
    about = {"post": post, "person": person, "organisation": organisation}
    told = {"body": body, "purpose": purpose, "email": email.strip().casefold(), "made_at": now}
    connection.execute(insert(rows.link).values(token_hash=id_of(token), until=until, **told, **about))
    return token


def known(connection: Connection, token: str, purpose: str) -> Link | None:
    """The link of a token, used or expired or not; None where there never was one for this purpose."""
    table = rows.link
    mine = (table.c.token_hash == id_of(token)) & (table.c.purpose == purpose)
    row = connection.execute(select(table).where(mine)).mappings().first()
    return _link(row) if row else None


def find(connection: Connection, token: str, purpose: str, now: datetime) -> Link | None:
    """The link of a token while it may be used; None if it is unknown, used or expired."""
    found = known(connection, token, purpose)
    return found if found and found.open_at(now) else None


def use(connection: Connection, token: str, purpose: str, now: datetime) -> Link:
    """Use a link up. Raises NotFound if it is unknown or expired, AlreadyDone if it was used before."""
    table = rows.link
    mine = (table.c.token_hash == id_of(token)) & (table.c.purpose == purpose)
    taken = update(table).where(mine, table.c.used_at.is_(None), table.c.until > now).values(used_at=now)
    done = connection.execute(taken).rowcount == 1
    found = known(connection, token, purpose)
    if found is None or (not done and found.used_at is None):
        raise NotFound
    if not done:
        raise AlreadyDone
    return found


def take_back(connection: Connection, body: str, id_: str, now: datetime) -> Link:
    """End an open link of a body by its id. Raises NotFound, or AlreadyDone if it was used before."""
    table = rows.link
    mine = (table.c.token_hash == id_) & (table.c.body == body)
    taken = update(table).where(mine, table.c.used_at.is_(None)).values(used_at=now)
    done = connection.execute(taken).rowcount == 1
    row = connection.execute(select(table).where(mine)).mappings().first()
    if row is None:
        raise NotFound
    if not done:
        raise AlreadyDone
    return _link(row)


def take_back_all(connection: Connection, purpose: str, now: datetime, **of: str) -> int:
    """End every open link of a purpose `of` an email, person, post or organisation; how many there were."""
    table = rows.link
    told = of | ({"email": of["email"].strip().casefold()} if "email" in of else {})
    theirs = [table.c[name] == value for name, value in told.items()]
    taken = update(table).where(table.c.purpose == purpose, table.c.used_at.is_(None), *theirs)
    return connection.execute(taken.values(used_at=now)).rowcount


def open_links(connection: Connection, body: str, purpose: str, now: datetime) -> tuple[Link, ...]:
    """The links of a body that may still be used, newest first."""
    table = rows.link
    mine = (table.c.body == body) & (table.c.purpose == purpose)
    waiting = select(table).where(mine, table.c.used_at.is_(None), table.c.until > now)
    found = connection.execute(waiting.order_by(table.c.made_at.desc(), table.c.token_hash)).mappings()
    return tuple(_link(row) for row in found)


def made_since(connection: Connection, purpose: str, email: str, since: datetime) -> int:
    """How many links of a purpose were made for an address since an instant, used or not."""
    table = rows.link
    made = (
        (table.c.purpose == purpose) & (table.c.email == email.strip().casefold()) & (table.c.made_at > since)
    )
    return int(connection.execute(select(func.count()).select_from(table).where(made)).scalar_one())


def id_of(token: str) -> str:
    """The id of a token's link, e.g. for the key of its letter."""
    return hashlib.sha256(token.encode()).hexdigest()


def _link(row: RowMapping) -> Link:
    return Link(row["token_hash"], *(row[name] for name in Link.__slots__[1:]))

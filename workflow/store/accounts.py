"""Sign-ins and server-side sessions. A cookie holds a token; the store holds only its hash."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Connection, func, insert, or_, select, update

from workflow.project.access import ADMIN, CONTACT, Actor
from workflow.store import posts, rows
from workflow.store.engine import is_sqlite
from workflow.store.ids import new_id

LASTS = timedelta(hours=10)
IDLE, IDLE_ADMIN = timedelta(hours=1), timedelta(minutes=30)
SOURCE_ALLOWANCE = 10
"""How many times as often as one account one source may fail: a whole council may share one source."""
_ONE_AT_A_TIME = 7_301_977


@dataclass(frozen=True, slots=True)
class Account:
    """A person who may sign in."""

    id: str
    body: str
    password_hash: str | None
    suspended: bool
    email: str


def account(connection: Connection, email: str) -> Account | None:
    """The account under an address, or None."""
    return None if "\0" in email else _account(connection, rows.person.c.email == same(email))


def account_of(connection: Connection, person: str) -> Account | None:
    """The account of a person, or None."""
    return _account(connection, rows.person.c.id == person)


def _account(connection: Connection, which: ColumnElement[bool]) -> Account | None:
    table = rows.person
    columns = (table.c.id, table.c.body, table.c.password_hash, table.c.suspended, table.c.email)
    found = connection.execute(select(*columns).where(which)).first()
    return Account(*found) if found else None


def new_password_hash(connection: Connection, person: str, password_hash: str) -> None:
    """Keep the hash of a new password, or a newer one of the same."""
    table = rows.person
    connection.execute(update(table).where(table.c.id == person).values(password_hash=password_hash))


def password_stands(connection: Connection, found: Account) -> bool:
    """Whether the password of an account is still what it was when it was looked at, and nobody has suspended
    it since. Neither changes before this transaction ends."""
    table = rows.person
    same_ = (table.c.id == found.id) & (table.c.password_hash == found.password_hash) & ~table.c.suspended
    held = select(table.c.id).where(same_).with_for_update(key_share=True)
    return connection.execute(held).first() is not None


def begin_attempt(
    connection: Connection, email: str, source: str, now: datetime, *, since: datetime, most: int
) -> str | None:
    """Note a try before the password is looked at; its id, or None where address or source has had its tries.

    It counts as failed until it has succeeded, so that tries made at the same moment all count.
    """
    if not is_sqlite(connection):
        connection.execute(select(func.pg_advisory_xact_lock(_ONE_AT_A_TIME)))
    if _failures(connection, email, source, since) >= most:
        return None
    id_ = new_id()
    values = {"email_hash": hash_of(same(email)), "source_hash": hash_of(source), "at": now}
    connection.execute(insert(rows.sign_in_attempt).values(id=id_, succeeded=False, **values))
    return id_


def attempt_succeeded(connection: Connection, attempt: str) -> None:
    """A try was right: it no longer counts."""
    table = rows.sign_in_attempt
    connection.execute(update(table).where(table.c.id == attempt).values(succeeded=True))


def _failures(connection: Connection, email: str, source: str, since: datetime) -> int:
    table = rows.sign_in_attempt
    recent = select(func.count()).where(table.c.at > since, ~table.c.succeeded)
    by_email = connection.execute(recent.where(table.c.email_hash == hash_of(same(email)))).scalar_one()
    by_source = connection.execute(recent.where(table.c.source_hash == hash_of(source))).scalar_one()
    return max(int(by_email), int(by_source) // SOURCE_ALLOWANCE)


def start_session(
    connection: Connection, person: str, now: datetime, *, way: str = "password", waits_for_code: bool = False
) -> str:
    """A new session; the token that the cookie may hold. It opens nothing while it waits for a code."""
    token = secrets.token_urlsafe(32)
    row = {"token_hash": hash_of(token), "person": person, "started_at": now, "seen_at": now, "way": way}
    connection.execute(insert(rows.session).values(**row, waits_for_code=waits_for_code))
    return token


def end_session(connection: Connection, token: str, now: datetime) -> None:
    """End a session for good: a copied cookie is worth nothing afterwards."""
    table = rows.session
    connection.execute(update(table).where(table.c.token_hash == hash_of(token)).values(ended_at=now))


def end_sessions(connection: Connection, person: str, now: datetime) -> int:
    """End every session of a person; how many there were."""
    table = rows.session
    theirs = update(table).where(table.c.person == person, table.c.ended_at.is_(None))
    return connection.execute(theirs.values(ended_at=now)).rowcount


def signed_in(connection: Connection, token: str, now: datetime, today: date) -> Actor | None:
    """Who a session token stands for now, in the posts they hold today; None once it has ended or idled.

    An administrator's idles sooner.
    """
    table, person = rows.session, rows.person
    find = (
        select(person.c.id, person.c.body, table.c.seen_at)
        .join(person, person.c.id == table.c.person)
        .where(table.c.token_hash == hash_of(token), table.c.ended_at.is_(None), ~person.c.suspended)
        .where(~table.c.waits_for_code)
        .where(table.c.started_at > now - LASTS, table.c.seen_at > now - IDLE)
    )
    found = connection.execute(find).first()
    who = _actor(connection, found.id, found.body, today) if found else None
    if who and found and ADMIN in who.roles and found.seen_at <= now - IDLE_ADMIN:
        return None
    return who


def last_seen(connection: Connection, token: str) -> datetime | None:
    """When a session was last noted as in use."""
    table = rows.session
    found: datetime | None = connection.execute(
        select(table.c.seen_at).where(table.c.token_hash == hash_of(token))
    ).scalar()
    return found


def seen(connection: Connection, token: str, now: datetime) -> None:
    """Note that a session is in use."""
    table = rows.session
    connection.execute(update(table).where(table.c.token_hash == hash_of(token)).values(seen_at=now))


def actor(connection: Connection, person: str, today: date) -> Actor | None:
    """A person as an actor today, or None if there is none of that id."""
    table = rows.person
    found = connection.execute(select(table.c.id, table.c.body).where(table.c.id == person)).first()
    return _actor(connection, found.id, found.body, today) if found else None


def _actor(connection: Connection, person: str, body: str, today: date) -> Actor:
    post, holding = rows.post, rows.holding
    held = (
        select(post.c.id, post.c.title, post.c.roles)
        .join(holding, holding.c.post == post.c.id)
        .where(holding.c.person == person, holding.c.held_from <= today)
        .where(or_(holding.c.held_to.is_(None), holding.c.held_to >= today))
        .order_by(post.c.title)
    )
    found = connection.execute(held).all()
    if not found:
        return _contact(connection, person, body) or Actor(person, body, frozenset(), "", frozenset())
    covered = posts.stands_in_for(connection, [row.id for row in found], today)
    roles = frozenset(role for row in (*found, *covered) for role in row.roles)
    return Actor(person, body, frozenset(row.id for row in (*found, *covered)), found[0].title, roles)


def _contact(connection: Connection, person: str, body: str) -> Actor | None:
    """Who speaks for an organisation: never somebody who holds a post."""
    table = rows.contact
    speaks = select(table.c.organisation, table.c.title).where(
        table.c.person == person, table.c.body == body, table.c.ended_at.is_(None)
    )
    found = connection.execute(speaks).first()
    if found is None:
        return None
    return Actor(person, body, frozenset(), found.title, frozenset({CONTACT}), found.organisation)


def same(email: str) -> str:
    """One spelling of an address, for finding its account and for counting its tries alike."""
    return email.strip().casefold()


def hash_of(text: str) -> str:
    """What the store keeps of a token or an address, to know it again."""
    return hashlib.sha256(text.encode()).hexdigest()

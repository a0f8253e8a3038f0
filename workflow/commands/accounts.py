"""Sign in and out. The answer never tells whether an account exists."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Connection

from workflow.commands.services import Services
from workflow.errors import BadRequest
from workflow.project.access import Actor
from workflow.store import accounts, posts, second_factors
from workflow.store.accounts import Account
from workflow.store.engine import reading, writing
from workflow.store.unit_of_work import UnitOfWork
from workflow.words import gettext as _

MOST_TRIES = 10
WINDOW = timedelta(minutes=5)
SEEN_EVERY = timedelta(minutes=5)
_hasher = PasswordHasher()


def hash_password(password: str) -> str:
    """The argon2id hash of a password."""
    return _hasher.hash(password)


def sign_in(*, email: str, password: str, source: str, services: Services) -> str:
    """A session token for a right address and password; with a second factor, one that waits for its code.

    Raises BadRequest, in the same words whether the account exists or not, and after too many tries.
    """
    found = _check(email, password, source, services)
    with writing(services.engine) as connection:
        if found is None or not still_right(connection, found):
            raise BadRequest(_("Check your email address and password. They do not match an account."))
        return open_session(connection, found.id, found.body, "password", services)


def still_right(connection: Connection, found: Account) -> bool:
    """Whether a password that was right still is, until this transaction ends. The body is held first, in the
    order in which whoever suspends somebody holds both."""
    posts.hold_still(connection, found.body)
    return accounts.password_stands(connection, found)


def check_password(*, person: str, password: str, source: str, services: Services) -> Account:
    """The account of a person whose password this is. Raises BadRequest if not, and after too many tries."""
    with reading(services.engine) as connection:
        known = accounts.account_of(connection, person)
    found = _check(known.email if known else "", password, source, services)
    if found is None:
        raise BadRequest(_("This is not your present password."))
    return found


def open_session(connection: Connection, person: str, body: str, way: str, services: Services) -> str:
    """A new session of somebody who has shown who they are; with a second factor it waits for a code."""
    now, waits = services.clock.now(), second_factors.confirmed(connection, person)
    if not waits:
        UnitOfWork(connection, services.clock, body).audit("signed_in", {"way": way}, by=person)
    return accounts.start_session(connection, person, now, way=way, waits_for_code=waits)


def spend_a_verification(given: str) -> None:
    """As much work as looking at a password, so that the time of an answer tells nothing."""
    _verify(_nobody(), given)


def sign_out(*, token: str, services: Services) -> None:
    """End the session in the store, so that no copy of its cookie works again."""
    with writing(services.engine) as connection:
        accounts.end_session(connection, token, services.clock.now())


def signed_in(*, token: str, services: Services) -> Actor | None:
    """Who a session token stands for now; None once it has ended, idled or been outlived."""
    now = services.clock.now()
    with reading(services.engine) as connection:
        actor, last = (
            accounts.signed_in(connection, token, now, services.today),
            accounts.last_seen(connection, token),
        )
    if actor is not None and last is not None and now - last > SEEN_EVERY:
        with writing(services.engine) as connection:
            accounts.seen(connection, token, now)
    return actor


def _check(email: str, password: str, source: str, services: Services) -> Account | None:
    """The account if the password is right and it is not suspended; every try counts until it was right."""
    now = services.clock.now()
    with writing(services.engine) as connection:
        attempt = accounts.begin_attempt(connection, email, source, now, since=now - WINDOW, most=MOST_TRIES)
        found = accounts.account(connection, email)
    if attempt is None:
        raise BadRequest(_("Too many tries. Try again in 5 minutes."))
    known = found.password_hash if found and not found.suspended else None
    right = _verify(known or _nobody(), password)
    if found is None or known is None or not right:
        return None
    newer = hash_password(password) if _hasher.check_needs_rehash(known) else known
    with writing(services.engine) as connection:
        accounts.attempt_succeeded(connection, attempt)
        if newer != known and accounts.password_stands(connection, found):
            accounts.new_password_hash(connection, found.id, newer)
            return replace(found, password_hash=newer)
    return found


def _verify(known: str, password: str) -> bool:
    try:
        return _hasher.verify(known, password)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobody() -> str:
    """A hash to check against where there is no account, so that both answers take the same time."""
    return _hasher.hash("nobody has this password")

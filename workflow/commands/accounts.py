"""Sign in and out. The answer never tells whether an account exists."""

from __future__ import annotations

from datetime import timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from workflow.commands.services import Services
from workflow.errors import BadRequest
from workflow.project.access import Actor
from workflow.store import accounts
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
    """A session token for a right address and password.

    Raises BadRequest, in the same words whether the account exists or not, and after too many tries.
    """
    now = services.clock.now()
    with writing(services.engine) as connection:
        attempt = accounts.begin_attempt(connection, email, source, now, since=now - WINDOW, most=MOST_TRIES)
        found = accounts.account(connection, email)
    if attempt is None:
        raise BadRequest(_("Too many tries. Try again in 5 minutes."))
    known = found.password_hash if found and not found.suspended else None
    right = _verify(known or _nobody(), password)
    if found is None or known is None or not right:
        raise BadRequest(_("Check your email address and password. They do not match an account."))
    with writing(services.engine) as connection:
        accounts.attempt_succeeded(connection, attempt)
        if _hasher.check_needs_rehash(known):
            accounts.new_password_hash(connection, found.id, hash_password(password))
        UnitOfWork(connection, services.clock, found.body).audit("signed_in", {}, by=found.id)
        return accounts.start_session(connection, found.id, now)


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


def _verify(known: str, password: str) -> bool:
    try:
        return _hasher.verify(known, password)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobody() -> str:
    """A hash to check against where there is no account, so that both answers take the same time."""
    return _hasher.hash("nobody has this password")

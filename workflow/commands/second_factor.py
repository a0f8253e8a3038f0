"""The second factor: codes of a phone, each step once; ten codes for when the phone is lost."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest

import pyotp
from sqlalchemy import Connection

from config.settings import REQUIRED
from workflow.commands import accounts as commands
from workflow.commands.administering import administering
from workflow.commands.sealing import seal, unseal
from workflow.commands.services import Services
from workflow.errors import AlreadyDone, BadRequest, NotAllowed, NotFound
from workflow.project.access import Action, Actor, may
from workflow.store import accounts, register, second_factors, sessions
from workflow.store.engine import reading, writing
from workflow.store.unit_of_work import UnitOfWork
from workflow.words import gettext as _

PURPOSE = "second factor"
STEP_SECONDS = 30
DRIFT = (-1, 0, 1)
"""One step of clock drift each way."""
CODES, GROUPS, IN_A_GROUP = 10, 4, 4
# Letters and figures that nobody mistakes for another; four groups of four are about 78 bits.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True, slots=True)
class Setup:
    """What a phone needs: the key as text, and the address that a QR code holds."""

    key: str
    address: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a person signs in with a second factor, and how many recovery codes are left."""

    set_up: bool
    codes_left: int


def standing(*, by: Actor, services: Services) -> Standing:
    """How it stands with one's own second factor."""
    with reading(services.engine) as connection:
        return Standing(
            second_factors.confirmed(connection, by.person), second_factors.codes_left(connection, by.person)
        )


def missing(*, by: Actor, services: Services) -> bool:
    """Whether this person must set up a second factor before anything of administration opens."""
    if services.settings.second_factor != REQUIRED:
        return False
    return not standing(by=by, services=services).set_up


def begin(*, by: Actor, services: Services) -> Setup:
    """A new secret, which counts for nothing until a code has confirmed it. AlreadyDone: one is in use."""
    secret, now = pyotp.random_base32(), services.clock.now()
    with writing(services.engine) as connection:
        if second_factors.confirmed(connection, by.person):
            raise AlreadyDone(_("You already sign in with a second factor. Remove it to set up another."))
        second_factors.begin(connection, by.person, seal(services.settings, PURPOSE, secret), now)
    return begun(by=by, services=services)


def begun(*, by: Actor, services: Services) -> Setup:
    """The secret that waits to be confirmed. Raises NotFound where none does."""
    with reading(services.engine) as connection:
        found = second_factors.factor(connection, by.person)
        known = accounts.account_of(connection, by.person)
        body = register.body(connection, by.body)
    secret = unseal(services.settings, PURPOSE, found.secret) if found and not found.confirmed else None
    if secret is None or known is None:
        raise NotFound
    address = pyotp.TOTP(secret).provisioning_uri(name=known.email, issuer_name=body.name)
    return Setup(secret, address)


def confirm(*, code: str, source: str, by: Actor, services: Services) -> tuple[str, ...]:
    """Count on this second factor from now on; the recovery codes, which are shown this once.

    Every other session ends: it was opened without the second factor. The caller gives this one a new token.
    Raises BadRequest for a wrong code and after too many tries.
    """
    begun(by=by, services=services)
    _try(by.person, code, source, services)
    made = tuple(_new_code() for _each in range(CODES))
    now = services.clock.now()
    with writing(services.engine) as connection:
        second_factors.confirm(connection, by.person, now)
        second_factors.new_codes(connection, by.person, map(_plain, made))
        accounts.end_sessions(connection, by.person, now)
        UnitOfWork(connection, services.clock, by.body).audit("second_factor_set_up", {}, by=by.person)
    return made


def renewed_session(*, by: Actor, way: str, services: Services) -> str:
    """A new token for a session that has just shown its second factor."""
    with writing(services.engine) as connection:
        return accounts.start_session(connection, by.person, services.clock.now(), way=way)


def enter(*, token: str, code: str, source: str, services: Services) -> str:
    """The token of the whole session, for one that waited: the waiting one has ended.

    `code` is a phone's or a recovery code. Raises NotFound once nothing waits, and BadRequest for a wrong
    code or after too many tries.
    """
    person, way = _waits(token, services)
    _try(person, code, source, services)
    now = services.clock.now()
    with writing(services.engine) as connection:
        found = accounts.account_of(connection, person)
        if found is None or sessions.waiting(connection, token, now) is None:
            raise NotFound
        accounts.end_session(connection, token, now)
        UnitOfWork(connection, services.clock, found.body).audit("signed_in", {"way": way}, by=person)
        return accounts.start_session(connection, person, now, way=way)


def waits(*, token: str, services: Services) -> bool:
    """Whether a sign-in of this token waits for its code."""
    with reading(services.engine) as connection:
        return sessions.waiting(connection, token, services.clock.now()) is not None


def new_codes(*, password: str, source: str, by: Actor, services: Services) -> tuple[str, ...]:
    """Ten new recovery codes; the old ones open nothing. Asks for the password, or else for a code."""
    _ask_again(password, source, by, services)
    made = tuple(_new_code() for _each in range(CODES))
    with writing(services.engine) as connection:
        if not second_factors.confirmed(connection, by.person):
            raise NotFound
        second_factors.new_codes(connection, by.person, map(_plain, made))
        UnitOfWork(connection, services.clock, by.body).audit("recovery_codes_made", {}, by=by.person)
    return made


def remove(*, password: str, source: str, by: Actor, services: Services) -> None:
    """Remove one's own second factor. Asks for the password, or else for a code."""
    _ask_again(password, source, by, services)
    _remove(by.person, by, services)


def take_away(*, person: str, reason: str, by: Actor, services: Services, once: str | None = None) -> str:
    """Remove the second factor of somebody who has lost phone and codes; their sessions end. Their address.

    Raises NotAllowed for whoever is no administrator or asks it for themselves, NotFound for another body and
    for somebody without one, BadRequest without a reason.
    """
    if not may(by, Action.ADMINISTER) or person == by.person:
        raise NotAllowed
    if not reason.strip():
        raise BadRequest(_("Say why it is taken away, and how you know who asked. It is kept."))
    with administering(by, services, once, person) as uow:
        found = accounts.account_of(uow.connection, person)
        if found is None or found.body != by.body or not second_factors.remove(uow.connection, person):
            raise NotFound
        accounts.end_sessions(uow.connection, person, services.clock.now())
        data = {"person": person, "reason": reason.strip()}
        uow.audit("second_factor_removed", data, by=by.person)
        return found.email


def has_password(*, by: Actor, services: Services) -> bool:
    """Whether this person signs in with a password here."""
    with reading(services.engine) as connection:
        found = accounts.account_of(connection, by.person)
    return found is not None and found.password_hash is not None


def _remove(person: str, by: Actor, services: Services) -> None:
    with writing(services.engine) as connection:
        if not second_factors.remove(connection, person):
            raise NotFound
        data = {} if person == by.person else {"person": person}
        UnitOfWork(connection, services.clock, by.body).audit("second_factor_removed", data, by=by.person)


def _ask_again(given: str, source: str, by: Actor, services: Services) -> None:
    if has_password(by=by, services=services):
        commands.check_password(person=by.person, password=given, source=source, services=services)
    else:
        _try(by.person, given, source, services)


def _waits(token: str, services: Services) -> tuple[str, str]:
    with reading(services.engine) as connection:
        found = sessions.waiting(connection, token, services.clock.now())
    if found is None:
        raise NotFound
    return found


def _try(person: str, code: str, source: str, services: Services) -> None:
    """Use a code up, counted like a password. Raises BadRequest for a wrong one and after too many tries."""
    now = services.clock.now()
    with writing(services.engine) as connection:
        since = now - commands.WINDOW
        attempt = accounts.begin_attempt(
            connection, f"code:{person}", source, now, since=since, most=commands.MOST_TRIES
        )
    if attempt is None:
        raise BadRequest(_("Too many tries. Try again in 5 minutes."))
    with writing(services.engine) as connection:
        if not _right(connection, person, _plain(code), now, services):
            raise BadRequest(_("This code is not right, or was used before. Wait for the next one."))
        accounts.attempt_succeeded(connection, attempt)


def _right(connection: Connection, person: str, code: str, now: datetime, services: Services) -> bool:
    found = second_factors.factor(connection, person)
    if found is None:
        return False
    if found.confirmed and second_factors.use_code(connection, person, code, now):
        return True
    secret = unseal(services.settings, PURPOSE, found.secret)
    if secret is None:
        return False
    step, clock = int(now.timestamp()) // STEP_SECONDS, pyotp.TOTP(secret)
    matching = [step + off for off in DRIFT if compare_digest(clock.generate_otp(step + off), code)]
    return any(second_factors.use_step(connection, person, each) for each in matching)


def _new_code() -> str:
    return "-".join(
        "".join(secrets.choice(LETTERS) for _each in range(IN_A_GROUP)) for _group in range(GROUPS)
    )


def _plain(code: str) -> str:
    """A code as it is compared: blanks, hyphens and capitals do not matter."""
    return "".join(letter for letter in code.casefold() if letter.isascii() and letter.isalnum())

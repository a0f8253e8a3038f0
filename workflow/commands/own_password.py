"""One's own password: how it is changed, and how a lost one is replaced by a link in a mail."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection

from workflow.alerts.letters import letter
from workflow.commands import accounts as commands
from workflow.commands.letters import send_letter
from workflow.commands.passwords import weakness
from workflow.commands.services import Services
from workflow.errors import BadRequest, NotFound
from workflow.project.access import Actor
from workflow.store import accounts, links, posts, register, sessions
from workflow.store.accounts import Account
from workflow.store.engine import reading, writing
from workflow.store.unit_of_work import UnitOfWork
from workflow.words import gettext as _

VALID = timedelta(hours=24)
FEW, OFTEN = 3, timedelta(hours=1)
"""No more than this many reset letters an hour to one address: nobody floods somebody else's mailbox."""


@dataclass(frozen=True, slots=True)
class Reset:
    """A link that may set a new password now, and the body whose account it is."""

    body_name: str
    email: str


def ask_reset(*, email: str, source: str, services: Services) -> None:
    """Send a link to a known address; the same work, and nothing to tell by, for an unknown one.

    Raises BadRequest after too many tries, for known and unknown addresses alike.
    """
    now = services.clock.now()
    commands.spend_a_verification(email)
    with writing(services.engine) as connection:
        counted, since = f"reset:{accounts.same(email)}", now - commands.WINDOW
        tries = accounts.begin_attempt(
            connection, counted, source, now, since=since, most=commands.MOST_TRIES
        )
        found = accounts.account(connection, email)
        if tries and found and found.password_hash and not found.suspended:
            _send(connection, found, services)
    if tries is None:
        raise BadRequest(_("Too many tries. Try again in 5 minutes."))


def reset_of(*, token: str, services: Services) -> Reset:
    """What a link may do, and nothing is used up. Raises NotFound once it is used, expired or unknown."""
    with reading(services.engine) as connection:
        link = links.find(connection, token, links.RESET, services.clock.now())
        if link is None:
            raise NotFound
        return Reset(register.body(connection, link.body).name, link.email)


def reset_password(*, token: str, password: str, services: Services) -> None:
    """Set the new password, use the link up, and end every session of the person.

    Raises BadRequest for a password that will not do (the link stays good), and NotFound or AlreadyDone for a
    link that serves no more.
    """
    known = reset_of(token=token, services=services)
    secret = new_secret(password, body_name=known.body_name, email=known.email)
    now = services.clock.now()
    with writing(services.engine) as connection:
        link = links.use(connection, token, links.RESET, now)
        posts.hold_still(connection, link.body)
        person = str(link.person)
        found = accounts.account_of(connection, person)
        if found is None or found.suspended:
            raise NotFound
        accounts.new_password_hash(connection, person, secret)
        accounts.end_sessions(connection, person, now)
        links.take_back_all(connection, links.RESET, now, person=person)
        UnitOfWork(connection, services.clock, link.body).audit("password_reset", {}, by=person)


def change_password(*, old: str, new: str, token: str, source: str, by: Actor, services: Services) -> None:
    """Change one's own password and end one's other sessions.

    Raises BadRequest for a wrong old password, after too many tries, or for a new one that will not do.
    """
    found = commands.check_password(person=by.person, password=old, source=source, services=services)
    with reading(services.engine) as connection:
        body_name = register.body(connection, by.body).name
    secret, now = new_secret(new, body_name=body_name, email=found.email), services.clock.now()
    with writing(services.engine) as connection:
        if not commands.still_right(connection, found):
            raise BadRequest(_("Your password was changed meanwhile. Sign in again."))
        accounts.new_password_hash(connection, by.person, secret)
        sessions.end_others(connection, by.person, token, now)
        links.take_back_all(connection, links.RESET, now, person=by.person)
        UnitOfWork(connection, services.clock, by.body).audit("password_changed", {}, by=by.person)


class WeakPassword(BadRequest):
    """This password will not do. The message says the mend."""


def new_secret(password: str, *, body_name: str, email: str) -> str:
    """The hash of a new password. Raises WeakPassword with the mend for one that will not do."""
    wrong = weakness(password, (body_name, email, *re.split(r"\W+", email)))
    if wrong:
        raise WeakPassword(wrong)
    return commands.hash_password(password)


def _send(connection: Connection, found: Account, services: Services) -> None:
    now = services.clock.now()
    if links.made_since(connection, links.RESET, found.email, now - OFTEN) >= FEW:
        return
    told = {"body": found.body, "email": found.email, "person": found.id}
    token = links.make(connection, links.RESET, now=now, until=now + VALID, **told)
    body, base = register.body(connection, found.body), services.settings.public_base_url
    mail = letter(
        subject=_("Set a new password"),
        paragraphs=[
            _("You can set a new password for {body}.").format(body=body.name),
            _("The link works once, for 24 hours. Your present password stays good until you set a new one."),
        ],
        action=(_("Set a new password"), f"{base}/sign-in/reset/{token}"),
        why=_("You get this because somebody asked for it with your address. If it was not you, do nothing."),
        head=body,
    )
    key = f"reset:{links.id_of(token)}"
    send_letter(connection, body=found.body, to_address=found.email, mail=mail, key=key, now=now)

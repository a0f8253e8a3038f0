"""Contacts of organisations: they sign in by a link in a mail, without a password."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection

from workflow.alerts.letters import letter
from workflow.commands import accounts as commands
from workflow.commands.letters import send_letter
from workflow.commands.services import Services
from workflow.errors import BadRequest, NotFound
from workflow.store import accounts, joining, links, register
from workflow.store.engine import reading, writing
from workflow.store.joining import Contact
from workflow.store.links import Link
from workflow.store.unit_of_work import UnitOfWork
from workflow.words import gettext as _

VALID = timedelta(minutes=15)
INVITED_FOR = timedelta(days=7)
FEW, OFTEN = 5, timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Offer:
    """What a contact's link leads to: whose organisation, at which body, and whether it still serves."""

    body_name: str
    organisation_name: str
    email: str
    expired: bool


def ask_link(*, email: str, source: str, services: Services) -> None:
    """Send a sign-in link if the address belongs to a contact; nothing to tell by if it does not.

    Raises BadRequest after too many tries, for known and unknown addresses alike.
    """
    now = services.clock.now()
    commands.spend_a_verification(email)
    with writing(services.engine) as connection:
        counted, since = f"link:{accounts.same(email)}", now - commands.WINDOW
        tries = accounts.begin_attempt(
            connection, counted, source, now, since=since, most=commands.MOST_TRIES
        )
        if tries:
            for contact in _who_may(connection, email):
                _send(connection, contact, services)
    if tries is None:
        raise BadRequest(_("Too many tries. Try again in 5 minutes."))


def offer(*, token: str, purpose: str, services: Services) -> Offer:
    """What a link offers, and nothing is used up. Raises NotFound for a link that there never was."""
    with reading(services.engine) as connection:
        link = links.known(connection, token, purpose)
        if link is None:
            raise NotFound
        contact = _contact(connection, link)
        body = register.body(connection, link.body)
    expired = contact is None or not link.open_at(services.clock.now())
    return Offer(body.name, contact.organisation_name if contact else "", link.email, expired)


def use_link(*, token: str, purpose: str, services: Services) -> str:
    """Use a link up and be signed in: the session's token. The first time makes the person.

    Raises NotFound or AlreadyDone for a link that serves no more, and BadRequest for an address of no use.
    """
    with writing(services.engine) as connection:
        link = links.use(connection, token, purpose, services.clock.now())
        contact = _contact(connection, link)
        if contact is None:
            raise NotFound
        person = contact.person or _accept(connection, contact, services)
        found = accounts.account_of(connection, person)
        if found is None or found.suspended:
            raise NotFound
        return commands.open_session(connection, person, link.body, "link", services)


def renew(*, token: str, services: Services) -> None:
    """Send a new invitation in place of an expired one, or a sign-in link to whoever has accepted it.

    Nothing happens if they speak for the organisation no more.
    """
    with writing(services.engine) as connection:
        link = links.known(connection, token, links.CONTACT)
        contact = _contact(connection, link) if link else None
        if contact is not None:
            (_send if contact.person else invite)(connection, contact, services)


def invite(connection: Connection, contact: Contact, services: Services) -> None:
    """A letter that invites a contact, with a link that serves for 7 days; no more than a few an hour."""
    now, body = services.clock.now(), register.body(connection, contact.body)
    if links.made_since(connection, links.CONTACT, contact.email, now - OFTEN) >= FEW:
        return
    token = _link(connection, contact, links.CONTACT, INVITED_FOR, services)
    mail = letter(
        subject=_("{body} invites you to speak for {organisation}").format(
            body=body.name, organisation=contact.organisation_name
        ),
        paragraphs=[
            _("{body} invites you to speak for {organisation}.").format(
                body=body.name, organisation=contact.organisation_name
            ),
            _("You can see what is planned that affects it, and correct its entry. You need no password."),
            _("The link works once, for 7 days."),
        ],
        action=(_("Accept the invitation"), f"{_base(services)}/account/invitations/{token}"),
        why=_("You get this because {body} named you as a contact.").format(body=body.name),
        head=body,
    )
    key = f"contact:{links.id_of(token)}"
    send_letter(connection, body=contact.body, to_address=contact.email, mail=mail, key=key, now=now)


def _send(connection: Connection, contact: Contact, services: Services) -> None:
    now, body = services.clock.now(), register.body(connection, contact.body)
    if links.made_since(connection, links.SIGN_IN, contact.email, now - OFTEN) >= FEW:
        return
    token = _link(connection, contact, links.SIGN_IN, VALID, services)
    mail = letter(
        subject=_("Your link to sign in"),
        paragraphs=[
            _("You can sign in for {organisation} at {body}.").format(
                organisation=contact.organisation_name, body=body.name
            ),
            _("The link works once, for 15 minutes."),
        ],
        action=(_("Sign in"), f"{_base(services)}/account/sign-in/{token}"),
        why=_("You get this because somebody asked for it with your address. If it was not you, do nothing."),
        head=body,
    )
    key = f"sign-in:{links.id_of(token)}"
    send_letter(connection, body=contact.body, to_address=contact.email, mail=mail, key=key, now=now)


def _link(
    connection: Connection, contact: Contact, purpose: str, lasts: timedelta, services: Services
) -> str:
    now = services.clock.now()
    return links.make(
        connection,
        purpose,
        body=contact.body,
        email=contact.email,
        now=now,
        until=now + lasts,
        person=contact.person,
        organisation=contact.organisation,
    )


def _base(services: Services) -> str:
    return services.settings.public_base_url


def _who_may(connection: Connection, email: str) -> tuple[Contact, ...]:
    """Contacts under an address who have accepted and are not suspended."""
    found = (
        (contact, accounts.account_of(connection, contact.person))
        for contact in joining.contacts(connection, email)
        if contact.person
    )
    return tuple(contact for contact, account in found if account and not account.suspended)


def _contact(connection: Connection, link: Link) -> Contact | None:
    """The contact that a link is for; None once they speak for the organisation no more.

    A link to an entry that was merged meanwhile leads to the one that took it in.
    """
    known, meant = joining.contacts(connection, link.email), joining.standing(connection, link.organisation)
    return next((one for one in known if one.organisation in (link.organisation, meant)), None)


def _accept(connection: Connection, contact: Contact, services: Services) -> str:
    known = accounts.account(connection, contact.email)
    if known and (known.body != contact.body or joining.is_contact(connection, known.id)):
        raise BadRequest(
            _("This address speaks for another organisation here. Ask to be invited by another.")
        )
    person = known.id if known else joining.add_person(connection, contact.body, contact.email, None)
    joining.accept_contact(connection, contact.id, person)
    data = {"organisation": contact.organisation, "person": person}
    UnitOfWork(connection, services.clock, contact.body).audit("contact_accepted", data, by=person)
    return person

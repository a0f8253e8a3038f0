"""Who speaks for an organisation: invited by the body, its lead or a colleague, and ended again (R176)."""

from __future__ import annotations

import re

from workflow.alerts.letters import letter
from workflow.commands import contact_links
from workflow.commands.letters import send_letter
from workflow.commands.organisations import subject_of
from workflow.commands.services import Services
from workflow.errors import BadRequest, NotAllowed, NotFound, Stale
from workflow.project.access import Action, Actor, may
from workflow.register.entries import Entry
from workflow.store import joining, links, organisations, register, speaking
from workflow.store.accounts import same
from workflow.store.unit_of_work import UnitOfWork, unit_of_work
from workflow.words import gettext as _

EMAIL = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\"]+")
LONGEST_EMAIL, LONGEST_TITLE = 254, 200


def invite_contact(
    *, id_: str, email: str, title: str, by: Actor, services: Services, once: str | None = None
) -> None:
    """Name a contact of an organisation and send the invitation; the lead is told, without the link (R003).

    Raises NotFound, NotAllowed, AlreadyDone, and BadRequest for an address of no use.
    """
    with unit_of_work(services.engine, services.clock, by.body) as uow:
        uow.once(once, f"/organisations/{id_}/contacts")
        entry = _mine(uow, id_, by)
        wanted = _address(email)
        at = services.clock.now()
        kept = speaking.add_contact(
            uow.connection, entry.body, id_, wanted, title.strip()[:LONGEST_TITLE], at
        )
        if kept is None:
            raise BadRequest(_("This address speaks for the organisation already."))
        contact = next(c for c in joining.contacts(uow.connection, wanted) if c.id == kept)
        contact_links.invite(uow.connection, contact, services)
        tell_lead(
            uow,
            entry,
            _("A contact was invited to speak for {name}.").format(name=entry.name),
            services,
            kept,
        )
        uow.audit("contact_invited", {"organisation": id_, "contact": kept}, by=by.person)


def end_contact(
    *, id_: str, contact: str, by: Actor, seen_version: int, services: Services, once: str | None = None
) -> None:
    """End a contact: the person speaks for the organisation no more. Raises NotFound, NotAllowed, Stale."""
    with unit_of_work(services.engine, services.clock, by.body) as uow:
        uow.once(once, f"/organisations/{id_}/contacts")
        entry = _mine(uow, id_, by)
        if not speaking.spoke_ever(uow.connection, id_, contact):
            raise NotFound
        if entry.version != seen_version:
            raise Stale
        now = services.clock.now()
        email = speaking.end_contact(uow.connection, id_, contact, now)
        if email is None:
            raise NotFound
        for purpose in (links.CONTACT, links.SIGN_IN):
            links.take_back_all(uow.connection, purpose, now, email=email, organisation=id_)
        tell_lead(
            uow,
            entry,
            _("A contact no longer speaks for {name}.").format(name=entry.name),
            services,
            f"{contact}:ended",
        )
        uow.audit("contact_ended", {"organisation": id_, "contact": contact}, by=by.person)


def tell_lead(uow: UnitOfWork, entry: Entry, what: str, services: Services, key: str) -> None:
    """A copy to the lead relationship manager of what was written to or about an organisation (R003)."""
    lead = organisations.told_with(uow.connection, entry.id, services.today)
    if lead is None or lead.email is None:
        return
    body = register.body(uow.connection, entry.body)
    mail = letter(
        subject=what,
        paragraphs=[what],
        action=(_("See the organisation"), f"{services.settings.public_base_url}/organisations/{entry.id}"),
        why=_("You get this because your post is the organisation's lead relationship manager."),
        head=body,
    )
    send_letter(
        uow.connection,
        body=entry.body,
        to_address=lead.email,
        to_post=lead.id,
        mail=mail,
        key=f"lead:{key}",
        now=services.clock.now(),
    )


def _mine(uow: UnitOfWork, id_: str, by: Actor) -> Entry:
    entry = organisations.entry(uow.connection, by.body, id_, lock=True)
    if not may(by, Action.MANAGE_CONTACTS, subject_of(entry)):
        raise NotAllowed
    if entry.merged_into:
        raise NotFound
    return entry


def _address(typed: str) -> str:
    wanted = same(typed)
    if not EMAIL.fullmatch(wanted) or len(wanted) > LONGEST_EMAIL:
        raise BadRequest(_("Enter an email address in the correct format, like name@example.com"))
    return wanted

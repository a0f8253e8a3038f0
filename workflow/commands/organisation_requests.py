"""A group adds itself: it writes its entry, confirms by a link in a mail, and stands unchecked (R176)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from workflow.alerts.letters import letter
from workflow.commands.letters import send_letter
from workflow.commands.organisation_contacts import EMAIL, LONGEST_EMAIL
from workflow.commands.services import Services
from workflow.errors import AlreadyDone, BadRequest, NotFound
from workflow.register.entries import BY_ITSELF, Written, faults, from_written, tidied, written
from workflow.store import organisation_writing as store
from workflow.store import organisations, register, speaking
from workflow.store.accounts import same
from workflow.store.engine import reading
from workflow.store.ids import new_id
from workflow.store.unit_of_work import unit_of_work
from workflow.words import gettext as _

LASTS = timedelta(days=7)
WINDOW = timedelta(hours=1)
MOST_FROM_A_SOURCE, MOST_FOR_AN_ADDRESS = 10, 3
"""A library or a hub may share one source; one address has no use for more."""


def ask_to_be_added(*, body: str, asked: Written, email: str, source: str, services: Services) -> None:
    """Send the link that confirms an entry. The answer tells nothing about what the register holds.

    Raises BadRequest for what is wrong and after too many requests.
    """
    told = replace(tidied(asked), source="", lead=None, no_mail=False, listed=True)
    wrong = faults(told)
    address = same(email)
    if not EMAIL.fullmatch(address) or len(address) > LONGEST_EMAIL:
        wrong = {"email": _("Enter an email address in the correct format, like name@example.com")}
    if wrong:
        raise BadRequest(next(iter(wrong.values())))
    now = services.clock.now()
    with unit_of_work(services.engine, services.clock, body) as uow:
        head = next((one for one in register.bodies(uow.connection) if one.id == body), None)
        if head is None:
            raise NotFound
        by_source, by_address = speaking.asked_since(
            uow.connection, now - WINDOW, source=source, email=address
        )
        if by_source >= MOST_FROM_A_SOURCE or by_address >= MOST_FOR_AN_ADDRESS:
            raise BadRequest(_("Too many requests came from here. Try again in 1 hour."))
        token = speaking.ask(uow.connection, body, address, written(told), source, now)
        mail = letter(
            subject=_("Confirm the entry of your organisation"),
            paragraphs=[
                _("Somebody asked {body} to add {name} to its register, with this address.").format(
                    body=head.name, name=told.name
                ),
                _("Nothing is shown until you confirm it. The link works once, for 7 days."),
            ],
            action=(
                _("Look at the entry and confirm it"),
                f"{services.settings.public_base_url}/organisations/add/{token}",
            ),
            why=_("You get this because this address was given. If it was not you, do nothing."),
            head=head,
        )
        send_letter(uow.connection, body=body, to_address=address, mail=mail, key=f"add:{new_id()}", now=now)


def waiting(*, token: str, services: Services) -> Written:
    """What a link would add; nothing is used up. Raises NotFound, also once it has expired or was used."""
    with reading(services.engine) as connection:
        found = speaking.request(connection, token, services.clock.now() - LASTS)
    if found is None or found.confirmed_at is not None:
        raise NotFound
    return from_written(found.data)


def confirm(*, token: str, services: Services) -> str:
    """Add the entry, as added by itself and not checked; its id. Raises NotFound, AlreadyDone."""
    now = services.clock.now()
    with reading(services.engine) as connection:
        found = speaking.request(connection, token, now - LASTS)
    if found is None:
        raise NotFound
    with unit_of_work(services.engine, services.clock, found.body) as uow:
        told = from_written(found.data)
        id_ = store.add(
            uow.connection, found.body, f"own-{new_id()}", told, origin=BY_ITSELF, captured_on=services.today
        )
        if not speaking.confirm(uow.connection, found.id, id_, now):
            raise AlreadyDone
        entry = organisations.entry(uow.connection, found.body, id_)
        store.note_new(uow.connection, entry, None, now)
        speaking.add_contact(uow.connection, found.body, id_, found.email, "", now)
        uow.audit("organisation_added_itself", {"organisation": id_}, by=None)
        return id_

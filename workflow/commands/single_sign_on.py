"""Sign-in by another service: it vouches for somebody, and only people who are known here come in."""

from __future__ import annotations

from sqlalchemy import Connection

from workflow.commands import accounts as commands
from workflow.commands.accepting import Identity
from workflow.commands.services import Services
from workflow.errors import BadRequest
from workflow.store import accounts, joining
from workflow.store.accounts import Account
from workflow.store.engine import writing
from workflow.words import gettext as _


def sign_in_by_identity(*, identity: Identity, services: Services) -> str:
    """A session token for whom a service vouches for: known by its subject, else by a verified address.

    Nobody is made by this. Raises BadRequest, in one wording, for whoever is not known here or is suspended.
    """
    with writing(services.engine) as connection:
        found = _by_subject(connection, identity) or _by_address(connection, identity, services)
        if found is None or found.suspended:
            raise BadRequest(
                _("Nobody here signs in with this account. Ask your administrator to invite its address.")
            )
        return commands.open_session(connection, found.id, found.body, "service", services)


def _by_subject(connection: Connection, identity: Identity) -> Account | None:
    person = joining.person_of(connection, identity.issuer, identity.subject)
    return accounts.account_of(connection, person) if person else None


def _by_address(connection: Connection, identity: Identity, services: Services) -> Account | None:
    """The account under a verified address: it is this subject's from now on, and no other's."""
    found = accounts.account(connection, identity.email) if identity.verified else None
    if found is None or found.suspended or joining.linked_elsewhere(connection, found.id, identity.issuer):
        return None
    now = services.clock.now()
    joining.link_identity(connection, found.id, identity.issuer, identity.subject, now)
    return found

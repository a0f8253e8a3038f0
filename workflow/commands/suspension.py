"""Keep somebody from signing in, at once, and let them again. Their posts count as vacant meanwhile."""

from __future__ import annotations

from workflow.commands.administering import administering
from workflow.commands.services import Services
from workflow.errors import BadRequest
from workflow.project.access import Actor
from workflow.store import accounts, links, staff
from workflow.words import gettext as _


def suspend(*, person: str, by: Actor, services: Services, once: str | None = None) -> str:
    """End every session and open link of a person, who cannot sign in until it is ended; their address.

    Raises NotFound, or BadRequest where it is the actor, or where nobody else administers the body.
    """
    with administering(by, services, once, person) as uow:
        found = staff.person(uow.connection, uow.body, person, services.today)
        if person == by.person:
            raise BadRequest(_("You cannot suspend yourself. Ask another administrator."))
        if not found.suspended:
            staff.suspend(uow.connection, person, True)
            accounts.end_sessions(uow.connection, person, services.clock.now())
            for purpose in (links.RESET, links.SIGN_IN):
                links.take_back_all(uow.connection, purpose, services.clock.now(), person=person)
            uow.audit("person_suspended", {"person": person}, by=by.person)
    return found.email


def end_suspension(*, person: str, by: Actor, services: Services, once: str | None = None) -> str:
    """Let a person sign in again, in the posts that they still hold; their address. Raises NotFound."""
    with administering(by, services, once, person) as uow:
        found = staff.person(uow.connection, uow.body, person, services.today)
        if found.suspended:
            staff.suspend(uow.connection, person, False)
            uow.audit("suspension_ended", {"person": person}, by=by.person)
    return found.email

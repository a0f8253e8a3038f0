"""What a body says about itself (A06), and what it promises: each promise off until it is confirmed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from workflow.commands.administering import administering
from workflow.commands.invitations import is_address
from workflow.commands.services import Services
from workflow.commands.set_up import KINDS, LONGEST_NAME
from workflow.errors import BadRequest, NotFound
from workflow.project.access import Actor
from workflow.register.first_run import PROMISES
from workflow.store import bodies, posts
from workflow.store.bodies import Confirmation
from workflow.store.engine import reading
from workflow.timetable.dates_in_words import in_words
from workflow.words import gettext as _

SECTOR_WORDS = ("third sector", "voluntary and community sector", "voluntary sector", "VCSE")
MOST = {"reply_days": 366, "retention_months": 1200}
"""The promises that have an amount, in working days and in months, and the most that is sensible."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyWanted:
    """A body as an administrator wants it described."""

    name: str
    kind: str
    sector_word: str
    sender_address: str
    officers_public: bool


def confirmed(services: Services, body: str) -> Mapping[str, Confirmation]:
    """What a body confirmed, by what it is: for every page or letter that would promise something."""
    with reading(services.engine) as connection:
        return bodies.confirmations(connection, body)


def change_body(
    *, wanted: BodyWanted, seen_version: int, by: Actor, services: Services, once: str | None = None
) -> None:
    """Change what the actor's body says about itself. Raises Stale, or BadRequest with the mend."""
    name, sender = " ".join(wanted.name.split()), wanted.sender_address.strip()
    if not name or len(name) > LONGEST_NAME:
        raise BadRequest(_("Enter the name of the body, in %d characters or fewer.") % LONGEST_NAME)
    if wanted.kind not in KINDS or wanted.sector_word not in SECTOR_WORDS:
        raise BadRequest(_("Choose the kind of body, and its word for the sector."))
    if sender and not is_address(sender):
        raise BadRequest(_("Enter an email address like name@example.org, or leave it empty."))
    values = {
        "name": name,
        "kind": wanted.kind,
        "sector_word": wanted.sector_word,
        "sender_address": sender,
        "officers_public": wanted.officers_public,
    }
    with administering(by, services, once, "body") as uow:
        bodies.change(uow.connection, uow.body, seen_version, **values)
        uow.audit("body_changed", values, by=by.person)


def confirm_promise(
    *,
    promise: str,
    post: str,
    on: date,
    by: Actor,
    services: Services,
    amount: int | None = None,
    once: str | None = None,
) -> None:
    """Let the body stand by a promise, as one of its posts decided on a day; earlier words of it give way.

    Raises NotFound for a promise or post that there is not, BadRequest for a day to come or a missing amount.
    """
    if promise not in PROMISES:
        raise NotFound
    if on > services.today:
        words = _("The day must be today, {today}, or earlier.")
        raise BadRequest(words.format(today=in_words(services.today)))
    most = MOST.get(promise)
    if most is not None and not (amount and 0 < amount <= most):
        raise BadRequest(_("Enter a whole number from 1 to {most}.").format(most=most))
    with administering(by, services, once, promise) as uow:
        title = posts.seat(uow.connection, uow.body, post, services.today).title
        told = Confirmation(promise, "", amount if most else None, title, on)
        bodies.confirm(uow.connection, uow.body, told, by=by.person, at=services.clock.now())
        data = {"promise": promise, "amount": told.amount, "post": title, "on": on.isoformat()}
        uow.audit("promise_confirmed", data, by=by.person)


def withdraw_promise(*, promise: str, by: Actor, services: Services, once: str | None = None) -> None:
    """Take a promise back: from now on it is left out. Raises NotFound where it was not confirmed."""
    with administering(by, services, once, promise) as uow:
        if promise not in PROMISES or not bodies.withdraw(uow.connection, uow.body, promise):
            raise NotFound
        uow.audit("promise_withdrawn", {"promise": promise}, by=by.person)

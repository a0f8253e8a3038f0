"""Staff are invited to a post by mail: one open invitation a post, valid for a day (S28)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from email.headerregistry import Address

from workflow.alerts.letters import letter
from workflow.clock import london
from workflow.commands.administering import administering
from workflow.commands.letters import send_letter
from workflow.commands.posts import leave
from workflow.commands.services import Services
from workflow.errors import BadRequest, NotAllowed, NotFound
from workflow.project.access import Action, Actor, Subject, may
from workflow.store import accounts, links, posts, register, staff
from workflow.store.engine import reading
from workflow.store.ids import new_id
from workflow.store.links import INVITATION
from workflow.store.unit_of_work import UnitOfWork
from workflow.timetable.dates_in_words import in_words
from workflow.words import gettext as _

VALID_FOR = timedelta(hours=24)
LONGEST_EMAIL = 254
_ADDRESS = re.compile(r"[^@\s<>\"',;:()\[\]\\]+@[^@\s<>\"',;:()\[\]\\.]+(\.[^@\s<>\"',;:()\[\]\\.]+)+")


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invitation that may still be accepted: its id, the post by id and title, and until when."""

    id: str
    post: str
    title: str
    email: str
    sent_at: datetime
    until: datetime


def open_invitations(services: Services, by: Actor) -> tuple[Invitation, ...]:
    """The invitations of the actor's body that may still be accepted, newest first. Raises NotAllowed."""
    if not may(by, Action.ADMINISTER, Subject(by.body)):
        raise NotAllowed
    with reading(services.engine) as connection:
        found = links.open_links(connection, by.body, INVITATION, services.clock.now())
        seats = posts.seats(connection, by.body, services.today)
    return tuple(
        Invitation(link.id, link.post, seats[link.post].title, link.email, link.made_at, link.until)
        for link in found
        if link.post in seats and link.post is not None
    )


def invite(
    *,
    post: str,
    email: str,
    by: Actor,
    services: Services,
    vacant_from: date | None = None,
    seen_version: int | None = None,
    once: str | None = None,
) -> None:
    """Invite an address to a post by mail; an earlier open invitation to it is taken back.

    A post that somebody holds is left by them for the newcomer: `vacant_from` is the newcomer's first day.
    Raises NotFound, Stale, or BadRequest for what is no address, for one that has an account already (whose
    it is, if it is another body's, is not told) and for a post that is not to be vacant.
    """
    email = email.strip().casefold()
    with administering(by, services, once, post) as uow:
        seat = posts.seat(uow.connection, uow.body, post, services.today)
        check_address(email, uow, services.today)
        if vacant_from is not None and seat.holder is not None:
            leave(uow, seat, vacant_from, seen_version or 0, by, services)
        elif seat.follows or (seat.held and seat.holder and seat.holder.held_to is None):
            words = _("Somebody holds {post}, or follows in it. Hand it over, and say from which day.")
            raise BadRequest(words.format(post=seat.title))
        send_invitation(uow, services, post, seat.title, email)
        uow.audit("invited", {"post": post, "title": seat.title}, by=by.person)


def send_again(*, invitation: str, by: Actor, services: Services, once: str | None = None) -> str:
    """Take an open invitation back and send a new one to the same address; the address. Raises NotFound."""
    with administering(by, services, once, invitation) as uow:
        found = _open(uow, services, invitation)
        title = posts.seat(uow.connection, uow.body, str(found.post), services.today).title
        check_address(found.email, uow, services.today)
        send_invitation(uow, services, str(found.post), title, found.email)
        uow.audit("invited_again", {"post": found.post, "title": title}, by=by.person)
    return found.email


def take_back(*, invitation: str, by: Actor, services: Services, once: str | None = None) -> str:
    """End an open invitation; its address. Raises NotFound, also once it was accepted or has run out."""
    with administering(by, services, once, invitation) as uow:
        found = _open(uow, services, invitation)
        links.take_back(uow.connection, uow.body, invitation, services.clock.now())
        uow.audit("invitation_taken_back", {"post": found.post}, by=by.person)
    return found.email


def is_address(email: str) -> bool:
    """Whether a text is one e-mail address, such as can stand in the head of a mail."""
    if len(email) > LONGEST_EMAIL or not email.isascii() or _ADDRESS.fullmatch(email) is None:
        return False
    try:
        return bool(Address(addr_spec=email).domain)
    except (ValueError, IndexError):
        return False


def _open(uow: UnitOfWork, services: Services, invitation: str) -> links.Link:
    waiting = links.open_links(uow.connection, uow.body, INVITATION, services.clock.now())
    found = next((link for link in waiting if link.id == invitation), None)
    if found is None:
        raise NotFound(_("This invitation was accepted, taken back or has run out."))
    return found


def check_address(email: str, uow: UnitOfWork, today: date) -> None:
    """Raise BadRequest for what is no address, and for one that has an account already."""
    if not is_address(email):
        raise BadRequest(_("Enter an email address like name@example.org."))
    account = accounts.account(uow.connection, email)
    if account is None:
        return
    if account.id in staff.staff(uow.connection, uow.body, today):
        raise BadRequest(_("{email} has an account here. Hand the post over to them.").format(email=email))
    raise BadRequest(_("This address cannot be invited. Ask for another address of theirs."))


def send_invitation(uow: UnitOfWork, services: Services, post: str, title: str, email: str) -> None:
    """Write the letter with a new link to a post, in the caller's transaction; older links to it end."""
    now = services.clock.now()
    links.take_back_all(uow.connection, INVITATION, now, post=post)
    until = now + VALID_FOR
    token = links.make(
        uow.connection, INVITATION, body=uow.body, email=email, post=post, now=now, until=until
    )
    body = register.body(uow.connection, uow.body)
    fact = _("{body} invites you to take up the post of {post}.").format(body=body.name, post=title)
    mail = letter(
        subject=_("Take up the post of {post}, {body}").format(post=title, body=body.name),
        paragraphs=[fact, _("The link serves once, until {when}.").format(when=_moment(until))],
        action=(_("Accept the invitation"), f"{services.settings.public_base_url}/invitations/{token}"),
        why=_(
            "You get this because an administrator of {body} entered your address. If you do not know why, "
            "do nothing."
        ).format(body=body.name),  # fmt: skip
        head=body,
    )
    send_letter(
        uow.connection, body=uow.body, to_address=email, mail=mail, key=f"invitation:{new_id()}", now=now
    )


def _moment(instant: datetime) -> str:
    here = london(instant)
    return _("{time} on {day}").format(time=here.strftime("%H:%M"), day=in_words(here.date()))

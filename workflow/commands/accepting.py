"""An invitation to a post: what it says, and accepting it. Looking at it uses nothing up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection

from workflow.commands import accounts as commands
from workflow.commands.own_password import new_secret
from workflow.commands.services import Services
from workflow.errors import BadRequest, NotFound
from workflow.store import accounts, joining, links, posts, register
from workflow.store.engine import reading, writing
from workflow.store.links import Link
from workflow.store.posts import Seat
from workflow.store.unit_of_work import UnitOfWork
from workflow.timetable.dates_in_words import in_words
from workflow.words import gettext as _

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Invitation:
    """What an invitation offers, and whether it still can.

    `starts` is the first day in the post; `known` says that the address has an account already; `hindrance`
    says in words why the post cannot be taken over now, empty if it can.
    """

    body_name: str
    email: str
    post_title: str
    starts: date
    known: bool
    expired: bool
    hindrance: str


@dataclass(frozen=True, slots=True)
class Identity:
    """Whom a sign-in service vouches for: who says so, their name for the person, and a verified address."""

    issuer: str
    subject: str
    email: str
    verified: bool


def invitation(*, token: str, services: Services) -> Invitation:
    """What an invitation says. Raises NotFound for a link that there never was."""
    with reading(services.engine) as connection:
        link = links.known(connection, token, links.INVITATION)
        if link is None:
            raise NotFound
        return _read(connection, link, services)


def accept(*, token: str, password: str, services: Services) -> str | None:
    """Take the post over; a new person with this password is signed in: their session's token.

    For an address that has an account no password is set and None is answered: they sign in as ever. Raises
    BadRequest for a password that will not do, and for an invitation that cannot be accepted now.
    """
    known = invitation(token=token, services=services)
    secret = None if known.known else new_secret(password, body_name=known.body_name, email=known.email)
    with writing(services.engine) as connection:
        link, person, new = _take_over(connection, token, secret, services)
        return commands.open_session(connection, person, link.body, "password", services) if new else None


def accept_by_identity(*, token: str, identity: Identity, services: Services) -> str:
    """Take the post over as whom the sign-in service vouches for, and be signed in: the session's token.

    Raises BadRequest unless the service has verified the address that was invited.
    """
    with writing(services.engine) as connection:
        link = links.find(connection, token, links.INVITATION, services.clock.now())
        if link is None or not identity.verified or accounts.same(identity.email) != link.email:
            raise BadRequest(_("Sign in with the address that was invited, or set a password."))
        taken = joining.person_of(connection, identity.issuer, identity.subject)
        link, person, _new = _take_over(connection, token, None, services)
        if taken not in (None, person):
            raise BadRequest(_("This account of the sign-in service belongs to somebody else here."))
        now = services.clock.now()
        joining.link_identity(connection, person, identity.issuer, identity.subject, now)
        return commands.open_session(connection, person, link.body, "service", services)


def _take_over(
    connection: Connection, token: str, secret: str | None, services: Services
) -> tuple[Link, str, bool]:
    """The link used up, the person, new or known, and the post theirs, in the caller's transaction."""
    link = links.use(connection, token, links.INVITATION, services.clock.now())
    posts.hold_still(connection, link.body)
    offered = _read(connection, link, services)
    if offered.hindrance:
        raise BadRequest(offered.hindrance)
    known = accounts.account(connection, link.email)
    person = known.id if known else joining.add_person(connection, link.body, link.email, secret)
    posts.begin_holding(connection, link.body, str(link.post), person, offered.starts)
    data = {"post": link.post, "from": offered.starts.isoformat(), "person": person}
    UnitOfWork(connection, services.clock, link.body).audit("invitation_accepted", data, by=person)
    return link, person, known is None


def _read(connection: Connection, link: Link, services: Services) -> Invitation:
    body = register.body(connection, link.body)
    seat = posts.seat(connection, link.body, str(link.post), services.today)
    known = accounts.account(connection, link.email)
    return Invitation(
        body_name=body.name,
        email=link.email,
        post_title=seat.title,
        starts=_starts(seat, services.today),
        known=known is not None,
        expired=not link.open_at(services.clock.now()),
        hindrance=_hindrance(seat, body.name)
        or _not_theirs(known is not None and (known.suspended or known.body != link.body), body.name),
    )


def _starts(seat: Seat, today: date) -> date:
    """The day after the last day of whoever holds the post, else today."""
    last = seat.holder.held_to if seat.held and seat.holder else None
    return last + DAY if last else today


def _hindrance(seat: Seat, body_name: str) -> str:
    if seat.follows:
        words = _("{post} is held by somebody else from {day}. Ask the administrator of {body}.")
        return words.format(post=seat.title, day=in_words(seat.follows.held_from), body=body_name)
    if seat.held and seat.holder and seat.holder.held_to is None:
        words = _("{post} is held by somebody else now. Ask the administrator of {body}.")
        return words.format(post=seat.title, body=body_name)
    return ""


def _not_theirs(foreign: bool, body_name: str) -> str:
    words = _("This address cannot be used for it. Ask the administrator of {body} to invite another.")
    return words.format(body=body_name) if foreign else ""

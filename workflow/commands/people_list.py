"""Posts and people of one body from a list: each new post is added, and whoever is to hold it is invited."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from workflow.commands.import_register import Imported
from workflow.commands.invitations import check_address, send_invitation
from workflow.commands.posts import LONGEST_TITLE, PostWanted, add
from workflow.commands.services import Services
from workflow.errors import BadRequest, NotAllowed
from workflow.project.access import ROLES, Action, Actor, Subject, may
from workflow.register.model import Finding, Refusal
from workflow.register.tables import Column, Row, Source, read_table
from workflow.store import links, posts, register
from workflow.store.links import INVITATION
from workflow.store.unit_of_work import UnitOfWork, unit_of_work
from workflow.words import gettext as _

COLUMNS = (
    Column("post", ("post title", "job title", "title"), required=True),
    Column("roles", ("role", "may do"), required=True),
    Column("directorate", ("department", "service")),
    Column("email", ("e-mail", "email address", "address")),
)


@dataclass(frozen=True, slots=True)
class _Asked:
    """One row, tidied."""

    wanted: PostWanted
    email: str


@dataclass(slots=True)
class _Counted:
    """What became of the rows so far; `invited` are the addresses that this list invited."""

    new: int
    changed: int
    unchanged: int
    kept: list[Finding]
    refused: list[Refusal]
    invited: set[str]


def import_people(
    *,
    file: Source,
    body: str,
    services: Services,
    by: Actor | None = None,
    column_map: Mapping[str, str] | None = None,
    once: str | None = None,
) -> Imported:
    """Add each post of a list that the body does not have, and invite the address beside it by mail.

    The key is the post's title: doing it again changes nothing, and whoever holds a post keeps it. A vacant
    post with an address is filled (`changed`). `by` None is whoever works at the command line. Raises
    BadRequest when the file as a whole cannot be read, NotAllowed, AlreadyDone for a used one-time key.
    """
    if by is not None and not may(by, Action.ADMINISTER, Subject(body)):
        raise NotAllowed
    table = read_table(file, COLUMNS, column_map or {})
    done = _Counted(0, 0, 0, [Finding(0, note) for note in table.notes], [], set())
    with unit_of_work(services.engine, services.clock, body) as uow:
        posts.hold_still(uow.connection, body)
        uow.once(once, body)
        for number, row in table.records:
            if isinstance(row, Refusal):
                done.refused.append(row)
                continue
            try:
                _take(uow, services, _read(row), number, done, by.person if by else None)
            except BadRequest as why:
                done.refused.append(Refusal(number, str(why)))
    return Imported(done.new, done.changed, done.unchanged, tuple(done.kept), tuple(done.refused))


def _read(row: Row) -> _Asked:
    told = {name: " ".join(row.get(name, "").split()) for name in ("post", "directorate", "email")}
    roles = [role.strip().casefold().replace(" ", "_") for role in row["roles"].replace(",", ";").split(";")]
    wanted = PostWanted(
        title=told["post"], directorate=told["directorate"], roles=tuple(filter(None, dict.fromkeys(roles)))
    )
    return _Asked(wanted, told["email"].casefold())


def _take(
    uow: UnitOfWork, services: Services, asked: _Asked, number: int, done: _Counted, by: str | None
) -> None:
    """One row, whole or not at all: whatever is wrong with it is said before anything is written."""
    today, title = services.today, asked.wanted.title.casefold()
    seats = posts.seats(uow.connection, uow.body, today)
    seat = next((one for one in seats.values() if one.title.casefold() == title), None)
    filled = seat is not None and (seat.holder or seat.follows or _invited(uow, services, seat.id))
    if seat is not None and (filled or not asked.email):
        done.unchanged += 1
        return
    _check(uow, services, asked, done)
    if seat is None and asked.wanted.directorate not in ("", *posts.directorates(uow.connection, uow.body)):
        register.add_directorate(uow.connection, uow.body, asked.wanted.directorate)
        uow.audit("directorate_added", {"name": asked.wanted.directorate}, by=by)
    post = seat.id if seat else add(uow, asked.wanted, today, by)
    if asked.email:
        send_invitation(uow, services, post, seat.title if seat else asked.wanted.title, asked.email)
        uow.audit("invited", {"post": post, "title": asked.wanted.title}, by=by)
        done.invited.add(asked.email)
    else:
        done.kept.append(Finding(number, _("no address: the post is vacant")))
    done.new, done.changed = done.new + (seat is None), done.changed + (seat is not None)


def _check(uow: UnitOfWork, services: Services, asked: _Asked, done: _Counted) -> None:
    if not asked.wanted.title or len(asked.wanted.title) > LONGEST_TITLE:
        raise BadRequest(_("Give the title of the post, in %d characters or fewer.") % LONGEST_TITLE)
    if not asked.wanted.roles or not set(asked.wanted.roles) <= set(ROLES):
        words = _("Say what the post may do, with one or more of: {roles}.")
        raise BadRequest(words.format(roles=", ".join(role.replace("_", " ") for role in ROLES)))
    if len(asked.wanted.directorate) > LONGEST_TITLE:
        raise BadRequest(_("The name of the directorate is too long. Shorten it."))
    if asked.email in done.invited:
        raise BadRequest(_("This address stands beside another post. Hand the second post over by hand."))
    if asked.email:
        check_address(asked.email, uow, services.today)


def _invited(uow: UnitOfWork, services: Services, post: str) -> bool:
    waiting = links.open_links(uow.connection, uow.body, INVITATION, services.clock.now())
    return any(link.post == post for link in waiting)

"""The first-run checklist: how far a body is, and the acts with which it says so (A10)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from workflow.commands.administering import administering
from workflow.commands.services import Services
from workflow.errors import BadRequest, NotAllowed, Refused
from workflow.project.access import COMMISSIONER, DECIDER, MANAGER, Action, Actor, Subject, may
from workflow.register import first_run
from workflow.register.first_run import ADOPTED, NONE_OF, PROMISES, RULES_READ, Line, Standing
from workflow.rulebook.adoption import binds_by_decision
from workflow.rulebook.model import Diary, Rule, Rulebook
from workflow.store import bodies, diary, posts, register
from workflow.store.bodies import Confirmation
from workflow.store.engine import reading
from workflow.store.posts import Seat
from workflow.store.register import Body
from workflow.timetable.dates_in_words import in_words
from workflow.words import gettext as _

LONGEST_DECISION = 50


@dataclass(frozen=True, slots=True)
class Checklist:
    """The body, its lines, those that are missing before its dates are public, the rules to be read."""

    body: Body
    lines: tuple[Line, ...]
    missing: tuple[Line, ...]
    unread: tuple[Rule, ...]
    said_none: frozenset[str]
    """Lines of which the body said that there is nothing to record."""
    codes: tuple[str, ...]
    """The codes and constitutions of the rulebook: they bind only by a decision."""


def checklist(services: Services, by: Actor) -> Checklist:
    """How far the actor's body is. Raises NotAllowed."""
    if not may(by, Action.ADMINISTER, Subject(by.body)):
        raise NotAllowed
    with reading(services.engine) as connection:
        return _read(connection, by.body, services)


def rules_read(*, by: Actor, services: Services, once: str | None = None) -> None:
    """Say that the unconfirmed rules of the body's rulebook, as it now is, were read."""
    with administering(by, services, once, RULES_READ) as uow:
        body = register.body(uow.connection, uow.body)
        book = services.library.rulebook(body.authority, services.today)
        told = Confirmation(RULES_READ, _read_of(book), None, by.post_title, services.today)
        bodies.confirm(uow.connection, uow.body, told, by=by.person, at=services.clock.now())
        rules = [rule.id for rule in _unconfirmed(book)]
        uow.audit(RULES_READ, {"rulebook": book.id, "edition": book.edition, "rules": rules}, by=by.person)


def adopt(
    *, decision: str, post: str, on: date, by: Actor, services: Services, once: str | None = None
) -> None:
    """Record by which decision, of which post and day, the body goes by its rulebook in today's edition.

    Raises NotFound for a post of another body, BadRequest for a missing decision or a day to come.
    """
    decision = " ".join(decision.split())
    if not decision or len(decision) > LONGEST_DECISION:
        raise BadRequest(_("Enter the decision or minute, in %d characters or fewer.") % LONGEST_DECISION)
    if on > services.today:
        words = _("The day must be today, {today}, or earlier.")
        raise BadRequest(words.format(today=in_words(services.today)))
    with administering(by, services, once, ADOPTED) as uow:
        book = services.library.rulebook(register.body(uow.connection, uow.body).authority, services.today)
        title = posts.seat(uow.connection, uow.body, post, services.today).title
        told = Confirmation(ADOPTED, f"{_edition(book)}{decision}", None, title, on)
        bodies.confirm(uow.connection, uow.body, told, by=by.person, at=services.clock.now())
        data = {"rulebook": book.id, "edition": book.edition, "decision": decision, "post": title}
        uow.audit(ADOPTED, {**data, "on": on.isoformat()}, by=by.person)


def say_none(*, line: str, none: bool, by: Actor, services: Services, once: str | None = None) -> None:
    """Say of meetings, closures or elections that there are none to record, or take that back.

    Raises BadRequest for any other line.
    """
    if line not in NONE_OF:
        raise BadRequest(_("Choose meetings, closures or elections."))
    what = NONE_OF[line]
    with administering(by, services, once, line) as uow:
        if none:
            told = Confirmation(what, "", None, by.post_title, services.today)
            bodies.confirm(uow.connection, uow.body, told, by=by.person, at=services.clock.now())
        else:
            bodies.withdraw(uow.connection, uow.body, what)
        uow.audit(what, {"none": none}, by=by.person)


def show_dates(
    *, show: bool, seen_version: int, by: Actor, services: Services, once: str | None = None
) -> None:
    """Show the body's changes and their dates to the public, or stop.

    Raises Refused, with the missing lines as obstacles, while an essential line is not done; or Stale.
    """
    with administering(by, services, once, "dates_public") as uow:
        missing = _read(uow.connection, uow.body, services).missing
        if show and missing:
            words = _("Dates cannot be shown to the public yet. Missing: {lines}.")
            titles = ", ".join(line.title for line in missing)
            raise Refused(missing, words.format(lines=titles))
        bodies.change(uow.connection, uow.body, seen_version, dates_public=show)
        uow.audit("dates_public", {"public": show, "post": by.post_title}, by=by.person)


def _read(connection: Connection, body_id: str, services: Services) -> Checklist:
    body = register.body(connection, body_id)
    book = services.library.rulebook(body.authority, services.today)
    said = bodies.confirmations(connection, body_id)
    seats = tuple(posts.seats(connection, body_id, services.today).values())
    read, adopted = said.get(RULES_READ), said.get(ADOPTED)
    days = _days(connection, body, book)
    unread = _unconfirmed(book)
    held = {role for seat in seats if seat.held for role in seat.roles}
    now = Standing(
        name=body.name,
        directorates=len(posts.directorates(connection, body_id)),
        posts=len(seats),
        absent=tuple(words for role, words in _needed().items() if role not in held),
        agreeing=bool(held & {MANAGER, DECIDER}),
        vacant=tuple(seat.title for seat in seats if not seat.held),
        unlimited=tuple(seat.title for seat in seats if _needs_limit(seat)),
        last_meeting=max(days["meeting"], default=None),
        closures=len(days["closure"]),
        elections=len(days["election"]),
        rulebook=_("{name}, edition {edition}").format(name=book.authority.name, edition=book.edition),
        invented=book.authority.invented,
        adopted=body.demonstration or (adopted is not None and adopted.detail.startswith(_edition(book))),
        unconfirmed=len(unread),
        read_all=read is not None and read.detail == _read_of(book),
        sender=body.sender_address,
        promises=sum(name in said for name in PROMISES),
        today=services.today,
        said={name: in_short(told) for name, told in said.items()},
    )
    found = first_run.lines(now)
    none = frozenset(line for line, what in NONE_OF.items() if what in said)
    return Checklist(body, found, first_run.missing(found), unread, none, _codes(book, services))


def in_short(told: Confirmation) -> str:
    """By which post and when something was confirmed, in words."""
    words = _("Confirmed by {post} on {day}.").format(post=told.post_title, day=in_words(told.confirmed_on))
    decision = told.detail.partition(": ")[2] if told.what == ADOPTED else ""
    return _("{decision}. {confirmed}").format(decision=decision, confirmed=words) if decision else words


def _needed() -> dict[str, str]:
    """The roles without which no project runs."""
    return {
        COMMISSIONER: _("a commissioner"),
        MANAGER: _("a manager"),
        DECIDER: _("a decision maker"),
    }


def _needs_limit(seat: Seat) -> bool:
    return bool({MANAGER, DECIDER} & set(seat.roles)) and seat.limit is None


def _days(connection: Connection, body: Body, book: Rulebook) -> dict[str, list[date]]:
    """The days recorded of meetings, closures and elections: by the body itself, and in its rulebook.

    Days of an invented authority are those of no real body.
    """
    real = body.demonstration or not book.authority.invented
    written = book.authority.diary if real else Diary()
    found = {
        "meeting": [meeting.on for meeting in written.meetings],
        "closure": [closure.first for closure in written.closures],
        "election": [election.polling_day for election in written.elections],
    }
    for entry in diary.standing(connection, body.id):
        if entry.kind in found and not entry.cancelled:
            found[entry.kind].append(entry.first)
    return found


def _codes(book: Rulebook, services: Services) -> tuple[str, ...]:
    packs = (services.library.packs[one.pack, one.edition] for one in book.authority.packs)
    return tuple(pack.title for pack in packs if binds_by_decision(pack))


def _unconfirmed(book: Rulebook) -> tuple[Rule, ...]:
    return tuple(rule for rule in book.rules.values() if book.unconfirmed(rule.id))


def _edition(book: Rulebook) -> str:
    return f"{book.id}@{book.edition}"[:27] + ": "


def _read_of(book: Rulebook) -> str:
    """What was read: a rulebook that changes afterwards must be read anew."""
    return f"{book.id}@{book.edition} {book.fingerprint}"[:80]

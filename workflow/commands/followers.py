"""Followers hear of a public date that moved: one letter a contact for each change, in its transaction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from workflow.alerts.letters import letter
from workflow.commands.letters import send_letter
from workflow.commands.services import Services
from workflow.project.events import DateRecorded, EndMoved, Fact
from workflow.project.situation import Situation
from workflow.store import register
from workflow.store.followers import Follower, followers
from workflow.store.unit_of_work import Stored, UnitOfWork
from workflow.timetable.dates_in_words import in_words
from workflow.words import gettext as _


@dataclass(frozen=True, slots=True)
class PublicMove:
    """A date that people could see, with the one that takes its place and why."""

    event: str
    old: date
    new: date | None
    reason: str


def public_moves(before: Situation, facts: Sequence[Fact]) -> tuple[PublicMove, ...]:
    """The public dates that these facts move, each event once; none while the project is not public."""
    if not before.project.public:
        return ()
    return tuple({move.event: move for move in _moves(before, facts)}.values())


def tell_followers(
    uow: UnitOfWork, stored: Stored, before: Situation, facts: Sequence[Fact], services: Services
) -> None:
    """Write to every follower of a project of a body that shows its dates; nothing where none moved."""
    moves = public_moves(before, facts)
    if not moves or not register.body(uow.connection, uow.body).dates_public:
        return
    for each in followers(uow.connection, stored.id):
        _write(uow, stored, before, moves, each, services)


def _moves(before: Situation, facts: Sequence[Fact]) -> Iterator[PublicMove]:
    for fact in facts:
        if isinstance(fact, EndMoved) and fact.end != before.project.end:
            yield PublicMove(before.route.ends_with, before.project.end, fact.end, fact.reason)
        elif isinstance(fact, DateRecorded) and fact.what != "actual":
            known = before.project.instances.get((fact.event, fact.instance))
            old = getattr(known, fact.what) if known else None
            if old and old != fact.on and before.words(fact.event).public:
                yield PublicMove(fact.event, old, fact.on, fact.reason)


def _write(
    uow: UnitOfWork,
    stored: Stored,
    before: Situation,
    moves: Sequence[PublicMove],
    to: Follower,
    services: Services,
) -> None:
    project = before.project
    mail = letter(
        subject=_("A date has moved: {title} [{ref}]").format(title=project.title, ref=project.ref),
        paragraphs=[project.title, *(_told(before, move) for move in moves)],
        action=(_("See all dates"), f"{services.settings.public_base_url}/changes/{project.ref}/dates"),
        why=_("You get this because you speak for {name}, which was invited to reply.").format(
            name=to.organisation
        ),
        head=register.body(uow.connection, uow.body),
    )
    key = f"moved:{stored.id}:{stored.version}:{to.contact}"
    now = services.clock.now()
    send_letter(uow.connection, body=uow.body, to_address=to.email, mail=mail, key=key, now=now)


def _told(before: Situation, move: PublicMove) -> str:
    told = _("{title}: was {old}, now {new}. {reason}")
    new = in_words(move.new) if move.new else _("no date yet")
    title = before.words(move.event).title
    return told.format(title=title, old=in_words(move.old), new=new, reason=move.reason).strip()

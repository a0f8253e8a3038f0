"""Followers hear of a public date that moved: one letter a contact for each change, in its transaction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce

from workflow.alerts.letters import letter
from workflow.alerts.moved_dates import PublicMove, paragraphs, subject
from workflow.commands.letters import send_letter
from workflow.commands.services import Services
from workflow.project.events import DateRecorded, EndMoved, Fact
from workflow.project.folding import add
from workflow.project.situation import Situation
from workflow.store import register
from workflow.store.followers import Follower, followers
from workflow.store.unit_of_work import Stored, UnitOfWork
from workflow.words import gettext as _


@dataclass(frozen=True, slots=True)
class Told:
    """What every follower reads of one move, and whose letter it is."""

    subject: str
    paragraphs: Sequence[str]
    head: register.Body


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
    head = register.body(uow.connection, uow.body)
    if not moves or not head.dates_public:
        return
    project = reduce(lambda found, fact: add(fact, found), facts, before.project)
    after = Situation(project, before.rulebook, before.route, before.today, before.body)
    told = Told(subject(after, moves), paragraphs(after, moves, head.name), head)
    for each in followers(uow.connection, stored.id):
        _write(uow, stored, told, each, services)


def _moves(before: Situation, facts: Sequence[Fact]) -> Iterator[PublicMove]:
    for fact in facts:
        if isinstance(fact, EndMoved) and fact.end != before.project.end:
            yield PublicMove(before.route.ends_with, before.project.end, fact.end, fact.reason)
        elif isinstance(fact, DateRecorded) and fact.what != "actual":
            known = before.project.instances.get((fact.event, fact.instance))
            old = getattr(known, fact.what) if known else None
            if old and old != fact.on and before.words(fact.event).public:
                yield PublicMove(fact.event, old, fact.on, fact.reason)


def _write(uow: UnitOfWork, stored: Stored, told: Told, to: Follower, services: Services) -> None:
    why = _(
        "You get this because you speak for {name}, which was invited to reply. If it wants no mail, say so"
        " in its entry, under My organisation."
    )
    mail = letter(
        subject=told.subject,
        paragraphs=told.paragraphs,
        action=(_("See all dates"), f"{services.settings.public_base_url}/changes/{stored.ref}/dates"),
        why=why.format(name=to.organisation),
        head=told.head,
    )
    key = f"moved:{stored.id}:{stored.version}:{to.contact}"
    now = services.clock.now()
    send_letter(uow.connection, body=uow.body, to_address=to.email, mail=mail, key=key, now=now)

"""Followers hear of a public date that moved, and that a change was withdrawn: one letter a contact for each,
in its transaction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from textwrap import shorten

from workflow.alerts.letters import letter
from workflow.alerts.messages import LONGEST_SUBJECT
from workflow.alerts.moved_dates import PublicMove, paragraphs, subject
from workflow.commands.letters import send_letter
from workflow.commands.services import Services
from workflow.project.events import DateRecorded, EndMoved, Fact, StageMoved
from workflow.project.folding import add
from workflow.project.situation import Situation
from workflow.store import register
from workflow.store.followers import Follower, followers
from workflow.store.unit_of_work import Stored, UnitOfWork
from workflow.timetable.dates_in_words import one_and_another
from workflow.words import gettext as _
from workflow.words import ngettext


@dataclass(frozen=True, slots=True)
class Told:
    """What every follower reads of one change, whose letter it is, and where more of it stands."""

    subject: str
    paragraphs: Sequence[str]
    head: register.Body
    link: str
    page: str


def public_moves(before: Situation, facts: Sequence[Fact]) -> tuple[PublicMove, ...]:
    """The public dates that these facts move, each event once; none while the project is not public."""
    if not before.project.public:
        return ()
    return tuple({move.event: move for move in _moves(before, facts)}.values())


def tell_followers(
    uow: UnitOfWork, stored: Stored, before: Situation, facts: Sequence[Fact], services: Services
) -> None:
    """Write to every follower of a project of a body that shows its dates; nothing where none moved and the
    project was not withdrawn."""
    moves, gone = public_moves(before, facts), _withdrawn(before, facts)
    head = register.body(uow.connection, uow.body)
    if not (moves or gone) or not head.dates_public:
        return
    project = reduce(lambda found, fact: add(fact, found), facts, before.project)
    after = Situation(project, before.rulebook, before.route, before.today, before.body)
    if gone:
        told = _of_withdrawal(before, gone, head)
    else:
        words = paragraphs(after, moves, head.name)
        told = Told(subject(after, moves), words, head, _("See all dates"), "/dates")
    for each in followers(uow.connection, stored.id):
        _write(uow, stored, told, each, services)


def _withdrawn(before: Situation, facts: Sequence[Fact]) -> StageMoved | None:
    """That a public project was withdrawn."""
    found = (fact for fact in facts if isinstance(fact, StageMoved) and fact.how == "withdraw")
    return next(found, None) if before.project.public else None


def _of_withdrawal(before: Situation, gone: StageMoved, head: register.Body) -> Told:
    title, ref, bodies = before.project.title, before.project.ref, before.project.partners.bodies(head.name)
    one = "{bodies} has withdrawn {title}. Nothing is left to reply to."
    more = "{bodies} have withdrawn {title}. Nothing is left to reply to."
    gone_words = ngettext(one, more, len(bodies))
    words = (
        gone_words.format(bodies=one_and_another(bodies), title=title),
        _("Why: {reason}").format(reason=gone.reason),
    )
    told = _("Withdrawn: {title} [{ref}]")
    room = LONGEST_SUBJECT - len(told.format(title="", ref=ref))
    told = told.format(title=shorten(title, room, placeholder="…"), ref=ref)
    return Told(told, words, head, _("Read what stands on its page"), "")


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
        action=(told.link, f"{services.settings.public_base_url}/changes/{stored.ref}{told.page}"),
        why=why.format(name=to.organisation),
        head=told.head,
    )
    key = f"moved:{stored.id}:{stored.version}:{to.contact}"
    now = services.clock.now()
    send_letter(uow.connection, body=uow.body, to_address=to.email, mail=mail, key=key, now=now)

"""Dates that no longer fit after the days changed: a person accepts what is proposed, or lets it stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Literal

from workflow.clock import london
from workflow.commands.change import situation_of, subject_of, write_deadlines
from workflow.commands.followers import tell_followers
from workflow.commands.record import never_shorter
from workflow.commands.services import Services
from workflow.errors import BadRequest, NotAllowed
from workflow.project.access import Action, Actor, may
from workflow.project.events import DateRecorded, EndMoved, Fact
from workflow.project.model import Project
from workflow.project.situation import Situation
from workflow.store import moved, queries
from workflow.store.engine import reading
from workflow.store.moved import WAITING, MovedRow
from workflow.store.unit_of_work import Stored, UnitOfWork, unit_of_work
from workflow.words import gettext as _

_KINDS: tuple[Literal["planned", "published"], ...] = ("planned", "published")


def proposals(services: Services, actor: Actor, states: Sequence[str] = (WAITING,)) -> tuple[MovedRow, ...]:
    """The dates of the actor's body that wait for a person, or that stand in other states."""
    with reading(services.engine) as connection:
        return moved.of_body(connection, actor.body, states)


def may_settle(services: Services, actor: Actor, refs: Iterable[str]) -> frozenset[str]:
    """Those of these projects of the actor's body about whose dates the actor may decide."""
    with reading(services.engine) as connection:
        found = [queries.stored(connection, actor.body, ref) for ref in sorted(set(refs))]
    projects = {stored.ref: situation_of(stored, services).project for stored in found}
    return frozenset(
        ref
        for ref, project in projects.items()
        if project.live and may(actor, Action.EDIT_PROJECT, subject_of(actor.body, project))
    )


def settle(*, proposal: str, accept: bool, reason: str, by: Actor, services: Services) -> None:
    """Move a date as proposed, or let it stand, with a reason. Only so does a date move that a person set.

    Raises NotFound, NotAllowed, AlreadyDone where somebody decided before, and BadRequest without a reason or
    where the date was changed meanwhile.
    """
    if not reason.strip():
        raise BadRequest(_("Say why. The reason is shown beside the old and the new date."))
    with unit_of_work(services.engine, services.clock, by.body) as uow:
        asked = moved.one(uow.connection, by.body, proposal)
        stored = uow.project(asked.project)
        before = situation_of(stored, services)
        if not may(by, Action.EDIT_PROJECT, subject_of(stored.body, before.project)):
            raise NotAllowed
        moved.decide(uow.connection, proposal, accepted=accept, by=by.person, reason=reason.strip())
        told = {"proposal": proposal, "event": asked.event, "old": asked.old.isoformat()}
        told |= {"new": asked.new.isoformat(), "reason": reason.strip()}
        kind = "proposed_date_accepted" if accept else "proposed_date_refused"
        uow.audit(kind, told, by=by.person, project=stored.id)
        if accept:
            _move(uow, stored, before, asked, reason.strip(), by, services)


def _move(
    uow: UnitOfWork,
    stored: Stored,
    before: Situation,
    asked: MovedRow,
    reason: str,
    by: Actor,
    services: Services,
) -> None:
    facts = tuple(_facts(before, asked, f"{reason} {asked.reason}"))
    if not facts:
        raise BadRequest(_("This date was changed meanwhile. Refuse the proposal, and look at the project."))
    after = situation_of(replace(stored, facts=stored.facts + facts), services)
    uow.save(stored, facts, after.project, by=by, public=after.project.public)
    tell_followers(uow, stored, before, facts, services)
    write_deadlines(uow, stored, after, london(stored.opened_at).date())


def _facts(situation: Situation, asked: MovedRow, reason: str) -> Iterator[Fact]:
    """The date moved wherever it still stands as it did."""
    project: Project = situation.project
    if asked.event == situation.route.ends_with and project.end == asked.old:
        yield EndMoved(asked.new, project.end_fixed, reason)
    for (event, number), instance in project.instances.items():
        if event != asked.event or instance.actual:
            continue
        for what in _KINDS:
            if getattr(instance, what) == asked.old:
                never_shorter(situation, event, asked.new)
                yield DateRecorded(event, number, what, asked.new, reason)

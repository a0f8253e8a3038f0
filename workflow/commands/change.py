"""The one way in which a project changes: read, check, add facts, work out deadlines, commit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from workflow.alerts.rules import deadlines
from workflow.clock import london
from workflow.commands.followers import tell_followers
from workflow.commands.services import Services
from workflow.errors import BadRequest, NotAllowed, Stale
from workflow.project.access import Action, Actor, Subject, may
from workflow.project.events import Fact
from workflow.project.folding import fold
from workflow.project.model import Project
from workflow.project.question import question
from workflow.project.situation import Situation
from workflow.store import register
from workflow.store.deadlines import Matter
from workflow.store.unit_of_work import Stored, UnitOfWork, unit_of_work
from workflow.timetable.model import Timetable
from workflow.timetable.plan import plan
from workflow.words import gettext as _

Work = Callable[[Situation], Sequence[Fact]]
Also = Callable[[UnitOfWork, Stored], None]
"""What else is written with the facts, in the same transaction: rows of what never stands in a fact."""


@dataclass(frozen=True, slots=True)
class Changed:
    """A project after a command: its new version and timetable."""

    project: Project
    timetable: Timetable


def change(
    *,
    ref: str,
    by: Actor,
    action: Action,
    work: Work,
    services: Services,
    seen_version: int | None = None,
    once: str | None = None,
    also: Also | None = None,
) -> Changed:
    """Add to a project the facts that `work` answers, and what `also` writes, in one transaction.

    Raises NotFound, NotAllowed, Stale if the project moved on since `seen_version`, AlreadyDone for a used
    one-time key, and whatever `work` raises; then nothing is kept.
    """
    with unit_of_work(services.engine, services.clock, by.body) as uow:
        uow.once(once, ref)
        stored = uow.project(ref)
        before = situation_of(stored, services)
        if not may(by, action, subject_of(stored.body, before.project)):
            raise NotAllowed
        if seen_version is not None and seen_version != stored.version:
            raise Stale
        facts = tuple(work(before))
        if not facts:
            return Changed(before.project, timetable_of(before))
        after = situation_of(replace(stored, facts=stored.facts + facts), services)
        uow.save(stored, facts, after.project, by=by, public=after.project.public)
        if also:
            also(uow, stored)
        tell_followers(uow, stored, before, facts, services)
        return Changed(after.project, write_deadlines(uow, stored, after, london(stored.opened_at).date()))


def edit(
    ref: str, by: Actor, services: Services, work: Work, seen_version: int | None = None,
    once: str | None = None, also: Also | None = None,
) -> Changed:  # fmt: skip
    """The same for what whoever may edit the project may do."""
    return change(
        ref=ref, by=by, action=Action.EDIT_PROJECT, work=work, services=services, seen_version=seen_version,
        once=once, also=also,
    )  # fmt: skip


def steer(
    ref: str, by: Actor, services: Services, work: Work, seen_version: int | None = None,
    once: str | None = None, also: Also | None = None,
) -> Changed:  # fmt: skip
    """The same for what only a project that still runs takes: BadRequest once it is over."""
    return edit(ref, by, services, while_it_runs(work), seen_version, once, also)


def while_it_runs(work: Work) -> Work:
    """The same work, refused with BadRequest once the project has ended or was withdrawn."""

    def only_then(situation: Situation) -> Sequence[Fact]:
        if not situation.project.live:
            raise BadRequest(_("This project is over. Nothing more is planned or opened in it."))
        return work(situation)

    return only_then


def situation_of(stored: Stored, services: Services) -> Situation:
    """The project that the facts add up to, under the edition that it goes by, today."""
    opening = stored.facts[0]
    first = services.library.rulebook(f"{opening.rulebook}@{opening.edition}", services.today)  # type: ignore[attr-defined]
    route = first.route(opening.route, opening.facts)  # type: ignore[attr-defined]
    return situated(fold(stored.facts, route.stages[0].slug), services, stored.body)


def situated(project: Project, services: Services, body: str) -> Situation:
    """A project of a body under its edition and the body's own days today: its facts decide which part of its
    route it goes through."""
    rulebook = services.rulebook(project.rulebook_name, body)
    return Situation(project, rulebook, rulebook.route(project.route, project.facts), services.today, body)


def timetable_of(situation: Situation) -> Timetable:
    """The timetable of a project today."""
    return plan(situation.rulebook, situation.project.route, situation.asked)


def subject_of(body: str, project: Project) -> Subject:
    """The project as the access policy sees it."""
    readers = project.partners.readers
    return Subject(body, project.people, project.visibility, project.public, readers=readers)


def write_deadlines(uow: UnitOfWork, stored: Stored, situation: Situation, opened_on: date) -> Timetable:
    """Let the store's deadlines be those of the project as it now stands."""
    timetable = timetable_of(situation)
    known = register.posts(uow.connection, uow.body, situation.today)
    matter = matter_of(stored, situation, opened_on)
    titles = register.chain(known, matter.owner, matter.manager).titles
    over = [event.id for event in timetable.events if event.done or not situation.project.live]
    uow.deadlines(matter, deadlines(situation, timetable, titles), over)
    return timetable


def matter_of(stored: Stored, situation: Situation, opened_on: date) -> Matter:
    """The project as what deadlines belong to."""
    people, nation = situation.project.people, situation.rulebook.authority.nation
    asked = question(stored.body, situation.project).id
    return Matter(
        stored.body, nation, people.owner, people.manager, opened_on, project=stored.id, question=asked
    )

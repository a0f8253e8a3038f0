"""What a year of projects shows of how the Code was followed: figures that come of the work itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from workflow.clock import london
from workflow.commands.change import situation_of
from workflow.commands.services import Services
from workflow.errors import NotAllowed
from workflow.project.access import Action, Actor, may
from workflow.project.guards import not_met
from workflow.project.model import Project
from workflow.project.situation import Situation
from workflow.store import queries
from workflow.store.engine import reading
from workflow.store.unit_of_work import Stored


@dataclass(frozen=True, slots=True)
class Evaluated:
    """One project in figures. `asked` and `kept`: tasks of the stages it has left, and those with a record;
    `explained`, `excepted`, `not_met`: rules."""

    ref: str
    title: str
    route: str
    directorate: str
    first_contact: date | None
    consultation_days: int | None
    decided: date | None
    asked: int
    kept: int
    explained: int
    excepted: int
    not_met: int

    @property
    def contact_to_decision(self) -> int | None:
        """The days from the first contact to the decision; None while either is missing."""
        return (self.decided - self.first_contact).days if self.decided and self.first_contact else None


def evaluation(*, year: int, by: Actor, services: Services) -> tuple[Evaluated, ...]:
    """Every project of the actor's body that was opened, or in which something happened, in a year."""
    if not may(by, Action.SEE_DASHBOARD):
        raise NotAllowed
    with reading(services.engine) as connection:
        found = queries.every_project(connection, by.body)
    situations = ((stored, situation_of(stored, services)) for stored in found)
    return tuple(_evaluated(situation) for stored, situation in situations if _in(year, stored, situation))


def _in(year: int, stored: Stored, situation: Situation) -> bool:
    days = (instance.actual for instance in situation.project.instances.values())
    return london(stored.opened_at).year == year or any(day.year == year for day in days if day)


def _evaluated(situation: Situation) -> Evaluated:
    project, route = situation.project, situation.route
    tasks = [
        (task.id, stage.slug)
        for stage in route.stages
        if stage.slug in project.finished
        for task in stage.tasks
        if task.required
    ]
    return Evaluated(
        ref=project.ref,
        title=project.title,
        route=route.title,
        directorate=project.directorate,
        first_contact=_first(project, ("early_conversation_started", "provider_told")),
        consultation_days=_window(project),
        decided=project.actual("decision_made"),
        asked=len(tasks),
        kept=sum(project.has_record(task, stage) for task, stage in tasks),
        explained=sum(bool(asked.agreed) for asked in project.explanations.values()),
        excepted=len(project.exceptions),
        not_met=len(not_met(situation)),
    )


def _first(project: Project, events: Iterable[str]) -> date | None:
    return min((day for event in events if (day := project.actual(event))), default=None)


def _window(project: Project) -> int | None:
    opened, closed = project.actual("consultation_opened"), project.actual("consultation_closed")
    return (closed - opened).days if opened and closed else None

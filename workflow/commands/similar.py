"""How others of the same body did it: projects on the same route that have passed a stage."""

from __future__ import annotations

from dataclasses import dataclass

from workflow.commands.change import situation_of
from workflow.commands.services import Services
from workflow.commands.views import ProjectView
from workflow.project.model import ENDED
from workflow.store import queries
from workflow.store.engine import reading

MOST = 3


@dataclass(frozen=True, slots=True)
class Similar:
    """One project that passed the stage: how many records it kept there, and how many of the stage's rules it
    departed from with an agreed explanation."""

    ref: str
    title: str
    records: int
    explained: int


def similar(view: ProjectView, slug: str, services: Services) -> tuple[Similar, ...]:
    """Projects of the same body and route that finished this stage, the latest changed first."""
    stages = [stage.slug for stage in view.overview.rulebook.routes[view.overview.route.id].stages]
    if slug not in stages:
        return ()
    later = [*stages[stages.index(slug) + 1 :], ENDED]
    project = view.overview.project
    with reading(services.engine) as connection:
        found = queries.alike(connection, view.body.id, project.route, later, project.ref, 2 * MOST)
    rules = set(view.overview.route.stage(slug).gates)
    told = []
    for other in (situation_of(stored, services).project for stored in found):
        if slug in other.finished:
            agreed = sum(bool(e.agreed) and e.rule in rules for e in other.explanations.values())
            records = sum(record.stage == slug and not record.replaced_by for record in other.evidence)
            told.append(Similar(other.ref, other.title, records, agreed))
    return tuple(told[:MOST])

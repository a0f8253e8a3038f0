"""Open a stage again that was finished or left out: with a reason, or within a day to undo a slip."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from workflow.commands.change import Changed, change
from workflow.commands.services import Services
from workflow.commands.views import ProjectView
from workflow.project.access import Action, Actor
from workflow.project.events import Fact
from workflow.project.machine import StepBack, back, step_back
from workflow.project.situation import Situation
from workflow.store import queries
from workflow.store.engine import reading
from workflow.store.queries import Entry

UNDO = timedelta(hours=24)


def reopen(
    *,
    ref: str,
    stage: str,
    by: Actor,
    services: Services,
    reason: str = "",
    seen_version: int | None = None,
    once: str | None = None,
) -> Changed:
    """Go back into the stage that the project left last; what was recorded since stays.

    Raises Refused without a reason once a day has passed since the step, BadRequest for any other stage.
    """
    with reading(services.engine) as connection:
        stored = queries.stored(connection, by.body, ref)
        lately = undone_freely(queries.history(connection, stored.id), stage, services.clock.now())

    def work(situation: Situation) -> Sequence[Fact]:
        same = situation.project.version == stored.version
        return (back(situation, stage, reason, lately=lately and same),)

    return change(
        ref=ref,
        by=by,
        action=Action.EDIT_PROJECT,
        work=work,
        services=services,
        seen_version=seen_version,
        once=once,
    )


def undone_freely(history: Sequence[Entry], stage: str, now: datetime) -> bool:
    """Whether the last step from stage to stage (the newest entry first) left this one within a day."""
    last = next((entry for entry in history if entry.kind == "stage_moved"), None)
    return last is not None and last.data["start"] == stage and now - last.at <= UNDO


def way_back(view: ProjectView, services: Services) -> tuple[StepBack | None, bool]:
    """The step back that a project could take, and whether it needs no reason yet."""
    step = step_back(view.situation)
    free = step is not None and undone_freely(view.history, step.end, services.clock.now())
    return step, free

"""Take one step from stage to stage."""

from __future__ import annotations

from collections.abc import Sequence

from workflow.commands.change import Changed, change
from workflow.commands.services import Services
from workflow.project.access import Action, Actor
from workflow.project.events import Fact
from workflow.project.machine import move as ask_machine
from workflow.project.situation import Situation


def advance(
    *,
    ref: str,
    move: str,
    by: Actor,
    services: Services,
    reason: str = "",
    seen_version: int | None = None,
    once: str | None = None,
) -> Changed:
    """Finish or skip the stage a project stands in, or withdraw the project.

    Raises Refused with every obstacle while a gate is open; a skip and a withdrawal want a reason.
    """

    def work(situation: Situation) -> Sequence[Fact]:
        return (ask_machine(situation, move, reason),)

    return change(
        ref=ref,
        by=by,
        action=Action.EDIT_PROJECT,
        work=work,
        services=services,
        seen_version=seen_version,
        once=once,
    )

"""Let work on a project rest, and go on: the dates of its rules run all the while."""

from __future__ import annotations

from collections.abc import Sequence

from workflow.commands.change import Changed, Work, change
from workflow.commands.services import Services
from workflow.errors import BadRequest
from workflow.project.access import Action, Actor
from workflow.project.events import Fact
from workflow.project.events.partners import ProjectPaused, ProjectResumed
from workflow.project.situation import Situation
from workflow.words import gettext as _


def pause(
    *,
    ref: str,
    reason: str,
    by: Actor,
    services: Services,
    seen_version: int | None = None,
    once: str | None = None,
) -> Changed:
    """Let work on a running project rest, with the reason; its dates and reminders run on.

    Raises BadRequest without a reason, for a project that is over and for one that is paused already.
    """

    def work(situation: Situation) -> Sequence[Fact]:
        _want(situation, reason)
        if situation.project.partners.paused:
            raise BadRequest(_("This project is paused already."))
        return (ProjectPaused(reason.strip()),)

    return _change(work, ref, by, services, seen_version, once)


def resume(
    *,
    ref: str,
    reason: str,
    by: Actor,
    services: Services,
    seen_version: int | None = None,
    once: str | None = None,
) -> Changed:
    """Let work on a paused project go on, with the reason. Raises BadRequest without one or if none rests."""

    def work(situation: Situation) -> Sequence[Fact]:
        _want(situation, reason)
        if not situation.project.partners.paused:
            raise BadRequest(_("This project is not paused."))
        return (ProjectResumed(reason.strip()),)

    return _change(work, ref, by, services, seen_version, once)


def _want(situation: Situation, reason: str) -> None:
    if not situation.project.live:
        raise BadRequest(_("This project is over. Nothing is left to pause."))
    if not reason.strip():
        raise BadRequest(_("Say why. The reason is kept."))


def _change(
    work: Work, ref: str, by: Actor, services: Services, seen_version: int | None, once: str | None
) -> Changed:
    return change(
        ref=ref, by=by, action=Action.EDIT_PROJECT, work=work, services=services,
        seen_version=seen_version, once=once,
    )  # fmt: skip

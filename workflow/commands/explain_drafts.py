"""Answers on the way to a request for an explanation: kept page by page, so that nothing typed is lost."""

from __future__ import annotations

from collections.abc import Mapping

from workflow.commands.change import situation_of, subject_of
from workflow.commands.services import Services
from workflow.errors import BadRequest, NotAllowed
from workflow.project.access import Action, Actor, may
from workflow.store import drafts, queries
from workflow.store.engine import reading
from workflow.store.unit_of_work import unit_of_work
from workflow.words import gettext as _

LARGEST = 20_000
"""Characters of all answers together: more than anybody types, less than would fill a disk."""


def keep_draft(
    *, ref: str, rule: str, event: str, answers: Mapping[str, str], by: Actor, services: Services
) -> None:
    """Keep what somebody has answered so far. Raises NotFound, NotAllowed, or BadRequest for far too much."""
    if sum(len(name) + len(text) for name, text in answers.items()) > LARGEST:
        raise BadRequest(_("The answers must be %d characters or fewer together.") % LARGEST)
    with unit_of_work(services.engine, services.clock, by.body) as uow:
        stored = uow.project(ref)
        found = situation_of(stored, services)
        if not may(by, Action.ASK_EXPLANATION, subject_of(stored.body, found.project)):
            raise NotAllowed
        about = (stored.id, rule, event)
        now = services.clock.now()
        drafts.keep(uow.connection, about, body=by.body, person=by.person, answers=dict(answers), now=now)


def draft(*, ref: str, rule: str, event: str, by: Actor, services: Services) -> Mapping[str, str]:
    """What somebody has answered so far, by field; empty before the first answer. Raises NotFound."""
    with reading(services.engine) as connection:
        stored = queries.stored(connection, by.body, ref)
        return drafts.find(connection, (stored.id, rule, event), by.person)


def begun(*, ref: str, rule: str, by: Actor, services: Services) -> bool:
    """Whether anybody has begun to explain a rule of a project, or asked for it before. Raises NotFound."""
    with reading(services.engine) as connection:
        stored = queries.stored(connection, by.body, ref)
        if drafts.begun(connection, stored.id, rule):
            return True
    asked = situation_of(stored, services).project.explanations.values()
    return any(each.rule == rule for each in asked)

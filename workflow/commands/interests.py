"""Record the expressions of interest that a body receives, and how each was answered (R186)."""

from __future__ import annotations

from workflow.commands.services import Services
from workflow.errors import BadRequest, NotAllowed, Stale
from workflow.project.access import Action, Actor, Subject, may
from workflow.register.interests import Asked, Interest, faults
from workflow.store import interests as store
from workflow.store.engine import reading
from workflow.store.unit_of_work import unit_of_work


def interests(services: Services, actor: Actor) -> tuple[Interest, ...]:
    """Every expression of interest that the actor's body received, the latest first."""
    with reading(services.engine) as connection:
        return store.all_of(connection, actor.body)


def interest(services: Services, actor: Actor, id_: str) -> Interest:
    """One expression of interest of the actor's body. Raises NotFound, also for another body's."""
    with reading(services.engine) as connection:
        return store.one(connection, actor.body, id_)


def record_interest(*, asked: Asked, by: Actor, services: Services, once: str | None = None) -> Interest:
    """Keep an expression of interest. Raises BadRequest naming everything that must be mended, NotAllowed,
    AlreadyDone with its id for a used one-time key."""
    _check(by, asked, services)
    with unit_of_work(services.engine, services.clock, by.body) as uow:
        id_ = store.add(uow.connection, by.body, asked, by.post_title, services.clock.now())
        uow.once(once, id_)
        uow.audit("interest_recorded", {"id": id_, "state": asked.state}, by=by.person)
        return store.one(uow.connection, by.body, id_)


def change_interest(
    *, id_: str, asked: Asked, by: Actor, services: Services, seen_version: int, once: str | None = None
) -> Interest:
    """Let it say this from now on. Raises Stale if someone changed it since `seen_version`, and as recording
    does."""
    _check(by, asked, services)
    with unit_of_work(services.engine, services.clock, by.body) as uow:
        uow.once(once, id_)
        found = store.one(uow.connection, by.body, id_)
        if found.version != seen_version:
            raise Stale
        store.change(uow.connection, found, asked, seen_version, by.post_title, services.clock.now())
        uow.audit("interest_changed", {"id": id_, "state": asked.state}, by=by.person)
        return store.one(uow.connection, by.body, id_)


def _check(by: Actor, asked: Asked, services: Services) -> None:
    if not may(by, Action.OPEN_PROJECT, Subject(by.body)):
        raise NotAllowed
    wrong = [words for _field, words in faults(asked, services.today)]
    if wrong:
        raise BadRequest(" ".join(wrong))

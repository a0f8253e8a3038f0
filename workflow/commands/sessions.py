"""One's own sessions: which are open, and ending them."""

from __future__ import annotations

from workflow.commands.services import Services
from workflow.errors import NotFound
from workflow.project.access import Actor
from workflow.store import sessions
from workflow.store.engine import reading, writing
from workflow.store.sessions import Session
from workflow.store.unit_of_work import UnitOfWork


def mine(*, token: str, by: Actor, services: Services) -> tuple[Session, ...]:
    """One's own open sessions, the last used first."""
    with reading(services.engine) as connection:
        return sessions.of_person(connection, by.person, token, services.clock.now())


def end_one(*, session: str, by: Actor, services: Services) -> None:
    """End one of one's own sessions. Raises NotFound if there is no such open session of theirs."""
    now = services.clock.now()
    with writing(services.engine) as connection:
        if not sessions.end_one(connection, by.person, session, now):
            raise NotFound
        UnitOfWork(connection, services.clock, by.body).audit("session_ended", {}, by=by.person)


def end_others(*, token: str, by: Actor, services: Services) -> int:
    """End all of one's own sessions but this one; how many there were."""
    with writing(services.engine) as connection:
        ended = sessions.end_others(connection, by.person, token, services.clock.now())
        if ended:
            entry = {"sessions": ended}
            UnitOfWork(connection, services.clock, by.body).audit("sessions_ended", entry, by=by.person)
    return ended

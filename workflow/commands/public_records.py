"""Consultations and decisions of other bodies that came in: to be read, with source and day of capture."""

from __future__ import annotations

from workflow.commands.services import Services
from workflow.errors import NotAllowed
from workflow.project.access import Action, Actor, Subject, may
from workflow.store import public_records
from workflow.store.engine import reading
from workflow.store.public_records import RecordRow

KINDS = ("consultation", "decision")


def listed(
    services: Services, by: Actor, kind: str, asked: str, number: int
) -> tuple[tuple[RecordRow, ...], int]:
    """One page of the records of a kind that the actor's body took in, and how many there are."""
    if not may(by, Action.IMPORT, Subject(by.body)):
        raise NotAllowed
    with reading(services.engine) as connection:
        return public_records.page(connection, by.body, kind, asked, number)

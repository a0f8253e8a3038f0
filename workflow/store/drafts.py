"""Answers on the way to a request for an explanation: kept page by page for whoever types them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, delete, exists, select

from workflow.store import rows
from workflow.store.engine import upsert


def keep(
    connection: Connection,
    about: tuple[str, str, str],
    *,
    body: str,
    person: str,
    answers: Mapping[str, str],
    now: datetime,
) -> None:
    """Keep a person's answers about (project, rule, event) in place of those of before."""
    table = rows.explanation_draft
    place = dict(zip(("project", "rule", "event"), about, strict=True))
    new = upsert(connection, table).values(**place, body=body, person=person, answers=answers, changed_at=now)
    connection.execute(
        new.on_conflict_do_update(
            index_elements=["project", "rule", "event", "person"],
            set_={"answers": dict(answers), "changed_at": now},
        )
    )


def find(connection: Connection, about: tuple[str, str, str], person: str) -> Mapping[str, str]:
    """What a person has answered so far about (project, rule, event)."""
    table = rows.explanation_draft
    project, rule, event = about
    theirs = (table.c.project == project) & (table.c.rule == rule) & (table.c.event == event)
    found = connection.execute(select(table.c.answers).where(theirs, table.c.person == person)).scalar()
    return found if isinstance(found, dict) else {}


def begun(connection: Connection, project: str, rule: str) -> bool:
    """Whether anybody has begun to answer about a rule of a project."""
    table = rows.explanation_draft
    there = exists().where(table.c.project == project, table.c.rule == rule)
    return bool(connection.execute(select(there)).scalar())


def drop(connection: Connection, project: str, rule: str, event: str, person: str) -> None:
    """Keep a person's answers no longer."""
    table = rows.explanation_draft
    theirs = (table.c.project == project) & (table.c.rule == rule) & (table.c.event == event)
    connection.execute(delete(table).where(theirs, table.c.person == person))

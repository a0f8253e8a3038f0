"""What reached one organisation from every body here: invitations to consultations, and notices."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, and_, func, select
from sqlalchemy.orm import aliased

from workflow.register.ties import Tie
from workflow.store import rows
from workflow.store.agreements import entries_of
from workflow.store.consultations import CLOSED, OPENED

SENT, RECEIVED = "notice_sent", "notice_received"


@dataclass(frozen=True, slots=True)
class Invited:
    """A consultation that an organisation was invited to, with its days as they stand."""

    ref: str
    title: str
    body_name: str
    invited_on: date
    opened: date | None
    closes: date | None
    withdrawn: bool


@dataclass(frozen=True, slots=True)
class NoticeGiven:
    """A notice about one of its agreements: the day it was sent, and the day of its receipt if recorded."""

    title: str
    body_name: str
    sent: date | None
    received: date | None


def invited(connection: Connection, organisation: str) -> tuple[Invited, ...]:
    """The public consultations that an organisation was invited to by any body, the latest first."""
    ids = [id_ for id_, _body, _key in entries_of(connection, organisation)]
    table, project, body = rows.invitation, rows.project, rows.body
    opened, closed = (aliased(rows.event_instance) for _each in range(2))
    find = (
        select(
            project.c.ref,
            project.c.title,
            body.c.name,
            func.min(table.c.invited_on).label("on"),
            func.min(func.coalesce(opened.c.actual, opened.c.planned)),
            func.min(func.coalesce(closed.c.actual, closed.c.planned)),
            project.c.stage == "withdrawn",
        )
        .select_from(table)
        .join(project, project.c.id == table.c.project)
        .join(body, body.c.id == project.c.body)
        .outerjoin(opened, and_(opened.c.project == project.c.id, opened.c.event == OPENED))
        .outerjoin(closed, and_(closed.c.project == project.c.id, closed.c.event == CLOSED))
        .where(table.c.organisation.in_(ids), project.c.public, body.c.dates_public)
        .group_by(project.c.ref, project.c.title, body.c.name, project.c.stage)
    )
    found = [Invited(*row) for row in connection.execute(find)]
    return tuple(sorted(found, key=lambda one: (one.invited_on, one.ref), reverse=True))


def notices(connection: Connection, ties: Iterable[Tie]) -> tuple[NoticeGiven, ...]:
    """The notices that were sent about these agreements, the latest first, with their receipt."""
    about = {(tie.body, ref): tie for tie in ties for ref in tie.projects}
    event, project = rows.event_instance, rows.project
    find = (
        select(project.c.body, project.c.ref, event.c.event, func.max(event.c.actual))
        .join(project, project.c.id == event.c.project)
        .where(project.c.ref.in_({ref for _body, ref in about}), event.c.event.in_((SENT, RECEIVED)))
        .where(event.c.actual.is_not(None))
        .group_by(project.c.body, project.c.ref, event.c.event)
    )
    days: dict[tuple[str, str], dict[str, date]] = {}
    for body, ref, name, on in connection.execute(find):
        days.setdefault((body, ref), {})[name] = on
    found = [
        NoticeGiven(about[key].title, about[key].body_name, given.get(SENT), given.get(RECEIVED))
        for key, given in days.items()
        if key in about
    ]
    return tuple(sorted(found, key=lambda one: one.sent or one.received or date.min, reverse=True))

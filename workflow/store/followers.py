"""Who follows a project: the contacts of the organisations that it has invited and that may be written to."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, func, select
from sqlalchemy.orm import aliased

from workflow.store import rows


@dataclass(frozen=True, slots=True)
class Follower:
    """One contact, and the organisation for which they speak."""

    contact: str
    email: str
    organisation: str


def followers(connection: Connection, project: str) -> tuple[Follower, ...]:
    """Each contact once, of the entries that stand today; none whose time has ended, and none of an
    organisation that wants no mail."""
    invited, contact, known, standing = (
        rows.invitation, rows.contact, rows.organisation, aliased(rows.organisation)
    )  # fmt: skip
    find = (
        select(contact.c.id, contact.c.email, standing.c.name)
        .join(standing, standing.c.id == contact.c.organisation)
        .join(known, func.coalesce(known.c.merged_into, known.c.id) == standing.c.id)
        .join(invited, invited.c.organisation == known.c.id)
        .where(invited.c.project == project, contact.c.ended_at.is_(None), standing.c.no_mail.is_(False))
        .distinct()
        .order_by(contact.c.email, contact.c.id)
    )
    return tuple(Follower(*row) for row in connection.execute(find))

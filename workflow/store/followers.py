"""Who follows a project: the contacts of the organisations that it has invited and that may be written to."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from workflow.store import rows


@dataclass(frozen=True, slots=True)
class Follower:
    """One contact, and the organisation for which they speak."""

    contact: str
    email: str
    organisation: str


def followers(connection: Connection, project: str) -> tuple[Follower, ...]:
    """Each contact once; none whose time has ended, and none of an organisation that wants no mail."""
    invited, contact, organisation = rows.invitation, rows.contact, rows.organisation
    find = (
        select(contact.c.id, contact.c.email, organisation.c.name)
        .join(organisation, organisation.c.id == contact.c.organisation)
        .join(invited, invited.c.organisation == organisation.c.id)
        .where(invited.c.project == project, contact.c.ended_at.is_(None), organisation.c.no_mail.is_(False))
        .order_by(contact.c.email, contact.c.id)
    )
    return tuple(Follower(*row) for row in connection.execute(find))

"""Who comes in: new people, their identities at the sign-in service, contacts of organisations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, update

from workflow.errors import BadRequest
from workflow.store import rows
from workflow.store.accounts import same
from workflow.store.engine import insert_once
from workflow.store.ids import new_id
from workflow.words import gettext as _


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody who speaks for an organisation; `person` once they have accepted."""

    id: str
    body: str
    organisation: str
    organisation_name: str
    person: str | None
    email: str


def add_person(connection: Connection, body: str, email: str, password_hash: str | None) -> str:
    """A new person of a body without any post; their id. BadRequest: the address is taken meanwhile."""
    table, id_ = rows.person, new_id()
    told = {"body": body, "email": same(email), "password_hash": password_hash, "suspended": False}
    new = insert_once(connection, table).values(id=id_, **told)
    if connection.execute(new.returning(table.c.id)).first() is None:
        raise BadRequest(_("This address has an account already. Sign in with it."))
    return id_


def person_of(connection: Connection, issuer: str, subject: str) -> str | None:
    """Whom a sign-in service means by a subject, or None where nobody was linked to it."""
    table = rows.identity
    found: str | None = connection.execute(
        select(table.c.person).where(table.c.issuer == issuer, table.c.subject == subject)
    ).scalar()
    return found


def link_identity(connection: Connection, person: str, issuer: str, subject: str, now: datetime) -> None:
    """From now on this subject of a sign-in service is this person; once linked it stays whose it is."""
    told = {"person": person, "issuer": issuer, "subject": subject, "linked_at": now}
    connection.execute(insert_once(connection, rows.identity).values(id=new_id(), **told))


def linked_elsewhere(connection: Connection, person: str, issuer: str) -> bool:
    """Whether this person is linked to a subject of this sign-in service already."""
    table = rows.identity
    mine = select(table.c.id).where(table.c.person == person, table.c.issuer == issuer)
    return connection.execute(mine).first() is not None


def contacts(connection: Connection, email: str) -> tuple[Contact, ...]:
    """Everybody under an address who speaks for an organisation now, invited or signed in before."""
    table, organisation = rows.contact, rows.organisation
    columns = (
        table.c.id,
        table.c.body,
        table.c.organisation,
        organisation.c.name,
        table.c.person,
        table.c.email,
    )
    find = select(*columns).join(organisation, organisation.c.id == table.c.organisation)
    mine = find.where(table.c.email == same(email), table.c.ended_at.is_(None))
    return tuple(Contact(*row) for row in connection.execute(mine.order_by(table.c.invited_at, table.c.id)))


def standing(connection: Connection, organisation: str | None) -> str | None:
    """The entry that an organisation goes by: its own, or the one that it was merged into."""
    table = rows.organisation
    into = connection.execute(select(table.c.merged_into).where(table.c.id == organisation)).scalar()
    return into or organisation


def accept_contact(connection: Connection, contact: str, person: str) -> None:
    """From now on this person speaks for the organisation."""
    table = rows.contact
    connection.execute(update(table).where(table.c.id == contact).values(person=person))


def is_contact(connection: Connection, person: str) -> bool:
    """Whether a person is or was a contact: each speaks for one organisation."""
    table = rows.contact
    return connection.execute(select(table.c.id).where(table.c.person == person)).first() is not None


def holds_any(connection: Connection, person: str) -> bool:
    """Whether a person holds or held a post."""
    table = rows.holding
    return connection.execute(select(table.c.id).where(table.c.person == person)).first() is not None

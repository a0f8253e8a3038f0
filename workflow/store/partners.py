"""Partners of a project in the store: which posts of other bodies may read it, and how to reach each."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select

from workflow.store import rows
from workflow.store.engine import upsert
from workflow.store.unit_of_work import Stored


@dataclass(frozen=True, slots=True)
class Contact:
    """How a partner is reached: the title of a post there, and its address."""

    title: str
    address: str = ""


def body_shared_with(connection: Connection, posts: Collection[str], ref: str) -> str | None:
    """The body of a project that one of these posts of another body may read, or None."""
    table, project = rows.partner_post, rows.project
    find = select(project.c.body).join(table, table.c.project == project.c.id)
    return connection.execute(find.where(project.c.ref == ref, table.c.post.in_(posts))).scalar()


def refs_shared_with(connection: Connection, posts: Collection[str]) -> tuple[str, ...]:
    """The references of the projects of other bodies that one of these posts may read."""
    table, project = rows.partner_post, rows.project
    find = select(project.c.ref).join(table, table.c.project == project.c.id).distinct()
    return tuple(connection.execute(find.where(table.c.post.in_(posts)).order_by(project.c.ref)).scalars())


def put_readers(connection: Connection, stored: Stored, posts: Collection[str]) -> None:
    """Let these be the posts of other bodies that may read a project."""
    table = rows.partner_post
    connection.execute(delete(table).where(table.c.project == stored.id))
    for post in sorted(posts):
        connection.execute(insert(table).values(project=stored.id, body=stored.body, post=post))


def put_contact(connection: Connection, stored: Stored, partner: str, contact: Contact | None) -> None:
    """Let this be how a partner of a project is reached; None: it is forgotten."""
    table = rows.partner_contact
    if contact is None:
        connection.execute(delete(table).where(table.c.project == stored.id, table.c.partner == partner))
        return
    told = {"title": contact.title, "address": contact.address}
    new = upsert(connection, table).values(project=stored.id, body=stored.body, partner=partner, **told)
    connection.execute(new.on_conflict_do_update(index_elements=["project", "partner"], set_=told))


def contacts(connection: Connection, body: str, ref: str) -> Mapping[str, Contact]:
    """How each partner of a project of this body is reached, by the partner's id."""
    table, project = rows.partner_contact, rows.project
    find = select(table.c.partner, table.c.title, table.c.address).join(
        project, project.c.id == table.c.project
    )
    found = connection.execute(find.where(project.c.ref == ref, project.c.body == body))
    return {row.partner: Contact(row.title, row.address) for row in found}

"""Bodies, posts, people, organisations and agreements in the store."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import Connection, RowMapping, insert, or_, select

from workflow.alerts.rules import Chain
from workflow.project.access import COMPACT_LEAD, MONITORING_OFFICER
from workflow.register.model import Agreement
from workflow.store import rows
from workflow.store.engine import insert_once
from workflow.store.ids import new_id


@dataclass(frozen=True, slots=True)
class Body:
    """A council, NHS body or partner: who it is and which rulebook it goes by."""

    id: str
    slug: str
    name: str
    kind: str
    nation: str
    authority: str
    demonstration: bool
    sector_word: str
    """Its word for charities, community groups and social enterprises."""
    sender_address: str
    """Where answers to its mails go; "" while none is named."""
    officers_public: bool
    """Whether names of officers may be shown to the public."""
    dates_public: bool
    """Whether its changes and their dates are shown to the public."""
    version: int


@dataclass(frozen=True, slots=True)
class PostRow:
    """A post with its present holder, if any."""

    id: str
    title: str
    directorate: str
    roles: tuple[str, ...]
    reports_to: str | None
    holder: str | None
    email: str | None
    deputy: str | None = None
    """The post that stands in while nobody can be reached in this one."""
    limit: Decimal | None = None
    """Up to which value of a project, in pounds, it may agree explanations; None: no limit recorded."""
    telephone: str = ""
    """Of its team, for organisations that it leads the relationship with."""


def bodies(connection: Connection) -> tuple[Body, ...]:
    """Every body of this installation, by name."""
    table = rows.body
    names = [table.c[name] for name in Body.__slots__]
    return tuple(Body(**row) for row in connection.execute(select(*names).order_by(table.c.name)).mappings())


def body(connection: Connection, id_: str) -> Body:
    """One body by its id, which must exist."""
    return next(found for found in bodies(connection) if found.id == id_)


def posts(connection: Connection, body: str, today: date) -> Mapping[str, PostRow]:
    """The posts of a body by id, each with whoever holds it today."""
    post, holding, person = rows.post, rows.holding, rows.person
    holds = (
        (holding.c.post == post.c.id)
        & (holding.c.held_from <= today)
        & or_(holding.c.held_to.is_(None), holding.c.held_to >= today)
    )
    joined = post.outerjoin(holding, holds).outerjoin(person, person.c.id == holding.c.person)
    find = (
        select(post, person.c.id.label("holder"), person.c.email, person.c.suspended)
        .select_from(joined)
        .where(post.c.body == body)
        .order_by(post.c.title)
    )
    return {row["id"]: _post(row) for row in connection.execute(find).mappings()}


def _post(row: RowMapping) -> PostRow:
    held = row["holder"] is not None and not row["suspended"]
    return PostRow(
        str(row["id"]),
        str(row["title"]),
        str(row["directorate"]),
        tuple(row["roles"]),
        str(row["reports_to"]) if row["reports_to"] else None,
        str(row["holder"]) if held else None,
        str(row["email"]) if held else None,
        str(row["deputy"]) if row["deputy"] else None,
        row["delegation_limit"],
        str(row["telephone"]),
    )


def chain(known: Mapping[str, PostRow], owner: str, manager: str) -> Chain:
    """The posts that stand behind owner, manager, head, director, Compact lead and monitoring officer."""
    above = {p.id: p.reports_to for p in known.values()}
    head = above.get(manager)
    found = {
        "owner": owner,
        "manager": manager,
        "head": head,
        "director": above.get(head) if head else None,
        "compact_lead": _with_role(known, COMPACT_LEAD),
        "monitoring_officer": _with_role(known, MONITORING_OFFICER),
    }
    present = {role: post for role, post in found.items() if post in known and post is not None}
    return Chain(present, {role: known[post].title for role, post in present.items()})


def _with_role(known: Mapping[str, PostRow], role: str) -> str | None:
    return next((p.id for p in known.values() if role in p.roles), None)


def add_body(connection: Connection, **values: object) -> str:
    """A new body; its id."""
    id_ = new_id()
    connection.execute(insert(rows.body).values(id=id_, **values))
    return id_


def add_post(connection: Connection, body: str, title: str, roles: Iterable[str], **more: object) -> str:
    """A new post of a body, its directorate made known with it; its id."""
    id_ = new_id()
    connection.execute(insert(rows.post).values(id=id_, body=body, title=title, roles=list(roles), **more))
    if more.get("directorate"):
        add_directorate(connection, body, str(more["directorate"]))
    return id_


def add_directorate(connection: Connection, body: str, name: str) -> bool:
    """Make a directorate known; whether it was not before."""
    known = insert_once(connection, rows.directorate).values(id=new_id(), body=body, name=name)
    return connection.execute(known).rowcount == 1


def add_person(
    connection: Connection, body: str, email: str, password_hash: str, post: str, since: date
) -> str:
    """A new person of a body who holds a post from a day on; their id."""
    id_ = new_id()
    person = insert(rows.person).values(
        id=id_, body=body, email=email.casefold(), password_hash=password_hash, suspended=False
    )
    connection.execute(person)
    connection.execute(
        insert(rows.holding).values(id=new_id(), body=body, post=post, person=id_, held_from=since)
    )
    return id_


def agreements(connection: Connection, body: str) -> tuple[Agreement, ...]:
    """Every agreement of a body, by key."""
    table = rows.agreement
    found = connection.execute(select(table).where(table.c.body == body).order_by(table.c.key)).mappings()
    names = [name for name in Agreement.__slots__ if name not in ("start", "end")]
    return tuple(
        Agreement(start=row["starts"], end=row["ends"], **{n: row[n] for n in names}) for row in found
    )

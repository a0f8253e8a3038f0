"""Posts as an administrator keeps them: who holds them, who comes next, who stands in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, delete, exists, insert, or_, select, update

from workflow.errors import NotFound, Stale
from workflow.project.access import ADMIN
from workflow.store import rows
from workflow.store.engine import is_sqlite
from workflow.store.ids import new_id

ENDED = ("ended", "withdrawn")
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Holding:
    """A person in a post: from which day on, and the last day if one is known."""

    person: str
    email: str
    suspended: bool
    held_from: date
    held_to: date | None


@dataclass(frozen=True, slots=True)
class Seat:
    """A post with whoever holds it today and whoever is to follow; `limit` in pounds, None: not recorded."""

    id: str
    title: str
    directorate: str
    roles: tuple[str, ...]
    reports_to: str | None
    limit: Decimal | None
    deputy: str | None
    version: int
    holder: Holding | None
    follows: Holding | None
    telephone: str = ""

    @property
    def held(self) -> bool:
        """Whether somebody holds it today who is not suspended."""
        return self.holder is not None and not self.holder.suspended


def hold_still(connection: Connection, body: str) -> None:
    """One act of administration at a time in a body: until this transaction ends the next one waits."""
    find = select(rows.body.c.id).where(rows.body.c.id == body)
    connection.execute(find if is_sqlite(connection) else find.with_for_update(key_share=True))


def seats(connection: Connection, body: str, today: date) -> Mapping[str, Seat]:
    """Every post of a body by id, in the order of directorates and titles."""
    held: dict[str, list[Holding]] = {}
    for row in connection.execute(_holdings(body, today)).mappings():
        held.setdefault(row["post"], []).append(_holding(row))
    table = rows.post
    find = select(table).where(table.c.body == body).order_by(table.c.directorate, table.c.title)
    return {
        row["id"]: _seat(row, held.get(row["id"], []), today) for row in connection.execute(find).mappings()
    }


def seat(connection: Connection, body: str, id_: str, today: date) -> Seat:
    """One post of a body. Raises NotFound."""
    found = seats(connection, body, today).get(id_)
    if found is None:
        raise NotFound
    return found


def change(connection: Connection, body: str, id_: str, seen_version: int, **values: object) -> None:
    """Change a post as it was seen. Raises NotFound, or Stale if somebody changed it meanwhile."""
    table = rows.post
    mine = (table.c.id == id_) & (table.c.body == body)
    seen = update(table).where(mine, table.c.version == seen_version)
    if connection.execute(seen.values(version=seen_version + 1, **values)).rowcount == 1:
        return
    if connection.execute(select(table.c.id).where(mine)).first() is None:
        raise NotFound
    raise Stale


def begin_holding(connection: Connection, body: str, post: str, person: str, since: date) -> str | None:
    """Let a person hold a post from a day on, until further notice; who held it until the day before, if any.

    Whoever was to follow from that day or later does not.
    """
    before = end_holding(connection, post, since)
    held = {"body": body, "post": post, "person": person, "held_from": since}
    connection.execute(insert(rows.holding).values(id=new_id(), **held))
    return before


def end_holding(connection: Connection, post: str, vacant_from: date) -> str | None:
    """Let a post be vacant from a day on; who held it until then, if anybody."""
    table = rows.holding
    mine = table.c.post == post
    reaches = mine & or_(table.c.held_to.is_(None), table.c.held_to >= vacant_from)
    until_then = select(table.c.person).where(reaches, table.c.held_from < vacant_from)
    found = connection.execute(until_then).scalar()
    connection.execute(delete(table).where(mine, table.c.held_from >= vacant_from))
    connection.execute(update(table).where(reaches).values(held_to=vacant_from - DAY))
    return found


def directorates(connection: Connection, body: str) -> tuple[str, ...]:
    """The names of a body's directorates, in order."""
    table = rows.directorate
    find = select(table.c.name).where(table.c.body == body).order_by(table.c.name)
    return tuple(connection.execute(find).scalars())


def remove_directorate(connection: Connection, body: str, name: str) -> None:
    """Forget a directorate. Raises NotFound if there is none of that name."""
    table = rows.directorate
    if connection.execute(delete(table).where(table.c.body == body, table.c.name == name)).rowcount != 1:
        raise NotFound


def stands_in_for(connection: Connection, posts: Iterable[str], today: date) -> Sequence[Any]:
    """The posts that these posts are the deputies of, while nobody who can sign in holds them."""
    post, holding, person = rows.post, rows.holding, rows.person
    held = (
        select(holding.c.id)
        .join(person, person.c.id == holding.c.person)
        .where(holding.c.post == post.c.id, ~person.c.suspended, holding.c.held_from <= today)
        .where(or_(holding.c.held_to.is_(None), holding.c.held_to >= today))
    )
    find = select(post.c.id, post.c.title, post.c.roles).where(post.c.deputy.in_(list(posts)), ~exists(held))
    return connection.execute(find).all()


def somebody_administers(connection: Connection, body: str, today: date) -> bool:
    """Whether today and on every later day that is known somebody who may sign in is an administrator."""
    post, holding, person = rows.post, rows.holding, rows.person
    find = (
        select(post.c.roles, holding.c.held_from, holding.c.held_to)
        .join(holding, holding.c.post == post.c.id)
        .join(person, person.c.id == holding.c.person)
        .where(post.c.body == body, ~person.c.suspended)
        .where(or_(holding.c.held_to.is_(None), holding.c.held_to >= today))
    )
    terms = [(row.held_from, row.held_to) for row in connection.execute(find) if ADMIN in row.roles]
    changes = {today} | {last + DAY for _first, last in terms if last}
    return all(any(a <= day and (b is None or day <= b) for a, b in terms) for day in changes)


def _holdings(body: str, today: date) -> Select[Any]:
    holding, person = rows.holding, rows.person
    return (
        select(holding, person.c.email, person.c.suspended)
        .join(person, person.c.id == holding.c.person)
        .where(holding.c.body == body, or_(holding.c.held_to.is_(None), holding.c.held_to >= today))
        .order_by(holding.c.held_from)
    )


def _holding(row: RowMapping) -> Holding:
    return Holding(**{name: row[name] for name in Holding.__slots__})


def _seat(row: RowMapping, held: list[Holding], today: date) -> Seat:
    now = next((one for one in held if one.held_from <= today), None)
    later = next((one for one in held if one.held_from > today), None)
    return Seat(
        id=row["id"],
        title=row["title"],
        directorate=row["directorate"],
        roles=tuple(row["roles"]),
        reports_to=row["reports_to"],
        limit=row["delegation_limit"],
        deputy=row["deputy"],
        version=row["version"],
        holder=now,
        follows=later,
        telephone=row["telephone"],
    )

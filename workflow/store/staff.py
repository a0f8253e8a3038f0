"""The people of a body as an administrator sees them, and what belongs to the post that somebody holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, exists, func, or_, select, update

from workflow.errors import NotFound
from workflow.store import rows
from workflow.store.posts import ENDED

OPEN_ALERT = ("new", "told", "acknowledged")


@dataclass(frozen=True, slots=True)
class StaffRow:
    """A person of a body: how they sign in, when they were last seen, the posts they hold today."""

    id: str
    email: str
    suspended: bool
    password: bool
    single_sign_on: bool
    second_factor: bool
    last_seen: datetime | None
    posts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Belongings:
    """What belongs to a post, and so to whoever holds it: running projects (reference, title), and counts."""

    owned: tuple[tuple[str, str], ...]
    managed: tuple[tuple[str, str], ...]
    decided: tuple[tuple[str, str], ...]
    explanations: int
    alerts: int
    organisations: int
    agreements: int = 0


def staff(connection: Connection, body: str, today: date) -> Mapping[str, StaffRow]:
    """Everybody who may sign in for a body by id, contacts of organisations left out; by address."""
    held: dict[str, list[str]] = {}
    for row in connection.execute(_titles(body, today)):
        held.setdefault(row.person, []).append(row.title)
    found = connection.execute(_people(body)).mappings()
    return {row["id"]: _staff(row, tuple(held.get(row["id"], ()))) for row in found}


def person(connection: Connection, body: str, id_: str, today: date) -> StaffRow:
    """One person of a body. Raises NotFound."""
    found = staff(connection, body, today).get(id_)
    if found is None:
        raise NotFound
    return found


def suspend(connection: Connection, person: str, suspended: bool) -> None:
    """Keep a person from signing in, or let them again."""
    table = rows.person
    connection.execute(update(table).where(table.c.id == person).values(suspended=suspended))


def belongings(connection: Connection, body: str, post: str) -> Belongings:
    """What belongs to a post now."""
    project, alert, organisation = rows.project, rows.alert, rows.organisation
    running = select(project.c.ref, project.c.title, project.c.owner, project.c.manager, project.c.decider)
    running = running.where(project.c.body == body, project.c.stage.not_in(ENDED)).order_by(project.c.ref)
    found = connection.execute(running).all()
    told = select(func.count()).select_from(alert).where(alert.c.body == body, alert.c.recipient == post)
    led = select(func.count()).select_from(organisation).where(organisation.c.lead == post)
    agreement = rows.agreement
    answers = select(func.count()).select_from(agreement).where(agreement.c.body == body)
    return Belongings(
        owned=tuple((row.ref, row.title) for row in found if row.owner == post),
        managed=tuple((row.ref, row.title) for row in found if row.manager == post),
        decided=tuple((row.ref, row.title) for row in found if row.decider == post),
        explanations=_waiting(connection, body, post),
        alerts=connection.execute(told.where(alert.c.state.in_(OPEN_ALERT))).scalar_one(),
        organisations=connection.execute(led.where(organisation.c.body == body)).scalar_one(),
        agreements=connection.execute(answers.where(agreement.c.post == post)).scalar_one(),
    )


def _waiting(connection: Connection, body: str, post: str) -> int:
    """How many explanations wait for this post, as the manager's or as the one who decides."""
    table, project = rows.explanation, rows.project
    find = (
        select(func.count())
        .select_from(table.join(project, project.c.id == table.c.project))
        .where(table.c.body == body, table.c.agreed.is_(None), project.c.stage.not_in(ENDED))
        .where(or_(project.c.manager == post, project.c.decider == post))
    )
    return int(connection.execute(find).scalar_one())


def _titles(body: str, today: date) -> Select[Any]:
    holding, post = rows.holding, rows.post
    return (
        select(holding.c.person, post.c.title)
        .join(post, post.c.id == holding.c.post)
        .where(holding.c.body == body, holding.c.held_from <= today)
        .where(or_(holding.c.held_to.is_(None), holding.c.held_to >= today))
        .order_by(post.c.title)
    )


def _people(body: str) -> Select[Any]:
    table, contact = rows.person, rows.contact
    session, identity, factor = rows.session, rows.identity, rows.second_factor
    last = select(func.max(session.c.seen_at)).where(session.c.person == table.c.id).scalar_subquery()
    linked = exists(select(identity.c.id).where(identity.c.person == table.c.id))
    second = exists(
        select(factor.c.person).where(factor.c.person == table.c.id, factor.c.confirmed_at.is_not(None))
    )
    speaks = exists(select(contact.c.id).where(contact.c.person == table.c.id))
    shown = select(
        table.c.id,
        table.c.email,
        table.c.suspended,
        func.coalesce(table.c.password_hash, "").label("hash"),
        linked.label("linked"),
        second.label("second"),
        last.label("last_seen"),
    )
    return shown.where(table.c.body == body, ~speaks).order_by(table.c.email)


def _staff(row: RowMapping, posts: tuple[str, ...]) -> StaffRow:
    return StaffRow(
        row["id"],
        row["email"],
        row["suspended"],
        bool(row["hash"]),
        bool(row["linked"]),
        bool(row["second"]),
        row["last_seen"],
        posts,
    )

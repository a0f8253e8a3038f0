"""Consultations in the store: whom one may invite, who was invited, and the public list of all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import aliased

from workflow.clock import london
from workflow.project.events import Fact, from_data
from workflow.register.names import name_key
from workflow.store import rows
from workflow.store.engine import insert_once
from workflow.store.ids import new_id

OPENED, CLOSED, ANSWERED = "consultation_opened", "consultation_closed", "response_published"
MOST_SUGGESTED, AT_A_TIME = 200, 500
LETTER, NO_ADDRESS, NO_MAIL = "letter", "no_address", "no_mail"


@dataclass(frozen=True, slots=True)
class Candidate:
    """An organisation that may be invited: why it is suggested, and whether a letter can reach it."""

    id: str
    name: str
    size: str
    district: str
    provides: bool
    serves: tuple[str, ...]
    reached: bool


@dataclass(frozen=True, slots=True)
class Listed:
    """One consultation in the public list: its dates as they stand; `latest` is its last safe opening.
    `asked`: what it asks of a plan, as data; `moved`: whether its opening or its answer was dated twice."""

    ref: str
    title: str
    body: str
    body_name: str
    rulebook: str
    edition: str
    stage: str
    planned: date | None
    latest: date | None
    opened: date | None
    closes: date | None
    closed: date | None
    answer_by: date | None
    answered: date | None
    explained: bool
    id: str
    route: str
    question: str | None
    asked: Mapping[str, Any] | None
    moved: bool
    withdrawn: bool


@dataclass(frozen=True, slots=True)
class Busy:
    """An organisation that other consultations ask in the same weeks: how many others."""

    organisation: str
    name: str
    others: int


def suggested(
    connection: Connection,
    body: str,
    *,
    groups: Sequence[str],
    areas: Sequence[str],
    providers: Sequence[str],
) -> tuple[Candidate, ...]:
    """Organisations of a body's register that serve one of these groups or work in one of these areas, and
    the present providers, by name; at most `MOST_SUGGESTED`."""
    table, tag = rows.organisation, rows.organisation_tag
    tagged = or_(
        and_(tag.c.kind.in_(("serves", "knows")), func.lower(tag.c.value).in_(_lower(groups))),
        and_(tag.c.kind == "area", func.lower(tag.c.value).in_(_lower(areas))),
    )
    wanted: list[ColumnElement[bool]] = [table.c.id.in_(list(providers))]
    if groups or areas:
        wanted.append(table.c.id.in_(select(tag.c.organisation).where(tag.c.body == body, tagged)))
    if areas:
        wanted.append(func.lower(table.c.district).in_(_lower(areas)))
    return _candidates(connection, body, or_(*wanted), providers)


def infrastructure(connection: Connection, body: str) -> tuple[Candidate, ...]:
    """The organisations of a body's register that support and speak for other local groups, by name."""
    return _candidates(connection, body, rows.organisation.c.type == "infrastructure", ())


def candidates(
    connection: Connection, body: str, ids: Iterable[str], providers: Sequence[str]
) -> tuple[Candidate, ...]:
    """These organisations of a body, each as the entry that stands for it today, by name."""
    return _candidates(connection, body, rows.organisation.c.id.in_(_standing(body, ids)), providers, None)


def _standing(body: str, ids: Iterable[str]) -> Select[tuple[str]]:
    table = rows.organisation
    stands = func.coalesce(table.c.merged_into, table.c.id)
    return select(stands).where(table.c.body == body, table.c.id.in_(list(ids)))


def _candidates(
    connection: Connection,
    body: str,
    wanted: ColumnElement[bool],
    providers: Sequence[str],
    most: int | None = MOST_SUGGESTED,
) -> tuple[Candidate, ...]:
    table, contact, tag = rows.organisation, rows.contact, rows.organisation_tag
    speaks = exists().where(contact.c.organisation == table.c.id, contact.c.ended_at.is_(None))
    reached = case((table.c.no_mail, False), else_=speaks)
    find = (
        select(table.c.id, table.c.name, table.c.size, table.c.district, reached)
        .where(table.c.body == body, table.c.merged_into.is_(None), wanted)
        .order_by(table.c.name_key, table.c.id)
        .limit(most)
    )
    found = connection.execute(find).all()
    tags: dict[str, list[str]] = {}
    serving = select(tag.c.organisation, tag.c.value).where(
        tag.c.kind == "serves", tag.c.organisation.in_([row[0] for row in found])
    )
    for organisation, value in connection.execute(serving.order_by(tag.c.value)):
        tags.setdefault(organisation, []).append(value)
    return tuple(
        Candidate(id_, name, size, district, id_ in providers, tuple(tags.get(id_, ())), bool(ok))
        for id_, name, size, district, ok in found
    )


def providers(connection: Connection, body: str, agreement: str | None) -> tuple[str, ...]:
    """The organisations behind the agreement that a project is about, by id."""
    if not agreement:
        return ()
    table, known = rows.agreement, rows.organisation
    standing = func.coalesce(known.c.merged_into, known.c.id)
    tie = or_(
        table.c.organisation == known.c.id,
        and_(table.c.organisation.is_(None), table.c.organisation_key == known.c.key),
    )
    find = (
        select(standing)
        .distinct()
        .where(
            table.c.body == body,
            known.c.body == body,
            tie,
            or_(table.c.key == agreement, table.c.id == agreement),
        )
    )
    return tuple(connection.execute(find).scalars())


def tags(connection: Connection, body: str) -> Mapping[str, tuple[str, ...]]:
    """What the register of a body knows of groups served (`serves`) and areas (`area`), each once."""
    tag, table = rows.organisation_tag, rows.organisation
    find = select(tag.c.kind, tag.c.value).distinct().where(tag.c.body == body).order_by(tag.c.value)
    found: dict[str, list[str]] = {"serves": [], "area": []}
    for kind, value in connection.execute(find):
        found.setdefault(kind, []).append(value)
    named = select(table.c.district).distinct().where(table.c.body == body, table.c.district != "")
    areas = {*found["area"], *connection.execute(named).scalars()}
    return {"serves": tuple(found["serves"]), "area": tuple(sorted(areas, key=name_key))}


def invite(connection: Connection, *, body: str, project: str, organisation: str, on: date, how: str) -> bool:
    """Note that an organisation was invited; False if it had been before."""
    new = insert_once(connection, rows.invitation).values(
        id=new_id(), body=body, project=project, organisation=organisation, invited_on=on, how=how
    )
    return connection.execute(new.returning(rows.invitation.c.id)).first() is not None


def invited(connection: Connection, project: str) -> tuple[tuple[str, str, date, str], ...]:
    """Who was invited to a consultation: id and name of the standing entry, the day, how; by name."""
    table, known, standing = rows.invitation, rows.organisation, aliased(rows.organisation)
    find = (
        select(standing.c.id, standing.c.name, func.min(table.c.invited_on), func.min(table.c.how))
        .join(known, known.c.id == table.c.organisation)
        .join(standing, standing.c.id == func.coalesce(known.c.merged_into, known.c.id))
        .where(table.c.project == project)
        .group_by(standing.c.id, standing.c.name, standing.c.name_key)
        .order_by(standing.c.name_key, standing.c.id)
    )
    return tuple((str(i), str(name), on, str(how)) for i, name, on, how in connection.execute(find))


def busy(
    connection: Connection, body: str, project: str, organisations: Sequence[str], opens: date, closes: date
) -> tuple[Busy, ...]:
    """Which of these organisations other consultations of the body ask between two days, most asked first."""
    if not organisations:
        return ()
    table, known, asked = rows.invitation, rows.organisation, aliased(rows.organisation)
    opened, closed = (aliased(rows.event_instance) for _each in range(2))
    stands = func.coalesce(asked.c.merged_into, asked.c.id)
    overlap = (
        select(stands.label("organisation"), func.count(table.c.project.distinct()).label("others"))
        .join(asked, asked.c.id == table.c.organisation)
        .join(rows.project, and_(rows.project.c.id == table.c.project, rows.project.c.stage != "withdrawn"))
        .join(opened, and_(opened.c.project == table.c.project, opened.c.event == OPENED))
        .outerjoin(closed, and_(closed.c.project == table.c.project, closed.c.event == CLOSED))
        .where(
            table.c.body == body,
            table.c.project != project,
            stands.in_(_standing(body, organisations)),
            func.coalesce(opened.c.actual, opened.c.planned) <= closes,
            func.coalesce(closed.c.actual, closed.c.planned, opens) >= opens,
        )
        .group_by(stands)
        .subquery()
    )
    find = (
        select(known.c.id, known.c.name, overlap.c.others)
        .join(overlap, overlap.c.organisation == known.c.id)
        .order_by(overlap.c.others.desc(), known.c.name_key, known.c.id)
    )
    return tuple(Busy(str(i), str(name), int(n)) for i, name, n in connection.execute(find))


def listed(connection: Connection) -> tuple[Listed, ...]:
    """Every consultation that the public may see, of every body that shows its dates, in one statement."""
    project, body, due = rows.project, rows.body, rows.deadline
    opened, closed, answered = (aliased(rows.event_instance) for _each in range(3))
    asked = rows.explanation
    explained = exists().where(
        asked.c.project == project.c.id, asked.c.event == CLOSED, asked.c.agreed.is_(True)
    )
    latest = (
        select(func.min(rows.deadline_day.c.last_safe))
        .join(due, due.c.day == rows.deadline_day.c.id)
        .where(due.c.matter == project.c.id, due.c.event == OPENED, due.c.live)
        .scalar_subquery()
    )
    find = (
        select(
            project.c.ref, project.c.title, body.c.slug.label("body"), body.c.name.label("body_name"),
            project.c.rulebook, project.c.edition, project.c.stage, opened.c.planned, latest.label("latest"),
            opened.c.actual.label("opened"), closed.c.planned.label("closes"),
            closed.c.actual.label("closed"), answered.c.planned.label("answer_by"),
            answered.c.actual.label("answered"), explained.label("explained"), project.c.id, project.c.route,
            project.c.question, rows.question.c.asked,
            or_(opened.c.changes > 1, answered.c.changes > 1).label("moved"),
            (project.c.stage == "withdrawn").label("withdrawn"),
        )
        .join(body, body.c.id == project.c.body)
        .outerjoin(rows.question, rows.question.c.id == project.c.question)
        .outerjoin(opened, _first(opened, OPENED))
        .outerjoin(closed, _first(closed, CLOSED))
        .outerjoin(answered, _first(answered, ANSWERED))
        .where(project.c.public, body.c.dates_public)
        .order_by(project.c.ref)
    )  # fmt: skip
    return tuple(Listed(**row) for row in connection.execute(find).mappings())


def told(connection: Connection, projects: Sequence[str], kind: str) -> Mapping[str, list[tuple[date, Fact]]]:
    """Every fact of one kind of these projects, with the day on which it was recorded, oldest first."""
    table = rows.project_fact
    found: dict[str, list[tuple[date, Fact]]] = {}
    for start in range(0, len(projects), AT_A_TIME):
        some = table.c.project.in_(projects[start : start + AT_A_TIME])
        find = select(table.c.project, table.c.kind, table.c.data, table.c.at)
        find = find.where(some, table.c.kind == kind).order_by(table.c.project, table.c.seq)
        for project, named, data, at in connection.execute(find):
            found.setdefault(project, []).append((london(at).date(), from_data(named, data)))
    return found


def _first(table: FromClause, event: str) -> ColumnElement[bool]:
    return and_(table.c.project == rows.project.c.id, table.c.event == event, table.c.instance == 1)


def _lower(values: Sequence[str]) -> list[str]:
    return [value.strip().lower() for value in values if value.strip()]

"""The questions that pages ask of the store. Every one names the body whose rows it may see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, Table, func, select

from workflow.alerts.model import Alert
from workflow.errors import NotFound
from workflow.store import outbox, rows
from workflow.store.alone import number_alone
from workflow.store.unit_of_work import Stored, facts_of


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a project's history: what happened, by which post, when."""

    seq: int
    kind: str
    data: Mapping[str, object]
    post_title: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertRow(Alert):
    """An alert as its reader finds it in a list: what became of it, and whose project it is about."""

    title: str
    raised_at: datetime
    state: str
    plan_until: date | None
    acknowledged_by: str | None
    owner: str
    manager: str


@dataclass(frozen=True, slots=True)
class MailRow:
    """One mail of the outbox, whatever became of it."""

    id: str
    to_post: str | None
    to_address: str
    subject: str
    text: str
    html: str
    why: str
    queued_at: datetime
    send_after: datetime
    state: str
    tries: int
    sent_at: datetime | None
    last_answer: str


def next_ref(connection: Connection, prefix: str, year: int) -> str:
    """The next free reference of a year, e.g. "COM-2026-014", which nobody else gets before this transaction
    ends."""
    ref, stem = rows.project.c.ref, f"{prefix}-{year}-"
    number_alone(connection, stem)
    by_number = (func.length(ref).desc(), ref.desc())  # 1000 comes after 999
    last = select(ref).where(ref.like(f"{stem}%")).order_by(*by_number).limit(1)
    used = connection.execute(last).scalar()
    return f"{stem}{int(used.removeprefix(stem)) + 1 if used else 1:03d}"


def stored(connection: Connection, body: str | None, ref: str) -> Stored:
    """The facts of one project of a body (None: any body, for public pages). Raises NotFound."""
    table = rows.project
    find = select(table).where(table.c.ref == ref)
    found = connection.execute(find if body is None else find.where(table.c.body == body)).mappings().first()
    if found is None:
        raise NotFound
    return _stored(connection, found)


def live_projects(connection: Connection, body: str) -> tuple[Stored, ...]:
    """Every project of a body that still runs, by reference."""
    table = rows.project
    running = table.c.stage.not_in(("ended", "withdrawn"))
    return _all(connection, select(table).where(table.c.body == body, running).order_by(table.c.ref))


def every_project(connection: Connection, body: str) -> tuple[Stored, ...]:
    """Every project of a body, running or over, by reference."""
    table = rows.project
    return _all(connection, select(table).where(table.c.body == body).order_by(table.c.ref))


def alike(
    connection: Connection, body: str, route: str, stages: Sequence[str], but: str, most: int
) -> tuple[Stored, ...]:
    """Projects of a body on a route that stand in one of these stages, but one; the latest changed first."""
    table = rows.project
    same = (table.c.body == body, table.c.route == route, table.c.stage.in_(stages), table.c.ref != but)
    latest = (table.c.changed_at.desc(), table.c.ref)
    return _all(connection, select(table).where(*same).order_by(*latest).limit(most))


def public_projects(connection: Connection) -> tuple[Stored, ...]:
    """Every project that the public may see, of every body that shows its dates, by reference."""
    table = rows.project
    return _all(connection, select(table).where(table.c.public, _shown(table)).order_by(table.c.ref))


def count_private(connection: Connection) -> int:
    """How many running projects are not public yet: they are counted, not shown."""
    table = rows.project
    running = table.c.stage.not_in(("ended", "withdrawn"))
    hidden = select(func.count()).where(~table.c.public, _shown(table), running)
    return int(connection.execute(hidden).scalar_one())


def history(connection: Connection, project: str) -> tuple[Entry, ...]:
    """Everything that happened to a project, newest first."""
    table = rows.project_fact
    find = select(table.c.seq, table.c.kind, table.c.data, table.c.post_title, table.c.at)
    found = connection.execute(find.where(table.c.project == project).order_by(table.c.seq.desc()))
    return tuple(Entry(*row) for row in found)


def explanation_ref(connection: Connection, body: str, explanation: str) -> str:
    """The reference of the project that an explanation of this body belongs to. Raises NotFound."""
    table, project = rows.explanation, rows.project
    find = select(project.c.ref).join(table, table.c.project == project.c.id)
    ref = connection.execute(find.where(table.c.id == explanation, table.c.body == body)).scalar()
    if ref is None:
        raise NotFound
    return str(ref)


def alerts(
    connection: Connection, body: str, *, state: tuple[str, ...], project: str | None = None
) -> tuple[AlertRow, ...]:
    """Alerts of a body in some states, the most overdue first."""
    find = _alerts().where(rows.alert.c.body == body, rows.alert.c.state.in_(state))
    if project:
        find = find.where(rows.project.c.ref == project)
    ordered = find.order_by(rows.alert.c.last_safe, rows.alert.c.rung.desc(), rows.alert.c.id)
    return tuple(_alert(row) for row in connection.execute(ordered).mappings())


def alert(connection: Connection, body: str, id_: str) -> AlertRow:
    """One alert of a body. Raises NotFound."""
    found = (
        connection.execute(_alerts().where(rows.alert.c.id == id_, rows.alert.c.body == body))
        .mappings()
        .first()
    )
    if found is None:
        raise NotFound
    return _alert(found)


def mails(connection: Connection, body: str) -> tuple[MailRow, ...]:
    """Every mail of a body: queued, sent, failed or superseded, newest first."""
    return tuple(_mail(row) for row in connection.execute(_mails(body)).mappings())


def mail(connection: Connection, body: str, id_: str) -> MailRow:
    """One mail of a body. Raises NotFound."""
    found = connection.execute(_mails(body).where(rows.outbox.c.id == id_)).mappings().first()
    if found is None:
        raise NotFound
    return _mail(found)


def _shown(table: Table) -> ColumnElement[bool]:
    """Whether the body of a project shows its dates to the public."""
    return table.c.body.in_(select(rows.body.c.id).where(rows.body.c.dates_public))


def _mails(body: str) -> Select[tuple[object, ...]]:
    table = rows.outbox
    return select(table).where(table.c.body == body).order_by(table.c.queued_at.desc(), table.c.id)


def _mail(row: RowMapping) -> MailRow:
    told = {name: row[name] for name in MailRow.__slots__}
    return MailRow(**told | {name: outbox.without_tokens(told[name]) for name in ("text", "html")})


def _alerts() -> Select[tuple[object, ...]]:
    project = rows.project
    of = rows.deadline
    more = (
        project.c.title,
        func.coalesce(project.c.owner, of.c.owner).label("owner"),
        func.coalesce(project.c.manager, of.c.manager).label("manager"),
    )
    joined = rows.alert.outerjoin(project, project.c.id == rows.alert.c.project)
    return select(rows.alert, *more).select_from(joined.outerjoin(of, of.c.id == rows.alert.c.deadline))


def _alert(row: RowMapping) -> AlertRow:
    names = {field.name for field in fields(AlertRow)} - {"told", "plan"}
    values = {name: row[name] for name in names}
    values["title"] = row["title"] or str(row["detail"].get("project_title") or "")
    return AlertRow(**values, plan=row["plan"] or "")


def _all(connection: Connection, find: Select[tuple[object, ...]]) -> tuple[Stored, ...]:
    return tuple(_stored(connection, row) for row in connection.execute(find).mappings().all())


def _stored(connection: Connection, row: RowMapping) -> Stored:
    facts = facts_of(connection, row["id"])
    return Stored(row["id"], row["body"], row["ref"], row["version"], row["opened_at"], facts)

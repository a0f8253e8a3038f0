"""Procurement notices in the store: lists of a body, the releases of one process, and their buyers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, func, or_, select

from workflow.errors import NotFound
from workflow.register.notices import Notice
from workflow.store import rows
from workflow.store.engine import insert_once, upsert
from workflow.store.ids import new_id

ON_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class NoticeRow(Notice):
    """One notice as it stands in the store, with the day of which its file was."""

    id: str
    captured_on: date | None


SHOWN = tuple(field.name for field in fields(NoticeRow))


def one(connection: Connection, body: str, id_: str) -> NoticeRow:
    """One notice of a body. Raises NotFound."""
    table = rows.notice
    found = connection.execute(_shown().where(table.c.id == id_, table.c.body == body)).mappings().first()
    if found is None:
        raise NotFound
    return _notice(found)


def of_process(connection: Connection, body: str, notice: NoticeRow) -> tuple[NoticeRow, ...]:
    """Every notice of the same process, the oldest first; the notice alone where it names no process."""
    if not notice.ocid:
        return (notice,)
    table = rows.notice
    find = _shown().where(table.c.body == body, table.c.ocid == notice.ocid)
    ordered = find.order_by(table.c.published, table.c.release)
    return tuple(_notice(row) for row in connection.execute(ordered).mappings())


def page(connection: Connection, body: str, asked: str, number: int) -> tuple[tuple[NoticeRow, ...], int]:
    """One page of a body's notices, the newest first, and how many there are; `asked` in title or buyer."""
    table = rows.notice
    where = [table.c.body == body, *having(asked, table.c.title, table.c.buyer)]
    many = connection.execute(select(func.count()).select_from(table).where(*where)).scalar_one()
    find = _shown().where(*where).order_by(table.c.published.desc(), table.c.id)
    shown = connection.execute(find.limit(ON_A_PAGE).offset((number - 1) * ON_A_PAGE)).mappings()
    return tuple(_notice(row) for row in shown), many


def having(asked: str, *columns: ColumnElement[str]) -> list[ColumnElement[bool]]:
    """What rows must meet that have each of the words that were asked for in one of these columns."""
    likes = (
        f"%{word.replace('!', '!!').replace('%', '!%').replace('_', '!_')}%" for word in asked.split()[:6]
    )
    return [or_(*(column.ilike(like, escape="!") for column in columns)) for like in likes]


def buyers(connection: Connection, body: str) -> Mapping[str, int]:
    """Every spelling of a buyer's name in a body's notices, with how many notices have it."""
    table = rows.notice
    find = select(table.c.buyer, func.count()).where(table.c.body == body, table.c.buyer != "")
    found = connection.execute(find.group_by(table.c.buyer).order_by(table.c.buyer)).all()
    return {str(name): int(n) for name, n in found}


def same_buyers(connection: Connection, body: str) -> Mapping[str, str]:
    """Under which name each spelling is shown, where somebody said so."""
    table = rows.buyer_name
    found = connection.execute(select(table.c.spelling, table.c.same_as).where(table.c.body == body))
    return {str(spelling): str(same) for spelling, same in found}


def put_buyers(
    connection: Connection, body: str, same: Mapping[str, str], by: str | None, at: datetime
) -> None:
    """Show these spellings under these names from now on."""
    table = rows.buyer_name
    new = upsert(connection, table)
    latest = {"same_as": new.excluded.same_as, "by": new.excluded.by, "at": new.excluded.at}
    put = new.on_conflict_do_update(index_elements=["body", "spelling"], set_=latest)
    told = [
        {"id": new_id(), "body": body, "spelling": spelling, "same_as": name, "by": by, "at": at}
        for spelling, name in sorted(same.items())
    ]
    if told:
        connection.execute(put, told)


def join_project(connection: Connection, body: str, project: str, notice: str, at: datetime) -> None:
    """Keep that a project took dates from a notice."""
    told = {"body": body, "project": project, "notice": notice, "at": at}
    connection.execute(insert_once(connection, rows.project_notice).values(**told))


def projects_of(connection: Connection, body: str, notice: str) -> tuple[tuple[str, str], ...]:
    """The projects that took dates from a notice: reference and title."""
    project, joined = rows.project, rows.project_notice
    find = (
        select(project.c.ref, project.c.title)
        .join(joined, joined.c.project == project.c.id)
        .where(joined.c.notice == notice, joined.c.body == body)
        .order_by(project.c.ref)
    )
    return tuple((ref, title) for ref, title in connection.execute(find))


def _shown() -> Select[tuple[object, ...]]:
    return select(*(rows.notice.c[name] for name in SHOWN))


def _notice(row: RowMapping) -> NoticeRow:
    return NoticeRow(**row)

"""Summaries of surveys: counts by question, never a reply."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, select

from workflow.errors import NotFound
from workflow.store import rows
from workflow.store.engine import upsert
from workflow.store.ids import new_id


@dataclass(frozen=True, slots=True)
class SurveyRow:
    """One summary; `ref` is the project whose consultation it belongs to, if any."""

    id: str
    title: str
    replies: int
    data: Mapping[str, Any]
    at: datetime
    ref: str | None


def put(connection: Connection, body: str, key: str, **values: object) -> str:
    """Keep a summary under the fingerprint of its file, or put it in place of an earlier one; its id."""
    table = rows.survey
    new = upsert(connection, table).values(id=new_id(), body=body, key=key, **values)
    latest = {name: new.excluded[name] for name in values}
    put_ = new.on_conflict_do_update(index_elements=["body", "key"], set_=latest)
    return str(connection.execute(put_.returning(table.c.id)).scalar_one())


def one(connection: Connection, body: str, id_: str) -> SurveyRow:
    """One summary of a body. Raises NotFound."""
    table = rows.survey
    found = connection.execute(_shown().where(table.c.id == id_, table.c.body == body)).mappings().first()
    if found is None:
        raise NotFound
    return _row(found)


def of_body(connection: Connection, body: str) -> tuple[SurveyRow, ...]:
    """Every summary of a body, the newest first."""
    table = rows.survey
    find = _shown().where(table.c.body == body).order_by(table.c.at.desc(), table.c.id)
    return tuple(_row(row) for row in connection.execute(find).mappings())


def _shown() -> Select[tuple[object, ...]]:
    table, project = rows.survey, rows.project
    columns = (table.c.id, table.c.title, table.c.replies, table.c.data, table.c.at, project.c.ref)
    return select(*columns).select_from(table.outerjoin(project, project.c.id == table.c.project))


def _row(row: RowMapping) -> SurveyRow:
    return SurveyRow(**row)

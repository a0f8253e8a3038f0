"""Consultations and decisions that bodies published, as they stand in the store."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date

from sqlalchemy import Connection, func, select

from workflow.register.public_records import PublicRecord
from workflow.store import rows
from workflow.store.notices import ON_A_PAGE, having


@dataclass(frozen=True, slots=True)
class RecordRow(PublicRecord):
    """One record as it stands in the store, with the day of which its file was."""

    captured_on: date | None


def page(
    connection: Connection, body: str, kind: str, asked: str, number: int
) -> tuple[tuple[RecordRow, ...], int]:
    """One page of the records of a kind that a body holds, the newest first, and how many there are.

    `asked`: words of the title or of who made it.
    """
    table = rows.public_record
    where = [table.c.body == body, table.c.kind == kind, *having(asked, table.c.title, table.c.made_by)]
    many = connection.execute(select(func.count()).select_from(table).where(*where)).scalar_one()
    newest = func.coalesce(table.c.first_day, table.c.decided, table.c.last_day)
    find = select(*(table.c[field.name] for field in fields(RecordRow))).where(*where)
    ordered = find.order_by(newest.is_(None), newest.desc(), table.c.id)
    shown = connection.execute(ordered.limit(ON_A_PAGE).offset((number - 1) * ON_A_PAGE)).mappings()
    return tuple(RecordRow(**row) for row in shown), many

"""The deadlines of a portfolio with a day each: the table that peers and limit work on.

So most would keep them, and so the product did before projects that ask the same of a plan shared their days
(docs/decisions/0019). Columns and indexes are those of that time.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    Date,
    Index,
    MetaData,
    Select,
    String,
    Table,
    insert,
    select,
)

from workflow.store import rows
from workflow.store.deadlines import whole_detail

_WORDS = ("body", "project", "agreement", "matter", "subject", "nation", "ladder", "event", "rule")
_BY = ("owner", "manager")
DAYS = ("last_safe", "next_due_on", "counted_from")
one_each = Table(
    "one_each",
    MetaData(),
    Column("id", String, primary_key=True),
    Column("key", String, nullable=False, unique=True),
    *(Column(name, String) for name in (*_WORDS, *_BY)),
    *(Column(name, Date) for name in ("since", *DAYS)),
    Column("live", Boolean, nullable=False),
    Column("detail", JSON, nullable=False),
    Index("ix_one_each_live_next_due_on", "live", "next_due_on"),
    Index("ix_one_each_matter", "matter"),
    postgresql_with={"fillfactor": 70},  # a row that moves is written anew beside itself
)


def lay_down(connection: Connection) -> None:
    """Make it from the product's deadlines as they stand."""
    one_each.create(connection)
    due, day = rows.deadline, rows.deadline_day
    names = [column.name for column in one_each.c]
    of = {name: due.c[name] if name in due.c else day.c[name] for name in names if name != "detail"}
    of["detail"] = whole_detail(connection)
    whole = select(*(of[name] for name in names)).join(day, day.c.id == due.c.day)
    connection.execute(insert(one_each).from_select(names, whole))


def shared() -> Select[tuple[object, ...]]:
    """Each live deadline of the product: project, event, last safe day, day of the next rung; then its id and
    the day that it counts from."""
    due, day, project = rows.deadline, rows.deadline_day, rows.project
    names = (project.c.ref, due.c.event, day.c.last_safe, day.c.next_due_on, due.c.id, day.c.counted_from)
    joined = due.join(day, day.c.id == due.c.day).join(project, project.c.id == due.c.project)
    return select(*names).select_from(joined).where(due.c.live)


def alone() -> Select[tuple[object, ...]]:
    """The same of this table."""
    due, project = one_each, rows.project
    names = (project.c.ref, due.c.event, due.c.last_safe, due.c.next_due_on, due.c.id, due.c.counted_from)
    joined = due.join(project, project.c.id == due.c.project)
    return select(*names).select_from(joined).where(due.c.live)

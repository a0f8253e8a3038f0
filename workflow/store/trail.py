"""The audit trail as it stands: every entry of a body in order, and the head that the body remembers."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, RowMapping, select

from workflow.store import rows
from workflow.store.engine import upsert
from workflow.store.unit_of_work import entry_hash


@dataclass(frozen=True, slots=True)
class Chain:
    """One body's chain as recomputed: how many entries hold, its newest hash, and the first that does not."""

    body: str
    entries: int
    head: str
    first_bad: int | None
    why: str


def entries(connection: Connection, body: str) -> Generator[RowMapping, None, None]:
    """Every audit entry of a body from the first on, with the reference of its project as `ref`."""
    table, project = rows.audit_entry, rows.project
    joined = table.outerjoin(project, project.c.id == table.c.project)
    find = select(table, project.c.ref).select_from(joined).where(table.c.body == body).order_by(table.c.seq)
    with connection.execute(find, execution_options={"yield_per": 1000}) as found:
        yield from found.mappings()


def chain(connection: Connection, body: str) -> Chain:
    """Recompute the chain of a body and stop at the first entry that does not hold."""
    table = rows.body
    find = select(table.c.slug, table.c.audit_seq, table.c.audit_head).where(table.c.id == body)
    slug, counted, remembered = connection.execute(find).one()
    seq, head = 0, ""
    with closing(entries(connection, body)) as found:
        for entry in found:
            why = _fault(entry, seq + 1, head)
            if why:
                return Chain(slug, seq, head, seq + 1, why)
            seq, head = entry["seq"], entry["hash"]
    if (seq, head) != (counted, remembered):
        return Chain(slug, seq, head, seq + 1, "missing" if seq < counted else "head")
    return Chain(slug, seq, head, None, "")


def of_project(connection: Connection, body: str, ref: str) -> tuple[RowMapping, ...]:
    """Every audit entry of one project of a body, oldest first."""
    table, project = rows.audit_entry, rows.project
    joined = table.join(project, project.c.id == table.c.project)
    find = select(table).select_from(joined).where(project.c.body == body, project.c.ref == ref)
    return tuple(connection.execute(find.order_by(table.c.seq)).mappings())


def holds(entry: RowMapping) -> bool:
    """Whether an entry is what its hash was made of."""
    return bool(entry_hash(entry) == entry["hash"])


def keep_check(connection: Connection, body: str, found: Chain, at: datetime) -> None:
    """Keep what came of computing the chain of a body anew."""
    told = {"checked_at": at, "entries": found.entries, "first_bad": found.first_bad, "why": found.why}
    new = upsert(connection, rows.chain_check).values(body=body, **told)
    connection.execute(new.on_conflict_do_update(index_elements=["body"], set_=told))


def last_check(connection: Connection, body: str) -> tuple[datetime, Chain] | None:
    """When the chain of a body was last computed anew, and what came of it; None where it never was."""
    table = rows.chain_check
    found = connection.execute(select(table).where(table.c.body == body)).mappings().first()
    if found is None:
        return None
    chain = Chain(body, found["entries"], "", found["first_bad"], found["why"])
    return found["checked_at"], chain


def _fault(entry: RowMapping, seq: int, head: str) -> str:
    """What is wrong with an entry: "missing" before it, "order" or "content"; "" if it holds."""
    if entry["seq"] != seq:
        return "missing"
    if entry["previous"] != head:
        return "order"
    return "" if entry_hash(entry) == entry["hash"] else "content"

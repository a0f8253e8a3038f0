"""Many records of a register at once, each under its published key: compared here, written in bulk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, String, Table, select

from workflow.register.model import Agreement, Organisation
from workflow.store import rows
from workflow.store.engine import insert_once, upsert
from workflow.store.ids import new_id

Values = Mapping[str, object]
_TABLES: Mapping[type, Table] = {Organisation: rows.organisation, Agreement: rows.agreement}
_RENAMED = {"start": "starts", "end": "ends"}


@dataclass(frozen=True, slots=True)
class Put:
    """How many records were new, changed or just as they stood."""

    new: int
    changed: int
    unchanged: int


def put_all(connection: Connection, body: str, items: Sequence[Organisation | Agreement]) -> Put:
    """Store records of one kind under their keys; those that stand already as given are left alone."""
    if not items:
        return Put(0, 0, 0)
    table = _TABLES[type(items[0])]
    wanted = {item.key: _values(item) for item in sorted(items, key=lambda item: item.key)}
    stored = _stored(connection, table, body)
    new = [key for key in wanted if key not in stored]
    changed = [key for key in wanted if key in stored and _differs(stored[key], wanted[key])]
    _write(connection, table, [_row(body, key, wanted[key]) for key in sorted((*new, *changed))])
    return Put(len(new), len(changed), len(wanted) - len(new) - len(changed))


def add_unknown(connection: Connection, body: str, items: Iterable[Organisation]) -> int:
    """Add the organisations whose key is not known yet; how many. Those that are known stay as they are."""
    known = _stored(connection, rows.organisation, body)
    unknown = {item.key: item for item in items if item.key not in known}
    added = [_row(body, key, _values(unknown[key])) for key in sorted(unknown)]
    if added:
        connection.execute(insert_once(connection, rows.organisation), added)
    return len(added)


def too_long(item: Organisation | Agreement) -> tuple[str, int, int] | None:
    """The first text of a record that does not fit its column: its name, its length, the longest."""
    table = _TABLES[type(item)]
    for name, text in {**_values(item), "key": item.key}.items():
        kind = table.c[name].type
        longest = kind.length if isinstance(kind, String) else None
        if isinstance(text, str) and longest and len(text) > longest:
            return name.replace("_", " "), len(text), longest
    return None


def _values(item: Organisation | Agreement) -> Values:
    names = (name for name in type(item).__slots__ if name != "key")
    return {_RENAMED.get(name, name): getattr(item, name) for name in names}


def _row(body: str, key: str, values: Values) -> Values:
    return {"id": new_id(), "body": body, "key": key, **values}


def _stored(connection: Connection, table: Table, body: str) -> dict[str, Values]:
    found = connection.execute(select(table).where(table.c.body == body)).mappings()
    return {str(row["key"]): dict(row) for row in found}


def _differs(stored: Values, wanted: Values) -> bool:
    return any(stored[name] != value for name, value in wanted.items())


def _write(connection: Connection, table: Table, written: Sequence[Values]) -> None:
    if not written:
        return
    new = upsert(connection, table)
    kept = {"id", "body", "key"}
    latest = {name: new.excluded[name] for name in written[0] if name not in kept}
    connection.execute(new.on_conflict_do_update(index_elements=["body", "key"], set_=latest), written)

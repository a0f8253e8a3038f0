"""Many records of a register at once, each under its published key: compared here, written in bulk."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, String, Table, select

from workflow.register.matching import charity
from workflow.register.model import Agreement, Organisation
from workflow.register.names import name_key
from workflow.register.notices import Notice
from workflow.register.public_records import PublicRecord
from workflow.register.spellings import Gone
from workflow.store import entry_words, rows
from workflow.store.engine import insert_once, upsert
from workflow.store.ids import new_id

Item = Organisation | Agreement | Notice | PublicRecord
Values = Mapping[str, object]
_TABLES: Mapping[type, Table] = {
    Organisation: rows.organisation,
    Agreement: rows.agreement,
    Notice: rows.notice,
    PublicRecord: rows.public_record,
}
_RENAMED = {"start": "starts", "end": "ends"}
AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Put:
    """How many records were new, changed or just as they stood."""

    new: int
    changed: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class Change:
    """One field of a record that stands otherwise in the file: its name, as it stands now, as it would be."""

    name: str
    before: object
    after: object


@dataclass(frozen=True, slots=True)
class Compared:
    """What a file would do: keys that are new, what would change by key, and keys that are left alone.

    `held` are entries that the file does not touch: corrected by the organisation itself, or merged.
    """

    new: tuple[str, ...]
    changed: Mapping[str, tuple[Change, ...]]
    unchanged: int
    held: Mapping[str, str]


def compare(connection: Connection, body: str, items: Sequence[Item]) -> Compared:
    """What storing these records of one kind would do. Nothing is changed."""
    if not items:
        return Compared((), {}, 0, {})
    table = _TABLES[type(items[0])]
    wanted = {item.key: _values(item) for item in sorted(items, key=lambda item: item.key)}
    stored = _stored(connection, table, body)
    held = {key: why for key in wanted if key in stored and (why := _held(stored[key]))}
    found = {key: _changes(stored[key], wanted[key]) for key in wanted if key in stored and key not in held}
    changed = {key: changes for key, changes in found.items() if changes}
    new = tuple(key for key in wanted if key not in stored)
    return Compared(new, changed, len(wanted) - len(new) - len(changed), held)


def put_all(
    connection: Connection,
    body: str,
    items: Sequence[Item],
    told: Callable[[int], None] = lambda written: None,
) -> Put:
    """Store records of one kind under their keys; those that stand already as given are left alone.

    `told` is called with the number written so far, some times on the way.
    """
    if not items:
        return Put(0, 0, 0)
    table = _TABLES[type(items[0])]
    found = compare(connection, body, items)
    by_key = {item.key: item for item in items}
    keys = sorted((*found.new, *found.changed))
    for first in range(0, len(keys), AT_ONCE):
        part = [_row(body, key, _values(by_key[key])) for key in keys[first : first + AT_ONCE]]
        _write(connection, table, part)
        told(first + len(part))
    if table is rows.organisation:
        entry_words.keep_findable(connection, body, keys, _renamed(found))
    return Put(len(found.new), len(found.changed), found.unchanged)


def add_unknown(connection: Connection, body: str, items: Iterable[Organisation]) -> int:
    """Add the organisations whose key is not known yet; how many. Those that are known stay as they are."""
    known = _stored(connection, rows.organisation, body)
    unknown = {item.key: item for item in items if item.key not in known}
    added = [_row(body, key, _values(unknown[key])) for key in sorted(unknown)]
    if added:
        connection.execute(insert_once(connection, rows.organisation), added)
        entry_words.keep_findable(connection, body, sorted(unknown), {})
    return len(added)


def too_long(item: Item) -> tuple[str, int, int] | None:
    """The first text of a record that does not fit its column: its name, its length, the longest."""
    table = _TABLES[type(item)]
    for name, text in {**_values(item), "key": item.key}.items():
        kind = table.c[name].type
        longest = kind.length if isinstance(kind, String) else None
        if isinstance(text, str) and longest and len(text) > longest:
            return name.replace("_", " "), len(text), longest
    return None


def _values(item: Item) -> Values:
    names = (name for name in type(item).__slots__ if name != "key")
    found = {_RENAMED.get(name, name): getattr(item, name) for name in names}
    return {**found, "name_key": name_key(item.name)} if isinstance(item, Organisation) else found


def _row(body: str, key: str, values: Values) -> Values:
    return {"id": new_id(), "body": body, "key": key, **values}


def _renamed(found: Compared) -> Mapping[str, str]:
    """The names that entries went by until now, by key."""
    before = ((key, one) for key, changes in found.changed.items() for one in changes if one.name == "name")
    return {key: str(one.before) for key, one in before}


def _stored(connection: Connection, table: Table, body: str) -> dict[str, Values]:
    found = connection.execute(select(table).where(table.c.body == body)).mappings()
    return {str(row["key"]): dict(row) for row in found}


def _held(stored: Values) -> str:
    """Why an entry is not touched: merged, or corrected by the organisation itself; "" where it is."""
    if stored.get("merged_into"):
        return "merged"
    return "corrected" if stored.get("corrected_at") else ""


def _changes(stored: Values, wanted: Values) -> tuple[Change, ...]:
    differ = ((name, stored[name], value) for name, value in wanted.items() if stored[name] != value)
    return tuple(Change(name, before, after) for name, before, after in differ if name != "name_key")


def _write(connection: Connection, table: Table, written: Sequence[Values]) -> None:
    """An entry that somebody is changing meanwhile gets a new version, so that they see what came in."""
    new = upsert(connection, table)
    kept = {"id", "body", "key"}
    latest: dict[str, object] = {name: new.excluded[name] for name in written[0] if name not in kept}
    if "version" in table.c:
        latest["version"] = table.c.version + 1
    connection.execute(new.on_conflict_do_update(index_elements=["body", "key"], set_=latest), written)


def names(connection: Connection, body: str) -> Mapping[str, str]:
    """The names of a body's organisations by key."""
    table = rows.organisation
    find = select(table.c.key, table.c.name).where(table.c.body == body)
    return {row.key: row.name for row in connection.execute(find)}


def mergers(connection: Connection) -> Mapping[str, Gone]:
    """The charities that went into others, by their old number."""
    table = rows.charity_merger
    found = connection.execute(
        select(table.c.old_number, table.c.new_number, table.c.new_name, table.c.registered_on)
    )
    return {charity(old): Gone(new, name, on) for old, new, name, on in found if charity(old)}

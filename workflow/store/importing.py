"""Many records of a register at once, each under its published key: compared here, written in bulk."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Connection, String, Table, func, select

from workflow.clock import london
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
_UNSAID = frozenset({"value_per_year"})
"""A register that has no such column says nothing of it, not that there is none."""
_RENAMED = {"start": "starts", "end": "ends"}
AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Change:
    """One field of a record that stands otherwise in the file: its name, as it stands now, as it would be."""

    name: str
    before: object
    after: object


@dataclass(frozen=True, slots=True)
class Kept:
    """Fields of one record that somebody here changed since they came in, and the day of the last change."""

    names: tuple[str, ...]
    on: date | None


@dataclass(frozen=True, slots=True)
class Compared:
    """What a file would do: keys that are new, what would change by key, and keys that are left alone.

    `held` are entries that the file does not touch: corrected by the organisation itself, or merged. `kept`
    are fields that somebody here changed since they came in; `staying` what stays of a record that changes.
    """

    new: tuple[str, ...]
    changed: Mapping[str, tuple[Change, ...]]
    unchanged: int
    held: Mapping[str, str]
    kept: Mapping[str, Kept]
    staying: Mapping[str, Values]


@dataclass(frozen=True, slots=True)
class Put:
    """How many records were new, changed or just as they stood; `compared` says which."""

    new: int
    changed: int
    unchanged: int
    compared: Compared


def compare(connection: Connection, body: str, items: Sequence[Item]) -> Compared:
    """What storing these records of one kind would do. Nothing is changed."""
    if not items:
        return Compared((), {}, 0, {}, {}, {})
    table = _TABLES[type(items[0])]
    wanted = {item.key: _values(item) for item in sorted(items, key=lambda item: item.key)}
    stored = _stored(connection, table, body)
    held = {key: why for key in wanted if key in stored and (why := _held(stored[key]))}
    open_ = [key for key in wanted if key in stored and key not in held]
    differ = {key: _changes(stored[key], wanted[key]) for key in open_}
    ours = {key: own for key in open_ if (own := _ours(stored[key], differ[key]))}
    found = {key: tuple(one for one in differ[key] if one.name not in ours.get(key, ())) for key in open_}
    changed = {key: changes for key, changes in found.items() if changes}
    new = tuple(key for key in wanted if key not in stored)
    kept = {key: Kept(names, _changed_on(connection, stored[key])) for key, names in ours.items()}
    staying = {key: _staying(stored[key], wanted[key], ours.get(key, ())) for key in changed}
    return Compared(new, changed, len(wanted) - len(new) - len(changed), held, kept, staying)


def put_all(
    connection: Connection,
    body: str,
    items: Sequence[Item],
    told: Callable[[int], None] = lambda written: None,
    captured_on: date | None = None,
) -> Put:
    """Store records of one kind under their keys; those that stand already as given are left alone.

    What somebody here changed since it came in, or changes at this moment, is kept. `told` is called with
    the number written so far, some times on the way.
    """
    if not items:
        return Put(0, 0, 0, compare(connection, body, ()))
    table = _TABLES[type(items[0])]
    _hold(connection, table, body, sorted(item.key for item in items))
    found = compare(connection, body, items)
    by_key = {item.key: item for item in items}
    keys = sorted((*found.new, *found.changed))
    for first in range(0, len(keys), AT_ONCE):
        part = [
            _row(body, key, table, _values(by_key[key]), captured_on, found.staying.get(key, {}))
            for key in keys[first : first + AT_ONCE]
        ]
        _write(connection, table, part)
        told(first + len(part))
    if table is rows.organisation:
        entry_words.keep_findable(connection, body, keys, _renamed(found))
    return Put(len(found.new), len(found.changed), found.unchanged, found)


def _hold(connection: Connection, table: Table, body: str, keys: Sequence[str]) -> None:
    """Nobody changes these records between their comparison and their being written."""
    for first in range(0, len(keys), AT_ONCE):
        theirs = (table.c.body == body) & table.c.key.in_(keys[first : first + AT_ONCE])
        held = select(table.c.id).where(theirs).order_by(table.c.key).with_for_update(key_share=True)
        connection.execute(held).all()


def add_unknown(
    connection: Connection, body: str, items: Iterable[Organisation], captured_on: date | None = None
) -> int:
    """Add the organisations whose key is not known yet; how many. Those that are known stay as they are."""
    known = _stored(connection, rows.organisation, body)
    unknown = {item.key: item for item in items if item.key not in known}
    table = rows.organisation
    added = [_row(body, key, table, _values(unknown[key]), captured_on, {}) for key in sorted(unknown)]
    if added:
        connection.execute(insert_once(connection, table), added)
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


def _row(
    body: str, key: str, table: Table, values: Values, captured_on: date | None, staying: Values
) -> Values:
    row = {"id": new_id(), "body": body, "key": key, **values, **staying, "captured_on": captured_on}
    if "as_imported" in table.c:
        row["as_imported"] = {name: _plain(value) for name, value in values.items() if name != "name_key"}
    return row


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
    said = ((name, value) for name, value in wanted.items() if name not in _UNSAID or value is not None)
    differ = ((name, stored[name], value) for name, value in said if _plain(stored[name]) != _plain(value))
    return tuple(Change(name, before, after) for name, before, after in differ if name != "name_key")


def _ours(stored: Values, differ: Iterable[Change]) -> tuple[str, ...]:
    """The fields in which a record no longer says what its source said the last time: changed here."""
    came = stored.get("as_imported")
    if not isinstance(came, Mapping):
        return tuple(change.name for change in differ) if stored.get("changed_at") else ()
    return tuple(
        change.name
        for change in differ
        if came.get(change.name, _plain(change.before)) != _plain(change.before)
    )


def _staying(stored: Values, wanted: Values, ours: Sequence[str]) -> Values:
    """What stays of a record that is written anew: changed here, or not spoken of by its source."""
    names = {*ours, *(name for name in _UNSAID if name in wanted and wanted[name] is None)}
    if "name" in names:
        names.add("name_key")
    return {name: stored[name] for name in names}


def _changed_on(connection: Connection, stored: Values) -> date | None:
    """The day on which somebody here changed a record last."""
    at = stored.get("changed_at")
    if at is None and "merged_into" in stored:
        table = rows.organisation_change
        last = select(func.max(table.c.at)).where(table.c.organisation == stored["id"])
        at = connection.execute(last).scalar()
    return london(at).date() if isinstance(at, datetime) else None


def _plain(value: object) -> str:
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    return "" if value is None else str(value)


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

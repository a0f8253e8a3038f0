"""Entries that came in by the thousand are found by their words at once, and keep the names they had."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import Connection, delete, insert, select

from workflow.register.names import index_words
from workflow.store import organisation_writing, rows
from workflow.store.engine import insert_once
from workflow.store.ids import new_id

AT_ONCE = 500


def keep_findable(connection: Connection, body: str, keys: Sequence[str], before: Mapping[str, str]) -> None:
    """Index the entries with these keys by the words of their names, old names and numbers.

    `before` are the names that some of them went by until now: these become old names.
    """
    for first in range(0, len(keys), AT_ONCE):
        _index(connection, body, keys[first : first + AT_ONCE], before)
    organisation_writing.taken_in(connection, body, keys)


def _index(connection: Connection, body: str, keys: Sequence[str], before: Mapping[str, str]) -> None:
    table, words = rows.organisation, rows.organisation_word
    columns = (table.c.id, table.c.key, table.c.name, table.c.charity_number, table.c.company_number)
    entries = connection.execute(select(*columns).where(table.c.body == body, table.c.key.in_(keys))).all()
    ids = [entry.id for entry in entries]
    kept = [
        {"id": new_id(), "body": body, "organisation": entry.id, "name": before[entry.key], "source": ""}
        for entry in entries
        if before.get(entry.key)
    ]
    if kept:
        connection.execute(insert_once(connection, rows.old_name), kept)
    old = _old_names(connection, ids)
    connection.execute(delete(words).where(words.c.organisation.in_(ids)))
    found = [
        {"body": body, "organisation": entry.id, "word": word}
        for entry in entries
        for word in sorted(index_words([entry.name, *old.get(entry.id, ())], entry[3:] + (entry.key,)))
    ]
    if found:
        connection.execute(insert(words), found)


def _old_names(connection: Connection, ids: Sequence[str]) -> Mapping[str, Sequence[str]]:
    """The old names of entries, and the names of those that were merged into them."""
    found: dict[str, list[str]] = defaultdict(list)
    for id_, name in _names(connection, ids):
        found[id_].append(name)
    return found


def _names(connection: Connection, ids: Sequence[str]) -> Iterator[tuple[str, str]]:
    old, table = rows.old_name, rows.organisation
    kept = select(old.c.organisation, old.c.name).where(old.c.organisation.in_(ids))
    merged = select(table.c.merged_into, table.c.name).where(table.c.merged_into.in_(ids))
    for find in (kept, merged):
        yield from ((id_, name) for id_, name in connection.execute(find))

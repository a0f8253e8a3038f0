"""Changes of entries: each keeps the words it is found by, its old names, and a line of history."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from workflow.errors import Stale
from workflow.project.access import Actor
from workflow.register.entries import PLAIN, TAG_FIELDS, Entry, Written, differences, written
from workflow.register.kinds import kind_of
from workflow.register.names import index_words, name_key
from workflow.store import organisations, rows
from workflow.store.engine import insert_once
from workflow.store.ids import new_id
from workflow.words import gettext as _

_AT_ONCE = 500
_EMPTY_IS_NONE = frozenset({"charity_number", "company_number", "lead"})


def add(
    connection: Connection, body: str, key: str, asked: Written, *, origin: str, captured_on: date
) -> str:
    """A new entry; its id. Raises IntegrityError if the body has that key already."""
    id_ = new_id()
    told = {"key": key, "origin": origin, "captured_on": captured_on, **columns(asked)}
    connection.execute(insert(rows.organisation).values(id=id_, body=body, version=1, **told))
    put_tags(connection, body, id_, {name: getattr(asked, name) for name in TAG_FIELDS})
    reindex(connection, body, [id_])
    return id_


def change(
    connection: Connection,
    entry: Entry,
    asked: Written,
    seen_version: int,
    *,
    until: date,
    marks: Mapping[str, object],
) -> None:
    """Let an entry say this; its name before becomes an old one. Raises Stale if someone came first."""
    table = rows.organisation
    here = (table.c.id == entry.id) & (table.c.version == seen_version)
    values = {**columns(asked), "version": seen_version + 1, **marks}
    if connection.execute(update(table).where(here).values(**values)).rowcount != 1:
        raise Stale
    put_tags(connection, entry.body, entry.id, {name: getattr(asked, name) for name in TAG_FIELDS})
    if name_key(entry.name) != name_key(asked.name):
        keep_old_name(connection, entry, entry.name, until, "")
    reindex(connection, entry.body, [entry.id])


def mark(connection: Connection, organisation: str, **values: object) -> None:
    """Set marks of an entry, such as `checked_at`, and raise its version."""
    table = rows.organisation
    raised = {"version": table.c.version + 1, **values}
    connection.execute(update(table).where(table.c.id == organisation).values(**raised))


def keep_old_name(
    connection: Connection, entry: Entry, name: str, until: date | None, source: str
) -> str | None:
    """Keep a name that an organisation went by; the row's id, or None if it is kept already."""
    row = {"id": new_id(), "body": entry.body, "organisation": entry.id, "name": name}
    new = insert_once(connection, rows.old_name).values(until=until, source=source, **row)
    kept: str | None = connection.execute(new.returning(rows.old_name.c.id)).scalar()
    return kept


def put_tags(connection: Connection, body: str, organisation: str, tags: Mapping[str, Sequence[str]]) -> None:
    """Let an entry have these tags of these kinds and no others."""
    table = rows.organisation_tag
    of = (table.c.organisation == organisation) & table.c.kind.in_(list(tags))
    connection.execute(delete(table).where(of))
    about = {"body": body, "organisation": organisation}
    told = [{**about, "kind": kind, "value": value} for kind, values in tags.items() for value in values]
    if told:
        connection.execute(insert(table), told)


def reindex(connection: Connection, body: str, ids: Iterable[str]) -> None:
    """Let entries be found by the words of their names, old names and numbers, and of what they took in."""
    found = [
        {"body": body, "organisation": id_, "word": word}
        for id_ in ids
        for word in sorted(_words(connection, id_))
    ]
    table = rows.organisation_word
    for id_ in {row["organisation"] for row in found}:
        connection.execute(delete(table).where(table.c.organisation == id_))
    if found:
        connection.execute(insert(table), found)


def taken_in(connection: Connection, body: str, keys: Sequence[str]) -> None:
    """After a register was taken in: an entry whose kind nobody has said goes by what its source wrote, and
    one that is new is shown in public as far as a source published it."""
    table = rows.organisation
    for first in range(0, len(keys), _AT_ONCE):
        here = (table.c.body == body) & table.c.key.in_(keys[first : first + _AT_ONCE])
        shown = update(table).where(here, table.c.version == 1, table.c.source != "")
        connection.execute(shown.values(listed=True))
        open_ = select(table.c.kind).where(here, table.c.type == "", table.c.kind != "").distinct()
        for kind in connection.execute(open_).scalars().all():
            said = update(table).where(here, table.c.type == "", table.c.kind == kind)
            connection.execute(said.values(type=kind_of(kind)))


def note(
    connection: Connection,
    entry: Entry,
    kind: str,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    by: Actor | None,
    at: datetime,
) -> None:
    """One line of an entry's history; whoever holds no post speaks for the organisation."""
    table = rows.organisation_change
    last = select(func.max(table.c.seq)).where(table.c.organisation == entry.id)
    seq = int(connection.execute(last).scalar() or 0) + 1
    about = {"organisation": entry.id, "body": entry.body, "seq": seq, "kind": kind}
    title = by.post_title or _("The organisation") if by else _("The organisation")
    told = {"before": dict(before), "after": dict(after), "by": by.person if by else None}
    connection.execute(insert(table).values(**about, **told, by_title=title, at=at))


def note_difference(
    connection: Connection, entry: Entry, kind: str, after: Written, by: Actor | None, at: datetime
) -> tuple[str, ...]:
    """Keep in the history what an edit changed; the names of the fields."""
    before, now = differences(entry, after)
    note(connection, entry, kind, before, now, by, at)
    return tuple(now)


def note_new(connection: Connection, entry: Entry, by: Actor | None, at: datetime) -> None:
    """The first line of an entry's history."""
    said = {name: value for name, value in written(entry).items() if value}
    note(connection, entry, "added", {}, said, by, at)


def columns(asked: Written) -> dict[str, object]:
    """What an entry's own row holds of what was written."""
    values = {name: getattr(asked, name) for name in PLAIN}
    values |= {name: values[name] or None for name in _EMPTY_IS_NONE}
    return {**values, "name_key": name_key(asked.name)}


def _words(connection: Connection, organisation: str) -> frozenset[str]:
    table, old = rows.organisation, rows.old_name
    family = organisations.family(connection, organisation)
    told = (table.c.name, table.c.key, table.c.charity_number, table.c.company_number)
    found = connection.execute(select(*told).where(table.c.id.in_(family))).all()
    named = connection.execute(select(old.c.name).where(old.c.organisation.in_(family))).scalars()
    numbers = [number for _name, *numbers in found for number in numbers]
    return index_words([*(name for name, *_numbers in found), *named], numbers)

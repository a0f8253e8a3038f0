"""Merging two entries and taking a merge back: rows move, nothing is deleted, and what moved is written down.

Agreements do not move: whoever asks for an organisation's ties asks for those of all that it took in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from workflow.errors import NotFound, Stale
from workflow.project.access import Actor
from workflow.register.entries import EDITABLE, TAG_FIELDS, Entry, from_written, written
from workflow.register.matching import Known, Merger
from workflow.register.names import name_key
from workflow.store import organisation_writing as writing
from workflow.store import organisations, rows
from workflow.store.engine import insert_once, is_sqlite
from workflow.store.ids import new_id
from workflow.words import gettext as _


@dataclass(frozen=True, slots=True)
class Merge:
    """One merge: which entry stayed, which went into it, both as they were, and what moved."""

    id: str
    body: str
    winner: str
    loser: str
    seq: int
    reason: str
    before: Mapping[str, Any]
    moved: Mapping[str, Any]
    by_title: str
    at: datetime
    undone_at: datetime | None


def merge(
    connection: Connection,
    winner: Entry,
    loser: Entry,
    kept: Mapping[str, Any],
    reason: str,
    by: Actor,
    at: datetime,
) -> str:
    """Let `loser` go into `winner`, which then says `kept`; the merge's id. Both are locked by the caller.

    Raises Stale if either was merged meanwhile.
    """
    if winner.merged_into or loser.merged_into:
        raise Stale
    after = from_written(kept)
    through = [id_ for id_ in organisations.family(connection, loser.id) if id_ != loser.id]
    moved = {
        "after": written(after),
        "through": through,
        "contacts": _move_contacts(connection, loser.id, winner.id),
        "names": _move_names(connection, winner, loser, after.name),
    }
    id_ = new_id()
    told = {"before": {"winner": written(winner), "loser": written(loser)}, "moved": moved, "reason": reason}
    who = {"by": by.person, "by_title": by.post_title, "at": at}
    table = rows.organisation_merge
    last = select(func.max(table.c.seq)).where(table.c.body == winner.body)
    seq = int(connection.execute(last).scalar() or 0) + 1
    row = {"id": id_, "body": winner.body, "winner": winner.id, "loser": loser.id, "seq": seq, **told, **who}
    try:
        connection.execute(insert(table).values(**row))
    except IntegrityError:
        raise Stale from None
    _point(connection, [loser.id, *through], winner.id)
    _say(connection, winner, after)
    return id_


def undo(connection: Connection, found: Merge, *, keep: frozenset[str], by: Actor, at: datetime) -> None:
    """Put back what a merge moved; the fields in `keep` stay as the winner says them now."""
    now = organisations.entry(connection, found.body, found.winner)
    before, present = found.before["winner"], written(now)
    after = found.moved["after"]
    changed = {name for name in EDITABLE if before[name] != after[name]} - keep
    back = {name: before[name] if name in changed else present[name] for name in EDITABLE}
    table, name, contact = rows.organisation_merge, rows.old_name, rows.contact
    connection.execute(delete(name).where(name.c.id.in_(found.moved["names"])))
    theirs = contact.c.id.in_(found.moved["contacts"]) & (contact.c.organisation == found.winner)
    connection.execute(update(contact).where(theirs).values(organisation=found.loser))
    _point(connection, [found.loser], None)
    _point(connection, found.moved["through"], found.loser)
    _say(connection, now, from_written(back))
    writing.reindex(connection, found.body, [found.loser])
    done = update(table).where(table.c.id == found.id, table.c.undone_at.is_(None))
    if connection.execute(done.values(undone_by=by.person, undone_at=at)).rowcount != 1:
        raise Stale


def changed_since(connection: Connection, found: Merge) -> tuple[str, ...]:
    """The fields that the merge changed and somebody changed again; "contacts" where one went elsewhere."""
    present = written(organisations.entry(connection, found.body, found.winner))
    before, after = found.before["winner"], found.moved["after"]
    fields = [n for n in EDITABLE if before[n] != after[n] and present[n] != after[n]]
    contact = rows.contact
    there = select(contact.c.id).where(
        contact.c.id.in_(found.moved["contacts"]), contact.c.organisation == found.winner
    )
    missing = set(found.moved["contacts"]) - set(connection.execute(there).scalars())
    return (*fields, *(["contacts"] if missing else []))


def first_to_undo(connection: Connection, found: Merge) -> Merge | None:
    """A later merge that must be undone before this one: into the same entry, or of it into another."""
    table = rows.organisation_merge
    later = or_(table.c.winner == found.winner, table.c.loser == found.winner)
    find = _all().where(later, table.c.undone_at.is_(None), table.c.seq > found.seq)
    row = connection.execute(find.order_by(table.c.seq.desc(), table.c.id)).mappings().first()
    return Merge(**row) if row else None


def one(connection: Connection, body: str, id_: str, *, lock: bool = False) -> Merge:
    """One merge of a body. Raises NotFound."""
    table = rows.organisation_merge
    find = _all().where(table.c.id == id_, table.c.body == body)
    if lock and not is_sqlite(connection):
        find = find.with_for_update()
    row = connection.execute(find).mappings().first()
    if row is None:
        raise NotFound
    return Merge(**row)


def merges(connection: Connection, body: str, winner: str | None = None) -> tuple[Merge, ...]:
    """The merges of a body, or into one entry, that stand or were undone: the newest first."""
    table = rows.organisation_merge
    find = _all().where(table.c.body == body)
    if winner:
        find = find.where(table.c.winner == winner)
    ordered = find.order_by(table.c.seq.desc(), table.c.id).limit(200)
    return tuple(Merge(**row) for row in connection.execute(ordered).mappings())


def known(connection: Connection, body: str) -> tuple[Known, ...]:
    """Every standing entry of a body, as much as matching looks at, by name."""
    table, old = rows.organisation, rows.old_name
    others: dict[str, list[str]] = {}
    for id_, name in connection.execute(select(old.c.organisation, old.c.name).where(old.c.body == body)):
        others.setdefault(id_, []).append(name_key(name))
    columns = (table.c.id, table.c.key, table.c.name_key, table.c.charity_number, table.c.company_number)
    find = select(*columns).where(table.c.body == body, table.c.merged_into.is_(None))
    found = connection.execute(find.order_by(table.c.name_key, table.c.id))
    return tuple(
        Known(id_, key, name, charity or "", company or "", tuple(others.get(id_, ())))
        for id_, key, name, charity, company in found
    )


def mergers(connection: Connection) -> tuple[Merger, ...]:
    """The register of charity mergers, as far as it was taken in."""
    table = rows.charity_merger
    columns = (table.c.old_number, table.c.new_number, table.c.old_name, table.c.new_name)
    return tuple(Merger(*row) for row in connection.execute(select(*columns)))


def put_mergers(connection: Connection, found: Sequence[Mapping[str, object]], source: str) -> int:
    """Take in lines of a register of charity mergers; how many were new."""
    before = len(mergers(connection))
    told = [{"id": new_id(), "source": source, **line} for line in found]
    if told:
        connection.execute(insert_once(connection, rows.charity_merger), told)
    return len(mergers(connection)) - before


def distinct(connection: Connection, body: str) -> frozenset[frozenset[str]]:
    """The pairs that somebody looked at and found to be two organisations."""
    table = rows.organisation_distinct
    find = select(table.c.one, table.c.other).where(table.c.body == body)
    return frozenset(frozenset(pair) for pair in connection.execute(find))


def put_distinct(connection: Connection, body: str, pair: Sequence[str], by: Actor, at: datetime) -> None:
    """These two are two organisations: they are not offered again."""
    one, other = sorted(pair)
    row = {"body": body, "one": one, "other": other, "by": by.person, "at": at}
    connection.execute(insert_once(connection, rows.organisation_distinct).values(**row))


def _all() -> Any:
    return select(*[rows.organisation_merge.c[name] for name in Merge.__slots__])


def _move_contacts(connection: Connection, loser: str, winner: str) -> list[str]:
    table = rows.contact
    ids = list(connection.execute(select(table.c.id).where(table.c.organisation == loser)).scalars())
    connection.execute(update(table).where(table.c.id.in_(ids)).values(organisation=winner))
    return sorted(ids)


def _move_names(connection: Connection, winner: Entry, loser: Entry, name: str) -> list[str]:
    """The names of both that the merged entry does not go by, kept as old names; the rows that are new."""
    names = dict.fromkeys((loser.name, *loser.old_names, winner.name))
    because = _("merged")
    added = [
        writing.keep_old_name(connection, winner, one, None, because)
        for one in names
        if name_key(one) != name_key(name)
    ]
    return [id_ for id_ in added if id_]


def _point(connection: Connection, ids: Sequence[str], to: str | None) -> None:
    table = rows.organisation
    moved = {"merged_into": to, "version": table.c.version + 1}
    connection.execute(update(table).where(table.c.id.in_(list(ids))).values(**moved))


def _say(connection: Connection, entry: Entry, asked: Any) -> None:
    """As an edit, but that the names are moved by the merge itself."""
    writing.mark(connection, entry.id, **writing.columns(asked))
    tags = {name: getattr(asked, name) for name in TAG_FIELDS}
    writing.put_tags(connection, entry.body, entry.id, tags)
    writing.reindex(connection, entry.body, [entry.id])

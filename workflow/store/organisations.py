"""Organisations as they stand: one entry, a search that stays quick, who leads and who is told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, exists, func, or_, select

from workflow.errors import NotFound
from workflow.register.entries import TAG_FIELDS, Entry
from workflow.register.matching import nearest
from workflow.register.names import asked_words
from workflow.store import register, rows
from workflow.store.engine import is_sqlite
from workflow.store.register import PostRow

ON_A_PAGE = 50
_AFTER = "~"
"""Sorts behind every letter and figure that a word holds, so that a range takes all that begin alike."""
_LISTS = frozenset({*TAG_FIELDS, "old_names"})
_COLUMNS = [rows.organisation.c[f.name] for f in fields(Entry) if f.name not in _LISTS]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list of organisations is asked for; "" and False leave a question out."""

    query: str = ""
    type: str = ""
    district: str = ""
    no_lead: bool = False
    no_contact: bool = False
    unchecked: bool = False
    funded: bool = False
    listed: bool = False
    page: int = 1


@dataclass(frozen=True, slots=True)
class Found:
    """One page of a search: the entries, how many there are in all, whether they only resemble the search."""

    entries: tuple[Entry, ...]
    number: int
    nearest: bool = False


@dataclass(frozen=True, slots=True)
class Contact:
    """Who speaks for an organisation: the title of a post and an address; `person` once they signed in."""

    id: str
    organisation: str
    person: str | None
    title: str
    email: str
    invited_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Change:
    """One change of an entry: the fields that differ, before and after; by which post or contact."""

    seq: int
    kind: str
    before: Mapping[str, object]
    after: Mapping[str, object]
    by_title: str
    at: datetime


def entry(connection: Connection, body: str | None, id_: str, *, lock: bool = False) -> Entry:
    """One entry of a body (None: of any, for public pages). Raises NotFound."""
    table = rows.organisation
    find = select(*_COLUMNS).where(table.c.id == id_)
    if body is not None:
        find = find.where(table.c.body == body)
    if lock and not is_sqlite(connection):
        find = find.with_for_update(key_share=True)
    row = connection.execute(find).mappings().first()
    if row is None:
        raise NotFound
    return _entries(connection, [row])[0]


def current(connection: Connection, body: str | None, id_: str) -> Entry:
    """The entry, or the one that it was merged into. Raises NotFound."""
    found = entry(connection, body, id_)
    return found if found.merged_into is None else entry(connection, body, found.merged_into)


def entries(connection: Connection, body: str, ids: Iterable[str]) -> Mapping[str, Entry]:
    """Several entries of a body by id; those that are not there are left out."""
    table = rows.organisation
    find = select(*_COLUMNS).where(table.c.body == body, table.c.id.in_(list(ids)))
    found = connection.execute(find).mappings().all()
    return {one.id: one for one in _entries(connection, found)}


def family(connection: Connection, organisation: str) -> tuple[str, ...]:
    """The ids of an entry and of every one that was merged into it, itself first."""
    table = rows.organisation
    merged = select(table.c.id).where(table.c.merged_into == organisation).order_by(table.c.id)
    return (organisation, *connection.execute(merged).scalars())


def search(connection: Connection, bodies: Sequence[str], asked: Asked, today: date) -> Found:
    """One page of the entries of these bodies that answer every question asked, by name.

    Words are found from their beginning, in old names too. Where no entry has them all, the nearest names.
    """
    words = asked_words(asked.query)
    wanted = _wanted(bodies, asked, today)
    where = [*wanted, *(_has_word(bodies, word) for word in words)]
    number = _count(connection, where)
    if words and not number:
        return _nearest(connection, wanted, asked.query)
    table = rows.organisation
    ordered = select(*_COLUMNS).where(*where).order_by(table.c.name_key, table.c.id)
    shown = ordered.offset((max(asked.page, 1) - 1) * ON_A_PAGE).limit(ON_A_PAGE)
    return Found(_entries(connection, connection.execute(shown).mappings().all()), number)


def funded_without_lead(connection: Connection, body: str, today: date) -> int:
    """How many organisations with an agreement that has not ended have no lead relationship manager."""
    return _count(connection, _wanted([body], Asked(funded=True, no_lead=True), today))


def districts(connection: Connection, body: str) -> tuple[str, ...]:
    """The districts that entries of a body lie in."""
    table = rows.organisation
    named = select(table.c.district).distinct().where(table.c.body == body, table.c.merged_into.is_(None))
    return tuple(sorted(str(name) for name in connection.execute(named).scalars() if name))


def lead_of(connection: Connection, organisation: str, today: date) -> PostRow | None:
    """The post of an organisation's lead relationship manager with its holder; None if it has none."""
    found = current(connection, None, organisation)
    return register.posts(connection, found.body, today).get(found.lead) if found.lead else None


def told_with(connection: Connection, organisation: str, today: date) -> PostRow | None:
    """The post to copy on every mail about an organisation (R003): its lead, while that is empty its deputy.

    None where there is no lead or nobody can be reached; `email` is the address.
    """
    lead = lead_of(connection, organisation, today)
    if lead is None or lead.email:
        return lead
    body = current(connection, None, organisation).body
    deputy = register.posts(connection, body, today).get(lead.deputy or "")
    return deputy if deputy and deputy.email else None


def contacts(connection: Connection, organisation: str, *, ended: bool = False) -> tuple[Contact, ...]:
    """Who speaks for an organisation, by title; with `ended` those too who no longer do."""
    table = rows.contact
    find = select(*[table.c[name] for name in Contact.__slots__]).where(table.c.organisation == organisation)
    if not ended:
        find = find.where(table.c.ended_at.is_(None))
    return tuple(Contact(*row) for row in connection.execute(find.order_by(table.c.title, table.c.email)))


def changes(connection: Connection, organisation: str, most: int = 50) -> tuple[Change, ...]:
    """What was changed in an entry, the newest first."""
    table = rows.organisation_change
    columns = [table.c[name] for name in Change.__slots__]
    find = select(*columns).where(table.c.organisation == organisation)
    return tuple(Change(*row) for row in connection.execute(find.order_by(table.c.seq.desc()).limit(most)))


def _wanted(bodies: Sequence[str], asked: Asked, today: date) -> list[ColumnElement[bool]]:
    table, contact = rows.organisation, rows.contact
    where: list[ColumnElement[bool]] = [table.c.body.in_(bodies), table.c.merged_into.is_(None)]
    if asked.type:
        where.append(table.c.type == ("" if asked.type == "none" else asked.type))
    if asked.district:
        where.append(table.c.district == asked.district)
    if asked.no_lead:
        where.append(table.c.lead.is_(None))
    if asked.no_contact:
        where.append(~exists().where(contact.c.organisation == table.c.id, contact.c.ended_at.is_(None)))
    if asked.unchecked:
        where += [table.c.origin == "itself", table.c.checked_at.is_(None)]
    if asked.listed:
        where.append(table.c.listed)
    if asked.funded:
        where.append(table.c.id.in_(_funded(bodies, today)))
    return where


def _funded(bodies: Sequence[str], today: date) -> Select[tuple[str]]:
    """The standing entries behind every agreement that has not ended, by its own link or by its key."""
    agreement, known = rows.agreement, rows.organisation
    linked = agreement.c.organisation == known.c.id
    keyed = (
        agreement.c.organisation.is_(None)
        & (agreement.c.body == known.c.body)
        & (agreement.c.organisation_key == known.c.key)
    )
    runs = or_(agreement.c.ends.is_(None), agreement.c.ends >= today)
    standing = func.coalesce(known.c.merged_into, known.c.id)
    parts = [
        select(standing).select_from(agreement.join(known, tie)).where(agreement.c.body.in_(bodies), runs)
        for tie in (linked, keyed)
    ]
    return parts[0].union_all(parts[1])  # type: ignore[return-value]


def _has_word(bodies: Sequence[str], word: str) -> ColumnElement[bool]:
    table = rows.organisation_word
    beginning = (table.c.word >= word) & (table.c.word < word + _AFTER)
    return rows.organisation.c.id.in_(select(table.c.organisation).where(table.c.body.in_(bodies), beginning))


def _count(connection: Connection, where: Sequence[ColumnElement[bool]]) -> int:
    counted = select(func.count()).select_from(rows.organisation).where(*where)
    return int(connection.execute(counted).scalar_one())


def _nearest(connection: Connection, wanted: Sequence[ColumnElement[bool]], query: str) -> Found:
    table = rows.organisation
    found_keys = connection.execute(select(table.c.id, table.c.name_key).where(*wanted))
    keys = {str(id_): str(key) for id_, key in found_keys}
    ids = nearest(query, keys)
    found = connection.execute(select(*_COLUMNS).where(table.c.id.in_(ids))).mappings().all()
    by_id = {one.id: one for one in _entries(connection, found)}
    return Found(tuple(by_id[id_] for id_ in ids), 0, nearest=True)


def _entries(connection: Connection, found: Sequence[RowMapping]) -> tuple[Entry, ...]:
    ids = [str(row["id"]) for row in found]
    lists = _lists(connection, ids)
    return tuple(_entry(row, lists[str(row["id"])]) for row in found)


def _entry(row: RowMapping, lists: Mapping[str, list[str]]) -> Entry:
    values = dict(row)
    for name in ("charity_number", "company_number"):
        values[name] = values[name] or ""
    values.update({name: tuple(lists.get(name, ())) for name in _LISTS})
    return Entry(**values)


def _lists(connection: Connection, ids: Sequence[str]) -> Mapping[str, dict[str, list[str]]]:
    """The tags and old names of entries."""
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    if not ids:
        return found
    tag, old = rows.organisation_tag, rows.old_name
    tags = select(tag.c.organisation, tag.c.kind, tag.c.value).where(tag.c.organisation.in_(ids))
    for organisation, kind, value in connection.execute(tags.order_by(tag.c.kind, tag.c.value)):
        found[organisation][kind].append(value)
    names = select(old.c.organisation, old.c.name).where(old.c.organisation.in_(ids))
    for organisation, name in connection.execute(names.order_by(old.c.name)):
        found[organisation]["old_names"].append(name)
    return found

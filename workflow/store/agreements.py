"""Agreements of a body in the store, and the ties of one organisation with every body here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, RowMapping, Select, func, or_, select, update
from sqlalchemy.exc import IntegrityError

from workflow.errors import BadRequest, NotFound, Stale
from workflow.register.people_like import is_published_identifier
from workflow.register.ties import Decision, Entry, Notice, Tie
from workflow.store import rows
from workflow.store.alone import number_alone
from workflow.store.engine import insert_once, is_sqlite
from workflow.store.ids import new_id
from workflow.words import gettext as _

ENTRY = tuple(name for name in Entry.__slots__ if name != "notice")
"""The columns that a person may fill in; a notice period stands in two of its own."""
OVER = ("withdrawn",)
AT_ONCE = 500


def register(connection: Connection, body: str) -> tuple[Tie, ...]:
    """Every agreement of a body, the earliest end first, those without an end last."""
    table = rows.agreement
    found = connection.execute(_all().where(table.c.body == body)).mappings().all()
    ties = _ties(connection, found, table.c.body == body)
    return tuple(sorted(ties, key=lambda tie: (tie.ends is None, tie.ends, tie.key)))


def number(connection: Connection, body: str) -> int:
    """How many agreements a body has."""
    table = rows.agreement
    return int(connection.execute(select(func.count()).where(table.c.body == body)).scalar_one())


def one(connection: Connection, body: str, name: str) -> Tie:
    """An agreement of a body by its id, else by its published key. Raises NotFound."""
    table = rows.agreement
    named = or_(table.c.id == name, table.c.key == name)
    found = connection.execute(_all().where(table.c.body == body, named)).mappings().all()
    if not found:
        raise NotFound
    row = next((each for each in found if each["id"] == name), found[0])
    return _ties(connection, [row], table.c.id == row["id"])[0]


def some(connection: Connection, ids: Sequence[str]) -> list[Tie]:
    """The agreements of these ids, in any order; an id that is not known is passed over."""
    found: list[Tie] = []
    for first in range(0, len(ids), AT_ONCE):
        which = rows.agreement.c.id.in_(ids[first : first + AT_ONCE])
        found += _ties(connection, connection.execute(_all().where(which)).mappings().all(), which)
    return found


def ties(connection: Connection, organisation: str) -> tuple[Tie, ...]:
    """Every tie of one organisation with every body of this installation, by body and end.

    Those of the organisation's own body, and of others where both call it by the same published identifier.
    An organisation that was merged into another answers with the other's. None for one that is not known.
    """
    table = rows.agreement
    entries = entries_of(connection, organisation)
    by_id = table.c.organisation.in_([id_ for id_, _body, _key in entries])
    by_key = [
        (table.c.body == body) & (table.c.organisation_key == key) & table.c.organisation.is_(None)
        for _id, body, key in entries
    ]
    found = connection.execute(_all().where(or_(by_id, *by_key))).mappings().all()
    chosen = _ties(connection, found, table.c.id.in_([row["id"] for row in found]))
    return tuple(sorted(chosen, key=lambda tie: (tie.body_name, tie.ends is None, tie.ends, tie.key)))


def entries_of(connection: Connection, organisation: str) -> Sequence[tuple[str, str, str]]:
    """Every entry of any body that means this organisation: id, body, key. Those merged into it too."""
    known = rows.organisation
    here = _standing(connection, organisation)
    if here is None:
        return ()
    same = [known.c.id == here["id"], known.c.merged_into == here["id"]]
    if is_published_identifier(str(here["key"])):
        same.append(known.c.key == here["key"])
    found = connection.execute(select(known.c.id, known.c.body, known.c.key).where(or_(*same)))
    return [(str(id_), str(body), str(key)) for id_, body, key in found]


def add(connection: Connection, body: str, entry: Entry, by: str, at: datetime) -> str:
    """Record an agreement; its id. Raises BadRequest if its key is taken in this body."""
    id_ = new_id()
    values = {"id": id_, "body": body, "version": 1, "changed_by": by, "changed_at": at, **_values(entry)}
    new = insert_once(connection, rows.agreement).values(values)
    if connection.execute(new.returning(rows.agreement.c.id)).first() is None:
        raise BadRequest(_taken(entry.key))
    return id_


def change(connection: Connection, tie: Tie, entry: Entry, seen_version: int, by: str, at: datetime) -> None:
    """Let an agreement say this. Raises Stale when someone changed it since, BadRequest for a taken key."""
    table = rows.agreement
    here = (table.c.id == tie.id) & (table.c.body == tie.body) & (table.c.version == seen_version)
    values = {**_values(entry), "version": seen_version + 1, "changed_by": by, "changed_at": at}
    try:
        with connection.begin_nested():
            done = connection.execute(update(table).where(here).values(values))
    except IntegrityError:
        raise BadRequest(_taken(entry.key)) from None
    if done.rowcount != 1:
        raise Stale


def hold(connection: Connection, body: str, id_: str) -> Tie:
    """An agreement of a body, locked until the transaction ends. Raises NotFound."""
    table = rows.agreement
    find = select(table.c.id).where(table.c.body == body, table.c.id == id_)
    found = connection.execute(
        find if is_sqlite(connection) else find.with_for_update(key_share=True)
    ).first()
    if found is None:
        raise NotFound
    return one(connection, body, id_)


def decide(connection: Connection, tie: Tie, made: Decision, by: str | None) -> None:
    """Keep what was decided about one end. Raises Stale if that end was decided about before."""
    values = {name: getattr(made, name) for name in Decision.__slots__}
    row = {"id": new_id(), "body": tie.body, "agreement": tie.id, "by": by, **values}
    new = insert_once(connection, rows.agreement_decision).values(row)
    if connection.execute(new.returning(rows.agreement_decision.c.id)).first() is None:
        raise Stale
    moved = update(rows.agreement).where(rows.agreement.c.id == tie.id)
    connection.execute(moved.values(version=rows.agreement.c.version + 1))


def next_key(connection: Connection, body: str, year: int) -> str:
    """A key for an agreement that came without one: A-2026-001, the next that is free in this body and that
    nobody else gets before this transaction ends."""
    table, stem = rows.agreement, f"A-{year}-"
    number_alone(connection, f"{body} {stem}")
    used = connection.execute(
        select(table.c.key).where(table.c.body == body, table.c.key.like(f"{stem}%"))
    ).scalars()
    numbers = [int(key.removeprefix(stem)) for key in used if key.removeprefix(stem).isdecimal()]
    return f"{stem}{max(numbers, default=0) + 1:03d}"


def organisation_named(connection: Connection, body: str, name: str) -> tuple[str, str, str] | None:
    """The one organisation of a body with that identifier or exactly that name: id, key, name; else None."""
    table = rows.organisation
    plain = " ".join(name.split())
    find = select(table.c.id, table.c.key, table.c.name).where(table.c.body == body)
    for wanted in (table.c.key == plain, table.c.name == plain):
        found = connection.execute(find.where(wanted, table.c.merged_into.is_(None)).limit(2)).all()
        if len(found) == 1:
            return str(found[0][0]), str(found[0][1]), str(found[0][2])
    return None


def _standing(connection: Connection, id_: str) -> RowMapping | None:
    """The entry that an organisation goes by: its own, or the one that it was merged into."""
    table, seen = rows.organisation, set[str]()
    while id_ not in seen:
        seen.add(id_)
        row = connection.execute(select(table).where(table.c.id == id_)).mappings().first()
        if row is None or row["merged_into"] is None:
            return row
        id_ = row["merged_into"]
    return None


def _all() -> Select[tuple[object, ...]]:
    table, body, post, known = rows.agreement, rows.body, rows.post, rows.organisation
    joined = (
        table.join(body, body.c.id == table.c.body)
        .outerjoin(post, post.c.id == table.c.post)
        .outerjoin(known, known.c.id == table.c.organisation)
    )
    more = (
        body.c.name.label("body_name"),
        body.c.nation,
        post.c.title.label("post_title"),
        post.c.directorate.label("post_directorate"),
        known.c.name.label("known_name"),
    )
    shown = (column for column in table.c if column.name != "as_imported")
    return select(*shown, *more).select_from(joined)


def _ties(connection: Connection, found: Iterable[RowMapping], which: object) -> list[Tie]:
    decided, projects = _decisions(connection, which), _projects(connection, which)
    return [
        _tie(row, decided.get(row["id"], ()), projects.get((row["body"], row["key"]), ())) for row in found
    ]


def _tie(row: RowMapping, decisions: tuple[Decision, ...], projects: tuple[str, ...]) -> Tie:
    notice = Notice(row["notice_n"], row["notice_method"]) if row["notice_n"] else None
    values = {name: row[name] for name in ENTRY}
    values["organisation_name"] = row["known_name"] or row["organisation_name"]
    values["directorate"] = row["directorate"] or row["post_directorate"] or ""
    return Tie(
        **values,
        notice=notice,
        id=row["id"],
        body=row["body"],
        body_name=row["body_name"],
        nation=row["nation"],
        version=row["version"],
        post_title=row["post_title"] or "",
        captured_on=row["captured_on"],
        changed_by=row["changed_by"],
        changed_at=row["changed_at"],
        decisions=decisions,
        projects=projects,
    )


def _decisions(connection: Connection, which: object) -> Mapping[str, tuple[Decision, ...]]:
    table, of = rows.agreement_decision, rows.agreement
    names = [table.c[name] for name in Decision.__slots__]
    find = select(table.c.agreement, *names).join(of, of.c.id == table.c.agreement).where(which)  # type: ignore[arg-type]
    found: dict[str, list[Decision]] = defaultdict(list)
    for agreement, *made in connection.execute(find.order_by(table.c.term_ends)):
        found[agreement].append(Decision(*made))
    return {agreement: tuple(made) for agreement, made in found.items()}


def _projects(connection: Connection, which: object) -> Mapping[tuple[str, str], tuple[str, ...]]:
    """The projects about each agreement that were not withdrawn, by body and key."""
    table, of = rows.project, rows.agreement
    same = (table.c.body == of.c.body) & (table.c.agreement == of.c.key)
    find = select(table.c.body, table.c.agreement, table.c.ref).join(of, same)
    live = find.where(which, table.c.stage.not_in(OVER)).order_by(table.c.ref)  # type: ignore[arg-type]
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for body, key, ref in connection.execute(live):
        found[body, key].append(ref)
    return {named: tuple(refs) for named, refs in found.items()}


def _values(entry: Entry) -> dict[str, object]:
    notice = entry.notice
    values = {name: getattr(entry, name) for name in ENTRY}
    return {
        **values,
        "notice_n": notice.n if notice else None,
        "notice_method": notice.method if notice else None,
    }


def _taken(key: str) -> str:
    words = _("The reference {key} is taken by another agreement. Enter another, or change that one.")
    return words.format(key=key)

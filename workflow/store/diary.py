"""The days that bodies keep themselves, for every process alike; nothing of them is ever deleted.

A body's stamp changes with its diary. Each process compares the stamps and reads anew only what changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import Connection, RowMapping, insert, select, update

from workflow.project.access import Actor
from workflow.project.moved_by_days import MovedByDays
from workflow.register.diary import Changes, Entry, own_days
from workflow.rulebook.own_days import NOTHING, OwnDays
from workflow.store import rows
from workflow.store.engine import upsert
from workflow.store.ids import new_id
from workflow.store.rows import diary as tables


@dataclass(frozen=True, slots=True)
class Kept:
    """One line of a body's diary with who added it and when, and who took it out and why, if anyone did."""

    id: str
    entry: Entry
    added_as: str
    added_at: datetime
    removed_as: str
    removed_at: datetime | None
    removed_because: str


_entry, _board, _stamp = tables.diary_entry, tables.board, tables.diary_stamp
_NAMES = tuple(Entry.__slots__)
WAITING, CHECKED = "waiting", "bank_holidays"
_held: dict[str, tuple[str, OwnDays]] = {}
"""What this process counts on, by body, each with the stamp under which it was read."""


def held(body: str | None) -> OwnDays:
    """What a body keeps itself, as this process knows it; NOTHING for none."""
    return _held.get(body or "", ("", NOTHING))[1]


def keep_up(connection: Connection) -> None:
    """Let this process count on what every body's diary says now."""
    for body, stamp in connection.execute(select(_stamp.c.body, _stamp.c.stamp)).all():
        if _held.get(body, ("",))[0] != stamp:
            _held[body] = (stamp, read_own_days(connection, body))


def read_own_days(connection: Connection, body: str) -> OwnDays:
    """What counts of a body's diary as the store has it now."""
    known = lines(connection, body)
    standing = [kept.entry for kept in known if kept.removed_at is None]
    removed = [kept.entry for kept in known if kept.removed_at is not None]
    return own_days(standing, removed, boards(connection, body))


def standing(connection: Connection, body: str) -> tuple[Entry, ...]:
    """The lines of a body's diary that nobody took out."""
    return tuple(kept.entry for kept in lines(connection, body) if kept.removed_at is None)


def lines(connection: Connection, body: str) -> tuple[Kept, ...]:
    """Every line of a body's diary, by kind, board and day, those taken out included."""
    order = (_entry.c.kind, _entry.c.board, _entry.c.first, _entry.c.added_at, _entry.c.id)
    found = connection.execute(select(_entry).where(_entry.c.body == body).order_by(*order)).mappings()
    return tuple(_kept(row) for row in found)


def boards(connection: Connection, body: str) -> Mapping[str, str]:
    """The boards that a body named itself: short name to title."""
    find = select(_board.c.slug, _board.c.title).where(_board.c.body == body).order_by(_board.c.title)
    return {row.slug: row.title for row in connection.execute(find)}


def put_board(
    connection: Connection, body: str, slug: str, title: str, by: Actor | None, at: datetime
) -> None:
    """Name a board, or give it another title."""
    new = upsert(connection, _board).values(
        id=new_id(), body=body, slug=slug, title=title, added_at=at, **_who("added", by)
    )
    connection.execute(
        new.on_conflict_do_update(index_elements=["body", "slug"], set_={"title": new.excluded.title})
    )
    _restamp(connection, body)


def put(connection: Connection, body: str, changes: Changes, by: Actor | None, at: datetime) -> None:
    """Make the changes: what goes is kept as removed, with who and why."""
    for entry, reason in changes.removed:
        names = ("kind", "board", "first", "last", "title")
        same = [_entry.c[name] == getattr(entry, name) for name in names]
        gone = {"removed_at": at, "removed_because": reason, **_who("removed", by)}
        stands = (_entry.c.body == body, _entry.c.removed_at.is_(None))
        connection.execute(update(_entry).where(*stands, *same).values(**gone))
    new = [
        {**asdict(entry), "id": new_id(), "body": body, "added_at": at, **_who("added", by)}
        for entry in changes.added
    ]
    if new:
        connection.execute(insert(_entry), new)
    _restamp(connection, body)


def list_moved(
    connection: Connection, body: str, project: str, found: Sequence[MovedByDays], round_: str, at: datetime
) -> None:
    """List what a change of the diary moved of one project, or leaves to a person."""
    if found:
        ours = {"body": body, "project": project, "round": round_, "decision_reason": "", "at": at}
        connection.execute(
            insert(rows.moved_date), [{**asdict(each), **ours, "id": new_id()} for each in found]
        )


def bump_feed(connection: Connection, body: str) -> None:
    """Tell readers of feeds that dates of the body changed."""
    table = rows.body
    more = {"feed_version": table.c.feed_version + 1}
    connection.execute(update(table).where(table.c.id == body).values(**more))


def bodies_under(connection: Connection, authority: str, but: Iterable[str] = ()) -> tuple[str, ...]:
    """The bodies that go by an authority's rulebook, but for those with these slugs."""
    table = rows.body
    find = select(table.c.id).where(table.c.authority == authority, table.c.slug.not_in(list(but)))
    return tuple(connection.execute(find.order_by(table.c.id)).scalars())


def supersede(connection: Connection, project: str, events: Mapping[str, str]) -> None:
    """Let what waits for a person about these events of a project wait no more, each for the reason given."""
    table = rows.moved_date
    for event, reason in events.items():
        waits = (table.c.project == project, table.c.event == event, table.c.state == WAITING)
        closed = {"state": "refused", "decision_reason": reason}
        connection.execute(update(table).where(*waits).values(**closed))


def waiting_events(connection: Connection, project: str) -> tuple[tuple[str, date], ...]:
    """The events of a project about which a date waits for a person, each with the date as it stands."""
    table = rows.moved_date
    find = select(table.c.event, table.c.old).where(table.c.project == project, table.c.state == WAITING)
    found = connection.execute(find.order_by(table.c.event, table.c.old))
    return tuple((event, old) for event, old in found)


def note_checked(connection: Connection, at: datetime) -> None:
    """Note that somebody looked whether bank holidays were announced."""
    new = upsert(connection, rows.heartbeat).values(role=CHECKED, at=at)
    connection.execute(new.on_conflict_do_update(index_elements=["role"], set_={"at": new.excluded.at}))


def checked(connection: Connection) -> datetime | None:
    """When somebody last looked whether bank holidays were announced; None if nobody ever did."""
    table = rows.heartbeat
    return connection.execute(select(table.c.at).where(table.c.role == CHECKED)).scalar()


def announced_since(connection: Connection) -> Mapping[str, tuple[datetime, str]]:
    """When each division was last told a bank holiday, and from which source."""
    table = rows.bank_holiday
    find = select(table.c.division, table.c.at, table.c.source).order_by(table.c.at)
    return {row.division: (row.at, row.source) for row in connection.execute(find)}


def _restamp(connection: Connection, body: str) -> None:
    new = upsert(connection, _stamp).values(body=body, stamp=new_id())
    set_ = {"stamp": new.excluded.stamp}
    connection.execute(new.on_conflict_do_update(index_elements=["body"], set_=set_))


def _who(did: str, by: Actor | None) -> dict[str, object]:
    return {f"{did}_by": by.person if by else None, f"{did}_as": by.post_title if by else ""}


def _kept(row: RowMapping) -> Kept:
    entry = Entry(**{name: row[name] for name in _NAMES})
    names = (name for name in Kept.__slots__ if name != "entry")
    return Kept(entry=entry, **{name: row[name] for name in names})

"""Files on their way in: kept until they are imported or a day has passed, seen by their body only."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, RowMapping, insert, select, update

from workflow.errors import NotFound
from workflow.register.tables import plain
from workflow.store import rows
from workflow.store.engine import upsert
from workflow.store.ids import new_id

KEPT_FOR = timedelta(hours=24)
STOPPED_AFTER = timedelta(minutes=2)
"""An import that has not said a word for so long has died with its process; nothing of it was kept."""
WAITING = ("uploaded", "ready")
MOST_LISTED = 50
REPLIES = "replies"
"""Files of replies to a consultation: on the way to one project, listed nowhere else."""


@dataclass(frozen=True, slots=True)
class Round:
    """One file on its way in: `done` of `total` records read so far; `result` what became of them."""

    id: str
    body: str
    kind: str
    file_name: str
    sheet: str
    heading: int
    matched: Mapping[str, str]
    source: str
    captured_on: date | None
    state: str
    done: int
    total: int
    result: Mapping[str, Any] | None
    why: str
    by: str | None
    at: datetime
    version: int
    claim: str
    beat_at: datetime | None
    ended_at: datetime | None


def add(connection: Connection, **values: object) -> str:
    """Keep a file that was sent; the id of its round."""
    id_ = new_id()
    given = {"sheet": "", "heading": 0, "matched": {}, "state": "uploaded", **values}
    connection.execute(insert(rows.import_round).values(id=id_, **given))
    return id_


def one(connection: Connection, body: str, id_: str) -> Round:
    """One round of a body. Raises NotFound, also for another body's."""
    table = rows.import_round
    found = connection.execute(_shown().where(table.c.id == id_, table.c.body == body)).mappings().first()
    if found is None:
        raise NotFound
    return _round(found)


def file_of(connection: Connection, body: str, id_: str) -> bytes | None:
    """The file of a round, None once it is no longer kept."""
    table = rows.import_round
    find = select(table.c.file).where(table.c.id == id_, table.c.body == body)
    found = connection.execute(find).first()
    return bytes(found[0]) if found and found[0] is not None else None


def latest(connection: Connection, body: str) -> tuple[Round, ...]:
    """The rounds of a body, the newest first, without replies to consultations."""
    table = rows.import_round
    mine = (table.c.body == body) & (table.c.kind != REPLIES)
    find = _shown().where(mine).order_by(table.c.at.desc(), table.c.id).limit(MOST_LISTED)
    return tuple(_round(row) for row in connection.execute(find).mappings())


def put(connection: Connection, id_: str, states: Sequence[str], **values: object) -> bool:
    """Change a round that is in one of these states; whether it was."""
    table = rows.import_round
    here = table.c.id == id_
    told = {"version": table.c.version + 1, **values}
    return (
        connection.execute(update(table).where(here, table.c.state.in_(states)).values(**told)).rowcount == 1
    )


def claim(connection: Connection, id_: str, now: datetime, seen: int) -> str | None:
    """Begin the import of a round that is ready, or whose import stopped; the claim, None if another runs.

    `seen` is the version of the matching that was looked at.
    """
    table, word = rows.import_round, new_id()
    free = (table.c.state == "ready") | (
        (table.c.state == "running") & (table.c.beat_at < now - STOPPED_AFTER)
    )
    begun = {"state": "running", "claim": word, "beat_at": now, "done": 0, "why": ""}
    taken = (
        connection.execute(
            update(table).where(table.c.id == id_, table.c.version == seen, free).values(**begun)
        ).rowcount
        == 1
    )
    return word if taken else None


def beat(connection: Connection, id_: str, word: str, now: datetime, done: int) -> None:
    """Say how far the import has come, as long as the claim stands."""
    table = rows.import_round
    mine = (table.c.id == id_) & (table.c.claim == word) & (table.c.state == "running")
    connection.execute(update(table).where(mine).values(beat_at=now, done=done))


def finish(connection: Connection, id_: str, word: str, **values: object) -> bool:
    """End the import under this claim, and keep the file no longer; whether the claim still stood."""
    table = rows.import_round
    mine = (table.c.id == id_) & (table.c.claim == word) & (table.c.state == "running")
    return connection.execute(update(table).where(mine).values(file=None, **values)).rowcount == 1


def forget(connection: Connection, body: str, id_: str, now: datetime) -> None:
    """Keep the file of a round of a body no longer: what was wanted of it was taken in."""
    table = rows.import_round
    mine = update(table).where(table.c.id == id_, table.c.body == body)
    connection.execute(mine.values(file=None, state="done", ended_at=now))


def forget_replies(connection: Connection, body: str, ref: str, now: datetime) -> None:
    """Keep no file of replies to a body's consultation any longer."""
    table = rows.import_round
    waiting = select(table.c.id, table.c.matched).where(
        table.c.body == body, table.c.kind == REPLIES, table.c.file.is_not(None)
    )
    for id_, matched in connection.execute(waiting).all():
        if matched.get("project") == ref:
            forget(connection, body, id_, now)


def purge(connection: Connection, now: datetime) -> int:
    """Keep no file longer than a day; how many went."""
    table = rows.import_round
    old = table.c.file.is_not(None) & (table.c.at < now - KEPT_FOR)
    running = (table.c.state == "running") & (table.c.beat_at >= now - STOPPED_AFTER)
    gone = update(table).where(old & ~running).values(file=None, state="dropped", ended_at=now)
    return connection.execute(gone).rowcount


def headings_key(headings: Sequence[str]) -> str:
    """What two files with the same headings, in any order, share."""
    words = sorted(plain(heading) for heading in headings)
    return hashlib.sha256("\n".join(words).encode()).hexdigest()


def remembered(connection: Connection, body: str, kind: str, headings: Sequence[str]) -> Mapping[str, str]:
    """How these headings were matched the last time, {their heading: ours}; empty the first time."""
    table = rows.column_match
    find = select(table.c.matched).where(
        table.c.body == body, table.c.kind == kind, table.c.headings == headings_key(headings)
    )
    return dict(connection.execute(find).scalar() or {})


def remember(
    connection: Connection,
    body: str,
    kind: str,
    headings: Sequence[str],
    matched: Mapping[str, str],
    at: datetime,
) -> None:
    """Keep how these headings were matched, for the next file that has them."""
    table = rows.column_match
    about = {"body": body, "kind": kind, "headings": headings_key(headings)}
    new = upsert(connection, table).values(id=new_id(), matched=dict(matched), at=at, **about)
    latest_ = {"matched": new.excluded.matched, "at": new.excluded.at}
    connection.execute(new.on_conflict_do_update(index_elements=["body", "kind", "headings"], set_=latest_))


def _shown() -> Any:
    table = rows.import_round
    return select(*(table.c[name] for name in Round.__slots__))


def _round(row: RowMapping) -> Round:
    return Round(**row)

"""Mail that waits to be sent. It is written in the transaction that decides it, and leaves in none.

queued -> (leased for one try) -> sent | failed; superseded when it is no longer true or a later mail says it.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, FromClause, exists, func, or_, select, update
from sqlalchemy.engine import CursorResult

from workflow.store import rows
from workflow.store.engine import insert_once
from workflow.store.ids import new_id

LEASE = timedelta(minutes=5)
"""Longer than everything a mail server may take for one mail."""
LONGEST_ANSWER, LONGEST_WHY = 400, 300
AT_ONCE = "letter:"
"""How the key of a mail begins that may leave day and night."""
_TOKEN = re.compile(r"/[\w-]{43}(?![\w-])")
"""A token of 256 bits as the last part of an address."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail to be queued. The same key is queued once."""

    key: str
    body: str
    to_post: str | None
    to_address: str
    subject: str
    text: str
    html: str
    why: str


@dataclass(frozen=True, slots=True)
class Claimed:
    """A mail that one worker may send until its lease ends. `lease` proves that it is still theirs."""

    id: str
    key: str
    body: str
    to_post: str | None
    to_address: str
    subject: str
    text: str
    html: str
    tries: int
    first_tried_at: datetime
    lease: str


def queue(connection: Connection, letter: Letter, *, at: datetime, send_after: datetime) -> str | None:
    """Queue a mail; its id, or None if a mail of that key was queued before."""
    table, id_ = rows.outbox, new_id()
    values = {name: getattr(letter, name) for name in Letter.__slots__ if name != "why"}
    new = insert_once(connection, table).values(
        id=id_, queued_at=at, send_after=send_after, why=letter.why[:LONGEST_WHY], **values
    )
    found: str | None = connection.execute(new.returning(table.c.id)).scalar()
    return found


def take_back(
    connection: Connection, body: str, addresses: Collection[str], now: datetime
) -> tuple[str, ...]:
    """Supersede mails about alerts to these people that nobody has begun to send; their ids."""
    table = rows.outbox
    about_alerts = exists().where(rows.alert.c.mail == table.c.id)
    theirs = (table.c.body == body) & table.c.to_address.in_(addresses)
    taken = update(table).where(theirs, free(table, now), about_alerts).values(state="superseded")
    return tuple(connection.execute(taken.returning(table.c.id)).scalars())


def claim(
    connection: Connection, bodies: Collection[str], *, moment: datetime, now: datetime, worker: str
) -> Claimed | None:
    """One mail that is due at a moment, for this worker until its lease ends; else None.

    Only letters leave for bodies other than these. `moment` says what is due, `now` is the real instant
    from which the lease runs.
    """
    table, due = rows.outbox, rows.outbox.alias("due")
    first = (
        select(due.c.id)
        .where(
            or_(due.c.body.in_(bodies), due.c.key.startswith(AT_ONCE)),
            due.c.send_after <= moment,
            free(due, now),
        )
        .order_by(due.c.queued_at, due.c.id)
        .limit(1)
        .with_for_update(skip_locked=True)
        .scalar_subquery()
    )
    values = {
        "leased_until": now + LEASE,
        "leased_by": f"{worker[:40]}/{new_id()}",
        "tries": table.c.tries + 1,
        "first_tried_at": func.coalesce(table.c.first_tried_at, moment, type_=table.c.first_tried_at.type),
    }
    wanted = [table.c.leased_by if name == "lease" else table.c[name] for name in Claimed.__slots__]
    found = connection.execute(
        update(table).where(table.c.id == first).values(**values).returning(*wanted)
    ).first()
    return Claimed(*found) if found else None


def still_true(connection: Connection, mail: str) -> bool:
    """Whether a mail is about no alerts or requests for a comment, or any of them still stands."""
    if (waits := _waits(connection, mail)) is not None:
        return waits
    told, due, day = rows.alert, rows.deadline, rows.deadline_day
    moved = or_(~due.c.live, day.c.last_safe != told.c.last_safe, day.c.rule != told.c.rule)
    standing = told.c.state.not_in(("closed", "superseded")) & ~exists().where(
        due.c.id == told.c.deadline, day.c.id == due.c.day, moved
    )
    about = connection.execute(select(standing).where(told.c.mail == mail)).scalars().all()
    return not about or any(about)


def _waits(connection: Connection, mail: str) -> bool | None:
    """Whether a request that a mail tells of still waits; None for a mail that tells of none."""
    call, asked, project = rows.comment_call, rows.explanation, rows.project
    waits = asked.c.decided_on.is_(None) & project.c.stage.not_in(("ended", "withdrawn"))
    find = select(waits).join(call, call.c.explanation == asked.c.id)
    told = find.join(project, project.c.id == asked.c.project).where(call.c.mail == mail)
    found = connection.execute(told).scalars().all()
    return any(found) if found else None


def without_tokens(text: str) -> str:
    """A text without the tokens of its links: what they open is for the reader of the mail alone."""
    return _TOKEN.sub("/…", text)


def mark_sent(connection: Connection, mail: Claimed, at: datetime, answer: str) -> bool:
    """Note that the mail server took a mail; False, and nothing noted, if the lease was lost."""
    return _end(connection, mail, state="sent", sent_at=at, last_answer=answer, **_forgetting(mail))


def mark_failed(connection: Connection, mail: Claimed, answer: str) -> bool:
    """Note that a mail will never be taken; False if the lease was lost."""
    return _end(connection, mail, state="failed", last_answer=answer, **_forgetting(mail))


def mark_superseded(connection: Connection, mail: Claimed) -> bool:
    """Note that a mail is no longer true; False if the lease was lost."""
    return _end(connection, mail, state="superseded")


def put_off(connection: Connection, mail: Claimed, until: datetime, answer: str) -> bool:
    """Try a mail again later; False if the lease was lost."""
    return _end(connection, mail, state="queued", send_after=until, last_answer=answer)


def waiting(connection: Connection) -> int:
    """How many mails are queued, due or not."""
    table = rows.outbox
    queued = select(func.count()).select_from(table).where(table.c.state == "queued")
    return int(connection.execute(queued).scalar_one())


def manager_of(connection: Connection, mail: str) -> str | None:
    """The post that manages the project of a mail's alerts, or None."""
    find = select(rows.project.c.manager).join(rows.alert, rows.alert.c.project == rows.project.c.id)
    found: str | None = connection.execute(find.where(rows.alert.c.mail == mail).limit(1)).scalar()
    return found


def free(table: FromClause, now: datetime) -> ColumnElement[bool]:
    """Whether nobody has begun to send a mail."""
    return (table.c.state == "queued") & or_(table.c.leased_until.is_(None), table.c.leased_until < now)


def _forgetting(mail: Claimed) -> dict[str, str]:
    """A letter that has left keeps no token that opens anything."""
    if not mail.key.startswith(AT_ONCE):
        return {}
    return {"text": without_tokens(mail.text), "html": without_tokens(mail.html)}


def _end(connection: Connection, mail: Claimed, *, last_answer: str = "", **values: object) -> bool:
    table = rows.outbox
    ours = (table.c.id == mail.id) & (table.c.state == "queued") & (table.c.leased_by == mail.lease)
    answer = " ".join(last_answer.split())[:LONGEST_ANSWER]
    ended = update(table).where(ours).values(leased_until=None, leased_by=None, last_answer=answer, **values)
    result: CursorResult[object] = connection.execute(ended)
    return result.rowcount == 1

"""From deadlines to alerts, in whole sets: every rung that was reached becomes an alert once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from sqlalchemy import (
    Connection,
    Engine,
    RowMapping,
    bindparam,
    exists,
    func,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.exc import OperationalError

from workflow.alerts.model import COMING, LAST_DAY, LATE, TOO_LATE, Alert
from workflow.store import holidays, raising, rows
from workflow.store.engine import insert_once, is_sqlite, upsert, writing

LADDER = (COMING, LAST_DAY, LATE, TOO_LATE)
PATIENCE_MILLISECONDS = 800
"""Shorter than the second after which PostgreSQL looks for a deadlock: so it is never a person who loses."""
T = TypeVar("T")
SCHEDULER, SENDER = "scheduler", "sender"


@dataclass(frozen=True, slots=True)
class Beat:
    """When a role last did its round."""

    at: datetime | None
    as_of: datetime | None


def in_turn(engine: Engine, role: str, work: Callable[[Connection], T]) -> T:
    """Do one round of a role in one transaction while no other process does it.

    A round gives way to people: if it would have to wait long for rows that they hold, it begins again, twice
    at most, and then raises OperationalError.
    """
    for again in (True, True, False):
        try:
            with writing(engine) as connection:
                _take_turn(connection, role)
                return work(connection)
        except OperationalError:
            if not again:
                raise
    raise AssertionError("unreachable")


def hold_off(connection: Connection, role: str) -> None:
    """Wait for the end of a role's round, and let none begin before this transaction ends."""
    table = rows.heartbeat
    connection.execute(insert_once(connection, table).values(role=role))
    connection.execute(select(table.c.role).where(table.c.role == role).with_for_update())


def _take_turn(connection: Connection, role: str) -> None:
    hold_off(connection, role)
    if not is_sqlite(connection):
        connection.execute(text(f"SET LOCAL lock_timeout = {PATIENCE_MILLISECONDS}"))
    holidays.keep_up(connection)


def beat(connection: Connection, role: str, at: datetime) -> None:
    """Note that a role did its round."""
    new = upsert(connection, rows.heartbeat).values(role=role, at=at, as_of=at)
    connection.execute(new.on_conflict_do_update(index_elements=["role"], set_={"at": at, "as_of": at}))


def last_beat(connection: Connection, role: str) -> Beat:
    """When a role last did its round; nothing in it if it never did."""
    table = rows.heartbeat
    found = connection.execute(select(table.c.at, table.c.as_of).where(table.c.role == role)).first()
    return Beat(*found) if found else Beat(None, None)


def count_due(connection: Connection, today: date) -> int:
    """How many rungs of standing deadlines have passed."""
    table = rows.alert
    due = select(func.count()).where(table.c.state != "closed", table.c.due_on <= today)
    return int(connection.execute(due).scalar_one())


def raise_due(connection: Connection, today: date, at: datetime) -> tuple[Alert, ...]:
    """Every rung whose day has come as an alert, and what was told closed where it no longer stands; answers
    the alerts that are new."""
    found = (_alert(row) for row in raising.raise_due(connection, today, at))
    return tuple(sorted(found, key=_by_day))


def untold(connection: Connection, today: date) -> tuple[Alert, ...]:
    """Alerts whose day has come and of which nobody was told, the earliest first: held still until the
    transaction ends, so that none is told of that somebody closes meanwhile.

    Left out are those whose recipient has acknowledged the same matter until a later day: that pauses repeats
    to the recipient alone.
    """
    table, other = rows.alert, rows.alert.alias()
    paused = exists().where(
        other.c.project == table.c.project,
        other.c.event == table.c.event,
        other.c.recipient == table.c.recipient,
        or_(other.c.trigger == table.c.trigger, other.c.trigger.in_(LADDER) & table.c.trigger.in_(LADDER)),
        other.c.state == "acknowledged",
        other.c.plan_until >= today,
    )
    of_agreement = exists().where(
        table.c.agreement.is_not(None),
        other.c.deadline == table.c.deadline,
        other.c.recipient == table.c.recipient,
        other.c.state == "acknowledged",
        other.c.plan_until >= today,
    )
    find = select(table).where(table.c.state == "new", table.c.due_on <= today, ~paused, ~of_agreement)
    find = find.order_by(table.c.id).with_for_update(key_share=True)
    return tuple(sorted((_alert(row) for row in connection.execute(find).mappings()), key=_by_day))


def mark_told(connection: Connection, mails: Mapping[str, str]) -> None:
    """Note of each alert, by id, the mail that tells of it."""
    _mark(connection, ({"of": alert, "state": "told", "mail": mail} for alert, mail in mails.items()))


def mark_superseded(connection: Connection, alerts: Iterable[str]) -> None:
    """Keep these alerts, by id, as overtaken by a higher rung."""
    _mark(connection, ({"of": alert, "state": "superseded", "mail": None} for alert in alerts))


def release(connection: Connection, mails: Iterable[str]) -> None:
    """Let alerts be told anew whose mail was taken back."""
    again = [{"of_mail": mail} for mail in mails]
    if again:
        table = rows.alert
        theirs = (table.c.mail == bindparam("of_mail")) & (table.c.state == "told")
        connection.execute(update(table).where(theirs).values(state="new", mail=None), again)


def told_of(connection: Connection, alert: Alert) -> tuple[RowMapping, ...]:
    """Who heard of the same lateness in a lower rung: `recipient`, `send_after` of the mail, `plan`."""
    table, mail = rows.alert, rows.outbox
    same = (table.c.project == alert.project) & (table.c.event == alert.event)
    lower = (table.c.last_safe == alert.last_safe) & (table.c.rung < alert.rung)
    late = table.c.due_on > table.c.last_safe
    find = select(table.c.recipient, mail.c.send_after, table.c.plan).join(mail, mail.c.id == table.c.mail)
    found = connection.execute(find.where(same, lower, late, table.c.state.in_(("told", "acknowledged"))))
    return tuple(found.mappings())


def _mark(connection: Connection, marks: Iterable[Mapping[str, str | None]]) -> None:
    table, every = rows.alert, list(marks)
    if every:
        one = update(table).where(table.c.id == bindparam("of"))
        connection.execute(one.values(state=bindparam("state"), mail=bindparam("mail")), every)


def _alert(row: RowMapping) -> Alert:
    return Alert(**{name: row[name] for name in (*raising.COPIED, "version")})


def _by_day(alert: Alert) -> tuple[date, str]:
    return (alert.due_on, alert.key)

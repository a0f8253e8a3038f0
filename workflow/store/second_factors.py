"""Second factors: one sealed secret a person, the last step that was used, and codes for when it is lost."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select, update

from workflow.store import rows
from workflow.store.accounts import hash_of
from workflow.store.engine import upsert
from workflow.store.ids import new_id


@dataclass(frozen=True, slots=True)
class Factor:
    """A person's second factor; it counts once it was confirmed by a code."""

    secret: str
    confirmed: bool
    last_step: int


def factor(connection: Connection, person: str) -> Factor | None:
    """The second factor of a person, confirmed or not; None where there is none."""
    table = rows.second_factor
    columns = (table.c.secret, table.c.confirmed_at.is_not(None), table.c.last_step)
    found = connection.execute(select(*columns).where(table.c.person == person)).first()
    return Factor(found[0], bool(found[1]), found[2]) if found else None


def confirmed(connection: Connection, person: str) -> bool:
    """Whether this person signs in with a second factor."""
    found = factor(connection, person)
    return found is not None and found.confirmed


def begin(connection: Connection, person: str, secret: str, now: datetime) -> None:
    """Keep a sealed secret that is not confirmed yet, in place of an earlier one that never was."""
    table = rows.second_factor
    new = upsert(connection, table).values(person=person, secret=secret, set_up_at=now, last_step=0)
    again = {"secret": secret, "set_up_at": now, "last_step": 0}
    connection.execute(
        new.on_conflict_do_update(index_elements=["person"], set_=again, where=table.c.confirmed_at.is_(None))
    )


def use_step(connection: Connection, person: str, step: int) -> bool:
    """Use a step up; False if it or a later one was used before."""
    table = rows.second_factor
    newer = update(table).where(table.c.person == person, table.c.last_step < step)
    return connection.execute(newer.values(last_step=step)).rowcount == 1


def confirm(connection: Connection, person: str, now: datetime) -> None:
    """From now on this factor counts."""
    table = rows.second_factor
    connection.execute(update(table).where(table.c.person == person).values(confirmed_at=now))


def remove(connection: Connection, person: str) -> bool:
    """Take a person's factor and codes away; False if there was none."""
    codes, table = rows.recovery_code, rows.second_factor
    connection.execute(delete(codes).where(codes.c.person == person))
    return connection.execute(delete(table).where(table.c.person == person)).rowcount == 1


def new_codes(connection: Connection, person: str, codes: Iterable[str]) -> None:
    """Keep the hashes of these codes; earlier ones open nothing any more."""
    table = rows.recovery_code
    connection.execute(delete(table).where(table.c.person == person))
    for code in codes:
        connection.execute(insert(table).values(id=new_id(), person=person, code_hash=_code(person, code)))


def use_code(connection: Connection, person: str, code: str, now: datetime) -> bool:
    """Use a recovery code up; False if it is none of theirs or was used before."""
    table = rows.recovery_code
    mine = (table.c.person == person) & (table.c.code_hash == _code(person, code))
    used = update(table).where(mine, table.c.used_at.is_(None)).values(used_at=now)
    return connection.execute(used).rowcount == 1


def codes_left(connection: Connection, person: str) -> int:
    """How many recovery codes a person has not used."""
    table = rows.recovery_code
    left = select(func.count()).where(table.c.person == person, table.c.used_at.is_(None))
    return int(connection.execute(left).scalar_one())


def _code(person: str, code: str) -> str:
    return hash_of(f"{person} {code}")

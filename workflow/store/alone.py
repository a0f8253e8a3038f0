"""One process at a time, where two that begin at the same moment would both make the same row."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from workflow.store.engine import is_sqlite

MAKES_BODIES = 5_417_302
NUMBERS = 5_417_304


def make_bodies_alone(connection: Connection) -> None:
    """Wait until no other transaction makes a body; on SQLite a write transaction is alone anyway."""
    if not is_sqlite(connection):
        connection.execute(select(func.pg_advisory_xact_lock(MAKES_BODIES)))


def number_alone(connection: Connection, series: str) -> None:
    """Wait until no other transaction takes a number of this series."""
    if not is_sqlite(connection):
        connection.execute(select(func.pg_advisory_xact_lock(NUMBERS, func.hashtext(series))))

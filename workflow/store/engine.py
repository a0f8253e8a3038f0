"""One engine a process, the same promises on SQLite and on PostgreSQL."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from sqlalchemy import Connection, Engine, Table, create_engine, event, make_url
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError

from workflow.errors import StorageFault

BUSY_MILLISECONDS = 20_000
"""So long a writer waits for another: a large register is stored in one transaction."""
WAL_IS_SOUND_FROM = (3, 51, 3)
_WRITES = "fairnotice_writes"


def open_engine(url: str) -> Engine:
    """An engine for a database address. Raises StorageFault with the mend if the address cannot be used."""
    try:
        parsed = make_url(url)
    except SQLAlchemyError:
        raise StorageFault(
            "FAIRNOTICE_DATABASE_URL is no database address. Use sqlite:///FILE or postgresql://..."
        ) from None
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(url, parsed.database)
    return create_engine(url, pool_pre_ping=True, connect_args={"options": "-c timezone=UTC"})


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection for reading only; it sees one moment."""
    with engine.connect() as connection:
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One write transaction: it commits whole at the end, or not at all."""
    with engine.connect().execution_options(**{_WRITES: True}) as connection, connection.begin():
        yield connection


def out_of_reach(fault: Exception) -> bool:
    """Whether a fault means that the database does not answer, is full or locked: later it may be well."""
    return isinstance(fault, (OperationalError, InterfaceError))


def insert_once(connection: Connection, table: Table) -> Any:
    """An INSERT that leaves a row with the same unique key alone."""
    return upsert(connection, table).on_conflict_do_nothing()


def upsert(connection: Connection, table: Table) -> Any:
    """The dialect's own INSERT, which knows `ON CONFLICT`."""
    return (sqlite if connection.dialect.name == "sqlite" else postgresql).insert(table)


def is_sqlite(connection: Connection) -> bool:
    """Whether the connection is to the embedded database."""
    return connection.dialect.name == "sqlite"


def _sqlite(url: str, path: str | None) -> Engine:
    if path and path != ":memory:":
        try:
            Path(path).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as fault:
            raise StorageFault(
                f"{Path(path).parent} cannot be written ({fault.strerror}). Set FAIRNOTICE_VAR."
            ) from None
    module = newest_sqlite()
    engine = create_engine(url, module=module, connect_args={"check_same_thread": False})
    wal = tuple(module.sqlite_version_info) >= WAL_IS_SOUND_FROM

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, record: object) -> None:
        connection.isolation_level = None
        for pragma in (
            f"busy_timeout={BUSY_MILLISECONDS}",
            f"journal_mode={'WAL' if wal else 'DELETE'}",
            "synchronous=FULL",
            "foreign_keys=ON",
            "trusted_schema=OFF",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get(_WRITES)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


@cache
def newest_sqlite() -> ModuleType:
    """The newer SQLite at hand: Python's own, or that of pysqlite3 where it is installed."""
    try:
        from pysqlite3 import dbapi2
    except ImportError:
        return sqlite3
    newer: ModuleType = max((dbapi2, sqlite3), key=lambda module: module.sqlite_version_info)
    return newer

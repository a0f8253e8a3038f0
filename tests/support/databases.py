"""A fresh, migrated database for one test: migrated once a run, then copied."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support import postgres
from tests.support.needs import absent
from tests.support.once import once, run_folder


@contextmanager
def fresh_database(kind: str, folder: Path) -> Iterator[str]:
    """The SQLAlchemy address of a migrated database that nobody else uses; `kind` is sqlite or postgresql."""
    if kind == "sqlite":
        yield sqlite_copy(folder)
        return
    url = postgresql_copy()
    try:
        yield url
    finally:
        postgres.drop_database(url)


def sqlite_copy(folder: Path) -> str:
    """A copy of the run's migrated SQLite file."""
    template = once("sqlite-template", migrate_sqlite)
    copy = folder / "fairnotice.sqlite3"
    shutil.copy(template, copy)
    return f"sqlite:///{copy}"


def migrate_sqlite() -> str:
    """Migrate an empty SQLite file; where it lies, all of it in the one file."""
    import sqlite3
    from contextlib import closing

    from workflow.store.migrate import upgrade

    template = run_folder() / "template.sqlite3"
    upgrade(f"sqlite:///{template}")
    with closing(sqlite3.connect(template)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return str(template)


def postgresql_copy() -> str:
    """A copy of the run's migrated PostgreSQL database."""
    try:
        postgres.server_url()
    except Exception as error:
        absent(f"{postgres.ABSENT} ({error})")
    return postgres.create_database(template=once("postgresql-template", migrate_postgresql))


def migrate_postgresql() -> str:
    """Migrate an empty PostgreSQL database; its name."""
    from workflow.store.migrate import upgrade

    name = f"{postgres.TEMPLATE}_{run_folder().name[-8:].lower()}"
    upgrade(postgres.create_named(name))
    return name

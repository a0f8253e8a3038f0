"""Bring a database to the schema of this version: Alembic, driven in code, one migrator at a time."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError

from workflow.errors import StorageFault
from workflow.store.engine import is_sqlite, open_engine, reading, writing

MIGRATIONS = Path(__file__).resolve().parent.parent.parent / "migrations"
LOCK = 5_417_301


def upgrade(url: str) -> None:
    """Migrate the database at an address to the newest schema; doing it again changes nothing."""
    engine = open_engine(url)
    try:
        upgrade_engine(engine)
    finally:
        engine.dispose()


def upgrade_engine(engine: Engine) -> None:
    """Migrate through an open engine, in one transaction."""
    try:
        with writing(engine) as connection:
            if not is_sqlite(connection):
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
            config = Config()
            config.set_main_option("script_location", str(MIGRATIONS))
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    except SQLAlchemyError as fault:
        raise StorageFault(
            f"The database cannot be used: {_first_line(fault)}. Is it running, and is the address right?"
        ) from None


def revision(engine: Engine) -> str | None:
    """The schema of a database, None for an empty one. Raises StorageFault if it cannot be used."""
    try:
        with reading(engine) as connection:
            return MigrationContext.configure(connection).get_current_revision()
    except SQLAlchemyError as fault:
        raise StorageFault(
            f"The database cannot be used: {_first_line(fault)}. Is it running, and is the address right?"
        ) from None


def known_revisions() -> tuple[str, ...]:
    """Every schema that this version can bring up to its own, the newest first."""
    return tuple(script.revision for script in _scripts().walk_revisions())


def is_new(engine: Engine) -> bool:
    """Whether no schema was ever made there. Raises StorageFault if the database cannot be used."""
    return revision(engine) is None


def check_schema(engine: Engine) -> None:
    """Raise StorageFault with the mend unless the database has the schema of this version."""
    head, now = _scripts().get_current_head(), revision(engine)
    if now != head:
        raise StorageFault(
            f"The database has schema {now or 'none'}, this version needs {head}. Run: python3 run.py migrate"
        )


def _scripts() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return ScriptDirectory.from_config(config)


def _first_line(fault: Exception) -> str:
    return str(getattr(fault, "orig", fault)).strip().splitlines()[0]

"""Copies of the embedded database: made while it is in use, looked at before they are trusted."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError

from workflow.errors import BadRequest, StorageFault
from workflow.store import register, trail
from workflow.store.engine import open_engine, reading
from workflow.store.migrate import known_revisions, revision
from workflow.words import gettext as _


@dataclass(frozen=True, slots=True)
class Looked:
    """What a copy holds: its schema, how many bodies and audit entries; `fault` says why it is not sound."""

    schema: str
    bodies: int
    entries: int
    fault: str


def file_of(engine: Engine) -> Path | None:
    """The file of the embedded database; None for a database server."""
    if engine.dialect.name != "sqlite" or engine.url.database in (None, "", ":memory:"):
        return None
    return Path(str(engine.url.database)).resolve()


def copy_to(engine: Engine, target: Path) -> None:
    """Copy the embedded database, as of one moment, to a file that only its owner can read; whole or not.

    Raises BadRequest if the file cannot be written or is the database itself.
    """
    live = file_of(engine)
    if target.resolve() == live:
        raise BadRequest(_("That is the database itself. Name another file."))
    try:
        draft = _draft(target)
        try:
            _vacuum_into(engine, draft)
            _flush(draft)
            draft.replace(target)
        finally:
            draft.unlink(missing_ok=True)
    except OSError as fault:
        words = _("{file} cannot be written: {why}.")
        raise BadRequest(words.format(file=target, why=(fault.strerror or "").lower())) from None


def look(file: Path) -> Looked:
    """Whether a copy is whole, of a schema that this version knows, and its audit trail holds.

    The file itself is not touched. Raises BadRequest if it cannot be read.
    """
    with _scratch(file) as engine:
        try:
            with reading(engine) as connection:
                said = str(connection.execute(text("PRAGMA integrity_check")).scalar_one())
            schema = revision(engine)
            if said != "ok":
                return Looked(schema or "", 0, 0, _("the file is damaged: {said}").format(said=said))
            if schema not in known_revisions():
                unknown = _("its schema, {schema}, is not known to this version")
                return Looked(schema or "", 0, 0, unknown.format(schema=schema or _("none")))
            return _chains(engine, schema or "")
        except (SQLAlchemyError, StorageFault):
            return Looked("", 0, 0, _("it is no database of this service"))


def put_in_place(engine: Engine, file: Path) -> None:
    """Let the embedded database be as the copy is, in one step, also for those who have it open."""
    with _scratch(file) as source, closing(source.raw_connection()) as copied:
        with closing(engine.raw_connection()) as live:
            copied.driver_connection.backup(live.driver_connection)  # type: ignore[union-attr]


def _chains(engine: Engine, schema: str) -> Looked:
    with reading(engine) as connection:
        chains = [trail.chain(connection, body.id) for body in register.bodies(connection)]
    broken = next((chain for chain in chains if chain.first_bad is not None), None)
    words = _("the audit trail of {body} does not hold at entry {seq}")
    fault = words.format(body=broken.body, seq=broken.first_bad) if broken else ""
    return Looked(schema, len(chains), sum(chain.entries for chain in chains), fault)


@contextmanager
def _scratch(file: Path) -> Iterator[Engine]:
    """An engine on a copy of the file, so that looking leaves no trace on it."""
    with tempfile.TemporaryDirectory(prefix="fairnotice-") as folder:
        copy = Path(folder) / "copy.db"
        try:
            shutil.copyfile(file, copy)
        except OSError as fault:
            words = _("{file} cannot be read: {why}.")
            raise BadRequest(words.format(file=file, why=(fault.strerror or "").lower())) from None
        engine = open_engine(f"sqlite:///{copy}")
        try:
            yield engine
        finally:
            engine.dispose()


def _draft(target: Path) -> Path:
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.resolve().parent)
    os.close(handle)
    return Path(name)


def _vacuum_into(engine: Engine, draft: Path) -> None:
    with closing(engine.raw_connection()) as connection:
        connection.cursor().execute("VACUUM INTO ?", (str(draft),))


def _flush(file: Path) -> None:
    with file.open("rb") as handle:
        os.fsync(handle.fileno())

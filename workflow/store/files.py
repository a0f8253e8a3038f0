"""Files on disk, under random names in a folder of ours, each with its row; and links with their last answer.

A file is written whole before its row is, and takes its place inside the row's transaction: a row always has
its file. What an interruption leaves behind is a file without a row, which the daily tidy takes away.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import Connection, Select, delete, insert, or_, select, update

from workflow.errors import NotFound, StorageFault
from workflow.store import rows
from workflow.store.ids import new_id
from workflow.words import gettext as _

_PART, _CHUNK = ".part", 64 * 1024
ABANDONED = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Draft:
    """A file that was written whole and waits for its row."""

    id: str
    path: Path
    size: int
    digest: str

    def settle(self) -> None:
        """Let it take its place; called last in the transaction that writes its row."""
        os.replace(self.path, self.path.with_suffix(""))


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file as its row tells of it."""

    id: str
    record: str
    name: str
    media: str
    size: int
    digest: str


@dataclass(frozen=True, slots=True)
class KeptLink:
    """A link of a record and its last answer: None where it was not looked at yet."""

    record: str
    address: str
    public: bool
    checked_at: datetime | None
    answer: int | None
    works: bool | None


@contextmanager
def draft(folder: Path, source: BinaryIO, most: int) -> Iterator[Draft | None]:
    """What a file holds, copied beside its future place; None if it is larger than `most`. It is gone after
    the block unless it was settled; settled for a row that then failed, it goes with the tidy. Raises
    StorageFault where it cannot be written."""
    id_ = new_id()
    path = _place(folder, id_).with_suffix(_PART)
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        size, digest = _copy(source, path, most)
    except OSError as fault:
        path.unlink(missing_ok=True)
        raise StorageFault(_("The file cannot be kept: {why}.").format(why=fault.strerror)) from None
    found = Draft(id_, path, size, digest)
    try:
        yield found if size <= most else None
    finally:
        path.unlink(missing_ok=True)


def _copy(source: BinaryIO, path: Path, most: int) -> tuple[int, str]:
    size, digest = 0, hashlib.sha256()
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
        while (chunk := source.read(_CHUNK)) and size <= most:
            size += len(chunk)
            digest.update(chunk)
            target.write(chunk)
        target.flush()
        os.fsync(target.fileno())
    return size, digest.hexdigest()


def path_of(folder: Path, id_: str) -> Path:
    """Where the bytes of a file stand. Raises NotFound where they do not."""
    found = _place(folder, id_)
    if not found.is_file():
        raise NotFound
    return found


def _place(folder: Path, id_: str) -> Path:
    return folder / id_[:2] / id_


def add_file(
    connection: Connection, found: Draft, *, body: str, project: str, record: str, name: str, media: str,
    by: str | None, at: datetime,
) -> None:  # fmt: skip
    """The row of a file."""
    told = {"id": found.id, "size": found.size, "digest": found.digest, "by": by, "at": at}
    more = {"body": body, "project": project, "record": record, "name": name, "media": media}
    connection.execute(insert(rows.stored_file).values(**told, **more))


def file_of(connection: Connection, body: str, record: str) -> StoredFile:
    """The file of a record of this body. Raises NotFound."""
    table = rows.stored_file
    names = [table.c[name] for name in StoredFile.__slots__]
    found = connection.execute(select(*names).where(table.c.body == body, table.c.record == record)).first()
    if found is None:
        raise NotFound
    return StoredFile(*found)


def names(connection: Connection, project: str) -> dict[str, str]:
    """The names of the files of a project, by record."""
    table = rows.stored_file
    found = connection.execute(select(table.c.record, table.c.name).where(table.c.project == project))
    return {row.record: row.name for row in found}


def orphans(connection: Connection, folder: Path, before: datetime) -> Iterator[Path]:
    """Files without a row that have stood there since before: what interruptions left."""
    for path in folder.glob("??/*") if folder.is_dir() else ():
        with suppress(FileNotFoundError):
            if path.stat().st_mtime >= before.timestamp():
                continue
            known = select(rows.stored_file.c.id).where(rows.stored_file.c.id == path.name)
            if path.suffix == _PART or connection.execute(known).first() is None:
                yield path


def add_link(
    connection: Connection, *, body: str, project: str, record: str, address: str, public: bool
) -> None:
    """A link to be looked at."""
    told = {"record": record, "body": body, "project": project, "address": address, "public": public}
    connection.execute(insert(rows.kept_link).values(**told))


def show_link(connection: Connection, record: str, *, public: bool) -> None:
    """Whether the public may follow a link, and so whether it is looked at."""
    table = rows.kept_link
    connection.execute(update(table).where(table.c.record == record).values(public=public))


def drop_link(connection: Connection, record: str) -> None:
    """Look at this link no more: another took its place."""
    connection.execute(delete(rows.kept_link).where(rows.kept_link.c.record == record))


def links(connection: Connection, project: str) -> dict[str, KeptLink]:
    """The links of a project by record."""
    found = connection.execute(_links().where(rows.kept_link.c.project == project))
    return {row["record"]: KeptLink(**row) for row in found.mappings()}


def links_due(connection: Connection, before: datetime, most: int) -> tuple[KeptLink, ...]:
    """Public links not looked at since, those never looked at first."""
    table = rows.kept_link
    due = or_(table.c.checked_at.is_(None), table.c.checked_at < before)
    ordered = (
        _links().where(table.c.public, due).order_by(table.c.checked_at.is_not(None), table.c.checked_at)
    )
    return tuple(KeptLink(**row) for row in connection.execute(ordered.limit(most)).mappings())


def note_answer(connection: Connection, record: str, answer: int, works: bool, at: datetime) -> None:
    """What a link answered."""
    table = rows.kept_link
    told = {"answer": answer, "works": works, "checked_at": at}
    connection.execute(update(table).where(table.c.record == record).values(**told))


def _links() -> Select[tuple[object, ...]]:
    table = rows.kept_link
    return select(*[table.c[name] for name in KeptLink.__slots__])

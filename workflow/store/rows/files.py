"""What officers keep of a project outside its facts: files, and links with their last answer."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, ForeignKey, Index, Integer, String, Table

from workflow.store.instant import Instant
from workflow.store.rows.base import key, metadata, of_body, of_project

stored_file = Table(
    "stored_file",
    metadata,
    key(),
    of_body(),
    of_project(),
    Column("record", String(32), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("media", String(100), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("by", ForeignKey("person.id")),
    Column("at", Instant, nullable=False),
    CheckConstraint("size > 0", name="size"),
    Index("ix_stored_file_project", "project"),
)
"""A file whose bytes stand in the folder of files under `id`; `record` is the record that it belongs to."""

kept_link = Table(
    "kept_link",
    metadata,
    Column("record", String(32), primary_key=True),
    of_body(),
    of_project(),
    Column("address", String(4000), nullable=False),
    Column("public", Boolean, nullable=False),
    Column("checked_at", Instant),
    Column("answer", Integer),
    Column("works", Boolean),
    Index("ix_kept_link_project", "project"),
    Index("ix_kept_link_public_checked_at", "public", "checked_at"),
)
"""A link of a record and what it last answered: the status, 0 where nothing answered at all."""

chain_check = Table(
    "chain_check",
    metadata,
    Column("body", ForeignKey("body.id"), primary_key=True),
    Column("checked_at", Instant, nullable=False),
    Column("entries", Integer, nullable=False),
    Column("first_bad", Integer),
    Column("why", String(10), nullable=False),
)
"""When a body's chain of audit entries was last computed anew, and what came of it."""

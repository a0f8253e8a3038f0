"""Files on their way in, how their columns were matched, and what came in that is no agreement."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Numeric,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from workflow.store.instant import Instant
from workflow.store.rows.base import key, metadata, of_body, of_project

import_round = Table(
    "import_round",
    metadata,
    key(),
    of_body(),
    Column("kind", String(40), nullable=False),
    Column("file_name", String(200), nullable=False),
    Column("file", LargeBinary),
    Column("sheet", String(120), nullable=False, default=""),
    Column("heading", Integer, nullable=False, default=0),
    Column("matched", JSON, nullable=False),
    Column("source", String(300), nullable=False, default=""),
    Column("state", String(10), nullable=False),
    Column("done", Integer, nullable=False, default=0),
    Column("total", Integer, nullable=False, default=0),
    Column("result", JSON),
    Column("why", Text, nullable=False, default=""),
    Column("by", ForeignKey("person.id")),
    Column("at", Instant, nullable=False),
    Column("version", Integer, nullable=False, default=1),
    Column("captured_on", Date),
    Column("claim", String(32), nullable=False, default=""),
    Column("beat_at", Instant),
    Column("ended_at", Instant),
    CheckConstraint("state IN ('uploaded', 'ready', 'running', 'done', 'failed', 'dropped')", name="state"),
    Index("ix_import_round_body_at", "body", "at"),
    Index("ix_import_round_state_at", "state", "at"),
)

column_match = Table(
    "column_match",
    metadata,
    key(),
    of_body(),
    Column("kind", String(40), nullable=False),
    Column("headings", String(64), nullable=False),
    Column("matched", JSON, nullable=False),
    Column("at", Instant, nullable=False),
    UniqueConstraint("body", "kind", "headings"),
)

notice = Table(
    "notice",
    metadata,
    key(),
    of_body(),
    Column("key", String(330), nullable=False),
    Column("ocid", String(120), nullable=False),
    Column("release", String(200), nullable=False),
    Column("title", String(500), nullable=False, default=""),
    Column("buyer", String(300), nullable=False, default=""),
    Column("tag", String(120), nullable=False, default=""),
    Column("status", String(40), nullable=False, default=""),
    Column("published", Date),
    Column("deadline", Date),
    Column("awarded", Date),
    Column("starts", Date),
    Column("ends", Date),
    Column("value", Numeric(16, 2)),
    Column("supplier", String(500), nullable=False, default=""),
    Column("method", String(200), nullable=False, default=""),
    Column("number", String(200), nullable=False, default=""),
    Column("address", String(500), nullable=False, default=""),
    Column("source", String(300), nullable=False, default=""),
    Column("captured_on", Date),
    UniqueConstraint("body", "key"),
    Index("ix_notice_body_published", "body", "published", "id"),
    Index("ix_notice_body_ocid", "body", "ocid"),
)

buyer_name = Table(
    "buyer_name",
    metadata,
    key(),
    of_body(),
    Column("spelling", String(300), nullable=False),
    Column("same_as", String(300), nullable=False),
    Column("by", ForeignKey("person.id")),
    Column("at", Instant, nullable=False),
    UniqueConstraint("body", "spelling"),
)

project_notice = Table(
    "project_notice",
    metadata,
    of_project(),
    of_body(),
    Column("notice", ForeignKey("notice.id"), nullable=False),
    Column("at", Instant, nullable=False),
    UniqueConstraint("project", "notice"),
)

survey = Table(
    "survey",
    metadata,
    key(),
    of_body(),
    of_project(nullable=True),
    Column("key", String(200), nullable=False),
    Column("title", String(200), nullable=False),
    Column("replies", Integer, nullable=False),
    Column("data", JSON, nullable=False),
    Column("by", ForeignKey("person.id")),
    Column("at", Instant, nullable=False),
    UniqueConstraint("body", "key"),
)

public_record = Table(
    "public_record",
    metadata,
    key(),
    of_body(),
    Column("key", String(500), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("title", String(500), nullable=False),
    Column("made_by", String(300), nullable=False, default=""),
    Column("first_day", Date),
    Column("last_day", Date),
    Column("decided", Date),
    Column("effective", Date),
    Column("stated", String(200), nullable=False, default=""),
    Column("note", String(1000), nullable=False, default=""),
    Column("source", String(500), nullable=False, default=""),
    Column("captured_on", Date),
    UniqueConstraint("body", "key"),
    CheckConstraint("kind IN ('consultation', 'decision')", name="kind"),
)

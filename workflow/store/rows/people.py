"""Bodies, posts, the people in them, and how they sign in."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
    text,
)

from workflow.store.instant import Instant
from workflow.store.rows.base import key, metadata, of_body

body = Table(
    "body",
    metadata,
    key(),
    Column("slug", String(80), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("nation", String(20), nullable=False),
    Column("authority", String(80), nullable=False),
    Column("demonstration", Boolean, nullable=False, default=False),
    Column("audit_seq", Integer, nullable=False, default=0),
    Column("audit_head", String(64), nullable=False, default=""),
    Column("feed_version", Integer, nullable=False, default=0),
)

post = Table(
    "post",
    metadata,
    key(),
    of_body(),
    Column("title", String(200), nullable=False),
    Column("directorate", String(200), nullable=False, default=""),
    Column("roles", JSON, nullable=False),
    Column("reports_to", ForeignKey("post.id")),
    UniqueConstraint("body", "title"),
)

person = Table(
    "person",
    metadata,
    key(),
    of_body(),
    Column("email", String(254), nullable=False, unique=True),
    Column("password_hash", String(200)),
    Column("suspended", Boolean, nullable=False, default=False),
)

person_name = Table(
    "person_name",
    metadata,
    Column("person", ForeignKey("person.id"), primary_key=True),
    Column("name", String(200), nullable=False),
)

holding = Table(
    "holding",
    metadata,
    key(),
    of_body(),
    Column("post", ForeignKey("post.id"), nullable=False),
    Column("person", ForeignKey("person.id"), nullable=False),
    Column("held_from", Date, nullable=False),
    Column("held_to", Date),
    CheckConstraint("held_to IS NULL OR held_to >= held_from", name="order"),
    Index(
        "uq_holding_open_post",
        "post",
        unique=True,
        sqlite_where=text("held_to IS NULL"),
        postgresql_where=text("held_to IS NULL"),
    ),
)

session = Table(
    "session",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("person", ForeignKey("person.id"), nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("ended_at", Instant),
)

sign_in_attempt = Table(
    "sign_in_attempt",
    metadata,
    key(),
    Column("email_hash", String(64), nullable=False),
    Column("source_hash", String(64), nullable=False),
    Column("at", Instant, nullable=False),
    Column("succeeded", Boolean, nullable=False),
    Index("ix_sign_in_attempt_email_hash_at", "email_hash", "at"),
    Index("ix_sign_in_attempt_source_hash_at", "source_hash", "at"),
)

form_key = Table(
    "form_key",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("result", String(400), nullable=False),
    Column("at", Instant, nullable=False),
)

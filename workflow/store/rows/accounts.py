"""How people sign in: sessions, tries, links by mail, second factors, other services, kept forms."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
)

from workflow.store.instant import Instant
from workflow.store.rows.base import key, metadata, of_body

session = Table(
    "session",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("person", ForeignKey("person.id"), nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Column("way", String(12), nullable=False, server_default="password"),
    Column("waits_for_code", Boolean, nullable=False, server_default=false()),
    Index("ix_session_person", "person"),
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

link = Table(
    "link",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    of_body(),
    Column("purpose", String(12), nullable=False),
    Column("email", String(254), nullable=False),
    Column("person", ForeignKey("person.id")),
    Column("post", ForeignKey("post.id")),
    Column("organisation", ForeignKey("organisation.id")),
    Column("made_at", Instant, nullable=False),
    Column("until", Instant, nullable=False),
    Column("used_at", Instant),
    CheckConstraint("purpose IN ('invitation', 'reset', 'contact', 'sign_in')", name="purpose"),
    Index("ix_link_body_purpose", "body", "purpose"),
)

second_factor = Table(
    "second_factor",
    metadata,
    Column("person", ForeignKey("person.id"), primary_key=True),
    Column("secret", Text, nullable=False),
    Column("set_up_at", Instant, nullable=False),
    Column("confirmed_at", Instant),
    Column("last_step", Integer, nullable=False, default=0),
)

recovery_code = Table(
    "recovery_code",
    metadata,
    key(),
    Column("person", ForeignKey("person.id"), nullable=False),
    Column("code_hash", String(64), nullable=False),
    Column("used_at", Instant),
    UniqueConstraint("person", "code_hash"),
)

identity = Table(
    "identity",
    metadata,
    key(),
    Column("person", ForeignKey("person.id"), nullable=False),
    Column("issuer", String(300), nullable=False),
    Column("subject", String(255), nullable=False),
    Column("linked_at", Instant, nullable=False),
    UniqueConstraint("issuer", "subject"),
)

kept_form = Table(
    "kept_form",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("person", ForeignKey("person.id"), nullable=False),
    Column("page", Text, nullable=False),
    Column("answers", Text, nullable=False),
    Column("kept_at", Instant, nullable=False),
)

"""What people replied to a consultation: words that can be erased, counts of equality answers, themes."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
)

from workflow.store.instant import Instant
from workflow.store.rows.base import key, metadata, of_body, of_project

response = Table(
    "response",
    metadata,
    key(),
    of_body(),
    of_project(),
    Column("key", String(64), nullable=False),
    Column("received_on", Date, nullable=False),
    Column("kind", String(12), nullable=False),
    Column("organisation", ForeignKey("organisation.id")),
    Column("organisation_name", String(300), nullable=False, default="", server_default=""),
    Column("channel", String(10), nullable=False),
    Column("late", Boolean, nullable=False, default=False, server_default=false()),
    Column("text", Text, nullable=False),
    Column("quoted", Boolean, nullable=False, default=False, server_default=false()),
    Column("erased_at", Instant),
    Column("at", Instant, nullable=False),
    UniqueConstraint("project", "key"),
    CheckConstraint("kind IN ('person', 'organisation', 'group')", name="kind"),
    CheckConstraint("erased_at IS NULL OR text = ''", name="erased"),
    Index("ix_response_project_received_on", "project", "received_on", "id"),
    Index("ix_response_organisation", "organisation"),
)

theme = Table(
    "theme",
    metadata,
    key(),
    of_body(),
    of_project(),
    Column("named_by", ForeignKey("person.id"), nullable=False),
    Column("answered_by", ForeignKey("person.id")),
    CheckConstraint("answered_by IS NULL OR answered_by <> named_by", name="nobody_answers_their_own"),
    Index("ix_theme_project", "project"),
)

response_theme = Table(
    "response_theme",
    metadata,
    Column("response", ForeignKey("response.id"), nullable=False),
    Column("theme", ForeignKey("theme.id"), nullable=False),
    of_body(),
    PrimaryKeyConstraint("response", "theme"),
    Index("ix_response_theme_theme", "theme"),
)

equality_count = Table(
    "equality_count",
    metadata,
    of_body(),
    of_project(),
    Column("question", String(200), nullable=False),
    Column("answer", String(120), nullable=False),
    Column("number", Integer, nullable=False),
    PrimaryKeyConstraint("project", "question", "answer"),
    CheckConstraint("number > 0", name="number"),
)

"""Organisations: the entry, what it is found by, who speaks for it, and how it came to be as it is."""

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
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from workflow.store.instant import Instant
from workflow.store.rows.base import key, metadata, of_body

MERGED = text("undone_at IS NULL")
WORD = String(60).with_variant(String(60, collation="C"), "postgresql")
"""Words in the order of their bytes, on every database: a range finds all that begin alike."""

organisation = Table(
    "organisation",
    metadata,
    key(),
    of_body(),
    Column("key", String(120), nullable=False),
    Column("name", String(300), nullable=False),
    Column("kind", String(80), nullable=False, default=""),
    Column("charity_number", String(40)),
    Column("company_number", String(40)),
    Column("locality", String(200), nullable=False, default=""),
    Column("district", String(200), nullable=False, default=""),
    Column("source", String(300), nullable=False, default=""),
    Column("version", Integer, nullable=False, default=1, server_default="1"),
    Column("name_key", String(300), nullable=False, default="", server_default=""),
    Column("type", String(20), nullable=False, default="", server_default=""),
    Column("website", String(300), nullable=False, default="", server_default=""),
    Column("size", String(20), nullable=False, default="", server_default=""),
    Column("captured_on", Date),
    Column("as_imported", JSON),
    Column("listed", Boolean, nullable=False, default=False, server_default=text("false")),
    Column("no_mail", Boolean, nullable=False, default=False, server_default=text("false")),
    Column("origin", String(10), nullable=False, default="import", server_default="import"),
    Column("checked_at", Instant),
    Column("corrected_at", Instant),
    Column("lead", ForeignKey("post.id")),
    Column("merged_into", ForeignKey("organisation.id")),
    UniqueConstraint("body", "key"),
    Index("ix_organisation_body_name_key", "body", "name_key", "id"),
    Index("ix_organisation_lead", "lead"),
    Index("ix_organisation_merged_into", "merged_into"),
    Index("ix_organisation_key", "key"),
)

organisation_word = Table(
    "organisation_word",
    metadata,
    of_body(),
    Column("organisation", ForeignKey("organisation.id"), nullable=False),
    Column("word", WORD, nullable=False),
    PrimaryKeyConstraint("body", "word", "organisation"),
    Index("ix_organisation_word_organisation", "organisation"),
)

old_name = Table(
    "old_name",
    metadata,
    key(),
    of_body(),
    Column("organisation", ForeignKey("organisation.id"), nullable=False),
    Column("name", String(300), nullable=False),
    Column("until", Date),
    Column("source", String(300), nullable=False, default=""),
    UniqueConstraint("organisation", "name"),
)

organisation_tag = Table(
    "organisation_tag",
    metadata,
    of_body(),
    Column("organisation", ForeignKey("organisation.id"), nullable=False),
    Column("kind", String(10), nullable=False),
    Column("value", String(80), nullable=False),
    PrimaryKeyConstraint("organisation", "kind", "value"),
    CheckConstraint("kind IN ('serves', 'knows', 'area')", name="kind"),
    Index("ix_organisation_tag_body_kind_value", "body", "kind", "value"),
)

contact = Table(
    "contact",
    metadata,
    key(),
    of_body(),
    Column("organisation", ForeignKey("organisation.id"), nullable=False),
    Column("person", ForeignKey("person.id"), unique=True),
    Column("title", String(200), nullable=False, default=""),
    Column("email", String(254), nullable=False),
    Column("invited_at", Instant),
    Column("ended_at", Instant),
    Index("ix_contact_organisation", "organisation"),
    Index("ix_contact_email", "email"),
)

organisation_merge = Table(
    "organisation_merge",
    metadata,
    key(),
    of_body(),
    Column("winner", ForeignKey("organisation.id"), nullable=False),
    Column("loser", ForeignKey("organisation.id"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    Column("before", JSON, nullable=False),
    Column("moved", JSON, nullable=False),
    Column("by", ForeignKey("person.id")),
    Column("by_title", String(200), nullable=False),
    Column("at", Instant, nullable=False),
    Column("undone_by", ForeignKey("person.id")),
    Column("undone_at", Instant),
    CheckConstraint("winner <> loser", name="two"),
    Index(
        "uq_organisation_merge_open_loser",
        "loser",
        unique=True,
        sqlite_where=MERGED,
        postgresql_where=MERGED,
    ),
    Index("ix_organisation_merge_winner", "winner"),
)

organisation_change = Table(
    "organisation_change",
    metadata,
    of_body(),
    Column("organisation", ForeignKey("organisation.id"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("before", JSON, nullable=False),
    Column("after", JSON, nullable=False),
    Column("by", ForeignKey("person.id")),
    Column("by_title", String(200), nullable=False),
    Column("at", Instant, nullable=False),
    PrimaryKeyConstraint("organisation", "seq"),
)

organisation_request = Table(
    "organisation_request",
    metadata,
    key(),
    of_body(),
    Column("email", String(254), nullable=False),
    Column("data", JSON, nullable=False),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("source_hash", String(64), nullable=False),
    Column("at", Instant, nullable=False),
    Column("confirmed_at", Instant),
    Column("organisation", ForeignKey("organisation.id")),
    Index("ix_organisation_request_source_hash_at", "source_hash", "at"),
)

organisation_distinct = Table(
    "organisation_distinct",
    metadata,
    of_body(),
    Column("one", ForeignKey("organisation.id"), nullable=False),
    Column("other", ForeignKey("organisation.id"), nullable=False),
    Column("by", ForeignKey("person.id")),
    Column("at", Instant, nullable=False),
    PrimaryKeyConstraint("one", "other"),
    CheckConstraint("one < other", name="order"),
    Index("ix_organisation_distinct_body", "body"),
)

charity_merger = Table(
    "charity_merger",
    metadata,
    key(),
    Column("old_number", String(40), nullable=False),
    Column("old_name", String(300), nullable=False),
    Column("new_number", String(40), nullable=False),
    Column("new_name", String(300), nullable=False),
    Column("registered_on", Date),
    Column("source", String(300), nullable=False),
    UniqueConstraint("old_number", "old_name", "new_number"),
)

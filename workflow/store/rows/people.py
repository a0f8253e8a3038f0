"""Bodies, posts and the people in them."""

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
    Numeric,
    String,
    Table,
    UniqueConstraint,
    false,
    text,
    true,
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
    Column("sector_word", String(40), nullable=False, server_default="third sector"),
    Column("sender_address", String(254), nullable=False, server_default=""),
    Column("officers_public", Boolean, nullable=False, server_default=false()),
    Column("dates_public", Boolean, nullable=False, server_default=true()),
    Column("version", Integer, nullable=False, server_default="1"),
)

directorate = Table(
    "directorate",
    metadata,
    key(),
    of_body(),
    Column("name", String(200), nullable=False),
    UniqueConstraint("body", "name"),
)

confirmation = Table(
    "confirmation",
    metadata,
    key(),
    of_body(),
    Column("what", String(40), nullable=False),
    Column("detail", String(80), nullable=False, server_default=""),
    Column("amount", Integer),
    Column("post_title", String(200), nullable=False),
    Column("confirmed_on", Date, nullable=False),
    Column("by", ForeignKey("person.id"), nullable=False),
    Column("at", Instant, nullable=False),
    CheckConstraint("amount IS NULL OR amount > 0", name="amount"),
    UniqueConstraint("body", "what"),
)
"""What a body stands by: a promise, that it read its unconfirmed rules, that it has no closures."""

post = Table(
    "post",
    metadata,
    key(),
    of_body(),
    Column("title", String(200), nullable=False),
    Column("directorate", String(200), nullable=False, default=""),
    Column("roles", JSON, nullable=False),
    Column("reports_to", ForeignKey("post.id")),
    Column("delegation_limit", Numeric(14, 2)),
    Column("deputy", ForeignKey("post.id")),
    Column("telephone", String(40), nullable=False, default="", server_default=""),
    Column("version", Integer, nullable=False, server_default="1"),
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

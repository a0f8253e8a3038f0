"""What sector partners say of an explanation that waits: words that can be erased, and who was told of it."""

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
)

from workflow.store.instant import Instant
from workflow.store.rows.base import key, metadata, of_body, of_project

explanation_comment = Table(
    "explanation_comment",
    metadata,
    key(),
    of_body(),
    of_project(),
    Column("explanation", ForeignKey("explanation.id"), nullable=False),
    Column("post", ForeignKey("post.id"), nullable=False),
    Column("post_title", String(200), nullable=False),
    Column("by", ForeignKey("person.id"), nullable=False),
    Column("said", Boolean, nullable=False),
    Column("text", Text, nullable=False),
    Column("said_on", Date, nullable=False),
    Column("version", Integer, nullable=False),
    Column("at", Instant, nullable=False),
    Column("erased_at", Instant),
    UniqueConstraint("explanation", "post"),
    CheckConstraint("erased_at IS NULL OR text = ''", name="erased"),
    CheckConstraint("version > 1", name="version"),
)
"""One comment a post; `said` False: it has none to make. Version 1 is that nothing was said yet."""

comment_call = Table(
    "comment_call",
    metadata,
    of_body(),
    Column("explanation", ForeignKey("explanation.id"), nullable=False),
    Column("post", ForeignKey("post.id"), nullable=False),
    Column("mail", String(32)),
    PrimaryKeyConstraint("explanation", "post"),
    Index("ix_comment_call_mail", "mail"),
)
"""Which post was told by which mail that it can comment; no mail: the one that told of it was taken back."""

comment_mail_off = Table(
    "comment_mail_off",
    metadata,
    of_body(),
    Column("person", ForeignKey("person.id"), nullable=False),
    Column("at", Instant, nullable=False),
    PrimaryKeyConstraint("person"),
)
"""Who wants no mail about explanations that they can comment on."""

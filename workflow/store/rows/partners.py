"""Who takes part in a project beside its body, and the expressions of interest that a body received."""

from __future__ import annotations

from sqlalchemy import (
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
)

from workflow.store.instant import Instant
from workflow.store.rows.base import key, metadata, of_body, of_project

partner_post = Table(
    "partner_post",
    metadata,
    of_body(),
    of_project(),
    Column("post", ForeignKey("post.id"), nullable=False),
    PrimaryKeyConstraint("project", "post"),
    Index("ix_partner_post_post", "post"),
)

partner_contact = Table(
    "partner_contact",
    metadata,
    of_body(),
    of_project(),
    Column("partner", String(32), nullable=False),
    Column("title", String(200), nullable=False),
    Column("address", String(320), nullable=False, default="", server_default=""),
    PrimaryKeyConstraint("project", "partner"),
)

interest = Table(
    "interest",
    metadata,
    key(),
    of_body(),
    Column("received_on", Date, nullable=False),
    Column("organisation_name", String(300), nullable=False),
    Column("service", Text, nullable=False),
    Column("acknowledged_on", Date),
    Column("replied_on", Date),
    Column("state", String(12), nullable=False),
    Column("note", Text, nullable=False, default="", server_default=""),
    of_project(nullable=True),
    Column("version", Integer, nullable=False),
    Column("changed_by", String(200), nullable=False),
    Column("changed_at", Instant, nullable=False),
    CheckConstraint("state IN ('received', 'accepted', 'declined', 'withdrawn')", name="state"),
    Index("ix_interest_body_received_on", "body", "received_on"),
)

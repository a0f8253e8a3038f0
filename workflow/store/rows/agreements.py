"""Agreements and partnerships."""

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
    Text,
    UniqueConstraint,
    text,
)

from workflow.store.instant import Instant
from workflow.store.rows.base import key, metadata, of_body

agreement = Table(
    "agreement",
    metadata,
    key(),
    of_body(),
    Column("key", String(160), nullable=False),
    Column("organisation_key", String(120)),
    Column("organisation_name", String(300), nullable=False, default=""),
    Column("title", String(500), nullable=False, default=""),
    Column("funder", String(300), nullable=False, default=""),
    Column("instrument", String(20), nullable=False),
    Column("starts", Date),
    Column("ends", Date),
    Column("value", Numeric(16, 2)),
    Column("awarded_on", Date),
    Column("duration_months", Integer),
    Column("notice_clause", String(500), nullable=False, default=""),
    Column("source", String(300), nullable=False, default=""),
    Column("captured_on", Date),
    # What the source said the last time; where the record says otherwise, somebody here changed it.
    Column("as_imported", JSON),
    # What no published register says, and a person of the body adds.
    Column("version", Integer, nullable=False, default=1, server_default="1"),
    Column("organisation", ForeignKey("organisation.id")),
    Column("post", ForeignKey("post.id")),
    Column("directorate", String(200), nullable=False, default="", server_default=""),
    Column("value_per_year", Numeric(16, 2)),
    Column("notice_n", Integer),
    Column("notice_method", String(40)),
    Column("exit_section", Text, nullable=False, default="", server_default=""),
    Column("renews_months", Integer),
    Column("review_on", Date),
    Column("changed_by", String(200), nullable=False, default="", server_default=""),
    Column("changed_at", Instant),
    # What its deadlines were last written for; they are written anew where this no longer holds.
    Column("prompted_version", Integer),
    Column("prompted_until", Date),
    Column("prompted_planned", Boolean, nullable=False, default=False, server_default=text("false")),
    UniqueConstraint("body", "key"),
    Index("ix_agreement_body_ends", "body", "ends", "id"),
    Index("ix_agreement_organisation", "organisation"),
    Index("ix_agreement_organisation_key", "organisation_key"),
)

agreement_decision = Table(
    "agreement_decision",
    metadata,
    key(),
    of_body(),
    Column("agreement", ForeignKey("agreement.id"), nullable=False),
    Column("term_ends", Date, nullable=False),
    Column("decision", String(10), nullable=False),
    Column("reason", Text, nullable=False),
    Column("notice_given_on", Date),
    Column("by", ForeignKey("person.id")),
    Column("post_title", String(200), nullable=False),
    Column("at", Instant, nullable=False),
    CheckConstraint("decision IN ('renew', 'end')", name="decision"),
    UniqueConstraint("agreement", "term_ends"),
    Index("ix_agreement_decision_body", "body"),
)

partnership = Table(
    "partnership",
    metadata,
    key(),
    of_body(),
    Column("version", Integer, nullable=False, default=1),
    Column("name", String(300), nullable=False),
    Column("legal_basis", String(40), nullable=False),
    Column("legal_basis_note", String(500), nullable=False, default=""),
    Column("post", ForeignKey("post.id")),
    Column("starts", Date),
    Column("ends", Date),
    Column("notice_clause", String(500), nullable=False, default=""),
    Column("notice_n", Integer),
    Column("notice_method", String(40)),
    Column("board", String(300), nullable=False, default=""),
    Column("terms_of_reference", Text, nullable=False, default=""),
    Column("board_review_on", Date),
    Column("performance", Text, nullable=False, default=""),
    Column("exit_section", Text, nullable=False, default=""),
    Column("changed_by", String(200), nullable=False, default=""),
    Column("changed_at", Instant),
    UniqueConstraint("body", "name"),
)

partnership_partner = Table(
    "partnership_partner",
    metadata,
    key(),
    of_body(),
    Column("partnership", ForeignKey("partnership.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("name", String(300), nullable=False),
    UniqueConstraint("partnership", "name"),
)

partnership_contribution = Table(
    "partnership_contribution",
    metadata,
    key(),
    of_body(),
    Column("partnership", ForeignKey("partnership.id"), nullable=False),
    Column("partner", String(300), nullable=False),
    Column("year", Integer, nullable=False),
    Column("amount", Numeric(16, 2), nullable=False),
    UniqueConstraint("partnership", "partner", "year"),
)

partnership_report = Table(
    "partnership_report",
    metadata,
    key(),
    of_body(),
    Column("partnership", ForeignKey("partnership.id"), nullable=False),
    Column("title", String(300), nullable=False),
    Column("board", String(300), nullable=False),
    Column("due_on", Date, nullable=False),
    Column("given_on", Date),
    UniqueConstraint("partnership", "title", "due_on"),
    Index("ix_partnership_report_body_due_on", "body", "due_on"),
)

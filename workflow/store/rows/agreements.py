"""Agreements and partnerships."""

from __future__ import annotations

from sqlalchemy import Column, Date, Index, Integer, Numeric, String, Table, UniqueConstraint

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
    UniqueConstraint("body", "key"),
    Index("ix_agreement_body_ends", "body", "ends", "id"),
)

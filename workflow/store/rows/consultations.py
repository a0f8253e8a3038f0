"""Consultations: which organisations were invited to one."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Date, ForeignKey, Index, String, Table, UniqueConstraint

from workflow.store.rows.base import key, metadata, of_body, of_project

invitation = Table(
    "invitation",
    metadata,
    key(),
    of_body(),
    of_project(),
    Column("organisation", ForeignKey("organisation.id"), nullable=False),
    Column("invited_on", Date, nullable=False),
    Column("how", String(10), nullable=False),
    UniqueConstraint("project", "organisation"),
    CheckConstraint("how IN ('letter', 'no_address', 'no_mail')", name="how"),
    Index("ix_invitation_organisation", "organisation"),
    Index("ix_invitation_body_invited_on", "body", "invited_on"),
)

"""Organisations."""

from __future__ import annotations

from sqlalchemy import Column, String, Table, UniqueConstraint

from workflow.store.rows.base import key, metadata, of_body

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
    UniqueConstraint("body", "key"),
)

"""What every table stands on: its names, its key, the body it belongs to."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, MetaData, String

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = MetaData(naming_convention=NAMES)


def key() -> Column[str]:
    """The primary key that the product makes."""
    return Column("id", String(32), primary_key=True)


def of_body() -> Column[str]:
    """The body that a row belongs to."""
    return Column("body", ForeignKey("body.id"), nullable=False)


def of_project(*, nullable: bool = False) -> Column[str]:
    """The project that a row belongs to."""
    return Column("project", ForeignKey("project.id"), nullable=nullable)

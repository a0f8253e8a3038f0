"""Days that move other days: bank holidays, closures, elections, meetings; and the dates that they moved."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from workflow.store.instant import Instant
from workflow.store.rows.base import key, metadata, of_body, of_project

bank_holiday = Table(
    "bank_holiday",
    metadata,
    key(),
    Column("division", String(40), nullable=False),
    Column("day", Date, nullable=False),
    Column("title", String(200), nullable=False),
    Column("announced_on", Date),
    Column("source", String(300), nullable=False, default=""),
    Column("removed", Boolean, nullable=False, default=False),
    Column("at", Instant, nullable=False),
    UniqueConstraint("division", "day"),
)

moved_date = Table(
    "moved_date",
    metadata,
    key(),
    of_body(),
    of_project(),
    Column("round", String(32), nullable=False),
    Column("event", String(60), nullable=False),
    Column("title", String(200), nullable=False),
    Column("old", Date, nullable=False),
    Column("new", Date, nullable=False),
    Column("reason", Text, nullable=False),
    Column("published", Boolean, nullable=False),
    Column("unconfirmed", Boolean, nullable=False),
    Column("state", String(10), nullable=False),
    Column("decided_by", ForeignKey("person.id")),
    Column("decision_reason", Text, nullable=False, default=""),
    Column("at", Instant, nullable=False),
    CheckConstraint("state IN ('moved', 'waiting', 'accepted', 'refused')", name="state"),
    Index("ix_moved_date_body_state", "body", "state"),
    Index("ix_moved_date_round", "round", "project"),
)

moved_alike = Table(
    "moved_alike",
    metadata,
    key(),
    of_body(),
    Column("round", String(32), nullable=False),
    Column("event", String(60), nullable=False),
    Column("title", String(200), nullable=False),
    Column("old", Date, nullable=False),
    Column("new", Date, nullable=False),
    Column("reason", Text, nullable=False),
    Column("published", Boolean, nullable=False),
    Column("unconfirmed", Boolean, nullable=False),
    Column("projects", JSON, nullable=False),
    Column("at", Instant, nullable=False),
    Index("ix_moved_alike_body", "body"),
    Index("ix_moved_alike_round", "round"),
)
"""Last safe dates that a late holiday moved: once for all projects, by reference, whose date moved alike.

What a person has to decide on, and what a diary moved, stands in `moved_date`, a row each.
"""

board = Table(
    "board",
    metadata,
    key(),
    of_body(),
    Column("slug", String(40), nullable=False),
    Column("title", String(200), nullable=False),
    Column("added_by", ForeignKey("person.id")),
    Column("added_as", String(200), nullable=False),
    Column("added_at", Instant, nullable=False),
    UniqueConstraint("body", "slug"),
)

diary_entry = Table(
    "diary_entry",
    metadata,
    key(),
    of_body(),
    Column("kind", String(10), nullable=False),
    Column("board", String(40), nullable=False, default=""),
    Column("first", Date, nullable=False),
    Column("last", Date, nullable=False),
    Column("due", Date),
    Column("title", String(200), nullable=False, default=""),
    Column("acts", Boolean, nullable=False, default=True),
    Column("cancelled", Boolean, nullable=False, default=False),
    Column("uid", String(300), nullable=False, default=""),
    Column("source", String(300), nullable=False, default=""),
    Column("added_by", ForeignKey("person.id")),
    Column("added_as", String(200), nullable=False),
    Column("added_at", Instant, nullable=False),
    Column("removed_by", ForeignKey("person.id")),
    Column("removed_as", String(200), nullable=False, default=""),
    Column("removed_at", Instant),
    Column("removed_because", Text, nullable=False, default=""),
    CheckConstraint("kind IN ('closure', 'election', 'meeting', 'note')", name="kind"),
    CheckConstraint("last >= first", name="order"),
    CheckConstraint("(kind = 'meeting') = (board <> '')", name="board"),
    Index(
        "uq_diary_entry_standing",
        "body",
        "kind",
        "board",
        "first",
        "last",
        "title",
        unique=True,
        sqlite_where=text("removed_at IS NULL"),
        postgresql_where=text("removed_at IS NULL"),
    ),
)

diary_stamp = Table(
    "diary_stamp",
    metadata,
    Column("body", ForeignKey("body.id"), primary_key=True),
    Column("stamp", String(32), nullable=False),
)

"""What is due, who was told, and the mail that tells them."""

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
    String,
    Table,
    Text,
)

from workflow.store.instant import Instant
from workflow.store.rows.base import key, metadata, of_body, of_project

deadline = Table(
    "deadline",
    metadata,
    key(),
    of_body(),
    of_project(nullable=True),
    Column("agreement", ForeignKey("agreement.id")),
    Column("matter", String(32), nullable=False),
    Column("key", String(200), nullable=False, unique=True),
    Column("subject", String(120), nullable=False),
    Column("nation", String(20), nullable=False),
    Column("ladder", String(10), nullable=False),
    Column("event", String(60), nullable=False),
    Column("rule", String(80), nullable=False),
    Column("owner", ForeignKey("post.id"), nullable=False),
    Column("manager", ForeignKey("post.id"), nullable=False),
    Column("since", Date, nullable=False),
    Column("last_safe", Date, nullable=False),
    Column("counted_from", Date, nullable=False),
    Column("next_due_on", Date),
    Column("live", Boolean, nullable=False, default=True),
    Column("detail", JSON, nullable=False),
    CheckConstraint("(project IS NULL) <> (agreement IS NULL)", name="one_matter"),
    Index("ix_deadline_live_next_due_on", "live", "next_due_on"),
    Index("ix_deadline_matter", "matter"),
    postgresql_with={"fillfactor": 70},  # a row that moves is written anew beside itself
)
"""One row a deadline. `matter` is the id of its project or agreement, `since` the day on which it came here.
The sweep need not look at it before `next_due_on`; none: every rung was raised."""

alert = Table(
    "alert",
    metadata,
    key(),
    of_body(),
    of_project(nullable=True),
    Column("agreement", ForeignKey("agreement.id")),
    Column("deadline", ForeignKey("deadline.id")),
    Column("key", String(200), nullable=False, unique=True),
    Column("trigger", String(8), nullable=False),
    Column("rung", Integer, nullable=False),
    Column("event", String(60), nullable=False),
    Column("rule", String(80), nullable=False),
    Column("recipient", ForeignKey("post.id"), nullable=False),
    Column("role", String(30), nullable=False),
    Column("last_safe", Date, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("raised_at", Instant, nullable=False),
    Column("detail", JSON, nullable=False),
    Column("state", String(12), nullable=False, default="new"),
    Column("mail", String(32)),
    Column("plan", Text),
    Column("plan_until", Date),
    Column("acknowledged_by", ForeignKey("person.id")),
    Column("version", Integer, nullable=False, default=1),
    CheckConstraint("state IN ('new', 'told', 'superseded', 'acknowledged', 'closed')", name="state"),
    Index("ix_alert_state_body", "state", "body"),
    Index("ix_alert_project", "project", "event", "recipient"),
    Index("ix_alert_deadline", "deadline"),
    Index("ix_alert_mail", "mail"),
)

outbox = Table(
    "outbox",
    metadata,
    key(),
    of_body(),
    Column("key", String(200), nullable=False, unique=True),
    Column("to_post", ForeignKey("post.id")),
    Column("to_address", String(254), nullable=False),
    Column("subject", String(200), nullable=False),
    Column("text", Text, nullable=False),
    Column("html", Text, nullable=False),
    Column("why", String(300), nullable=False),
    Column("queued_at", Instant, nullable=False),
    Column("send_after", Instant, nullable=False),
    Column("state", String(10), nullable=False, default="queued"),
    Column("tries", Integer, nullable=False, default=0),
    Column("first_tried_at", Instant),
    Column("leased_until", Instant),
    Column("leased_by", String(64)),
    Column("sent_at", Instant),
    Column("last_answer", String(400), nullable=False, default=""),
    CheckConstraint("state IN ('queued', 'sent', 'failed', 'superseded')", name="state"),
    Index("ix_outbox_state_send_after", "state", "send_after"),
)

heartbeat = Table(
    "heartbeat",
    metadata,
    Column("role", String(20), primary_key=True),
    Column("at", Instant),
    Column("as_of", Instant),
)

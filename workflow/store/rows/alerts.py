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

deadline_day = Table(
    "deadline_day",
    metadata,
    key(),
    Column("question", String(80)),
    Column("event", String(60), nullable=False),
    Column("nation", String(20), nullable=False),
    Column("ladder", String(10), nullable=False),
    Column("rule", String(80), nullable=False),
    Column("last_safe", Date, nullable=False),
    Column("counted_from", Date, nullable=False),
    Column("next_due_on", Date),
    Column("told", Boolean, nullable=False, default=False),
    Column("detail", JSON, nullable=False),
    Index("ix_deadline_day_question", "question"),
    Index("ix_deadline_day_next_due_on", "next_due_on"),
)
"""The day of deadlines. Projects that ask the same `question` of a plan share those of its last safe dates;
any other deadline has its own. `detail` is what of theirs turns on the calendars; `told`: somebody heard of
one. The sweep need not look at it before `next_due_on`; none: every rung was raised."""

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
    Column("event", String(60), nullable=False),
    Column("owner", ForeignKey("post.id"), nullable=False),
    Column("manager", ForeignKey("post.id"), nullable=False),
    Column("since", Date, nullable=False),
    Column("day", ForeignKey("deadline_day.id")),
    Column("live", Boolean, nullable=False, default=True),
    Column("detail", JSON, nullable=False),
    CheckConstraint("(project IS NULL) <> (agreement IS NULL)", name="one_matter"),
    Index("ix_deadline_day", "day", "live", "project", "subject"),
    Index("ix_deadline_matter", "matter"),
)
"""One row a deadline. `matter` is the id of its project or agreement, `since` when it came here. The index on
`day` has all that a list of those who share it tells, so it is read alone."""

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

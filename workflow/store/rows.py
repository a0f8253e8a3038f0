"""The tables. Every row of a body carries the body; keys, checks and unique constraints keep the promises."""

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
    MetaData,
    Numeric,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from workflow.store.instant import Instant

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = MetaData(naming_convention=NAMES)


def _key() -> Column[str]:
    return Column("id", String(32), primary_key=True)


def _body() -> Column[str]:
    return Column("body", ForeignKey("body.id"), nullable=False)


def _project(**more: bool) -> Column[str]:
    return Column("project", ForeignKey("project.id"), nullable=more.get("nullable", False))


body = Table(
    "body",
    metadata,
    _key(),
    Column("slug", String(80), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("nation", String(20), nullable=False),
    Column("authority", String(80), nullable=False),
    Column("demonstration", Boolean, nullable=False, default=False),
    Column("audit_seq", Integer, nullable=False, default=0),
    Column("audit_head", String(64), nullable=False, default=""),
    Column("feed_version", Integer, nullable=False, default=0),
)

post = Table(
    "post",
    metadata,
    _key(),
    _body(),
    Column("title", String(200), nullable=False),
    Column("directorate", String(200), nullable=False, default=""),
    Column("roles", JSON, nullable=False),
    Column("reports_to", ForeignKey("post.id")),
    UniqueConstraint("body", "title"),
)

person = Table(
    "person",
    metadata,
    _key(),
    _body(),
    Column("email", String(254), nullable=False, unique=True),
    Column("password_hash", String(200)),
    Column("suspended", Boolean, nullable=False, default=False),
)

person_name = Table(
    "person_name",
    metadata,
    Column("person", ForeignKey("person.id"), primary_key=True),
    Column("name", String(200), nullable=False),
)

holding = Table(
    "holding",
    metadata,
    _key(),
    _body(),
    Column("post", ForeignKey("post.id"), nullable=False),
    Column("person", ForeignKey("person.id"), nullable=False),
    Column("held_from", Date, nullable=False),
    Column("held_to", Date),
    CheckConstraint("held_to IS NULL OR held_to >= held_from", name="order"),
    Index(
        "uq_holding_open_post",
        "post",
        unique=True,
        sqlite_where=text("held_to IS NULL"),
        postgresql_where=text("held_to IS NULL"),
    ),
)

session = Table(
    "session",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("person", ForeignKey("person.id"), nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("ended_at", Instant),
)

sign_in_attempt = Table(
    "sign_in_attempt",
    metadata,
    _key(),
    Column("email_hash", String(64), nullable=False),
    Column("source_hash", String(64), nullable=False),
    Column("at", Instant, nullable=False),
    Column("succeeded", Boolean, nullable=False),
    Index("ix_sign_in_attempt_email_hash_at", "email_hash", "at"),
    Index("ix_sign_in_attempt_source_hash_at", "source_hash", "at"),
)

form_key = Table(
    "form_key",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("result", String(400), nullable=False),
    Column("at", Instant, nullable=False),
)

organisation = Table(
    "organisation",
    metadata,
    _key(),
    _body(),
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

agreement = Table(
    "agreement",
    metadata,
    _key(),
    _body(),
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

project = Table(
    "project",
    metadata,
    _key(),
    _body(),
    Column("ref", String(20), nullable=False, unique=True),
    Column("version", Integer, nullable=False),
    Column("title", String(200), nullable=False),
    Column("route", String(40), nullable=False),
    Column("rulebook", String(80), nullable=False),
    Column("edition", String(40), nullable=False),
    Column("calendar", String(80), nullable=False),
    Column("stage", String(60), nullable=False),
    Column("directorate", String(200), nullable=False, default=""),
    Column("owner", ForeignKey("post.id"), nullable=False),
    Column("manager", ForeignKey("post.id"), nullable=False),
    Column("decider", ForeignKey("post.id"), nullable=False),
    Column("ends", Date, nullable=False),
    Column("end_fixed", Boolean, nullable=False),
    Column("visibility", String(10), nullable=False),
    Column("public", Boolean, nullable=False, default=False),
    Column("agreement", String(160)),
    Column("opened_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("question", String(80)),
    CheckConstraint("version > 0", name="version"),
    CheckConstraint("visibility IN ('public', 'staff')", name="visibility"),
    Index("ix_project_body_stage", "body", "stage"),
    Index("ix_project_question", "question"),
)

project_fact = Table(
    "project_fact",
    metadata,
    _project(),
    Column("seq", Integer, nullable=False),
    _body(),
    Column("kind", String(40), nullable=False),
    Column("data", JSON, nullable=False),
    Column("by", ForeignKey("person.id")),
    Column("post_title", String(200), nullable=False),
    Column("at", Instant, nullable=False),
    CheckConstraint("seq > 0", name="seq"),
)
project_fact.append_constraint(UniqueConstraint(project_fact.c.project, project_fact.c.seq))

event_instance = Table(
    "event_instance",
    metadata,
    _project(),
    Column("event", String(60), nullable=False),
    Column("instance", Integer, nullable=False),
    _body(),
    Column("planned", Date),
    Column("published", Date),
    Column("actual", Date),
    Column("changes", Integer, nullable=False, default=0),
    UniqueConstraint("project", "event", "instance"),
)

explanation = Table(
    "explanation",
    metadata,
    _key(),
    _body(),
    _project(),
    Column("rule", String(60), nullable=False),
    Column("event", String(60), nullable=False),
    Column("asked_by", ForeignKey("person.id"), nullable=False),
    Column("decided_by", ForeignKey("person.id")),
    Column("agreed", Boolean),
    CheckConstraint("decided_by IS NULL OR decided_by <> asked_by", name="nobody_agrees_their_own"),
)

audit_entry = Table(
    "audit_entry",
    metadata,
    _body(),
    Column("seq", Integer, nullable=False),
    _project(nullable=True),
    Column("kind", String(60), nullable=False),
    Column("by", String(32)),
    Column("data", JSON, nullable=False),
    Column("at", Instant, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    UniqueConstraint("body", "seq"),
)

deadline = Table(
    "deadline",
    metadata,
    _key(),
    _body(),
    _project(),
    Column("key", String(200), nullable=False, unique=True),
    Column("trigger", String(8), nullable=False),
    Column("rung", Integer, nullable=False),
    Column("event", String(60), nullable=False),
    Column("rule", String(80), nullable=False),
    Column("recipient", ForeignKey("post.id"), nullable=False),
    Column("last_safe", Date, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("live", Boolean, nullable=False, default=True),
    Column("detail", JSON, nullable=False),
    Index("ix_deadline_live_due_on", "live", "due_on", "id"),
    Index("ix_deadline_project", "project"),
)

alert = Table(
    "alert",
    metadata,
    _key(),
    _body(),
    _project(),
    Column("key", String(200), nullable=False, unique=True),
    Column("trigger", String(8), nullable=False),
    Column("rung", Integer, nullable=False),
    Column("event", String(60), nullable=False),
    Column("rule", String(80), nullable=False),
    Column("recipient", ForeignKey("post.id"), nullable=False),
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
    Index("ix_alert_mail", "mail"),
)

outbox = Table(
    "outbox",
    metadata,
    _key(),
    _body(),
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

bank_holiday = Table(
    "bank_holiday",
    metadata,
    _key(),
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
    _key(),
    _body(),
    _project(),
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

heartbeat = Table(
    "heartbeat",
    metadata,
    Column("role", String(20), primary_key=True),
    Column("at", Instant),
    Column("as_of", Instant),
)

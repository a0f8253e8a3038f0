"""Projects: what happened, what follows from it now, and the record of who did what."""

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
    PrimaryKeyConstraint,
    String,
    Table,
    UniqueConstraint,
    false,
)

from workflow.store.instant import Instant
from workflow.store.rows.base import key, metadata, of_body, of_project

project = Table(
    "project",
    metadata,
    key(),
    of_body(),
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

question = Table(
    "question",
    metadata,
    Column("id", String(80), primary_key=True),
    Column("asked", JSON, nullable=False),
    Column("calendar", String(80)),
    Column("replanned_at", Instant),
)
"""What projects ask of a plan, once for all that ask the same: `project.question` names it. `calendar` is the
one on which it was answered anew last, at `replanned_at`; a project saved since stands on its own."""

project_fact = Table(
    "project_fact",
    metadata,
    of_project(),
    Column("seq", Integer, nullable=False),
    of_body(),
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
    of_project(),
    Column("event", String(60), nullable=False),
    Column("instance", Integer, nullable=False),
    of_body(),
    Column("planned", Date),
    Column("published", Date),
    Column("actual", Date),
    Column("changes", Integer, nullable=False, default=0),
    UniqueConstraint("project", "event", "instance"),
)

explanation = Table(
    "explanation",
    metadata,
    key(),
    of_body(),
    of_project(),
    Column("rule", String(60), nullable=False),
    Column("event", String(60), nullable=False),
    Column("asked_by", ForeignKey("person.id"), nullable=False),
    Column("decided_by", ForeignKey("person.id")),
    Column("agreed", Boolean),
    Column("cause", String(20), nullable=False, server_default=""),
    Column("asked_on", Date),
    Column("decided_on", Date),
    Column("level", String(20), nullable=False, server_default=""),
    Column("after_the_event", Boolean, nullable=False, server_default=false()),
    CheckConstraint("decided_by IS NULL OR decided_by <> asked_by", name="nobody_agrees_their_own"),
    Index("ix_explanation_agreed_decided_on", "agreed", "decided_on"),
    Index("ix_explanation_project", "project"),
)
"""What the register of explanations is found and counted by; its words stand in the facts."""

explanation_draft = Table(
    "explanation_draft",
    metadata,
    of_project(),
    Column("rule", String(60), nullable=False),
    Column("event", String(60), nullable=False),
    Column("person", ForeignKey("person.id"), nullable=False),
    of_body(),
    Column("answers", JSON, nullable=False),
    Column("changed_at", Instant, nullable=False),
)
explanation_draft.append_constraint(
    PrimaryKeyConstraint(
        *(explanation_draft.c[name] for name in ("project", "rule", "event", "person")),
        name="pk_explanation_draft",
    )
)
"""Answers on the way to a request: nobody's record yet, so they can change and go."""

audit_entry = Table(
    "audit_entry",
    metadata,
    of_body(),
    Column("seq", Integer, nullable=False),
    of_project(nullable=True),
    Column("kind", String(60), nullable=False),
    Column("by", String(32)),
    Column("data", JSON, nullable=False),
    Column("at", Instant, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    UniqueConstraint("body", "seq"),
)

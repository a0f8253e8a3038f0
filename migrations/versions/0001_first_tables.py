"""first tables

Before you merge this: it must leave every row where it is on both databases. In batch mode a parent table is dropped
and made again: switch foreign keys off outside the transaction first, or children go with it. Do not import
workflow.store.rows here: a migration is history and must not change when the tables do.
"""

import sqlalchemy as sa
from alembic import op


revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "body",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("nation", sa.String(length=20), nullable=False),
        sa.Column("authority", sa.String(length=80), nullable=False),
        sa.Column("demonstration", sa.Boolean(), nullable=False),
        sa.Column("audit_seq", sa.Integer(), nullable=False),
        sa.Column("audit_head", sa.String(length=64), nullable=False),
        sa.Column("feed_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_body"),
        sa.UniqueConstraint("slug", name="uq_body_slug"),
    )
    op.create_table(
        "form_key",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("result", sa.String(length=400), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_form_key"),
    )
    op.create_table(
        "heartbeat",
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("as_of", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("role", name="pk_heartbeat"),
    )
    op.create_table(
        "sign_in_attempt",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("email_hash", sa.String(length=64), nullable=False),
        sa.Column("source_hash", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("succeeded", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sign_in_attempt"),
    )
    op.create_index("ix_sign_in_attempt_email_hash_at", "sign_in_attempt", ["email_hash", "at"], unique=False)
    op.create_index(
        "ix_sign_in_attempt_source_hash_at", "sign_in_attempt", ["source_hash", "at"], unique=False
    )

    op.create_table(
        "agreement",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("body", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("organisation_key", sa.String(length=120), nullable=True),
        sa.Column("organisation_name", sa.String(length=300), nullable=False),
        sa.Column("title", sa.String(length=500), nullable=False),
        sa.Column("funder", sa.String(length=300), nullable=False),
        sa.Column("instrument", sa.String(length=20), nullable=False),
        sa.Column("starts", sa.Date(), nullable=True),
        sa.Column("ends", sa.Date(), nullable=True),
        sa.Column("value", sa.Numeric(precision=16, scale=2), nullable=True),
        sa.Column("awarded_on", sa.Date(), nullable=True),
        sa.Column("duration_months", sa.Integer(), nullable=True),
        sa.Column("notice_clause", sa.String(length=500), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(["body"], ["body.id"], name="fk_agreement_body"),
        sa.PrimaryKeyConstraint("id", name="pk_agreement"),
        sa.UniqueConstraint("body", "key", name="uq_agreement_body_key"),
    )
    op.create_index("ix_agreement_body_ends", "agreement", ["body", "ends", "id"], unique=False)

    op.create_table(
        "organisation",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("body", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("kind", sa.String(length=80), nullable=False),
        sa.Column("charity_number", sa.String(length=40), nullable=True),
        sa.Column("company_number", sa.String(length=40), nullable=True),
        sa.Column("locality", sa.String(length=200), nullable=False),
        sa.Column("district", sa.String(length=200), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(["body"], ["body.id"], name="fk_organisation_body"),
        sa.PrimaryKeyConstraint("id", name="pk_organisation"),
        sa.UniqueConstraint("body", "key", name="uq_organisation_body_key"),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("body", sa.String(length=32), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("suspended", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["body"], ["body.id"], name="fk_person_body"),
        sa.PrimaryKeyConstraint("id", name="pk_person"),
        sa.UniqueConstraint("email", name="uq_person_email"),
    )
    op.create_table(
        "post",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("body", sa.String(length=32), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("directorate", sa.String(length=200), nullable=False),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("reports_to", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["body"], ["body.id"], name="fk_post_body"),
        sa.ForeignKeyConstraint(["reports_to"], ["post.id"], name="fk_post_reports_to"),
        sa.PrimaryKeyConstraint("id", name="pk_post"),
        sa.UniqueConstraint("body", "title", name="uq_post_body_title"),
    )
    op.create_table(
        "holding",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("body", sa.String(length=32), nullable=False),
        sa.Column("post", sa.String(length=32), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("held_from", sa.Date(), nullable=False),
        sa.Column("held_to", sa.Date(), nullable=True),
        sa.CheckConstraint("held_to IS NULL OR held_to >= held_from", name="ck_holding_order"),
        sa.ForeignKeyConstraint(["body"], ["body.id"], name="fk_holding_body"),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name="fk_holding_person"),
        sa.ForeignKeyConstraint(["post"], ["post.id"], name="fk_holding_post"),
        sa.PrimaryKeyConstraint("id", name="pk_holding"),
    )
    op.create_index(
        "uq_holding_open_post",
        "holding",
        ["post"],
        unique=True,
        sqlite_where=sa.text("held_to IS NULL"),
        postgresql_where=sa.text("held_to IS NULL"),
    )

    op.create_table(
        "outbox",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("body", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("to_post", sa.String(length=32), nullable=True),
        sa.Column("to_address", sa.String(length=254), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("why", sa.String(length=300), nullable=False),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("send_after", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("first_tried_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("leased_by", sa.String(length=64), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_answer", sa.String(length=400), nullable=False),
        sa.CheckConstraint("state IN ('queued', 'sent', 'failed', 'superseded')", name="ck_outbox_state"),
        sa.ForeignKeyConstraint(["body"], ["body.id"], name="fk_outbox_body"),
        sa.ForeignKeyConstraint(["to_post"], ["post.id"], name="fk_outbox_to_post"),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.UniqueConstraint("key", name="uq_outbox_key"),
    )
    op.create_index("ix_outbox_state_send_after", "outbox", ["state", "send_after"], unique=False)

    op.create_table(
        "person_name",
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name="fk_person_name_person"),
        sa.PrimaryKeyConstraint("person", name="pk_person_name"),
    )
    op.create_table(
        "project",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("body", sa.String(length=32), nullable=False),
        sa.Column("ref", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("route", sa.String(length=40), nullable=False),
        sa.Column("rulebook", sa.String(length=80), nullable=False),
        sa.Column("edition", sa.String(length=40), nullable=False),
        sa.Column("calendar", sa.String(length=80), nullable=False),
        sa.Column("stage", sa.String(length=60), nullable=False),
        sa.Column("directorate", sa.String(length=200), nullable=False),
        sa.Column("owner", sa.String(length=32), nullable=False),
        sa.Column("manager", sa.String(length=32), nullable=False),
        sa.Column("decider", sa.String(length=32), nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
        sa.Column("end_fixed", sa.Boolean(), nullable=False),
        sa.Column("visibility", sa.String(length=10), nullable=False),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.Column("agreement", sa.String(length=160), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("visibility IN ('public', 'staff')", name="ck_project_visibility"),
        sa.CheckConstraint("version > 0", name="ck_project_version"),
        sa.ForeignKeyConstraint(["body"], ["body.id"], name="fk_project_body"),
        sa.ForeignKeyConstraint(["decider"], ["post.id"], name="fk_project_decider"),
        sa.ForeignKeyConstraint(["manager"], ["post.id"], name="fk_project_manager"),
        sa.ForeignKeyConstraint(["owner"], ["post.id"], name="fk_project_owner"),
        sa.PrimaryKeyConstraint("id", name="pk_project"),
        sa.UniqueConstraint("ref", name="uq_project_ref"),
    )
    op.create_index("ix_project_body_stage", "project", ["body", "stage"], unique=False)

    op.create_table(
        "session",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name="fk_session_person"),
        sa.PrimaryKeyConstraint("token_hash", name="pk_session"),
    )
    op.create_table(
        "alert",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("body", sa.String(length=32), nullable=False),
        sa.Column("project", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("trigger", sa.String(length=8), nullable=False),
        sa.Column("rung", sa.Integer(), nullable=False),
        sa.Column("event", sa.String(length=60), nullable=False),
        sa.Column("rule", sa.String(length=80), nullable=False),
        sa.Column("recipient", sa.String(length=32), nullable=False),
        sa.Column("last_safe", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("mail", sa.String(length=32), nullable=True),
        sa.Column("plan", sa.Text(), nullable=True),
        sa.Column("plan_until", sa.Date(), nullable=True),
        sa.Column("acknowledged_by", sa.String(length=32), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('new', 'told', 'superseded', 'acknowledged', 'closed')", name="ck_alert_state"
        ),
        sa.ForeignKeyConstraint(["acknowledged_by"], ["person.id"], name="fk_alert_acknowledged_by"),
        sa.ForeignKeyConstraint(["body"], ["body.id"], name="fk_alert_body"),
        sa.ForeignKeyConstraint(["project"], ["project.id"], name="fk_alert_project"),
        sa.ForeignKeyConstraint(["recipient"], ["post.id"], name="fk_alert_recipient"),
        sa.PrimaryKeyConstraint("id", name="pk_alert"),
        sa.UniqueConstraint("key", name="uq_alert_key"),
    )
    op.create_index("ix_alert_mail", "alert", ["mail"], unique=False)
    op.create_index("ix_alert_project", "alert", ["project", "event", "recipient"], unique=False)
    op.create_index("ix_alert_state_body", "alert", ["state", "body"], unique=False)

    op.create_table(
        "audit_entry",
        sa.Column("body", sa.String(length=32), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("project", sa.String(length=32), nullable=True),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("by", sa.String(length=32), nullable=True),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["body"], ["body.id"], name="fk_audit_entry_body"),
        sa.ForeignKeyConstraint(["project"], ["project.id"], name="fk_audit_entry_project"),
        sa.UniqueConstraint("body", "seq", name="uq_audit_entry_body_seq"),
    )
    op.create_table(
        "deadline",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("body", sa.String(length=32), nullable=False),
        sa.Column("project", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("trigger", sa.String(length=8), nullable=False),
        sa.Column("rung", sa.Integer(), nullable=False),
        sa.Column("event", sa.String(length=60), nullable=False),
        sa.Column("rule", sa.String(length=80), nullable=False),
        sa.Column("recipient", sa.String(length=32), nullable=False),
        sa.Column("last_safe", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["body"], ["body.id"], name="fk_deadline_body"),
        sa.ForeignKeyConstraint(["project"], ["project.id"], name="fk_deadline_project"),
        sa.ForeignKeyConstraint(["recipient"], ["post.id"], name="fk_deadline_recipient"),
        sa.PrimaryKeyConstraint("id", name="pk_deadline"),
        sa.UniqueConstraint("key", name="uq_deadline_key"),
    )
    op.create_index("ix_deadline_live_due_on", "deadline", ["live", "due_on", "id"], unique=False)
    op.create_index("ix_deadline_project", "deadline", ["project"], unique=False)

    op.create_table(
        "event_instance",
        sa.Column("project", sa.String(length=32), nullable=False),
        sa.Column("event", sa.String(length=60), nullable=False),
        sa.Column("instance", sa.Integer(), nullable=False),
        sa.Column("body", sa.String(length=32), nullable=False),
        sa.Column("planned", sa.Date(), nullable=True),
        sa.Column("published", sa.Date(), nullable=True),
        sa.Column("actual", sa.Date(), nullable=True),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["body"], ["body.id"], name="fk_event_instance_body"),
        sa.ForeignKeyConstraint(["project"], ["project.id"], name="fk_event_instance_project"),
        sa.UniqueConstraint("project", "event", "instance", name="uq_event_instance_project_event_instance"),
    )
    op.create_table(
        "explanation",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("body", sa.String(length=32), nullable=False),
        sa.Column("project", sa.String(length=32), nullable=False),
        sa.Column("rule", sa.String(length=60), nullable=False),
        sa.Column("event", sa.String(length=60), nullable=False),
        sa.Column("asked_by", sa.String(length=32), nullable=False),
        sa.Column("decided_by", sa.String(length=32), nullable=True),
        sa.Column("agreed", sa.Boolean(), nullable=True),
        sa.CheckConstraint(
            "decided_by IS NULL OR decided_by <> asked_by", name="ck_explanation_nobody_agrees_their_own"
        ),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name="fk_explanation_asked_by"),
        sa.ForeignKeyConstraint(["body"], ["body.id"], name="fk_explanation_body"),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name="fk_explanation_decided_by"),
        sa.ForeignKeyConstraint(["project"], ["project.id"], name="fk_explanation_project"),
        sa.PrimaryKeyConstraint("id", name="pk_explanation"),
    )
    op.create_table(
        "project_fact",
        sa.Column("project", sa.String(length=32), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("body", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("by", sa.String(length=32), nullable=True),
        sa.Column("post_title", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("seq > 0", name="ck_project_fact_seq"),
        sa.ForeignKeyConstraint(["body"], ["body.id"], name="fk_project_fact_body"),
        sa.ForeignKeyConstraint(["by"], ["person.id"], name="fk_project_fact_by"),
        sa.ForeignKeyConstraint(["project"], ["project.id"], name="fk_project_fact_project"),
        sa.UniqueConstraint("project", "seq", name="uq_project_fact_project_seq"),
    )
    if op.get_bind().dialect.name == "sqlite":
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER audit_entry_no_{act.lower()} BEFORE {act} ON audit_entry "
                "BEGIN SELECT RAISE(ABORT, 'audit entries are never changed'); END"
            )
    else:
        op.execute(
            "CREATE FUNCTION audit_entry_is_kept() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'audit entries are never changed'; END $$"
        )
        op.execute(
            "CREATE TRIGGER audit_entry_kept BEFORE UPDATE OR DELETE ON audit_entry "
            "FOR EACH ROW EXECUTE FUNCTION audit_entry_is_kept()"
        )


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER audit_entry_kept ON audit_entry")
        op.execute("DROP FUNCTION audit_entry_is_kept()")
    op.drop_table("project_fact")
    op.drop_table("explanation")
    op.drop_table("event_instance")
    op.drop_index("ix_deadline_project", "deadline")
    op.drop_index("ix_deadline_live_due_on", "deadline")

    op.drop_table("deadline")
    op.drop_table("audit_entry")
    op.drop_index("ix_alert_state_body", "alert")
    op.drop_index("ix_alert_project", "alert")
    op.drop_index("ix_alert_mail", "alert")

    op.drop_table("alert")
    op.drop_table("session")
    op.drop_index("ix_project_body_stage", "project")

    op.drop_table("project")
    op.drop_table("person_name")
    op.drop_index("ix_outbox_state_send_after", "outbox")

    op.drop_table("outbox")
    op.drop_index(
        "uq_holding_open_post",
        "holding",
        sqlite_where=sa.text("held_to IS NULL"),
        postgresql_where=sa.text("held_to IS NULL"),
    )

    op.drop_table("holding")
    op.drop_table("post")
    op.drop_table("person")
    op.drop_table("organisation")
    op.drop_index("ix_agreement_body_ends", "agreement")

    op.drop_table("agreement")
    op.drop_index("ix_sign_in_attempt_source_hash_at", "sign_in_attempt")
    op.drop_index("ix_sign_in_attempt_email_hash_at", "sign_in_attempt")

    op.drop_table("sign_in_attempt")
    op.drop_table("heartbeat")
    op.drop_table("form_key")
    op.drop_table("body")

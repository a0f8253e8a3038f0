"""one row for each deadline, and what projects ask of a plan kept as data

Before you merge this: it must leave every row where it is on both databases. In batch mode a parent table is dropped
and made again: switch foreign keys off outside the transaction first, or children go with it. Do not import
workflow.store.rows here: a migration is history and must not change when the tables do.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

LADDER = "('L1', 'L2', 'L3', 'L5')"
OPEN = "('new', 'told', 'acknowledged')"


def upgrade() -> None:
    op.create_table(
        "question",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("asked", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_question"),
    )
    # The next change or re-planning of a project fills it, and keeps what is asked beside it.
    op.execute("UPDATE project SET question = NULL")
    _set_aside("deadline", ("ix_deadline_live_due_on", "ix_deadline_project"))
    _set_aside("alert", ("ix_alert_mail", "ix_alert_project", "ix_alert_state_body"))
    _new_deadline()
    _new_alert()
    _fill_deadlines()
    _fill_alerts()
    for table in ("deadline", "alert"):
        op.execute(f"DROP TABLE {table}_before")


def downgrade() -> None:
    _set_aside("alert", ("ix_alert_deadline", "ix_alert_mail", "ix_alert_project", "ix_alert_state_body"))
    _set_aside("deadline", ("ix_deadline_live_next_due_on", "ix_deadline_matter"))
    op.drop_table("question")
    _old_deadline()
    _old_alert()
    _fill_old()
    for table in ("deadline", "alert"):
        op.execute(f"DROP TABLE {table}_before")


def _sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _set_aside(table: str, indexes: tuple[str, ...]) -> None:
    """Nothing refers to these tables: their rows wait in one without constraints."""
    op.execute(f"CREATE TABLE {table}_before AS SELECT * FROM {table}")
    for index in indexes:
        op.drop_index(index, table)
    op.drop_table(table)


def _fill_deadlines() -> None:
    # The sweep looks at each at least twenty working days ahead: too early does no harm, too late would.
    early = "date(d.last_safe, '-40 days')" if _sqlite() else "d.last_safe - 40"
    least = "min" if _sqlite() else "least"
    since = "date(p.opened_at)" if _sqlite() else "(p.opened_at AT TIME ZONE 'Europe/London')::date"
    yes = "1" if _sqlite() else "true"
    day = "d.last_safe" if _sqlite() else "to_char(d.last_safe, 'YYYY-MM-DD')"
    kind = "CASE WHEN d.\"trigger\" = 'L4' THEN 'short' ELSE 'gate' END"
    names = (
        "id, body, project, matter, key, subject, nation, ladder, event, rule, owner, manager, since, last_safe,"
        " counted_from, next_due_on, live, detail"
    )
    of_all = "p.owner, p.manager, {since}, d.last_safe".format(since=since)
    op.execute(
        f"""INSERT INTO deadline ({names})
        SELECT d.id, d.body, d.project, d.project, p.ref || ':date:' || d.event, p.ref, b.nation,
            CASE WHEN p.end_fixed THEN 'fixed' ELSE 'movable' END, d.event, d.rule, {of_all}, d.last_safe,
            {least}(f.due_on, {early}), {yes}, d.detail
        FROM (SELECT min(id) AS id, min(due_on) AS due_on FROM deadline_before
            WHERE live AND "trigger" IN {LADDER} GROUP BY project, event) f
        JOIN deadline_before d ON d.id = f.id JOIN project p ON p.id = d.project JOIN body b ON b.id = d.body"""
    )
    op.execute(
        f"""INSERT INTO deadline ({names})
        SELECT d.id, d.body, d.project, d.project,
            p.ref || ':' || {kind} || ':' || d.event || ':' || d.rule || ':' || {day}, p.ref, b.nation,
            {kind}, d.event, d.rule, {of_all}, d.due_on, d.due_on, {yes}, d.detail
        FROM (SELECT min(id) AS id FROM deadline_before WHERE live AND "trigger" NOT IN {LADDER}
            GROUP BY project, "trigger", event, rule, last_safe) f
        JOIN deadline_before d ON d.id = f.id JOIN project p ON p.id = d.project JOIN body b ON b.id = d.body"""
    )


def _fill_alerts() -> None:
    role = "json_extract(a.detail, '$.role')" if _sqlite() else "a.detail ->> 'role'"
    kept = (
        'a.id, a.body, a.project, a.key, a."trigger", a.rung, a.event, a.rule, a.recipient, a.last_safe, a.due_on,'
        " a.raised_at, a.detail, a.mail, a.plan, a.plan_until, a.acknowledged_by, a.version"
    )
    names = kept.replace("a.", "")
    op.execute(
        f"""INSERT INTO alert ({names}, role, state, deadline)
        SELECT {kept}, coalesce({role}, 'manager'),
            CASE WHEN a.state IN {OPEN} AND NOT EXISTS (SELECT 1 FROM deadline_before b WHERE b.id = a.id AND b.live)
                THEN 'closed' ELSE a.state END,
            (SELECT max(d.id) FROM deadline d WHERE d.project = a.project AND d.event = a.event
                AND d.ladder IN ('movable', 'fixed') AND a."trigger" IN {LADDER}
                OR d.project = a.project AND d.event = a.event AND d.rule = a.rule AND d.last_safe = a.last_safe
                AND (d.ladder = 'short' AND a."trigger" = 'L4' OR d.ladder = 'gate' AND a."trigger" = 'GATE'))
        FROM alert_before a"""
    )


def _fill_old() -> None:
    """One rung a post that answers for it: the earlier version writes all of them at the next change of a project."""
    old = 'body, project, key, "trigger", rung, event, rule, recipient, last_safe, due_on, live, detail'
    yes, no = ("1", "0") if _sqlite() else ("true", "false")
    day = "d.last_safe" if _sqlite() else "to_char(d.last_safe, 'YYYY-MM-DD')"
    trigger = "CASE d.ladder WHEN 'short' THEN 'L4' WHEN 'gate' THEN 'GATE' ELSE 'L2' END"
    rung = "CASE WHEN d.ladder IN ('short', 'gate') THEN 1 ELSE 4 END"
    op.execute(
        f"""INSERT INTO deadline (id, {old})
        SELECT a.id, a.body, a.project, a.key, a."trigger", a.rung, a.event, a.rule, a.recipient, a.last_safe,
            a.due_on, CASE WHEN d.live AND d.last_safe = a.last_safe AND d.rule = a.rule THEN {yes} ELSE {no} END,
            a.detail
        FROM alert_before a LEFT JOIN deadline_before d ON d.id = a.deadline WHERE a.project IS NOT NULL"""
    )
    for post in ("owner", "manager"):
        key = f"d.subject || ':' || {trigger} || ':' || d.event || ':' || d.rule || ':' || {day} || ':' || {rung}"
        op.execute(
            f"""INSERT INTO deadline (id, {old})
            SELECT substr('{post[0]}' || d.id, 1, 32), d.body, d.project, {key} || ':' || d.{post}, {trigger}, {rung},
                d.event, d.rule, d.{post}, d.last_safe, d.counted_from, d.live, d.detail
            FROM deadline_before d WHERE d.live AND d.project IS NOT NULL
            ON CONFLICT (key) DO NOTHING"""
        )
    kept = (
        'id, body, project, key, "trigger", rung, event, rule, recipient, last_safe, due_on, raised_at, detail, state,'
        " mail, plan, plan_until, acknowledged_by, version"
    )
    op.execute(f"INSERT INTO alert ({kept}) SELECT {kept} FROM alert_before WHERE project IS NOT NULL")


def _new_deadline() -> None:
    op.create_table(
        "deadline",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("body", sa.String(length=32), nullable=False),
        sa.Column("project", sa.String(length=32), nullable=True),
        sa.Column("agreement", sa.String(length=32), nullable=True),
        sa.Column("matter", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("nation", sa.String(length=20), nullable=False),
        sa.Column("ladder", sa.String(length=10), nullable=False),
        sa.Column("event", sa.String(length=60), nullable=False),
        sa.Column("rule", sa.String(length=80), nullable=False),
        sa.Column("owner", sa.String(length=32), nullable=False),
        sa.Column("manager", sa.String(length=32), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("last_safe", sa.Date(), nullable=False),
        sa.Column("counted_from", sa.Date(), nullable=False),
        sa.Column("next_due_on", sa.Date(), nullable=True),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.CheckConstraint("(project IS NULL) <> (agreement IS NULL)", name=op.f("ck_deadline_one_matter")),
        sa.ForeignKeyConstraint(["body"], ["body.id"], name="fk_deadline_body"),
        sa.ForeignKeyConstraint(["project"], ["project.id"], name="fk_deadline_project"),
        sa.ForeignKeyConstraint(["agreement"], ["agreement.id"], name="fk_deadline_agreement"),
        sa.ForeignKeyConstraint(["owner"], ["post.id"], name="fk_deadline_owner"),
        sa.ForeignKeyConstraint(["manager"], ["post.id"], name="fk_deadline_manager"),
        sa.PrimaryKeyConstraint("id", name="pk_deadline"),
        sa.UniqueConstraint("key", name="uq_deadline_key"),
    )
    op.create_index("ix_deadline_live_next_due_on", "deadline", ["live", "next_due_on"])
    op.create_index("ix_deadline_matter", "deadline", ["matter"])


def _new_alert() -> None:
    op.create_table(
        "alert",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("body", sa.String(length=32), nullable=False),
        sa.Column("project", sa.String(length=32), nullable=True),
        sa.Column("agreement", sa.String(length=32), nullable=True),
        sa.Column("deadline", sa.String(length=32), nullable=True),
        *_alert_columns(),
        sa.Column("role", sa.String(length=30), nullable=False),
        sa.ForeignKeyConstraint(["agreement"], ["agreement.id"], name="fk_alert_agreement"),
        sa.ForeignKeyConstraint(["deadline"], ["deadline.id"], name="fk_alert_deadline"),
        *_alert_constraints(),
    )
    _alert_indexes()
    op.create_index("ix_alert_deadline", "alert", ["deadline"])


def _old_deadline() -> None:
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
    op.create_index("ix_deadline_live_due_on", "deadline", ["live", "due_on", "id"])
    op.create_index("ix_deadline_project", "deadline", ["project"])


def _old_alert() -> None:
    op.create_table(
        "alert",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("body", sa.String(length=32), nullable=False),
        sa.Column("project", sa.String(length=32), nullable=False),
        *_alert_columns(),
        *_alert_constraints(),
    )
    _alert_indexes()


def _alert_columns() -> tuple[sa.Column, ...]:
    return (
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
    )


def _alert_constraints() -> tuple[sa.Constraint, ...]:
    return (
        sa.CheckConstraint(
            "state IN ('new', 'told', 'superseded', 'acknowledged', 'closed')", name=op.f("ck_alert_state")
        ),
        sa.ForeignKeyConstraint(["acknowledged_by"], ["person.id"], name="fk_alert_acknowledged_by"),
        sa.ForeignKeyConstraint(["body"], ["body.id"], name="fk_alert_body"),
        sa.ForeignKeyConstraint(["project"], ["project.id"], name="fk_alert_project"),
        sa.ForeignKeyConstraint(["recipient"], ["post.id"], name="fk_alert_recipient"),
        sa.PrimaryKeyConstraint("id", name="pk_alert"),
        sa.UniqueConstraint("key", name="uq_alert_key"),
    )


def _alert_indexes() -> None:
    op.create_index("ix_alert_mail", "alert", ["mail"])
    op.create_index("ix_alert_project", "alert", ["project", "event", "recipient"])
    op.create_index("ix_alert_state_body", "alert", ["state", "body"])

"""the days of deadlines in a table of their own, shared by the projects that ask the same of a plan

Before you merge this: it must leave every row where it is on both databases. In batch mode a parent table is dropped
and made again: switch foreign keys off outside the transaction first, or children go with it. Do not import
workflow.store.rows here: a migration is history and must not change when the tables do.
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

MOVED_OUT = ("nation", "ladder", "rule", "last_safe", "counted_from", "next_due_on")
BY_DAY = "ladder IN ('movable', 'fixed')"
COUNTED_ON = ("decision_by", "window_closes_by", "force", "may_be_explained", "unconfirmed")


def upgrade() -> None:
    op.create_table(
        "deadline_day",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("question", sa.String(length=80), nullable=True),
        sa.Column("event", sa.String(length=60), nullable=False),
        sa.Column("nation", sa.String(length=20), nullable=False),
        sa.Column("ladder", sa.String(length=10), nullable=False),
        sa.Column("rule", sa.String(length=80), nullable=False),
        sa.Column("last_safe", sa.Date(), nullable=False),
        sa.Column("counted_from", sa.Date(), nullable=False),
        sa.Column("next_due_on", sa.Date(), nullable=True),
        sa.Column("told", sa.Boolean(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_deadline_day"),
    )
    _work_out()
    _fill()
    refers = "CONSTRAINT fk_deadline_day REFERENCES deadline_day (id)" if _sqlite() else ""
    op.execute(f"ALTER TABLE deadline ADD COLUMN day VARCHAR(32) {refers}")
    op.execute(
        f"UPDATE deadline SET day = i.day, detail = {_without_words()} FROM its_day i WHERE i.id = deadline.id"
    )
    op.execute("DROP TABLE its_day")
    if not _sqlite():
        op.create_foreign_key("fk_deadline_day", "deadline", "deadline_day", ["day"], ["id"])
    op.drop_index("ix_deadline_live_next_due_on", "deadline")
    for name in MOVED_OUT:
        op.drop_column("deadline", name)
    op.create_index("ix_deadline_day", "deadline", ["day", "live", "project", "subject"])
    op.create_index("ix_deadline_day_question", "deadline_day", ["question"])
    op.create_index("ix_deadline_day_next_due_on", "deadline_day", ["next_due_on"])
    if not _sqlite():
        op.execute("ALTER TABLE deadline RESET (fillfactor)")


def downgrade() -> None:
    for name, kind in zip(MOVED_OUT, ("(20)", "(10)", "(80)"), strict=False):
        op.execute(f"ALTER TABLE deadline ADD COLUMN {name} VARCHAR{kind} NOT NULL DEFAULT ''")
    for name in MOVED_OUT[3:]:
        given = "" if name == "next_due_on" else " NOT NULL DEFAULT '2000-01-01'"
        op.execute(f"ALTER TABLE deadline ADD COLUMN {name} DATE{given}")
    named = ", ".join(f"{name} = y.{name}" for name in MOVED_OUT)
    whole = "json_patch(deadline.detail, y.detail)"
    if not _sqlite():
        whole = "(deadline.detail::jsonb || y.detail::jsonb)::json"
    op.execute(f"UPDATE deadline SET {named}, detail = {whole} FROM deadline_day y WHERE y.id = deadline.day")
    op.drop_index("ix_deadline_day", "deadline")
    op.drop_column("deadline", "day")
    if not _sqlite():
        op.execute("ALTER TABLE deadline SET (fillfactor = 70)")
    op.create_index("ix_deadline_live_next_due_on", "deadline", ["live", "next_due_on"])
    op.drop_table("deadline_day")


def _sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _work_out() -> None:
    """The day of each deadline: one for the last safe dates of one question that say the same, else its own."""
    told = "CASE WHEN EXISTS (SELECT 1 FROM alert a WHERE a.deadline = d.id) THEN 1 ELSE 0 END"
    asked = f"CASE WHEN d.{BY_DAY} THEN p.question END"
    said = ("question", "event", *(name for name in MOVED_OUT if name != "next_due_on"), "detail")
    op.execute(
        f"""CREATE TEMPORARY TABLE its_day AS
        SELECT w.*, CASE WHEN w.question IS NULL THEN w.id
            ELSE min(w.id) OVER (PARTITION BY {", ".join(f"w.{name}" for name in said)}) END AS day
        FROM (SELECT d.id, {asked} AS question, d.event, {", ".join(f"d.{name}" for name in MOVED_OUT)},
                {told} AS told, CAST({_words()} AS TEXT) AS detail
            FROM deadline d LEFT JOIN project p ON p.id = d.project) w"""
    )


def _fill() -> None:
    """A day is looked at when the first of those that share it would have been."""
    names = ("question", "event", *MOVED_OUT)
    detail = "min(detail)" if _sqlite() else "CAST(min(detail) AS json)"
    op.execute(
        f"""INSERT INTO deadline_day (id, {", ".join(names)}, told, detail)
        SELECT day, {", ".join(f"min({name})" for name in names)}, max(told) = 1, {detail}
        FROM its_day GROUP BY day"""
    )


def _words() -> str:
    """What of the detail turns on the calendars, without what is empty."""
    if _sqlite():
        each = ", ".join(f"'{name}', json_extract(d.detail, '$.{name}')" for name in COUNTED_ON[:3])
        flags = ", ".join(
            f"'{name}', CASE json_extract(d.detail, '$.{name}') WHEN 1 THEN json('true') ELSE json('false') END"
            for name in COUNTED_ON[3:]
        )
        return f"CASE WHEN d.{BY_DAY} THEN json_patch('{{}}', json_object({each}, {flags})) ELSE '{{}}' END"
    each = ", ".join(f"'{name}', d.detail -> '{name}'" for name in COUNTED_ON)
    return f"CASE WHEN d.{BY_DAY} THEN json_strip_nulls(json_build_object({each})) ELSE '{{}}'::json END"


def _without_words() -> str:
    if _sqlite():
        names = ", ".join(f"'$.{name}'" for name in COUNTED_ON)
        return (
            f"CASE WHEN deadline.{BY_DAY} THEN json_remove(deadline.detail, {names}) ELSE deadline.detail END"
        )
    names = " - ".join(f"'{name}'" for name in COUNTED_ON)
    return (
        f"CASE WHEN deadline.{BY_DAY} THEN (deadline.detail::jsonb - {names})::json ELSE deadline.detail END"
    )

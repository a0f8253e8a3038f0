"""explanations with conditions, for the public register

Before you merge this: it must leave every row where it is on both databases. In batch mode a parent table is dropped
and made again: switch foreign keys off outside the transaction first, or children go with it. Do not import
workflow.store.rows here: a migration is history and must not change when the tables do.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0011"
branch_labels = None
depends_on = None

ADDED = ("cause", "asked_on", "decided_on", "level", "after_the_event")


def upgrade() -> None:
    # Both databases add a column with a default in place.
    for column in (
        sa.Column("cause", sa.String(length=20), server_default="", nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("level", sa.String(length=20), server_default="", nullable=False),
        sa.Column("after_the_event", sa.Boolean(), server_default=sa.false(), nullable=False),
    ):
        op.add_column("explanation", column)
    _fill_in()
    op.create_index("ix_explanation_agreed_decided_on", "explanation", ["agreed", "decided_on"])
    op.create_index("ix_explanation_project", "explanation", ["project"])
    op.create_table(
        "explanation_draft",
        sa.Column("project", sa.String(length=32), nullable=False),
        sa.Column("rule", sa.String(length=60), nullable=False),
        sa.Column("event", sa.String(length=60), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("body", sa.String(length=32), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["project"], ["project.id"], name="fk_explanation_draft_project"),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name="fk_explanation_draft_person"),
        sa.ForeignKeyConstraint(["body"], ["body.id"], name="fk_explanation_draft_body"),
        sa.PrimaryKeyConstraint("project", "rule", "event", "person", name="pk_explanation_draft"),
    )


def _fill_in() -> None:
    """What was asked for and decided before, from the facts."""
    facts = sa.table(
        "project_fact",
        sa.column("kind"),
        sa.column("data", sa.JSON),
        sa.column("at", sa.DateTime(timezone=True)),
    )
    table = sa.table(
        "explanation",
        sa.column("id"),
        sa.column("cause"),
        sa.column("asked_on", sa.Date),
        sa.column("decided_on", sa.Date),
        sa.column("after_the_event", sa.Boolean),
    )
    connection = op.get_bind()
    told = sa.select(facts).where(facts.c.kind.in_(("explanation_asked", "explanation_decided")))
    for kind, data, at in connection.execute(told).fetchall():
        change = sa.update(table).where(table.c.id == data["id"])
        connection.execute(change.values(**_values(kind, data, _day(at))))


def _values(kind: str, data: Mapping[str, object], day: date) -> dict[str, object]:
    if kind == "explanation_decided":
        return {"decided_on": day}
    return {"cause": data["cause"], "asked_on": day, "after_the_event": data["after_the_event"]}


def _day(at: datetime) -> date:
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(ZoneInfo("Europe/London")).date()


def downgrade() -> None:
    op.drop_table("explanation_draft")
    op.drop_index("ix_explanation_project", "explanation")
    op.drop_index("ix_explanation_agreed_decided_on", "explanation")
    for column in ADDED:
        op.drop_column("explanation", column)

"""bank holidays announced since, the dates that they moved, and what the plan of a project depends on

Before you merge this: it must leave every row where it is on both databases. In batch mode a parent table is dropped
and made again: switch foreign keys off outside the transaction first, or children go with it. Do not import
workflow.store.rows here: a migration is history and must not change when the tables do.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Both databases add an empty column in place. The next change or re-planning of a project fills it.
    op.add_column("project", sa.Column("question", sa.String(length=80), nullable=True))
    op.create_index("ix_project_question", "project", ["question"])
    op.create_table(
        "bank_holiday",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("division", sa.String(length=40), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("announced_on", sa.Date(), nullable=True),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_bank_holiday"),
        sa.UniqueConstraint("division", "day", name="uq_bank_holiday_division_day"),
    )
    op.create_table(
        "moved_date",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("body", sa.String(length=32), nullable=False),
        sa.Column("project", sa.String(length=32), nullable=False),
        sa.Column("round", sa.String(length=32), nullable=False),
        sa.Column("event", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("old", sa.Date(), nullable=False),
        sa.Column("new", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("published", sa.Boolean(), nullable=False),
        sa.Column("unconfirmed", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("decided_by", sa.String(length=32), nullable=True),
        sa.Column("decision_reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state IN ('moved', 'waiting', 'accepted', 'refused')", name=op.f("ck_moved_date_state")
        ),
        sa.ForeignKeyConstraint(["body"], ["body.id"], name="fk_moved_date_body"),
        sa.ForeignKeyConstraint(["project"], ["project.id"], name="fk_moved_date_project"),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name="fk_moved_date_decided_by"),
        sa.PrimaryKeyConstraint("id", name="pk_moved_date"),
    )
    op.create_index("ix_moved_date_body_state", "moved_date", ["body", "state"])
    op.create_index("ix_moved_date_round", "moved_date", ["round", "project"])


def downgrade() -> None:
    op.drop_index("ix_moved_date_round", "moved_date")
    op.drop_index("ix_moved_date_body_state", "moved_date")
    op.drop_table("moved_date")
    op.drop_table("bank_holiday")
    op.drop_index("ix_project_question", "project")
    op.drop_column("project", "question")

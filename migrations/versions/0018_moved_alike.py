"""dates that a late holiday moved, listed once for all projects whose date moved alike

Before you merge this: it must leave every row where it is on both databases. In batch mode a parent table is dropped
and made again: switch foreign keys off outside the transaction first, or children go with it. Do not import
workflow.store.rows here: a migration is history and must not change when the tables do.
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "moved_alike",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("body", sa.String(length=32), nullable=False),
        sa.Column("round", sa.String(length=32), nullable=False),
        sa.Column("event", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("old", sa.Date(), nullable=False),
        sa.Column("new", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("published", sa.Boolean(), nullable=False),
        sa.Column("unconfirmed", sa.Boolean(), nullable=False),
        sa.Column("projects", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["body"], ["body.id"], name="fk_moved_alike_body"),
        sa.PrimaryKeyConstraint("id", name="pk_moved_alike"),
    )
    op.create_index("ix_moved_alike_body", "moved_alike", ["body"])
    op.create_index("ix_moved_alike_round", "moved_alike", ["round"])
    op.add_column("question", sa.Column("calendar", sa.String(length=80), nullable=True))
    op.add_column("question", sa.Column("replanned_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("question", "replanned_at")
    op.drop_column("question", "calendar")
    op.drop_index("ix_moved_alike_round", "moved_alike")
    op.drop_index("ix_moved_alike_body", "moved_alike")
    op.drop_table("moved_alike")

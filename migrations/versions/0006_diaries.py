"""closures, elections and meetings of a body

Before you merge this: it must leave every row where it is on both databases. In batch mode a parent table is dropped
and made again: switch foreign keys off outside the transaction first, or children go with it. Do not import
workflow.store.rows here: a migration is history and must not change when the tables do.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "board",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("body", sa.String(length=32), nullable=False),
        sa.Column("slug", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("added_by", sa.String(length=32), nullable=True),
        sa.Column("added_as", sa.String(length=200), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["body"], ["body.id"], name="fk_board_body"),
        sa.ForeignKeyConstraint(["added_by"], ["person.id"], name="fk_board_added_by"),
        sa.PrimaryKeyConstraint("id", name="pk_board"),
        sa.UniqueConstraint("body", "slug", name="uq_board_body_slug"),
    )
    op.create_table(
        "diary_entry",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("body", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("board", sa.String(length=40), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("acts", sa.Boolean(), nullable=False),
        sa.Column("cancelled", sa.Boolean(), nullable=False),
        sa.Column("uid", sa.String(length=300), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("added_by", sa.String(length=32), nullable=True),
        sa.Column("added_as", sa.String(length=200), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_by", sa.String(length=32), nullable=True),
        sa.Column("removed_as", sa.String(length=200), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_because", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('closure', 'election', 'meeting', 'note')", name=op.f("ck_diary_entry_kind")
        ),
        sa.CheckConstraint("last >= first", name=op.f("ck_diary_entry_order")),
        sa.CheckConstraint("(kind = 'meeting') = (board <> '')", name=op.f("ck_diary_entry_board")),
        sa.ForeignKeyConstraint(["body"], ["body.id"], name="fk_diary_entry_body"),
        sa.ForeignKeyConstraint(["added_by"], ["person.id"], name="fk_diary_entry_added_by"),
        sa.ForeignKeyConstraint(["removed_by"], ["person.id"], name="fk_diary_entry_removed_by"),
        sa.PrimaryKeyConstraint("id", name="pk_diary_entry"),
    )
    op.create_index(
        "uq_diary_entry_standing",
        "diary_entry",
        ["body", "kind", "board", "first", "last", "title"],
        unique=True,
        sqlite_where=sa.text("removed_at IS NULL"),
        postgresql_where=sa.text("removed_at IS NULL"),
    )
    op.create_table(
        "diary_stamp",
        sa.Column("body", sa.String(length=32), nullable=False),
        sa.Column("stamp", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["body"], ["body.id"], name="fk_diary_stamp_body"),
        sa.PrimaryKeyConstraint("body", name="pk_diary_stamp"),
    )


def downgrade() -> None:
    op.drop_table("diary_stamp")
    op.drop_index("uq_diary_entry_standing", "diary_entry")
    op.drop_table("diary_entry")
    op.drop_table("board")

"""what the registers still lacked

Before you merge this: it must leave every row where it is on both databases. In batch mode a parent table is dropped
and made again: switch foreign keys off outside the transaction first, or children go with it. Do not import
workflow.store.rows here: a migration is history and must not change when the tables do.
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


CAPTURED = ("agreement", "notice", "public_record", "import_round")
COMPARED = ("agreement", "organisation")


def upgrade() -> None:
    for table in CAPTURED:
        op.add_column(table, sa.Column("captured_on", sa.Date(), nullable=True))
    op.add_column("post", sa.Column("telephone", sa.String(length=40), server_default="", nullable=False))
    for table in COMPARED:
        op.add_column(table, sa.Column("as_imported", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("post", "telephone")
    for table in COMPARED:
        op.drop_column(table, "as_imported")
    for table in CAPTURED:
        op.drop_column(table, "captured_on")

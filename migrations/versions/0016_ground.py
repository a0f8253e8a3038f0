"""what the registers still lacked

Before you merge this: it must leave every row where it is on both databases. In batch mode a parent table is dropped
and made again: switch foreign keys off outside the transaction first, or children go with it. Do not import
workflow.store.rows here: a migration is history and must not change when the tables do.
"""

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass

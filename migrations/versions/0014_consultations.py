"""consultations and whom they invite

Before you merge this: it must leave every row where it is on both databases. In batch mode a parent table is dropped
and made again: switch foreign keys off outside the transaction first, or children go with it. Do not import
workflow.store.rows here: a migration is history and must not change when the tables do.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "invitation",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("body", sa.String(length=32), nullable=False),
        sa.Column("project", sa.String(length=32), nullable=False),
        sa.Column("organisation", sa.String(length=32), nullable=False),
        sa.Column("invited_on", sa.Date(), nullable=False),
        sa.Column("how", sa.String(length=10), nullable=False),
        sa.CheckConstraint("how IN ('letter', 'no_address', 'no_mail')", name=op.f("ck_invitation_how")),
        sa.ForeignKeyConstraint(["body"], ["body.id"], name="fk_invitation_body"),
        sa.ForeignKeyConstraint(["project"], ["project.id"], name="fk_invitation_project"),
        sa.ForeignKeyConstraint(["organisation"], ["organisation.id"], name="fk_invitation_organisation"),
        sa.PrimaryKeyConstraint("id", name="pk_invitation"),
        sa.UniqueConstraint("project", "organisation", name="uq_invitation_project_organisation"),
    )
    op.create_index("ix_invitation_organisation", "invitation", ["organisation"])
    op.create_index("ix_invitation_body_invited_on", "invitation", ["body", "invited_on"])


def downgrade() -> None:
    op.drop_index("ix_invitation_body_invited_on", "invitation")
    op.drop_index("ix_invitation_organisation", "invitation")
    op.drop_table("invitation")

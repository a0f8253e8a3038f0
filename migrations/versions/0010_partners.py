"""who takes part in a project; expressions of interest

Before you merge this: it must leave every row where it is on both databases. In batch mode a parent table is dropped
and made again: switch foreign keys off outside the transaction first, or children go with it. Do not import
workflow.store.rows here: a migration is history and must not change when the tables do.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "partner_post",
        sa.Column("body", sa.String(length=32), nullable=False),
        sa.Column("project", sa.String(length=32), nullable=False),
        sa.Column("post", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["body"], ["body.id"], name="fk_partner_post_body"),
        sa.ForeignKeyConstraint(["project"], ["project.id"], name="fk_partner_post_project"),
        sa.ForeignKeyConstraint(["post"], ["post.id"], name="fk_partner_post_post"),
        sa.PrimaryKeyConstraint("project", "post", name="pk_partner_post"),
    )
    op.create_index("ix_partner_post_post", "partner_post", ["post"])
    op.create_table(
        "partner_contact",
        sa.Column("body", sa.String(length=32), nullable=False),
        sa.Column("project", sa.String(length=32), nullable=False),
        sa.Column("partner", sa.String(length=32), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("address", sa.String(length=320), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["body"], ["body.id"], name="fk_partner_contact_body"),
        sa.ForeignKeyConstraint(["project"], ["project.id"], name="fk_partner_contact_project"),
        sa.PrimaryKeyConstraint("project", "partner", name="pk_partner_contact"),
    )
    op.create_table(
        "interest",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("body", sa.String(length=32), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("organisation_name", sa.String(length=300), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("acknowledged_on", sa.Date(), nullable=True),
        sa.Column("replied_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("project", sa.String(length=32), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.String(length=200), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state IN ('received', 'accepted', 'declined', 'withdrawn')", name=op.f("ck_interest_state")
        ),
        sa.ForeignKeyConstraint(["body"], ["body.id"], name="fk_interest_body"),
        sa.ForeignKeyConstraint(["project"], ["project.id"], name="fk_interest_project"),
        sa.PrimaryKeyConstraint("id", name="pk_interest"),
    )
    op.create_index("ix_interest_body_received_on", "interest", ["body", "received_on"])


def downgrade() -> None:
    op.drop_index("ix_interest_body_received_on", "interest")
    op.drop_table("interest")
    op.drop_table("partner_contact")
    op.drop_index("ix_partner_post_post", "partner_post")
    op.drop_table("partner_post")

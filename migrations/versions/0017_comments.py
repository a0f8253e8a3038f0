"""comments of sector partners on explanations that wait

Before you merge this: it must leave every row where it is on both databases. In batch mode a parent table is dropped
and made again: switch foreign keys off outside the transaction first, or children go with it. Do not import
workflow.store.rows here: a migration is history and must not change when the tables do.
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "explanation_comment",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("body", sa.String(length=32), nullable=False),
        sa.Column("project", sa.String(length=32), nullable=False),
        sa.Column("explanation", sa.String(length=32), nullable=False),
        sa.Column("post", sa.String(length=32), nullable=False),
        sa.Column("post_title", sa.String(length=200), nullable=False),
        sa.Column("by", sa.String(length=32), nullable=False),
        sa.Column("said", sa.Boolean(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("said_on", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("erased_at IS NULL OR text = ''", name=op.f("ck_explanation_comment_erased")),
        sa.CheckConstraint("version > 1", name=op.f("ck_explanation_comment_version")),
        sa.ForeignKeyConstraint(["body"], ["body.id"], name="fk_explanation_comment_body"),
        sa.ForeignKeyConstraint(["project"], ["project.id"], name="fk_explanation_comment_project"),
        sa.ForeignKeyConstraint(
            ["explanation"], ["explanation.id"], name="fk_explanation_comment_explanation"
        ),
        sa.ForeignKeyConstraint(["post"], ["post.id"], name="fk_explanation_comment_post"),
        sa.ForeignKeyConstraint(["by"], ["person.id"], name="fk_explanation_comment_by"),
        sa.PrimaryKeyConstraint("id", name="pk_explanation_comment"),
        sa.UniqueConstraint("explanation", "post", name="uq_explanation_comment_explanation_post"),
    )
    op.create_table(
        "comment_call",
        sa.Column("body", sa.String(length=32), nullable=False),
        sa.Column("explanation", sa.String(length=32), nullable=False),
        sa.Column("post", sa.String(length=32), nullable=False),
        sa.Column("mail", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["body"], ["body.id"], name="fk_comment_call_body"),
        sa.ForeignKeyConstraint(["explanation"], ["explanation.id"], name="fk_comment_call_explanation"),
        sa.ForeignKeyConstraint(["post"], ["post.id"], name="fk_comment_call_post"),
        sa.PrimaryKeyConstraint("explanation", "post", name="pk_comment_call"),
    )
    op.create_index("ix_comment_call_mail", "comment_call", ["mail"])
    op.create_table(
        "comment_mail_off",
        sa.Column("body", sa.String(length=32), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["body"], ["body.id"], name="fk_comment_mail_off_body"),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name="fk_comment_mail_off_person"),
        sa.PrimaryKeyConstraint("person", name="pk_comment_mail_off"),
    )


def downgrade() -> None:
    op.drop_table("comment_mail_off")
    op.drop_index("ix_comment_call_mail", "comment_call")
    op.drop_table("comment_call")
    op.drop_table("explanation_comment")

"""responses to a consultation

Before you merge this: it must leave every row where it is on both databases. In batch mode a parent table is dropped
and made again: switch foreign keys off outside the transaction first, or children go with it. Do not import
workflow.store.rows here: a migration is history and must not change when the tables do.
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "response",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("body", sa.String(length=32), nullable=False),
        sa.Column("project", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("organisation", sa.String(length=32), nullable=True),
        sa.Column("organisation_name", sa.String(length=300), server_default="", nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("late", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("quoted", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('person', 'organisation', 'group')", name=op.f("ck_response_kind")),
        sa.CheckConstraint("erased_at IS NULL OR text = ''", name=op.f("ck_response_erased")),
        sa.ForeignKeyConstraint(["body"], ["body.id"], name="fk_response_body"),
        sa.ForeignKeyConstraint(["project"], ["project.id"], name="fk_response_project"),
        sa.ForeignKeyConstraint(["organisation"], ["organisation.id"], name="fk_response_organisation"),
        sa.PrimaryKeyConstraint("id", name="pk_response"),
        sa.UniqueConstraint("project", "key", name="uq_response_project_key"),
    )
    op.create_index("ix_response_project_received_on", "response", ["project", "received_on", "id"])
    op.create_index("ix_response_organisation", "response", ["organisation"])
    op.create_table(
        "theme",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("body", sa.String(length=32), nullable=False),
        sa.Column("project", sa.String(length=32), nullable=False),
        sa.Column("named_by", sa.String(length=32), nullable=False),
        sa.Column("answered_by", sa.String(length=32), nullable=True),
        sa.CheckConstraint(
            "answered_by IS NULL OR answered_by <> named_by", name=op.f("ck_theme_nobody_answers_their_own")
        ),
        sa.ForeignKeyConstraint(["body"], ["body.id"], name="fk_theme_body"),
        sa.ForeignKeyConstraint(["project"], ["project.id"], name="fk_theme_project"),
        sa.ForeignKeyConstraint(["named_by"], ["person.id"], name="fk_theme_named_by"),
        sa.ForeignKeyConstraint(["answered_by"], ["person.id"], name="fk_theme_answered_by"),
        sa.PrimaryKeyConstraint("id", name="pk_theme"),
    )
    op.create_index("ix_theme_project", "theme", ["project"])
    op.create_table(
        "response_theme",
        sa.Column("response", sa.String(length=32), nullable=False),
        sa.Column("theme", sa.String(length=32), nullable=False),
        sa.Column("body", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["response"], ["response.id"], name="fk_response_theme_response"),
        sa.ForeignKeyConstraint(["theme"], ["theme.id"], name="fk_response_theme_theme"),
        sa.ForeignKeyConstraint(["body"], ["body.id"], name="fk_response_theme_body"),
        sa.PrimaryKeyConstraint("response", "theme", name="pk_response_theme"),
    )
    op.create_index("ix_response_theme_theme", "response_theme", ["theme"])
    op.create_table(
        "equality_count",
        sa.Column("body", sa.String(length=32), nullable=False),
        sa.Column("project", sa.String(length=32), nullable=False),
        sa.Column("question", sa.String(length=200), nullable=False),
        sa.Column("answer", sa.String(length=120), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_equality_count_number")),
        sa.ForeignKeyConstraint(["body"], ["body.id"], name="fk_equality_count_body"),
        sa.ForeignKeyConstraint(["project"], ["project.id"], name="fk_equality_count_project"),
        sa.PrimaryKeyConstraint("project", "question", "answer", name="pk_equality_count"),
    )


def downgrade() -> None:
    op.drop_table("equality_count")
    op.drop_index("ix_response_theme_theme", "response_theme")
    op.drop_table("response_theme")
    op.drop_index("ix_theme_project", "theme")
    op.drop_table("theme")
    op.drop_index("ix_response_organisation", "response")
    op.drop_index("ix_response_project_received_on", "response")
    op.drop_table("response")

"""files on their way in, and how their columns were matched

Before you merge this: it must leave every row where it is on both databases. In batch mode a parent table is dropped
and made again: switch foreign keys off outside the transaction first, or children go with it. Do not import
workflow.store.rows here: a migration is history and must not change when the tables do.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "import_round",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("body", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("file", sa.LargeBinary(), nullable=True),
        sa.Column("sheet", sa.String(length=120), nullable=False),
        sa.Column("heading", sa.Integer(), nullable=False),
        sa.Column("matched", sa.JSON(), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("result", sa.JSON(), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=32), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("claim", sa.String(length=32), nullable=False),
        sa.Column("beat_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('uploaded', 'ready', 'running', 'done', 'failed', 'dropped')",
            name=op.f("ck_import_round_state"),
        ),
        sa.ForeignKeyConstraint(["body"], ["body.id"], name="fk_import_round_body"),
        sa.ForeignKeyConstraint(["by"], ["person.id"], name="fk_import_round_by"),
        sa.PrimaryKeyConstraint("id", name="pk_import_round"),
    )
    op.create_index("ix_import_round_body_at", "import_round", ["body", "at"])
    op.create_index("ix_import_round_state_at", "import_round", ["state", "at"])
    op.create_table(
        "column_match",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("body", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("headings", sa.String(length=64), nullable=False),
        sa.Column("matched", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["body"], ["body.id"], name="fk_column_match_body"),
        sa.PrimaryKeyConstraint("id", name="pk_column_match"),
        sa.UniqueConstraint("body", "kind", "headings", name="uq_column_match_body_kind_headings"),
    )
    op.create_table(
        "notice",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("body", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(length=330), nullable=False),
        sa.Column("ocid", sa.String(length=120), nullable=False),
        sa.Column("release", sa.String(length=200), nullable=False),
        sa.Column("title", sa.String(length=500), nullable=False),
        sa.Column("buyer", sa.String(length=300), nullable=False),
        sa.Column("tag", sa.String(length=120), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("published", sa.Date(), nullable=True),
        sa.Column("deadline", sa.Date(), nullable=True),
        sa.Column("awarded", sa.Date(), nullable=True),
        sa.Column("starts", sa.Date(), nullable=True),
        sa.Column("ends", sa.Date(), nullable=True),
        sa.Column("value", sa.Numeric(16, 2), nullable=True),
        sa.Column("supplier", sa.String(length=500), nullable=False),
        sa.Column("method", sa.String(length=200), nullable=False),
        sa.Column("number", sa.String(length=200), nullable=False),
        sa.Column("address", sa.String(length=500), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(["body"], ["body.id"], name="fk_notice_body"),
        sa.PrimaryKeyConstraint("id", name="pk_notice"),
        sa.UniqueConstraint("body", "key", name="uq_notice_body_key"),
    )
    op.create_index("ix_notice_body_ocid", "notice", ["body", "ocid"])
    op.create_index("ix_notice_body_published", "notice", ["body", "published", "id"])
    op.create_table(
        "buyer_name",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("body", sa.String(length=32), nullable=False),
        sa.Column("spelling", sa.String(length=300), nullable=False),
        sa.Column("same_as", sa.String(length=300), nullable=False),
        sa.Column("by", sa.String(length=32), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["body"], ["body.id"], name="fk_buyer_name_body"),
        sa.ForeignKeyConstraint(["by"], ["person.id"], name="fk_buyer_name_by"),
        sa.PrimaryKeyConstraint("id", name="pk_buyer_name"),
        sa.UniqueConstraint("body", "spelling", name="uq_buyer_name_body_spelling"),
    )
    op.create_table(
        "project_notice",
        sa.Column("project", sa.String(length=32), nullable=False),
        sa.Column("body", sa.String(length=32), nullable=False),
        sa.Column("notice", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["project"], ["project.id"], name="fk_project_notice_project"),
        sa.ForeignKeyConstraint(["body"], ["body.id"], name="fk_project_notice_body"),
        sa.ForeignKeyConstraint(["notice"], ["notice.id"], name="fk_project_notice_notice"),
        sa.UniqueConstraint("project", "notice", name="uq_project_notice_project_notice"),
    )
    op.create_table(
        "survey",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("body", sa.String(length=32), nullable=False),
        sa.Column("project", sa.String(length=32), nullable=True),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("replies", sa.Integer(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("by", sa.String(length=32), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["body"], ["body.id"], name="fk_survey_body"),
        sa.ForeignKeyConstraint(["project"], ["project.id"], name="fk_survey_project"),
        sa.ForeignKeyConstraint(["by"], ["person.id"], name="fk_survey_by"),
        sa.PrimaryKeyConstraint("id", name="pk_survey"),
        sa.UniqueConstraint("body", "key", name="uq_survey_body_key"),
    )
    op.create_table(
        "public_record",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("body", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(length=500), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=500), nullable=False),
        sa.Column("made_by", sa.String(length=300), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=True),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("decided", sa.Date(), nullable=True),
        sa.Column("effective", sa.Date(), nullable=True),
        sa.Column("stated", sa.String(length=200), nullable=False),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.Column("source", sa.String(length=500), nullable=False),
        sa.CheckConstraint("kind IN ('consultation', 'decision')", name=op.f("ck_public_record_kind")),
        sa.ForeignKeyConstraint(["body"], ["body.id"], name="fk_public_record_body"),
        sa.PrimaryKeyConstraint("id", name="pk_public_record"),
        sa.UniqueConstraint("body", "key", name="uq_public_record_body_key"),
    )


def downgrade() -> None:
    op.drop_table("public_record")
    op.drop_table("survey")
    op.drop_table("project_notice")
    op.drop_table("buyer_name")
    op.drop_index("ix_notice_body_ocid", "notice")
    op.drop_index("ix_notice_body_published", "notice")
    op.drop_table("notice")
    op.drop_table("column_match")
    op.drop_index("ix_import_round_body_at", "import_round")
    op.drop_index("ix_import_round_state_at", "import_round")
    op.drop_table("import_round")

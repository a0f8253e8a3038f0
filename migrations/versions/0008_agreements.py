"""ties of every kind, renewals and reviews, partnerships

Before you merge this: it must leave every row where it is on both databases. In batch mode a parent table is dropped
and made again: switch foreign keys off outside the transaction first, or children go with it. Do not import
workflow.store.rows here: a migration is history and must not change when the tables do.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

MONEY = sa.Numeric(precision=16, scale=2)
NEW_COLUMNS = (
    "version", "directorate", "value_per_year", "notice_n", "notice_method", "exit_section", "renews_months",
    "review_on", "changed_by", "changed_at", "prompted_version", "prompted_until", "prompted_planned",
)  # fmt: skip
NEW_TABLES = (
    "partnership_report", "partnership_contribution", "partnership_partner", "partnership", "agreement_decision"
)  # fmt: skip


def upgrade() -> None:
    _more_of_an_agreement()
    _decisions()
    _partnerships()
    _of_a_partnership()


def _more_of_an_agreement() -> None:
    for column in (
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("directorate", sa.String(length=200), server_default="", nullable=False),
        sa.Column("value_per_year", MONEY, nullable=True),
        sa.Column("notice_n", sa.Integer(), nullable=True),
        sa.Column("notice_method", sa.String(length=40), nullable=True),
        sa.Column("exit_section", sa.Text(), server_default="", nullable=False),
        sa.Column("renews_months", sa.Integer(), nullable=True),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("changed_by", sa.String(length=200), server_default="", nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("prompted_version", sa.Integer(), nullable=True),
        sa.Column("prompted_until", sa.Date(), nullable=True),
        sa.Column("prompted_planned", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    ):
        op.add_column("agreement", column)
    # Alembic adds a column and its foreign key in two steps, which SQLite cannot; in one step both can.
    for name in ("organisation", "post"):
        op.execute(
            f"ALTER TABLE agreement ADD COLUMN {name} VARCHAR(32) "
            f"CONSTRAINT fk_agreement_{name} REFERENCES {name} (id)"
        )
    op.create_index("ix_agreement_organisation", "agreement", ["organisation"])
    op.create_index("ix_agreement_organisation_key", "agreement", ["organisation_key"])


def _decisions() -> None:
    op.create_table(
        "agreement_decision",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("body", sa.String(length=32), nullable=False),
        sa.Column("agreement", sa.String(length=32), nullable=False),
        sa.Column("term_ends", sa.Date(), nullable=False),
        sa.Column("decision", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("notice_given_on", sa.Date(), nullable=True),
        sa.Column("by", sa.String(length=32), nullable=True),
        sa.Column("post_title", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("decision IN ('renew', 'end')", name=op.f("ck_agreement_decision_decision")),
        sa.ForeignKeyConstraint(["body"], ["body.id"], name="fk_agreement_decision_body"),
        sa.ForeignKeyConstraint(["agreement"], ["agreement.id"], name="fk_agreement_decision_agreement"),
        sa.ForeignKeyConstraint(["by"], ["person.id"], name="fk_agreement_decision_by"),
        sa.PrimaryKeyConstraint("id", name="pk_agreement_decision"),
        sa.UniqueConstraint("agreement", "term_ends", name="uq_agreement_decision_agreement_term_ends"),
    )
    op.create_index("ix_agreement_decision_body", "agreement_decision", ["body"])


def _partnerships() -> None:
    op.create_table(
        "partnership",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("body", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("legal_basis", sa.String(length=40), nullable=False),
        sa.Column("legal_basis_note", sa.String(length=500), nullable=False),
        sa.Column("post", sa.String(length=32), nullable=True),
        sa.Column("starts", sa.Date(), nullable=True),
        sa.Column("ends", sa.Date(), nullable=True),
        sa.Column("notice_clause", sa.String(length=500), nullable=False),
        sa.Column("notice_n", sa.Integer(), nullable=True),
        sa.Column("notice_method", sa.String(length=40), nullable=True),
        sa.Column("board", sa.String(length=300), nullable=False),
        sa.Column("terms_of_reference", sa.Text(), nullable=False),
        sa.Column("board_review_on", sa.Date(), nullable=True),
        sa.Column("performance", sa.Text(), nullable=False),
        sa.Column("exit_section", sa.Text(), nullable=False),
        sa.Column("changed_by", sa.String(length=200), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["body"], ["body.id"], name="fk_partnership_body"),
        sa.ForeignKeyConstraint(["post"], ["post.id"], name="fk_partnership_post"),
        sa.PrimaryKeyConstraint("id", name="pk_partnership"),
        sa.UniqueConstraint("body", "name", name="uq_partnership_body_name"),
    )


def _of_a_partnership() -> None:
    _part(
        "partner",
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        unique=("name",),
    )
    _part(
        "contribution",
        sa.Column("partner", sa.String(length=300), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("amount", MONEY, nullable=False),
        unique=("partner", "year"),
    )
    _part(
        "report",
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("board", sa.String(length=300), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=True),
        unique=("title", "due_on"),
    )
    op.create_index("ix_partnership_report_body_due_on", "partnership_report", ["body", "due_on"])


def _part(name: str, *columns: sa.Column, unique: tuple[str, ...]) -> None:
    table = f"partnership_{name}"
    op.create_table(
        table,
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("body", sa.String(length=32), nullable=False),
        sa.Column("partnership", sa.String(length=32), nullable=False),
        *columns,
        sa.ForeignKeyConstraint(["body"], ["body.id"], name=f"fk_{table}_body"),
        sa.ForeignKeyConstraint(["partnership"], ["partnership.id"], name=f"fk_{table}_partnership"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
        sa.UniqueConstraint("partnership", *unique, name=f"uq_{table}_{'_'.join(('partnership', *unique))}"),
    )


def downgrade() -> None:
    for name in NEW_TABLES:
        op.drop_table(name)
    op.drop_index("ix_agreement_organisation_key", "agreement")
    op.drop_index("ix_agreement_organisation", "agreement")
    for name in ("organisation", "post", *NEW_COLUMNS):
        op.execute(f"ALTER TABLE agreement DROP COLUMN {name}")

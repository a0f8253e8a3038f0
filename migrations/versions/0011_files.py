"""files that officers keep, outside the web root

Before you merge this: it must leave every row where it is on both databases. In batch mode a parent table is dropped
and made again: switch foreign keys off outside the transaction first, or children go with it. Do not import
workflow.store.rows here: a migration is history and must not change when the tables do.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "stored_file",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("body", sa.String(length=32), nullable=False),
        sa.Column("project", sa.String(length=32), nullable=False),
        sa.Column("record", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("media", sa.String(length=100), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("by", sa.String(length=32), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("size > 0", name=op.f("ck_stored_file_size")),
        sa.ForeignKeyConstraint(["body"], ["body.id"], name="fk_stored_file_body"),
        sa.ForeignKeyConstraint(["project"], ["project.id"], name="fk_stored_file_project"),
        sa.ForeignKeyConstraint(["by"], ["person.id"], name="fk_stored_file_by"),
        sa.PrimaryKeyConstraint("id", name="pk_stored_file"),
        sa.UniqueConstraint("record", name="uq_stored_file_record"),
    )
    op.create_index("ix_stored_file_project", "stored_file", ["project"])
    op.create_table(
        "kept_link",
        sa.Column("record", sa.String(length=32), nullable=False),
        sa.Column("body", sa.String(length=32), nullable=False),
        sa.Column("project", sa.String(length=32), nullable=False),
        sa.Column("address", sa.String(length=4000), nullable=False),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.Integer(), nullable=True),
        sa.Column("works", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(["body"], ["body.id"], name="fk_kept_link_body"),
        sa.ForeignKeyConstraint(["project"], ["project.id"], name="fk_kept_link_project"),
        sa.PrimaryKeyConstraint("record", name="pk_kept_link"),
    )
    op.create_index("ix_kept_link_project", "kept_link", ["project"])
    op.create_index("ix_kept_link_public_checked_at", "kept_link", ["public", "checked_at"])
    op.create_table(
        "chain_check",
        sa.Column("body", sa.String(length=32), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("first_bad", sa.Integer(), nullable=True),
        sa.Column("why", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(["body"], ["body.id"], name="fk_chain_check_body"),
        sa.PrimaryKeyConstraint("body", name="pk_chain_check"),
    )
    _links_of_old_records()


def _links_of_old_records() -> None:
    """Links recorded before this table was there are looked at like all others."""
    facts = sa.table(
        "project_fact", sa.column("project"), sa.column("body"), sa.column("kind"), sa.column("data", sa.JSON)
    )
    links = sa.table(
        "kept_link",
        *(sa.column(name) for name in ("record", "body", "project", "address", "public")),
    )
    connection = op.get_bind()
    found = connection.execute(
        sa.select(facts.c.project, facts.c.body, facts.c.data).where(facts.c.kind == "evidence_added")
    )
    rows = [
        {
            "record": data["id"],
            "body": body,
            "project": project,
            "address": data["text"],
            "public": data["visibility"] == "public",
        }
        for project, body, data in found
        if data["form"] == "link"
    ]
    if rows:
        connection.execute(sa.insert(links), rows)


def downgrade() -> None:
    op.drop_table("chain_check")
    op.drop_table("kept_link")
    op.drop_table("stored_file")

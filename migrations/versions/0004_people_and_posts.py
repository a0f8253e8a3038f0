"""directorates, deputies, delegations, promises and the set-up of a body

Before you merge this: it must leave every row where it is on both databases. In batch mode a parent table is dropped
and made again: switch foreign keys off outside the transaction first, or children go with it. Do not import
workflow.store.rows here: a migration is history and must not change when the tables do.
"""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def _of_body() -> tuple[sa.Column, ...]:
    """The columns that a body gains, anew for each use: a column belongs to one table."""
    return (
        sa.Column("sector_word", sa.String(length=40), server_default="third sector", nullable=False),
        sa.Column("sender_address", sa.String(length=254), server_default="", nullable=False),
        sa.Column("officers_public", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("dates_public", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
    )


def upgrade() -> None:
    # Both databases add a column that is empty or has a default in place. A body that is here already has shown
    # its dates until now, and goes on.
    for column in _of_body():
        op.add_column("body", column)
    op.add_column("post", sa.Column("delegation_limit", sa.Numeric(precision=14, scale=2), nullable=True))
    # Written out, since Alembic adds a foreign key to SQLite only by making the table again.
    op.execute(
        "ALTER TABLE post ADD COLUMN deputy VARCHAR(32) CONSTRAINT fk_post_deputy REFERENCES post (id)"
    )
    op.add_column("post", sa.Column("version", sa.Integer(), server_default="1", nullable=False))
    op.create_table(
        "directorate",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("body", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["body"], ["body.id"], name="fk_directorate_body"),
        sa.PrimaryKeyConstraint("id", name="pk_directorate"),
        sa.UniqueConstraint("body", "name", name="uq_directorate_body_name"),
    )
    op.create_table(
        "confirmation",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("body", sa.String(length=32), nullable=False),
        sa.Column("what", sa.String(length=40), nullable=False),
        sa.Column("detail", sa.String(length=80), server_default="", nullable=False),
        sa.Column("amount", sa.Integer(), nullable=True),
        sa.Column("post_title", sa.String(length=200), nullable=False),
        sa.Column("confirmed_on", sa.Date(), nullable=False),
        sa.Column("by", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount IS NULL OR amount > 0", name=op.f("ck_confirmation_amount")),
        sa.ForeignKeyConstraint(["body"], ["body.id"], name="fk_confirmation_body"),
        sa.ForeignKeyConstraint(["by"], ["person.id"], name="fk_confirmation_by"),
        sa.PrimaryKeyConstraint("id", name="pk_confirmation"),
        sa.UniqueConstraint("body", "what", name="uq_confirmation_body_what"),
    )
    _directorates_of_posts()


def _directorates_of_posts() -> None:
    """Every directorate that a post names becomes a row of its own."""
    connection = op.get_bind()
    named = sa.text("SELECT DISTINCT body, directorate FROM post WHERE directorate <> ''")
    for body, name in connection.execute(named).all():
        row = sa.text("INSERT INTO directorate (id, body, name) VALUES (:id, :body, :name)")
        connection.execute(row, {"id": secrets.token_hex(10), "body": body, "name": name})


def downgrade() -> None:
    op.drop_table("confirmation")
    op.drop_table("directorate")
    for column in ("version", "deputy", "delegation_limit"):
        op.drop_column("post", column)
    for column in reversed(_of_body()):
        op.drop_column("body", column.name)

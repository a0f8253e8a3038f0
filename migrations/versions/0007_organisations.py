"""what organisations are, who leads, what they were called, and what was merged

Before you merge this: it must leave every row where it is on both databases. In batch mode a parent table is dropped
and made again: switch foreign keys off outside the transaction first, or children go with it. Do not import
workflow.store.rows here: a migration is history and must not change when the tables do.
"""

import re
import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

OPEN = sa.text("undone_at IS NULL")
WORD = sa.String(length=60).with_variant(sa.String(length=60, collation="C"), "postgresql")
READ = ("id", "body", "key", "name", "name_key", "listed", "source", "charity_number", "company_number")
SHORT = (
    ("community interest company", "cic"),
    ("charitable incorporated organisation", "cio"),
    ("public limited company", "plc"),
)
SAME = {
    "saint": "st",
    "limited": "ltd",
    "company": "co",
    "center": "centre",
    "association": "assoc",
    "brothers": "bros",
}
SILENT = frozenset({"the", "and", "of", "for", "a", "in"})
FORMS = frozenset({"ltd", "cic", "cio", "plc", "llp", "co", "inc"})
NEW_COLUMNS = (
    "version", "name_key", "type", "website", "size", "captured_on", "listed", "no_mail", "origin", "checked_at",
    "corrected_at",
)  # fmt: skip


def upgrade() -> None:
    _more_of_the_entry()
    _words_names_and_tags()
    _contacts()
    _merges()
    _history_and_requests()
    _what_matching_knows()
    _fill_in()


def _more_of_the_entry() -> None:
    for column in (
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("name_key", sa.String(length=300), server_default="", nullable=False),
        sa.Column("type", sa.String(length=20), server_default="", nullable=False),
        sa.Column("website", sa.String(length=300), server_default="", nullable=False),
        sa.Column("size", sa.String(length=20), server_default="", nullable=False),
        sa.Column("captured_on", sa.Date(), nullable=True),
        sa.Column("listed", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("no_mail", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("origin", sa.String(length=10), server_default="import", nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("corrected_at", sa.DateTime(timezone=True), nullable=True),
    ):
        op.add_column("organisation", column)
    # Alembic adds a column and its foreign key in two steps, which SQLite cannot; in one step both can.
    for name, table in (("lead", "post"), ("merged_into", "organisation")):
        op.execute(
            f"ALTER TABLE organisation ADD COLUMN {name} VARCHAR(32) "
            f"CONSTRAINT fk_organisation_{name} REFERENCES {table} (id)"
        )
    op.create_index("ix_organisation_body_name_key", "organisation", ["body", "name_key", "id"])
    op.create_index("ix_organisation_lead", "organisation", ["lead"])
    op.create_index("ix_organisation_merged_into", "organisation", ["merged_into"])
    op.create_index("ix_organisation_key", "organisation", ["key"])


def _words_names_and_tags() -> None:
    op.create_table(
        "organisation_word",
        sa.Column("body", sa.String(length=32), nullable=False),
        sa.Column("organisation", sa.String(length=32), nullable=False),
        sa.Column("word", WORD, nullable=False),
        sa.ForeignKeyConstraint(["body"], ["body.id"], name="fk_organisation_word_body"),
        sa.ForeignKeyConstraint(
            ["organisation"], ["organisation.id"], name="fk_organisation_word_organisation"
        ),
        sa.PrimaryKeyConstraint("body", "word", "organisation", name="pk_organisation_word"),
    )
    op.create_index("ix_organisation_word_organisation", "organisation_word", ["organisation"])
    op.create_table(
        "old_name",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("body", sa.String(length=32), nullable=False),
        sa.Column("organisation", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(["body"], ["body.id"], name="fk_old_name_body"),
        sa.ForeignKeyConstraint(["organisation"], ["organisation.id"], name="fk_old_name_organisation"),
        sa.PrimaryKeyConstraint("id", name="pk_old_name"),
        sa.UniqueConstraint("organisation", "name", name="uq_old_name_organisation_name"),
    )
    op.create_table(
        "organisation_tag",
        sa.Column("body", sa.String(length=32), nullable=False),
        sa.Column("organisation", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("value", sa.String(length=80), nullable=False),
        sa.CheckConstraint("kind IN ('serves', 'knows', 'area')", name=op.f("ck_organisation_tag_kind")),
        sa.ForeignKeyConstraint(["body"], ["body.id"], name="fk_organisation_tag_body"),
        sa.ForeignKeyConstraint(
            ["organisation"], ["organisation.id"], name="fk_organisation_tag_organisation"
        ),
        sa.PrimaryKeyConstraint("organisation", "kind", "value", name="pk_organisation_tag"),
    )
    op.create_index("ix_organisation_tag_body_kind_value", "organisation_tag", ["body", "kind", "value"])


def _contacts() -> None:
    op.create_table(
        "contact",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("body", sa.String(length=32), nullable=False),
        sa.Column("organisation", sa.String(length=32), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["body"], ["body.id"], name="fk_contact_body"),
        sa.ForeignKeyConstraint(["organisation"], ["organisation.id"], name="fk_contact_organisation"),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name="fk_contact_person"),
        sa.PrimaryKeyConstraint("id", name="pk_contact"),
        sa.UniqueConstraint("person", name="uq_contact_person"),
    )
    op.create_index("ix_contact_organisation", "contact", ["organisation"])
    op.create_index("ix_contact_email", "contact", ["email"])


def _merges() -> None:
    op.create_table(
        "organisation_merge",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("body", sa.String(length=32), nullable=False),
        sa.Column("winner", sa.String(length=32), nullable=False),
        sa.Column("loser", sa.String(length=32), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("moved", sa.JSON(), nullable=False),
        sa.Column("by", sa.String(length=32), nullable=True),
        sa.Column("by_title", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_by", sa.String(length=32), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("winner <> loser", name=op.f("ck_organisation_merge_two")),
        sa.ForeignKeyConstraint(["body"], ["body.id"], name="fk_organisation_merge_body"),
        sa.ForeignKeyConstraint(["winner"], ["organisation.id"], name="fk_organisation_merge_winner"),
        sa.ForeignKeyConstraint(["loser"], ["organisation.id"], name="fk_organisation_merge_loser"),
        sa.ForeignKeyConstraint(["by"], ["person.id"], name="fk_organisation_merge_by"),
        sa.ForeignKeyConstraint(["undone_by"], ["person.id"], name="fk_organisation_merge_undone_by"),
        sa.PrimaryKeyConstraint("id", name="pk_organisation_merge"),
    )
    op.create_index(
        "uq_organisation_merge_open_loser",
        "organisation_merge",
        ["loser"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.create_index("ix_organisation_merge_winner", "organisation_merge", ["winner"])


def _history_and_requests() -> None:
    op.create_table(
        "organisation_change",
        sa.Column("body", sa.String(length=32), nullable=False),
        sa.Column("organisation", sa.String(length=32), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("by", sa.String(length=32), nullable=True),
        sa.Column("by_title", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["body"], ["body.id"], name="fk_organisation_change_body"),
        sa.ForeignKeyConstraint(
            ["organisation"], ["organisation.id"], name="fk_organisation_change_organisation"
        ),
        sa.ForeignKeyConstraint(["by"], ["person.id"], name="fk_organisation_change_by"),
        sa.PrimaryKeyConstraint("organisation", "seq", name="pk_organisation_change"),
    )
    op.create_table(
        "organisation_request",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("body", sa.String(length=32), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("source_hash", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("organisation", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["body"], ["body.id"], name="fk_organisation_request_body"),
        sa.ForeignKeyConstraint(
            ["organisation"], ["organisation.id"], name="fk_organisation_request_organisation"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_organisation_request"),
        sa.UniqueConstraint("token_hash", name="uq_organisation_request_token_hash"),
    )
    op.create_index("ix_organisation_request_source_hash_at", "organisation_request", ["source_hash", "at"])


def _what_matching_knows() -> None:
    op.create_table(
        "organisation_distinct",
        sa.Column("body", sa.String(length=32), nullable=False),
        sa.Column("one", sa.String(length=32), nullable=False),
        sa.Column("other", sa.String(length=32), nullable=False),
        sa.Column("by", sa.String(length=32), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("one < other", name=op.f("ck_organisation_distinct_order")),
        sa.ForeignKeyConstraint(["body"], ["body.id"], name="fk_organisation_distinct_body"),
        sa.ForeignKeyConstraint(["one"], ["organisation.id"], name="fk_organisation_distinct_one"),
        sa.ForeignKeyConstraint(["other"], ["organisation.id"], name="fk_organisation_distinct_other"),
        sa.ForeignKeyConstraint(["by"], ["person.id"], name="fk_organisation_distinct_by"),
        sa.PrimaryKeyConstraint("one", "other", name="pk_organisation_distinct"),
    )
    op.create_index("ix_organisation_distinct_body", "organisation_distinct", ["body"])
    op.create_table(
        "charity_merger",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("old_number", sa.String(length=40), nullable=False),
        sa.Column("old_name", sa.String(length=300), nullable=False),
        sa.Column("new_number", sa.String(length=40), nullable=False),
        sa.Column("new_name", sa.String(length=300), nullable=False),
        sa.Column("registered_on", sa.Date(), nullable=True),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_charity_merger"),
        sa.UniqueConstraint(
            "old_number", "old_name", "new_number", name="uq_charity_merger_old_number_old_name_new_number"
        ),
    )


def _fill_in() -> None:
    """What stands already is found by its name, and shown as far as a source published it."""
    known = sa.table("organisation", *(sa.column(name) for name in READ))
    word = sa.table("organisation_word", *(sa.column(n) for n in ("body", "organisation", "word")))
    connection = op.get_bind()
    numbers = (known.c.key, known.c.charity_number, known.c.company_number)
    find = sa.select(known.c.id, known.c.body, known.c.name, known.c.source, *numbers)
    for id_, body, name, source, *told in connection.execute(find).all():
        words = _words(name)
        kept = [one for one in words if one not in FORMS] or words
        values = {"name_key": " ".join(kept)[:300], "listed": bool(source)}
        connection.execute(sa.update(known).where(known.c.id == id_).values(**values))
        found = {*words, *(one for number in told for one in _number(number or ""))}
        rows = [{"body": body, "organisation": id_, "word": one} for one in sorted(found) if one]
        if rows:
            connection.execute(sa.insert(word), rows)


def _words(name: str) -> list[str]:
    """The words of a name in one spelling, as searches spelt them when this was written."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    plain = re.sub(r"['’‘`´.]", "", plain).replace("&", " and ")
    plain = re.sub(r"\bco[\s-]?op(?:erative)?(s?)\b", r"coop\1", plain)
    plain = " ".join(re.findall(r"[^\W_]+", plain)).replace("organization", "organisation")
    for phrase, short in SHORT:
        plain = re.sub(rf"\b{phrase}\b", short, plain)
    found = [SAME.get(word, word)[:60] for word in plain.split()]
    return [word for word in found if word not in SILENT] or found


def _number(text: str) -> list[str]:
    return ["".join(re.findall(r"[^\W_]+", text.casefold()))[:60], *_words(text)]


def downgrade() -> None:
    for table in (
        "charity_merger",
        "organisation_distinct",
        "organisation_request",
        "organisation_change",
        "organisation_merge",
        "contact",
        "organisation_tag",
        "old_name",
        "organisation_word",
    ):
        op.drop_table(table)
    for index in ("key", "merged_into", "lead", "body_name_key"):
        op.drop_index(f"ix_organisation_{index}", "organisation")
    for name in ("merged_into", "lead", *reversed(NEW_COLUMNS)):
        op.execute(f"ALTER TABLE organisation DROP COLUMN {name}")

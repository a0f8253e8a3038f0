"""Every row that is written, whoever writes it: triggers note the table and the body."""

from __future__ import annotations

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    Integer,
    MetaData,
    String,
    Table,
    func,
    select,
    text,
)

from workflow.store import rows
from workflow.store.engine import is_sqlite, reading, writing

_OWN = MetaData()
noted = Table(
    "noted",
    _OWN,
    Column("n", Integer, primary_key=True, autoincrement=True),
    Column("room", String(80), nullable=False),
    Column("body", String(32)),
)
COMES_WITH_EVERY_VISIT = frozenset({"session", "sign_in_attempt", "form_key", "heartbeat", "kept_form"})
"""What a visit writes even where nothing of anybody's is changed."""
_FUNCTION = """
CREATE FUNCTION note_{room}() RETURNS trigger AS $$ BEGIN
  IF TG_OP = 'DELETE' THEN INSERT INTO noted (room, body) VALUES ('{room}', {old});
  ELSE INSERT INTO noted (room, body) VALUES ('{room}', {new}); END IF;
  RETURN NULL; END $$ LANGUAGE plpgsql
"""


def keep_a_ledger(engine: Engine) -> None:
    """Note from now on what is written to any table of the product."""
    with writing(engine) as connection:
        noted.create(connection)
        for table in rows.metadata.sorted_tables:
            if table.name not in COMES_WITH_EVERY_VISIT:
                for statement in _triggers(connection, table):
                    connection.execute(text(statement))


def _triggers(connection: Connection, table: Table) -> list[str]:
    whose = "id" if table.name == "body" else "body" if "body" in table.c else None
    new, old = (f'{side}."{whose}"' if whose else "NULL" for side in ("NEW", "OLD"))
    room = table.name
    if not is_sqlite(connection):
        trigger = f'AFTER INSERT OR UPDATE OR DELETE ON "{room}" FOR EACH ROW EXECUTE FUNCTION note_{room}()'
        return [_FUNCTION.format(room=room, new=new, old=old), f"CREATE TRIGGER note_{room} {trigger}"]
    acts = (("INSERT", new), ("UPDATE", new), ("DELETE", old))
    begin = f"INSERT INTO noted (room, body) VALUES ('{room}', "
    return [
        f'CREATE TRIGGER note_{room}_{act} AFTER {act} ON "{room}" BEGIN {begin}{side}); END'
        for act, side in acts
    ]


def written(engine: Engine) -> int:
    """How many rows have been written so far."""
    with reading(engine) as connection:
        return int(connection.execute(select(func.count()).select_from(noted)).scalar_one())


def written_of(engine: Engine, body: str) -> list[str]:
    """The tables in which rows of a body have been written, in order."""
    with reading(engine) as connection:
        return list(connection.execute(select(noted.c.room).where(noted.c.body == body)).scalars())


def forget(engine: Engine) -> None:
    """Begin anew."""
    with writing(engine) as connection:
        connection.execute(noted.delete())

"""The statements of a re-planning: many projects at once, each row written only where it moves.

Two small tables of this transaction say what became of each question that projects ask of a plan: the rungs
of its last safe dates, and the dates themselves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Column, Connection, Date, Integer, MetaData, String, Table, Text, text

from workflow.store.engine import is_sqlite

_of_this_transaction = MetaData()
RUNGS = Table(
    "replanned_rung",
    _of_this_transaction,
    Column("question", String(80), primary_key=True),
    Column("event", String(60), primary_key=True),
    Column("trigger", String(8), primary_key=True),
    Column("rung", Integer, primary_key=True),
    Column("rule", String(80)),
    Column("last_safe", Date),
    Column("due_on", Date),
    Column("decision_by", String(10)),
    Column("window_closes_by", String(10)),
    Column("earliest_end", String(10)),
    Column("force", Text),
    Column("may_be_explained", String(5)),
    Column("unconfirmed", String(5)),
    prefixes=["TEMPORARY"],
)
"""What a rung now says. The last columns go into its detail; the two of five letters are JSON."""
DATES = Table(
    "replanned_date",
    _of_this_transaction,
    Column("question", String(80), primary_key=True),
    Column("event", String(60), primary_key=True),
    Column("state", String(10), primary_key=True),
    Column("title", String(200)),
    Column("old", Date),
    Column("new", Date),
    Column("reason", Text),
    Column("unconfirmed", Integer),
    prefixes=["TEMPORARY"],
)
"""Dates that move by law (`moved`, the old one is that of each project), and those that wait for a person."""
ROWS = Table(
    "replanned_row",
    _of_this_transaction,
    Column("id", String(32), primary_key=True),
    Column("key", String(200)),
    Column("question", String(80)),
    Column("event", String(60)),
    Column("trigger", String(8)),
    Column("rung", Integer),
    Column("in_place", Integer),
    prefixes=["TEMPORARY"],
)
"""The rows that move, each with its new key. In place moves what nobody was told of."""
_WORDS = ("decision_by", "window_closes_by", "earliest_end", "force")
_FLAGS = ("may_be_explained", "unconfirmed")
_RUNNING = "p.stage NOT IN ('ended', 'withdrawn')"
_PUBLISHED = """EXISTS (SELECT 1 FROM event_instance i
    WHERE i.project = p.id AND i.event = m.event AND i.published IS NOT NULL)"""
_SAME_RUNG = (
    """m.question = t.question AND m.event = t.event AND m."trigger" = t."trigger" AND m.rung = t.rung"""
)
_MEGABYTES = 256


class Moving:
    """The statements on one connection."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.sqlite = is_sqlite(connection)
        self.room = connection.execute(text("PRAGMA cache_size")).scalar_one() if self.sqlite else 0

    def begin(self, rungs: Sequence[Mapping[str, object]], dates: Sequence[Mapping[str, object]]) -> None:
        """Lay down what became of each question, and find the rows that move."""
        for table, found in ((RUNGS, rungs), (DATES, dates), (ROWS, ())):
            table.create(self.connection)
            if found:
                self.connection.execute(table.insert(), list(found))
        self._roomy(-1024 * _MEGABYTES)
        self._learn("replanned_rung, replanned_date")
        self._find_rows()
        self._learn("replanned_row")

    def end(self) -> None:
        """Take the small tables away."""
        for table in (RUNGS, DATES, ROWS):
            table.drop(self.connection)
        self._roomy(self.room)

    def _find_rows(self) -> None:
        """The tables stand in the order in which the rows are few: SQLite keeps to it, PostgreSQL finds its
        own."""
        self._run(f"""INSERT INTO replanned_row (id, key, question, event, "trigger", rung, in_place)
            SELECT x.id, x.new_key, x.question, x.event, x."trigger", x.rung,
                CASE WHEN x.key = x.new_key OR NOT EXISTS (SELECT 1 FROM alert a WHERE a.id = x.id)
                    AND NOT EXISTS (SELECT 1 FROM deadline k WHERE k.key = x.new_key) THEN 1 ELSE 0 END
            FROM (SELECT d.id, d.key, {self._key()} AS new_key, m.question, m.event, m."trigger", m.rung
                FROM (SELECT DISTINCT question FROM replanned_rung) q
                CROSS JOIN project p CROSS JOIN deadline d CROSS JOIN replanned_rung m
                WHERE p.question = q.question AND {_RUNNING} AND d.project = p.id AND d.live
                AND m.question = p.question AND m.event = d.event AND m."trigger" = d."trigger"
                AND m.rung = d.rung) x""")

    def list_moved(self, round_: str, at: object) -> int:
        """List the last safe dates that move, each with the date that stood there."""
        return self._run(
            f"""INSERT INTO moved_date (id, body, project, round, event, title, old, new, reason, published,
                unconfirmed, state, decision_reason, at)
            SELECT {self._random()}, p.body, p.id, :round, m.event, m.title, p.last_safe, m.new, m.reason,
                {_PUBLISHED}, m.unconfirmed = 1, 'moved', '', :at
            FROM (SELECT DISTINCT p.body, p.id, p.question, d.event, d.last_safe
                FROM (SELECT DISTINCT question FROM replanned_date WHERE state = 'moved') q
                CROSS JOIN project p CROSS JOIN deadline d
                WHERE p.question = q.question AND {_RUNNING} AND d.project = p.id
                AND d.live AND d."trigger" = 'L2') p
            CROSS JOIN replanned_date m
            WHERE m.question = p.question AND m.event = p.event AND m.state = 'moved'
            AND p.last_safe <> m.new""",
            round=round_,
            at=at,
        )

    def list_waiting(self, round_: str, at: object) -> int:
        """List the dates that a person set and that no longer fit. They stay as they are."""
        return self._run(
            f"""INSERT INTO moved_date (id, body, project, round, event, title, old, new, reason, published,
                unconfirmed, state, decision_reason, at)
            SELECT {self._random()}, p.body, p.id, :round, m.event, m.title, m.old, m.new, m.reason,
                {_PUBLISHED}, m.unconfirmed = 1, 'waiting', '', :at
            FROM replanned_date m CROSS JOIN project p
            WHERE m.state = 'waiting' AND p.question = m.question AND {_RUNNING}""",
            round=round_,
            at=at,
        )

    def move_untold(self) -> int:
        """Move the rungs of which nobody was told: the same row with another day."""
        return self._run(
            f"""UPDATE deadline AS d SET key = t.key, rule = m.rule, last_safe = m.last_safe,
                due_on = m.due_on, detail = {self._detail()}
            FROM replanned_row t CROSS JOIN replanned_rung m
            WHERE d.id = t.id AND t.in_place = 1 AND {_SAME_RUNG}"""
        )

    def move_told(self) -> int:
        """Let a new row stand for each rung that was told, or had stood on that day before."""
        return self._run(
            f"""INSERT INTO deadline (id, body, project, key, "trigger", rung, event, rule, recipient,
                last_safe, due_on, live, detail)
            SELECT {self._random()}, d.body, d.project, t.key, d."trigger", d.rung, d.event, m.rule,
                d.recipient, m.last_safe, m.due_on, d.live, {self._detail()}
            FROM replanned_row t CROSS JOIN deadline d CROSS JOIN replanned_rung m
            WHERE t.in_place = 0 AND d.id = t.id AND {_SAME_RUNG}
            ON CONFLICT (key) DO UPDATE
            SET live = excluded.live, due_on = excluded.due_on, detail = excluded.detail"""
        )

    def rest_told(self) -> int:
        """Let their old rows rest: the next sweep closes what was told of them."""
        return self._run(
            f"""UPDATE deadline SET live = {self._false()}
            WHERE id IN (SELECT id FROM replanned_row WHERE in_place = 0)"""
        )

    def _learn(self, tables: str) -> None:
        """PostgreSQL plans well only for tables that it has looked at."""
        if not self.sqlite:
            self.connection.execute(text(f"ANALYZE {tables}"))

    def _roomy(self, pages: int) -> None:
        """How much SQLite keeps in memory: what moves is written once, at the end."""
        if self.sqlite:
            self.connection.execute(text(f"PRAGMA cache_size = {pages}"))

    def _run(self, statement: str, **values: object) -> int:
        return self.connection.execute(text(statement), values).rowcount

    def _random(self) -> str:
        return "lower(hex(randomblob(10)))" if self.sqlite else "replace(gen_random_uuid()::text, '-', '')"

    def _false(self) -> str:
        return "0" if self.sqlite else "false"

    def _key(self) -> str:
        day = "m.last_safe" if self.sqlite else "to_char(m.last_safe, 'YYYY-MM-DD')"
        parts = ("p.ref", 'd."trigger"', "d.event", "m.rule", day, "d.rung", "d.recipient")
        return " || ':' || ".join(parts)

    def _detail(self) -> str:
        """The detail that stood there with what now differs; all else in it is the project's own."""
        if self.sqlite:
            words = [f"'$.{name}', m.{name}" for name in _WORDS]
            flags = [f"'$.{name}', json(m.{name})" for name in _FLAGS]
            return f"json_set(d.detail, {', '.join(words + flags)})"
        words = [f"'{name}', m.{name}" for name in _WORDS]
        flags = [f"'{name}', m.{name}::boolean" for name in _FLAGS]
        return f"(d.detail::jsonb || jsonb_build_object({', '.join(words + flags)}))::json"

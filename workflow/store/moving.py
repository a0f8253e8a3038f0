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
_WORDS = ("decision_by", "window_closes_by", "earliest_end", "force")
_FLAGS = ("may_be_explained", "unconfirmed")
_RUNNING = "p.stage NOT IN ('ended', 'withdrawn')"
_PUBLISHED = """EXISTS (SELECT 1 FROM event_instance i
    WHERE i.project = p.id AND i.event = m.event AND i.published IS NOT NULL)"""

# In the order in which the rows are few: SQLite keeps to it, PostgreSQL finds its own.
_MATCHED = f"""
FROM (SELECT DISTINCT question FROM replanned_rung) q
CROSS JOIN project p CROSS JOIN deadline d CROSS JOIN replanned_rung m
WHERE p.question = q.question AND {_RUNNING} AND d.project = p.id AND d.live
AND m.question = p.question AND m.event = d.event AND m."trigger" = d."trigger" AND m.rung = d.rung
"""
_DIFFERS = "(d.last_safe <> m.last_safe OR d.rule <> m.rule)"


class Moving:
    """The statements on one connection."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.sqlite = is_sqlite(connection)

    def begin(self, rungs: Sequence[Mapping[str, object]], dates: Sequence[Mapping[str, object]]) -> None:
        """Lay down what became of each question."""
        for table, found in ((RUNGS, rungs), (DATES, dates)):
            table.create(self.connection)
            if found:
                self.connection.execute(table.insert(), list(found))
        if not self.sqlite:
            self.connection.execute(text("ANALYZE replanned_rung, replanned_date"))

    def end(self) -> None:
        """Take the small tables away."""
        for table in (RUNGS, DATES):
            table.drop(self.connection)

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

    def raise_new(self) -> int:
        """Let the rungs stand as they now are: a new row where the date moved, else the same row."""
        return self._run(
            f"""INSERT INTO deadline (id, body, project, key, "trigger", rung, event, rule, recipient,
                last_safe, due_on, live, detail)
            SELECT {self._random()}, d.body, d.project, {self._key()}, d."trigger", d.rung, d.event, m.rule,
                d.recipient, m.last_safe, m.due_on, {self._true()}, {self._detail()} {_MATCHED}
            ON CONFLICT (key) DO UPDATE
            SET live = excluded.live, due_on = excluded.due_on, detail = excluded.detail"""
        )

    def rest_old(self) -> int:
        """Let the rungs of dates that moved rest: the next sweep closes what was told of them."""
        return self._run(
            f"UPDATE deadline SET live = {self._false()} WHERE id IN (SELECT d.id {_MATCHED} AND {_DIFFERS})"
        )

    def _run(self, statement: str, **values: object) -> int:
        return self.connection.execute(text(statement), values).rowcount

    def _random(self) -> str:
        return "lower(hex(randomblob(10)))" if self.sqlite else "replace(gen_random_uuid()::text, '-', '')"

    def _true(self) -> str:
        return "1" if self.sqlite else "true"

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

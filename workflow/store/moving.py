"""The statements of a re-planning: many projects at once, each row written only where it moves.

Two small tables of this transaction say what became of each question that projects ask of a plan: its
deadlines, and the dates themselves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import Column, Connection, Date, Integer, MetaData, String, Table, Text, text

from workflow.alerts.rules import BY_DAY
from workflow.store.engine import is_sqlite

_of_this_transaction = MetaData()
DUE = Table(
    "replanned_deadline",
    _of_this_transaction,
    Column("question", String(80), primary_key=True),
    Column("event", String(60), primary_key=True),
    Column("rule", String(80)),
    Column("last_safe", Date),
    Column("next_due_on", Date),
    Column("decision_by", String(10)),
    Column("window_closes_by", String(10)),
    Column("earliest_end", String(10)),
    Column("force", Text),
    Column("may_be_explained", String(5)),
    Column("unconfirmed", String(5)),
    prefixes=["TEMPORARY"],
)
"""What a deadline now says. The last columns go into its detail; the two of five letters are JSON."""
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
_ON_A_LADDER = f"d.ladder IN ({', '.join(repr(ladder) for ladder in BY_DAY)})"


class Moving:
    """The statements on one connection."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.sqlite = is_sqlite(connection)

    def begin(self, due: Sequence[Mapping[str, object]], dates: Sequence[Mapping[str, object]]) -> None:
        """Lay down what became of each question."""
        for table, found in ((DUE, due), (DATES, dates)):
            table.create(self.connection)
            if found:
                self.connection.execute(table.insert(), list(found))
        if not self.sqlite:  # PostgreSQL plans well only for tables that it has looked at
            self.connection.execute(text("ANALYZE replanned_deadline, replanned_date"))

    def end(self) -> None:
        """Take the small tables away."""
        for table in (DUE, DATES):
            table.drop(self.connection)

    def list_moved(self, round_: str, at: object) -> int:
        """List the last safe dates that move, each with the date that stood there."""
        return self._run(
            f"""INSERT INTO moved_date (id, body, project, round, event, title, old, new, reason, published,
                unconfirmed, state, decision_reason, at)
            SELECT {self._random()}, p.body, p.id, :round, m.event, m.title, p.last_safe, m.new, m.reason,
                {_PUBLISHED}, m.unconfirmed = 1, 'moved', '', :at
            FROM (SELECT p.body, p.id, p.question, d.event, d.last_safe
                FROM (SELECT DISTINCT question FROM replanned_date WHERE state = 'moved') q
                CROSS JOIN project p CROSS JOIN deadline d
                WHERE p.question = q.question AND {_RUNNING} AND d.matter = p.id
                AND d.live AND {_ON_A_LADDER}) p
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

    def move(self, today: date) -> int:
        """Let the deadlines say what they now say. The next sweep looks at those of which anybody was told:
        what was told of another day is closed then."""
        return self._run(
            f"""UPDATE deadline AS d SET rule = m.rule, last_safe = m.last_safe, counted_from = m.last_safe,
                next_due_on = CASE WHEN EXISTS (SELECT 1 FROM alert a WHERE a.deadline = d.id) THEN :today
                    ELSE m.next_due_on END, detail = {self._detail()}
            FROM replanned_deadline m, project q
            WHERE d.id IN (SELECT x.id
                FROM replanned_deadline n CROSS JOIN project p CROSS JOIN deadline x
                WHERE p.question = n.question AND {_RUNNING} AND x.matter = p.id AND x.event = n.event)
            AND q.id = d.matter AND m.question = q.question AND m.event = d.event
            AND d.live AND {_ON_A_LADDER}""",
            today=today,
        )

    def _run(self, statement: str, **values: object) -> int:
        return self.connection.execute(text(statement), values).rowcount

    def _random(self) -> str:
        return "lower(hex(randomblob(10)))" if self.sqlite else "replace(gen_random_uuid()::text, '-', '')"

    def _detail(self) -> str:
        """The detail that stood there with what now differs; all else in it is the project's own."""
        if self.sqlite:
            words = [f"'$.{name}', m.{name}" for name in _WORDS]
            flags = [f"'$.{name}', json(m.{name})" for name in _FLAGS]
            return f"json_set(d.detail, {', '.join(words + flags)})"
        words = [f"'{name}', m.{name}" for name in _WORDS]
        flags = [f"'{name}', m.{name}::boolean" for name in _FLAGS]
        return f"(d.detail::jsonb || jsonb_build_object({', '.join(words + flags)}))::json"

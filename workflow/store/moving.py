"""The statements of a re-planning: many projects at once, each row written only where it moves.

A small table of this transaction says what became of each question that projects ask of a plan. Projects that
ask the same share the days of their deadlines, so few rows move; all of them are listed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import JSON, Column, Connection, Date, Integer, MetaData, String, Table, Text, bindparam, text

from workflow.alerts.rules import BY_DAY
from workflow.store.engine import is_sqlite
from workflow.store.instant import Instant

_of_this_transaction = MetaData()
REPLANNED = Table(
    "replanned",
    _of_this_transaction,
    Column("number", Integer, primary_key=True),
    Column("question", String(80), nullable=False),
    Column("body", String(32), nullable=False),
    Column("event", String(60), nullable=False),
    Column("rule", String(80)),
    Column("last_safe", Date),
    Column("next_due_on", Date),
    Column("detail", JSON(none_as_null=True)),
    Column("title", String(200)),
    Column("new", Date),
    Column("reason", Text),
    Column("rests_on_memory", Integer),
    prefixes=["TEMPORARY"],
)
"""What became of the event of a question: first what its day now says, where that changes. Then the date that
moves by law, where one does: the old one is that of each day."""
WAITING = Table(
    "replanned_waiting",
    _of_this_transaction,
    Column("question", String(80), primary_key=True),
    Column("event", String(60), primary_key=True),
    Column("title", String(200)),
    Column("old", Date),
    Column("new", Date),
    Column("reason", Text),
    Column("unconfirmed", Integer),
    prefixes=["TEMPORARY"],
)
"""Dates that wait for a person."""
NOTHING = {column.name: None for column in REPLANNED.c if column.nullable}
"""Of which nothing became anything."""
_RUNNING = "p.stage NOT IN ('ended', 'withdrawn')"
_ON_A_LADDER = f"y.ladder IN ({', '.join(repr(ladder) for ladder in BY_DAY)})"
_AT = bindparam("at", type_=Instant())


class Moving:
    """The statements on one connection."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.sqlite = is_sqlite(connection)
        self._waiting = False

    def begin(self, became: Sequence[Mapping[str, object]], waiting: Sequence[Mapping[str, object]]) -> None:
        """Lay down what became of each question."""
        if not self.sqlite:  # the rows are in memory for the most part: look them up, rather than read all
            self.connection.execute(text("SET LOCAL random_page_cost = 1.1"))
        REPLANNED.create(self.connection)
        rows = [{"number": number, **each} for number, each in enumerate(became, 1)]
        if rows:
            self.connection.execute(REPLANNED.insert(), rows)
        self._waiting = bool(waiting)
        if waiting:
            WAITING.create(self.connection)
            self.connection.execute(WAITING.insert(), list(waiting))
        self._analyze("replanned")

    def end(self) -> None:
        """Take the small tables away."""
        REPLANNED.drop(self.connection)
        if self._waiting:
            WAITING.drop(self.connection)

    def list_moved(self, round_: str, at: datetime) -> None:
        """List the last safe dates that move, once for all projects in which the date moves alike."""
        every = "json_group_array(d.subject)" if self.sqlite else "json_agg(d.subject)"
        self._run(
            f"""INSERT INTO moved_alike (id, body, round, event, title, old, new, reason, published,
                unconfirmed, projects, at)
            SELECT {self._random()}, r.body, :round, r.event, r.title, m.old, r.new, r.reason, m.published,
                r.rests_on_memory = 1, m.projects, :at
            FROM (SELECT r.number, y.last_safe AS old, {_published("d.project", "r.event")} AS published,
                    {every} AS projects
                FROM replanned r CROSS JOIN deadline_day y CROSS JOIN deadline d
                WHERE y.question = r.question AND y.event = r.event AND {_ON_A_LADDER}
                AND r.new <> y.last_safe AND d.day = y.id AND d.live
                GROUP BY r.number, old, published) m
            JOIN replanned r ON r.number = m.number""",
            round=round_,
            at=at,
        )

    def list_waiting(self, round_: str, at: datetime) -> int:
        """List the dates that a person set and that no longer fit. They stay as they are."""
        if not self._waiting:
            return 0
        return self._run(
            f"""INSERT INTO moved_date (id, body, project, round, event, title, old, new, reason, published,
                unconfirmed, state, decision_reason, at)
            SELECT {self._random()}, p.body, p.id, :round, m.event, m.title, m.old, m.new, m.reason,
                {_published("p.id", "m.event")}, m.unconfirmed = 1, 'waiting', '', :at
            FROM replanned_waiting m CROSS JOIN project p
            WHERE p.question = m.question AND {_RUNNING}""",
            round=round_,
            at=at,
        )

    def move(self, today: date) -> None:
        """Let the days of deadlines say what they now say. The next sweep looks at those of which anybody was
        told: what was told of another day is closed then."""
        self._run(
            f"""UPDATE deadline_day AS y
            SET rule = r.rule, last_safe = r.last_safe, counted_from = r.last_safe,
                next_due_on = CASE WHEN y.told THEN :today ELSE r.next_due_on END, detail = r.detail
            FROM replanned r
            WHERE y.question = r.question AND y.event = r.event AND r.last_safe IS NOT NULL
            AND {_ON_A_LADDER}""",
            today=today,
        )

    def _analyze(self, table: str) -> None:
        """PostgreSQL plans well only for tables that it has looked at."""
        if not self.sqlite:
            self._run(f"ANALYZE {table}")

    def _run(self, statement: str, **values: object) -> int:
        said = text(statement).bindparams(_AT) if "at" in values else text(statement)
        return self.connection.execute(said, values).rowcount

    def _random(self) -> str:
        return "lower(hex(randomblob(10)))" if self.sqlite else "replace(gen_random_uuid()::text, '-', '')"


def _published(project: str, event: str) -> str:
    return f"""EXISTS (SELECT 1 FROM event_instance i
        WHERE i.project = {project} AND i.event = {event} AND i.published IS NOT NULL)"""

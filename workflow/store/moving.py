"""The statements of a re-planning: many projects at once, each row written only where it moves.

Small tables of this transaction say what became of each question that projects ask of a plan, and which
deadlines that is about: these are found once, and then listed and moved.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import Column, Connection, Date, Integer, MetaData, String, Table, Text, bindparam, text

from workflow.alerts.rules import BY_DAY
from workflow.store.engine import is_sqlite
from workflow.store.instant import Instant

_of_this_transaction = MetaData()
REPLANNED = Table(
    "replanned",
    _of_this_transaction,
    Column("number", Integer, primary_key=True),
    Column("question", String(80), nullable=False),
    Column("event", String(60), nullable=False),
    Column("rule", String(80)),
    Column("last_safe", Date),
    Column("next_due_on", Date),
    Column("retold", Integer, nullable=False, default=0),
    Column("decision_by", String(10)),
    Column("window_closes_by", String(10)),
    Column("force", Text),
    Column("may_be_explained", String(5)),
    Column("unconfirmed", String(5)),
    Column("title", String(200)),
    Column("new", Date),
    Column("reason", Text),
    Column("rests_on_memory", Integer),
    prefixes=["TEMPORARY"],
)
"""What became of the event of a question: first what its deadline now says, where that changes; `retold`:
what goes into its detail too, the two of five letters as JSON. Then the date that moves by law, where one
does: the old one is that of each project."""
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
_WORDS, _FLAGS = ("decision_by", "window_closes_by", "force"), ("may_be_explained", "unconfirmed")
NOTHING = {column.name: None for column in REPLANNED.c if column.nullable}
"""Of which nothing became anything."""
_RUNNING = "p.stage NOT IN ('ended', 'withdrawn')"
_ON_A_LADDER = f"d.ladder IN ({', '.join(repr(ladder) for ladder in BY_DAY)})"
_AT = bindparam("at", type_=Instant())


class Moving:
    """The statements on one connection."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.sqlite = is_sqlite(connection)
        self._waiting = False

    def begin(self, became: Sequence[Mapping[str, object]], waiting: Sequence[Mapping[str, object]]) -> None:
        """Lay down what became of each question, and find the deadlines that it is about."""
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
        row, place = ("d.rowid", "d.rowid") if self.sqlite else ("d.id", "d.ctid")
        self._run(
            f"""CREATE TEMPORARY TABLE moving_deadline AS
            SELECT {row} AS deadline, r.number, p.body, p.ref, d.last_safe AS old,
                r.new IS NOT NULL AND {_published("p.id", "r.event")} AS published
            FROM replanned r CROSS JOIN project p CROSS JOIN deadline d
            WHERE p.question = r.question AND {_RUNNING} AND d.matter = p.id AND d.event = r.event
            AND d.live AND {_ON_A_LADDER} ORDER BY {place}"""
        )
        self._analyze("moving_deadline")

    def end(self) -> None:
        """Take the small tables away."""
        self._run("DROP TABLE moving_deadline")
        REPLANNED.drop(self.connection)
        if self._waiting:
            WAITING.drop(self.connection)

    def list_moved(self, round_: str, at: datetime) -> None:
        """List the last safe dates that move, once for all projects in which the date moves alike."""
        every = "json_group_array(ref)" if self.sqlite else "json_agg(ref)"
        self._run(
            f"""INSERT INTO moved_alike (id, body, round, event, title, old, new, reason, published,
                unconfirmed, projects, at)
            SELECT {self._random()}, m.body, :round, r.event, r.title, m.old, r.new, r.reason, m.published,
                r.rests_on_memory = 1, m.projects, :at
            FROM (SELECT number, body, old, published, {every} AS projects FROM moving_deadline
                GROUP BY number, body, old, published) m
            JOIN replanned r ON r.number = m.number
            WHERE r.new IS NOT NULL AND r.new <> m.old""",
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

    def move(self, today: date) -> int:
        """Let the deadlines say what they now say. The next sweep looks at those of which anybody was told:
        what was told of another day is closed then."""
        return self._run(
            f"""UPDATE deadline AS d SET rule = r.rule, last_safe = r.last_safe, counted_from = r.last_safe,
                next_due_on = CASE WHEN EXISTS (SELECT 1 FROM alert a WHERE a.deadline = d.id) THEN :today
                    ELSE r.next_due_on END,
                detail = CASE WHEN r.retold = 1 THEN {self._detail()} ELSE d.detail END
            FROM moving_deadline m CROSS JOIN replanned r
            WHERE r.number = m.number AND r.last_safe IS NOT NULL
            AND d.{"rowid" if self.sqlite else "id"} = m.deadline""",
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

    def _detail(self) -> str:
        """The detail that stood there with what now differs; all else in it is the project's own."""
        if self.sqlite:
            words = [f"'$.{name}', r.{name}" for name in _WORDS]
            flags = [f"'$.{name}', json(r.{name})" for name in _FLAGS]
            return f"json_set(d.detail, {', '.join(words + flags)})"
        words = [f"'{name}', r.{name}" for name in _WORDS]
        flags = [f"'{name}', r.{name}::boolean" for name in _FLAGS]
        return f"(d.detail::jsonb || jsonb_build_object({', '.join(words + flags)}))::json"


def _published(project: str, event: str) -> str:
    return f"""EXISTS (SELECT 1 FROM event_instance i
        WHERE i.project = {project} AND i.event = {event} AND i.published IS NOT NULL)"""

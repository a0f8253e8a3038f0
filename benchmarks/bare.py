"""Bare statements that leave the deadlines as a re-planning would: the limit, and what stands beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import Connection, Engine, select, text

from benchmarks import one_each
from workflow.store import rows
from workflow.store.engine import writing
from workflow.store.moved import of_round

HERE_SINCE = date(2026, 11, 23)
_TABLES = {"one_each": "deadline", "deadline_day": "day"}
"""The tables that bare statements write, and what names their rows in `bench_before`."""


@dataclass(slots=True)
class Turns:
    """The calls of one candidate: the holiday comes, or goes, one after the other."""

    connecting: Engine
    day: date
    table: str
    there: bool = False

    def make_ready(self) -> None:
        """Let the rows stand as before the coming call."""
        self.there = not self.there
        with writing(self.connecting) as connection:
            _put(connection, self.table, self.day, there=not self.there)


def bare(turns: Turns, *, listed: str = "") -> Callable[[], None]:
    """The rows set to their new days, or back; with the name of the database listed too, a line each."""
    names = [column.name for column in rows.moved_date.columns if column.name != "id"]
    fresh = (
        "lower(hex(randomblob(10)))" if listed == "SQLite" else "replace(gen_random_uuid()::text, '-', '')"
    )

    def call() -> None:
        with writing(turns.connecting) as connection:
            _put(connection, turns.table, turns.day, there=turns.there)
            if listed:
                connection.exec_driver_sql(
                    f"INSERT INTO moved_date (id, {', '.join(names)})"
                    f" SELECT {fresh}, {', '.join(names)} FROM {_limit(turns.day)}_list"
                )

    return call


def note_before(connection: Connection) -> None:
    """Keep the deadlines as they stand."""
    connection.execute(
        text(
            """CREATE TABLE bench_before AS SELECT d.id AS deadline, y.id AS day, y.last_safe, y.next_due_on,
                y.counted_from
            FROM deadline d JOIN deadline_day y ON y.id = d.day WHERE d.live"""
        )
    )
    connection.execute(text("CREATE INDEX bench_at ON bench_before (day)"))


def note_after(connection: Connection, day: date, round_: str) -> tuple[int, int]:
    """Keep the rows that bare statements have to change, both ways, and to list; how many deadlines and how
    many days that they share."""
    both = ", ".join(f"old.{name} AS {name}_0, y.{name} AS {name}_1" for name in one_each.DAYS)
    for table, named in _TABLES.items():
        connection.execute(
            text(
                f"""CREATE TABLE {_limit(day)}_{table} AS SELECT DISTINCT old.{named} AS id, {both}
                FROM deadline_day y JOIN bench_before old ON old.day = y.id
                WHERE old.last_safe <> y.last_safe OR old.next_due_on <> y.next_due_on"""
            )
        )
    connection.execute(text(f"CREATE TABLE {_limit(day)}_list AS SELECT * FROM moved_date WHERE 1 = 0"))
    _note_list(connection, day, round_)
    connection.execute(text("DROP TABLE bench_before"))
    count = "SELECT count(*) FROM {}_{}"
    found = [connection.execute(text(count.format(_limit(day), table))).scalar_one() for table in _TABLES]
    return int(found[0]), int(found[1])


def _note_list(connection: Connection, day: date, round_: str) -> None:
    ids = dict(connection.execute(select(rows.project.c.ref, rows.project.c.id)).all())
    lines = [
        {**asdict(each), "id": "", "project": ids[each.project], "round": round_, "at": HERE_SINCE}
        for each in of_round(connection, round_)
    ]
    if lines:
        names = list(lines[0])
        told = f"({', '.join(names)}) VALUES ({', '.join(f':{name}' for name in names)})"
        connection.execute(text(f"INSERT INTO {_limit(day)}_list {told}"), lines)


def _put(connection: Connection, table: str, day: date, *, there: bool) -> None:
    """The rows of a table as they are with the holiday, or without."""
    days = ", ".join(f"{name} = l.{name}_{int(there)}" for name in one_each.DAYS)
    at = f"{_limit(day)}_{table}"
    connection.exec_driver_sql(f"UPDATE {table} SET {days} FROM {at} l WHERE l.id = {table}.id")


def _limit(day: date) -> str:
    return f"bench_{day:%Y%m%d}"

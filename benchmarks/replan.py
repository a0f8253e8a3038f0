"""How long it takes to plan a whole portfolio anew after one new bank holiday, from the rows to the commit.

Beside it a loop over ORM objects with the library holidays, on fewer projects of the same plans and
extrapolated, and as the limit a bare UPDATE ... FROM of the rows that change; for comparison the same with an
INSERT ... SELECT of the list of moved dates. Each call announces the holiday or takes it back.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from itertools import cycle
from pathlib import Path

from sqlalchemy import Connection, select, text

from benchmarks import peers
from benchmarks.common import (
    ALSO,
    LIMIT,
    PEER,
    PRODUCT,
    Candidate,
    Gate,
    Line,
    document,
    gate,
    measure,
)
from benchmarks.portfolio import Portfolio, question_of, seed
from tests.support import postgres
from tests.support.city import City, build
from tests.support.once import RUN_FOLDER
from workflow.alerts.moves import Cause
from workflow.commands.change import situation_of, timetable_of
from workflow.rulebook.model import Rulebook
from workflow.store import holidays, rows
from workflow.store.engine import writing
from workflow.store.migrate import upgrade
from workflow.store.replanning import Planner, Replanned, replan
from workflow.timetable.act_days import act_days
from workflow.timetable.calendars import Announced
from workflow.timetable.dates import compiled
from workflow.timetable.plan import network_for, route_for

WHOLE, SAMPLE = Portfolio(100_000, 900), Portfolio(3_000, 900)
QUICK_WHOLE, QUICK_SAMPLE = Portfolio(2_000, 18), Portfolio(198, 18)
ORDINARY, QUARTER = "an ordinary day", "a day that moves a quarter"
DAYS = {ORDINARY: date(2027, 10, 13), QUARTER: date(2027, 12, 31)}
BOTH = ("SQLite", "PostgreSQL")
NOWHERE = date(2044, 5, 3)
HERE_SINCE = date(2026, 11, 23)


@dataclass(slots=True)
class Held:
    """One database with a portfolio, and the holiday that it counts on or not."""

    city: City
    name: str
    turns: dict[date, Iterator[bool]] = field(default_factory=dict)

    def announced(self, day: date, *, there: bool) -> Replanned:
        """The product's re-planning after a holiday is announced, or taken back."""
        one = (Announced("england-and-wales", day, "An invented holiday", HERE_SINCE),)
        cause = Cause(() if there else one, one if there else (), {day: "An invented holiday was announced."})
        services = self.city.services
        with writing(services.engine) as connection:
            holidays.announce_alone(connection)
            planner = Planner(
                lambda stored: situation_of(stored, services),
                timetable_of,
                lambda body, name: services.rulebook(name, body),
            )
            return replan(connection, services.clock, planner, cause)

    def turn(self, day: date) -> bool:
        """Whether the holiday comes now, or goes: one after the other."""
        return next(self.turns.setdefault(day, cycle((True, False))))

    def live(self, refs: list[str] | None = None) -> set:
        """The deadlines that stand: project, event, last safe day, day of the next rung; of all projects or
        of these."""
        due, project = rows.deadline, rows.project
        names = (project.c.ref, due.c.event, due.c.last_safe, due.c.next_due_on)
        find = select(*names).join(project, project.c.id == due.c.project).where(due.c.live)
        some = [refs[i : i + 500] for i in range(0, len(refs), 500)] if refs is not None else []
        finds = [find.where(project.c.ref.in_(each)) for each in some] or [find]
        with self.city.services.engine.connect() as connection:
            return {tuple(row) for each in finds for row in connection.execute(each)}


def run(*, quick: bool, kinds: Sequence[str] = BOTH) -> dict:
    """Seed, agree, then measure on each database that is here; the result as one document."""
    whole, sample = (QUICK_WHOLE, QUICK_SAMPLE) if quick else (WHOLE, SAMPLE)
    _found, absent = peers.present()
    lines: list[Line] = []
    gates: list[Gate] = []
    told: dict[str, dict[str, dict[str, int]]] = {}
    with _folder() as folder:
        for kind in kinds[:1] if quick else kinds:
            url = _database(kind, folder, absent)
            if url:
                found = _on(kind, url, folder, whole, sample, quick)
                lines += found[0]
                gates += found[1]
                told[kind] = found[2]
    about = [
        f"{whole.projects:,} projects of {whole.plans} plans, two events open in each. The peer works on",
        f"{sample.projects:,} of them and is extrapolated. One unit is the whole portfolio.",
        "",
        *(_moved(kind, day, each) for kind, days in told.items() for day, each in days.items()),
    ]
    return document("replan", quick=quick, lines=lines, gates=gates, about=about, moved=told, absent=absent)


def _on(
    kind: str, url: str, folder: Path, whole: Portfolio, sample: Portfolio, quick: bool
) -> tuple[list[Line], list[Gate], dict[str, dict[str, int]]]:
    held = Held(build(url, folder), kind)
    few = Held(build(_database(kind, folder, []), folder), kind)
    seed(held.city, whole)
    seed(few.city, sample)
    lines: list[Line] = []
    gates: list[Gate] = []
    moved: dict[str, dict[str, int]] = {}
    try:
        for name, day in DAYS.items():
            moved[name] = _agree(held, few, day)
            rounds = 4 if name == QUARTER and not quick else 8  # even: taken back in the end
            found = measure(_candidates(held, few, name, day, whole, sample), rounds=rounds, warm=False)
            lines += found
            gates += _gates(f"{kind}, {name}", found, quick)
    finally:
        held.city.services.engine.dispose()
        few.city.services.engine.dispose()
    return lines, gates, moved


def _agree(held: Held, few: Held, day: date) -> dict[str, int]:
    """Both ways leave the same deadlines, and taking the holiday back leaves those that stood before."""
    from benchmarks.peers import orm_portfolio

    refs = sorted({row[0] for row in few.live()})
    first = held.live(refs)
    if first != few.live():
        raise SystemExit("The two portfolios differ before anything was planned anew.")
    with writing(held.city.services.engine) as connection:
        _note_before(connection)
    done = held.announced(day, there=True)
    now = few.city.services.clock.now()
    orm_portfolio.replan(few.city.services.engine, refs, [day], "there", now)
    if held.live(refs) != few.live():
        raise SystemExit("The product and the loop over ORM objects leave other deadlines.")
    with writing(held.city.services.engine) as connection:
        due = _note_after(connection, day, done.round)
    held.announced(day, there=False)
    orm_portfolio.replan(few.city.services.engine, refs, [], "back", now)
    if not held.live(refs) == few.live() == first:
        raise SystemExit("Taking the holiday back does not leave what stood before.")
    return {"questions": done.questions, "projects": done.projects, "deadlines": due}


def _note_before(connection: Connection) -> None:
    connection.execute(text("CREATE TABLE bench_before AS SELECT * FROM deadline WHERE live"))
    connection.execute(text("CREATE INDEX bench_at ON bench_before (id)"))


def _note_after(connection: Connection, day: date, round_: str) -> int:
    """Keep the rows that bare statements have to change, both ways, and to list; how many change."""
    connection.execute(
        text(
            f"""CREATE TABLE {_limit(day)} AS
            SELECT old.id, old.last_safe AS last_0, old.next_due_on AS due_0,
            d.last_safe AS last_1, d.next_due_on AS due_1
            FROM deadline d JOIN bench_before old ON old.id = d.id
            WHERE d.live AND (old.last_safe <> d.last_safe OR old.next_due_on <> d.next_due_on)"""
        )
    )
    kept = text(f"CREATE TABLE {_limit(day)}_list AS SELECT * FROM moved_date WHERE round = '{round_}'")
    connection.execute(kept)
    connection.execute(text("DROP TABLE bench_before"))
    return int(connection.execute(text(f"SELECT count(*) FROM {_limit(day)}")).scalar_one())


def _limit(day: date) -> str:
    return f"bench_{day:%Y%m%d}"


def _candidates(
    held: Held, few: Held, name: str, day: date, whole: Portfolio, sample: Portfolio
) -> list[Candidate]:
    from benchmarks.peers import orm_portfolio

    wall = held.name != "SQLite"
    refs, now = sorted({row[0] for row in few.live()}), few.city.services.clock.now()
    rounds = iter(range(1000))

    def product(on: date) -> Callable[[], object]:
        return lambda: held.announced(on, there=held.turn(on))

    def peer() -> None:
        added = [day] if few.turn(day) else []
        orm_portfolio.replan(few.city.services.engine, refs, added, f"{day:%m%d}{next(rounds)}", now)

    called, listed = f"{held.name}, {name}: ", _bare(held, day, listing=True)
    found = [
        Candidate(called + "product", PRODUCT, product(day), by_wall=wall),
        Candidate(
            called + "loop over ORM objects, holidays", PEER, peer,
            stretch=whole.projects / sample.projects, by_wall=wall,
        ),
        Candidate(called + "limit, UPDATE ... FROM of the same rows", LIMIT, _bare(held, day), by_wall=wall),
        Candidate(called + "the same, and the list of moved dates", ALSO, listed, by_wall=wall),
    ]  # fmt: skip
    if name == ORDINARY:
        nothing = f"{held.name}, nothing to change: product"
        found.append(Candidate(nothing, ALSO, product(NOWHERE), by_wall=wall))
        found.append(Candidate(f"{held.name}, dates of all plans alone", ALSO, _dates_alone(held, whole)))
    return found


def _bare(held: Held, day: date, *, listing: bool = False) -> Callable[[], None]:
    """The rows set to their new days, or back; with `listing`, listed too."""
    turns = cycle((1, 0))
    listed = [column.name for column in rows.moved_date.columns if column.name != "id"]
    fresh = (
        "lower(hex(randomblob(10)))" if held.name == "SQLite" else "replace(gen_random_uuid()::text, '-', '')"
    )

    def call() -> None:
        to = next(turns)
        with writing(held.city.services.engine) as connection:
            connection.exec_driver_sql(
                f"UPDATE deadline SET last_safe = l.last_{to}, next_due_on = l.due_{to} FROM {_limit(day)} l"
                " WHERE l.id = deadline.id"
            )
            if listing:
                connection.exec_driver_sql(
                    f"INSERT INTO moved_date (id, {', '.join(listed)})"
                    f" SELECT {fresh}, {', '.join(listed)} FROM {_limit(day)}_list"
                )

    return call


def _dates_alone(held: Held, whole: Portfolio) -> Callable[[], list]:
    """What the dates of all plans cost without the store, tables made anew as after a new holiday."""
    today = held.city.services.today
    book: Rulebook = held.city.services.library.rulebook("example-city", today)
    asked = [question_of(held.city, book, k) for k in range(whole.plans)]
    route = route_for(book, asked[0].route, asked[0].asked.facts)
    network = network_for(book, route, asked[0].asked)
    days = act_days(book.authority, route, book.facts(route.id, asked[0].asked.facts))

    def call() -> list:
        made = compiled(network, route.ends_with, days)
        return [made.dates(each.asked) for each in asked]

    return call


def _gates(where: str, lines: list[Line], quick: bool) -> list[Gate]:
    kinds = {line.kind: line for line in lines if line.kind != ALSO}
    ratio = kinds[PEER].figure / kinds[PRODUCT].figure
    found = [gate(f"{where}: faster than a loop over ORM objects", ratio, 100, at_least=True, quick=quick)]
    if where.endswith(QUARTER):
        times = kinds[PRODUCT].figure / kinds[LIMIT].figure
        found.append(gate(f"{where}: times the bare UPDATE", times, 3, at_least=False, quick=quick))
    return found


def _moved(kind: str, day: str, each: dict[str, int]) -> str:
    return (
        f"- {kind}, {day}: {each['questions']} questions of a plan; {each['projects']:,} projects and"
        f" {each['deadlines']:,} deadlines move."
    )


@contextmanager
def _folder() -> Iterator[Path]:
    """A folder for databases and servers, gone afterwards with them."""
    folder = Path(tempfile.mkdtemp(prefix="fairnotice-bench-"))
    before = os.environ.get(RUN_FOLDER)
    os.environ[RUN_FOLDER] = str(folder)
    try:
        yield folder
    finally:
        postgres.clean_up()
        shutil.rmtree(folder, ignore_errors=True)
        if before is None:
            del os.environ[RUN_FOLDER]
        else:
            os.environ[RUN_FOLDER] = before


def _database(kind: str, folder: Path, absent: list[str]) -> str | None:
    """A fresh migrated database; None, and a note, where there is no server."""
    if kind == "SQLite":
        url = f"sqlite:///{Path(tempfile.mkdtemp(dir=folder)) / 'fairnotice.sqlite3'}"
    else:
        try:
            url = postgres.create_database()
        except postgres.NoServer:
            absent.append("PostgreSQL")
            return None
    upgrade(url)
    return url

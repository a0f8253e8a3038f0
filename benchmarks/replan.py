"""How long it takes to plan a whole portfolio anew after one new bank holiday, from the rows to the commit.

Beside it a loop over ORM objects with the library holidays, on fewer projects of the same plans and
extrapolated. The limit is a bare UPDATE ... FROM of the deadlines that change, where each has its day in its
row; for comparison the same with an INSERT ... SELECT of a list of moved dates, a line a project, and a bare
UPDATE ... FROM of the days that the product's projects share. Each call announces the holiday or takes it
back. Before it, untimed, the rows are put where it has to move them from.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from itertools import cycle
from pathlib import Path

from benchmarks import one_each, peers
from benchmarks.bare import HERE_SINCE, Turns, bare, note_after, note_before
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
from benchmarks.portfolio import Portfolio, question_of, seed, settle
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
SPREAD_DAYS = {ORDINARY: date(2027, 10, 13), QUARTER: date(2027, 11, 25)}
BOTH = ("SQLite", "PostgreSQL")
NOWHERE = date(2044, 5, 3)


@dataclass(frozen=True, slots=True)
class Case:
    """A portfolio, the smaller one of the same plans on which the peer works, and the days announced."""

    called: str
    about: str
    whole: Portfolio
    sample: Portfolio
    days: Mapping[str, date]
    judged: bool = True

    @property
    def words(self) -> str:
        """It in a sentence of the report."""
        whole, peer = self.whole, self.sample.projects
        return f"{whole.projects:,} projects of {whole.plans} plans, {self.about}; the peer has {peer:,}."


CASES = (
    Case("", "two events open in each", WHOLE, SAMPLE, DAYS),
    Case(
        "spread over the stages, ", "spread over the stages, up to fifteen events open in each",
        Portfolio(20_000, 900, spread=True), Portfolio(900, 900, spread=True), SPREAD_DAYS,
    ),
    Case(
        "hardly shared, ", "three in four with a plan of its own, spread over the stages; not judged",
        Portfolio(1_000, 1_000, spread=True), Portfolio(1_000, 1_000, spread=True), SPREAD_DAYS, judged=False,
    ),
)  # fmt: skip
QUICK_CASES = (Case("", CASES[0].about, QUICK_WHOLE, QUICK_SAMPLE, DAYS),)


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

    def live(self, refs: list[str] | None = None, *, alone: bool = False) -> set:
        """The deadlines that stand: project, event, last safe day, day of the next rung; of all projects or
        of these; the product's, or those with a day each."""
        find = one_each.alone() if alone else one_each.shared()
        some = [refs[i : i + 500] for i in range(0, len(refs), 500)] if refs is not None else []
        finds = [find.where(rows.project.c.ref.in_(each)) for each in some] or [find]
        with self.city.services.engine.connect() as connection:
            return {tuple(row)[:4] for each in finds for row in connection.execute(each)}


def run(*, quick: bool, kinds: Sequence[str] = BOTH) -> dict:
    """Seed, agree, then measure on each database that is here; the result as one document."""
    cases = QUICK_CASES if quick else CASES
    _found, absent = peers.present()
    lines: list[Line] = []
    gates: list[Gate] = []
    told: dict[str, dict[str, dict[str, int]]] = {}
    with _folder() as folder:
        for kind in kinds[:1] if quick else kinds:
            for case in cases:
                url = _database(kind, folder, absent)
                if url:
                    found = _on(kind, url, folder, case, quick)
                    lines += found[0]
                    gates += found[1]
                    told.setdefault(kind, {}).update(found[2])
    about = [
        *(case.words for case in cases),
        "The peer's figures are extrapolated. One unit is the whole portfolio.",
        "",
        *(_moved(kind, day, each) for kind, days in told.items() for day, each in days.items()),
    ]
    return document("replan", quick=quick, lines=lines, gates=gates, about=about, moved=told, absent=absent)


def _on(
    kind: str, url: str, folder: Path, case: Case, quick: bool
) -> tuple[list[Line], list[Gate], dict[str, dict[str, int]]]:
    held = Held(build(url, folder), kind)
    few = Held(build(_database(kind, folder, []), folder), kind)
    seed(held.city, case.whole)
    seed(few.city, case.sample)
    for each in (held, few):
        with writing(each.city.services.engine) as connection:
            one_each.lay_down(connection)
        settle(each.city.services.engine)
    lines: list[Line] = []
    gates: list[Gate] = []
    moved: dict[str, dict[str, int]] = {}
    try:
        for day, on in case.days.items():
            name = case.called + day
            moved[name] = _agree(held, few, on)
            rounds = 4 if day == QUARTER and not quick else 8  # even: taken back in the end
            candidates = _candidates(held, few, case, day, moved[name]["projects"])
            found = measure(candidates, rounds=rounds, warm=False)
            lines += found
            gates += _gates(f"{kind}, {name}", found, quick) if case.judged else []
    finally:
        held.city.services.engine.dispose()
        few.city.services.engine.dispose()
    return lines, gates, moved


def _agree(held: Held, few: Held, day: date) -> dict[str, int]:
    """Both ways leave the same deadlines, and taking the holiday back leaves those that stood before."""
    from benchmarks.peers import orm_portfolio

    refs = sorted({row[0] for row in few.live()})
    first = held.live(refs)
    if first != few.live(alone=True):
        raise SystemExit("The two portfolios differ before anything was planned anew.")
    with writing(held.city.services.engine) as connection:
        note_before(connection)
    done = held.announced(day, there=True)
    now = few.city.services.clock.now()
    orm_portfolio.replan(few.city.services.engine, refs, [day], "there", now)
    if held.live(refs) != few.live(alone=True):
        raise SystemExit("The product and the loop over ORM objects leave other deadlines.")
    with writing(held.city.services.engine) as connection:
        due, days = note_after(connection, day, done.round)
    held.announced(day, there=False)
    orm_portfolio.replan(few.city.services.engine, refs, [], "back", now)
    if not held.live(refs) == few.live(alone=True) == first:
        raise SystemExit("Taking the holiday back does not leave what stood before.")
    return {"questions": done.questions, "projects": done.projects, "deadlines": due, "days": days}


def _candidates(held: Held, few: Held, case: Case, name: str, projects: int) -> list[Candidate]:
    from benchmarks.peers import orm_portfolio

    day, wall = case.days[name], held.name != "SQLite"
    refs, now = sorted({row[0] for row in few.live()}), few.city.services.clock.now()
    rounds = iter(range(1000))

    def product() -> None:
        done = held.announced(day, there=ours.there)
        if done.projects != projects:
            raise SystemExit(f"The product moved {done.projects} projects where {projects} move.")

    def peer() -> None:
        added = [day] if few.turn(day) else []
        orm_portfolio.replan(few.city.services.engine, refs, added, f"{day:%m%d}{next(rounds)}", now)

    called = f"{held.name}, {case.called}{name}: "
    engine = held.city.services.engine
    ours, own = Turns(engine, day, "deadline_day"), Turns(engine, day, "deadline_day")
    plain, listing = Turns(engine, day, "one_each"), Turns(engine, day, "one_each")
    found = [
        Candidate(called + "product", PRODUCT, product, before=ours.make_ready, by_wall=wall),
        Candidate(
            called + "loop over ORM objects, holidays", PEER, peer,
            stretch=case.whole.projects / case.sample.projects, by_wall=wall,
        ),
        Candidate(
            called + "limit, UPDATE ... FROM of these deadlines, a row each", LIMIT, bare(plain),
            before=plain.make_ready, by_wall=wall,
        ),
        Candidate(
            called + "the same, and a list of moved dates", ALSO, bare(listing, listed=held.name),
            before=listing.make_ready, by_wall=wall,
        ),
        Candidate(
            called + "UPDATE ... FROM of the days that they share", ALSO, bare(own),
            before=own.make_ready, by_wall=wall,
        ),
    ]  # fmt: skip
    if name == ORDINARY:

        def nothing() -> object:
            return held.announced(NOWHERE, there=held.turn(NOWHERE))

        unmoved = f"{held.name}, {case.called}nothing to change: product"
        found.append(Candidate(unmoved, ALSO, nothing, by_wall=wall))
        if not case.whole.spread:
            alone = f"{held.name}, dates of all plans alone"
            found.append(Candidate(alone, ALSO, _dates_alone(held, case.whole)))
    return found


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
        f" {each['deadlines']:,} deadlines move, which share {each['days']:,} days."
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

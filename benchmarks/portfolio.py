"""A portfolio of many projects in a database: one of each plan written by the product, and copies of it.

Endings of grants. One in four ends with a financial year, the others are spread over three years. In one
kind of portfolio the notice was sent in all of them: it has to be received, and then the funding ends. In the
other they are spread over the stages: done is what was due before today, and nothing else.

Copies are made in the database, row by row what the product wrote but for the reference; only the first
project of each plan has its facts, which is all that re-planning reads of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection, Engine

from tests.support.city import City
from workflow.commands.change import situation_of, write_deadlines
from workflow.project.events import DateRecorded, Fact, ProjectOpened
from workflow.project.folding import fold
from workflow.rulebook.model import Rulebook
from workflow.store import rows
from workflow.store.engine import is_sqlite, writing
from workflow.store.ids import new_id
from workflow.store.unit_of_work import Stored, UnitOfWork
from workflow.timetable.calendars import calendar
from workflow.timetable.model import Asked
from workflow.timetable.plan import plan

ROUTE, OPEN = "decommission", ("notice_received", "funding_change_effective")
LAST = "leaving"
FACTS = {"instrument": "grant", "process": "decommission"}
FIRST_END, YEAR_END, LAST_YEARS_END = date(2027, 6, 1), date(2028, 3, 31), date(2027, 2, 26)
SOONEST_END = date(2026, 12, 15)


@dataclass(frozen=True, slots=True)
class Portfolio:
    """How large it is: `plans` distinct ones over `projects`; all in the last stage, or `spread` over all."""

    projects: int
    plans: int
    spread: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """What one of the plans is asked for."""

    route: str
    asked: Asked


def question_of(city: City, book: Rulebook, k: int) -> Question:
    """The question of the kth plan."""
    project = fold(tuple(_facts(city, book, k)), LAST)
    return Question(ROUTE, project.asked(city.services.today))


def seed(city: City, wanted: Portfolio) -> None:
    """Fill an empty council with the portfolio."""
    services = city.services
    book = services.library.rulebook("example-city", services.today)
    with writing(services.engine) as connection:
        uow = UnitOfWork(connection, services.clock, city.body)
        for k in range(wanted.plans):
            facts = tuple((_spread if wanted.spread else _facts)(city, book, k))
            _add(city, uow, facts, _stage(book, facts) if wanted.spread else LAST)
    with writing(services.engine) as connection:
        _copy(connection, wanted.projects // wanted.plans - 1)
    settle(services.engine)


def settle(engine: Engine) -> None:
    """What a server does by itself in time: look at its tables, and at what of them all can see."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE" if is_sqlite(connection) else "VACUUM ANALYZE")


def _facts(city: City, book: Rulebook, k: int) -> Iterator[Fact]:
    """The story of one project: every event done up to the notice, on days of its own."""
    yield _opened(city, book, k, YEAR_END if k % 4 == 0 else FIRST_END + timedelta(k))
    kept = plan(book, ROUTE, Asked(date(2024, 1, 1), end=LAST_YEARS_END - timedelta(k % 5), facts=FACTS))
    for event in kept.events:
        if event.id not in OPEN and event.latest:
            yield DateRecorded(event.id, 1, "actual", event.latest)


def _spread(city: City, book: Rulebook, k: int) -> Iterator[Fact]:
    """The story of one project in which nothing was late: each event done on its last safe day."""
    end = YEAR_END if k % 4 == 0 else SOONEST_END + timedelta(k)
    yield _opened(city, book, k, end)
    kept = plan(book, ROUTE, Asked(date(2024, 1, 1), end=end, facts=FACTS))
    for event in kept.events:
        if event.latest and event.latest < city.services.today:
            yield DateRecorded(event.id, 1, "actual", event.latest)


def _opened(city: City, book: Rulebook, k: int, end: date) -> ProjectOpened:
    owner, director = city.posts["manager"], city.posts["director"]
    return ProjectOpened(
        ref=f"END-2026-{k:04d}", title="Grant to an example group", summary="", route=ROUTE,
        rulebook=book.id, edition=book.edition, calendar=calendar("england").fingerprint, end=end,
        end_fixed=False, facts=FACTS, directorate="",
        owner=owner, manager=owner, decider=director, visibility="staff",
    )  # fmt: skip


def _stage(book: Rulebook, facts: tuple[Fact, ...]) -> str:
    """The first stage in which anything is left to do."""
    done = {fact.event for fact in facts if isinstance(fact, DateRecorded)}
    stages = book.route(ROUTE, FACTS).stages
    return next((each.slug for each in stages if not done.issuperset(each.events)), LAST)


def _add(city: City, uow: UnitOfWork, facts: tuple[Fact, ...], stage: str) -> None:
    opening = facts[0]
    assert isinstance(opening, ProjectOpened)
    project, id_, by = fold(facts, stage), new_id(), city.people["manager"]
    uow.add(facts, project, id_=id_, by=by, public=False)
    stored = Stored(id_, city.body, opening.ref, len(facts), city.services.clock.now(), facts)
    write_deadlines(uow, stored, situation_of(stored, city.services), city.services.today)


def _copy(connection: Connection, times: int) -> None:
    """So many copies of every project and its deadlines; their ids begin with a z, to stand last."""
    numbers = f"WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < {times})"
    deadlines_of_firsts = (
        "deadline x JOIN project p ON p.id = x.project CROSS JOIN c WHERE p.id NOT LIKE 'z%'"
    )
    cast = ("", "") if is_sqlite(connection) else ("::text", "::json")
    new_ref = "p.ref || '-' || c.n"
    of_project = {"id": "'z' || x.id || '-' || c.n", "ref": "x.ref || '-' || c.n"}
    of_deadline = {
        "id": "'z' || x.id || '-' || c.n",
        "project": "'z' || p.id || '-' || c.n",
        "matter": "'z' || p.id || '-' || c.n",
        "subject": new_ref,
        "key": f"{new_ref} || substr(x.key, length(p.ref) + 1)",
        "detail": f"replace(x.detail{cast[0]}, '\"' || p.ref || '\"', '\"' || {new_ref} || '\"'){cast[1]}",
    }
    for table, changed, source in (
        (rows.project, of_project, "project x CROSS JOIN c"),
        (rows.deadline, of_deadline, deadlines_of_firsts),
    ):
        names = [f'"{column.name}"' for column in table.columns]
        values = [changed.get(column.name, f'x."{column.name}"') for column in table.columns]
        copy = f"INSERT INTO {table.name} ({', '.join(names)}) SELECT {', '.join(values)} FROM {source}"
        connection.exec_driver_sql(f"{numbers} {copy}".replace("%", "%%" if cast[0] else "%"))

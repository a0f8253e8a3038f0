"""Projects that ask the same of a plan share the days of their deadlines, and nobody can tell."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, exists, func, select, text, update

from tests.integration.delivery.rounds import states, swept
from tests.support.city import City, add_body, build
from tests.support.databases import fresh_database
from tests.support.late_holidays import INVENTED, TAKEN_BACK, saved_again, standing, take_in
from workflow.clock import at
from workflow.commands.record import move_end, name_people
from workflow.delivery.sweep import sweep
from workflow.errors import FairNoticeError
from workflow.store import deadlines, raising, rows
from workflow.store.engine import open_engine, reading, writing
from workflow.store.migrate import MIGRATIONS, upgrade_engine
from workflow.timetable import calendars

LEAVING = {"route": "decommission", "end": date(2027, 10, 4)}
"""A project in which the holiday moves every date up to the decision."""
ROLES = ("owner", "manager", "decider")
ENDS = (date(2027, 10, 4), date(2027, 11, 1))


@pytest.fixture(autouse=True)
def calendars_as_shipped() -> Iterator[None]:
    calendars.hold(())
    yield
    calendars.hold(())


def ends(city: City, ref: str, end: date, fixed: bool = False) -> None:
    services = city.services
    by = city.people["officer"]
    move_end(ref=ref, end=end, end_fixed=fixed, reason="Agreed.", by=by, services=services)


def days(city: City) -> list[tuple[str, int]]:
    """The days of last safe dates that stand, by event, each with how many share it."""
    due, day = rows.deadline, rows.deadline_day
    find = (
        select(due.c.event, func.count())
        .join(day, day.c.id == due.c.day)
        .where(due.c.live, day.c.question.is_not(None))
        .group_by(day.c.id, due.c.event)
    )
    with reading(city.services.engine) as connection:
        return sorted((event, n) for event, n in connection.execute(find))


def unused(city: City) -> int:
    """How many days are left that no deadline has."""
    day = rows.deadline_day
    none = ~exists().where(rows.deadline.c.day == day.c.id)
    with reading(city.services.engine) as connection:
        return connection.execute(select(func.count()).select_from(day).where(none)).scalar_one()


def raised(city: City, names: dict[str, str]) -> set[tuple[Any, ...]]:
    """Every alert: of which project by its name here, what of, to which post, when, and its state."""
    told, project, post = rows.alert, rows.project, rows.post
    of = (told.c.event, told.c.trigger, told.c.rung, told.c.rule, told.c.last_safe, told.c.due_on)
    find = select(project.c.ref, post.c.title, told.c.role, told.c.state, told.c.detail, *of)
    find = find.join(project, project.c.id == told.c.project).join(post, post.c.id == told.c.recipient)
    words = ("decision_by", "window_closes_by", "force", "may_be_explained", "unconfirmed", "event_title")
    with reading(city.services.engine) as connection:
        found = connection.execute(find.where(project.c.ref.in_(names))).all()
    return {
        (names[row.ref], row.title, row.role, row.state, *row[5:], *(row.detail.get(word) for word in words))
        for row in found
    }


# Sharing


def test_one_that_changes_leaves_with_days_of_its_own_and_comes_back_to_those_of_the_others(
    city: City,
) -> None:
    refs = [city.open(title=f"Project {n}", **LEAVING) for n in range(3)]
    together = days(city)
    assert together and {n for _event, n in together} == {3}
    before = standing(city)
    ends(city, refs[0], ENDS[1])
    assert sorted(days(city)) == sorted([(event, n) for event, _all in together for n in (1, 2)])
    kept = {row for row in before if not row[0].startswith(refs[0])}
    assert kept <= standing(city), "those of the others stay where they are"
    ends(city, refs[0], ENDS[0])
    assert (days(city), standing(city), unused(city)) == (together, before, 0)


def test_a_holiday_moves_a_day_once_for_all_who_share_it(city: City) -> None:
    refs = [city.open(title=f"Project {n}", **LEAVING) for n in range(3)]
    together = days(city)
    done = take_in(city, INVENTED)
    assert {each.project for each in done.moved} == set(refs)
    assert days(city) == together
    assert standing(city) == saved_again(city)


def test_who_joins_days_of_which_others_have_heard_hears_what_is_due_at_once(city: City) -> None:
    other = add_body(city.services, "Example Health Board", "example-health-board")
    first, then = city.open(title="First", **LEAVING), date(2027, 3, 1)
    swept(city.at(then), then)
    late = {body.at(then).open(title="Later", **LEAVING): "later" for body in (city, other)}
    assert {n for _event, n in days(city)} == {1, 2}
    swept(city.at(then), then)
    mine, alone = ({ref: "later"} for ref in late)
    assert raised(city, mine) == raised(city, alone) != set()
    assert raised(city, {first: "first"})


def test_what_was_told_of_a_day_that_moves_away_is_closed_at_the_next_sweep_for_all_who_share_it(
    city: City,
) -> None:
    refs = [city.open(title=f"Project {n}", **LEAVING) for n in range(2)]
    take_in(city, INVENTED)
    due, day, told = rows.deadline, rows.deadline_day, rows.alert
    papers = (
        select(day.c.next_due_on).join(due, due.c.day == day.c.id).where(due.c.event == "papers_published")
    )
    with reading(city.services.engine) as connection:
        first = connection.execute(papers.distinct()).scalar_one()
    find = select(told.c.state, told.c.detail).where(told.c.event == "papers_published")

    def papers_told() -> list[tuple[str, str]]:
        swept(city.at(first), first)
        with reading(city.services.engine) as connection:
            return sorted((row.detail["project"], row.state) for row in connection.execute(find))

    assert papers_told() == [(ref, "told") for ref in refs]
    take_in(city.at(first), TAKEN_BACK)
    with reading(city.services.engine) as connection:
        assert connection.execute(papers.distinct()).scalar_one() == first, (
            "though its first rung comes later"
        )
    assert papers_told() == [(ref, "closed") for ref in refs]


def test_two_people_and_a_sweep_at_once_leave_what_each_would_have_left_alone(city: City) -> None:
    refs = [city.open(title=f"Project {n}", **LEAVING) for n in range(4)]
    faults: list[str] = []
    start = threading.Barrier(3)

    def person(mine: list[str]) -> None:
        spring = city.at(date(2027, 1, 4))
        spring.services = replace(spring.services, engine=open_engine(city.services.settings.database_url))
        start.wait()
        try:
            for n in range(8):
                ends(spring, mine[n % 2], ENDS[n // 2 % 2])
        except Exception as fault:
            faults.append(repr(fault))
        finally:
            spring.services.engine.dispose()

    people = [threading.Thread(target=person, args=(mine,)) for mine in (refs[:2], refs[2:])]
    for each in people:
        each.start()
    start.wait()
    for n in range(6):
        on = date(2027, 1, 4) + timedelta(7 * n)
        swept(city.at(on), on)
    for each in people:
        each.join()
    assert faults == []
    assert standing(city) == saved_again(city.at(date(2027, 1, 4)))
    assert unused(city) == 0
    last = city.at(date(2027, 2, 8))
    swept(last, date(2027, 2, 8))
    told = states(city)
    with writing(city.services.engine) as connection:
        connection.execute(update(rows.deadline_day).values(next_due_on=date(2027, 1, 4)))
    swept(last, date(2027, 2, 8))
    assert states(city) == told, "whoever looks at every deadline anew finds nothing that was missed"


@contextmanager
def sweeping(city: City, on: date, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Meanwhile a sweep holds what is due; it goes on half a second later, whatever happens."""
    holds, go_on = threading.Event(), threading.Event()
    lay_down = raising._lay_down_rungs

    def slowly(connection: Connection) -> None:
        holds.set()
        go_on.wait(0.5)
        lay_down(connection)

    services = replace(city.at(on).services, engine=open_engine(city.services.settings.database_url))
    with monkeypatch.context() as patch:
        patch.setattr(raising, "_lay_down_rungs", slowly)
        beside = threading.Thread(target=sweep, args=(services, at(on), True))
        beside.start()
        assert holds.wait(20)
    yield
    go_on.set()
    beside.join()
    services.engine.dispose()


def test_who_opens_a_project_while_a_sweep_looks_at_its_days_hears_at_the_next(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    city.open(title="First", **LEAVING)
    with reading(city.services.engine) as connection:
        first = connection.execute(select(func.min(rows.deadline_day.c.next_due_on))).scalar_one()
    with sweeping(city, first, monkeypatch):
        second = city.at(first).open(title="Second", **LEAVING)
    swept(city.at(first), first)
    assert {each[1] for each in raised(city, {second: "second"})} == {"Commissioning Officer"}


def test_who_takes_a_project_over_while_a_sweep_looks_at_it_hears_at_the_next_and_nobody_else(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref = city.open(title="First", **LEAVING)
    with reading(city.services.engine) as connection:
        first = connection.execute(select(func.min(rows.deadline_day.c.next_due_on))).scalar_one()
    posts = {
        "owner": city.posts["other"],
        "manager": city.posts["manager"],
        "decider": city.posts["director"],
    }
    with sweeping(city, first, monkeypatch):
        name_people(ref=ref, **posts, by=city.people["manager"], services=city.at(first).services)
    swept(city.at(first), first)
    heard = {(each[1], each[3]) for each in raised(city, {ref: "it"})}
    assert heard == {("Commissioning Officer", "closed"), ("Commissioning Officer, children", "told")}


# Nobody can tell

STEPS = st.one_of(
    st.tuples(st.just("end"), st.integers(0, 2), st.sampled_from(ENDS), st.booleans()),
    st.tuples(
        st.just("plan"),
        st.integers(0, 2),
        st.sampled_from(("consultation_opened", "decision_made")),
        st.sampled_from((date(2027, 3, 15), date(2027, 6, 16), date(2027, 7, 14))),
    ),
    st.tuples(st.just("sweep"), st.integers(0, 45)),
    st.tuples(st.just("holiday"), st.booleans()),
)


@contextmanager
def nobody_shares() -> Iterator[None]:
    """Meanwhile no project finds the days of another."""
    held_still = deadlines._held_still
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(deadlines, "_held_still", lambda *told: (held_still(*told)[0], {}))
        yield


class World:
    """A council of its own database in which three projects begin alike; in one they share, in one not."""

    def __init__(self, url: str, folder: Path, sharing: Callable[[], AbstractContextManager[None]]) -> None:
        self.city, self.sharing, self.on = build(url, folder), sharing, date(2026, 11, 24)
        with sharing():
            self.refs = [self.city.open(title=f"Project {n}", **LEAVING) for n in range(3)]

    def step(self, kind: str, *what: Any) -> str:
        """One step; what somebody was refused for."""
        city = self.city.at(self.on)
        with self.sharing():
            try:
                if kind == "end":
                    ends(city, self.refs[what[0]], *what[1:])
                elif kind == "plan":
                    city.record(self.refs[what[0]], *what[1:], what="planned", reason="Agreed.")
                elif kind == "holiday":
                    take_in(city, INVENTED if what[0] else TAKEN_BACK)
                else:
                    self.on += timedelta(what[0])
                    swept(self.city.at(self.on), self.on)
            except FairNoticeError as fault:
                return str(fault)
        return ""

    def told(self) -> tuple[set[tuple[Any, ...]], list[tuple[str, str, str]]]:
        """Every alert, and every mail."""
        mail = rows.outbox
        with reading(self.city.services.engine) as connection:
            mails = connection.execute(select(mail.c.to_address, mail.c.subject, mail.c.state)).all()
        return raised(self.city, {ref: ref for ref in self.refs}), sorted(tuple(each) for each in mails)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=8)
@given(steps=st.lists(STEPS, min_size=4, max_size=14))
def test_projects_that_share_are_told_of_as_if_none_did(
    kind: str, steps: list[Any], tmp_path_factory: pytest.TempPathFactory
) -> None:
    here, there = tmp_path_factory.mktemp("here"), tmp_path_factory.mktemp("there")
    with fresh_database(kind, here) as one, fresh_database(kind, there) as other:
        calendars.hold(())
        worlds = World(one, here, nullcontext), World(other, there, nobody_shares)
        for told in [*steps, ("sweep", 30)]:
            assert worlds[0].step(*told) == worlds[1].step(*told)
            assert worlds[0].told() == worlds[1].told(), told
        assert {n for _event, n in days(worlds[1].city)} == {1}
        assert unused(worlds[0].city) == unused(worlds[1].city) == 0
        for world in worlds:
            world.city.services.engine.dispose()


# From the version before


def test_a_database_of_the_version_before_keeps_every_day_and_who_was_told(city: City) -> None:
    refs = [city.open(title=f"Project {n}", **LEAVING) for n in range(2)]
    swept(city.at(date(2027, 1, 25)), date(2027, 1, 25))
    city.open(title="Not told of", end=date(2031, 4, 1))
    engine, day, due = city.services.engine, rows.deadline_day, rows.deadline

    def looked_at() -> set[tuple[Any, ...]]:
        find = select(due.c.key, day.c.question, day.c.next_due_on, day.c.told).join(
            day, day.c.id == due.c.day
        )
        with reading(engine) as connection:
            return {tuple(row) for row in connection.execute(find)}

    before, stood = looked_at(), standing(city)
    told = exists().where(rows.alert.c.deadline == due.c.id)
    with reading(engine) as connection:
        heard = set(connection.execute(select(due.c.key).where(told)).scalars())
    assert heard
    with writing(engine) as connection:
        configured = Config()
        configured.set_main_option("script_location", str(MIGRATIONS))
        configured.attributes["connection"] = connection
        command.downgrade(configured, "0019")
        assert "last_safe" in set(connection.execute(text("SELECT * FROM deadline")).keys())
    upgrade_engine(engine)
    assert (looked_at(), standing(city)) == (before, stood)
    assert {key for key, _question, _due, was_told in before if was_told} == heard
    assert 2 in {n for _event, n in days(city)}, "those of one question share at once"
    ends(city, refs[0], ENDS[1])
    assert take_in(city, INVENTED).moved and standing(city) == saved_again(city)

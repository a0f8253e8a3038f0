"""B3: whole or not at all, for every process, and as if each project were saved under the new calendar."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date, timedelta
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text, update

from tests.support.city import City, build
from tests.support.databases import fresh_database
from tests.support.late_holidays import (
    HEADING,
    INVENTED,
    MONDAY,
    everything,
    last_safe_dates,
    planned,
    saved_again,
    standing,
    take_in,
)
from workflow.commands import views
from workflow.commands.bank_holidays import Taken
from workflow.delivery.sweep import sweep
from workflow.store import replanning, rows, sweeping
from workflow.store.engine import reading, writing
from workflow.store.migrate import MIGRATIONS, revision, upgrade_engine
from workflow.store.unit_of_work import unit_of_work
from workflow.timetable import calendars
from workflow.timetable.calendars import calendar


@pytest.fixture(autouse=True)
def calendars_as_shipped() -> Iterator[None]:
    calendars.hold(())
    yield
    calendars.hold(())


def test_another_process_counts_on_the_new_day_from_its_next_round_or_page_on(city: City) -> None:
    take_in(city, INVENTED)
    calendars.hold(())  # as in a process that started before
    ref = city.open(end=date(2028, 4, 3))
    assert not calendar("england").is_working(MONDAY)
    calendars.hold(())
    sweep(city.services, city.services.clock.now(), dry=True)
    assert not calendar("england").is_working(MONDAY)
    calendars.hold(())
    city.services.keep_up()
    assert not calendar("england").is_working(MONDAY)
    assert views.project(city.services, city.people["officer"], ref).overview.project.calendar


def test_a_crash_half_way_leaves_everything_as_it_was(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    planned(city)
    before = everything(city)

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("the machine stops here")

    for place in ("moving.Moving.list_moved", "moving.Moving.end", "unit_of_work.UnitOfWork.audit"):
        with monkeypatch.context() as patched:
            patched.setattr(f"workflow.store.{place}", fail)
            with pytest.raises(RuntimeError):
                take_in(city, INVENTED)
        assert everything(city) == before
        assert calendar("england").is_working(MONDAY)
    assert take_in(city, INVENTED).moved


def test_an_alert_that_was_told_of_a_date_that_moved_is_closed_and_the_new_date_is_told(city: City) -> None:
    ref = planned(city)
    last = (
        views.project(city.services, city.people["officer"], ref)
        .overview.timetable["consultation_opened"]
        .latest
    )
    assert last is not None
    on_the_day = city.at(last - timedelta(5))
    sweep(on_the_day.services, on_the_day.services.clock.now())
    take_in(on_the_day, INVENTED)
    sweep(on_the_day.services, on_the_day.services.clock.now())
    table = rows.alert
    find = select(table.c.last_safe, table.c.state).where(table.c.event == "consultation_opened")
    with reading(city.services.engine) as connection:
        states = {(row.last_safe, row.state) for row in connection.execute(find)}
    assert (last, "closed") in states and (last, "told") not in states
    assert any(day < last and state == "told" for day, state in states)


def test_projects_of_an_earlier_version_are_planned_anew_too(city: City) -> None:
    planned(city)
    with writing(city.services.engine) as connection:
        connection.execute(update(rows.project).values(question=None))
    assert take_in(city, INVENTED).moved
    assert standing(city) == saved_again(city)


def writing_a_plan(city: City) -> AbstractContextManager[object]:
    return unit_of_work(city.services.engine, city.services.clock, city.body)


@contextmanager
def sweeping_now(city: City) -> Iterator[None]:
    with writing(city.services.engine) as connection:
        sweeping.hold_off(connection, sweeping.SCHEDULER)
        yield


@pytest.mark.parametrize("held", [writing_a_plan, sweeping_now])
def test_whoever_announces_a_holiday_waits_for_plans_and_sweeps_that_are_under_way(
    city: City, held: Callable[[City], AbstractContextManager[object]]
) -> None:
    taken: list[Taken] = []
    planned(city)
    with held(city):
        other = Thread(target=lambda: taken.append(take_in(city, INVENTED)))
        other.start()
        other.join(0.4)
        assert taken == [] and calendar("england").is_working(MONDAY)
    other.join(20)
    assert taken[0].moved and standing(city) == saved_again(city)


def test_a_database_of_the_first_schema_keeps_every_row_and_is_planned_anew(city: City) -> None:
    planned(city)
    names = ("body", "post", "person", "event_instance", "project_fact", "audit_entry", "alert")
    engine = city.services.engine
    with reading(engine) as connection:
        before = {n: sorted(map(str, connection.execute(text(f"SELECT * FROM {n}")).all())) for n in names}
        due = standing(city)
    with writing(engine) as connection:
        configured = Config()
        configured.set_main_option("script_location", str(MIGRATIONS))
        configured.attributes["connection"] = connection
        command.downgrade(configured, "0001")
    assert revision(engine) == "0001"
    upgrade_engine(engine)
    with reading(engine) as connection:
        after = {n: sorted(map(str, connection.execute(text(f"SELECT * FROM {n}")).all())) for n in names}
        assert connection.execute(select(rows.project.c.question)).scalars().all() == [None]
    assert after == before
    assert standing(city) == due
    assert take_in(city, INVENTED).moved and standing(city) == saved_again(city)


DAYS = st.dates(date(2026, 12, 1), date(2028, 3, 31)).filter(lambda day: day.weekday() < 5)
PLANS = st.lists(
    st.tuples(
        st.sampled_from(("tender", "decommission")),
        st.dates(date(2027, 3, 1), date(2028, 12, 31)),
        st.booleans(),
        st.dictionaries(
            st.sampled_from(("consultation_closed", "papers_published", "decision_made")), DAYS, max_size=2
        ),
        st.integers(0, 120),
    ),
    min_size=1,
    max_size=4,
)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plans=PLANS, days=st.sets(DAYS, min_size=1, max_size=3), many=st.sampled_from((0, 100)))
def test_afterwards_the_deadlines_are_those_of_projects_saved_under_the_new_calendar(
    kind: str,
    plans: list[Any],
    days: set[date],
    many: int,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(replanning, "MANY", many)
    calendars.hold(())
    folder: Path = tmp_path_factory.mktemp("city")
    with fresh_database(kind, folder) as url:
        city = build(url, folder)
        for n, (route, end, fixed, dates, later) in enumerate(plans):
            then = city.at(date(2026, 11, 24) + timedelta(later))
            ref = then.open(title=f"Project {n}", route=route, end=end, end_fixed=fixed)
            for event, day in dates.items():
                if event != "consultation_closed" or day >= then.services.today:  # else it is refused
                    then.record(ref, event, day, what="planned")
        now = city.at(date(2026, 11, 24) + timedelta(max(plan[4] for plan in plans)))
        saved_again(now)
        before = last_safe_dates(now)
        file = HEADING + "".join(f"england-and-wales,{day},Invented,,\n" for day in sorted(days))
        done = take_in(now, file)
        after = last_safe_dates(now)
        moved = {
            key: (before[key], after[key]) for key in before if key in after and before[key] != after[key]
        }
        assert {(m.project, m.event): (m.old, m.new) for m in done.moved if not m.needs_a_person} == moved
        assert standing(now) == saved_again(now)
        city.services.engine.dispose()

"""B3: dates that a late holiday moves alike are listed once for all their projects, and read one by one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import insert, select, text

from tests.support.city import City, add_body
from tests.support.late_holidays import INVENTED, MONDAY, TAKEN_BACK, planned, standing, take_in
from workflow.alerts.rules import LADDERS, rung_days
from workflow.commands.auditing import verify
from workflow.commands.proposals import proposals, settle
from workflow.errors import AlreadyDone, NotFound
from workflow.store import deadlines, moved, rows
from workflow.store.engine import reading, writing
from workflow.store.ids import new_id
from workflow.store.replanning import calendars as calendars_of
from workflow.timetable import calendars
from workflow.timetable.calendars import calendar

LEAVING = {"route": "decommission", "end": date(2027, 10, 4)}
"""A project in which the holiday moves every date up to the decision."""
STATES = ("moved", "waiting", "accepted", "refused")


@pytest.fixture(autouse=True)
def calendars_as_shipped() -> Iterator[None]:
    calendars.hold(())
    yield
    calendars.hold(())


def alike(city: City) -> list[tuple[str, bool, tuple[str, ...]]]:
    table = rows.moved_alike
    with reading(city.services.engine) as connection:
        found = connection.execute(select(table.c.event, table.c.published, table.c.projects)).all()
    return [(event, published, tuple(sorted(projects))) for event, published, projects in found]


def test_many_projects_stand_in_one_row_and_one_that_published_the_date_in_its_own(city: City) -> None:
    refs = sorted(city.open(title=f"Project {n}", **LEAVING) for n in range(3))
    city.record(refs[0], "consultation_opened", date(2027, 2, 1), what="published")
    done = take_in(city, INVENTED)
    listed = {(each.project, each.event): each for each in done.moved}
    assert {ref for ref, _event in listed} == set(refs)
    assert all(each.published == (key == (refs[0], "consultation_opened")) for key, each in listed.items())
    found = alike(city)
    assert ("consultation_opened", True, (refs[0],)) in found
    assert ("consultation_opened", False, (refs[1], refs[2])) in found
    assert ("papers_published", False, tuple(refs)) in found
    assert sum(len(projects) for _event, _published, projects in found) == len(done.moved)


def test_the_audit_trail_names_every_project_with_each_date_old_and_new(city: City) -> None:
    other = add_body(city.services, "Example Health Board", "example-health-board")
    mine, theirs = [city.open(**LEAVING), planned(city)], [other.open(**LEAVING)]
    done = take_in(city, INVENTED)
    table = rows.audit_entry
    find = select(table.c.body, table.c.data).where(table.c.kind == "dates_moved_by_bank_holiday")
    with reading(city.services.engine) as connection:
        told = dict(connection.execute(find).all())  # type: ignore[arg-type]
    by_law = [each for each in done.moved if not each.needs_a_person]
    for body, refs in ((city.body, mine), (other.body, theirs)):
        said = {
            (ref, each["event"], each["old"], each["new"])
            for each in told[body]["moved"]
            for ref in each["projects"]
        }
        assert said == {
            (each.project, each.event, each.old.isoformat(), each.new.isoformat())
            for each in by_law
            if each.project in refs
        }
    waits = [each.project for each in done.moved if each.needs_a_person]
    assert told[city.body]["waiting"] == {ref: waits.count(ref) for ref in waits}
    assert [chain.why for chain in verify(city.services)] == ["", ""]


def test_what_moved_by_law_is_nobodys_to_decide_and_no_other_bodys_to_see(city: City) -> None:
    other = add_body(city.services, "Example Health Board", "example-health-board")
    ref = city.open(**LEAVING)
    take_in(city, INVENTED)
    officer, stranger = city.people["officer"], other.people["officer"]
    every = proposals(city.services, officer, STATES)
    assert every and {(each.project, each.state) for each in every} == {(ref, "moved")}
    assert proposals(city.services, officer) == proposals(city.services, stranger, STATES) == ()
    for by, fault in ((officer, AlreadyDone), (stranger, NotFound)):
        with pytest.raises(fault):
            settle(proposal=every[0].id, accept=True, reason="So be it.", by=by, services=city.services)
    with reading(city.services.engine) as connection, pytest.raises(NotFound):
        moved.one(connection, city.body, f"{every[0].id}x")


def test_rows_of_an_earlier_version_are_read_beside_those_of_this_one_in_one_order(city: City) -> None:
    first, second = sorted((city.open(**LEAVING), city.open(title="Another", **LEAVING)))
    table, project = rows.moved_date, rows.project
    with writing(city.services.engine) as connection:
        id_ = connection.execute(select(project.c.id).where(project.c.ref == second)).scalar_one()
        told = {"event": "decision_made", "title": "The decision is made", "reason": "An earlier holiday"}
        told |= {"old": date(2020, 1, 2), "new": date(2020, 1, 3), "state": "moved", "decision_reason": ""}
        ours = {"id": new_id(), "body": city.body, "project": id_, "round": "before", "published": False}
        connection.execute(
            insert(table).values(**told, **ours, unconfirmed=False, at=city.services.clock.now())
        )
    take_in(city, INVENTED)
    found = proposals(city.services, city.people["officer"], STATES)
    assert [each.project for each in found] == sorted(each.project for each in found)
    assert {each.project for each in found} == {first, second}
    assert [each.reason for each in found if each.project == second][0] == "An earlier holiday"


def test_a_project_saved_after_a_holiday_is_planned_on_the_days_of_then_and_one_before_on_those_of_its_plan(
    city: City,
) -> None:
    early, shipped = city.open(**LEAVING), calendar("england").fingerprint
    far = city.open(title="Far ahead", end=date(2031, 4, 1))
    take_in(city, INVENTED)
    held = calendar("england").fingerprint
    later = city.at(date(2026, 11, 25))
    late = later.open(title="Opened after it", **LEAVING)
    with reading(city.services.engine) as connection:
        assert calendars_of(connection) == {early: held, far: shipped, late: held}
    take_in(city.at(date(2026, 11, 26)), TAKEN_BACK)
    with reading(city.services.engine) as connection:
        assert calendars_of(connection) == {early: shipped, far: shipped, late: shipped}


def test_nothing_is_written_where_no_date_moves_and_back_is_where_it_was(city: City) -> None:
    city.open(title="Far ahead", end=date(2031, 4, 1))
    before = standing(city)
    assert take_in(city, INVENTED).moved == () == tuple(alike(city))
    with reading(city.services.engine) as connection:
        kinds = connection.execute(text("SELECT kind FROM audit_entry")).scalars().all()
        assert connection.execute(select(rows.question.c.calendar)).scalars().all() == [None]
    assert "dates_moved_by_bank_holiday" not in kinds
    assert standing(city) == before


def test_a_rung_that_a_holiday_moves_is_found_however_far_from_it_and_at_the_end_of_the_calendars() -> None:
    first, last = date(1995, 1, 3), date(2045, 12, 29)
    for day in (first, last):
        near = deadlines._reach([day], ((), ()))
        assert near[0] < day < near[1]
    near = deadlines._reach([MONDAY], ((), ()))
    england = calendar("england")
    for ladder in LADDERS:
        for counted in (MONDAY + timedelta(n) for n in range(-60, 61)):
            for rung, due in rung_days(england, ladder, counted):
                between = min(due, counted) <= MONDAY <= max(due, counted)
                assert rung.months is not None or not between or near[0] <= due <= near[1]

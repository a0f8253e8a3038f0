"""R107 with B3: a late bank holiday and a body's own days, each on top of the other."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import select

from tests.support.city import City, add_body
from tests.support.late_holidays import INVENTED, TAKEN_BACK, take_in
from workflow.commands import views
from workflow.commands.diary import change_diary
from workflow.commands.diary_work import FILE, cancelling
from workflow.store import rows
from workflow.store.engine import reading
from workflow.timetable import calendars

JULY = date(2027, 7, 14)


@pytest.fixture(autouse=True)
def calendars_as_shipped() -> Iterator[None]:
    calendars.hold(())
    yield
    calendars.hold(())


def warned_of(city: City, ref: str) -> dict[str, date]:
    """The last safe dates of which the store would warn, by event."""
    table, day, project = rows.deadline, rows.deadline_day, rows.project
    find = select(table.c.event, day.c.last_safe).join(day, day.c.id == table.c.day)
    find = find.join(project, project.c.id == table.c.project)
    with reading(city.services.engine) as connection:
        return dict(connection.execute(find.where(project.c.ref == ref, table.c.live)).all())  # type: ignore[arg-type]


def shown(city: City, ref: str) -> dict[str, date | None]:
    found = views.project(city.services, city.people["officer"], ref).overview.timetable.events
    return {event.id: event.latest for event in found}


def test_two_bodies_of_one_rulebook_are_planned_anew_each_on_its_own_days(city: City) -> None:
    theirs = add_body(city.services, "Example Borough Council", "example-borough")
    asked = {"facts": {"board": "executive"}}
    projects = [(city, city.open(**asked)), (theirs, theirs.open(**asked))]
    work = cancelling(f"{FILE}meeting:executive:{JULY}:{JULY}", "No quorum")
    change_diary(body=city.body, by=city.people["admin"], services=city.services, work=work)
    assert [shown(*each)["decision_made"] for each in projects] == [date(2027, 6, 9), JULY]
    for file in (INVENTED, TAKEN_BACK):
        take_in(city, file)
        for each in projects:
            warned = warned_of(*each)
            assert warned
            assert {event: shown(*each)[event] for event in warned} == warned

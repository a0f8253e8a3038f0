"""Bank holidays that are announced late, for tests: the files, and what stands in the store."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from sqlalchemy import select, text

from tests.support.city import City
from workflow.clock import london
from workflow.commands import views
from workflow.commands.bank_holidays import Taken, import_bank_holidays
from workflow.commands.change import situation_of, write_deadlines
from workflow.store import deadlines, queries, rows
from workflow.store.engine import reading, writing
from workflow.store.unit_of_work import UnitOfWork

HEADING = "division,date,title,announced_on,removed\n"
FUNERAL, MONDAY = date(2022, 9, 19), date(2027, 6, 14)
TITLE = "Bank Holiday for the State Funeral of Queen Elizabeth II"
NOT_YET = HEADING + f"england-and-wales,{FUNERAL},,,yes\n"
ANNOUNCED = HEADING + f"england-and-wales,{FUNERAL},{TITLE},2022-09-10,\n"
INVENTED = HEADING + f"england-and-wales,{MONDAY},Invented day,2026-11-20,\n"
SAID = ("ladder", "last_safe", "counted_from", "rule")
TAKEN_BACK = HEADING + f"england-and-wales,{MONDAY},,,yes\n"


def take_in(city: City, file: str) -> Taken:
    return import_bank_holidays(file=file.encode(), services=city.services)


def standing(city: City) -> set[tuple[Any, ...]]:
    """Every deadline that stands, but for how early the end could be: that turns on the day of writing."""
    due, day = rows.deadline, rows.deadline_day
    with reading(city.services.engine) as connection:
        whole = deadlines.whole_detail(connection).label("whole")
        found = select(due, day.c[*SAID], whole).join(day, day.c.id == due.c.day).where(due.c.live)
        return {
            (
                row["key"],
                row["ladder"],
                row["last_safe"],
                row["counted_from"],
                row["rule"],
                row["owner"],
                row["manager"],
                _without(row["whole"]),
            )
            for row in connection.execute(found).mappings()
        }


def _without(detail: dict[str, object]) -> str:
    return json.dumps(
        {name: value for name, value in detail.items() if name != "earliest_end"}, sort_keys=True
    )


def last_safe_dates(city: City) -> dict[tuple[str, str], date]:
    """What the pages show: the last safe date of each act that is still to come, by project and event."""
    shown = {}
    for view in views.dashboard(city.services, city.people["manager"]).projects:
        acts = {event.id for event in view.situation.route.events if event.act}
        for event in view.overview.timetable.events:
            if event.latest and not event.done and event.id in acts:
                shown[view.overview.project.ref, event.id] = event.latest
    return shown


def saved_again(city: City) -> set[tuple[Any, ...]]:
    """The deadlines that would stand if each running project were saved now."""
    with writing(city.services.engine) as connection:
        for stored in queries.live_projects(connection, city.body):
            situation = situation_of(stored, city.services)
            uow = UnitOfWork(connection, city.services.clock, city.body)
            write_deadlines(uow, stored, situation, london(stored.opened_at).date())
    return standing(city)


def everything(city: City) -> dict[str, list[tuple[Any, ...]]]:
    tables = (
        "project",
        "deadline",
        "deadline_day",
        "event_instance",
        "project_fact",
        "audit_entry",
        "bank_holiday",
        "moved_date",
        "moved_alike",
    )
    with reading(city.services.engine) as connection:
        return {
            name: sorted(map(str, connection.execute(text(f"SELECT * FROM {name}")).all())) for name in tables
        }


def planned(city: City) -> str:
    """A project whose papers are planned for the day that becomes a holiday."""
    ref = city.open(end=date(2028, 4, 3))
    city.record(ref, "papers_published", MONDAY, what="planned")
    return ref

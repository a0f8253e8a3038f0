"""When mail may leave: on working days of the body's nation, 8am to 5pm local time."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from workflow.clock import at, london
from workflow.timetable.workdays import Calendar

OPENS, CLOSES = time(8), time(17)


def is_open(working: Calendar, moment: datetime) -> bool:
    """Whether mail may leave at this instant."""
    local = london(moment)
    return working.is_working(local.date()) and OPENS <= local.time() < CLOSES


def next_open(working: Calendar, moment: datetime) -> datetime:
    """This instant if mail may leave now, else the next 8am at which it may; in UTC."""
    if is_open(working, moment):
        return moment
    local = london(moment)
    first = local.date() if local.time() < OPENS else local.date() + timedelta(days=1)
    return at(working.on_or_after(first), OPENS)

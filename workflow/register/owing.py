"""By when an explanation is owed where the step came first (config/registers/explanations.yaml)."""

from __future__ import annotations

from datetime import date
from functools import cache
from importlib.resources import files

import yaml

from workflow.register.commenting import Period
from workflow.timetable.counting import last_day
from workflow.timetable.workdays import Calendar


@cache
def period() -> Period:
    """How many working days there are, and what says so. Raises ValueError for a file that cannot be read."""
    text = files("config").joinpath("registers", "explanations.yaml").read_text(encoding="utf-8")
    return Period.model_validate(yaml.safe_load(text)["after_the_event"])


def owed_by(since: date, working: Calendar) -> date:
    """The last day for an explanation of what happened on a day."""
    return last_day(period().method, period().n, working, since)

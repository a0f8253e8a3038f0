"""How long a sector partner can comment on an explanation that waits (config/registers/explanations.yaml)."""

from __future__ import annotations

from datetime import date
from functools import cache
from importlib.resources import files

import yaml
from pydantic import BaseModel, ConfigDict, Field

from workflow.timetable.counting import last_day
from workflow.timetable.workdays import Calendar
from workflow.words import ngettext

WIDEST_DAYS = 31
"""No request that was sent longer ago than this many days is still open: what the store need not look at."""


class Period(BaseModel):
    """How many working days there are for a comment, how they are counted, and what says so."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    n: int = Field(ge=1, le=10)
    method: str
    source: str


@cache
def period() -> Period:
    """The period, read once. Raises ValueError if the file cannot be read as it must be."""
    text = files("config").joinpath("registers", "explanations.yaml").read_text(encoding="utf-8")
    return Period.model_validate(yaml.safe_load(text)["comments"])


def until(asked_on: date, working: Calendar) -> date:
    """The last day on which a request of a day can be commented on."""
    return last_day(period().method, period().n, working, asked_on)


def time_in_words() -> str:
    """How long that is, e.g. "2 working days"."""
    return ngettext("{n} working day", "{n} working days", period().n).format(n=period().n)

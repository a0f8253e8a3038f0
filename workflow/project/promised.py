"""A date that people were told and that was moved after it had passed unkept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from workflow.project.events import DateRecorded, Fact


@dataclass(frozen=True, slots=True)
class Moved:
    """A date that was moved after people were told of it: from, to, why."""

    old: date
    new: date
    reason: str


def broken(facts: Iterable[tuple[date, Fact]], event: str) -> Moved | None:
    """The planned day of an event that passed unkept and was moved after that: the first day that was not
    kept, and the one that stands now. `facts` with the day on which each was recorded, oldest first."""
    stood, first, last = None, None, None
    for recorded, fact in facts:
        if isinstance(fact, DateRecorded) and fact.event == event and fact.what == "planned":
            if stood and fact.on and stood < recorded:
                first = first or stood
            stood, last = fact.on, fact
    if first is None or last is None or last.on is None:
        return None
    return Moved(first, last.on, last.reason)

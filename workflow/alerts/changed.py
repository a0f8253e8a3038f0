"""How many alerts a change of a project's dates would change, before anything is saved."""

from __future__ import annotations

from datetime import date

from workflow.alerts.rules import deadlines
from workflow.project.situation import Situation
from workflow.timetable.model import Timetable


def alerts_changed(before: tuple[Situation, Timetable], after: tuple[Situation, Timetable]) -> int:
    """How many deadlines would be on another day, begin or go."""
    was, now = _days(*before), _days(*after)
    return sum(1 for key in was.keys() | now.keys() if was.get(key) != now.get(key))


def _days(situation: Situation, timetable: Timetable) -> dict[str, date | None]:
    return {each.key: each.last_safe for each in deadlines(situation, timetable, {})}

"""How a rule's time can still be kept from where its start stands: which dates would move, and to when."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from workflow.project.situation import Situation
from workflow.project.window import Window
from workflow.timetable.plan import plan

DECISION = "decision_made"


@dataclass(frozen=True, slots=True)
class Later:
    """One step that would be later: from the day on which it stands, planned or last safe, to another."""

    event: str
    was: date
    now: date


def keeping(situation: Situation, window: Window) -> tuple[Later, ...]:
    """What moves if the rule is kept in full: its decision, if the route has one, and its end; () if nothing.

    The window starts where it stands; what was planned after its end is left to follow.
    """
    if window.starts is None or window.required is None or not window.fewer:
        return ()
    asked, order = situation.asked, [event.id for event in situation.route.events]
    after = set(order[order.index(window.event) :])
    pins = {event: day for event, day in asked.pins.items() if event not in after or event in asked.done}
    pins |= {window.start: window.starts, window.event: window.required}
    kept = plan(situation.rulebook, situation.project.route, replace(asked, pins=pins))
    was = plan(situation.rulebook, situation.project.route, asked)
    found = []
    for event in dict.fromkeys((DECISION, situation.route.ends_with)):
        if event not in order or event in asked.done:
            continue
        stands, earliest = was[event].date or was[event].latest, kept[event].earliest
        if stands and earliest and earliest > stands:
            found.append(Later(event, stands, earliest))
    return tuple(found)

"""Small networks written by hand, and what the passes find in them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from workflow.rulebook.model import CalendarName, Method, Route, RouteEvent
from workflow.timetable.act_days import ActDays, Meetings
from workflow.timetable.calendars import calendar
from workflow.timetable.model import Asked, Tie
from workflow.timetable.passes import Solved, solve
from workflow.timetable.ties import Network, network

MONDAY = date(2027, 3, 1)


def event(name: str, **more: Any) -> RouteEvent:
    return RouteEvent(id=name, **dict.fromkeys(("title", "must", "was_due", "not_yet", "done"), name), **more)


def wait(start: str, end: str, n: int, rule: str = "RULE", **more: Any) -> Tie:
    return Tie(start, end, n, Method.FROM_NEXT_DAY, CalendarName.ALL_DAYS, rule, rule, None, **more)


def at_most(start: str, end: str, n: int, rule: str = "MOST", **more: Any) -> Tie:
    return wait(start, end, n, rule, kind="maximum", **more)


def of(*events: RouteEvent | str, ties: tuple[Tie, ...] = ()) -> Network:
    made = tuple(each if isinstance(each, RouteEvent) else event(each, working=False) for each in events)
    route = Route(
        id="way", title="A way", process="commission", ends_with=made[-1].id, events=made, stages=(), moves=()
    )
    return network(route, ties)


def solved(
    whole: Network, pins: Mapping[str, date] | None = None, done: str = "", *, end: date | None = None,
    today: date = MONDAY, meetings: Mapping[str, Meetings] | None = None,
) -> Solved:  # fmt: skip
    asked = Asked(today=today, pins=pins or {}, done=frozenset(done), end=end)
    days = ActDays(calendar("england"), meetings or {})
    last = [each.id for each in whole.events if not whole.out_of[each.id]][-1]
    return solve(whole, asked, last, days)

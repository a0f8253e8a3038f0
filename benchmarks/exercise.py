"""The timetable that all candidates work out: 12 stages, 20 rules, 65 dates, and an interpreter for peers.

Twelve stages, each with its first and its last day and a duration; eight checks, each an act that has to come
a period before a stage begins. Forward from a day 32 dates, back from an end 32 more, and the latest day on
which the consultation may begin. The figures are of no code: they are what routes look like.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from workflow.rulebook.model import CalendarName, Method, Route, RouteEvent
from workflow.timetable.model import Tie
from workflow.timetable.ties import Network, network, order_tie

WORKING, CALENDAR, ORDER = "working days", "calendar days", "order"
STAGES = {  # the days from the first to the last of each, in working or in calendar days
    "need": (20, WORKING),
    "early_conversation": (42, CALENDAR),
    "design": (30, WORKING),
    "impact": (15, WORKING),
    "consultation": (84, CALENDAR),
    "responses": (30, WORKING),
    "clearance": (15, WORKING),
    "decision": (2, WORKING),
    "call_in": (5, WORKING),
    "tender": (56, CALENDAR),
    "award": (40, WORKING),
    "mobilisation": (91, CALENDAR),
}
CHECKS = {  # an act not before one stage begins or ends, and so long before another begins
    "providers_told": ("early_conversation_begins", 10, WORKING, "consultation_begins"),
    "councillors_briefed": ("design_begins", 5, WORKING, "consultation_begins"),
    "equality_assessed": ("impact_ends", 10, WORKING, "clearance_begins"),
    "key_decision_notice": ("consultation_ends", 29, CALENDAR, "decision_begins"),
    "papers_published": ("responses_ends", 6, WORKING, "decision_begins"),
    "answer_published": ("decision_ends", 5, WORKING, "tender_begins"),
    "market_notice": ("call_in_begins", 10, WORKING, "tender_begins"),
    "award_notice": ("award_ends", 8, WORKING, "mobilisation_begins"),
}
LAST, ASKED = "mobilisation_ends", "consultation_begins"
Edge = tuple[str, str, int, str]


def edges() -> list[Edge]:
    """Every rule, and every plain order between two events: (first, second, days, how)."""
    found: list[Edge] = [(f"{name}_begins", f"{name}_ends", *how) for name, how in STAGES.items()]
    found += [(f"{a}_ends", f"{b}_begins", 0, ORDER) for a, b in pairwise(STAGES)]
    for act, (after, n, how, before) in CHECKS.items():
        found += [(after, act, 0, ORDER), (act, before, n, how)]
    return found


def events() -> tuple[str, ...]:
    """All 32 events, each after those that it waits for."""
    left = [f"{name}_{part}" for name in STAGES for part in ("begins", "ends")] + list(CHECKS)
    into = {name: {a for a, b, *_ in edges() if b == name} for name in left}
    order: list[str] = []
    while left:
        ready = next(name for name in left if into[name] <= set(order))
        left.remove(ready)
        order.append(ready)
    return tuple(order)


def product_network() -> Network:
    """The same as the product's own network, counted on the calendar of England."""
    words = ("title", "must", "was_due", "not_yet", "done")
    listed = tuple(RouteEvent(id=name, **dict.fromkeys(words, name)) for name in events())
    route = Route(
        id="bench", title="", process="commission", ends_with=LAST, events=listed, stages=(), moves=()
    )
    return network(route, tuple(_tie(*edge) for edge in edges()))


def _tie(start: str, end: str, n: int, how: str) -> Tie:
    if how == ORDER:
        return order_tie(start, end)
    method = Method.NTH_WORKING_DAY_AFTER if how == WORKING else Method.FROM_NEXT_DAY
    return Tie(start, end, n, method, CalendarName.ENGLAND, "BENCH", "", None, "last_day")


@dataclass(frozen=True, slots=True)
class Interpreter:
    """Works the same rules out with any library that can count working days; answers the 65 dates."""

    days: Any
    forward: Sequence[tuple[int, Sequence[tuple[int, int, str]]]]
    backward: Sequence[tuple[int, Sequence[tuple[int, int, str]]]]
    asked: int

    def __call__(self, anchor: date, end: date) -> list:
        """All dates from the day of the start and that of the end."""
        days = self.days
        first: list = [None] * len(self.forward)
        for j, ties in self.forward:
            first[j] = max([self._ahead(first[i], n, how) for i, n, how in ties], default=None)
            if not ties:
                first[j] = days.on_or_after(days.of(anchor))
        last: list = [None] * len(self.forward)
        for i, ties in self.backward:
            last[i] = min([self._behind(last[j], n, how) for j, n, how in ties], default=None)
            if not ties:
                last[i] = days.of(end)
        return [*first, *last, last[self.asked]]

    def _ahead(self, day: Any, n: int, how: str) -> Any:
        if how == WORKING:
            return self.days.after(day, n)
        return day if how == ORDER else self.days.on_or_after(self.days.shifted(day, n))

    def _behind(self, day: Any, n: int, how: str) -> Any:
        if how == WORKING:
            return self.days.before(day, n)
        return self.days.on_or_before(day if how == ORDER else self.days.shifted(day, -n))


def interpreter(days: Any) -> Interpreter:
    """The rules made ready for a library."""
    names = events()
    at = {name: i for i, name in enumerate(names)}
    into = [(at[x], [(at[a], n, how) for a, b, n, how in edges() if b == x]) for x in names]
    out_of = [(at[x], [(at[b], n, how) for a, b, n, how in edges() if a == x]) for x in reversed(names)]
    return Interpreter(days, into, out_of, at[ASKED])


def generated(closed: set[date], first: date, last: date) -> tuple[Callable[[int, int], tuple], str]:
    """The limit: straight-line code written from the rules, on tables of day numbers; and its source."""
    from itertools import accumulate

    span = [first + timedelta(i) for i in range((last - first).days + 1)]
    works = [day.weekday() < 5 and day not in closed for day in span]
    before = tuple(accumulate(works, initial=0))
    days = tuple(i for i, working in enumerate(works) if working)
    source = _source()
    made: dict[str, Any] = {"B": before, "D": days}
    exec(source, made)  # the limit is the fastest Python that says the same
    return made["dates"], source


def _source() -> str:
    names = events()
    lines = ["def dates(anchor, end, B=B, D=D):"]
    for name in names:
        said = [_ahead(f"e_{a}", n, how) for a, b, n, how in edges() if b == name]
        lines += _chosen(f"e_{name}", said or ["D[B[anchor]]"], ">")
    for name in reversed(names):
        said = [_behind(f"l_{b}", n, how) for a, b, n, how in edges() if a == name]
        lines += _chosen(f"l_{name}", said or ["end"], "<")
    told = [*(f"e_{name}" for name in names), *(f"l_{name}" for name in names), f"l_{ASKED}"]
    return "\n    ".join([*lines, f"return ({', '.join(told)})"])


def _chosen(name: str, said: Sequence[str], better: str) -> list[str]:
    lines = [f"{name} = {said[0]}"]
    for other in said[1:]:
        lines += [f"x = {other}", f"if x {better} {name}: {name} = x"]
    return lines


def _ahead(day: str, n: int, how: str) -> str:
    if how == WORKING:
        return f"D[B[{day} + 1] + {n - 1}]"
    return day if how == ORDER else f"D[B[{day} + {n}]]"


def _behind(day: str, n: int, how: str) -> str:
    if how == WORKING:
        return f"D[B[{day}] - {n}]"
    return f"D[B[{day} + 1] - 1]" if how == ORDER else f"D[B[{day} - {n - 1}] - 1]"

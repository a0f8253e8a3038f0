"""By when the decision about an agreement must start: dates for many in a moment, reasons for those shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from workflow.errors import BadRequest
from workflow.register.last_safe import PLANNED_WITHIN_YEARS
from workflow.register.renewals import ends_on
from workflow.register.ties import Tie
from workflow.register.vocabulary import Follows, vocabulary
from workflow.rulebook.model import Rulebook
from workflow.timetable.act_days import act_days
from workflow.timetable.dates import Compiled, compiled
from workflow.timetable.model import Asked, Timetable
from workflow.timetable.plan import network_for, plan, route_for

STARTS = ("early_conversation_started", "consultation_opened")
"""What a decision about an agreement starts with: the first of these that the route has."""


@dataclass(frozen=True, slots=True)
class Begin:
    """The latest day on which the decision about one agreement may begin, and with what."""

    event: str
    by: date
    days_passed: int


@dataclass(slots=True)
class Planner:
    """Plans the decisions about many agreements under one rulebook; what was worked out is kept."""

    rulebook: Rulebook
    today: date
    _ready: dict[tuple[str, tuple[tuple[str, str], ...]], Compiled] = field(default_factory=dict)
    _planned: dict[tuple[str, date], Timetable | None] = field(default_factory=dict)

    def begin(self, instrument: str, ends: date) -> Begin | None:
        """When the decision must begin at the latest; None where no date can be worked out."""
        if abs(ends.year - self.today.year) > PLANNED_WITHIN_YEARS:
            return None
        follows = vocabulary().kind(instrument).follows
        ready = self._compiled(follows)
        try:
            found = ready.dates(self._asked(follows, ends))
        except BadRequest:  # outside the years of the calendars
            return None
        for event in STARTS:
            latest = found.latest_of(event) if event in ready.events else None
            if latest is not None:
                return Begin(event, latest, max(0, (self.today - latest).days))
        return None

    def unconfirmed(self, instrument: str) -> bool:
        """Whether a rule behind such dates is one whose text nobody has seen."""
        ready = self._compiled(vocabulary().kind(instrument).follows)
        return any(tie.unconfirmed for tie in ready.network.ties)

    def timetable(self, instrument: str, ends: date) -> Timetable | None:
        """The whole timetable of the decision, with reasons; None where there is none."""
        key = (instrument, ends)
        if key not in self._planned:
            follows = vocabulary().kind(instrument).follows
            self._planned[key] = self._plan(follows.route, self._asked(follows, ends))
        return self._planned[key]

    def by_route(self, route: str, ends: date) -> Timetable | None:
        """The timetable of one thing that may follow an agreement; None where there is none."""
        return self._plan(route, Asked(self.today, end=plan_end(route, ends)))

    def _plan(self, route: str, asked: Asked) -> Timetable | None:
        if route not in self.rulebook.routes:
            return None
        try:
            return plan(self.rulebook, route, asked)
        except BadRequest:
            return None

    def _asked(self, follows: Follows, ends: date) -> Asked:
        end = ends + timedelta(1) if follows.end == "day_after" else ends
        return Asked(self.today, end=end, facts=dict(follows.facts))

    def _compiled(self, follows: Follows) -> Compiled:
        key = (follows.route, tuple(sorted(follows.facts.items())))
        if key not in self._ready:
            route = route_for(self.rulebook, follows.route, follows.facts)
            network = network_for(self.rulebook, route, self._asked(follows, self.today))
            known = self.rulebook.facts(route.id, follows.facts)
            days = act_days(self.rulebook.authority, route, known)
            self._ready[key] = compiled(network, route.ends_with, days)
        return self._ready[key]


def plan_end(route: str, ends: date) -> date:
    """The end to plan for after an agreement's last day: that day for an ending or change, else the next."""
    return ends if route in ("decommission", "renew-or-vary") else ends + timedelta(1)


def passed(ties: Iterable[Tie], planner: Planner) -> list[tuple[Tie, Begin]]:
    """The agreements that still run, end for certain without a project or a recorded decision, and whose
    decision should have begun by now: the most days passed first, then the largest amount."""
    found: list[tuple[Tie, Begin]] = []
    for tie in ties:
        end = ends_on(tie, planner.today)
        if end is None or end < planner.today or tie.projects or tie.decided(end):
            continue
        begin = planner.begin(tie.instrument, end)
        if begin is not None and begin.by < planner.today:
            found.append((tie, begin))
    return sorted(found, key=_harm)


def _harm(found: tuple[Tie, Begin]) -> tuple[int, Decimal, str]:
    tie, begin = found
    return -begin.days_passed, -(tie.value or Decimal(0)), tie.key

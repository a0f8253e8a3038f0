"""Which questions of a plan may be answered otherwise once days changed: told by the look-ups of both passes,
without a plan being made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date

from workflow.alerts.moves import Cause
from workflow.project.question import Question
from workflow.rulebook.model import Facts, Route, Rulebook
from workflow.rulebook.thresholds import begins_on, derived, turns_on_the_day
from workflow.timetable.act_days import act_days
from workflow.timetable.calendars import supposing
from workflow.timetable.dates import Compiled, compiled
from workflow.timetable.plan import network_for


@dataclass(frozen=True, slots=True)
class _Ready:
    """The events of a route that are gone through, their network ready before the change and after it."""

    events: frozenset[str]
    before: Compiled
    after: Compiled


@dataclass(frozen=True, slots=True)
class _Way:
    """A rulebook, a route, and all facts that are known; made ready by the day on which a purchase begins,
    where that decides on anything."""

    rulebook: Rulebook
    route: Route
    known: Facts
    turns_on_the_day: bool
    ready: dict[date | None, _Ready] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Touching:
    """What one change of the calendars may touch. `rulebook_of` finds the one that a body goes by under a
    name. Questions that differ in dates alone share what is made ready for them."""

    rulebook_of: Callable[[str, str], Rulebook]
    cause: Cause
    _ways: dict[tuple[object, ...], _Way] = field(default_factory=dict)

    def may_touch(self, asked: Question) -> bool:
        """Whether any date of the plan may turn on the days that changed."""
        way, told = self._way(asked), asked.asked
        begins = begins_on(way.route, told.pins, told.today) if way.turns_on_the_day else None
        if begins not in way.ready:
            way.ready[begins] = self._ready(way, asked)
        ready = way.ready[begins]
        return ready.before.rests_on(asked.on_path(ready.events), self.cause.reasons, ready.after)

    def _way(self, asked: Question) -> _Way:
        told = asked.asked
        known = (asked.body, asked.rulebook, asked.route, told.waived)
        key = (*known, *map(repr, (told.facts, told.excepted, told.agreed)))
        if key not in self._ways:
            rulebook = self.rulebook_of(asked.body, asked.rulebook)
            route = rulebook.route(asked.route, told.facts)
            facts = rulebook.facts(route.id, told.facts)
            self._ways[key] = _Way(rulebook, route, facts, turns_on_the_day(facts))
        return self._ways[key]

    def _ready(self, way: _Way, asked: Question) -> _Ready:
        events = frozenset(event.id for event in way.route.events)
        here = asked.on_path(events)
        facts = derived(way.rulebook, way.known, begins_on(way.route, here.pins, here.today))
        network = network_for(way.rulebook, way.route, replace(here, facts=facts))
        made = []
        for state in (self.cause.before, self.cause.after):
            with supposing(state):
                days = act_days(way.rulebook.authority, way.route, facts)
                made.append(compiled(network, way.route.ends_with, days))
        return _Ready(events, made[0], made[1])

"""When must we start? One forward and one backward pass over the events of a route give every date and one
verdict."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from workflow.errors import BadRequest
from workflow.rulebook.model import Facts, Route, RouteEvent, Rulebook, Shorter
from workflow.rulebook.thresholds import begins_on, derived
from workflow.timetable.act_days import ActDays, act_days
from workflow.timetable.because import Teller
from workflow.timetable.choices import Question, ways_out
from workflow.timetable.counting import depends_on_calendar
from workflow.timetable.model import Asked, Conflict, EventDates, Tie, Timetable
from workflow.timetable.passes import Shortfall, Solved, calendar_of, planned_date, solve
from workflow.timetable.ties import Network, brought_down, network_of, shortened, without
from workflow.timetable.verdict import timing
from workflow.words import gettext as _


def plan(rulebook: Rulebook, route_id: str, asked: Asked) -> Timetable:
    """The timetable of a route under an authority's rulebook: every date with its reason, one verdict, the
    ways out.

    Raises BadRequest for a route that is not known, or a date for an event that the route does not have.
    """
    route = route_for(rulebook, route_id, asked.facts)
    asked = _with_threshold(rulebook, route, _with_end(route, asked))
    network = network_for(rulebook, route, asked)
    days = act_days(rulebook.authority, route, rulebook.facts(route.id, asked.facts))
    found = solve(network, asked, route.ends_with, days)
    making = _Making(rulebook, route, asked, network, days, found)
    events = making.events()
    verdict = timing(asked, found, events)
    question = Question(rulebook, route, asked, network, days)
    return Timetable(
        rulebook=rulebook.id,
        edition=rulebook.edition,
        route=route.id,
        today=asked.today,
        end=asked.end,
        end_fixed=asked.end_fixed,
        verdict=verdict,
        unconfirmed=tuple(dict.fromkeys(tie.rule for tie in network.ties if making.unconfirmed(tie))),
        events=events,
        conflicts=tuple(making.conflict(each) for each in (*found.shortfalls, *found.overruns)),
        choices=() if found.fits else ways_out(question, found),
        calendar_fingerprint=_fingerprint(network, days),
    )


def route_for(rulebook: Rulebook, route_id: str, facts: Facts) -> Route:
    """The part of a route that these facts lead through. BadRequest, naming those known, for another."""
    if route_id not in rulebook.routes:
        known = ", ".join(rulebook.routes)
        raise BadRequest(
            _("There is no route '{route}'. Known: {known}.").format(route=route_id, known=known)
        )
    return rulebook.route(route_id, facts)


def _with_end(route: Route, asked: Asked) -> Asked:
    """The same with the end taken from a date given for the last event, after looking at the names."""
    known = {event.id for event in route.events}
    for name in (*asked.pins, *asked.done):
        if name not in known:
            raise BadRequest(
                _("Route {route} has no event '{event}'. Its events: {known}.").format(
                    route=route.id, event=name, known=", ".join(event.id for event in route.events)
                )
            )
    return replace(asked, end=asked.pins[route.ends_with]) if _pinned_end(route, asked) else asked


def _with_threshold(rulebook: Rulebook, route: Route, asked: Asked) -> Asked:
    """The same, knowing whether the value lies below the threshold in force when the buying begins."""
    known = rulebook.facts(route.id, asked.facts)
    derived_facts = derived(rulebook, known, begins_on(route, asked.pins, asked.today))
    return asked if derived_facts is known else replace(asked, facts=derived_facts)


def _pinned_end(route: Route, asked: Asked) -> bool:
    return asked.end is None and route.ends_with in asked.pins


def network_for(rulebook: Rulebook, route: Route, asked: Asked) -> Network:
    """The network of a route, with what was explained or excepted lifted or shortened."""
    left = {key: _left(rulebook, key[0], name) for key, name in asked.excepted.items()}
    gone = frozenset(key for key, each in left.items() if each is None or each.n == 0)
    shorter = {key: each for key, each in left.items() if each is not None and each.n}
    whole = without(network_of(rulebook, route, asked.facts), asked.waived | gone)
    return brought_down(shortened(whole, shorter), asked.agreed)


def _left(rulebook: Rulebook, rule_id: str, exception: str) -> Shorter | None:
    """What an exception leaves of a rule's period; None where nothing, or where the rule has no such one."""
    ways = (each for rule in rulebook.every(rule_id) for each in rule.exceptions)
    return next((each.leaves for each in ways if each.id == exception), None)


def _fingerprint(network: Network, days: ActDays) -> str:
    """The calendars that the dates rest on: a change of one of them changes it."""
    used = {calendar_of(tie).fingerprint for tie in network.ties} | {days.fingerprint}
    return "+".join(sorted(used))


@dataclass(frozen=True, slots=True)
class _Making:
    rulebook: Rulebook
    route: Route
    asked: Asked
    network: Network
    days: ActDays
    found: Solved

    def events(self) -> tuple[EventDates, ...]:
        """Every event with its dates, in the order of the network."""
        provisional = self._provisional()
        teller = self.teller()
        return tuple(self._event(event, teller, provisional[event.id]) for event in self.network.events)

    def conflict(self, shortfall: Shortfall) -> Conflict:
        """A period that does not fit, told."""
        tie = shortfall.tie
        return Conflict(
            rule=tie.rule,
            force=tie.force,
            start=tie.start,
            event=tie.end,
            required=shortfall.required,
            planned=shortfall.planned,
            short_by_days=shortfall.days,
            because=self.teller().shortfall(tie, shortfall.required, shortfall.planned),
            kind=tie.kind,
            edition=tie.edition,
        )

    def teller(self) -> Teller:
        """Who tells how the dates came about."""
        events = {event.id: event for event in self.network.events}
        name = self.rulebook.authority.name
        return Teller(name, events, self.asked, self.found, self.route.ends_with, self.days)

    def _event(self, event: RouteEvent, teller: Teller, provisional: bool) -> EventDates:
        name = event.id
        binding = self.found.binding.get(name)
        end = self.asked.end if name == self.route.ends_with else None
        return EventDates(
            id=name,
            title=event.title,
            earliest=self.found.earliest.get(name),
            latest=self.found.latest.get(name),
            date=self.asked.pins.get(name, end),
            done=name in self.asked.done,
            spare_working_days=self._spare(name),
            binding_rule=binding.rule if binding else None,
            force=binding.force if binding else None,
            unconfirmed=binding.unconfirmed if binding else False,
            provisional=provisional,
            because=teller.event(event, provisional=provisional),
            binding_edition=binding.edition if binding else "",
        )

    def _spare(self, name: str) -> int | None:
        """Working days from today, today counted, to the latest date, itself not counted; negative once
        passed."""
        latest, today = self.found.latest.get(name), self.asked.today
        working = self.days.working
        if latest is None or name in self.asked.done or name in self.found.overtaken:
            return None
        if latest >= today:
            return working.working_days_between(today, latest)
        return -max(1, working.working_days_between(latest, today))

    def _provisional(self) -> Mapping[str, bool]:
        """Which dates rest on holidays not published yet: a latest date also rests on those it was counted
        from."""
        rests: dict[str, bool] = {}
        for event in reversed(self.network.events):
            name, binding = event.id, self.found.binding.get(event.id)
            day = self.found.latest.get(name) or self.found.earliest.get(name)
            rests[name] = day is not None and event.working and self._unsure(name, day)
            if binding is not None:
                rests[name] = rests[name] or self._tie_provisional(name, binding, rests)
        return rests

    def _unsure(self, event: str, day: date) -> bool:
        return self.days.working.provisional(day) or self.days.unknown(event, day)

    def unconfirmed(self, tie: Tie) -> bool:
        """Whether a tie that plays a part in these dates rests on a text that was not found."""
        start = self.found.standing.get(tie.start)
        return tie.unconfirmed and (start is None or tie.speaks_of(start))

    def _tie_provisional(self, name: str, tie: Tie, rests: Mapping[str, bool]) -> bool:
        """A latest date rests on the day it was counted back from, that of a maximum on its limit."""
        if tie.kind == "maximum":
            return depends_on_calendar(tie.method) and calendar_of(tie).provisional(self.found.latest[name])
        pinned = planned_date(self.asked, tie.end)
        target = pinned or self.found.latest[tie.end]
        counted = depends_on_calendar(tie.method) and calendar_of(tie).provisional(target)
        return counted or (rests[tie.end] and pinned is None)

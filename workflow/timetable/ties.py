"""Which events of a route are tied together, by which rule: the network that a timetable is read from."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from workflow.errors import RulebookFault
from workflow.rulebook.model import (
    CalendarName,
    Duration,
    Facts,
    Method,
    Order,
    Period,
    Route,
    RouteEvent,
    Rule,
    Rulebook,
)
from workflow.timetable.model import Tie
from workflow.words import gettext as _

ORDER = "order"
LOCAL = "local:"
SECOND_ROUND = "award_"
TiesByEvent = Mapping[str, tuple[Tie, ...]]


@dataclass(frozen=True, slots=True)
class Network:
    """The events of a route, sorted so that every tie points forward, with the ties into and out of each
    event.

    The ties of an event stand in the rulebook's order: the first of those that bind on the same day is named.
    """

    events: tuple[RouteEvent, ...]
    ties: tuple[Tie, ...]
    into: TiesByEvent
    out_of: TiesByEvent

    def before(self, events: Iterable[str]) -> frozenset[str]:
        """Every event that some chain of ties leads from to one of these, themselves not counted in."""
        found: set[str] = set()
        waiting = list(events)
        while waiting:
            for tie in self.into[waiting.pop()]:
                if tie.start not in found:
                    found.add(tie.start)
                    waiting.append(tie.start)
        return frozenset(found)


def ties_of(rulebook: Rulebook, route: Route, facts: Facts, today: date) -> tuple[Tie, ...]:
    """Every minimum between two events of the route that applies to the facts and is in force today.

    Rules come first, in the rulebook's order; then the authority's own durations; then the plain order of
    events.
    """
    known = rulebook.facts(route.id, facts)
    asking = {
        id_: rule
        for id_, rule in rulebook.rules.items()
        if rule.in_force_on(today) and rulebook.asks(rule, known)
    }
    own = rulebook.authority.durations.get(route.id, ())
    waits = [
        *(tie for rule in asking.values() for tie in _of_rule(rulebook, route, rule)),
        *(tie for duration in own for tie in _of_duration(route, duration)),
    ]
    tied = {(tie.start, tie.end) for tie in waits}
    orders = [tie for order in route.orders for tie in _of_order(rulebook, route, order, asking)]
    return *waits, *(tie for tie in orders if tie.rule != ORDER or (tie.start, tie.end) not in tied)


def network_of(rulebook: Rulebook, route: Route, facts: Facts, today: date) -> Network:
    """The network of a route for these facts today; kept, since many timetables share it."""
    known = tuple(sorted(rulebook.facts(route.id, facts).items()))
    key = (rulebook.fingerprint, route.id, known, _epoch(rulebook, today))
    found = _networks.get(key)
    if found is None:
        if len(_networks) >= _MOST_NETWORKS:
            _networks.clear()
        found = _networks[key] = network(route, ties_of(rulebook, route, facts, today))
    return found


def network(route: Route, ties: tuple[Tie, ...]) -> Network:
    """The network of these ties; a RulebookFault if they run in a circle."""
    into, out_of = _by_event(route.events, ties)
    return Network(_sorted(route, into), ties, into, out_of)


def without(whole: Network, waived: frozenset[tuple[str, str]]) -> Network:
    """The network with the periods of these (rule, second event) lifted; the order of the events stays."""
    if not waived:
        return whole
    ties = tuple(
        order_tie(tie.start, tie.end) if (tie.rule, tie.end) in waived else tie for tie in whole.ties
    )
    into, out_of = _by_event(whole.events, ties)
    return Network(whole.events, ties, into, out_of)


_MOST_NETWORKS = 512
_networks: dict[tuple[str, str, tuple[tuple[str, object], ...], int], Network] = {}
_boundaries: dict[str, tuple[date, ...]] = {}


def _by_event(events: tuple[RouteEvent, ...], ties: tuple[Tie, ...]) -> tuple[TiesByEvent, TiesByEvent]:
    """The ties into and out of each event."""
    into: dict[str, list[Tie]] = {event.id: [] for event in events}
    out_of: dict[str, list[Tie]] = {event.id: [] for event in events}
    for tie in ties:
        into[tie.end].append(tie)
        out_of[tie.start].append(tie)
    return {name: tuple(found) for name, found in into.items()}, {
        n: tuple(found) for n, found in out_of.items()
    }


def _epoch(rulebook: Rulebook, today: date) -> int:
    """Between two days on which some rule begins or ends the same rules are in force."""
    days = _boundaries.get(rulebook.fingerprint)
    if days is None:
        begins = {rule.in_force_from for rule in rulebook.rules.values() if rule.in_force_from}
        ended = {rule.in_force_to + timedelta(1) for rule in rulebook.rules.values() if rule.in_force_to}
        days = _boundaries[rulebook.fingerprint] = tuple(sorted(begins | ended))
    return bisect_right(days, today)


def _of_rule(rulebook: Rulebook, route: Route, rule: Rule) -> Iterator[Tie]:
    period = rule.period
    if period is None or period.kind != "minimum":
        return
    for prefix in ("", SECOND_ROUND):
        pair = _pair(route, prefix + period.start, prefix + period.end)
        if pair:
            yield _rule_tie(rule, period, *pair, unconfirmed=rulebook.unconfirmed(rule.id))


def _rule_tie(rule: Rule, period: Period, start: str, end: str, *, unconfirmed: bool) -> Tie:
    return Tie(
        start,
        end,
        period.n,
        period.method,
        period.calendar,
        rule.id,
        rule.title,
        rule.force,
        period.ends,
        unconfirmed,
    )


def _of_duration(route: Route, own: Duration) -> Iterator[Tie]:
    pair = _pair(route, own.start, own.end)
    if pair:
        yield Tie(*pair, own.n, own.method, own.calendar, LOCAL + own.name, own.title, None, own.ends)


def _of_order(rulebook: Rulebook, route: Route, order: Order, asking: Mapping[str, Rule]) -> Iterator[Tie]:
    """Plain sense always holds; an order that a rule asks for holds while the rule does."""
    pair = _pair(route, order.start, order.end)
    rule = asking.get(order.rule) if order.rule else None
    if not pair or (order.rule and rule is None):
        return
    if rule is None:
        yield order_tie(*pair)
    else:
        yield order_tie(*pair, rule=rule, unconfirmed=rulebook.unconfirmed(rule.id))


def order_tie(start: str, end: str, rule: Rule | None = None, *, unconfirmed: bool = False) -> Tie:
    """That one event comes no earlier than another; the same day is allowed."""
    name, title, force = (
        (rule.id, rule.title, rule.force) if rule else (ORDER, _("The plain order of events"), None)
    )
    return Tie(
        start, end, 0, Method.ON_OR_AFTER, CalendarName.ALL_DAYS, name, title, force, None, unconfirmed
    )


def _pair(route: Route, start: str, end: str) -> tuple[str, str] | None:
    """The two events as this route knows them, or None where it does not have both."""
    start, end = route.same_day.get(start, start), route.same_day.get(end, end)
    events = {event.id for event in route.events}
    return (start, end) if start in events and end in events and start != end else None


def _sorted(route: Route, into: TiesByEvent) -> tuple[RouteEvent, ...]:
    """The route's own order where the ties leave it open, so that pages stay put."""
    left = list(route.events)
    placed: set[str] = set()
    order: list[RouteEvent] = []
    while left:
        event = next((e for e in left if all(tie.start in placed for tie in into[e.id])), None)
        if event is None:
            raise RulebookFault(_circle(route, left))
        left.remove(event)
        placed.add(event.id)
        order.append(event)
    return tuple(order)


def _circle(route: Route, left: list[RouteEvent]) -> str:
    names = ", ".join(event.id for event in left)
    return _("Route {route}: the ties of {events} run in a circle. Take one of them out.").format(
        route=route.id, events=names
    )

"""Which events of a route are tied together, by which rule: the network that a timetable is read from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from workflow.errors import RulebookFault
from workflow.rulebook.editions import Version, Versions, asking
from workflow.rulebook.model import (
    CalendarName,
    Duration,
    Ends,
    Facts,
    Method,
    Order,
    Period,
    Route,
    RouteEvent,
    Rule,
    Rulebook,
    Shorter,
)
from workflow.timetable.calendars import calendar
from workflow.timetable.counting import depends_on_calendar
from workflow.timetable.model import Tie
from workflow.timetable.workdays import Calendar
from workflow.words import gettext as _

ORDER = "order"
LOCAL = "local:"
PAPERS = "local:papers_deadline"
SECOND_ROUND = "award_"
TiesByEvent = Mapping[str, tuple[Tie, ...]]


@dataclass(frozen=True, slots=True)
class Network:
    """The events of a route, sorted so that every minimum points forward, with the minima into and out of
    each event, and the maxima.

    The ties of an event stand in the rulebook's order: the first of those that bind on the same day is named.
    """

    events: tuple[RouteEvent, ...]
    ties: tuple[Tie, ...]
    into: TiesByEvent
    out_of: TiesByEvent
    limits: tuple[Tie, ...] = ()

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


def ties_of(rulebook: Rulebook, route: Route, facts: Facts) -> tuple[Tie, ...]:
    """Every period between two events of the route that applies to the facts; each says when it is in force.

    Rules come first, in the rulebook's order, a tie for each edition that has another figure; then the
    authority's own durations; then the plain order of events.
    """
    known = rulebook.facts(route.id, facts)
    asked = asking(rulebook, route.id, known)
    own = rulebook.authority.durations.get(route.id, ())
    waits = [
        *(tie for each in asked.values() for version in each for tie in _of_rule(rulebook, route, version)),
        *(tie for duration in own for tie in _of_duration(route, duration)),
    ]
    tied = {(tie.start, tie.end) for tie in waits if tie.kind == "minimum" and not tie.edition}
    orders = [tie for order in route.orders for tie in _of_order(rulebook, route, order, asked)]
    return *waits, *(tie for tie in orders if tie.rule != ORDER or (tie.start, tie.end) not in tied)


def network_of(rulebook: Rulebook, route: Route, facts: Facts) -> Network:
    """The network of a route for these facts; kept, since many timetables share it."""
    known = tuple(sorted(rulebook.facts(route.id, facts).items()))
    events = tuple(event.id for event in route.events)
    key = (rulebook.fingerprint, route.id, events, known)
    found = _networks.get(key)
    if found is None:
        if len(_networks) >= _MOST_NETWORKS:
            _networks.clear()
        found = _networks[key] = network(route, ties_of(rulebook, route, facts))
    return found


def counted_on(rulebook: Rulebook, route: Route, facts: Facts) -> tuple[Calendar, ...]:
    """The calendars of working days that the dates of a route rest on: those of its periods and its acts."""
    ties = network_of(rulebook, route, facts).ties
    names = {tie.calendar for tie in ties if depends_on_calendar(tie.method)} | {rulebook.authority.nation}
    return tuple(calendar(name) for name in sorted(names))


def network(route: Route, ties: tuple[Tie, ...]) -> Network:
    """The network of these ties; a RulebookFault if the minima run in a circle."""
    into, out_of, limits = _by_event(route.events, ties)
    return Network(_sorted(route, into), ties, into, out_of, limits)


def with_ties(whole: Network, ties: tuple[Tie, ...]) -> Network:
    """The network with other ties between its events, which stay in their order."""
    into, out_of, limits = _by_event(whole.events, ties)
    return Network(whole.events, ties, into, out_of, limits)


def without(whole: Network, waived: frozenset[tuple[str, str]]) -> Network:
    """The network with the periods of these (rule, second event) lifted; the order of the events stays."""
    if not waived:
        return whole
    lifted = (_lifted(tie) if (tie.rule, tie.end) in waived else tie for tie in whole.ties)
    return with_ties(whole, tuple(tie for tie in lifted if tie))


def shortened(whole: Network, left: Mapping[tuple[str, str], Shorter]) -> Network:
    """The network with what an exception leaves in place of the period of a (rule, second event)."""
    if not left:
        return whole
    return with_ties(whole, tuple(shorter(tie, left.get((tie.rule, tie.end))) for tie in whole.ties))


def shorter(tie: Tie, left: Shorter | None) -> Tie:
    """The tie with what an exception leaves of its period; the same tie where none is recorded."""
    if left is None or tie.kind == "maximum":
        return tie
    return replace(tie, n=left.n, method=left.method, calendar=left.calendar, ends=None)


def brought_down(whole: Network, agreed: Mapping[tuple[str, str], int]) -> Network:
    """The network with the days that agreed explanations leave of the period of a (rule, second event)."""
    if not agreed:
        return whole
    return with_ties(whole, tuple(_agreed(tie, agreed.get((tie.rule, tie.end))) for tie in whole.ties))


def _agreed(tie: Tie, days: int | None) -> Tie:
    return tie if days is None else replace(shorter(tie, Shorter(n=days)), agreed=True)


def _lifted(tie: Tie) -> Tie | None:
    return order_tie(tie.start, tie.end) if tie.kind == "minimum" else None


_MOST_NETWORKS = 512
_networks: dict[tuple[object, ...], Network] = {}


def _by_event(
    events: tuple[RouteEvent, ...], ties: tuple[Tie, ...]
) -> tuple[TiesByEvent, TiesByEvent, tuple[Tie, ...]]:
    """The minima into and out of each event, and the maxima."""
    into: dict[str, list[Tie]] = {event.id: [] for event in events}
    out_of: dict[str, list[Tie]] = {event.id: [] for event in events}
    limits = []
    for tie in ties:
        if tie.kind == "maximum":
            limits.append(tie)
            continue
        into[tie.end].append(tie)
        out_of[tie.start].append(tie)
    return _frozen(into), _frozen(out_of), tuple(limits)


def _frozen(found: Mapping[str, list[Tie]]) -> TiesByEvent:
    return {name: tuple(ties) for name, ties in found.items()}


def _of_rule(rulebook: Rulebook, route: Route, version: Version) -> Iterator[Tie]:
    rule, period = version.rule, version.rule.period
    if period is None:
        return
    for prefix in ("", SECOND_ROUND):
        pair = _pair(route, prefix + period.start, prefix + period.end)
        if pair:
            unconfirmed = rulebook.unconfirmed(rule.id)
            yield _rule_tie(rule, period, *pair, version.edition, unconfirmed=unconfirmed)


def _rule_tie(rule: Rule, period: Period, start: str, end: str, edition: str, *, unconfirmed: bool) -> Tie:
    return Tie(
        start,
        end,
        period.n,
        period.method,
        period.calendar,
        rule.id,
        rule.title,
        rule.force,
        _planned_end(period),
        unconfirmed,
        period.kind,
        rule.in_force_from,
        rule.in_force_to,
        edition=edition,
    )


def _planned_end(period: Period) -> Ends | None:
    """Plan cautiously: "at least N days before" is planned with N whole days between the two."""
    if period.ends is None and period.kind == "minimum" and period.method is Method.AT_LEAST_BEFORE:
        return "day_after"
    return period.ends


def _of_duration(route: Route, own: Duration) -> Iterator[Tie]:
    pair = _pair(route, own.start, own.end)
    if pair:
        yield Tie(*pair, own.n, own.method, own.calendar, LOCAL + own.name, own.title, None, own.ends)


def _of_order(rulebook: Rulebook, route: Route, order: Order, asked: Versions) -> Iterator[Tie]:
    """Plain sense always holds; an order that a rule asks for holds while the rule does."""
    pair = _pair(route, order.start, order.end)
    if pair is None:
        return
    if not order.rule:
        yield order_tie(*pair)
    for version in asked.get(order.rule, ()) if order.rule else ():
        unconfirmed = rulebook.unconfirmed(version.rule.id)
        yield replace(order_tie(*pair, rule=version.rule, unconfirmed=unconfirmed), edition=version.edition)


def order_tie(start: str, end: str, rule: Rule | None = None, *, unconfirmed: bool = False) -> Tie:
    """That one event comes no earlier than another; the same day is allowed."""
    if rule is None:
        title = _("The plain order of events")
        return Tie(start, end, 0, Method.ON_OR_AFTER, CalendarName.ALL_DAYS, ORDER, title, None)
    return Tie(
        start,
        end,
        0,
        Method.ON_OR_AFTER,
        CalendarName.ALL_DAYS,
        rule.id,
        rule.title,
        rule.force,
        unconfirmed=unconfirmed,
        since=rule.in_force_from,
        until=rule.in_force_to,
    )


def _pair(route: Route, start: str, end: str) -> tuple[str, str] | None:
    """The two events as this route knows them, or None where it does not have both."""
    start, end = route.node(start), route.node(end)
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

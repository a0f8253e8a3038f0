"""What must come before what, and whether the waits of a route run in a circle."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from workflow.rulebook.model import Authority, Route, Rule

AGAIN = "award_"

Edges = dict[str, set[str]]


def order_edges(route: Route) -> Edges:
    """What must come before what by the route's own orders."""
    edges: Edges = {}
    for order in route.orders:
        edges.setdefault(order.start, set()).add(order.end)
    return edges


def tie_edges(authority: Authority, route: Route, rules: Iterable[Rule]) -> Edges:
    """What must come before what on a route: orders, the authority's durations, the periods of its rules."""
    edges = order_edges(route)
    mine = {event.id for event in route.events}
    for duration in authority.durations.get(route.id, ()):
        edges.setdefault(duration.start, set()).add(duration.end)
    for period in (rule.period for rule in rules if rule.period and rule.period.kind == "minimum"):
        start, end = (route.node(event) for event in (period.start, period.end))
        for prefix in ("", AGAIN):
            if prefix + start in mine and prefix + end in mine:
                edges.setdefault(prefix + start, set()).add(prefix + end)
    return edges


def circles(edges: Edges) -> Iterator[list[str]]:
    """The first circle found, as the way round it; nothing if time only runs forward."""
    done: set[str] = set()
    for start in edges:
        if circle := _walk(start, edges, [], done):
            yield circle
            return


def _walk(node: str, edges: Edges, way: list[str], done: set[str]) -> list[str]:
    if node in way:
        return [*way[way.index(node) :], node]
    if node in done:
        return []
    for following in sorted(edges.get(node, ())):
        if circle := _walk(following, edges, [*way, node], done):
            return circle
    done.add(node)
    return []

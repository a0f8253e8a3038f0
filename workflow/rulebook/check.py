"""Whether a rulebook makes sense: reachable stages, real endings, known guards and events, no circle.

Each check gives faults that point into the file, in the same form as those of the loader.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from workflow.rulebook.loader import Document, Fault
from workflow.rulebook.model import (
    ANYWHERE,
    ENDED,
    GUARDS,
    WITHDRAWN,
    Authority,
    NoFigure,
    Pack,
    Period,
    Route,
    Rule,
    Stage,
    Vocabulary,
)

AGAIN = "award_"


@dataclass(frozen=True, slots=True)
class Known:
    """What the other files know, against which one file is read."""

    events: frozenset[str]
    rules: Mapping[str, Rule]
    tasks: frozenset[str]
    packs: Mapping[tuple[str, str], Pack]
    routes: Mapping[str, Route]


def vocabulary_faults(document: Document[Vocabulary]) -> Iterator[Fault]:
    """Events that stand twice."""
    yield from _twice(document, "events", (event.id for event in document.content.events))


def pack_faults(document: Document[Pack], known: Known) -> Iterator[Fault]:
    """Rules that stand twice, name events or guards that nobody knows, or contradict their force or dates."""
    yield from _twice(document, "rules", (rule.id for rule in document.content.rules))
    for number, rule in enumerate(document.content.rules):
        for path, problem, mend in _rule_findings(rule, known):
            yield document.fault(("rules", number, *path), problem, mend)


Finding = tuple[tuple[str | int, ...], str, str]


def _rule_findings(rule: Rule, known: Known) -> Iterator[Finding]:
    yield from _period_findings(rule, known)
    if rule.gate and rule.gate.guard not in GUARDS:
        yield (
            ("gate", "guard"),
            f"value '{rule.gate.guard}' is no known guard",
            f"use one of {', '.join(GUARDS)}",
        )
    for item in rule.gate.needs if rule.gate else ():
        if item not in known.events and item not in known.tasks:
            yield (
                ("gate", "needs"),
                f"value '{item}' is no event and no task",
                "name a task of a route, or an event",
            )
    if rule.effect == "block" and rule.force.may_be_explained:
        yield (
            ("effect",),
            f"value 'block' does not fit the force {rule.force}",
            "use explain: it may be explained",
        )
    if rule.effect == "block" and rule.rests_on_memory:
        yield ("effect",), "value 'block' rests on memory", "use warn until a source has been read"
    if rule.in_force_from and rule.in_force_to and rule.in_force_to < rule.in_force_from:
        yield (
            ("in_force_to",),
            f"value '{rule.in_force_to}' is before in_force_from",
            "write the last day in force",
        )


def _period_findings(rule: Rule, known: Known) -> Iterator[Finding]:
    for key in ("period", "no_figure"):
        wait = getattr(rule, key)
        if wait is not None:
            yield from _wait_findings(key, wait, known)
    if rule.period is None:
        return
    if rule.no_figure is not None:
        yield ("no_figure",), "stands beside a period", "keep the one that the rule asks for"
    for number, way in enumerate(rule.exceptions):
        if way.leaves is None:
            mend = "say what is left of the period: 'leaves: {n: 0}' for nothing"
            yield ("exceptions", number, "leaves"), "is missing", mend


def _wait_findings(key: str, wait: Period | NoFigure, known: Known) -> Iterator[Finding]:
    for end in ("start", "end"):
        event = getattr(wait, end)
        if event not in known.events:
            yield (key, end), f"value '{event}' is no known event", "name an event of events.yaml"
    if wait.start == wait.end:
        yield (key, "end"), f"value '{wait.end}' is also the start", "name the event that has to wait"


def route_faults(document: Document[Route], known: Known) -> Iterator[Fault]:
    """Stages that cannot be reached or left, moves out of order, and names that nobody knows."""
    route = document.content
    yield from _twice(document, "events", (event.id for event in route.events))
    yield from _twice(document, "stages", (stage.slug for stage in route.stages), "slug")
    yield from _twice(document, "stages", (stage.id for stage in route.stages))
    yield from _twice(document, "moves", (move.id for move in route.moves))
    for finding in (
        *_event_findings(route, known),
        *_recorded_findings(route),
        *_stage_findings(route, known),
        *_move_findings(route),
        *_reach_findings(route),
    ):
        yield document.fault(*finding)
    for circle in _circles(order_edges(route)):
        yield document.fault(
            ("orders",), f"the orders run in a circle: {' -> '.join(circle)}", "take one of them out"
        )


def _event_findings(route: Route, known: Known) -> Iterator[Finding]:
    mine = {event.id for event in route.events}
    for number, event in enumerate(route.events):
        if event.id not in known.events:
            yield (
                ("events", number, "id"),
                f"value '{event.id}' is no known event",
                "name an event of events.yaml",
            )
    if route.ends_with not in mine:
        yield ("ends_with",), f"value '{route.ends_with}' is no event of this route", "name its last event"
    for event_id, node in route.same_day.items():
        if event_id not in known.events:
            yield (
                ("same_day", event_id),
                f"value '{event_id}' is no known event",
                "name an event of events.yaml",
            )
        if node not in mine:
            yield (
                ("same_day", event_id),
                f"value '{node}' is no event of this route",
                "name an event of this route",
            )
    for number, order in enumerate(route.orders):
        for end in ("start", "end"):
            if getattr(order, end) not in mine:
                problem = f"value '{getattr(order, end)}' is no event of this route"
                yield ("orders", number, end), problem, "name an event of this route"
        if order.rule and order.rule not in known.rules:
            yield (
                ("orders", number, "rule"),
                f"value '{order.rule}' is a rule of no pack",
                "name a rule of a pack",
            )


def _recorded_findings(route: Route) -> Iterator[Finding]:
    """Each event of the route is recorded at exactly one stage, and no stage records another."""
    places = [event for stage in route.stages for event in stage.events]
    for number, event in enumerate(route.events):
        if places.count(event.id) != 1:
            problem = f"value '{event.id}' is recorded at {places.count(event.id)} stages"
            yield ("events", number, "id"), problem, "list it under 'events' of exactly one stage"
    mine = {event.id for event in route.events}
    for number, stage in enumerate(route.stages):
        for strange in (event for event in stage.events if event not in mine):
            yield (
                ("stages", number, "events"),
                f"value '{strange}' is no event of this route",
                "add it to 'events'",
            )


def _stage_findings(route: Route, known: Known) -> Iterator[Finding]:
    here = {event.id for event in route.events}
    past: set[str] = set()
    for number, stage in enumerate(route.stages):
        for task in _doubles([task.id for task in stage.tasks]):
            yield ("stages", number, "tasks"), f"value '{task}' stands twice", "keep one of the two"
        if stage.not_final_before and stage.not_final_before not in past:
            problem = f"value '{stage.not_final_before}' is recorded at no earlier stage"
            yield ("stages", number, "not_final_before"), problem, "name an event of an earlier stage"
        for rule_id in stage.gates:
            yield from _gate_findings(number, stage, known.rules.get(rule_id), rule_id, here)
        past.update(stage.events)


def _gate_findings(
    number: int, stage: Stage, rule: Rule | None, rule_id: str, here: set[str]
) -> Iterator[Finding]:
    path = ("stages", number, "gates")
    if rule is None:
        yield path, f"value '{rule_id}' is a rule of no pack", "name a rule of a pack"
        return
    tasks = {task.id for task in stage.tasks}
    for item in rule.gate.needs if rule.gate else ():
        if item not in here and item not in tasks:
            mend = f"add a task '{item}' to the stage, or take the gate out"
            yield path, f"value '{rule_id}' needs '{item}', which the stage does not ask for", mend


def _move_findings(route: Route) -> Iterator[Finding]:
    slugs = [stage.slug for stage in route.stages]
    for number, move in enumerate(route.moves):
        for end, others in (("start", (ANYWHERE,)), ("end", (ENDED, WITHDRAWN))):
            if (name := getattr(move, end)) not in (*slugs, *others):
                known = ", ".join((*slugs, *others))
                yield (
                    ("moves", number, end),
                    f"value '{name}' is no stage of this route",
                    f"use one of {known}",
                )
    finishes = [(move.start, move.end) for move in route.moves if move.kind == "finish"]
    ways = list(zip(slugs, [*slugs[1:], ENDED], strict=True))
    if finishes != ways:
        odd = next((way for way in ways if way not in finishes), finishes[0] if finishes else ("", ""))
        mend = f"one finish move for each stage, in the order of the stages: {odd[0]} to {odd[1]}"
        yield ("moves",), "the finish moves are not the order of the stages", mend
    optional = {stage.slug for stage in route.stages if stage.optional_because}
    skipped = {move.start for move in route.moves if move.kind == "skip"}
    for slug in sorted(optional ^ skipped):
        path = ("stages", slugs.index(slug)) if slug in slugs else ("moves",)
        mend = "a stage with optional_because has a skip move, and no other has one"
        yield path, f"value '{slug}' may be left out in one place only", mend


def _reach_findings(route: Route) -> Iterator[Finding]:
    slugs = [stage.slug for stage in route.stages]
    ways: dict[str, set[str]] = {slug: set() for slug in slugs}
    for move in route.moves:
        for start in slugs if move.start == ANYWHERE else (move.start,):
            ways.setdefault(start, set()).add(move.end)
    reached = _reachable(slugs[0], ways) if slugs else set()
    stuck = [slug for slug in slugs if ENDED not in _reachable(slug, ways)]
    dead_ends = [slug for slug in stuck if not ways[slug] & set(slugs)]
    for number, slug in enumerate(slugs):
        path = ("stages", number, "slug")
        if slug not in reached:
            yield path, f"value '{slug}' cannot be reached", "add a move that leads to it"
        if slug in (dead_ends or stuck):
            yield path, f"value '{slug}' has no way to an ending", f"add moves that lead to '{ENDED}'"


def authority_faults(document: Document[Authority], known: Known) -> Iterator[Fault]:
    """Packs, routes and events that nobody knows, confirmations of nothing, waits that run in a circle."""
    authority = document.content
    for finding in (*_adoption_findings(authority, known), *_duration_findings(authority, known)):
        yield document.fault(*finding)
    rules = adopted_rules(authority, known.packs)
    for route in known.routes.values():
        for circle in _circles(tie_edges(authority, route, rules)):
            problem = f"on the route {route.id} the waits run in a circle: {' -> '.join(circle)}"
            yield document.fault(
                ("durations", route.id), problem, "change the start or the end of one of them"
            )


def _adoption_findings(authority: Authority, known: Known) -> Iterator[Finding]:
    seen: dict[str, str] = {}
    for number, adoption in enumerate(authority.packs):
        pack = known.packs.get((adoption.pack, adoption.edition))
        if pack is None:
            names = ", ".join(sorted(f"{name} {edition}" for name, edition in known.packs))
            problem = f"value '{adoption.pack}' in edition '{adoption.edition}' is no known pack"
            yield ("packs", number, "pack"), problem, f"use one of {names}"
            continue
        memory = {rule.id for rule in pack.rules if rule.rests_on_memory}
        for rule_id in (rule_id for rule_id in adoption.confirmed if rule_id not in memory):
            problem = f"value '{rule_id}' needs no confirmation in this pack"
            yield (
                ("packs", number, "confirmed"),
                problem,
                f"name one of {', '.join(sorted(memory)) or 'none'}",
            )
        for rule in (rule for rule in pack.rules if rule.id in seen):
            problem = f"the rule {rule.id} also stands in the pack {seen[rule.id]}"
            yield ("packs", number, "pack"), problem, "adopt one of the two packs"
        seen.update((rule.id, pack.id) for rule in pack.rules)


def _duration_findings(authority: Authority, known: Known) -> Iterator[Finding]:
    for route_id, durations in authority.durations.items():
        route = known.routes.get(route_id)
        if route is None:
            names = ", ".join(sorted(known.routes))
            yield ("durations", route_id), f"value '{route_id}' is no known route", f"use one of {names}"
            continue
        mine = {event.id for event in route.events}
        for number, duration in enumerate(durations):
            for end in ("start", "end"):
                if (event := getattr(duration, end)) not in mine:
                    problem = f"value '{event}' is no event of the route {route_id}"
                    yield ("durations", route_id, number, end), problem, "name an event of that route"


def cross_faults(packs: Iterable[Document[Pack]]) -> Iterator[Fault]:
    """A rule that stands in two packs: only editions of one pack may share rules."""
    homes: dict[str, str] = {}
    for document in packs:
        for number, rule in enumerate(document.content.rules):
            home = homes.setdefault(rule.id, document.content.id)
            if home != document.content.id:
                problem = f"value '{rule.id}' also stands in the pack {home}"
                yield document.fault(("rules", number, "id"), problem, "keep the rule in one pack")


def adopted_rules(authority: Authority, packs: Mapping[tuple[str, str], Pack]) -> tuple[Rule, ...]:
    """The rules of all packs that the authority adopted, in the order of adoption."""
    found = (packs.get((adoption.pack, adoption.edition)) for adoption in authority.packs)
    return tuple(rule for pack in found if pack for rule in pack.rules)


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
        start, end = (route.same_day.get(event, event) for event in (period.start, period.end))
        for prefix in ("", AGAIN):
            if prefix + start in mine and prefix + end in mine:
                edges.setdefault(prefix + start, set()).add(prefix + end)
    return edges


def _circles(edges: Edges) -> Iterator[list[str]]:
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


def _reachable(start: str, ways: Mapping[str, set[str]]) -> set[str]:
    reached, waiting = set(), [start]
    while waiting:
        if (node := waiting.pop()) not in reached:
            reached.add(node)
            waiting.extend(ways.get(node, ()))
    return reached


def _doubles(names: Iterable[str]) -> list[str]:
    seen: set[str] = set()
    return [name for name in names if name in seen or seen.add(name)]  # type: ignore[func-returns-value]


def _twice(document: Document[Any], key: str, names: Iterable[str], under: str = "id") -> Iterator[Fault]:
    listed = list(names)
    for number, name in enumerate(listed):
        if name in listed[:number]:
            problem = f"value '{name}' stands twice"
            yield document.fault((key, number, under), problem, "give it another name or take it out")

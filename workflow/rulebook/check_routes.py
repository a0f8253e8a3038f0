"""Whether a route makes sense: reachable stages, real endings, moves in order, names that others know."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from workflow.rulebook.check import Finding, Known, doubles, fact_mend, twice
from workflow.rulebook.circles import circles, order_edges
from workflow.rulebook.loader import Document, Fault
from workflow.rulebook.model import ANYWHERE, ENDED, WITHDRAWN, Applies, Route, Rule


def route_faults(document: Document[Route], known: Known) -> Iterator[Fault]:
    """Stages that cannot be reached or left, moves out of order, and names that nobody knows."""
    route = document.content
    yield from twice(document, "events", (event.id for event in route.events))
    yield from twice(document, "stages", (stage.slug for stage in route.stages), "slug")
    yield from twice(document, "stages", (stage.id for stage in route.stages))
    yield from twice(document, "moves", (move.id for move in route.moves))
    for finding in (
        *_event_findings(route, known),
        *_condition_findings(route),
        *_recorded_findings(route),
        *_stage_findings(route, known),
        *_move_findings(route),
        *_reach_findings(route),
    ):
        yield document.fault(*finding)
    for circle in circles(order_edges(route)):
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


def _condition_findings(route: Route) -> Iterator[Finding]:
    """What a route and its events hang on: facts with values that they can have, boards, papers for them."""
    mine = {event.id: event for event in route.events}
    for fact, value in route.facts.items():
        if mend := fact_mend(fact, value):
            yield ("facts", fact), f"value '{value}' is none of the fact '{fact}'", mend
    for number, event in enumerate(route.events):
        path = ("events", number)
        if event.when and event.id == route.ends_with:
            yield (
                (*path, "when"),
                f"value '{event.id}' is the last event",
                "every project has it: take it out",
            )
        for fact, value in event.when.items():
            if mend := fact_mend(fact, value):
                yield (*path, "when", fact), f"value '{value}' is none of the fact '{fact}'", mend
        if event.sits in Applies.model_fields:
            mend = "name a fact of its own, e.g. decided_by"
            yield (*path, "sits"), f"value '{event.sits}' does not say which board meets", mend
        if event.papers_for and (event.papers_for == event.id or event.papers_for not in mine):
            problem = f"value '{event.papers_for}' is no other event of this route"
            yield (*path, "papers_for"), problem, "name the event for whose meeting the papers are"
        elif event.papers_for and not mine[event.papers_for].sits:
            problem = f"value '{event.papers_for}' is decided at no meeting"
            yield (*path, "papers_for"), problem, "give that event 'sits:', the fact that names its board"


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
    asked: set[str] = set()
    for number, stage in enumerate(route.stages):
        for task in doubles([task.id for task in stage.tasks]):
            yield ("stages", number, "tasks"), f"value '{task}' stands twice", "keep one of the two"
        if stage.not_final_before and stage.not_final_before not in past:
            problem = f"value '{stage.not_final_before}' is recorded at no earlier stage"
            yield ("stages", number, "not_final_before"), problem, "name an event of an earlier stage"
        asked |= {task.id for task in stage.tasks}
        for rule_id in stage.gates:
            yield from _gate_findings(number, known.rules.get(rule_id), rule_id, here | asked)
        past.update(stage.events)


def _gate_findings(number: int, rule: Rule | None, rule_id: str, asked: set[str]) -> Iterator[Finding]:
    """A gate must find something to ask for: an event of the route, or a task of this or an earlier stage."""
    path = ("stages", number, "gates")
    if rule is None:
        yield path, f"value '{rule_id}' is a rule of no pack", "name a rule of a pack"
        return
    needs = rule.gate.needs if rule.gate else ()
    if needs and not asked & set(needs):
        item = " or ".join(f"'{need}'" for need in needs)
        mend = f"add a task {item} to this or an earlier stage, or take the gate out"
        yield path, f"value '{rule_id}' needs {item}, which the stage does not ask for", mend


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


def _reachable(start: str, ways: Mapping[str, set[str]]) -> set[str]:
    reached, waiting = set(), [start]
    while waiting:
        if (node := waiting.pop()) not in reached:
            reached.add(node)
            waiting.extend(ways.get(node, ()))
    return reached

"""The stages, events and moves of one kind of exercise, as frozen data: the files under routes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from workflow.rulebook.packs import Facts, Frozen, several
from workflow.rulebook.terms import Process

ENDED, WITHDRAWN, ANYWHERE = "ended", "withdrawn", "*"


class RouteEvent(Frozen):
    """One dated happening of a route, in the words that pages and mails use.

    `title` "Consultation opens"; `must` "The consultation must open"; `was_due` "The consultation was due to
    open"; `not_yet` "it has not opened"; `done` "Consultation opened"; `protects` goes on: "to give
    organisations ...". `working`: an act that a body plans, so it falls on its working days. `act` False: it
    follows by itself (the end of call-in) and nobody is reminded of it. `when`: only where these facts hold
    (one that is not given counts as false). `sits` names the fact that says which board meets for it, and
    `papers_for` the event for whose meeting it hands in the papers.
    """

    id: str
    title: str
    must: str
    was_due: str
    not_yet: str
    done: str
    protects: str = ""
    working: bool = True
    act: bool = True
    public: bool = True
    when: Mapping[str, str | bool] = {}
    sits: str | None = None
    papers_for: str | None = None

    def belongs(self, facts: Facts) -> bool:
        """Whether the event is part of a project with these facts."""
        return all(value in several(facts.get(key, False)) for key, value in self.when.items())


class Task(Frozen):
    """One thing a stage asks for: a record, with who may see it by default."""

    id: str
    title: str
    hint: str = ""
    required: bool = True
    visibility: Literal["public", "staff"] = "staff"


class Stage(Frozen):
    """One stage of a route, in the order of the field.

    `needs`: the evidence to have at hand; `sector`: what organisations can bring here.
    """

    id: str
    slug: str
    name: str
    now: str
    decides: str
    sector_sees: str
    needs: tuple[str, ...] = ()
    sector: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    tasks: tuple[Task, ...] = ()
    gates: tuple[str, ...] = ()
    optional_because: str | None = None
    not_final_before: str | None = None


class Move(Frozen):
    """A step of the machine between stages: finish asks the gates, skip and withdraw ask for a reason.

    `start` may be "*" (any stage); `end` may be "ended" or "withdrawn".
    """

    id: str
    start: str
    end: str
    kind: Literal["finish", "skip", "withdraw"]


class Order(Frozen):
    """`end` may not come before `start` (same day allowed), by `rule` or by the plain sense of the route."""

    start: str
    end: str
    rule: str | None = None


class Route(Frozen):
    """The stages, events and moves of one kind of exercise. `ends_with` is its last event."""

    id: str
    title: str
    process: Process
    ends_with: str
    facts: Mapping[str, str | bool] = {}
    events: tuple[RouteEvent, ...]
    same_day: Mapping[str, str] = {}
    orders: tuple[Order, ...] = ()
    stages: tuple[Stage, ...]
    moves: tuple[Move, ...]

    def event(self, event_id: str) -> RouteEvent:
        """The event of that id; KeyError if the route has none."""
        return {event.id: event for event in self.events}[event_id]

    def node(self, event_id: str) -> str:
        """The event of this route on whose day that one falls: itself where the route has it."""
        own = any(event.id == event_id for event in self.events)
        return event_id if own else self.same_day.get(event_id, event_id)

    def stage(self, slug: str) -> Stage:
        """The stage of that slug; KeyError if the route has none."""
        return {stage.slug: stage for stage in self.stages}[slug]


class EventMeaning(Frozen):
    """One event of the vocabulary that all rules and routes share, and the one thing it means."""

    id: str
    meaning: str


class Vocabulary(Frozen):
    """Every event that a rule or a route may name."""

    events: tuple[EventMeaning, ...]


def part_of(route: Route, facts: Facts, left_out: tuple[str, ...] = ()) -> Route:
    """The part of a route that a project with these facts goes through, without the stages left out.

    Events that do not belong to it go with their stages; what came before and after them stays in order.
    """
    stages = tuple(stage for stage in route.stages if stage.slug not in left_out)
    own = {event for stage in route.stages if stage.slug in left_out for event in stage.events}
    gone = {e.id for e in route.events if not e.belongs(facts)} | (own - {route.ends_with})
    if not gone and not left_out:
        return route
    return route.model_copy(
        update={
            "events": tuple(event for event in route.events if event.id not in gone),
            "same_day": {name: node for name, node in route.same_day.items() if node not in gone},
            "orders": _orders(route.orders, gone),
            "stages": tuple(_without(stage, gone) for stage in stages),
            "moves": _moves(route, left_out),
        }
    )


def _orders(orders: tuple[Order, ...], gone: set[str]) -> tuple[Order, ...]:
    """The orders among the events that stay; those that ran through one that goes are joined."""
    kept = list(orders)
    for event in sorted(gone):
        before = [order for order in kept if order.end == event]
        after = [order for order in kept if order.start == event]
        kept = [order for order in kept if event not in (order.start, order.end)]
        joined = (Order(start=b.start, end=a.end) for b in before for a in after)
        known = {(order.start, order.end) for order in kept}
        kept += [order for order in joined if (order.start, order.end) not in known]
    return tuple(kept)


def _without(stage: Stage, gone: set[str]) -> Stage:
    talk = None if stage.not_final_before in gone else stage.not_final_before
    events = tuple(event for event in stage.events if event not in gone)
    return stage.model_copy(update={"events": events, "not_final_before": talk})


def _moves(route: Route, left_out: tuple[str, ...]) -> tuple[Move, ...]:
    """The moves among the stages that stay; one that led to a stage left out leads to the next."""
    onward = {move.start: move.end for move in route.moves if move.kind == "finish"}

    def landing(stage: str) -> str:
        return landing(onward[stage]) if stage in left_out else stage

    kept = (move for move in route.moves if move.start not in left_out)
    return tuple(move.model_copy(update={"end": landing(move.end)}) for move in kept)

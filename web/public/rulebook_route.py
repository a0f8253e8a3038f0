"""The stages of one route in order, with where each leads in words, and as boxes and arrows."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

from workflow.rulebook.model import ENDED, Route, Rule, Rulebook, Stage
from workflow.words import gettext as _

WIDTH, LEFT, BOX, LETTERS = 300, 4, 232, 24
TALL, GAP, LINE, TOP = 46, 26, 17, 4


@dataclass(frozen=True, slots=True)
class StageTold:
    """One stage: what it asks, by which rules, and where it leads."""

    stage: Stage
    events: tuple[str, ...]
    rules: tuple[Rule, ...]
    branches: tuple[str, ...]
    not_final: str


@dataclass(frozen=True, slots=True)
class Box:
    """One stage in the drawing: where it stands, and its name folded to its width."""

    y: int
    lines: tuple[tuple[int, str], ...]
    optional: bool


@dataclass(frozen=True, slots=True)
class Bypass:
    """A dashed line past a stage that may be left out, from the middle of one box to that of another."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Diagram:
    """The drawing, in units of the drawing, and its conclusion in words."""

    title: str
    description: str
    height: int
    boxes: tuple[Box, ...]
    bypasses: tuple[Bypass, ...]
    width: int = WIDTH
    left: int = LEFT
    box: int = BOX
    tall: int = TALL
    gap: int = GAP


def stages_of(route: Route, rulebook: Rulebook) -> tuple[StageTold, ...]:
    """The stages of a route in the order of the field, with the rules that this rulebook has there."""
    return tuple(_told(stage, route, rulebook) for stage in route.stages)


def diagram(route: Route) -> Diagram:
    """The stages as boxes, an arrow from each to the next, a dashed line past one that may be left out."""
    place = {stage.slug: number for number, stage in enumerate(route.stages)}
    skipped = {move.start for move in route.moves if move.kind == "skip"}
    skips = [move for move in route.moves if move.kind == "skip" and move.end in place]
    says = _("{n} stages, one after the other, from '{first}' to '{last}'.")
    names = [stage.name for stage in route.stages]
    return Diagram(
        title=_("Stages of: {route}").format(route=route.title),
        description=says.format(n=len(names), first=names[0], last=names[-1]),
        height=TOP + len(names) * (TALL + GAP) - GAP + TOP,
        boxes=tuple(_box(number, stage, stage.slug in skipped) for number, stage in enumerate(route.stages)),
        bypasses=tuple(
            Bypass(_middle(place[move.start] - 1), _middle(place[move.end]))
            for move in skips
            if place[move.start]
        ),
    )


def _box(number: int, stage: Stage, optional: bool) -> Box:
    name = f"{number + 1}. {stage.name}"
    lines = textwrap.wrap(name, LETTERS, max_lines=2, placeholder=" …")
    first = _middle(number) + 5 - (len(lines) - 1) * LINE // 2
    return Box(
        y=TOP + number * (TALL + GAP),
        lines=tuple((first + LINE * at, text) for at, text in enumerate(lines)),
        optional=optional,
    )


def _middle(number: int) -> int:
    return TOP + number * (TALL + GAP) + TALL // 2


def _told(stage: Stage, route: Route, rulebook: Rulebook) -> StageTold:
    known = {event.id: event.title for event in route.events}
    some = {event.id for event in route.events if event.when}
    first = known.get(stage.not_final_before or "")
    waits = _("Nothing is marked final before this is recorded, or the departure is explained: {event}.")
    return StageTold(
        stage=stage,
        events=tuple(
            _("{event} (not in every project)").format(event=known[event]) if event in some else known[event]
            for event in stage.events
        ),
        rules=tuple(rulebook.rules[gate] for gate in stage.gates if gate in rulebook.rules),
        branches=tuple(_branches(stage, route)),
        not_final=waits.format(event=first) if first else "",
    )


def _branches(stage: Stage, route: Route) -> Iterator[str]:
    names = {one.slug: one.name for one in route.stages}
    for move in route.moves:
        if move.start != stage.slug:
            continue
        if move.kind == "skip":
            because = stage.optional_because or _("Where it is not needed")
            left_out = _("{because}. If it is left out, with a recorded reason: {next}.")
            yield left_out.format(because=because, next=names.get(move.end, move.end))
        elif move.end == ENDED:
            yield _("When it is finished, the whole is over.")
        elif move.kind == "finish":
            yield _("When it is finished: {next}.").format(next=names.get(move.end, move.end))

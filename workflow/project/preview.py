"""What would change for a project: every date, rule, gate and departure, as it is and as it would be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from workflow.project.events import RuleNotMet
from workflow.project.guards import not_met, obstacles
from workflow.project.model import Project
from workflow.project.orders import ORDERS
from workflow.project.situation import Situation
from workflow.rulebook.comparing import DurationChange
from workflow.rulebook.comparing import compare as rulebooks
from workflow.rulebook.model import Route, Rule, Stage
from workflow.timetable.model import EventDates, Timetable

Departing = Literal["explanation", "exception"]
_BESIDE_THE_POINT = {"checked", "standard", "note", "source", "evidence"}
"""What a rule says about itself: none of it asks anything else of a project."""


@dataclass(frozen=True, slots=True)
class DateChange:
    """One event some date of which would change. `before` or `after` None: it is no part of the path then.

    `rule_before` and `rule_after` are what sets the last safe date; None for an order or an own duration.
    """

    title: str
    before: EventDates | None
    after: EventDates | None
    rule_before: Rule | None
    rule_after: Rule | None


@dataclass(frozen=True, slots=True)
class RuleChange:
    """One rule that would ask something else: `before` None is a new one, `after` None one that is gone.

    `unconfirmed` says whether it is and whether it would be.
    """

    id: str
    before: Rule | None
    after: Rule | None
    unconfirmed: tuple[bool, bool]

    @property
    def title(self) -> str:
        """Its title, the new one where there are two."""
        rule = self.after or self.before
        return rule.title if rule else self.id


@dataclass(frozen=True, slots=True)
class GateChange:
    """A stage that would ask for one thing more before it can be finished, or (`closes`) for one less."""

    stage: str
    rule: str
    closes: bool


@dataclass(frozen=True, slots=True)
class LooseDeparture:
    """An explanation or exception whose rule would be gone, or (`changed`) would say something else."""

    kind: Departing
    rule: str
    event: str
    changed: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """A project as it is and as it would be. Nothing of it is saved."""

    before: Situation
    after: Situation
    was: Timetable
    now: Timetable
    dates: tuple[DateChange, ...]
    rules: tuple[RuleChange, ...]
    own_times: tuple[DurationChange, ...]
    gates: tuple[GateChange, ...]
    loose: tuple[LooseDeparture, ...]
    newly_not_met: tuple[RuleNotMet, ...]
    stage_left_out: Stage | None
    """The stage that the project stands in, if its path would no longer have it."""


def compare(before: Situation, after: Situation, was: Timetable, now: Timetable) -> Preview:
    """What would change for one project between two situations, each with its timetable."""
    known = {(fact.rule, fact.event) for fact in not_met(before)}
    books = rulebooks(before.rulebook, after.rulebook)
    gone = before.project.live and before.stage is not None and after.stage is None
    return Preview(
        before=before,
        after=after,
        was=was,
        now=now,
        dates=tuple(_dates(before, after, was, now)),
        rules=tuple(_rules(before, after)),
        own_times=tuple(each for each in books.durations if each.route == after.route.id),
        gates=tuple(_gates(before, after)),
        loose=tuple(_loose(before, after)),
        newly_not_met=tuple(fact for fact in not_met(after) if (fact.rule, fact.event) not in known),
        stage_left_out=before.stage if gone else None,
    )


def _dates(before: Situation, after: Situation, was: Timetable, now: Timetable) -> Iterator[DateChange]:
    """In the order of the route; what has happened has no date left to change."""
    old, new = _by_event(was), _by_event(now)
    for event in before.rulebook.routes[before.route.id].events:
        a, b = old.get(event.id), new.get(event.id)
        if not _differs(a, b):
            continue
        yield DateChange(event.title, a, b, _binding(before, a), _binding(after, b))


def _by_event(timetable: Timetable) -> Mapping[str, EventDates]:
    return {event.id: event for event in timetable.events}


def _differs(old: EventDates | None, new: EventDates | None) -> bool:
    if old is None or new is None:
        return old is not new
    if old.done and new.done:
        return False
    return (old.latest, old.earliest, old.spare_working_days) != (
        new.latest,
        new.earliest,
        new.spare_working_days,
    )


def _binding(situation: Situation, dates: EventDates | None) -> Rule | None:
    return situation.rulebook.find(dates.binding_rule, dates.binding_edition) if dates else None


def _rules(before: Situation, after: Situation) -> Iterator[RuleChange]:
    old, new = _asking(before), _asking(after)
    for rule_id in sorted(old.keys() | new.keys()):
        a, b = old.get(rule_id), new.get(rule_id)
        unconfirmed = before.rulebook.unconfirmed(rule_id), after.rulebook.unconfirmed(rule_id)
        if a is None or b is None or _says(a) != _says(b) or unconfirmed[0] != unconfirmed[1]:
            yield RuleChange(rule_id, a, b, unconfirmed)


def _asking(situation: Situation) -> Mapping[str, Rule]:
    """The rules that ask something of the project, now or from a day to come."""
    facts = situation.facts
    return {
        rule.id: rule
        for rule in situation.rulebook.rules.values()
        if situation.rulebook.asks(rule, facts)
        and (rule.in_force_to is None or situation.today <= rule.in_force_to)
    }


def _says(rule: Rule) -> Mapping[str, object]:
    return rule.model_dump(exclude=_BESIDE_THE_POINT)


def _gates(before: Situation, after: Situation) -> Iterator[GateChange]:
    """Of the stages still to come: what each would ask for that it does not ask for now, and the reverse."""
    old, new = _asked_for(before), _asked_for(after)
    for stage, rule in dict.fromkeys((*old, *new)):
        if (stage, rule) not in old:
            yield GateChange(stage, new[stage, rule], closes=False)
        elif (stage, rule) not in new:
            yield GateChange(stage, old[stage, rule], closes=True)


def _asked_for(situation: Situation) -> Mapping[tuple[str, str], str]:
    over = {*situation.project.finished, *situation.project.skipped}
    return {
        (stage.name, found.rule or found.event): found.title
        for stage in situation.route.stages
        if stage.slug not in over
        for found in obstacles(situation, stage)
        if found.blocks
    }


def _loose(before: Situation, after: Situation) -> Iterator[LooseDeparture]:
    """Only what holds today and would not hold any more."""
    held, kept = _asking(before), _asking(after)
    for kind, rule, event in _departures(before.project):
        if not _matches(rule, event, held, before.route):
            continue
        gone = not _matches(rule, event, kept, after.route)
        changed = rule in held and rule in kept and _says(held[rule]) != _says(kept[rule])
        if gone or changed:
            title = held[rule].title if rule in held else rule
            yield LooseDeparture(kind, title, before.words(event).title, changed=not gone)


def _departures(project: Project) -> Iterator[tuple[Departing, str, str]]:
    for asked in project.explanations.values():
        if asked.agreed is not False:
            yield "explanation", asked.rule, asked.event
    for found in project.exceptions:
        yield "exception", found.rule, found.event


def _matches(rule: str, event: str, asking: Mapping[str, Rule], route: Route) -> bool:
    return (rule in asking or rule in ORDERS) and event in {each.id for each in route.events}

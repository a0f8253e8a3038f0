"""The periods that rules ask for on a project's route, each by the edition in force when it began."""

from __future__ import annotations

from datetime import date

from workflow.project.situation import Situation
from workflow.rulebook.editions import Version
from workflow.rulebook.model import Period, Route, Rule, Stage
from workflow.timetable.dates_in_words import which_edition

_AGAIN = "award_"


def pairs(rule: Rule, route: Route) -> list[tuple[str, str]]:
    """The event pairs on which a minimum period runs in a route: as named, and once more for the award."""
    return in_route(rule.period, route) if rule.period and rule.period.kind == "minimum" else []


def waits(rule: Rule, situation: Situation) -> list[tuple[str, str, Version]]:
    """The same pairs, each with the rule as the edition asks it that was in force when the period began; none
    where that edition did not ask it."""
    return [
        (start, end, version)
        for version in situation.versions(rule)
        for start, end in pairs(version.rule, situation.route)
        if not version.edition or version.rule.in_force_on(_begins(situation, start, end))
    ]


def gates(situation: Situation, stage: Stage) -> list[Rule]:
    """What rules ask at a stage of this project: each as that edition asks it which was in force when its
    period began, or else is in force today."""
    found = (_here(situation, rule) for rule in situation.rules_asked(stage.gates))
    return [rule for rule in found if rule]


def _here(situation: Situation, rule: Rule) -> Rule | None:
    dated = situation.versions(rule)
    if not any(each.edition for each in dated):
        return rule
    if any(pairs(each.rule, situation.route) for each in dated):
        return next((each.rule for _start, _end, each in waits(rule, situation)), None)
    return next((each.rule for each in dated if each.counts_on(situation.today)), None)


def rule_at(situation: Situation, rule_id: str, event: str) -> Rule | None:
    """A rule of the project's rulebook as it is asked at an event: by the edition in force when the period up
    to it began, else as the newest edition has it. None for a rule that no edition has."""
    rule = situation.rulebook.find(rule_id)
    ending = (each.rule for _start, end, each in waits(rule, situation) if end == event) if rule else ()
    return next(iter(ending), rule)


def in_route(period: Period, route: Route) -> list[tuple[str, str]]:
    """The event pairs on which any period runs in a route."""
    known = {event.id for event in route.events}
    start, end = (route.node(e) for e in (period.start, period.end))
    return [(p + start, p + end) for p in ("", _AGAIN) if {p + start, p + end} <= known]


def acts_after(end: str, route: Route) -> list[str]:
    """The acts that wait for a period's end: itself, or what may only follow it where nobody acts."""
    if route.event(end).act:
        return [end]
    return [order.end for order in route.orders if order.start == end]


def with_edition(missing: str, version: Version) -> str:
    """What is missing, and which edition asks for it where another asks for something else."""
    days = version.rule.in_force_from, version.rule.in_force_to
    return " ".join((missing, *which_edition(version.edition, *days)))


def _begins(situation: Situation, start: str, end: str) -> date:
    """The day on which a period began, or what it leads to came without it, or it is to begin."""
    project, today = situation.project, situation.today
    return project.actual(start) or situation.passed_on(end) or max(project.planned(start) or today, today)

"""Explanations that are owed: a step came first, as in a crisis, and nobody has said why yet (R189)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from workflow.project.situation import Situation
from workflow.project.waits import waits
from workflow.project.window import CLOSED, OPENED, last_asked
from workflow.rulebook.model import Rule


@dataclass(frozen=True, slots=True)
class Owed:
    """A rule that may be explained and was not kept at an event; `since`: the day on which that, or what may
    only follow it, happened."""

    rule: Rule
    event: str
    since: date


def owed(situation: Situation) -> tuple[Owed, ...]:
    """What a project that went ahead still has to explain; nothing once somebody asked for it to be agreed,
    whatever became of that."""
    return tuple(_owed(situation)) if any(i.actual for i in situation.project.instances.values()) else ()


def _owed(situation: Situation) -> Iterator[Owed]:
    project = situation.project
    asked = {(each.rule, each.event) for each in project.explanations.values()}
    rules = situation.rules_asked(situation.rulebook.ever())
    for start, end, version in (wait for rule in rules for wait in waits(rule, situation)):
        rule, since = version.rule, situation.passed_on(end)
        held = rule.effect in ("block", "explain") and not situation.rulebook.unconfirmed(rule.id)
        if not held or not rule.force.may_be_explained or since is None:
            continue
        if (rule.id, end) not in asked and not project.excepted(rule.id, end):
            if not _kept(situation, rule, start, end):
                yield Owed(rule, end, since)


def _kept(situation: Situation, rule: Rule, start: str, end: str) -> bool:
    """Whether the time that the rule asks for ran. Where neither event has a date, only of a consultation can
    it be said that nobody was asked: other rules may have had nothing to count from."""
    began, acted = situation.project.actual(start), situation.project.actual(end)
    if began is None and acted is None:
        return (start, end) != (OPENED, CLOSED)
    if began and not rule.in_force_on(began):
        return True
    required = last_asked(rule, began)
    return required is not None and acted is not None and acted >= required

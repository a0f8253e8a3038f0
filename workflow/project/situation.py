"""A project seen with everything a judgement needs: its rulebook, route, stage and today."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from workflow.project.model import Project
from workflow.rulebook import editions
from workflow.rulebook.editions import Version, Versions
from workflow.rulebook.model import Facts, Force, Route, RouteEvent, Rule, Rulebook, Stage
from workflow.rulebook.thresholds import BEGINS, begins_on, derived
from workflow.timetable.model import Asked
from workflow.words import gettext as _

RECORDED_REASON = "recorded_reason"
NOT_APPLICABLE = "not_applicable"
CAUSES: Mapping[str, str] = {
    "safety": _("Safety or harm"),
    "money": _("Money runs out by law or grant condition"),
    "others": _("A decision by others came late"),
    "covered": _("An earlier consultation already covered this"),
    "planning": _("Our own planning was late"),
    "other": _("Other"),
}
"""Why a departure from a rule is asked for, as officers choose it and the public reads it."""


@dataclass(frozen=True, slots=True)
class WayOut:
    """One of a rule's own exceptions, as a person chooses it."""

    id: str
    title: str
    asks: str


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why a step cannot be taken yet: what is missing, which rule asks, of what force, and what can be done.

    `event` is where the rule bites: an explanation or an exception names it. `blocks` False: a warning.
    """

    rule: str
    title: str
    force: Force | None
    missing: str
    event: str
    blocks: bool
    may_be_explained: bool
    exceptions: tuple[WayOut, ...] = ()
    tasks: tuple[str, ...] = ()
    unconfirmed: bool = False
    source: str = ""
    waiting: bool = False

    @property
    def not_met_words(self) -> str:
        """The neutral words for an act that happened all the same, e.g. "Required by law, not met"."""
        if self.force is Force.RISK_CHECK:
            return _("Risk check, no record")
        words = self.force.words if self.force else _("not done")
        return f"{words[0].upper()}{words[1:]}, {_('not met')}"


@dataclass(frozen=True)
class Situation:
    """One project on one day under its own rulebook. What follows from it is worked out once."""

    project: Project
    rulebook: Rulebook
    route: Route
    today: date
    body: str = ""

    @property
    def stage(self) -> Stage | None:
        """The stage that the project stands in, None once it has ended or was withdrawn."""
        return next((s for s in self.route.stages if s.slug == self.project.stage), None)

    @cached_property
    def facts(self) -> Mapping[str, object]:
        """What is known for deciding which rules apply; the project's own facts win."""
        dates = {event: day for event in (BEGINS,) if (day := self._dated(event))}
        return known_facts(self.rulebook, self.route, self.project.facts, dates, self.today)

    def _dated(self, event: str) -> date | None:
        return self.project.actual(event) or self.project.planned(event)

    @property
    def asked(self) -> Asked:
        """What to ask the timetable for today, on the path that the project takes."""
        return self.project.asked(self.today, self.events)

    @property
    def events(self) -> frozenset[str]:
        """The events of the path that the project takes."""
        return frozenset(event.id for event in self.route.events)

    def passed(self, event: str) -> bool:
        """Whether an event has happened, or one that may only follow it: then all else comes afterwards."""
        return self.passed_on(event) is not None

    def passed_on(self, event: str) -> date | None:
        """The first day on which an event happened, or one that may only follow it; None for neither."""
        after = {event}
        for _each in self.route.orders:
            after |= {order.end for order in self.route.orders if order.start in after}
        return min((day for one in after if (day := self.project.actual(one))), default=None)

    def words(self, event: str) -> RouteEvent:
        """The words of an event, also of one that its path has left out since; KeyError for none."""
        return self.rulebook.routes[self.route.id].event(event)

    def rules_in_force(self, ids: tuple[str, ...]) -> list[Rule]:
        """Those of the named rules that this authority goes by and that apply today."""
        asking = self._asking
        return [asking[rule_id] for rule_id in ids if rule_id in asking]

    def rules_asked(self, ids: tuple[str, ...]) -> list[Rule]:
        """The same, with those that only an earlier edition has and whose periods may still have begun in its
        time. Which version counts for one period: `versions`."""
        asking = self._asking
        found = (asking.get(rule_id) or self._dropped(rule_id) for rule_id in ids)
        return [rule for rule in found if rule]

    def versions(self, rule: Rule) -> tuple[Version, ...]:
        """A rule as each edition up to the project's own asks it of this project, dated, oldest first."""
        if not self.rulebook.earlier:
            return (Version(rule),)
        return self._by_edition.get(rule.id, ())

    def rules_begun(self, day: date) -> list[Rule]:
        """Every rule that asks something of what begins on a day, as the edition in force on it asks it."""
        rules = self.rules_asked(self.rulebook.ever())
        return [each.rule for rule in rules for each in self.versions(rule) if each.counts_on(day)]

    def _dropped(self, rule_id: str) -> Rule | None:
        rule = self.rulebook.find(rule_id) if self.rulebook.earlier else None
        if rule is None or rule.gate or rule.period is None:
            return None
        newest = next(reversed(self.versions(rule)), None)
        return newest.rule if newest and newest.edition not in ("", self.rulebook.edition) else None

    @cached_property
    def _by_edition(self) -> Versions:
        return by_edition(self.rulebook, self.route, self.facts)

    @cached_property
    def _asking(self) -> Mapping[str, Rule]:
        return asking(self.rulebook, self.facts, self.today)


def known_facts(
    rulebook: Rulebook, route: Route, facts: Facts, dates: Mapping[str, date], today: date
) -> Facts:
    """What is known for deciding which rules apply to a project with these facts and dates."""
    known = rulebook.facts(route.id, facts)
    return derived(rulebook, known, begins_on(route, dates, today))


def asking(rulebook: Rulebook, facts: Facts, today: date) -> Mapping[str, Rule]:
    """Every rule that an authority goes by and that applies on a day, by id. Equal facts share it."""
    key = (rulebook.fingerprint, tuple(sorted(facts.items())), today)
    if key not in _kept:
        if len(_kept) >= _MOST_KEPT:
            _kept.clear()
        rules = (rule for rule in rulebook.rules.values() if rule.in_force_on(today))
        _kept[key] = {rule.id: rule for rule in rules if rulebook.asks(rule, facts)}
    return _kept[key]


def asked_ever(rulebook: Rulebook, route: Route, facts: Facts, today: date) -> list[Rule]:
    """Every rule that applies on a day or that an earlier edition asked, as each edition asks it, dated."""
    now = asking(rulebook, facts, today)
    if not rulebook.earlier:
        return list(now.values())
    ever = by_edition(rulebook, route, facts).items()
    here = ("", rulebook.edition)
    found = (each for name, each in ever if name in now or each[-1].edition not in here)
    return [version.rule for each in found for version in each]


def by_edition(rulebook: Rulebook, route: Route, facts: Facts) -> Versions:
    """Every rule that any edition up to this one asks, dated. Equal facts share it."""
    key = (rulebook.fingerprint, route.id, tuple(sorted(facts.items())))
    if key not in _dated:
        if len(_dated) >= _MOST_KEPT:
            _dated.clear()
        _dated[key] = editions.asking(rulebook, route.id, facts)
    return _dated[key]


_MOST_KEPT = 256
_dated: dict[tuple[object, ...], Versions] = {}
_kept: dict[tuple[object, ...], Mapping[str, Rule]] = {}

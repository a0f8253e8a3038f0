"""How the code is followed: each rule with what it asks, what was done and its status, in neutral words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from web.public.words import written_in
from workflow.commands.views import ProjectView
from workflow.project.events import RuleNotMet
from workflow.project.guards import act_of, not_met, obstacles
from workflow.project.model import Evidence
from workflow.project.situation import Obstacle, Situation
from workflow.project.waits import acts_after, gates, pairs
from workflow.rulebook.library import Library
from workflow.rulebook.model import Force, Rule, Stage
from workflow.timetable.dates_in_words import in_words
from workflow.words import gettext as _
from workflow.words import ngettext

# The status that is shown where a rule is asked for at several stages: the first that is found.
WORST_FIRST = ("not_met", "explained", "exception", "not_yet", "met", "not_checked")


@dataclass(frozen=True, slots=True)
class Done:
    """One thing that was done: in words, or a public record with its address."""

    text: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One rule on one change. `words` is the status as people read it."""

    rule: Rule
    done: tuple[Done, ...]
    status: str
    words: str
    unconfirmed: bool
    written_in: str


@dataclass(frozen=True, slots=True)
class NotMet:
    """An act that was recorded without what its rule asks for."""

    act: str
    words: str
    title: str
    missing: str
    exceptions: tuple[str, ...]


def rows(view: ProjectView, library: Library) -> tuple[RuleRow, ...]:
    """Every rule in force on this change, in the order of the stages."""
    situation = view.situation
    broken = not_met(situation)
    asked: dict[str, Rule] = {}
    found: dict[str, list[tuple[str, str]]] = {}
    for stage in situation.route.stages:
        open_ = {obstacle.rule: obstacle for obstacle in obstacles(situation, stage)}
        for rule in gates(situation, stage):
            asked[rule.id] = rule
            status = _status(rule, situation, stage, open_.get(rule.id), broken)
            found.setdefault(rule.id, []).append(status)
    return tuple(_row(view, asked[name], statuses, library) for name, statuses in found.items())


def in_numbers(found: Sequence[RuleRow]) -> str:
    """How many rules stand how, e.g. "90 rules: 12 met, 1 explained, 77 not due yet or not checked."."""
    by = Counter(row.status for row in found)
    words = {
        "not_met": _("{n} not met"),
        "explained": _("{n} explained"),
        "exception": _("{n} under an exception"),
        "met": _("{n} met"),
        "not_yet": _("{n} not due yet"),
        "not_checked": _("{n} for which no record is asked"),
    }
    told = ", ".join(told.format(n=by[status]) for status, told in words.items() if by[status])
    whole = ngettext(
        "{n} rule asks something of this change", "{n} rules ask something of this change", len(found)
    )
    return _("{rules}: {told}.").format(rules=whole.format(n=len(found)), told=told or _("none is due"))


def acts_not_met(view: ProjectView) -> tuple[NotMet, ...]:
    """Acts that happened without what a rule asks that cannot be explained."""
    return tuple(_not_met(view, fact) for fact in not_met(view.situation))


def public_records(view: ProjectView) -> tuple[tuple[str, Evidence], ...]:
    """The records that the public may read, each under its task's title."""
    titles = {task.id: task.title for stage in view.situation.route.stages for task in stage.tasks}
    kept = (one for one in view.overview.project.evidence if one.visibility == "public")
    return tuple((titles.get(one.task, one.task), one) for one in kept)


def _status(
    rule: Rule, situation: Situation, stage: Stage, open_: Obstacle | None, broken: Sequence[RuleNotMet]
) -> tuple[str, str]:
    acts = _acts(rule, situation, stage)
    project = situation.project
    fact = next((one for one in broken if one.rule == rule.id and one.event in acts), None)
    if fact:
        return "not_met", fact.words
    if any(e.agreed and e.rule == rule.id for e in project.explanations.values()):
        given_less = open_ and any(project.actual(act) for act in acts)
        return ("not_met", _("Not met as agreed")) if given_less else ("explained", _("Explained"))
    if any(x.rule == rule.id for x in project.exceptions):
        return "exception", _("Exception recorded")
    if rule.gate is None and rule.period is None:
        return "not_checked", _("No record asked for")
    happened = any(project.actual(act) for act in acts)
    if open_ and happened:
        return _open_words(open_)
    kept = happened or (rule.gate is not None and open_ is None)
    return ("met", _("Met")) if kept else ("not_yet", _("Not due yet"))


def _open_words(open_: Obstacle) -> tuple[str, str]:
    if open_.force in (Force.LAW, Force.COUNCIL_RULE, Force.RISK_CHECK):
        return "not_met", open_.not_met_words
    return "not_met", _("Not met")


def _acts(rule: Rule, situation: Situation, stage: Stage) -> list[str]:
    if rule.gate:
        return [act_of(stage)]
    return [act for _start, end in pairs(rule, situation.route) for act in acts_after(end, situation.route)]


def _row(view: ProjectView, rule: Rule, statuses: Sequence[tuple[str, str]], library: Library) -> RuleRow:
    status, words = min(statuses, key=lambda one: WORST_FIRST.index(one[0]))
    return RuleRow(
        rule,
        tuple(_done(view, rule)),
        status,
        words,
        view.overview.rulebook.unconfirmed(rule.id),
        written_in(rule, library),
    )


def _done(view: ProjectView, rule: Rule) -> Iterator[Done]:
    """Public records under the tasks that a rule names, and the dates of the events that it counts."""
    needs = rule.closing.needs if rule.closing else ()
    for title, record in public_records(view):
        if record.task in needs:
            link = record.text if record.form == "link" else ""
            yield Done(title if link else f"{title}: {record.text}", link)
    for event in dict.fromkeys(_events(view, rule, needs)):
        day = view.overview.project.actual(event)
        words = view.situation.words(event)
        if day and words.public:
            yield Done(_("{done} on {day}").format(done=words.done, day=in_words(day)))


def _events(view: ProjectView, rule: Rule, needs: Iterable[str]) -> Iterator[str]:
    known = {event.id for event in view.situation.route.events}
    yield from (event for event in needs if event in known)
    for pair in pairs(rule, view.situation.route):
        yield from pair


def _not_met(view: ProjectView, fact: RuleNotMet) -> NotMet:
    words = view.situation.words(fact.event)
    rule = view.overview.rulebook.find(fact.rule)
    titles = {x.id: x.title for x in rule.exceptions} if rule else {}
    excepted = (x for x in view.overview.project.exceptions if x.rule == fact.rule)
    by = _("{exception}, recorded by {post}")
    return NotMet(
        act=_("{done} on {day}.").format(done=words.done, day=in_words(fact.on)),
        words=fact.words,
        title=fact.title,
        missing=fact.missing,
        exceptions=tuple(
            by.format(exception=titles.get(x.exception, _("Not applicable")), post=x.post) for x in excepted
        ),
    )

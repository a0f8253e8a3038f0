"""May the project go on? Small named questions; each answers with the obstacle, or None.

A gate stops moving on as if all were well. It never stops recording what really happened.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from itertools import chain, takewhile

from workflow.project.answering import ANSWERED
from workflow.project.events import RuleNotMet
from workflow.project.model import TOLD_FIRST
from workflow.project.orders import OPTIONS_NOT_FINAL, asked_at, not_talked_to, not_told
from workflow.project.situation import (
    NOT_APPLICABLE,
    RECORDED_REASON,
    Obstacle,
    Situation,
    WayOut,
)
from workflow.project.waits import acts_after, in_route, pairs, waits, with_edition
from workflow.rulebook.model import Force, Period, Route, Rule, Rulebook, Shorter, Stage
from workflow.timetable.calendars import calendar
from workflow.timetable.counting import acts_from, describe, last_day
from workflow.timetable.dates_in_words import in_words
from workflow.timetable.ties import network_of
from workflow.words import gettext as _
from workflow.words import ngettext

Guard = Callable[[Rule, Situation, Stage], Obstacle | None]


def obstacles(situation: Situation, stage: Stage) -> tuple[Obstacle, ...]:
    """What stands between a stage and its finish: first what has not happened, then what rules ask."""
    found = [*_unrecorded(situation, stage), *_unanswered(situation, stage), *_rules(situation, stage)]
    return tuple(found)


def not_met(situation: Situation) -> tuple[RuleNotMet, ...]:
    """Every rule that cannot be explained and that a recorded act did not keep."""
    kept = {(fact.rule, fact.event): fact for fact in situation.project.not_met}
    for event in (e.id for e in situation.route.events):
        on = situation.project.actual(event)
        for found in broken_by(situation, event) if on else ():
            if not found.may_be_explained and not found.tasks:
                fact = RuleNotMet(found.rule, found.title, found.not_met_words, event, on or situation.today,
                                  situation.today, found.missing)  # fmt: skip
                kept.setdefault((found.rule, event), fact)
    return tuple(kept.values())


def broken_by(situation: Situation, event: str) -> tuple[Obstacle, ...]:
    """The rules that block and that an act, as recorded, did not keep."""
    found = (
        obstacle
        for stage, bites in _biting(situation.rulebook, situation.route).get(event, ())
        for rule in situation.rules_asked(bites)
        for obstacle in (_ask(rule, situation, stage),)
        if obstacle
    )
    blocking = (obstacle for obstacle in chain(found, _too_late(situation, event)) if obstacle.blocks)
    return tuple({obstacle.rule: obstacle for obstacle in blocking}.values())


def record_exists(rule: Rule, situation: Situation, stage: Stage) -> Obstacle | None:
    """A record stands under each task that the rule names and that has been asked for by now."""
    missing = _without_record(rule, situation, stage)
    if not missing:
        return None
    titles = "; ".join(_task_title(situation, task, stage) for task in missing)
    return _obstacle(rule, situation, act_of(stage), _("There is no record yet: %s.") % titles, tasks=missing)


def equality_record_read(rule: Rule, situation: Situation, stage: Stage) -> Obstacle | None:
    """The equality record exists and the decision maker has confirmed reading it."""
    return record_exists(rule, situation, stage)


def events_recorded(rule: Rule, situation: Situation, stage: Stage) -> Obstacle | None:
    """Each event that the rule names happened, and not after the act that this stage is for.

    An event that the project's path leaves out is not asked for.
    """
    act = situation.project.actual(act_of(stage))
    for event in (need for need in _needs(rule) if need in situation.events):
        day, words = situation.project.actual(event), situation.route.event(event)
        if day is None:
            missing = _("%s: no date is recorded.") % words.done
        elif act and day > act:
            missing = _("%(done)s on %(day)s, after the act on %(act)s.") % {
                "done": words.done,
                "day": in_words(day),
                "act": in_words(act),
            }
        else:
            continue
        return _obstacle(rule, situation, act_of(stage), missing)
    return None


def on_file(rule: Rule, situation: Situation, stage: Stage) -> Obstacle | None:
    """What the rule names comes after the act: it is there before the stage is finished."""
    for event in _needs(rule):
        name = _AGAIN + event if _AGAIN + event in stage.events else event
        known = next((words for words in situation.route.events if words.id == name), None)
        if known and situation.project.actual(name) is None:
            return _obstacle(rule, situation, name, _("%s: no date is recorded.") % known.done)
    return record_exists(rule, situation, stage)


def responses_considered(rule: Rule, situation: Situation, stage: Stage) -> Obstacle | None:
    """The responses were weighed before the decision: where themes were named, each has its answer."""
    answers = situation.project.answers
    left = len(answers.unanswered)
    if left:
        return _obstacle(rule, situation, act_of(stage), unanswered_in_words(left))
    if answers.replies and not answers.themes:
        missing = _("Replies were taken in, and none stands under a theme with an answer.")
        return _obstacle(rule, situation, act_of(stage), missing)
    return events_recorded(rule, situation, stage)


def unanswered_in_words(n: int) -> str:
    """How many themes of what people said wait for an answer, and what to do."""
    head = ngettext("{n} theme has no answer yet.", "{n} themes have no answer yet.", n).format(n=n)
    return f"{head} {_('People told us these things; say what you will do.')}"


def period_kept(rule: Rule, situation: Situation, stage: Stage) -> Obstacle | None:
    """The wait that the rule asks for has run: up to the act, or up to today if the act is still to come."""
    for start, end, version in waits(rule, situation):
        asked, began = version.rule, situation.project.actual(start)
        period = _asked_period(asked, situation, end)
        if period is None or (began and not asked.in_force_on(began)):
            continue
        missing = _shortfall(period, situation, start, end)
        if missing:
            return _obstacle(asked, situation, end, with_edition(missing, version))
    return None


GUARDS: Mapping[str, Guard] = {
    "record_exists": record_exists,
    "events_recorded": events_recorded,
    "period_kept": period_kept,
    "responses_considered": responses_considered,
    "equality_record_read": equality_record_read,
    "on_file": on_file,
}
_AGAIN = "award_"


def act_of(stage: Stage) -> str:
    """The act that a stage is for, at which its record gates bite: its decision, else its last event."""
    decisions = [event for event in stage.events if event.endswith("decision_made")]
    return (decisions or list(stage.events) or [stage.slug])[-1]


def _ask(rule: Rule, situation: Situation, stage: Stage) -> Obstacle | None:
    guard = GUARDS[rule.gate.guard] if rule.gate else period_kept
    if guard is period_kept:
        return period_kept(rule, situation, stage)
    asked = _at_the_act(rule, situation, stage)
    found = guard(asked, situation, stage) if asked else None
    return None if asked is None or found is None or _lifted(asked, situation, found.event) else found


def _at_the_act(rule: Rule, situation: Situation, stage: Stage) -> Rule | None:
    """What is kept by a record, as the edition asks it that was in force on the day of the act."""
    acted = situation.project.actual(act_of(stage)) if situation.rulebook.earlier else None
    if acted is None:
        return rule
    then = next((each.rule for each in situation.versions(rule) if each.counts_on(acted)), None)
    return then if then and then.gate else None


def _too_late(situation: Situation, event: str) -> Iterator[Obstacle]:
    """What was done after the last day that a rule leaves for it. No stage waits: it cannot be mended."""
    acted = situation.project.actual(event)
    gates = (gate for stage in situation.route.stages for gate in stage.gates) if acted else ()
    asked = situation.rules_asked(tuple(dict.fromkeys(gates)))
    for version in chain.from_iterable(map(situation.versions, asked)):
        rule, period = version.rule, version.rule.period
        if period is None or period.kind != "maximum" or _lifted(rule, situation, event):
            continue
        for start, end in in_route(period, situation.route):
            began = situation.project.actual(start)
            if end != event or began is None or acted is None or not version.counts_on(began):
                continue
            last = last_day(period.method, period.n, calendar(period.calendar), began)
            if acted > last:
                late = _("%(done)s on %(acted)s. The last day for it was %(last)s.")
                known = {"done": situation.route.event(end).done, "acted": in_words(acted)}
                missing = late % {**known, "last": in_words(last)}
                yield _obstacle(rule, situation, end, with_edition(missing, version))


Bites = Mapping[str, tuple[tuple[Stage, tuple[str, ...]], ...]]
_bites: dict[tuple[object, ...], Bites] = {}


def _biting(rulebook: Rulebook, route: Route) -> Bites:
    """By event, the stages with those of their rules that bite at it; worked out once for a path."""
    events = tuple(event.id for event in route.events)
    key = (rulebook.fingerprint, route.id, events, tuple(stage.slug for stage in route.stages))
    if key not in _bites:
        _bites[key] = {event: tuple(_stages_biting(rulebook, route, event)) for event in events}
    return _bites[key]


def _stages_biting(rulebook: Rulebook, route: Route, event: str) -> Iterator[tuple[Stage, tuple[str, ...]]]:
    for stage in route.stages:
        rules = (rule for gate in stage.gates for rule in rulebook.every(gate))
        found = tuple(dict.fromkeys(r.id for r in rules if _bites_at(r, route, stage, event)))
        if found:
            yield stage, found


def _bites_at(rule: Rule, route: Route, stage: Stage, event: str) -> bool:
    if rule.gate:
        asked_of_an_act = rule.gate.guard != "on_file" and route.event(event).act
        return asked_of_an_act and event in stage.events and act_of(stage) == event
    return any(event in acts_after(end, route) for _start, end in pairs(rule, route))


def _unrecorded(situation: Situation, stage: Stage) -> Iterator[Obstacle]:
    tied, talk = _tied(situation), asked_at(OPTIONS_NOT_FINAL, situation)
    told = asked_at(TOLD_FIRST, situation)
    for event in dict.fromkeys((*stage.events, stage.not_final_before or "")):
        if not event or (situation.project.actual(event) and event not in told):
            continue
        words = situation.route.event(event)
        if event in talk or event in told:
            held = not_told(situation) if event in told else not_talked_to(situation, event, situation.today)
            if held:
                yield held
        elif words.act and event in tied:
            missing = _("%s: no date is recorded.") % words.done
            yield Obstacle("", words.title, None, missing, event, blocks=True, may_be_explained=False)


def _unanswered(situation: Situation, stage: Stage) -> Iterator[Obstacle]:
    """A date alone is no answer: where replies were taken in, what was said and answered is public."""
    answers, project = situation.project.answers, situation.project
    if ANSWERED in stage.events and project.actual(ANSWERED) and answers.replies and not answers.published:
        missing = _("Replies were taken in, and what was said and what follows is not published.")
        title = situation.route.event(ANSWERED).title
        yield Obstacle("", title, None, missing, ANSWERED, blocks=True, may_be_explained=False)


def _tied(situation: Situation) -> set[str]:
    """The events that some rule or order in force ties to another: the rest is asked for by nobody here."""
    network = network_of(situation.rulebook, situation.route, situation.project.facts)
    return {event for tie in network.ties for event in (tie.start, tie.end)}


def _rules(situation: Situation, stage: Stage) -> Iterator[Obstacle]:
    for rule in situation.rules_asked(stage.gates):
        if rule.gate or rule.period:
            found = _ask(rule, situation, stage)
            if found:
                yield found


def _without_record(rule: Rule, situation: Situation, stage: Stage) -> tuple[str, ...]:
    """Tasks without a record. A task of this stage wants one here; of an earlier stage, any record will do;
    one that no stage has asked for by now is not asked for."""
    before = takewhile(lambda other: other.slug != stage.slug, situation.route.stages)
    asked: dict[str, str | None] = {task.id: None for past in before for task in past.tasks}
    asked |= {task.id: stage.slug for task in stage.tasks}
    return tuple(
        task for task in _needs(rule) if task in asked and not situation.project.has_record(task, asked[task])
    )


def _needs(rule: Rule) -> tuple[str, ...]:
    return rule.gate.needs if rule.gate else ()


def _task_title(situation: Situation, task_id: str, here: Stage) -> str:
    """The title of a task, as this stage has it where it asks for it too."""
    stages = (*situation.route.stages, here)
    titles = {task.id: task.title for stage in stages for task in stage.tasks}
    return titles.get(task_id, task_id)


def _lifted(rule: Rule, situation: Situation, event: str) -> bool:
    """An agreed explanation lifts only a code or guidance; a recorded exception lifts the rest; neither does
    where it leaves a shorter period."""
    explained = rule.force.may_be_explained and situation.project.explained(rule.id, event)
    excepted = situation.project.excepted(rule.id, event)
    return bool(explained or excepted) and _left(rule, situation, event) is None


def _left(rule: Rule, situation: Situation, event: str) -> Shorter | None:
    """The shorter period that an agreed explanation or a recorded exception leaves; None where there is none
    or nothing is left."""
    agreed = situation.project.explained(rule.id, event) if rule.force.may_be_explained else None
    if agreed and agreed.days_left is not None:
        return Shorter(n=agreed.days_left)
    recorded = situation.project.excepted(rule.id, event) if rule.gate is None else None
    ways = {way.id: way.leaves for way in rule.exceptions}
    left = ways.get(recorded.exception) if recorded else None
    return left if left is not None and left.n else None


def _asked_period(rule: Rule, situation: Situation, event: str) -> Period | None:
    """The period that is asked for at an event, an exception's shorter one in its place; None if lifted."""
    if rule.period is None or _lifted(rule, situation, event):
        return None
    left = _left(rule, situation, event)
    if left is None:
        return rule.period
    shorter = {"n": left.n, "method": left.method, "calendar": left.calendar, "ends": None}
    return rule.period.model_copy(update=shorter)


def ways_out(rule: Rule) -> tuple[WayOut, ...]:
    """What may be recorded in place of keeping a rule that cannot be explained."""
    if rule.force is Force.RISK_CHECK:
        title, asks = _("A recorded reason"), _("Say why there is no record, and which post answers for it.")
        return (WayOut(RECORDED_REASON, title, asks),)
    if rule.force.closes_by_exception:
        ways = [WayOut(x.id, x.title, x.asks) for x in rule.exceptions]
        asks = _("Say why the rule does not apply to this project, and which post answers for that.")
        return (*ways, WayOut(NOT_APPLICABLE, _("Not applicable"), asks))
    return ()


def _obstacle(
    rule: Rule, situation: Situation, event: str, missing: str, tasks: tuple[str, ...] = ()
) -> Obstacle:
    unconfirmed = situation.rulebook.unconfirmed(rule.id)
    return Obstacle(
        rule=rule.id,
        title=rule.title,
        force=rule.force,
        missing=missing,
        event=event,
        blocks=rule.effect in ("block", "explain")
        and rule.force is not Force.GOOD_PRACTICE
        and not unconfirmed,
        may_be_explained=rule.force.may_be_explained,
        exceptions=ways_out(rule),
        tasks=tasks,
        unconfirmed=unconfirmed,
        source=rule.source.name,
        waiting=situation.project.waiting(rule.id, event) is not None,
    )


def _shortfall(period: Period, situation: Situation, start: str, end: str) -> str | None:
    began, acted = situation.project.actual(start), _acted(situation, end)
    asked = describe(period.method, period.n, period.calendar)
    if began is None:
        start_words = situation.route.event(start).done
        without = _("%(start)s: no date is recorded. %(asked)s must run from it.")
        return without % {"start": start_words, "asked": _capital(asked)} if acted else None
    earliest = acts_from(period.method, period.n, calendar(period.calendar), began, period.ends)
    if (acted or situation.today) >= earliest:
        return None
    known = {"asked": _capital(asked), "began": in_words(began), "earliest": in_words(earliest)}
    if acted:
        late = _("%(asked)s from %(began)s: not before %(earliest)s. It was, or is planned for, %(acted)s.")
        return late % {**known, "acted": in_words(acted)}
    return _("%(asked)s from %(began)s have not run yet: not before %(earliest)s.") % known


def _acted(situation: Situation, end: str) -> date | None:
    """The day of the act that had to wait; for the route's own end, the day asked for."""
    days = [day for event in acts_after(end, situation.route) if (day := situation.project.actual(event))]
    if days:
        return min(days)
    return situation.project.end if end == situation.route.ends_with else None


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]

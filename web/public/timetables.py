"""From answers to timetables: which facts they mean, and what the dates say. Nothing here is stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from web.public.answers import Answers
from workflow.rulebook.model import Duration, Rulebook
from workflow.timetable import regimes
from workflow.timetable.counting import describe
from workflow.timetable.model import Asked, EventDates, Timetable, TimingVerdict
from workflow.timetable.plan import plan
from workflow.timetable.ties import LOCAL
from workflow.words import gettext as _

PA, PSR = "PA2023", "PSR2023"
Facts = Mapping[str, str | bool | int | tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Column:
    """One timetable with the regime it was made under ("" where only one is in question)."""

    title: str
    facts: Facts
    timetable: Timetable


@dataclass(frozen=True, slots=True)
class Basis:
    """What asks for a step's date: a rule, an authority's own figure, or only the order of the steps."""

    title: str
    force: str | None
    unconfirmed: bool
    href: str = ""


def route_of(answers: Answers) -> str:
    """The route whose steps the answers are about: that of a tender where nothing else is known."""
    if answers.ending:
        return "decommission"
    if answers.changing:
        return "renew-or-vary"
    if answers.what == "grants":
        return "grant"
    return "health" if answers.kind == "health" else "tender"


def columns(answers: Answers, rulebook: Rulebook, today: date) -> tuple[Column, ...]:
    """One timetable, or one for each regime that may apply. Raises BadRequest for a date out of reach."""
    found = []
    for regime in regimes_of(answers):
        facts = {**facts_of(answers, regime), **_boards(answers, rulebook)}
        asked = Asked(today=today, end=answers.end, end_fixed=not answers.movable, facts=facts)
        title, timetable = regimes.regime_title(regime), plan(rulebook, route_of(answers), asked)
        found.append(Column(title, facts, timetable))
    return tuple(found)


def regimes_of(answers: Answers) -> tuple[str, ...]:
    """The procurement regimes in question: one, or both where it is not known or two kinds of body buy."""
    if answers.ending or answers.changing or answers.what == "grants":
        return ("",)
    if answers.kind == "health":
        return (PSR,)
    both = answers.kind == "unknown" or {"council", "nhs"} <= set(answers.bodies)
    return (PA, PSR) if both else (PA,)


def facts_of(answers: Answers, regime: str) -> Facts:
    """The coded facts that the answers mean; what they leave open stays as the authority assumes it."""
    facts: dict[str, str | bool | int | tuple[str, ...]] = {"body": _body(answers)}
    if regime:
        facts["regime"] = regime
    if answers.changing:
        facts["process"] = "extend" if answers.what == "extend" else "vary"
    if answers.kind == "light_touch" and regime == PA:
        facts["light_touch"] = True
    if answers.value is not None:
        facts["value"] = answers.value
    if answers.decides == "officer":
        facts.update(key_decision=False, call_in=False)
    if "tupe" in answers.also:
        facts["tupe"] = True
    return facts


def pressing(found: tuple[Column, ...]) -> Column:
    """The column that leaves least time: the worst verdict, then the earliest start."""
    verdicts = list(TimingVerdict)
    return min(found, key=lambda c: (verdicts.index(c.timetable.verdict), _first_day(c.timetable)))


def first_step(timetable: Timetable) -> EventDates | None:
    """The step with the earliest last safe date, None if no step has one."""
    dated = [event for event in timetable.events if event.latest]
    return min(dated, key=lambda event: event.latest or date.max, default=None)


def basis(event: EventDates, rulebook: Rulebook, timetable: Timetable) -> Basis:
    """What sets the last safe date of a step."""
    name = event.binding_rule or ""
    if name.startswith(LOCAL):
        named = [own for own in figures(rulebook, timetable) if LOCAL + own.name == name]
        named.sort(key=lambda own: own.start != event.id)  # a name may stand at two steps
        title = named[0].title if named else name.removeprefix(LOCAL)
        return Basis(_("Own planning figure: {title}").format(title=title), None, event.unconfirmed)
    rule = rulebook.find(name, event.binding_edition)
    if rule:
        lasting = f"/rulebook/{rulebook.id}/{rulebook.edition_of(rule)}#{rule.id}"
        return Basis(rule.title, rule.force.value, event.unconfirmed, lasting)
    title = _("The order of the steps") if name else _("The date you asked for")
    return Basis(title, None, event.unconfirmed)


def figures(rulebook: Rulebook, timetable: Timetable) -> tuple[Duration, ...]:
    """The authority's own planning figures on this route."""
    return tuple(rulebook.authority.durations.get(timetable.route, ()))


def period(duration: Duration) -> str:
    """A planning figure in words, e.g. "6 weeks (42 days)"."""
    return describe(duration.method, duration.n, duration.calendar)


def side_by_side(
    found: tuple[Column, ...], answers: Answers, rulebook: Rulebook, today: date
) -> regimes.Regimes | None:
    """The regimes in question beside each other, counted from the same days; None unless there are two."""
    if len(found) < 2:
        return None
    names = tuple(str(column.facts["regime"]) for column in found)
    asked = Asked(today, end=answers.end, end_fixed=not answers.movable, facts=found[0].facts)
    return regimes.side_by_side(rulebook, route_of(answers), asked, names)


def facts_to_keep(found: tuple[Column, ...], answers: Answers) -> Facts:
    """The facts with which a check is saved: those that leave least time; of a joint project both regimes."""
    facts = pressing(found).facts
    if len(found) > 1 and {"council", "nhs"} <= set(answers.bodies):
        return {**facts, "regime": tuple(str(column.facts["regime"]) for column in found)}
    return facts


def _boards(answers: Answers, rulebook: Rulebook) -> Facts:
    """Where a board decides and the authority has only one: that its decisions wait for its meetings."""
    boards = tuple(rulebook.authority.diary.boards)
    if answers.decides != "board" or len(boards) != 1:
        return {}
    events = rulebook.routes[route_of(answers)].events
    return {event.sits: boards[0] for event in events if event.sits}


def _body(answers: Answers) -> str | tuple[str, ...]:
    """The body that decides; of a joint project all of them, so that the rules for each bind."""
    return answers.bodies[0] if len(answers.bodies) == 1 else answers.bodies


def _first_day(timetable: Timetable) -> date:
    step = first_step(timetable)
    return (step.latest if step else None) or date.max

"""From answers to timetables: which facts they mean, and what the dates say. Nothing here is stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from web.public.answers import Answers
from workflow.rulebook.model import Duration, Rulebook
from workflow.timetable.calendars import calendar
from workflow.timetable.counting import acts_from, describe, last_day
from workflow.timetable.model import Asked, EventDates, Timetable, TimingVerdict
from workflow.timetable.plan import plan
from workflow.timetable.ties import LOCAL
from workflow.words import gettext as _

PA, PSR = "PA2023", "PSR2023"
NOTICE, SIGNED = "contract_award_notice", "contract_entry"
Facts = Mapping[str, str | bool | int]


@dataclass(frozen=True, slots=True)
class Column:
    """One timetable with the regime it was made under ("" where only one is in question)."""

    title: str
    facts: Facts
    timetable: Timetable


@dataclass(frozen=True, slots=True)
class Ruler:
    """The counted days of one standstill, from the day of the notice to the first day to sign."""

    title: str
    notice: date
    days: tuple[date, ...]
    skipped: tuple[tuple[date, str], ...]
    first: date
    first_working: date
    counted: str


@dataclass(frozen=True, slots=True)
class Basis:
    """What asks for a step's date: a rule, an authority's own figure, or only the order of the steps."""

    title: str
    force: str | None
    unconfirmed: bool
    href: str = ""


def route_of(answers: Answers) -> str:
    """The route whose steps the answers are about; this version has two."""
    return "decommission" if answers.ending else "tender"


def columns(answers: Answers, rulebook: Rulebook, today: date) -> tuple[Column, ...]:
    """One timetable, or one for each regime that may apply. Raises BadRequest for a date out of reach."""
    found = []
    for regime in regimes(answers):
        facts = facts_of(answers, regime)
        asked = Asked(today=today, end=answers.end, end_fixed=not answers.movable, facts=facts)
        found.append(Column(_regime_name(regime), facts, plan(rulebook, route_of(answers), asked)))
    return tuple(found)


def regimes(answers: Answers) -> tuple[str, ...]:
    """The procurement regimes in question: one, or both where it is not known or two kinds of body buy."""
    if answers.ending:
        return ("",)
    if answers.kind == "health":
        return (PSR,)
    both = answers.kind == "unknown" or {"council", "nhs"} <= set(answers.bodies)
    return (PA, PSR) if both else (PA,)


def facts_of(answers: Answers, regime: str) -> Facts:
    """The coded facts that the answers mean; what they leave open stays as the authority assumes it."""
    facts: dict[str, str | bool | int] = {"body": _body(answers)}
    if regime:
        facts["regime"] = regime
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
    rule = rulebook.rules.get(name)
    if rule:
        lasting = f"/rulebook/{rulebook.id}/{rulebook.edition}#{rule.id}"
        return Basis(rule.title, rule.force.value, event.unconfirmed, lasting)
    title = _("The order of the steps") if name else _("The date you asked for")
    return Basis(title, None, event.unconfirmed)


def figures(rulebook: Rulebook, timetable: Timetable) -> tuple[Duration, ...]:
    """The authority's own planning figures on this route."""
    return tuple(rulebook.authority.durations.get(timetable.route, ()))


def period(duration: Duration) -> str:
    """A planning figure in words, e.g. "6 weeks (42 days)"."""
    return describe(duration.method, duration.n, duration.calendar)


def rulers(found: tuple[Column, ...], rulebook: Rulebook) -> tuple[Ruler, ...]:
    """The standstill under each regime counted from the same notice day; empty unless there are two."""
    notice = found[0].timetable[NOTICE].latest if len(found) > 1 else None
    made = [_ruler(column, rulebook, notice) for column in found if notice]
    return tuple(ruler for ruler in made if ruler) if all(made) else ()


def later_by(counted: tuple[Ruler, ...], rulebook: Rulebook) -> int:
    """How many working days later the second standstill ends than the first."""
    first, second = (ruler.days[-1] for ruler in counted)
    return calendar(rulebook.authority.nation).working_days_between(first, second)


def _ruler(column: Column, rulebook: Rulebook, notice: date) -> Ruler | None:
    rule = rulebook.rules.get(column.timetable[NOTICE].binding_rule or "")
    if rule is None or rule.period is None:
        return None
    asked = rule.period
    cal = calendar(asked.calendar)
    days = tuple(last_day(asked.method, n, cal, notice) for n in range(1, asked.n + 1))
    first = acts_from(asked.method, asked.n, cal, notice, asked.ends)
    return Ruler(
        title=column.title,
        notice=notice,
        days=days,
        skipped=tuple(cal.holidays_between(notice, days[-1])),
        first=first,
        first_working=calendar(rulebook.authority.nation).on_or_after(first),
        counted=describe(asked.method, asked.n, asked.calendar),
    )


def _body(answers: Answers) -> str:
    """Where several bodies decide, the council's rules bind as well: they ask for the most."""
    return next((body for body in ("council", "nhs", "other") if body in answers.bodies), "other")


def _regime_name(regime: str) -> str:
    known = {PA: _("Procurement Act 2023"), PSR: _("Provider Selection Regime")}
    return known.get(regime, "")


def _first_day(timetable: Timetable) -> date:
    step = first_step(timetable)
    return (step.latest if step else None) or date.max

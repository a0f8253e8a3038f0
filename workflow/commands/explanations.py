"""The register of explanations: what was agreed on public projects, found, counted and set against all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from workflow.commands.services import Services
from workflow.project.access import Actor
from workflow.project.model import Project
from workflow.project.waits import pairs
from workflow.project.window import last_asked
from workflow.rulebook.editions import Version, asking
from workflow.store import explanations as store
from workflow.store.engine import reading
from workflow.store.explanations import Found, Span, Tally, Wanted
from workflow.timetable.counting import add_months, describe

OPENS, CLOSES = "consultation_opened", "consultation_closed"
PER_PAGE = 25
APRIL = 4


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reader asks the register for; `year` is the one in whose April the year begins."""

    body: str = ""
    directorate: str = ""
    rule: str = ""
    cause: str = ""
    year: int | None = None
    page: int = 1


@dataclass(frozen=True, slots=True)
class Shorter:
    """How many consultations were shorter than their rule asks, and what of these was explained when.

    `asks`: the rule's time in words where all go by the same, else "". `by_directorate`: shorter, of all.
    """

    number: int
    of: int
    before: int
    later: int
    never: int
    asks: str
    by_directorate: Mapping[str, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Register:
    """One page of the register, with the counts above it. `explained_late`: after the event."""

    found: tuple[Found, ...]
    number: int
    explained_late: int
    pages: int
    shorter: Shorter
    by: Mapping[str, Tally] = field(default_factory=dict)
    choices: Mapping[str, Sequence[str]] = field(default_factory=dict)


def register(services: Services, asked: Asked) -> Register:
    """What the public may read: agreed explanations of public projects, the latest first."""
    wanted = _wanted(asked)
    with reading(services.engine) as connection:
        number = store.count(connection, wanted)
        pages = max(1, -(-number // PER_PAGE))
        first = (min(asked.page, pages) - 1) * PER_PAGE
        found = store.find(connection, wanted, first, PER_PAGE)
        by = {name: store.tally(connection, wanted, name) for name in ("directorate", "level", "cause")}
        everything = store.find_words(connection)
        spans = store.consultations(connection, wanted)
    late = sum(by["cause"].after.values())
    return Register(found, number, late, pages, _shorter(services, spans), by, everything)


def whole(services: Services, asked: Asked) -> tuple[Found, ...]:
    """Everything that a reader asks for, for a file."""
    with reading(services.engine) as connection:
        return store.find(connection, _wanted(asked), 0, None)


def team(services: Services, actor: Actor, project: Project) -> Mapping[str, int]:
    """How many explanations the projects of one manager's post asked for in the last 12 months, by cause."""
    since = add_months(services.today, -12)
    with reading(services.engine) as connection:
        return store.team_since(connection, actor.body, project.people.manager, since)


def year_of(day: date) -> int:
    """The year in whose April the year of a day began."""
    return day.year if day.month >= APRIL else day.year - 1


def _wanted(asked: Asked) -> Wanted:
    found = Wanted(asked.body, asked.directorate, asked.rule, asked.cause)
    if asked.year is None:
        return found
    return replace(found, first=date(asked.year, APRIL, 1), last=date(asked.year + 1, APRIL - 1, 31))


def _shorter(services: Services, spans: Sequence[Span]) -> Shorter:
    known: dict[tuple[str, str, str], list[Version]] = {}
    short: list[Span] = []
    all_: list[Span] = []
    asks: set[str] = set()
    for span in spans:
        key = (span.rulebook, span.body, span.route)
        if key not in known:
            known[key] = _window_rules(services, *key)
        rule = next((each.rule for each in known[key] if each.counts_on(span.opened)), None)
        required = last_asked(rule, span.opened) if rule else None
        if rule is None or rule.period is None or required is None:
            continue
        all_.append(span)
        asks.add(describe(rule.period.method, rule.period.n, rule.period.calendar))
        if span.closed < required:
            short.append(span)
    before = sum(1 for s in short if s.explained_on and s.explained_on <= s.opened and not s.after_the_event)
    explained = sum(1 for s in short if s.explained_on)
    one = next(iter(asks)) if len(asks) == 1 else ""
    each = {name: _of(name, short, all_) for name in sorted({span.directorate for span in all_})}
    return Shorter(len(short), len(all_), before, explained - before, len(short) - explained, one, each)


def _of(directorate: str, short: Sequence[Span], all_: Sequence[Span]) -> tuple[int, int]:
    return tuple(sum(1 for span in spans if span.directorate == directorate) for spans in (short, all_))  # type: ignore[return-value]


def _window_rules(services: Services, rulebook: str, body: str, route: str) -> list[Version]:
    """The rules by which a body's consultations stay open, in a route, as each edition asks them: those that
    may be explained, the longest first."""
    book = services.rulebook(rulebook, body)
    if route not in book.routes:
        return []
    found = (
        version
        for dated in asking(book, route, book.facts(route, {})).values()
        for version in dated
        if version.rule.force.may_be_explained and (OPENS, CLOSES) in pairs(version.rule, book.routes[route])
    )
    return sorted(found, key=lambda each: last_asked(each.rule, services.today) or date.min, reverse=True)

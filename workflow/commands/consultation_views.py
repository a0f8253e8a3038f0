"""What the pages of a consultation ask for: whom to invite, who was, who else asks them; the public list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from workflow.commands.change import situation_of
from workflow.commands.services import Services
from workflow.project.access import Actor
from workflow.project.events import DateRecorded, StageMoved
from workflow.project.model import Project
from workflow.project.promised import Moved, broken
from workflow.project.question import from_data
from workflow.project.situation import Situation, asked_ever, known_facts
from workflow.project.window import Window, of_consultation, too_short
from workflow.rulebook.model import Facts, Route, Rule, Rulebook
from workflow.store import consultations, partners, queries
from workflow.store.consultations import Busy, Candidate, Listed
from workflow.store.engine import reading


@dataclass(frozen=True, slots=True)
class Choice:
    """Whom one may invite: suggested, chosen besides, and what the register knows to suggest by."""

    suggested: tuple[Candidate, ...]
    besides: tuple[Candidate, ...]
    chosen: frozenset[str]
    groups: tuple[str, ...]
    areas: tuple[str, ...]

    @property
    def providing(self) -> int:
        """How many of those suggested provide the service today."""
        return sum(each.provides for each in self.suggested)


@dataclass(frozen=True, slots=True)
class Invited:
    """An organisation that was invited: when, and whether a letter could go out."""

    organisation: str
    name: str
    on: date
    how: str


def choice(services: Services, actor: Actor, project: Project) -> Choice:
    """Whom the body's register suggests for a project: those who serve the groups affected, work in the
    areas, or provide the service today; and those chosen besides."""
    affects, chosen = project.engagement.affects, project.consultation.chosen
    with reading(services.engine) as connection:
        provide = consultations.providers(connection, actor.body, project.agreement)
        found = consultations.suggested(
            connection, actor.body, groups=affects.groups, areas=affects.areas, providers=provide
        )
        picked = consultations.candidates(connection, actor.body, chosen, provide)
        tags = consultations.tags(connection, actor.body)
    known = {each.id for each in found}
    besides = tuple(each for each in picked if each.id not in known)
    return Choice(found, besides, frozenset(each.id for each in picked), tags["serves"], tags["area"])


def chosen(services: Services, actor: Actor, project: Project) -> tuple[Candidate, ...]:
    """The organisations chosen so far, by name."""
    with reading(services.engine) as connection:
        body = _leading(connection, actor, project.ref)
        provide = consultations.providers(connection, body, project.agreement)
        return consultations.candidates(connection, body, project.consultation.chosen, provide)


def invited(services: Services, ref: str) -> tuple[Invited, ...]:
    """Who was invited to the consultation of a project, by name."""
    with reading(services.engine) as connection:
        stored = queries.stored(connection, None, ref)
        return tuple(Invited(*row) for row in consultations.invited(connection, stored.id))


def busy(
    services: Services, actor: Actor, ref: str, organisations: Sequence[str], opens: date, closes: date
) -> tuple[Busy, ...]:
    """Which of these organisations other consultations ask between two days (R139)."""
    with reading(services.engine) as connection:
        body = _leading(connection, actor, ref)
        stored = queries.stored(connection, body, ref)
        return consultations.busy(connection, body, stored.id, organisations, opens, closes)


def _leading(connection: Connection, actor: Actor, ref: str) -> str:
    return partners.body_shared_with(connection, actor.posts, ref) or actor.body


def listed(services: Services) -> tuple[Listed, ...]:
    """Every consultation that the public may see."""
    with reading(services.engine) as connection:
        return consultations.listed(connection)


@dataclass(frozen=True, slots=True)
class Length:
    """The rules in force for a project that ask for a length of its consultation, in its route; `unsure` are
    those whose text was not seen: dates counted by one say so."""

    route: Route
    rules: tuple[Rule, ...]
    unsure: frozenset[str]

    def too_short(self, opens: date | None, closes: date | None) -> tuple[tuple[Rule, Window], ...]:
        """Those that ask for more time than these days leave, the one that asks for most first."""
        return too_short(self.rules, self.route, opens, closes)


def length_asked(situation: Situation) -> Length:
    """What the rules in force for a project ask of the length of its consultation."""
    return _length(situation.rulebook, situation.route, situation.facts, situation.today)


def lengths_asked(services: Services, found: Sequence[Listed]) -> Mapping[str, Length]:
    """The same for each consultation in the list, by its reference; those that ask the same share it."""
    known: dict[tuple[str | None, ...], Length] = {}
    lengths: dict[str, Length] = {}
    for each in found:
        key = (each.question or each.ref, each.rulebook, each.edition, each.route)
        if key not in known:
            known[key] = _of_listed(services, each)
        lengths[each.ref] = known[key]
    return lengths


def _of_listed(services: Services, each: Listed) -> Length:
    try:
        asked = from_data(each.asked or {}, services.today).asked
    except (KeyError, ValueError):
        with reading(services.engine) as connection:
            return length_asked(situation_of(queries.stored(connection, None, each.ref), services))
    book = services.library.rulebook(f"{each.rulebook}@{each.edition}", services.today)
    route = book.route(each.route, asked.facts)
    facts = known_facts(book, route, asked.facts, asked.pins, services.today)
    return _length(book, route, facts, services.today)


def _length(book: Rulebook, route: Route, facts: Facts, today: date) -> Length:
    rules = of_consultation(asked_ever(book, route, facts, today), route)
    return Length(route, rules, frozenset(rule.id for rule in rules if book.unconfirmed(rule.id)))


def broken_promises(services: Services, found: Sequence[Listed], event: str) -> Mapping[str, Moved]:
    """The planned days of an event that passed unkept and were moved after that, by reference."""
    refs = {each.id: each.ref for each in found if each.moved}
    with reading(services.engine) as connection:
        told = consultations.told(connection, list(refs), DateRecorded.kind)
    known = ((refs[id_], broken(facts, event)) for id_, facts in told.items())
    return {ref: moved for ref, moved in known if moved}


def withdrawn(services: Services, found: Sequence[Listed]) -> Mapping[str, tuple[date, str]]:
    """When those that were withdrawn were, and why, by reference."""
    refs = {each.id: each.ref for each in found if each.withdrawn}
    with reading(services.engine) as connection:
        moves = consultations.told(connection, list(refs), StageMoved.kind)
    return {
        refs[id_]: (on, fact.reason)
        for id_, facts in moves.items()
        for on, fact in facts
        if isinstance(fact, StageMoved) and fact.how == "withdraw"
    }

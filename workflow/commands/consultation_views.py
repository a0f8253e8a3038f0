"""What the pages of a consultation ask for: whom to invite, who was, who else asks them; the public list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from workflow.commands.services import Services
from workflow.project.access import Actor
from workflow.project.model import Project
from workflow.rulebook.model import Rule
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
    """What a rulebook asks of a consultation's length: the rule that it goes by, if any; and whether some
    rule about it is unconfirmed: dates counted by it say so."""

    rule: Rule | None
    unconfirmed: bool


def length_rules(services: Services, found: Sequence[Listed]) -> Mapping[tuple[str, str], Length]:
    """What each rulebook edition in the list asks of the length of a consultation."""
    return {name: _length(services, *name) for name in {(each.rulebook, each.edition) for each in found}}


def _length(services: Services, rulebook: str, edition: str) -> Length:
    book = services.library.rulebook(f"{rulebook}@{edition}", services.today)
    asked = [
        rule
        for rule in book.rules.values()
        if rule.period
        and rule.period.kind == "minimum"
        and (rule.period.start, rule.period.end) == (consultations.OPENED, consultations.CLOSED)
        and rule.in_force_on(services.today)
    ]
    sure = (r for r in asked if not book.unconfirmed(r.id) and r.effect in ("block", "explain"))
    return Length(next(sure, None), any(book.unconfirmed(rule.id) for rule in asked))

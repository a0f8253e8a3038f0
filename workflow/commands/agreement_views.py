"""What the pages of the agreements register ask for. Nothing is changed here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from workflow.commands.import_register import OWN_BODY
from workflow.commands.last_safe import Begin, Planner, passed
from workflow.commands.services import Services
from workflow.errors import NotFound
from workflow.project.access import Action, Actor, Subject, may
from workflow.register.checks import Odd, odd
from workflow.register.filters import Wanted
from workflow.register.prompts import Prompt, prompts
from workflow.register.renewals import Term, ends_on, term
from workflow.register.ties import Tie
from workflow.register.totals import Total, totals
from workflow.register.vocabulary import vocabulary
from workflow.rulebook.model import Rulebook
from workflow.store import agreements, register
from workflow.store.engine import reading
from workflow.store.register import Body, PostRow
from workflow.timetable.counting import add_months
from workflow.timetable.model import Timetable


@dataclass(frozen=True, slots=True)
class Line:
    """One agreement in a list: the term that runs, what is odd, by when its decision must begin.

    `unconfirmed`: a rule behind that day is one whose text nobody has seen.
    """

    tie: Tie
    term: Term | None
    odd: tuple[Odd, ...]
    begin: Begin | None
    unconfirmed: bool


@dataclass(frozen=True, slots=True)
class Register:
    """A page of a body's register: the lines shown, how many fit, how many there are, what to filter by."""

    lines: tuple[Line, ...]
    number: int
    all: int
    directorates: tuple[str, ...]
    late: int


@dataclass(frozen=True, slots=True)
class Late:
    """An agreement whose last safe start has passed: with the timetable that says why."""

    tie: Tie
    ends: date
    begin: Begin
    timetable: Timetable | None
    rulebook: Rulebook


@dataclass(frozen=True, slots=True)
class Following:
    """One thing that may follow an agreement: its route, and the timetable that it would have."""

    route: str
    title: str
    timetable: Timetable | None


@dataclass(frozen=True, slots=True)
class View:
    """One agreement with its dates, prompts and what may follow it."""

    tie: Tie
    body: Body
    term: Term | None
    odd: tuple[Odd, ...]
    prompts: tuple[Prompt, ...]
    begin: Begin | None
    timetable: Timetable | None
    following: tuple[Following, ...]
    rulebook: Rulebook
    posts: Mapping[str, PostRow]


def agreement_register(
    services: Services, actor: Actor, wanted: Wanted, first: int = 0, most: int | None = None
) -> Register:
    """The agreements of the actor's body that are wanted, those from number `first` on, `most` of them."""
    ties, _body, planner = _all(services, actor)
    today = services.today
    fit = [tie for tie in ties if wanted.fits(tie, today)]
    shown = fit[first : first + most] if most is not None else fit
    return Register(
        tuple(_line(tie, planner, today) for tie in shown),
        len(fit),
        len(ties),
        tuple(sorted({tie.directorate for tie in ties if tie.directorate})),
        len(passed(ties, planner)),
    )


def imported(services: Services, first: int, most: int) -> tuple[tuple[Tie, ...], int]:
    """What a command imported while no body here was a real one, those from number `first` on; and how many
    there are. They belong to nobody here, so every officer may read them and nobody changes them."""
    with reading(services.engine) as connection:
        apart = _apart(connection)
        ties = agreements.register(connection, apart) if apart else ()
    return ties[first : first + most], len(ties)


def number_imported(services: Services) -> int:
    """How many of these there are."""
    with reading(services.engine) as connection:
        apart = _apart(connection)
        return agreements.number(connection, apart) if apart else 0


def _apart(connection: Connection) -> str | None:
    return next((body.id for body in register.bodies(connection) if body.slug == OWN_BODY), None)


def late_starts(services: Services, actor: Actor, first: int = 0, most: int = 50) -> tuple[list[Late], int]:
    """Agreements whose last safe start has passed, the greatest harm first; and how many there are."""
    ties, _body, planner = _all(services, actor)
    found = passed(ties, planner)
    shown = found[first : first + most]
    return [_late(tie, begin, planner) for tie, begin in shown], len(found)


def ends_without_project(services: Services, actor: Actor, months: int) -> tuple[tuple[Tie, date], ...]:
    """The agreements of the actor's body that end for certain within so many months without a project or a
    recorded decision, each with its last day: those that the actor's posts answer for first, then by end."""
    today = services.today
    until = add_months(today, months)
    with reading(services.engine) as connection:
        ties = agreements.register(connection, actor.body)
    dated = ((tie, ends_on(tie, today)) for tie in ties if not tie.projects)
    found = [(tie, end) for tie, end in dated if end and today <= end <= until and not tie.decided(end)]
    return tuple(sorted(found, key=lambda each: (each[0].post not in actor.posts, each[1], each[0].key)))


def agreement(services: Services, actor: Actor, name: str) -> View:
    """One agreement of the actor's body, by id or key. Raises NotFound, also for another body's."""
    with reading(services.engine) as connection:
        tie = agreements.one(connection, actor.body, name)
        body = register.body(connection, actor.body)
        posts = register.posts(connection, actor.body, services.today)
    if not may(actor, Action.SEE_REGISTER, Subject(tie.body)):
        raise NotFound
    planner, today = _planner(services, body), services.today
    found = term(tie, today)
    return View(
        tie=tie,
        body=body,
        term=found,
        odd=odd(tie, today),
        prompts=prompts(tie, today),
        begin=planner.begin(tie.instrument, found.ends) if found else None,
        timetable=_timetable(tie, planner),
        following=_following(tie, found, planner),
        rulebook=planner.rulebook,
        posts=posts,
    )


def funding_totals(services: Services, actor: Actor) -> tuple[Total, ...]:
    """The register of the actor's body added up by body, year and kind of support."""
    ties, _body, _planner_ = _all(services, actor)
    return totals(ties)


def _all(services: Services, actor: Actor) -> tuple[tuple[Tie, ...], Body, Planner]:
    with reading(services.engine) as connection:
        ties = agreements.register(connection, actor.body)
        body = register.body(connection, actor.body)
    return ties, body, _planner(services, body)


def _planner(services: Services, body: Body) -> Planner:
    return Planner(services.rulebook(body.authority, body.id), services.today)


def _line(tie: Tie, planner: Planner, today: date) -> Line:
    found = term(tie, today)
    running = found is not None and found.ends >= today
    begin = planner.begin(tie.instrument, found.ends) if found and running else None
    unconfirmed = begin is not None and planner.unconfirmed(tie.instrument)
    return Line(tie, found, odd(tie, today), begin, unconfirmed)


def _late(tie: Tie, begin: Begin, planner: Planner) -> Late:
    end = ends_on(tie, planner.today) or begin.by
    return Late(tie, end, begin, _timetable(tie, planner), planner.rulebook)


def _timetable(tie: Tie, planner: Planner) -> Timetable | None:
    found = term(tie, planner.today)
    known = found and planner.begin(tie.instrument, found.ends)
    return planner.timetable(tie.instrument, found.ends) if found and known else None


def _following(tie: Tie, found: Term | None, planner: Planner) -> tuple[Following, ...]:
    routes = vocabulary().kind(tie.instrument).may_follow
    known = planner.rulebook.routes
    return tuple(
        Following(route, known[route].title, planner.by_route(route, found.ends) if found else None)
        for route in routes
        if route in known
    )

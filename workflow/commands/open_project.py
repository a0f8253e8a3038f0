"""Save a timetable as a project."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from workflow.commands.change import Changed, write_deadlines
from workflow.commands.services import Services
from workflow.errors import BadRequest, NotAllowed
from workflow.project.access import Action, Actor, Subject, may
from workflow.project.events import Fact, OpenQuestionsWritten, ProjectOpened
from workflow.project.events.partners import InterestTakenUp, ProviderTypeSaid
from workflow.project.folding import fold
from workflow.project.model import NOBODY_ELSE, People
from workflow.project.partners import PROVIDERS
from workflow.project.situation import Situation
from workflow.store import interests, queries, register
from workflow.store.ids import new_id
from workflow.store.unit_of_work import Stored, UnitOfWork, unit_of_work
from workflow.timetable.calendars import calendar
from workflow.words import gettext as _

PREFIXES = {"decommission": "END", "grant": "GRA", "renew-or-vary": "REN", "health": "HEA"}


@dataclass(frozen=True, slots=True)
class Opening:
    """What is asked before a project can be saved: one accountable post and an end date above all (R005)."""

    title: str
    route: str
    end: date | None
    owner: str | None
    manager: str | None
    decider: str | None
    directorate: str = ""
    summary: str = ""
    end_fixed: bool = False
    visibility: str = "public"
    decided: str = ""
    still_open: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)
    agreement: str | None = None
    provider: str = ""
    interest: str | None = None
    """The expression of interest that it is started from, by its id."""


def open_project(*, asked: Opening, by: Actor, services: Services, once: str | None = None) -> Changed:
    """Open a project pinned to the edition and calendar of today; the answer holds reference and timetable.

    Raises BadRequest naming each answer that is missing, NotAllowed, or AlreadyDone for a used one-time key.
    """
    if not may(by, Action.OPEN_PROJECT, Subject(by.body)):
        raise NotAllowed
    with unit_of_work(services.engine, services.clock, by.body) as uow:
        opened = _opened(asked, uow, services)
        uow.once(once, opened.ref)
        facts: tuple[Fact, ...] = (opened,)
        if asked.decided or asked.still_open:
            facts = (*facts, OpenQuestionsWritten(asked.decided, asked.still_open))
        facts = (*facts, *_more(asked))
        rulebook = services.rulebook(f"{opened.rulebook}@{opened.edition}", by.body)
        route = rulebook.route(opened.route, opened.facts)
        project = fold(facts, route.stages[0].slug)
        id_ = new_id()
        uow.add(facts, project, id_=id_, by=by, public=project.public)
        if asked.interest:
            interests.take_up(uow.connection, by.body, asked.interest, id_)
        stored = Stored(id_, by.body, opened.ref, project.version, services.clock.now(), facts)
        situation = Situation(project, rulebook, route, services.today, by.body)
        return Changed(project, write_deadlines(uow, stored, situation, services.today))


def _more(asked: Opening) -> Iterator[Fact]:
    """What is told beside the opening: who may provide it, which expression of interest began it."""
    if asked.provider:
        yield ProviderTypeSaid(asked.provider)
    if asked.interest:
        yield InterestTakenUp(asked.interest)


def _opened(asked: Opening, uow: UnitOfWork, services: Services) -> ProjectOpened:
    missing = [
        words
        for value, words in (
            (asked.title.strip(), _("Enter a title.")),
            (asked.end, _("Enter the date the service must start or the funding must end.")),
            (asked.owner, _("Choose the one post that answers for it.")),
            (asked.manager, _("Choose the manager.")),
            (asked.decider, _("Choose who decides.")),
        )
        if not value
    ]
    body = register.body(uow.connection, uow.body)
    rulebook = services.library.rulebook(body.authority, services.today)
    if asked.route not in rulebook.routes:
        known = ", ".join(rulebook.routes)
        missing.append(_("Choose the route: %s.") % known)
    known_posts = register.posts(uow.connection, uow.body, services.today)
    if any(post and post not in known_posts for post in (asked.owner, asked.manager, asked.decider)):
        missing.append(_("Choose posts of your own body."))
    if asked.owner and People(asked.owner, str(asked.manager), str(asked.decider)).alone:
        missing.append(NOBODY_ELSE)
    if asked.provider and asked.provider not in PROVIDERS:
        missing.append(_("Choose which type of provider may provide it."))
    if missing:
        raise BadRequest(" ".join(missing))
    route = rulebook.routes[asked.route]
    people = People(str(asked.owner), str(asked.manager), str(asked.decider))
    return ProjectOpened(
        ref=queries.next_ref(uow.connection, PREFIXES.get(asked.route, "COM"), services.today.year),
        title=asked.title.strip(),
        summary=asked.summary.strip(),
        route=asked.route,
        rulebook=rulebook.id,
        edition=rulebook.edition,
        calendar=calendar(rulebook.authority.nation).fingerprint,
        end=asked.end or date.max,
        end_fixed=asked.end_fixed,
        facts={**route.facts, **asked.facts},
        directorate=asked.directorate.strip(),
        owner=people.owner,
        manager=people.manager,
        decider=people.decider,
        visibility="staff" if asked.visibility == "staff" else "public",
        agreement=asked.agreement,
    )

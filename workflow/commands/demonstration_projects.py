"""The three projects of the demonstration, made by the commands that people use."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from workflow.commands.advance import advance
from workflow.commands.open_project import Opening, open_project
from workflow.commands.record import add_evidence, record_date
from workflow.commands.services import Services
from workflow.project.access import Actor
from workflow.project.model import Project
from workflow.words import gettext as _

EARLY_CONVERSATION = "early_conversation_started"

TENDER = Opening(
    title=_("Community mental health support"),
    route="tender",
    end=date(2028, 4, 1),
    owner=None,
    manager=None,
    decider=None,
    directorate="Adults and Health",
    summary=_(
        "The contract for this service ends on 31 March 2028. We plan to buy a new service to start on "
        "1 April 2028. £1.3 million a year."
    ),
    decided=_("The budget for 2028 to 2029."),
    still_open=_("How many contracts, which areas, opening hours, how small groups can take part."),
    facts={"value": 1_300_000},
    agreement="EXC-2025-006",
)
ENDING = Opening(
    title=_("Grant to Example Carers Group"),
    route="decommission",
    end=date(2028, 3, 31),
    owner=None,
    manager=None,
    decider=None,
    directorate="Adults and Health",
    summary=_(
        "The grant to Example Carers Group ends on 31 March 2028. We are thinking about whether it goes on, "
        "and how."
    ),
    decided=_("Nothing beyond the date on which the present grant ends."),
    still_open=_("Whether the grant goes on, how much it is, and what could take its place."),
    facts={"instrument": "grant", "value": 18_000},
    agreement="EXG-2025-004",
)
LATER = Opening(
    title=_("Example Ward community transport"),
    route="tender",
    end=date(2029, 4, 1),
    owner=None,
    manager=None,
    decider=None,
    directorate="Children and Families",
    summary=_("Lifts to clubs, holiday activities and appointments in Example Ward."),
    visibility="staff",
)


@dataclass(frozen=True, slots=True)
class Team:
    """The people in the posts that own, manage and decide the projects."""

    officer: Actor
    children_officer: Actor
    manager: Actor
    director: Actor


@dataclass(frozen=True, slots=True)
class _Desk:
    """Where one project is worked on by its owner."""

    services: Services
    by: Actor
    ref: str

    def happened(self, event: str, on: date) -> Project:
        """Record that something happened that day; today, where that day is still to come."""
        day = min(on, self.services.today)
        recorded = record_date(
            ref=self.ref, event=event, on=day, what="actual", by=self.by, services=self.services
        )
        return recorded.project

    def note(self, stage: str, task: str, text: str, *, public: bool = False) -> None:
        """Put a note under a task."""
        add_evidence(
            ref=self.ref,
            stage=stage,
            task=task,
            form="note",
            text=text,
            visibility="public" if public else "staff",
            by=self.by,
            services=self.services,
        )

    def finish(self, stage: str) -> None:
        """Finish a stage."""
        advance(ref=self.ref, move=f"finish-{stage}", by=self.by, services=self.services)


def open_projects(services: Services, team: Team) -> tuple[Project, ...]:
    """Open all three: one whose consultation comes next, one ending, one that only staff see yet."""
    tender, ending = _tender(services, team), _ending(services, team)
    return tender, ending, _open(services, team, team.children_officer, LATER)[1]


def _open(services: Services, team: Team, owner: Actor, asked: Opening) -> tuple[_Desk, Project]:
    posts = [next(iter(actor.posts)) for actor in (owner, team.manager, team.director)]
    named = replace(asked, owner=posts[0], manager=posts[1], decider=posts[2])
    opened = open_project(asked=named, by=owner, services=services).project
    return _Desk(services, owner, opened.ref), opened


def _tender(services: Services, team: Team) -> Project:
    desk, _opened = _open(services, team, team.officer, TENDER)
    need = _("More people ask for help in the evening and near home. Outcomes and spend: the annual review.")
    desk.note("need", "needs_assessment", need, public=True)
    providers = _("Example Mental Health Together, agreement EXC-2025-006, ends on 31 March 2028.")
    desk.note("need", "provider_list", providers)
    asked = _("People who use the service, their families, providers, council tax and business rate payers.")
    desk.note("need", "consult_list", asked, public=True)
    desk.finish("need")
    met = _("First meeting with the provider and with people who use the service.")
    desk.note("early-conversation", "engagement_log", met)
    return desk.happened(EARLY_CONVERSATION, date(2026, 11, 9))


def _ending(services: Services, team: Team) -> Project:
    desk, _opened = _open(services, team, team.officer, ENDING)
    desk.happened("provider_told", date(2026, 11, 12))
    return desk.happened(EARLY_CONVERSATION, date(2026, 11, 16))

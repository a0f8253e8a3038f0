"""What the pages of engagement ask for: whom to talk to first, and the names of those talked with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from workflow.commands.services import Services
from workflow.project.access import Actor
from workflow.project.engagement import FirstContact, first_contact
from workflow.project.model import Project
from workflow.store import consultations
from workflow.store.consultations import Candidate
from workflow.store.engine import reading
from workflow.timetable.model import Timetable
from workflow.words import gettext as _

MOST_FIRST = 12
STARTED, DECIDED = "early_conversation_started", "decision_made"


@dataclass(frozen=True, slots=True)
class First:
    """An organisation to talk to first, and why it."""

    organisation: Candidate
    why: str


def talk_first(services: Services, actor: Actor, project: Project) -> tuple[First, ...]:
    """Whom the register suggests on the first day (R179): present providers, organisations that speak for
    others, then those that serve the groups or work in the areas affected; each once."""
    affects = project.engagement.affects
    with reading(services.engine) as connection:
        provide = consultations.providers(connection, actor.body, project.agreement)
        providing = consultations.candidates(connection, actor.body, provide, provide)
        speaking = consultations.infrastructure(connection, actor.body)
        serving = consultations.suggested(
            connection, actor.body, groups=affects.groups, areas=affects.areas, providers=()
        )
    found = [First(each, _("provides the service today")) for each in providing]
    found += [First(each, _("supports and speaks for other local groups")) for each in speaking]
    found += [First(each, _serves(each)) for each in serving]
    once = {each.organisation.id: each for each in reversed(found)}
    return tuple(each for each in found if once[each.organisation.id] is each)[:MOST_FIRST]


def names(services: Services, actor: Actor, project: Project) -> Mapping[str, str]:
    """The organisations talked with, by id, those that stand in the register today."""
    wanted = {id_ for talk in project.engagement.talks for id_ in talk.organisations}
    with reading(services.engine) as connection:
        found = consultations.candidates(connection, actor.body, wanted, ())
    return {each.id: each.name for each in found}


def contact_to_decision(project: Project, timetable: Timetable) -> FirstContact | None:
    """The days from first contact to the decision, taken or planned; None while either is not known."""
    dates = {each.id: each for each in timetable.events}
    planned = project.planned(DECIDED) or (dates[DECIDED].latest if DECIDED in dates else None)
    return first_contact(project.actual(STARTED), project.actual(DECIDED), planned)


def _serves(each: Candidate) -> str:
    if each.serves:
        return _("serves {groups}").format(groups=", ".join(each.serves))
    return _("works in an area that the change affects")

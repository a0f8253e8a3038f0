"""Up to three scenarios of a project: dates to compare with its plan, until they are used or dropped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from workflow.commands.change import Changed, edit
from workflow.commands.record import check_date, facts_of_date
from workflow.commands.services import Services
from workflow.errors import BadRequest
from workflow.project.access import Actor
from workflow.project.events import EndMoved, Fact, ScenarioDropped, ScenarioKept
from workflow.project.model import MOST_SCENARIOS, Scenario
from workflow.project.situation import Situation
from workflow.timetable.model import Timetable
from workflow.timetable.plan import plan
from workflow.words import gettext as _

LONGEST_NAME = 40


def compared(situation: Situation) -> tuple[tuple[Scenario, Timetable], ...]:
    """Each scenario of a project with the timetable that it would give, in the order in which they were
    named."""
    return tuple(
        (
            kept,
            plan(
                situation.rulebook,
                situation.project.route,
                kept.asked(situation.asked, situation.events),
            ),
        )
        for kept in situation.project.scenarios.values()
    )


def keep_in_scenario(
    *,
    ref: str,
    name: str,
    event: str,
    on: date | None,
    by: Actor,
    services: Services,
    seen_version: int | None = None,
    once: str | None = None,
) -> Changed:
    """Give an event a date in a scenario, begun if there is none of that name; None takes its date out.

    The route's last event is the end asked for. Raises BadRequest for a fourth scenario, for an event that is
    not on the path or has happened, or for a name that is missing or too long.
    """

    def work(situation: Situation) -> Sequence[Fact]:
        _may_be_planned(situation, event)
        before = _begun(situation, name)
        if event == situation.route.ends_with:
            after = ScenarioKept(before.name, before.pins, on or situation.project.end)
        else:
            pins = {e: day for e, day in before.pins.items() if e != event}
            after = ScenarioKept(before.name, {**pins, event: on} if on else pins, before.end)
        same = situation.project.scenarios.get(before.name) == Scenario(after.name, after.pins, after.end)
        return () if same else (after,)

    return edit(ref, by, services, work, seen_version, once)


def drop_scenario(
    *,
    ref: str,
    name: str,
    by: Actor,
    services: Services,
    seen_version: int | None = None,
    once: str | None = None,
) -> Changed:
    """Drop a scenario. BadRequest for a name that is not there."""

    def work(situation: Situation) -> Sequence[Fact]:
        return (ScenarioDropped(_named(situation, name).name),)

    return edit(ref, by, services, work, seen_version, once)


def use_scenario(
    *,
    ref: str,
    name: str,
    reason: str,
    by: Actor,
    services: Services,
    seen_version: int | None = None,
    once: str | None = None,
) -> Changed:
    """Let the dates of a scenario be the plan, each with the reason; the scenario is used up.

    Raises BadRequest without a reason, or if a date cannot be planned: then none of them is.
    """

    def work(situation: Situation) -> Sequence[Fact]:
        kept = _named(situation, name)
        if not reason.strip():
            raise BadRequest(_("Say why these dates are used. The reason is shown beside the old dates."))
        return (*_moves(situation, kept, reason.strip()), ScenarioDropped(kept.name))

    return edit(ref, by, services, work, seen_version, once)


def _moves(situation: Situation, kept: Scenario, reason: str) -> Iterator[Fact]:
    """The planned dates that differ from the plan as it is. What has happened meanwhile stays."""
    asked = situation.asked
    for event, day in kept.pins.items():
        if event in situation.events and event not in asked.done and asked.pins.get(event) != day:
            check_date(situation, event, day, "planned", reason)
            yield from facts_of_date(situation, event, day, "planned", reason)
    if kept.end != situation.project.end:
        yield EndMoved(kept.end, situation.project.end_fixed, reason)


def _may_be_planned(situation: Situation, event: str) -> None:
    if event not in situation.events or not situation.route.event(event).act:
        raise BadRequest(_("This project has no such step to plan. Choose one of its steps."))
    if situation.project.actual(event):
        raise BadRequest(_("This has already happened. A scenario can only move what is still to come."))


def _begun(situation: Situation, name: str) -> Scenario:
    """The scenario of that name (small and capital letters alike), else a new one on the plan's end."""
    told = " ".join(name.split())
    if not told:
        raise BadRequest(_("Give the scenario a name."))
    if len(told) > LONGEST_NAME:
        raise BadRequest(_("The name must be %d characters or fewer.") % LONGEST_NAME)
    known = situation.project.scenarios
    same = next((each for each in known.values() if each.name.casefold() == told.casefold()), None)
    if same is None and len(known) >= MOST_SCENARIOS:
        raise BadRequest(
            _("There are %d scenarios already: drop one, or go on with one of them.") % MOST_SCENARIOS
        )
    return same or Scenario(told, {}, situation.project.end)


def _named(situation: Situation, name: str) -> Scenario:
    if name not in situation.project.scenarios:
        raise BadRequest(_("There is no such scenario any more. Open the page again."))
    return situation.project.scenarios[name]

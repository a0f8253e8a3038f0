"""What comes first where a route asks for it and no rulebook does: of a code, so it is kept or explained."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from workflow.project.model import OPENED, TOLD, TOLD_FIRST
from workflow.project.situation import Obstacle, Situation
from workflow.rulebook.model import Force, Rule, Rulebook
from workflow.timetable.dates_in_words import in_words
from workflow.words import gettext as _

OPTIONS_NOT_FINAL = "not_final_before"


@dataclass(frozen=True, slots=True)
class Order:
    """One promise about what comes first: what it asks, what is missing where it is not kept, how it is kept,
    and what an agreed explanation leads to."""

    id: str
    title: str
    asks: str
    missing: str
    mend: str
    leads_to: str
    force: Force = Force.CODE
    source: str = _("The order of the stages")


ORDERS: Mapping[str, Order] = {
    one.id: one
    for one in (
        Order(
            OPTIONS_NOT_FINAL,
            _("Early conversation before options"),
            _("Log the early conversation before options are marked final."),
            _("No early conversation is recorded. Options can be drafted, but not marked final, before it."),
            _("Talk with providers and people who use the service, and record the day on which you began."),
            _("When this is agreed, options can be marked final without an early conversation."),
        ),
        Order(
            TOLD_FIRST,
            _("The provider is told before the public"),
            _("Tell the provider in person before the change becomes public."),
            _("No date says that the provider was told. The change is not public before it."),
            _("Tell the provider in person, and record the day on which you did."),
            _(
                "When this is agreed, the change is public at once, unless it is already. The provider may"
                " read of it there first."
            ),
        ),
    )
}
"""By id. An explanation of one of them names its id where others name a rule."""


def promise(rulebook: Rulebook, rule: str) -> Rule | Order | None:
    """What an explanation departs from, by its id: a rule of the rulebook, or an order; None if neither."""
    return rulebook.find(rule) or ORDERS.get(rule)


def asked_at(order: str, situation: Situation) -> frozenset[str]:
    """The events at which an order is asked of this project; empty where it is not."""
    if order == OPTIONS_NOT_FINAL:
        return frozenset(stage.not_final_before for stage in situation.route.stages if stage.not_final_before)
    asked = order == TOLD_FIRST and situation.project.ends_something and TOLD in situation.events
    return frozenset((TOLD,) if asked else ())


def not_talked_to(situation: Situation, event: str, by: date) -> Obstacle | None:
    """What keeps options from being marked final on a day: nobody was talked to by then, and no departure
    from that is explained."""
    talked = situation.project.actual(event)
    return None if talked and talked <= by else _unless_explained(situation, OPTIONS_NOT_FINAL, event)


def not_told(situation: Situation) -> Obstacle | None:
    """What keeps a plan to end something from the public, or from going on where it is public already: its
    provider was not told first, and no departure from that is explained. None for any other change."""
    late = told_late(situation)
    if not asked_at(TOLD_FIRST, situation) or (situation.project.actual(TOLD) and not late):
        return None
    found = _unless_explained(situation, TOLD_FIRST, TOLD)
    return replace(found, missing=late) if found and late else found


def told_late(situation: Situation) -> str:
    """That people were asked about an end of something before its provider was told, in words; or ""."""
    told, opened = situation.project.actual(TOLD), situation.project.actual(OPENED)
    if not asked_at(TOLD_FIRST, situation) or opened is None or (told and told <= opened):
        return ""
    since = _("The consultation opened on {opened}. No record says that the provider was told before it.")
    if told:
        since = _("The consultation opened on {opened}. The provider was told on {told}.")
    return since.format(opened=in_words(opened), told=in_words(told) if told else "")


def _unless_explained(situation: Situation, order: str, event: str) -> Obstacle | None:
    project, words = situation.project, ORDERS[order]
    if project.explained(order, event):
        return None
    return Obstacle(
        rule=order,
        title=words.title,
        force=words.force,
        missing=words.missing,
        event=event,
        blocks=True,
        may_be_explained=True,
        source=words.source,
        waiting=project.waiting(order, event) is not None,
    )

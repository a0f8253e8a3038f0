"""Comply or explain, the first page: what a rule asks, what does not fit, and how it can still be kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import redirect, request, url_for

from web.access import asks, me
from web.commissioners import desk
from web.commissioners.blueprint import blueprint
from web.commissioners.hurdles import Link
from web.wiring import services
from workflow.commands.explain_drafts import begun
from workflow.commands.views import ProjectView
from workflow.errors import NotFound
from workflow.project.access import Action
from workflow.project.keeping import DECISION, keeping
from workflow.project.orders import ORDERS, Order, asked_at
from workflow.project.waits import rule_at
from workflow.project.window import Window, window
from workflow.register.drafting import kept_for
from workflow.rulebook.model import Force, Rule
from workflow.timetable.dates_in_words import in_words
from workflow.timetable.model import Choice, Conflict
from workflow.words import gettext as _

OPENS, CLOSES = "consultation_opened", "consultation_closed"


@dataclass(frozen=True, slots=True)
class Departure:
    """What a person would depart from, in the words of its rule."""

    rule: str
    event: str
    title: str
    asks: str
    force: Force
    source: str
    unconfirmed: bool
    conflicts: tuple[Conflict, ...]
    choices: tuple[Choice, ...]
    back: Link
    order: Order | None


@blueprint.get("/projects/<ref>/explain/<rule>")
@asks(Action.SEE_PROJECT)
def explain(ref: str, rule: str) -> desk.Page:
    """Before anyone departs from a rule: what it asks, what does not fit, and what would. Once for each rule
    of a project: whoever has begun to explain it is led on."""
    view = desk.load(ref)
    found = departure(view, rule)
    if not found.force.may_be_explained:
        return redirect(desk.address("except_", view, rule=rule, event=found.event))
    waiting = waiting_at(view, found)
    if not waiting and begun(ref=ref, rule=rule, by=me(), services=services()):
        return redirect(first_question(view, found))
    left = window_of(view, found)
    return desk.show(
        "explain",
        view,
        departure=found,
        leaves=_leaves(view, found),
        keeps=keeps_in_words(view, left) if left else "",
        onward=first_question(view, found),
        onward_words=_("I need a shorter consultation")
        if found.event == CLOSES
        else _("I need to depart from it"),
        waiting=waiting,
        deciders=deciders(view),
        kept_days=kept_for().days,
    )


def departure(view: ProjectView, rule: str) -> Departure:
    """What the address asks about. Raises NotFound for a rule or event that the project does not have."""
    event = desk.event_of(view, request.args.get("event", "")).id
    if rule in ORDERS and event not in asked_at(rule, view.situation):
        raise NotFound
    timetable = view.overview.timetable
    title, asks_, force, source = _words(view, rule, event)
    return Departure(
        rule,
        event,
        title,
        asks_,
        force,
        source,
        rule not in ORDERS and view.overview.rulebook.unconfirmed(rule),
        tuple(c for c in timetable.conflicts if c.rule == rule),
        tuple(c for c in timetable.choices if c.rule in (rule, None)),
        _back(view, event),
        ORDERS.get(rule),
    )


def rule_of(view: ProjectView, rule: str, event: str) -> Rule:
    """A rule of the project's rulebook as it is asked at an event. Raises NotFound."""
    found = rule_at(view.situation, rule, event)
    if found is None:
        raise NotFound
    return found


def first_question(view: ProjectView, found: Departure) -> str:
    """Where the questions begin."""
    return desk.address("explanation", view, rule=found.rule, step="instead", event=found.event)


def waiting_at(view: ProjectView, found: Departure) -> str:
    """The address of the request that waits for a decision, or ""."""
    waiting = view.overview.project.waiting(found.rule, found.event)
    return url_for("commissioners.decide", explanation=waiting.id) if waiting else ""


def deciders(view: ProjectView) -> str:
    """The posts that may decide, in words."""
    people = view.overview.project.people
    titles = [view.post_title(post) for post in (people.manager, people.decider) if post != people.owner]
    return _(" or ").join(dict.fromkeys(title for title in titles if title))


def window_of(
    view: ProjectView, found: Departure, starts: date | None = None, given: date | None = None
) -> Window | None:
    """The window of the rule with these dates, else with those that are planned, done or do not fit."""
    conflict = next((each for each in found.conflicts if each.event == found.event), None)
    planned = view.overview.project.planned(found.event) or view.overview.project.actual(found.event)
    ends = given or planned or (conflict.planned if conflict else None)
    return window(view.situation, found.rule, found.event, starts, ends)


def asks_for(found: Departure, left: Window) -> str:
    """What the rule asks for, with its force in words."""
    who = {Force.CODE: _("The code"), Force.GUIDANCE: _("The guidance")}.get(found.force, _("The rule"))
    return _("{who} asks for {asks} ({force}).").format(who=who, asks=left.asks, force=found.force.words)


def _leaves(view: ProjectView, found: Departure) -> str:
    """What the dates leave of the window, in one line; "" where they keep the rule or are open."""
    left = window_of(view, found)
    if left is None or left.starts is None or left.given is None or not left.fewer:
        return ""
    words = (
        _("Opening on {day} leaves {gives}.") if left.start == OPENS else _("{start}: {day}. Left: {gives}.")
    )
    told = words.format(
        start=view.situation.words(left.start).title, day=in_words(left.starts), gives=left.gives
    )
    return f"{told} {asks_for(found, left)}"


def keeps_in_words(view: ProjectView, left: Window) -> str:
    """How the rule can be kept in full, e.g. "You can keep 12 weeks if the decision moves"; else ""."""
    moves = [
        _("{what} moves from {was} to {now}").format(
            what=_("the decision")
            if each.event == DECISION
            else _("“{event}”").format(event=view.situation.words(each.event).title),
            was=in_words(each.was),
            now=in_words(each.now),
        )
        for each in keeping(view.situation, left)
    ]
    if not moves:
        return ""
    return _("You can keep {asks} if {moves}.").format(asks=left.asks, moves=_(" and ").join(moves))


def _words(view: ProjectView, rule: str, event: str) -> tuple[str, str, Force, str]:
    if rule in ORDERS:
        order = ORDERS[rule]
        return order.title, order.asks, order.force, order.source
    found = rule_of(view, rule, event)
    return found.title, found.asks, found.force, found.source.name


def _back(view: ProjectView, event: str) -> Link:
    """The stage that a person came from: where the act is, else where the project stands."""
    stage = desk.stage_with(view, event) or view.situation.stage
    if stage is None:
        return Link(_("Overview"), desk.address("project", view))
    return Link(stage.name, desk.address("stage", view, slug=stage.slug))

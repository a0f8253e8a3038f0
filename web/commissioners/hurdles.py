"""Obstacles as people meet them: grouped by what may be done about them, each with the links that do it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from web.commissioners.desk import address, stage_with
from web.commissioners.words import first_small
from workflow.commands.engagement import TASK
from workflow.commands.views import ProjectView
from workflow.project.guards import act_of, ways_out
from workflow.project.model import STILL_OPEN, WEIGHED
from workflow.project.situation import Obstacle
from workflow.project.waits import pairs
from workflow.rulebook.model import Force, Rule, Stage
from workflow.words import gettext as _


@dataclass(frozen=True, slots=True)
class Link:
    """One thing that can be done about an obstacle."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class Hurdle:
    """An obstacle with what can be done about it; `waits_for` names who must decide its explanation."""

    obstacle: Obstacle
    links: tuple[Link, ...]
    waits_for: str


@dataclass(frozen=True, slots=True)
class Group:
    """Obstacles of the same kind under one heading; `note` says what can be done about all of them."""

    title: str
    note: str
    hurdles: tuple[Hurdle, ...]


_WAYS = _(
    "You can: do it; record its own exception; or record what has already happened, with its true date."
)
_GROUPS: tuple[tuple[str, str, tuple[Force | None, ...]], ...] = (
    (_("Still to record"), "", (None,)),
    (_("Required by law"), f"{_('This is required by law. It cannot be explained.')} {_WAYS}", (Force.LAW,)),
    (
        _("The council's own rules"),
        f"{_('These are the rules of the council. They cannot be explained.')} {_WAYS}",
        (Force.COUNCIL_RULE,),
    ),
    (
        _("Do or explain"),
        _("You can do it, or ask for an explanation to be agreed and published."),
        (Force.GUIDANCE, Force.CODE),
    ),
    (
        _("Risk checks"),
        _("Each asks for a record, or for a reason and the post that answers."),
        (Force.RISK_CHECK,),
    ),
    (_("Good practice, optional"), _("Nothing here holds the stage back."), (Force.GOOD_PRACTICE,)),
)


def grouped(view: ProjectView, stage: Stage, found: Iterable[Obstacle]) -> tuple[Group, ...]:
    """The obstacles of a stage under their headings, the strongest first; empty groups are left out."""
    hurdles = [hurdle(view, stage, obstacle) for obstacle in found]
    groups = (
        Group(title, note, tuple(h for h in hurdles if h.obstacle.force in forces))
        for title, note, forces in _GROUPS
    )
    return tuple(group for group in groups if group.hurdles)


def hurdle(view: ProjectView, stage: Stage, obstacle: Obstacle) -> Hurdle:
    """One obstacle with its links."""
    waits_for = _deciders(view) if obstacle.waiting else ""
    return Hurdle(obstacle, tuple(_links(view, stage, obstacle)), waits_for)


@dataclass(frozen=True, slots=True)
class Departure:
    """What a person can do who cannot keep a rule: in words, and where."""

    ways: tuple[str, ...]
    link: Link


def departure(view: ProjectView, stage: Stage, rule: Rule) -> Departure | None:
    """The ways out for a person who cannot keep a rule, or None for a rule that is only good practice."""
    ends = [end for _start, end in pairs(rule, view.overview.route)]
    known = {"rule": rule.id, "event": (ends or [act_of(stage)])[0]}
    if rule.force.may_be_explained:
        agree = _("Ask for an explanation. {posts} must agree it first, and it is published.")
        link = Link(_("Explain why not"), address("explain", view, **known))
        return Departure((agree.format(posts=_deciders(view)),), link)
    if rule.force is Force.GOOD_PRACTICE:
        return None
    ways = tuple(f"{way.title}: {first_small(way.asks)}" for way in ways_out(rule))
    risk = rule.force is Force.RISK_CHECK
    text = _("Record a reason") if risk else _("Record an exception")
    return Departure(ways, Link(text, address("except_", view, **known)))


def where_done(view: ProjectView, slug: str, task: str) -> str:
    """Where a task of a stage is done: some are a page of their own, for the rest records are added."""
    page = _OWN_PAGES.get(task)
    return address(page, view) if page else address("evidence", view, slug=slug, task=task)


_OWN_PAGES = {STILL_OPEN: "questions", WEIGHED: "considered_page", TASK: "talk_page"}


def _links(view: ProjectView, stage: Stage, obstacle: Obstacle) -> Iterable[Link]:
    titles = {task.id: (s, task) for s in (*view.overview.route.stages, stage) for task in s.tasks}
    for task_id in obstacle.tasks:
        where, task = titles[task_id]
        yield Link(_("Add it: {task}").format(task=task.title), where_done(view, where.slug, task.id))
    rule = {"rule": obstacle.rule, "event": obstacle.event}
    if obstacle.may_be_explained and not obstacle.waiting:
        yield Link(_("Explain why not"), address("explain", view, **rule))
    if obstacle.exceptions:
        risk = obstacle.force is Force.RISK_CHECK
        text = _("Record a reason") if risk else _("Record an exception")
        yield Link(text, address("except_", view, **rule))
    for event in _unrecorded(view, obstacle):
        title = view.overview.route.event(event).done
        href = address("record", view, event=event)
        yield Link(_("Record what has already happened: {event}").format(event=title), href)


def _unrecorded(view: ProjectView, obstacle: Obstacle) -> Sequence[str]:
    """The events whose date would answer the obstacle, else the act itself."""
    route, project = view.overview.route, view.overview.project
    known = {event.id for event in route.events}
    rule = view.overview.rulebook.find(obstacle.rule)
    gate = rule.closing if rule and not obstacle.tasks else None
    wanted = [route.node(need) for need in gate.needs] if gate else []
    missing = [event for event in wanted if event in known and not project.actual(event)]
    if missing:
        return missing[:1]
    if obstacle.event in known and not project.actual(obstacle.event) and stage_with(view, obstacle.event):
        return [obstacle.event]
    return []


def _deciders(view: ProjectView) -> str:
    people = view.overview.project.people
    titles = [view.post_title(people.manager), view.post_title(people.decider)]
    return _(" or ").join(dict.fromkeys(title for title in titles if title))

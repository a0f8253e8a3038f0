"""Acknowledge an alert with a plan. It pauses repeats to whoever acknowledged, never the clock."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from workflow.commands.services import Services
from workflow.errors import AlreadyDone, BadRequest, NotAllowed, Stale
from workflow.project.access import Action, Actor, Subject, may
from workflow.project.model import People
from workflow.store import alerting, queries, register
from workflow.store.queries import AlertRow
from workflow.store.register import PostRow
from workflow.store.unit_of_work import UnitOfWork, unit_of_work
from workflow.timetable.calendars import calendar
from workflow.words import gettext as _

LONGEST_PLAN_WORKING_DAYS = 20
LONGEST_PLAN = 2000


def acknowledge(
    *,
    alert: str,
    plan: str,
    until: date | None,
    by: Actor,
    services: Services,
    seen_version: int,
    once: str | None = None,
) -> None:
    """Keep what will be done and until when.

    Raises BadRequest without either or for a date too far off, AlreadyDone for an alert that is closed, Stale
    when someone else answered first, and NotAllowed where a second plan needs the next level up.
    """
    with unit_of_work(services.engine, services.clock, by.body) as uow:
        uow.once(once, f"/alerts/{alert}")
        found = queries.alert(uow.connection, by.body, alert)
        if not may(by, Action.ACKNOWLEDGE_ALERT, subject_of(found)):
            raise NotAllowed
        if found.state not in alerting.OPEN:
            raise AlreadyDone(_("This alert is closed. Nothing more is asked of anyone."))
        if found.version != seen_version:
            raise Stale
        posts = register.posts(uow.connection, by.body, services.today)
        _level_up(found, by, posts)
        kept, last = _plan(plan), _until(until, uow, services)
        if not alerting.acknowledge(uow.connection, alert, seen_version, by.person, kept, last):
            raise Stale
        data = {"alert": found.key, "plan": kept, "until": last.isoformat()}
        uow.audit("alert_acknowledged", data, by=by.person, project=found.project)


def subject_of(alert: AlertRow) -> Subject:
    """The alert as the access policy sees it."""
    return Subject(alert.body, People(alert.owner, alert.manager, ""), told=alert.recipient)


def next_level(alert: AlertRow, posts: Mapping[str, PostRow]) -> frozenset[str]:
    """The posts that may make a second plan: those above whoever made the first; empty before one
    is made, and where there is nobody above.
    """
    if alert.state != "acknowledged":
        return frozenset()
    first = [post.id for post in posts.values() if post.holder == alert.acknowledged_by]
    return frozenset(above for post in first for above in _above(post, posts))


def _level_up(alert: AlertRow, by: Actor, posts: Mapping[str, PostRow]) -> None:
    above = next_level(alert, posts)
    if above and not above & by.posts:
        raise NotAllowed(_("A plan stands already. A second one needs the next level up."))


def _above(post: str, posts: Mapping[str, PostRow]) -> Iterator[str]:
    passed = {post}
    while (up := posts[post].reports_to) and up in posts and up not in passed:
        passed.add(up)
        yield up
        post = up


def _plan(plan: str) -> str:
    kept = plan.strip()
    if not kept:
        raise BadRequest(_("Enter what you will do."))
    if len(kept) > LONGEST_PLAN:
        raise BadRequest(_("What you will do must be %d characters or fewer.") % LONGEST_PLAN)
    return kept


def _until(until: date | None, uow: UnitOfWork, services: Services) -> date:
    if until is None or until <= services.today:
        raise BadRequest(_("Enter the new date, after today."))
    nation = register.body(uow.connection, uow.body).nation
    if until > calendar(nation).nth_after(services.today, LONGEST_PLAN_WORKING_DAYS):
        raise BadRequest(_("The new date must be within 20 working days, or ask your director."))
    return until

"""Acknowledge an alert with a plan. It pauses repeats to whoever acknowledged, never the clock."""

from __future__ import annotations

from datetime import date
from gettext import gettext as _

from workflow.commands.services import Services
from workflow.errors import BadRequest, NotAllowed, Stale
from workflow.project.access import Action, Actor, Subject, may
from workflow.project.model import People
from workflow.store import alerting, queries, register
from workflow.store.unit_of_work import unit_of_work
from workflow.timetable.calendars import calendar

LONGEST_PLAN_WORKING_DAYS = 20


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
    """Keep what will be done and until when. Raises BadRequest without either, or for a date too far off."""
    if not plan.strip():
        raise BadRequest(_("Enter what you will do."))
    if until is None or until <= services.today:
        raise BadRequest(_("Enter the new date, after today."))
    with unit_of_work(services.engine, services.clock, by.body) as uow:
        uow.once(once, f"/alerts/{alert}")
        found = queries.alert(uow.connection, by.body, alert)
        if not may(by, Action.ACKNOWLEDGE_ALERT, Subject(by.body, People(found.owner, found.manager, ""))):
            raise NotAllowed
        nation = register.body(uow.connection, by.body).nation
        latest = calendar(nation).nth_after(services.today, LONGEST_PLAN_WORKING_DAYS)
        if until > latest:
            raise BadRequest(_("The new date must be within 20 working days, or ask your director."))
        if not alerting.acknowledge(uow.connection, alert, seen_version, by.person, plan.strip(), until):
            raise Stale
        data = {"alert": found.key, "plan": plan.strip(), "until": until.isoformat()}
        uow.audit("alert_acknowledged", data, by=by.person, project=found.project)

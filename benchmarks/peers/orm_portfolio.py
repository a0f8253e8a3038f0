"""How most would re-plan a portfolio: a loop over ORM objects, each date asked of the library holidays.

It gives the same dates as the product, and writes a deadline only where the ORM sees a change.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session, foreign, registry, relationship, selectinload

from benchmarks.one_each import one_each
from benchmarks.peers.nth_working_day import Calendar
from workflow.store import rows
from workflow.store.ids import new_id
from workflow.timetable.counting import add_months

FIRST_RUNG = 20
NOTICE_MONTHS = 3
BATCH = 1000
_mapped = registry(metadata=rows.metadata)


class Deadline:
    """A row of one_each: a deadline with a day of its own."""


class Project:
    """A row of project with its live deadlines."""


class Moved:
    """A row of moved_date."""


_mapped.map_imperatively(Deadline, one_each)
_mapped.map_imperatively(Moved, rows.moved_date)
_mapped.map_imperatively(
    Project,
    rows.project,
    properties={
        "deadlines": relationship(Deadline, primaryjoin=rows.project.c.id == foreign(one_each.c.project))
    },
)


def replan(engine: Engine, refs: Iterable[str], added: Iterable[date], round_: str, at: object) -> int:
    """Plan these projects anew with more bank holidays; how many deadlines moved."""
    calendar, wanted, moved = _calendar(added), list(refs), 0
    for begin in range(0, len(wanted), BATCH):
        with Session(engine.execution_options(fairnotice_writes=True)) as session:
            find = select(Project).where(rows.project.c.ref.in_(wanted[begin : begin + BATCH]))
            for project in session.scalars(find.options(selectinload(Project.deadlines))):
                moved += _project(session, project, calendar, round_, at)
            session.commit()
    return moved


def _calendar(added: Iterable[date]) -> Calendar:
    calendar = Calendar([date(2025, 1, 1), date(2026, 1, 1), date(2031, 1, 1)])
    for year in range(2025, 2033):
        _ = date(year, 1, 1) in calendar.days
    for day in added:
        calendar.days[day] = "A bank holiday announced late"
    return calendar


def _project(session: Session, project: Project, calendar: Calendar, round_: str, at: object) -> int:
    received = calendar.on_or_before(_months_before(project.ends, NOTICE_MONTHS))
    latest = {"notice_received": received, "funding_change_effective": project.ends}
    live, moved = [row for row in project.deadlines if row.live], 0
    if not {row.event for row in live} <= latest.keys():
        latest |= _up_to_the_notice(calendar, received)
    for row in live:
        day = latest[row.event]
        next_due_on = calendar.before(day, FIRST_RUNG)
        if row.last_safe != day:
            session.add(_moved(project, row, day, round_, at))
        if (row.last_safe, row.next_due_on) != (day, next_due_on):
            row.last_safe, row.counted_from, row.next_due_on = day, day, next_due_on
            moved += 1
    return moved


def _up_to_the_notice(calendar: Calendar, received: date) -> dict[str, date]:
    """The last safe day of each act before the notice is received: weeks in calendar days, the others in
    working days."""
    sent = calendar.on_or_before(received - timedelta(14))
    published = calendar.before(sent, 6)
    decision = calendar.before(published, 2)
    papers = calendar.before(decision, 6)
    report = calendar.before(papers, 15)
    closed = calendar.on_or_before(report - timedelta(28))
    opened = calendar.on_or_before(closed - timedelta(84))
    by_the_decision = ("responses_considered", "response_published", "equality_assessment_completed")
    return {
        **dict.fromkeys(by_the_decision, decision),
        "notice_sent": sent,
        "decision_published": published,
        "decision_made": decision,
        "key_decision_notice_published": calendar.on_or_before(decision - timedelta(29)),
        "papers_published": papers,
        "report_sent_for_clearance": report,
        "consultation_closed": closed,
        "consultation_opened": opened,
        "provider_told": opened,
        "early_conversation_started": calendar.on_or_before(opened - timedelta(42)),
    }


def _months_before(end: date, months: int) -> date:
    """The latest day from which the corresponding date so many months on is no later than the end."""
    day = add_months(end, -months) + timedelta(3)
    while add_months(day, months) > end:
        day -= timedelta(1)
    return day


def _moved(project: Project, row: Deadline, day: date, round_: str, at: object) -> Moved:
    moved = Moved()
    moved.id, moved.body, moved.project, moved.round = new_id(), row.body, project.id, round_
    moved.event, moved.title, moved.old, moved.new = row.event, row.event, row.last_safe, day
    moved.reason, moved.published, moved.unconfirmed = "A bank holiday", False, False
    moved.state, moved.decision_reason, moved.at = "moved", "", at
    return moved

"""P04, all dates of one change: planned, confirmed and last safe, what moved, when and why, and how each is
counted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from flask import render_template

from web.access import asks
from web.public import history, lists, taking_part
from web.public.words import Said
from web.wiring import services
from workflow.commands import views
from workflow.commands.views import ProjectView
from workflow.project.access import Action
from workflow.project.engagement import Activity
from workflow.project.summaries import EventLine
from workflow.timetable.count_in_words import edition
from workflow.timetable.ties import counted_on
from workflow.words import gettext as _
from workflow.words import ngettext

PAGE = "/changes/<ref>/dates"
CLOSES = "consultation_closed"
WEEK = 7


@dataclass(frozen=True, slots=True)
class Row:
    """One step. `confirmed`: the day on which it happened, else the one that was published."""

    title: str
    planned: date | None
    confirmed: date | None
    happened: bool
    last_safe: date | None
    moved: tuple[history.Moved, ...]
    longer: tuple[str, ...]
    passed: Said | None
    rule: str
    because: tuple[str, ...]
    unconfirmed: bool
    asked_for: bool

    @property
    def by(self) -> date:
        """What it is sorted by."""
        return self.confirmed or self.planned or self.last_safe or date.max


@asks(Action.READ_CHANGE)
def change_dates(ref: str) -> str:
    """Every public step that has or had a date, by date."""
    view = views.change(services(), ref)
    return render_template(
        "public/dates.html",
        view=view,
        project=view.overview.project,
        rows=sorted(_rows(view), key=lambda row: row.by),
        calendars=_calendars(view),
    )


def given_longer(view: ProjectView, moved: history.Moved) -> str:
    """What the public is told when an open consultation is made longer; "" for any other move."""
    opened = view.overview.project.actual(lists.OPENS)
    more = (moved.new - moved.old).days if moved.new else 0
    if moved.event != CLOSES or opened is None or opened > moved.on or more <= 0:
        return ""
    weeks = ngettext("{n} more week", "{n} more weeks", more // WEEK).format(n=more // WEEK)
    days = ngettext("{n} more day", "{n} more days", more).format(n=more)
    given = weeks if more % WEEK == 0 else days
    return _("We have given {more} because: {reason}").format(more=given, reason=moved.because)


def _calendars(view: ProjectView) -> list[str]:
    """The editions of the calendars on which the last safe dates are counted."""
    seen = view.situation
    return [told for each in counted_on(seen.rulebook, seen.route, seen.facts) if (told := edition(each))]


def _rows(view: ProjectView) -> Iterator[Row]:
    moves = history.moves(view)
    for line in view.overview.events:
        row = _row(view, line, tuple(one for one in moves if one.event == line.words.id))
        if line.words.public and (row.planned or row.confirmed or row.last_safe or row.moved):
            yield row
    project = view.overview.project
    yield from (_of_plan(each, project.live) for each in project.engagement.activities if each.public)


def _of_plan(each: Activity, live: bool) -> Row:
    """A day of the plan of engagement: no rule asks for it, so it has no last safe date."""
    done, today = each.done_on, services().today
    return Row(
        each.plan.what, each.plan.on, done, done is not None, None, (), (),
        taking_part.passed(each, today, live), _("Engagement plan"), (), False, False,
    )  # fmt: skip


def _row(view: ProjectView, line: EventLine, moved: tuple[history.Moved, ...]) -> Row:
    project, live = view.overview.project, view.overview.project.live
    asked_for = line.words.id == view.situation.route.ends_with
    waits = line.dates.spare_working_days is not None and live
    instances = sorted(each for each in project.instances if each[0] == line.words.id)
    published = next((day for key in reversed(instances) if (day := project.instances[key].published)), None)
    return Row(
        title=line.words.title,
        planned=line.planned or (project.end if asked_for and not line.actual else None),
        confirmed=line.actual or published,
        happened=line.actual is not None,
        last_safe=line.dates.latest if waits and not asked_for else None,
        moved=moved,
        longer=tuple(told for one in moved if (told := given_longer(view, one))),
        passed=lists.passed(line, services().today) if live else None,
        rule=line.rule.title if line.rule and waits else "",
        because=line.dates.because if waits else (),
        unconfirmed=line.dates.unconfirmed,
        asked_for=asked_for,
    )

"""One line a project: its verdict, the event that presses most, by how many days, and whose it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from workflow.commands.views import ProjectView
from workflow.project.summaries import EventLine
from workflow.store.register import PostRow
from workflow.timetable.model import UNCONFIRMED, Conflict, TimingVerdict
from workflow.words import gettext as _
from workflow.words import ngettext

PAST = (TimingVerdict.TOO_LATE, TimingVerdict.LATE)


@dataclass(frozen=True, slots=True)
class Line:
    """One project as its manager sees it; `days_late` in working days, None where no date has passed."""

    ref: str
    title: str
    verdict: TimingVerdict
    event: str
    last_safe: date | None
    days_late: int | None
    note: str
    owner: str
    unconfirmed: bool
    shared: bool


def lines(views: Iterable[ProjectView], verdicts: Iterable[TimingVerdict]) -> tuple[Line, ...]:
    """The projects of these verdicts, the latest first."""
    wanted = set(verdicts)
    found = [line(view) for view in views if view.overview.timetable.verdict in wanted]
    return tuple(sorted(found, key=lambda one: (-(one.days_late or 0), one.last_safe or date.max, one.ref)))


def line(view: ProjectView) -> Line:
    """One project's line."""
    overview = view.overview
    pressing = _pressing(overview.events)
    conflict = next(iter(overview.timetable.does_not_fit), None)
    spare = pressing.dates.spare_working_days if pressing else None
    late = -spare if spare is not None and spare < 0 else None
    return Line(
        ref=overview.project.ref,
        title=overview.project.title,
        verdict=overview.timetable.verdict,
        event=pressing.words.title if pressing else "",
        last_safe=pressing.dates.latest if pressing else None,
        days_late=late,
        note=days_late(late) if late else (_short(view, conflict) if conflict else _to_spare(spare)),
        owner=view.post_title(overview.project.people.owner),
        unconfirmed=pressing is not None and pressing.dates.unconfirmed,
        shared=overview.project.visibility == "public",
    )


def cells(one: Line, note: str) -> list[object]:
    """A line as the cells of a table; `note` stands beside its last safe date."""
    beside = f"{note} {UNCONFIRMED}" if one.unconfirmed else note
    return [
        {"text": one.title, "href": f"/projects/{one.ref}", "note": one.ref},
        {"state": one.verdict},
        {"text": one.event or _("No date yet"), "note": one.note},
        {"date": one.last_safe, "weekday": True, "note": beside},
        one.owner,
    ]


def days_late(days: int) -> str:
    """Lateness in words, e.g. "14 working days late"."""
    return ngettext("%d working day late", "%d working days late", days) % days


def team(posts: Mapping[str, PostRow], own: Iterable[str]) -> frozenset[str]:
    """One's own posts and every post that reports up to them."""
    found = set(own)
    while new := {post.id for post in posts.values() if post.reports_to in found} - found:
        found |= new
    return frozenset(found)


def of_team(view: ProjectView, posts: frozenset[str]) -> bool:
    """Whether a project is owned or managed in a team."""
    people = view.overview.project.people
    return people.owner in posts or people.manager in posts


def _pressing(events: Iterable[EventLine]) -> EventLine | None:
    """The act with the least time to spare, first of those that have equally little."""
    open_ = [e for e in events if e.words.act and not e.dates.done and e.dates.spare_working_days is not None]
    return min(open_, key=lambda e: e.dates.spare_working_days or 0, default=None)


def _short(view: ProjectView, conflict: Conflict) -> str:
    between = _("{start} to {end}").format(
        start=view.overview.route.event(conflict.start).title,
        end=view.overview.route.event(conflict.event).title,
    )
    days = conflict.short_by_days
    return f"{between}: " + ngettext("%d day too short", "%d days too short", days) % days


def _to_spare(spare: int | None) -> str:
    if spare is None:
        return ""
    return ngettext("%d working day to spare", "%d working days to spare", spare) % spare

"""Alerts as people meet them: the rungs of one lateness are one matter, told to several posts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from web.wiring import services
from workflow.alerts.model import Letterhead
from workflow.alerts.texts import Seen, subject
from workflow.commands import views
from workflow.project.access import Actor
from workflow.store.queries import AlertRow
from workflow.store.register import PostRow
from workflow.timetable.calendars import calendar
from workflow.timetable.dates_in_words import one_and_another
from workflow.words import gettext as _

NEEDS_ACTION, ACKNOWLEDGED, CLOSED = ("new", "told"), ("acknowledged",), ("closed", "superseded")
ROLES = ("owner", "manager", "head", "director", "compact_lead", "monitoring_officer")
STATES: Mapping[str, str] = {
    "new": _("Needs action"),
    "told": _("Needs action"),
    "acknowledged": _("Acknowledged"),
    "closed": _("Closed"),
    "superseded": _("Overtaken by a later alert"),
}


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing that is late or coming up: the alert to open, what it says today, which posts were told."""

    alert: AlertRow
    says: str
    told: str


def matters(found: Sequence[AlertRow], reader: Actor, posts: Mapping[str, PostRow]) -> tuple[Matter, ...]:
    """Alerts by matter, in their order: the one addressed to the reader stands for it, or the top rung."""
    groups: dict[tuple[object, ...], list[AlertRow]] = {}
    for row in found:
        rule = row.rule if row.family != "date" else ""
        groups.setdefault((row.project or row.agreement, row.event, row.family, rule), []).append(row)
    head = letterhead(reader)
    return tuple(_matter(group, reader, posts, head) for group in groups.values())


def _matter(group: list[AlertRow], reader: Actor, posts: Mapping[str, PostRow], head: Letterhead) -> Matter:
    first = max(group, key=lambda row: (row.recipient in reader.posts, row.rung, row.id))
    return Matter(first, says(first, head), told(group, posts))


def says(row: AlertRow, head: Letterhead) -> str:
    """What the alert says today, or last said before it closed, e.g. "1 working day late: ..."."""
    line = subject(seen(row, head))
    return line.start + line.end


def seen(row: AlertRow, head: Letterhead) -> Seen:
    """The alert on the day on which it is read; one that is closed, on the day it was due."""
    day = row.due_on if row.state in CLOSED else services().today
    return Seen(row, day, head)


def told(group: Iterable[AlertRow], posts: Mapping[str, PostRow]) -> str:
    """The posts that some alerts were raised for, as people list them."""
    by_role = sorted(group, key=lambda row: (ROLES.index(row.role), row.id))
    titles = dict.fromkeys(posts[row.recipient].title for row in by_role if row.recipient in posts)
    return one_and_another(list(titles))


def letterhead(reader: Actor) -> Letterhead:
    """The reader's body as its letters know it."""
    body = next(body for body in views.bodies(services()) if body.id == reader.body)
    base = services().settings.public_base_url
    return Letterhead(body.name, base, calendar(body.nation), body.demonstration)

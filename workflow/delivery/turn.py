"""One body's turn in a round of the sweep."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from workflow.alerts.model import Letterhead
from workflow.clock import london
from workflow.commands.services import Services
from workflow.delivery.office import next_open
from workflow.store import register
from workflow.store.register import Body, PostRow
from workflow.timetable.calendars import calendar


@dataclass(frozen=True, slots=True)
class Round:
    """One body on the day of a sweep."""

    connection: Connection
    body: Body
    posts: Mapping[str, PostRow]
    head: Letterhead
    as_of: datetime
    send_after: datetime

    @property
    def read_on(self) -> date:
        """The day on which the mail will be read, and for which it is written."""
        return london(self.send_after).date()


def round_of(connection: Connection, body: Body, services: Services, as_of: datetime) -> Round:
    """The turn of a body as of an instant, with its posts as they are held that day."""
    working = calendar(body.nation)
    head = Letterhead(body.name, services.settings.public_base_url, working, body.demonstration)
    posts = register.posts(connection, body.id, london(as_of).date())
    return Round(connection, body, posts, head, as_of, next_open(working, as_of))

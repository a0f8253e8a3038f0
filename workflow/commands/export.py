"""What other systems take away: last safe starts for every agreement with an end, and the audit trail."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from workflow.commands.services import Services
from workflow.errors import BadRequest
from workflow.register.last_safe import LastSafeStart, last_safe_start, route_of
from workflow.register.model import Agreement
from workflow.rulebook.model import Rulebook
from workflow.rulebook.own_days import with_own_days
from workflow.store import diary, register, trail
from workflow.store.engine import reading
from workflow.store.register import Body
from workflow.timetable.model import Asked, Timetable
from workflow.timetable.plan import plan
from workflow.words import gettext as _


@dataclass(frozen=True, slots=True)
class Start:
    """One agreement's last safe start, where its record comes from, and the rules behind it not confirmed."""

    last_safe: LastSafeStart
    source: str
    unconfirmed: tuple[str, ...]


def last_safe_starts(services: Services, today: date, body: str | None = None) -> tuple[Start, ...]:
    """Every agreement with an end, the earliest end first: of one body by its slug, or of all.

    A contract is followed by a tender whose service starts the day after. The end of a grant is planned as an
    ending, with its notice, on the grant's last day. Each by its body's rulebook in force today.
    """
    starts: list[Start] = []
    with reading(services.engine) as connection:
        for one in _chosen(register.bodies(connection), body):
            book = with_own_days(services.library.rulebook(one.authority, today), diary.held(one.id))
            planner = _Planner(book, today)
            starts.extend(_starts(register.agreements(connection, one.id), planner))
    return tuple(sorted(starts, key=lambda start: (start.last_safe.ends, start.last_safe.agreement)))


def audit_entries(services: Services, body: str | None = None) -> Iterator[Mapping[str, object]]:
    """Every audit entry of one body by its slug, or of all, oldest first, with what its hash is made of."""
    with reading(services.engine) as connection:
        for one in _chosen(register.bodies(connection), body):
            for entry in trail.entries(connection, one.id):
                yield {name: _plain(value) for name, value in dict(entry).items()}


def _chosen(known: Iterable[Body], slug: str | None) -> list[Body]:
    found = [body for body in known if slug in (None, body.slug)]
    if slug is not None and not found:
        none = _("There is no body '{slug}'. Known: {known}.")
        raise BadRequest(none.format(slug=slug, known=", ".join(body.slug for body in known) or _("none")))
    return found


class _Planner:
    """Plans each route and end once."""

    def __init__(self, rulebook: Rulebook, today: date) -> None:
        self.rulebook = rulebook
        self.today = today
        self.planned: dict[tuple[str, date], Timetable] = {}

    def __call__(self, route: str, end: date) -> Timetable:
        """The timetable of what follows an agreement of that last day."""
        if (route, end) not in self.planned:
            self.planned[route, end] = self._plan(route, end)
        return self.planned[route, end]

    def _plan(self, route: str, end: date) -> Timetable:
        if route == "grant":
            ending = Asked(self.today, end=end, facts={"instrument": "grant"})
            return plan(self.rulebook, "decommission", ending)
        if route == "decommission":  # a lease, rate relief or support in kind
            return plan(self.rulebook, route, Asked(self.today, end=end))
        return plan(self.rulebook, route, Asked(self.today, end=end + timedelta(1)))

    def unconfirmed(self, start: LastSafeStart, instrument: str) -> tuple[str, ...]:
        """The rules of the timetable behind a last safe start that nobody has confirmed."""
        found = self.planned.get((route_of(instrument), start.ends))
        return found.unconfirmed if found else ()


def _starts(agreements: Iterable[Agreement], planner: _Planner) -> Iterator[Start]:
    for agreement in agreements:
        found = last_safe_start(agreement, planner, planner.today)
        if found:
            yield Start(found, agreement.source, planner.unconfirmed(found, agreement.instrument))


def _plain(value: object) -> object:
    return value.isoformat(timespec="microseconds") if isinstance(value, datetime) else value

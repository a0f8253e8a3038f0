"""Where an alert stands on the ladder: who has been told, who is next, and when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from web.matters import CLOSED
from workflow.alerts.model import Alert, Letterhead
from workflow.alerts.rules import FIXED, LADDER, Rung, working_day_from
from workflow.store.queries import AlertRow
from workflow.timetable.dates_in_words import one_and_another, with_weekday
from workflow.words import gettext as _
from workflow.words import ngettext


@dataclass(frozen=True, slots=True)
class Ladder:
    """Each rung as the row of a table, and what comes next in a sentence."""

    rows: tuple[Sequence[object], ...]
    next: str


def ladder(row: AlertRow, head: Letterhead, today: date, opened: date) -> Ladder | None:
    """The ladder of an open alert about a last safe date; None for any other alert.

    A step that passed before the project was opened was told to its owner and manager alone.
    """
    if row.family != "date" or row.state in CLOSED:
        return None
    fixed = bool(row.detail.get("end_fixed"))
    rungs = [FIXED if fixed and rung.number == FIXED.number else rung for rung in LADDER]
    days = [working_day_from(head.working, row.last_safe, rung.days) for rung in rungs]
    at = next((i for i, day in enumerate(days) if day > today), len(rungs))
    steps = zip(rungs, days, strict=True)
    rows = tuple(_row(row, rung, day, i - at, day < opened) for i, (rung, day) in enumerate(steps))
    return Ladder(rows, _next(row, rungs[at], days[at]) if at < len(rungs) else _last())


def _row(alert: Alert, rung: Rung, day: date, ahead: int, before: bool) -> Sequence[object]:
    state = _("Reached") if ahead < 0 else (_("Next") if ahead == 0 else _("Later"))
    if before and not {"owner", "manager"} & set(rung.told):
        state = _("Passed before the project was opened")
    return (_when(rung.days), {"date": day, "weekday": True}, _posts(alert, rung), state)


def _next(alert: Alert, rung: Rung, day: date) -> str:
    known = {"posts": _posts(alert, rung), "day": with_weekday(day)}
    return _("Next: goes to {posts} on {day}, unless it is done by then.").format(**known)


def _last() -> str:
    return _("This was the last step. It stays on the dashboard until it is done.")


def _when(days: int) -> str:
    if days == 0:
        return _("The last safe day")
    if days < 0:
        return ngettext("%d working day before", "%d working days before", -days) % -days
    return ngettext("%d working day after", "%d working days after", days) % days


def _posts(alert: Alert, rung: Rung) -> str:
    """The posts that hear of a rung; a role that nobody stands behind falls to the manager."""
    titles = (alert.post(role) or alert.post("manager") for role in rung.told)
    return one_and_another(list(dict.fromkeys(title for title in titles if title)))

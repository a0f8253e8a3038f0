"""When an agreement ends or renews by itself, and the last day to give notice before it does (R112)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from workflow.errors import BadRequest
from workflow.register.ties import Decision, Notice, Tie
from workflow.timetable.calendars import calendar
from workflow.timetable.counting import acts_from, add_months, count, latest_start

LISTED_WITHIN_MONTHS = 12
_DAY = timedelta(1)


@dataclass(frozen=True, slots=True)
class Term:
    """A term that ends: its last day, and the day on which it renews by itself (None: it just ends).

    `notice_by` is the last day on which notice can still arrive to stop it there; None where no notice period
    is recorded, or the calendars do not reach.
    """

    ends: date
    renews_on: date | None
    notice_by: date | None
    decision: Decision | None


def term(tie: Tie, today: date) -> Term | None:
    """The term that runs today, else the last one; None where neither an end nor a renewal can be dated."""
    if tie.renews_months is None:
        return _term(tie, tie.ends, renews=False) if tie.ends else None
    stopped = min((made.term_ends for made in tie.decisions if made.decision == "end"), default=None)
    running = _running(tie, today)
    if running is None:
        return None
    if stopped is not None and stopped <= running:
        return _term(tie, stopped, renews=False)
    return _term(tie, running, renews=True)


def ends_on(tie: Tie, today: date) -> date | None:
    """The last day, as far as it is certain: none of an agreement that renews until someone lets it end."""
    found = term(tie, today)
    return found.ends if found and found.renews_on is None else None


def unseen(tie: Tie, today: date) -> Term | None:
    """The next renewal that nobody has decided about, if it comes within 12 months."""
    found = undecided(tie, today)
    near = found and found.renews_on and found.renews_on <= add_months(today, LISTED_WITHIN_MONTHS)
    return found if near else None


def undecided(tie: Tie, today: date) -> Term | None:
    """The next renewal that nobody has decided about, however far away; None for one that does not renew."""
    found, at = term(tie, today), today
    while found is not None and found.renews_on is not None and found.decision is not None:
        at = found.renews_on
        found = term(tie, at)
    return found if found is not None and found.renews_on is not None else None


def slipped(tie: Tie, today: date) -> date | None:
    """The day of its last renewal, if that came without a recorded decision; else None."""
    now, number = term(tie, today), _number(tie, today)
    if now is None or now.renews_on is None or number == 0:
        return None
    day = _renewal(tie, number - 1)
    return day if day and tie.decided(day - _DAY) is None else None


def last_day_for_notice(notice: Notice, nation: str, ends: date) -> date | None:
    """The last day on which notice may arrive so that it runs out by `ends`; None beyond the calendars."""
    try:
        return latest_start(notice.method, notice.n, calendar(nation), ends)
    except BadRequest:
        return None


def why_that_day(notice: Notice, nation: str, ends: date) -> tuple[str, ...]:
    """How the last day for notice was counted, sentence by sentence; nothing beyond the calendars."""
    try:
        return count(notice.method, notice.n, nation, ends, back=True).because
    except BadRequest:
        return ()


def ends_if_noticed(notice: Notice, nation: str, today: date) -> date | None:
    """The first day on which it could end if notice arrived today; None beyond what calendars know."""
    try:
        return acts_from(notice.method, notice.n, calendar(nation), today)
    except BadRequest:
        return None


def _term(tie: Tie, ends: date, *, renews: bool) -> Term:
    by = last_day_for_notice(tie.notice, tie.nation, ends) if tie.notice else None
    return Term(ends, ends + _DAY if renews else None, by, tie.decided(ends))


def _renewal(tie: Tie, number: int) -> date | None:
    """The day of its renewal of that number, from 0: the first is the day after its end, or without an end a
    term after its start. Each is counted from the first, so that the end of February does not drift."""
    first, months = tie.ends, tie.renews_months or 0
    if months <= 0 or (first is None and tie.starts is None):
        return None
    try:
        if first is not None:
            return add_months(first + _DAY, months * number)
        return add_months(tie.starts, months * (number + 1)) if tie.starts else None
    except (BadRequest, OverflowError):
        return None


def _number(tie: Tie, today: date) -> int:
    """The number of its first renewal after today."""
    first, months = _renewal(tie, 0), tie.renews_months or 0
    if first is None:
        return 0
    number = max(0, ((today.year - first.year) * 12 + today.month - first.month) // months - 1)
    while (day := _renewal(tie, number)) is not None and day <= today:
        number += 1
    return number


def _running(tie: Tie, today: date) -> date | None:
    """The last day of the term that runs today."""
    day = _renewal(tie, _number(tie, today))
    return day - _DAY if day else None

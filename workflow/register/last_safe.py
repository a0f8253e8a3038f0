"""For each agreement with an end: the last dates on which its follow-up may start and keep the rules."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from workflow.register.model import Agreement
from workflow.register.vocabulary import vocabulary
from workflow.timetable.model import Timetable, TimingVerdict

# Given a route and the last day of the old agreement: the timetable of what follows it, as of today.
Plan = Callable[[str, date], Timetable]

ENDED = "ended"
GRANTS = ("grant", "small_grant")

# The calendars reach some decades; an end further off than this is listed without dates.
PLANNED_WITHIN_YEARS = 15


@dataclass(frozen=True, slots=True)
class LastSafeStart:
    """When the follow-up of one agreement must start; a date is None if there is no such step or no plan."""

    agreement: str
    organisation: str
    ends: date
    last_safe_consultation_opening: date | None
    last_safe_early_conversation: date | None
    verdict: str


def last_safe_start(agreement: Agreement, plan: Plan, today: date) -> LastSafeStart | None:
    """The last safe dates of one agreement; None for one without an end, which is never dated by guess.

    The verdict is that of the timetable, or `ended` from the day after the agreement's last day.
    """
    end = agreement.end
    if end is None:
        return None
    near = abs(end.year - today.year) <= PLANNED_WITHIN_YEARS
    timetable = plan(route_of(agreement.instrument), end) if near else None
    latest = {event.id: event.latest for event in timetable.events} if timetable else {}
    verdict = timetable.verdict if timetable else TimingVerdict.ON_TIME
    return LastSafeStart(
        agreement=agreement.key,
        organisation=agreement.organisation_name,
        ends=end,
        last_safe_consultation_opening=latest.get("consultation_opened"),
        last_safe_early_conversation=latest.get("early_conversation_started"),
        verdict=ENDED if end < today else verdict.value,
    )


def route_of(instrument: str) -> str:
    """The route by which the decision about an agreement is planned; a grant's is planned as an ending with
    its notice, under the name `grant`."""
    return "grant" if instrument in GRANTS else vocabulary().kind(instrument).follows.route


def last_safe_starts(agreements: Iterable[Agreement], plan: Plan, today: date) -> tuple[LastSafeStart, ...]:
    """Every agreement with an end, the earliest end first; each route and end is planned once."""
    planned = lru_cache(maxsize=None)(plan)
    found = (last_safe_start(agreement, planned, today) for agreement in agreements)
    return tuple(sorted((one for one in found if one), key=lambda one: (one.ends, one.agreement)))

"""The window between two events that a rule asks for, beside the one that two dates would leave."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from workflow.project.guards import pairs
from workflow.project.situation import Situation
from workflow.rulebook.model import Rule
from workflow.timetable.calendars import calendar
from workflow.timetable.counting import acts_from, describe
from workflow.words import gettext as _
from workflow.words import ngettext


@dataclass(frozen=True, slots=True)
class Window:
    """What a rule asks between two events (`asks`, in words), and what would be given; dates may be open."""

    start: str
    event: str
    asks: str
    in_weeks: bool
    starts: date | None = None
    given: date | None = None
    required: date | None = None

    @property
    def days_asked(self) -> int:
        """The days from the start that the rule asks for; 0 without a start."""
        return (self.required - self.starts).days if self.required and self.starts else 0

    @property
    def days_given(self) -> int:
        """The days from the start that would be given; 0 while a date is open."""
        return (self.given - self.starts).days if self.given and self.starts else 0

    @property
    def fewer(self) -> int:
        """How many days fewer than asked, 0 where the rule is kept."""
        return max(self.days_asked - self.days_given, 0) if self.given and self.starts else 0

    @property
    def gives(self) -> str:
        """The window given in words, e.g. "9 weeks 0 days"."""
        return length(self.days_given, self.in_weeks)


def window(
    situation: Situation, rule_id: str, event: str, starts: date | None = None, given: date | None = None
) -> Window | None:
    """The window of a rule that ends at an event, with these dates or else the project's own.

    None for a rule that asks for no such time.
    """
    rule = situation.rulebook.rules.get(rule_id)
    start = next((s for s, e in pairs(rule, situation.route) if e == event), None) if rule else None
    if rule is None or rule.period is None or start is None:
        return None
    begins = starts or situation.project.actual(start) or situation.project.planned(start)
    ends = given or situation.project.actual(event) or situation.project.planned(event)
    period = rule.period
    words = describe(period.method, period.n, period.calendar)
    weeks = str(period.method).startswith("weeks")
    return Window(start, event, words, weeks, begins, ends, last_asked(rule, begins))


def last_asked(rule: Rule, starts: date | None) -> date | None:
    """The first day on which the second event of a rule's period may happen after a start, or None."""
    if rule.period is None or starts is None:
        return None
    period = rule.period
    return acts_from(period.method, period.n, calendar(period.calendar), starts, period.ends)


def length(days: int, in_weeks: bool) -> str:
    """Days in words, in weeks and days where a rule counts in weeks."""
    told = ngettext("{n} day", "{n} days", days % 7 if in_weeks else days)
    if not in_weeks:
        return told.format(n=days)
    weeks = ngettext("{n} week", "{n} weeks", days // 7).format(n=days // 7)
    return _("{weeks} {days}").format(weeks=weeks, days=told.format(n=days % 7))

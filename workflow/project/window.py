"""The window between two events that a rule asks for, beside the one that two dates would leave."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from workflow.project.situation import Situation
from workflow.project.waits import pairs
from workflow.rulebook.editions import Version
from workflow.rulebook.model import Force, Period, Route, Rule
from workflow.timetable.calendars import calendar
from workflow.timetable.counting import acts_from, describe
from workflow.words import gettext as _
from workflow.words import ngettext

OPENED, CLOSED = "consultation_opened", "consultation_closed"


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
    rule = situation.rulebook.find(rule_id)
    start = next((s for s, e in pairs(rule, situation.route) if e == event), None) if rule else None
    if rule is None or start is None:
        return None
    begins = starts or situation.project.actual(start) or situation.project.planned(start)
    on = begins or situation.today
    dated = situation.versions(rule) or (Version(rule),)
    rule = next((each.rule for each in dated if each.counts_on(on)), None)
    if rule is None or rule.period is None:
        return None
    ends = given or situation.project.actual(event) or situation.project.planned(event)
    return _window(rule, rule.period, (start, event), begins, ends)


def _window(
    rule: Rule, period: Period, pair: tuple[str, str], begins: date | None, ends: date | None
) -> Window:
    words = describe(period.method, period.n, period.calendar)
    weeks = str(period.method).startswith("weeks")
    return Window(*pair, words, weeks, begins, ends, last_asked(rule, begins))


def of_consultation(rules: Iterable[Rule], route: Route) -> tuple[Rule, ...]:
    """Those of the rules in force for a project that ask for time between opening and closing; not those of
    good practice, which nobody has to explain."""
    binding = (rule for rule in rules if rule.force is not Force.GOOD_PRACTICE)
    return tuple(rule for rule in binding if (OPENED, CLOSED) in pairs(rule, route))


def too_short(
    rules: Iterable[Rule], route: Route, opens: date | None, closes: date | None
) -> tuple[tuple[Rule, Window], ...]:
    """Which of the rules that ask something of a project, and of what opens on that day, ask for a longer
    consultation than these days give, the one that asks for most first; none while a day is open."""
    found = [
        (rule, _window(rule, rule.period, (OPENED, CLOSED), opens, closes))
        for rule in of_consultation(rules, route)
        if rule.period and (opens is None or rule.in_force_on(opens))
    ]
    short = (each for each in found if each[1].fewer)
    return tuple(sorted(short, key=lambda each: -each[1].days_asked))


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


def whole(days: int, in_weeks: bool = True) -> str:
    """Days in words, without "0 days" after whole weeks."""
    if in_weeks and days and days % 7 == 0:
        return ngettext("{n} week", "{n} weeks", days // 7).format(n=days // 7)
    return length(days, in_weeks)

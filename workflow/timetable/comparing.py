"""Two lengths side by side, where a rule is not known to have been adopted: never a verdict."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from workflow.rulebook.model import Method, Rule
from workflow.timetable.verdict import Result
from workflow.words import gettext as _
from workflow.words import ngettext

_BOTH_ENDS = (Method.WEEKS_INCLUSIVE, Method.BEGINNING_WITH, Method.YEARS_BEGINNING_WITH)


@dataclass(frozen=True, slots=True)
class Lengths:
    """How long something lasted and how long a rule asks for, in calendar days counted in the same way."""

    lasted: int
    asked: int
    counted: str
    at_most: bool = False

    def words(self, name: str) -> str:
        """The comparison in words; `name` is the code that asks."""
        was = ngettext("This was {n} day ({counted}).", "This was {n} days ({counted}).", self.lasted)
        wanted = _("{name} asks for {n} at most.") if self.at_most else _("{name} asks for {n}.")
        asks = wanted.format(name=name, n=self.asked)
        return f"{was.format(n=self.lasted, counted=self.counted)} {asks}"


def lengths(rule: Rule, start: date, result: Result) -> Lengths | None:
    """The two lengths behind a judged result; None where no two dates were judged.

    Days are counted as the rule counts them: both ends, the clear days between, or from the one to the other.
    """
    period = rule.period
    if period is None or result.required is None or result.actual is None:
        return None
    methods = (period.method, *period.accepts)
    more, counted = 0, _("calendar days from the one date to the other")
    if any(method in _BOTH_ENDS for method in methods):
        more, counted = 1, _("both ends counted")
    elif period.method is Method.CLEAR_DAYS:
        more, counted = -1, _("the days between, neither end counted")
    return Lengths(
        lasted=max(0, (result.actual - start).days + more),
        asked=(result.required - start).days + more,
        counted=counted,
        at_most=period.kind == "maximum",
    )

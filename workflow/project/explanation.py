"""A departure from a rule: what was asked for, what was decided, and the conditions it hangs on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from workflow.project.events import ConditionMet, ExplanationAsked, ExplanationDecided
from workflow.words import gettext as _

MANAGER, DECISION_MAKER = "manager", "decision_maker"
MAKES_UP: Mapping[str, str] = {
    "meetings": _("Extra meetings"),
    "calls": _("Direct calls to organisations"),
    "easy_read": _("An easy read version"),
    "small_groups": _("Longer time for small groups"),
    "late_replies": _("Late replies are accepted"),
    "other": _("Something else"),
}
"""How a team makes up for a departure, as officers choose it and the public reads it."""


@dataclass(frozen=True, slots=True)
class ConditionStands:
    """One condition of an agreed explanation as it stands: kept when `met`, else owed by `by`."""

    explanation: str
    id: str
    text: str
    by: date
    met: ConditionMet | None = None

    def late(self, today: date) -> bool:
        """Whether its day has passed and nothing shows that it was kept."""
        return self.met is None and self.by < today


@dataclass(frozen=True, slots=True)
class Explanation:
    """A departure asked for, and what became of it: `agreed` None while it waits."""

    asked: ExplanationAsked
    decision: ExplanationDecided | None = None
    met: Mapping[str, ConditionMet] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """Its lasting id."""
        return self.asked.id

    @property
    def rule(self) -> str:
        """The rule departed from, by id."""
        return self.asked.rule

    @property
    def event(self) -> str:
        """The event at which the rule bites."""
        return self.asked.event

    @property
    def cause(self) -> str:
        """Why, as one of `situation.CAUSES`."""
        return self.asked.cause

    @property
    def reason(self) -> str:
        """What happened, as it was written."""
        return self.asked.reason

    @property
    def instead(self) -> str:
        """What is done instead, as it was written."""
        return self.asked.instead

    @property
    def asked_by(self) -> str:
        """Who asked, by id."""
        return self.asked.asked_by

    @property
    def after_the_event(self) -> bool:
        """Whether it was asked for after the event had happened."""
        return self.asked.after_the_event

    @property
    def agreed(self) -> bool | None:
        """True or False once decided, None while it waits."""
        return self.decision.agreed if self.decision else None

    @property
    def decision_reason(self) -> str:
        """Why it was agreed or refused, "" while it waits."""
        return self.decision.reason if self.decision else ""

    @property
    def decided_by(self) -> str | None:
        """Who decided, by id."""
        return self.decision.decided_by if self.decision else None

    @property
    def decided_by_post(self) -> str | None:
        """The title of the post that decided."""
        return self.decision.post if self.decision else None

    @property
    def fewer_days(self) -> int:
        """How many days of the window that the rule asks for would be missing; 0 without dates."""
        given, required = self.asked.given, self.asked.required
        return max((required - given).days, 0) if given and required else 0

    @property
    def days_left(self) -> int | None:
        """The days between two acts that were asked for in place of the rule's; None where no day was said,
        so that nothing is left of its period."""
        asked = self.asked
        if not (asked.starts and asked.given and asked.required):
            return None
        return (min(asked.given, asked.required) - asked.starts).days

    @property
    def mostly_missing(self) -> bool:
        """Whether more than half of the window that the rule asks for would be missing."""
        asked = self.asked
        if not (asked.starts and asked.given and asked.required):
            return False
        return (asked.required - asked.given).days * 2 > (asked.required - asked.starts).days

    @property
    def conditions(self) -> tuple[ConditionStands, ...]:
        """The conditions of its agreement, by their days."""
        decided = self.decision.conditions if self.decision and self.decision.agreed else ()
        found = (ConditionStands(self.id, c.id, c.text, c.by, self.met.get(c.id)) for c in decided)
        return tuple(sorted(found, key=lambda each: (each.by, each.id)))


def conditions_of(explanations: Iterable[Explanation]) -> tuple[ConditionStands, ...]:
    """Every condition of some explanations, those still owed first, each by its day."""
    found = (each for explanation in explanations for each in explanation.conditions)
    return tuple(sorted(found, key=lambda each: (each.met is not None, each.by, each.id)))

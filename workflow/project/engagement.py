"""The early conversation of a project and its plan of engagement and communication."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from workflow.errors import FairNoticeError
from workflow.project.events.base import Fact
from workflow.project.events.engagement import (
    ActivityDone,
    ActivityDropped,
    ActivityPlanned,
    AffectedNamed,
    OptionsMarkedFinal,
    TalkLogged,
    WaysWeighed,
)
from workflow.words import gettext as _

TYPES = {
    "representing": _("Representing"),
    "informing": _("Informing"),
    "consulting": _("Consulting"),
    "advising": _("Advising"),
    "delivering": _("Delivering"),
}
"""The ladder of ways to take part, the weakest first."""
WAYS = {
    "influence": (_("Influence"), _("People can change what is decided: say which part is open")),
    "feedback": (_("Feedback"), _("People say how a service or a draft works for them")),
    "co_design": (_("Co-design"), _("People who use or run it draw it up with you, from the first page")),
    "co_produce": (_("Co-produce"), _("They also help to run it and share the decisions")),
    "assess": (_("Assess"), _("They look at how well it does, or at bids, beside you")),
}
"""What people can do in an activity, each with when to choose it."""
FIXED = {
    "nothing": _("Nothing was fixed"),
    "some": _("Some of it was fixed"),
    "most": _("Most of it was fixed"),
    "all": _("All of it was fixed"),
}
"""How much of the design was already fixed when people were talked to."""


@dataclass(frozen=True, slots=True)
class Affects:
    """Whom a change affects: groups of people and areas, as typed."""

    groups: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Activity:
    """An activity of the plan, as last set; `done_on` and `outcome` once it took place."""

    plan: ActivityPlanned
    done_on: date | None = None
    outcome: str = ""

    @property
    def public(self) -> bool:
        """Whether everyone may read of it."""
        return self.plan.shown == "public"

    def passed(self, today: date) -> bool:
        """Whether its day has gone by without it."""
        return self.done_on is None and self.plan.on < today


@dataclass(frozen=True, slots=True)
class Engagement:
    """The early conversation of a project and its plan of engagement and communication."""

    affects: Affects = Affects()
    talks: tuple[TalkLogged, ...] = ()
    weighed: WaysWeighed | None = None
    activities: tuple[Activity, ...] = ()
    options_final: OptionsMarkedFinal | None = None

    def after(self, fact: Fact) -> Engagement:
        """The same after one more fact."""
        match fact:
            case AffectedNamed(groups, areas):
                return replace(self, affects=Affects(groups, areas))
            case TalkLogged():
                talks = sorted((*self.talks, fact), key=lambda talk: talk.on)
                return replace(self, talks=tuple(talks))
            case WaysWeighed():
                return replace(self, weighed=fact)
            case ActivityPlanned():
                return self._with(fact.id, Activity(fact))
            case ActivityDone(id_, on, outcome):
                return self._with(id_, replace(self.activity(id_), done_on=on, outcome=outcome))
            case ActivityDropped(id_):
                return self._with(id_, None)
            case OptionsMarkedFinal():
                return replace(self, options_final=fact)
        raise FairNoticeError(f"No rule says what '{fact.kind}' changes here.")

    def activity(self, id_: str) -> Activity:
        """One activity of the plan; KeyError for none."""
        found = next((each for each in self.activities if each.plan.id == id_), None)
        if found is None:
            raise KeyError(id_)
        return found

    def _with(self, id_: str, activity: Activity | None) -> Engagement:
        others = [each for each in self.activities if each.plan.id != id_]
        kept = [*others, activity] if activity else others
        return replace(self, activities=tuple(sorted(kept, key=lambda each: (each.plan.on, each.plan.id))))


@dataclass(frozen=True, slots=True)
class FirstContact:
    """From the first contact with anybody to the decision: how many days, and whether it was taken."""

    first: date
    decision: date
    decided: bool

    @property
    def days(self) -> int:
        """The days between, negative where people were told after the decision."""
        return (self.decision - self.first).days


def first_contact(first: date | None, taken: date | None, planned: date | None) -> FirstContact | None:
    """The measure "days from first contact to decision"; None while either day is not known."""
    decision = taken or planned
    return FirstContact(first, decision, taken is not None) if first and decision else None

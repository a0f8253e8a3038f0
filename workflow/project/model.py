"""One commissioning or decommissioning exercise, as its facts add up."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from workflow.project import answering, consulting, engagement, partners
from workflow.project.events import RuleNotMet
from workflow.project.evidence import Evidence as Evidence
from workflow.project.explanation import Explanation as Explanation
from workflow.timetable.model import Asked
from workflow.words import gettext as _

ENDED, WITHDRAWN = "ended", "withdrawn"
MOST_SCENARIOS = 3
TOLD, TOLD_FIRST = "provider_told", "provider_told_first"
STILL_OPEN, WEIGHED, SHORT_WINDOW = "still_open", "ways_weighed", "short_window_reason"
"""Tasks that the project answers elsewhere: by what it says is still open to change, by what was considered
of information, consultation and involvement, and by an explanation of a shorter consultation."""
OPENED, CLOSED = "consultation_opened", "consultation_closed"
NOBODY_ELSE = _("Choose another post as manager or to decide: nobody agrees what their own post asks for.")


@dataclass(frozen=True, slots=True)
class People:
    """The posts (by id) that own, manage and decide a project."""

    owner: str
    manager: str
    decider: str

    @property
    def alone(self) -> bool:
        """Whether one post does all three, so that nobody is left to agree what it asks for."""
        return {self.manager, self.decider} == {self.owner}


@dataclass(frozen=True, slots=True)
class EventInstance:
    """One occurrence of an event: when it is planned, what was published, when it happened."""

    event: str
    instance: int
    planned: date | None = None
    published: date | None = None
    actual: date | None = None


@dataclass(frozen=True, slots=True)
class RecordedException:
    """A rule's own exception as recorded for one of its events."""

    id: str
    rule: str
    event: str
    exception: str
    reason: str
    post: str


@dataclass(frozen=True, slots=True)
class Scenario:
    """Dates to compare with the plan: its own where it has one, the plan's everywhere else."""

    name: str
    pins: Mapping[str, date]
    end: date

    def asked(self, plan: Asked, events: Collection[str]) -> Asked:
        """What to ask the timetable for, given what the plan asks for and the events of its path."""
        own = {e: day for e, day in self.pins.items() if e in events and e not in plan.done}
        return replace(plan, pins={**plan.pins, **own}, end=self.end)


@dataclass(frozen=True, slots=True)
class Project:
    """The head: everything the facts say today. `version` is the number of facts."""

    ref: str
    title: str
    summary: str
    route: str
    rulebook: str
    edition: str
    calendar: str
    end: date
    end_fixed: bool
    facts: Mapping[str, object]
    directorate: str
    people: People
    visibility: str
    agreement: str | None
    stage: str = ""
    decided: str = ""
    still_open: str = ""
    finished: tuple[str, ...] = ()
    skipped: Mapping[str, str] = field(default_factory=dict)
    instances: Mapping[tuple[str, int], EventInstance] = field(default_factory=dict)
    evidence: tuple[Evidence, ...] = ()
    explanations: Mapping[str, Explanation] = field(default_factory=dict)
    exceptions: tuple[RecordedException, ...] = ()
    not_met: tuple[RuleNotMet, ...] = ()
    version: int = 0
    withdrawn_because: str = ""
    scenarios: Mapping[str, Scenario] = field(default_factory=dict)
    partners: partners.Partners = partners.Partners()
    engagement: engagement.Engagement = engagement.Engagement()
    consultation: consulting.Consultation = consulting.Consultation()
    answers: answering.Answers = answering.Answers()

    @property
    def live(self) -> bool:
        """Whether the project still runs: neither ended nor withdrawn."""
        return self.stage not in (ENDED, WITHDRAWN)

    @property
    def rulebook_name(self) -> str:
        """The rulebook it is pinned to, as `authority@edition`."""
        return f"{self.rulebook}@{self.edition}"

    @property
    def public(self) -> bool:
        """Whether the public may see it: a plan to end something only once the provider was told, or the
        departure is explained; anything once its consultation has opened."""
        if self.actual(OPENED):
            return True
        told = self.actual(TOLD) or self.explained(TOLD_FIRST, TOLD)
        return self.visibility == "public" and (told is not None or not self.ends_something)

    @property
    def ends_something(self) -> bool:
        """Whether it plans to end or reduce a service, which its provider hears before the public does."""
        return self.facts.get("process") == "decommission"

    def actual(self, event: str) -> date | None:
        """The day on which an event last happened, or None."""
        return self._latest(event, "actual")

    def planned(self, event: str) -> date | None:
        """The planned day of an event that has not happened, or None."""
        return self._latest(event, "planned")

    def has_record(self, task: str, stage: str | None = None) -> bool:
        """Whether any evidence stands under a task, in one stage or (None) in any. What is still open to
        change, what was considered, and why a window is shorter is written once and asked nowhere else."""
        if (task == STILL_OPEN and self.still_open) or (task == WEIGHED and self.engagement.weighed):
            return True
        if task == SHORT_WINDOW and any(e.agreed and e.event == CLOSED for e in self.explanations.values()):
            return True
        return any(r.task == task and stage in (None, r.stage) for r in self.evidence)

    def explained(self, rule: str, event: str) -> Explanation | None:
        """The agreed explanation of a departure from a rule at an event, the one asked for last, or None."""
        asked = reversed(tuple(self.explanations.values()))
        return next((e for e in asked if e.agreed and (e.rule, e.event) == (rule, event)), None)

    def waiting(self, rule: str, event: str) -> Explanation | None:
        """The explanation asked for and not yet decided, or None."""
        found = (
            e for e in self.explanations.values() if e.agreed is None and (e.rule, e.event) == (rule, event)
        )
        return next(found, None)

    def excepted(self, rule: str, event: str) -> RecordedException | None:
        """The recorded exception of a rule at an event, or None."""
        return next((x for x in self.exceptions if (x.rule, x.event) == (rule, event)), None)

    def asked(self, today: date, events: Collection[str] | None = None) -> Asked:
        """What to ask the timetable for: its dates, its end, and what has been explained or excepted.

        `events` are those of the path that the project takes today: a date recorded for another stays in its
        history, but asks nothing of the plan. None: every event that has a date.
        """
        dated = self._events() if events is None else self._events() & set(events)
        done = {event: day for event in dated if (day := self.actual(event))}
        plans = {event: day for event in dated if event not in done and (day := self.planned(event))}
        agreed = {(e.rule, e.event): e.days_left for e in self.explanations.values() if e.agreed}
        return Asked(
            today=today,
            pins={**plans, **done},
            done=frozenset(done),
            end=self.end,
            end_fixed=self.end_fixed,
            facts=self.facts,
            waived=frozenset(key for key, days in agreed.items() if days is None),
            agreed={key: days for key, days in agreed.items() if days is not None},
            excepted={(x.rule, x.event): x.exception for x in self.exceptions},
        )

    def _events(self) -> set[str]:
        return {event for event, _ in self.instances}

    def _latest(self, event: str, what: str) -> date | None:
        dated = [
            (n, getattr(i, what))
            for (name, n), i in self.instances.items()
            if name == event and getattr(i, what)
        ]
        return max(dated)[1] if dated else None

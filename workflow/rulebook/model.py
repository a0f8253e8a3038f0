"""The words of a rulebook as frozen data. YAML under config/rulebooks is read into these and nothing else.

A *pack* is one Code, Act or constitution in one edition. An *authority* composes packs and adds its own
durations. A *rulebook* is what one authority goes by on one day: that composition, with its routes.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from workflow.rulebook.terms import CalendarName as CalendarName
from workflow.rulebook.terms import Effect as Effect
from workflow.rulebook.terms import Ends as Ends
from workflow.rulebook.terms import Force as Force
from workflow.rulebook.terms import Method as Method

GUARDS = ("record_exists", "events_recorded", "period_kept", "responses_considered", "equality_record_read")
ENDED, WITHDRAWN, ANYWHERE = "ended", "withdrawn", "*"

Facts = Mapping[str, object]


def _only_a_date(value: object) -> object:
    """YAML dates and ISO strings pass; a number would silently become 1970-01-01."""
    if isinstance(value, int | float):
        raise ValueError("write a date like 2027-03-04")  # noqa: TRY004 pydantic turns only a ValueError into a finding
    return value


Day = Annotated[date, BeforeValidator(_only_a_date)]
Count = Annotated[int, Field(ge=0, le=10_000, strict=True)]


class Frozen(BaseModel):
    """Frozen data that refuses unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Source(Frozen):
    """Where a rule's words come from; every rule has one."""

    name: str
    url: str | None = None
    para: str | None = None


class Period(Frozen):
    """A wait between two events: `n` counted by `method` on `calendar` from `start` to `end`.

    A minimum says that `end` may happen no earlier; a maximum, no later. `accepts` names methods by which a
    past record also passes. `ends` says whether the second event may fall on the last day or only on the day
    after it (None: the method's own meaning).
    """

    n: Count
    kind: Literal["minimum", "maximum"] = "minimum"
    method: Method
    calendar: CalendarName = CalendarName.ALL_DAYS
    start: str
    end: str
    accepts: tuple[Method, ...] = ()
    ends: Ends | None = None


class NoFigure(Frozen):
    """A wait that the law asks for without a figure: `end` follows `start` soon, or after a fair time."""

    kind: Literal["asap", "reasonable"]
    start: str
    end: str


class Figure(Frozen):
    """Figures of a rule that are no wait between two events: a threshold, a norm, a suggestion.

    `also` marks figures beside the rule's own period, for cases that it names. A new sum is a new rule with
    its own dates of force.
    """

    kind: Literal[
        "over",
        "from",
        "table",
        "norm",
        "window",
        "suggested_minimum",
        "suggested_extension",
        "max_term_change",
        "and_percent",
        "or_percent",
        "also",
    ]
    unit: Literal[
        "pounds", "pounds_including_vat", "percent", "days", "clear_days", "weeks", "months", "years"
    ]
    amounts: Mapping[str, Annotated[int, Field(ge=0, strict=True)]] = Field(min_length=1)


class Shorter(Frozen):
    """What an exception leaves of a period: `n` counted by `method`, or nothing at all (n 0)."""

    n: Count = 0
    method: Method = Method.ON_OR_AFTER
    calendar: CalendarName = CalendarName.ALL_DAYS


class RuleException(Frozen):
    """A rule's own way out: what it is called, what must be recorded, and what it leaves of the period."""

    id: str
    title: str
    asks: str
    leaves: Shorter | None = None


class Gate(Frozen):
    """What closes the gate of a rule that is kept by a record rather than by a period.

    `guard` names a function of workflow/project/guards.py; `needs` are its arguments: evidence items of the
    route's tasks, or events. An item may be asked for at several stages: each asks for its own record.
    """

    guard: str
    needs: tuple[str, ...] = ()


class Applies(Frozen):
    """When a rule applies, in coded facts. A key left out does not restrict."""

    body: tuple[str, ...] = ()
    authority: tuple[str, ...] = ()
    instrument: tuple[str, ...] = ()
    process: tuple[str, ...] = ()
    regime: tuple[str, ...] = ()
    light_touch: bool | None = None
    key_decision: bool | None = None
    call_in: bool | None = None
    below_threshold: bool | None = None
    tupe: bool | None = None
    substantial_variation: bool | None = None

    def fits(self, facts: Facts) -> bool:
        """Whether the facts let the rule apply.

        A fact that is not given leaves the rule applicable, unless the rule needs it to be true.
        """
        for key in _OF_A_LIST:
            allowed, fact = getattr(self, key), facts.get(key)
            if allowed and fact is not None and fact not in allowed:
                return False
        for key in _TRUE_OR_FALSE:
            needed, fact = getattr(self, key), facts.get(key)
            if needed is not None and fact != needed and not (fact is None and needed is False):
                return False
        return True


_OF_A_LIST = ("body", "authority", "instrument", "process", "regime")
_TRUE_OR_FALSE = tuple(key for key in Applies.model_fields if key not in _OF_A_LIST)


class Rule(Frozen):
    """One requirement: what it asks, of what force, since when, and where it is written."""

    id: str
    title: str
    asks: str
    why: str
    force: Force
    effect: Effect
    applies_to: Applies = Applies()
    period: Period | None = None
    no_figure: NoFigure | None = None
    figure: Figure | None = None
    gate: Gate | None = None
    exceptions: tuple[RuleException, ...] = ()
    in_force_from: Day | None = None
    in_force_to: Day | None = None
    source: Source
    evidence: Literal["primary", "secondary", "memory"]
    note: str | None = None

    @property
    def closing(self) -> Gate | None:
        """What closes the rule's gate: its own, else that its period is kept; None for a rule only shown."""
        if self.gate is None and self.period is not None:
            return Gate(guard="period_kept", needs=(self.period.start, self.period.end))
        return self.gate

    @property
    def rests_on_memory(self) -> bool:
        """True where no text of the rule was found: it warns, it never blocks, and every output says so."""
        return self.evidence == "memory"

    def in_force_on(self, day: date) -> bool:
        """Whether the rule was in force on a day (its first and its last day included)."""
        return (self.in_force_from is None or self.in_force_from <= day) and (
            self.in_force_to is None or day <= self.in_force_to
        )


class Pack(Frozen):
    """One Code, Act or constitution in one edition."""

    id: str
    edition: str
    title: str
    kind: Literal["law", "guidance", "code", "constitution"]
    about: str
    rules: tuple[Rule, ...]


class RouteEvent(Frozen):
    """One dated happening of a route, in the words that pages and mails use.

    `title` "Consultation opens"; `must` "The consultation must open"; `was_due` "The consultation was due to
    open"; `not_yet` "it has not opened"; `done` "Consultation opened"; `protects` goes on: "to give
    organisations ...". `working`: an act that a body plans, so it falls on its working days. `act` False: it
    follows by itself (the end of call-in) and nobody is reminded of it.
    """

    id: str
    title: str
    must: str
    was_due: str
    not_yet: str
    done: str
    protects: str = ""
    working: bool = True
    act: bool = True
    public: bool = True


class Task(Frozen):
    """One thing a stage asks for: a record, with who may see it by default."""

    id: str
    title: str
    hint: str = ""
    required: bool = True
    visibility: Literal["public", "staff"] = "staff"


class Stage(Frozen):
    """One stage of a route, in the order of the field."""

    id: str
    slug: str
    name: str
    now: str
    decides: str
    sector_sees: str
    events: tuple[str, ...] = ()
    tasks: tuple[Task, ...] = ()
    gates: tuple[str, ...] = ()
    optional_because: str | None = None
    not_final_before: str | None = None


class Move(Frozen):
    """A step of the machine between stages: finish asks the gates, skip and withdraw ask for a reason.

    `start` may be "*" (any stage); `end` may be "ended" or "withdrawn".
    """

    id: str
    start: str
    end: str
    kind: Literal["finish", "skip", "withdraw"]


class Order(Frozen):
    """`end` may not come before `start` (same day allowed), by `rule` or by the plain sense of the route."""

    start: str
    end: str
    rule: str | None = None


class Route(Frozen):
    """The stages, events and moves of one kind of exercise. `ends_with` is its last event."""

    id: str
    title: str
    process: str
    ends_with: str
    facts: Mapping[str, str | bool] = {}
    events: tuple[RouteEvent, ...]
    same_day: Mapping[str, str] = {}
    orders: tuple[Order, ...] = ()
    stages: tuple[Stage, ...]
    moves: tuple[Move, ...]

    def event(self, event_id: str) -> RouteEvent:
        """The event of that id; KeyError if the route has none."""
        return {event.id: event for event in self.events}[event_id]

    def stage(self, slug: str) -> Stage:
        """The stage of that slug; KeyError if the route has none."""
        return {stage.slug: stage for stage in self.stages}[slug]


class EventMeaning(Frozen):
    """One event of the vocabulary that all rules and routes share, and the one thing it means."""

    id: str
    meaning: str


class Vocabulary(Frozen):
    """Every event that a rule or a route may name."""

    events: tuple[EventMeaning, ...]


class Duration(Frozen):
    """An authority's own duration on one route: named `local:<name>` wherever it binds."""

    name: str
    title: str
    n: Count
    method: Method
    calendar: CalendarName = CalendarName.ALL_DAYS
    start: str
    end: str
    ends: Ends | None = None


class Adoption(Frozen):
    """That an authority goes by a pack: since when, by which decision, and which figures it confirmed."""

    pack: str
    edition: str
    adopted_on: Day | None = None
    decision: str | None = None
    confirmed: tuple[str, ...] = ()


class Authority(Frozen):
    """One edition of what one authority goes by."""

    id: str
    name: str
    edition: str
    invented: bool = False
    in_force_from: Day
    in_force_to: Day | None = None
    about: str
    nation: CalendarName
    facts: Mapping[str, str | bool] = {}
    packs: tuple[Adoption, ...]
    durations: Mapping[str, tuple[Duration, ...]] = {}


class Rulebook(Frozen):
    """What one authority goes by: packs composed, its durations, the routes. The fingerprint pins it."""

    authority: Authority
    rules: Mapping[str, Rule]
    routes: Mapping[str, Route]
    fingerprint: str

    @property
    def id(self) -> str:
        """The authority's id, by which the rulebook is named on the command line."""
        return self.authority.id

    @property
    def edition(self) -> str:
        """The edition of the authority's rulebook."""
        return self.authority.edition

    def unconfirmed(self, rule_id: str) -> bool:
        """Whether the rule rests on memory and the authority has not confirmed its figure."""
        rule = self.rules.get(rule_id)
        return rule is not None and rule.rests_on_memory and rule_id not in self._confirmed()

    def _confirmed(self) -> frozenset[str]:
        return frozenset(rule for adoption in self.authority.packs for rule in adoption.confirmed)

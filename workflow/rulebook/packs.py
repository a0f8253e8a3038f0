"""What a Code, an Act or a constitution says, as frozen data: the files under config/rulebooks/packs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from workflow.rulebook.terms import (
    Body,
    CalendarName,
    Effect,
    Ends,
    Force,
    Instrument,
    Method,
    Process,
    Regime,
)

GUARDS = (
    "record_exists",
    "events_recorded",
    "period_kept",
    "responses_considered",
    "equality_record_read",
    "on_file",
)

Facts = Mapping[str, object]


def _only_a_date(value: object) -> object:
    """YAML dates and ISO strings pass; a number would silently become 1970-01-01."""
    if isinstance(value, int | float):
        raise ValueError("write a date like 2027-03-04")  # noqa: TRY004 pydantic turns only a ValueError into a finding
    return value


Day = Annotated[date, BeforeValidator(_only_a_date)]
Count = Annotated[int, Field(ge=0, le=10_000, strict=True)]
Name = Annotated[str, Field(pattern=r"^\w[\w.-]*$")]
"""An id or an edition: it stands in addresses and on command lines."""
Words = Annotated[str, Field(min_length=1)]
"""What people read: never empty."""
Link = Annotated[str, Field(pattern=r"^https?://\S+$")]
"""Where a page leads to: nothing but the web."""


class Frozen(BaseModel):
    """Frozen data that refuses unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Source(Frozen):
    """Where a rule's words come from; every rule has one."""

    name: Words
    url: Link | None = None
    para: str | None = None


class NoLater(Frozen):
    """How long after the first event of a window the second may still come."""

    n: Count
    method: Method
    calendar: CalendarName = CalendarName.ALL_DAYS


class Period(Frozen):
    """A wait between two events: `n` counted by `method` on `calendar` from `start` to `end`.

    A minimum says that `end` may happen no earlier; a maximum, no later. `accepts` names methods by which a
    past record also passes. `ends` says whether the second event may fall on the last day or only on the day
    after it (None: the method's own meaning). `no_later` is the far side of a window: what happened is held
    against it, a plan is not.
    """

    n: Count
    kind: Literal["minimum", "maximum"] = "minimum"
    method: Method
    calendar: CalendarName = CalendarName.ALL_DAYS
    start: str
    end: str
    accepts: tuple[Method, ...] = ()
    ends: Ends | None = None
    no_later: NoLater | None = None

    def far_side(self) -> Period | None:
        """The far side of a window as a maximum by itself; None where the wait has no such side."""
        if self.no_later is None:
            return None
        far = {**self.no_later.model_dump(), "kind": "maximum", "accepts": (), "ends": None, "no_later": None}
        return self.model_copy(update=far)


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
    route's tasks, or events. An item may be asked for at several stages: each asks for its own record. A
    stage without the task takes the record of an earlier one; what is asked for only later is not asked yet.
    """

    guard: str
    needs: tuple[str, ...] = ()


class Applies(Frozen):
    """When a rule applies, in coded facts. A key left out does not restrict."""

    body: tuple[Body, ...] = ()
    authority: tuple[str, ...] = ()
    instrument: tuple[Instrument, ...] = ()
    process: tuple[Process, ...] = ()
    regime: tuple[Regime, ...] = ()
    light_touch: bool | None = None
    key_decision: bool | None = None
    call_in: bool | None = None
    below_threshold: bool | None = None
    tupe: bool | None = None
    substantial_variation: bool | None = None

    def fits(self, facts: Facts) -> bool:
        """Whether the facts let the rule apply.

        A fact that is not given leaves the rule applicable, unless the rule needs it to be true. Of a fact
        with several values, as on a joint project, one is enough.
        """
        for key in _OF_A_LIST:
            allowed, fact = getattr(self, key), facts.get(key)
            if allowed and fact is not None and not set(several(fact)) & set(allowed):
                return False
        for key in _TRUE_OR_FALSE:
            needed, fact = getattr(self, key), facts.get(key)
            if needed is not None and fact != needed and not (fact is None and needed is False):
                return False
        return True


def several(fact: object) -> tuple[object, ...]:
    """The values of a fact: one, or more where bodies work together, e.g. two regimes."""
    return tuple(fact) if isinstance(fact, tuple | list) else (fact,)


_OF_A_LIST = ("body", "authority", "instrument", "process", "regime")
_TRUE_OR_FALSE = tuple(key for key in Applies.model_fields if key not in _OF_A_LIST)


class Checked(Frozen):
    """Who last held the words and figures against their source, when, and what was read."""

    by: str
    on: Day
    against: str


class Rule(Frozen):
    """One requirement: what it asks, of what force, since when, and where it is written.

    `standard` names the standard of the pack under which it stands. `checked` overrides the pack's.
    """

    id: Name
    title: Words
    asks: Words
    why: Words
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
    standard: str | None = None
    checked: Checked | None = None

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


class Standard(Frozen):
    """What a principle asks for in more detail. `asks` None: its text was not found."""

    id: str
    title: str
    asks: str | None = None


class Principle(Frozen):
    """The first of three levels: principle, standard, rule; any number of each."""

    id: str
    title: str
    asks: str | None = None
    standards: tuple[Standard, ...] = ()


class Alternatives(Frozen):
    """Rules of which a project keeps only the one that its answer names.

    `fact` is the question's name, `rules` the rule behind each answer; `default` is the answer where none is
    given ("" or another word without a rule: none of them).
    """

    fact: str
    title: str
    default: str
    rules: Mapping[str, str] = Field(min_length=1)
    answers: Mapping[str, str] = {}


class Example(Frozen):
    """A worked example that must come out before an edition is published: a record for `check`, and what
    each rule must answer (the result, and where a day is certain the day required)."""

    title: str
    record: Mapping[str, Any]
    expect: Mapping[str, Mapping[str, Any]] = Field(min_length=1)


class Pack(Frozen):
    """One Code, Act or constitution in one edition.

    `principles_said` is the number that the text itself gives, where it says one.
    """

    id: Name
    edition: Name
    title: Words
    kind: Literal["law", "guidance", "code", "constitution"]
    about: str
    checked: Checked | None = None
    principles: tuple[Principle, ...] = ()
    principles_said: Count | None = None
    alternatives: tuple[Alternatives, ...] = ()
    examples: tuple[Example, ...] = ()
    rules: tuple[Rule, ...]

"""What a timetable says, as frozen data: the same object is drawn, mailed, exported and judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Literal

from workflow.rulebook.model import CalendarName, Ends, Force, Method
from workflow.words import gettext as _


class TimingVerdict(StrEnum):
    """One vocabulary for timing everywhere; computed, never typed. The first that fits is the verdict."""

    TOO_LATE = "too_late"
    LATE = "late"
    AT_RISK = "at_risk"
    START_SOON = "start_soon"
    ON_TIME = "on_time"

    @property
    def text(self) -> str:
        """The words of the verdict, e.g. "On track"."""
        return _VERDICT_WORDS[self]


_VERDICT_WORDS: Mapping[TimingVerdict, str] = {
    TimingVerdict.TOO_LATE: _("Too late to comply"),
    TimingVerdict.LATE: _("Late"),
    TimingVerdict.AT_RISK: _("At risk"),
    TimingVerdict.START_SOON: _("Start soon"),
    TimingVerdict.ON_TIME: _("On track"),
}

NOT_LEGAL_ADVICE = _("The latest date that fits the rules shown; not legal advice.")
UNCONFIRMED = _("Unconfirmed: we have not seen the text of this rule.")


@dataclass(frozen=True, slots=True)
class Tie:
    """`end` may happen no earlier than the period counted from `start` allows, or of a maximum no later.

    `rule` is a rule id, `local:NAME` for an authority's own duration, or `order` where only the sequence
    counts (force None). `since` and `until`: the first and the last day of `start` that the rule speaks of.
    `agreed`: the period is the shorter one to which an agreed explanation came down. `edition`: the one whose
    figure it is, where another edition has another.
    """

    start: str
    end: str
    n: int
    method: Method
    calendar: CalendarName
    rule: str
    title: str
    force: Force | None
    ends: Ends | None = None
    unconfirmed: bool = False
    kind: Literal["minimum", "maximum"] = "minimum"
    since: date | None = None
    until: date | None = None
    agreed: bool = False
    edition: str = ""

    @property
    def order_only(self) -> bool:
        """Whether it asks for the sequence alone, on the same day if need be."""
        return self.n == 0 and self.method == Method.ON_OR_AFTER

    def of_another_edition(self, start: date) -> bool:
        """Whether it is the figure of an edition that does not count for a period starting on that day."""
        return bool(self.edition) and not self.speaks_of(start)

    def speaks_of(self, start: date) -> bool:
        """Whether the rule is in force for a period that starts on that day."""
        return (self.since is None or self.since <= start) and (self.until is None or start <= self.until)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a plan is made for.

    `pins` are dates that stand, kept or not; `done` those of them that have happened. `end` is the date asked
    for the route's last event, None if open; `end_fixed` False means that it can move. `waived` names (rule,
    end event) whose period an agreed explanation has lifted; `agreed` the days to which one came down;
    `excepted` the exception that was recorded for one, which lifts the period or leaves a shorter one.
    """

    today: date
    pins: Mapping[str, date] = field(default_factory=dict)
    done: frozenset[str] = frozenset()
    end: date | None = None
    end_fixed: bool = True
    facts: Mapping[str, object] = field(default_factory=dict)
    waived: frozenset[tuple[str, str]] = frozenset()
    excepted: Mapping[tuple[str, str], str] = field(default_factory=dict)
    agreed: Mapping[tuple[str, str], int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EventDates:
    """One event of a timetable.

    `earliest` that the rules allow from today and the pins; `latest` that still fits the end (None without an
    end); `date` its pin. `binding_rule` is what sets `latest`, `binding_edition` the edition whose figure it
    is, where another has another. `spare_working_days` from today, today counted, to `latest`, itself not
    counted; negative when it has passed; None without a latest date or once done.
    """

    id: str
    title: str
    earliest: date | None
    latest: date | None
    date: date | None
    done: bool
    spare_working_days: int | None
    binding_rule: str | None
    force: Force | None
    unconfirmed: bool
    provisional: bool
    because: tuple[str, ...]
    binding_edition: str = ""


@dataclass(frozen=True, slots=True)
class Conflict:
    """A period that does not fit between two dates: `event` would have to be on `required` at the earliest
    (of a maximum at the latest), but is at `planned`. `edition` as a tie has it."""

    rule: str
    force: Force | None
    start: str
    event: str
    required: date
    planned: date
    short_by_days: int
    because: tuple[str, ...]
    kind: Literal["minimum", "maximum"] = "minimum"
    edition: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """A way out when no plan fits: `kind` later_end, shorter_window or exception; `dates` by event; what it
    needs."""

    kind: str
    title: str
    rule: str | None
    dates: Mapping[str, date]
    needs: str | None


@dataclass(frozen=True, slots=True)
class Timetable:
    """A whole timetable: every date with its reason, one verdict, what does not fit and the ways out."""

    rulebook: str
    edition: str
    route: str
    today: date
    end: date | None
    end_fixed: bool
    verdict: TimingVerdict
    unconfirmed: tuple[str, ...]
    events: tuple[EventDates, ...]
    conflicts: tuple[Conflict, ...]
    choices: tuple[Choice, ...]
    calendar_fingerprint: str

    def __getitem__(self, event_id: str) -> EventDates:
        """The dates of one event; KeyError if the route has none of that id."""
        return {event.id: event for event in self.events}[event_id]

    @property
    def does_not_fit(self) -> tuple[Conflict, ...]:
        """What can still be mended: the conflicts but those between two acts that have both happened."""
        done = {event.id for event in self.events if event.done}
        return tuple(each for each in self.conflicts if not {each.start, each.event} <= done)

    @property
    def last_safe_consultation_opening(self) -> date | None:
        """The latest day to open the consultation that still fits, or None."""
        return next((event.latest for event in self.events if event.id == "consultation_opened"), None)

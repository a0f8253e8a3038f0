"""Departures from a rule: explanations, exceptions, and what was not met."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal

from workflow.project.events.base import Fact


@dataclass(frozen=True, slots=True)
class Condition:
    """What an agreement hangs on: words, and the day by which it is kept."""

    id: str
    text: str
    by: date


@dataclass(frozen=True, slots=True)
class ExplanationAsked(Fact):
    """Someone asked for a departure from a code or guidance to be agreed.

    `starts`, `given` and `required`: the window that would be left, and its last day by the rule; `asks` the
    rule's period in words. `groups` and `organisations` name nobody in person.
    """

    kind: ClassVar[str] = "explanation_asked"
    id: str
    rule: str
    event: str
    cause: str
    reason: str
    instead: str
    asked_by: str
    after_the_event: bool
    starts: date | None = None
    given: date | None = None
    required: date | None = None
    asks: str = ""
    who: str = ""
    link: str = ""
    makes_up: tuple[str, ...] = ()
    mitigation: str = ""
    groups: str = ""
    organisations: str = ""
    protected: bool = False
    equality: str = ""
    asked_on: date | None = None


@dataclass(frozen=True, slots=True)
class ExplanationDecided(Fact):
    """Someone else agreed, perhaps on conditions, or refused it. `level`: in which role of the project."""

    kind: ClassVar[str] = "explanation_decided"
    id: str
    agreed: bool
    reason: str
    decided_by: str
    post: str
    conditions: tuple[Condition, ...] = ()
    level: str = ""


@dataclass(frozen=True, slots=True)
class ExplanationCommented(Fact):
    """A sector partner commented on a request that waits, changed that, or had nothing to say. The words
    stand in a row of their own, which can be erased."""

    kind: ClassVar[str] = "explanation_commented"
    id: str
    comment: str
    how: Literal["said", "changed", "nothing"]


@dataclass(frozen=True, slots=True)
class CommentErased(Fact):
    """The words of a comment were erased; that there was one stays."""

    kind: ClassVar[str] = "comment_erased"
    id: str
    comment: str
    reason: str


@dataclass(frozen=True, slots=True)
class ConditionMet(Fact):
    """A condition of an agreed explanation was kept, on a day and with a link or words that show it."""

    kind: ClassVar[str] = "condition_met"
    id: str
    condition: str
    on: date
    evidence: str


@dataclass(frozen=True, slots=True)
class ExceptionRecorded(Fact):
    """A rule's own exception was recorded with its reason and the post that answers for it."""

    kind: ClassVar[str] = "exception_recorded"
    id: str
    rule: str
    event: str
    exception: str
    reason: str
    post: str


@dataclass(frozen=True, slots=True)
class RuleNotMet(Fact):
    """An act was recorded without the record its gate asks for. It stays "not met", whatever comes later."""

    kind: ClassVar[str] = "rule_not_met"
    rule: str
    title: str
    words: str
    event: str
    on: date
    recorded_on: date
    missing: str


FACTS: tuple[type[Fact], ...] = (
    ExplanationAsked,
    ExplanationDecided,
    ExplanationCommented,
    CommentErased,
    ConditionMet,
    ExceptionRecorded,
    RuleNotMet,
)

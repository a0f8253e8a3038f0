"""Departures from a rule: explanations, exceptions, and what was not met."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from workflow.project.events.base import Fact


@dataclass(frozen=True, slots=True)
class ExplanationAsked(Fact):
    """Someone asked for a departure from a code or guidance to be agreed."""

    kind: ClassVar[str] = "explanation_asked"
    id: str
    rule: str
    event: str
    cause: str
    reason: str
    instead: str
    asked_by: str
    after_the_event: bool


@dataclass(frozen=True, slots=True)
class ExplanationDecided(Fact):
    """Someone else agreed or refused it."""

    kind: ClassVar[str] = "explanation_decided"
    id: str
    agreed: bool
    reason: str
    decided_by: str
    post: str


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


FACTS: tuple[type[Fact], ...] = (ExplanationAsked, ExplanationDecided, ExceptionRecorded, RuleNotMet)

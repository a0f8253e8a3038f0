"""What people said in a consultation, by theme, and its answers. No reply stands in a fact."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal

from workflow.project.events.base import Fact

PART = "answers"
Effect = Literal["changed", "not_changed", "later"]


@dataclass(frozen=True, slots=True)
class RepliesTaken(Fact):
    """Replies were taken in: how many, and from a file or typed."""

    kind: ClassVar[str] = "replies_taken"
    part: ClassVar[str] = PART
    number: int
    how: Literal["file", "typed"]


@dataclass(frozen=True, slots=True)
class ReplyErased(Fact):
    """The words of one reply were erased; that there was one stays."""

    kind: ClassVar[str] = "reply_erased"
    part: ClassVar[str] = PART
    reply: str
    reason: str


@dataclass(frozen=True, slots=True)
class ThemeNamed(Fact):
    """A theme was named, or its words changed: what people said. `by` is who wrote it."""

    kind: ClassVar[str] = "theme_named"
    part: ClassVar[str] = PART
    id: str
    title: str
    said: str
    by: str


@dataclass(frozen=True, slots=True)
class ThemeDropped(Fact):
    """A theme was taken away before anybody answered it."""

    kind: ClassVar[str] = "theme_dropped"
    part: ClassVar[str] = PART
    id: str
    reason: str


@dataclass(frozen=True, slots=True)
class ThemeAnswered(Fact):
    """A theme was answered in writing by somebody else: what changes or why not, by when, and which post."""

    kind: ClassVar[str] = "theme_answered"
    part: ClassVar[str] = PART
    id: str
    effect: Effect
    answer: str
    by_when: date | None
    post: str
    by: str


@dataclass(frozen=True, slots=True)
class OutcomeWritten(Fact):
    """What changed because of the consultation as a whole, or that nothing did and why."""

    kind: ClassVar[str] = "outcome_written"
    part: ClassVar[str] = PART
    changed: bool
    text: str


@dataclass(frozen=True, slots=True)
class FeedbackPublished(Fact):
    """What people said and what was answered was published: how many replies and themes there were."""

    kind: ClassVar[str] = "feedback_published"
    part: ClassVar[str] = PART
    replies: int
    themes: int


@dataclass(frozen=True, slots=True)
class PromiseKept(Fact):
    """What an answer promised was done: the theme, the day, and what shows it."""

    kind: ClassVar[str] = "promise_kept"
    part: ClassVar[str] = PART
    id: str
    on: date
    shown_by: str


FACTS: tuple[type[Fact], ...] = (
    RepliesTaken,
    ReplyErased,
    ThemeNamed,
    ThemeDropped,
    ThemeAnswered,
    OutcomeWritten,
    FeedbackPublished,
    PromiseKept,
)

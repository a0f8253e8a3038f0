"""What a consultation said, by theme, and what was answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from workflow.errors import FairNoticeError
from workflow.project.events.answering import (
    FeedbackPublished,
    OutcomeWritten,
    PromiseKept,
    RepliesTaken,
    ReplyErased,
    ThemeAnswered,
    ThemeDropped,
    ThemeNamed,
)
from workflow.project.events.base import Fact
from workflow.words import gettext as _

ANSWERED = "response_published"
"""The event that happens when what was said and answered is published."""
EFFECTS = {
    "changed": _("We will change something"),
    "not_changed": _("We will not change it"),
    "later": _("We will decide later"),
}
"""What an answer says of a theme, as officers choose it and the public reads it."""


@dataclass(frozen=True, slots=True)
class Theme:
    """One thing that people said. `answer` is None until somebody else has answered it."""

    id: str
    title: str
    said: str
    by: str
    answer: ThemeAnswered | None = None
    kept: PromiseKept | None = None

    def overdue(self, today: date) -> bool:
        """Whether a promised day has passed, and nobody has recorded that it was done."""
        day = self.answer.by_when if self.answer else None
        return day is not None and day < today and self.kept is None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What changed as a whole, or why nothing did."""

    changed: bool
    text: str


@dataclass(frozen=True, slots=True)
class Answers:
    """What a consultation said and what was answered; `replies` is how many were taken in."""

    replies: int = 0
    themes: Mapping[str, Theme] = field(default_factory=dict)
    outcome: Outcome | None = None
    published: FeedbackPublished | None = None

    @property
    def unanswered(self) -> tuple[Theme, ...]:
        """The themes that nobody has answered."""
        return tuple(theme for theme in self.themes.values() if theme.answer is None)

    @property
    def promises(self) -> tuple[tuple[Theme, date], ...]:
        """Each change that was promised for a day."""
        answered = ((theme, theme.answer.by_when) for theme in self.themes.values() if theme.answer)
        return tuple((theme, day) for theme, day in answered if day)

    def late(self, today: date) -> tuple[Theme, ...]:
        """The themes whose promised day has passed without it being done."""
        return tuple(theme for theme in self.themes.values() if theme.overdue(today))

    def after(self, fact: Fact) -> Answers:
        """The same after one more fact."""
        match fact:
            case RepliesTaken(number):
                return replace(self, replies=self.replies + number)
            case ReplyErased():
                return self
            case ThemeNamed(id_, title, said, by):
                return self._with(Theme(id_, title, said, by))
            case ThemeDropped(id_):
                left = {key: theme for key, theme in self.themes.items() if key != id_}
                return replace(self, themes=left)
            case ThemeAnswered(id_):
                return self._with(replace(self.themes[id_], answer=fact))
            case PromiseKept(id_):
                return self._with(replace(self.themes[id_], kept=fact))
            case OutcomeWritten(changed, text):
                return replace(self, outcome=Outcome(changed, text))
            case FeedbackPublished():
                return replace(self, published=fact)
        raise FairNoticeError(f"No rule says what '{fact.kind}' changes here.")

    def _with(self, theme: Theme) -> Answers:
        return replace(self, themes={**self.themes, theme.id: theme})

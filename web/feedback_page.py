"""What people said and what follows, as its public page shows it and as staff preview it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from web.consultation_page import ConsultationPage
from workflow.commands import response_views
from workflow.project.answering import ANSWERED, EFFECTS, Answers, Theme
from workflow.register.kinds import SIZES
from workflow.register.small_counts import FEWEST
from workflow.store.responses import Numbers
from workflow.timetable.dates_in_words import in_words
from workflow.words import gettext as _
from workflow.words import ngettext


@dataclass(frozen=True)
class FeedbackPage:
    """Everything on the page "You said, we did"."""

    consultation: ConsultationPage

    @property
    def answers(self) -> Answers:
        """Themes, answers and the outcome."""
        return self.consultation.project.answers

    @property
    def due(self) -> date | None:
        """The day for which it was promised."""
        return self.consultation.project.planned(ANSWERED)

    def standing(self) -> str:
        """Where what was said stands, as long as it is not on this page."""
        today, done = self.consultation.services.today, self.consultation.project.actual(ANSWERED)
        if done:
            return _("Published on {day}, elsewhere than on this page.").format(day=in_words(done))
        if self.consultation.state == "withdrawn":
            return _("No answer to what people said is published, because the change was withdrawn.")
        if self.due is None:
            return _("No date yet for what people said and what follows.")
        if self.due < today:
            words = _("What people said, and what follows, was due by {day}; it has not been published.")
        else:
            words = _("What people said, and what follows, is published by {day} (planned).")
        return words.format(day=in_words(self.due))

    @cached_property
    def numbers(self) -> Numbers:
        """The replies in numbers."""
        return response_views.numbers(self.consultation.services, self.consultation.project.ref)

    @cached_property
    def quotes(self) -> Mapping[str, tuple[str, ...]]:
        """What may be quoted, by theme."""
        return response_views.quotes(self.consultation.services, self.consultation.project.ref)

    @cached_property
    def equality(self) -> Mapping[str, Mapping[str, int | None]]:
        """Equality answers as they may be shown."""
        return response_views.equality(self.consultation.services, self.consultation.project.ref)

    def effect(self, theme: Theme) -> str:
        """What follows from a theme, in words."""
        return EFFECTS[theme.answer.effect] if theme.answer else _("No answer yet")

    def post(self, theme: Theme) -> str:
        """The post that answers for it."""
        return self.consultation.view.post_title(theme.answer.post) if theme.answer else ""

    def kept(self, theme: Theme) -> str:
        """What became of what was promised for a day: done, or late; empty while the day has not passed."""
        answer = theme.answer
        if theme.kept:
            told = {"day": in_words(theme.kept.on), "what": theme.kept.shown_by}
            return _("Done on {day}. {what}").format(**told)
        if answer and answer.by_when and self.answers.published and self._late(theme):
            day = in_words(answer.by_when)
            return _("It was due by {day}; it has not been done.").format(day=day)
        return ""

    def _late(self, theme: Theme) -> bool:
        return theme.overdue(self.consultation.services.today)

    def how_many(self, theme: Theme) -> str:
        """How many said it: people, and organisations; fewer than ten people are not counted out."""
        people, organisations = self.numbers.by_theme.get(theme.id, (0, 0))
        told = []
        if 0 < people < FEWEST:
            told.append(_("fewer than {n} people").format(n=FEWEST))
        elif people:
            told.append(ngettext("{n} person", "{n} people", people).format(n=people))
        if organisations:
            words = ngettext("{n} organisation or group", "{n} organisations and groups", organisations)
            told.append(words.format(n=organisations))
        return _(" and ").join(told) or _("not counted")

    def replies(self) -> tuple[tuple[str, str], ...]:
        """Who replied, in numbers that may be shown."""
        found, few = self.numbers, _("fewer than {n}").format(n=FEWEST)

        def told(n: int) -> str:
            return few if 0 < n < FEWEST else str(n)

        return (
            (_("People"), told(found.people)),
            (_("Organisations and groups"), str(found.organisations)),
            (_("Came after the closing day"), told(found.late)),
        )

    def sizes(self) -> tuple[tuple[str, str], ...]:
        """Replies of organisations by their size (R182)."""
        titles = dict(SIZES)
        return tuple(
            (titles.get(size, _("Size not known")), str(n))
            for size, n in sorted(self.numbers.by_size.items())
        )

    def hidden(self, n: int | None) -> str:
        """A count of equality answers in words."""
        return _("not shown: fewer than ten, or it would tell one") if n is None else str(n)

"""What a change says of taking part: what can be done now, who is affected, and the plan of engagement."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from web import engagement_words
from web.consultation_page import ConsultationPage
from web.public import lists
from web.public.words import Said, said
from workflow.commands import engagement_views
from workflow.commands.services import Services
from workflow.commands.views import ProjectView
from workflow.project.engagement import FIXED, Activity, Engagement
from workflow.project.events.engagement import TalkLogged
from workflow.words import gettext as _
from workflow.words import ngettext

MOST_COMING = 3


@dataclass(frozen=True, slots=True)
class Talk:
    """One conversation before options, as the public reads of it."""

    on: date
    whom: str
    said: str
    fixed: str


@dataclass(frozen=True, slots=True)
class Planned:
    """One activity of the plan. `standing`: when it is, was or should have been."""

    what: str
    whom: str
    message: str
    how: str
    by: str
    standing: Said
    outcome: str


@dataclass(frozen=True)
class TakingPart:
    """Everything that the page of a change says of taking part in it."""

    view: ProjectView
    services: Services

    @property
    def engagement(self) -> Engagement:
        """The early conversation and the plan."""
        return self.view.overview.project.engagement

    @cached_property
    def consultation(self) -> ConsultationPage | None:
        """Its consultation, None where the change has none or is over."""
        has_one = lists.line_of(self.view, lists.OPENS) is not None
        return ConsultationPage(self.view, self.services) if has_one and self._live else None

    @property
    def open_now(self) -> bool:
        """Whether views can be given today."""
        return self.consultation is not None and self.consultation.state in ("open", "closing_soon")

    @property
    def coming(self) -> tuple[Planned, ...]:
        """The next activities that people can come to or hear of."""
        ahead = [
            each for each in self._shown if each.done_on is None and not each.passed(self.services.today)
        ]
        return tuple(self._planned(each) for each in ahead[:MOST_COMING]) if self._live else ()

    @property
    def contact(self) -> str:
        """The post that answers, never a name."""
        return self.view.post_title(self.view.overview.project.people.owner)

    @property
    def measure(self) -> str:
        """The days from first contact to decision, in words; "" while they cannot be counted."""
        overview = self.view.overview
        found = engagement_views.contact_to_decision(overview.project, overview.timetable)
        return engagement_words.contact_in_words(found)

    @property
    def final(self) -> str:
        """Whether the options are final, and what came too soon."""
        return engagement_words.final_in_words(self.engagement.options_final)

    def talks(self) -> tuple[Talk, ...]:
        """The conversations that the public may read of, oldest first."""
        return tuple(_talk(talk) for talk in self.engagement.talks if talk.shown == "public")

    def weighed(self) -> tuple[tuple[str, str, str], ...]:
        """Information, consultation and involvement: whether each is used, and why."""
        return engagement_words.weighed(self.engagement)

    def plan(self) -> tuple[Planned, ...]:
        """The public part of the plan, by date."""
        return tuple(self._planned(each) for each in self._shown)

    def started(self) -> Said | None:
        """That planning has only begun, where nothing has a date of its own yet: by when dates follow."""
        lines = [line for line in self.view.overview.events if line.words.public and line.words.act]
        if not self._live or any(line.planned or line.actual for line in lines) or self._shown:
            return None
        today = self.services.today
        ahead = [line.dates.latest for line in lines if line.dates.latest and line.dates.latest >= today]
        first = min(ahead, default=None)
        words = _("We have started planning. We will publish dates by {day}.")
        return said(words, first) if first else Said(_("We have started planning. No date yet."))

    @property
    def _live(self) -> bool:
        return self.view.overview.project.live

    @property
    def _shown(self) -> tuple[Activity, ...]:
        return tuple(each for each in self.engagement.activities if each.public)

    def _planned(self, each: Activity) -> Planned:
        return Planned(
            what=each.plan.what,
            whom=", ".join(each.plan.audience),
            message=each.plan.message,
            how=engagement_words.how_in_words(each),
            by=self.view.post_title(each.plan.post),
            standing=_standing(each, self.services.today, self._live),
            outcome=each.outcome,
        )


def passed(each: Activity, today: date, live: bool) -> Said | None:
    """That an activity was due and has not happened, from the next day after its date; else None."""
    if not (each.passed(today) and live):
        return None
    return said(_("It was due by {day}; it has not happened."), each.plan.on)


def _standing(each: Activity, today: date, live: bool) -> Said:
    if each.done_on:
        return said(_("Done on {day}."), each.done_on)
    return passed(each, today, live) or said(_("Planned for {day}."), each.plan.on)


def _talk(talk: TalkLogged) -> Talk:
    fixed = ". ".join(filter(None, (FIXED[talk.fixed], talk.fixed_words.rstrip("."))))
    return Talk(talk.on, ", ".join(_whom(talk)), talk.said, f"{fixed}.")


def _whom(talk: TalkLogged) -> Iterator[str]:
    """Organisations as a number: being talked to is theirs to tell."""
    n = len(talk.organisations)
    if n:
        yield ngettext("{n} organisation", "{n} organisations", n).format(n=n)
    yield from talk.groups

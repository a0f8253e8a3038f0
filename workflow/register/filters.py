"""Which agreements a list shows: by what is due or missing, and by who, what and with whom."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from workflow.register.checks import odd
from workflow.register.renewals import ends_on, unseen
from workflow.register.ties import Tie
from workflow.register.vocabulary import vocabulary
from workflow.timetable.counting import add_months
from workflow.words import gettext as _

Test = Callable[[Tie, date], bool]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for; "" asks for all. `show` is one of SHOWS."""

    show: str = ""
    directorate: str = ""
    organisation: str = ""
    instrument: str = ""

    def fits(self, tie: Tie, today: date) -> bool:
        """Whether a list of this kind shows the agreement."""
        named = self.organisation.casefold() in f"{tie.organisation_name} {tie.title} {tie.key}".casefold()
        return (
            self.directorate in ("", tie.directorate)
            and self.instrument in ("", tie.instrument)
            and named
            and shows(self.show, tie, today)
        )


def shows(name: str, tie: Tie, today: date) -> bool:
    """Whether a filter of SHOWS lets an agreement through; one that is not known lets all through."""
    test = _TESTS.get(name)
    return test is None or test(tie, today)


def choices() -> list[tuple[str, str]]:
    """Every filter with its words, as the options of a select."""
    return [
        *((f"ends-{n}", _("Ends within {n} months").format(n=n)) for n in vocabulary().prompts.end.months),
        ("no-end", _("No end date")),
        ("no-project", _("Ends within {n} months, no project").format(n=_longest())),
        ("no-exit", _("No exit section")),
        ("renews", _("Renews within 12 months, not decided")),
        ("review", _("Review due")),
        ("no-post", _("No post answers for it")),
        ("odd", _("Something is odd")),
        ("ended", _("Ended")),
    ]


def _longest() -> int:
    return max(vocabulary().prompts.end.months)


def ends_within(tie: Tie, today: date, months: int) -> bool:
    """Whether it ends for certain, today or later, within so many months: on the corresponding date or
    before."""
    end = ends_on(tie, today)
    return end is not None and today <= end <= add_months(today, months)


def _within(months: int) -> Test:
    return lambda tie, today: ends_within(tie, today, months)


def _no_project(tie: Tie, today: date) -> bool:
    end = ends_on(tie, today)
    open_ = end is not None and not tie.projects and tie.decided(end) is None
    return open_ and ends_within(tie, today, _longest())


def _review(tie: Tie, today: date) -> bool:
    ahead = max(vocabulary().prompts.review.months)
    return tie.review_on is not None and tie.review_on <= add_months(today, ahead)


def _ended(tie: Tie, today: date) -> bool:
    end = ends_on(tie, today)
    return end is not None and end < today


_TESTS: Mapping[str, Test] = {
    **{f"ends-{months}": _within(months) for months in vocabulary().prompts.end.months},
    "no-end": lambda tie, today: tie.ends is None and tie.renews_months is None,
    "no-project": _no_project,
    "no-exit": lambda tie, today: not tie.exit_section.strip(),
    "renews": lambda tie, today: unseen(tie, today) is not None,
    "review": _review,
    "no-post": lambda tie, today: tie.post is None,
    "odd": lambda tie, today: bool(odd(tie, today)),
    "ended": _ended,
}

"""When the posts behind an agreement are told: before it ends without a plan (L12), renews, must be reviewed.

The months stand in config/registers/agreements.yaml; a day is the corresponding date so many months before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from workflow.errors import BadRequest
from workflow.register.renewals import ends_on, undecided
from workflow.register.ties import Tie
from workflow.register.vocabulary import Prompts, vocabulary
from workflow.timetable.counting import add_months

END, RENEWAL, NOTICE, REVIEW = "end", "renewal", "notice", "review"


@dataclass(frozen=True, slots=True)
class Prompt:
    """One day on which people are told: `about` is the end, the renewal, the last day for notice or the
    review, `months` how many before it (0: on the day), `source` what asks for it."""

    kind: str
    on: date
    about: date
    months: int
    source: str


def prompts(tie: Tie, today: date) -> tuple[Prompt, ...]:
    """Every day on which somebody is told of this agreement as it now stands, the earliest first.

    An end is left alone once a project is about the agreement or someone recorded that it stops there; a
    renewal, once it is decided about.
    """
    found = [*_ends(tie, today), *_renewals(tie, today), *_review(tie)]
    return tuple(sorted(found, key=lambda prompt: (prompt.on, prompt.kind, -prompt.months)))


def no_plan(tie: Tie, today: date) -> bool:
    """Whether it ends for certain, has not ended, and nobody has planned or recorded what follows."""
    end = ends_on(tie, today)
    return end is not None and end >= today and not tie.projects and tie.decided(end) is None


def next_prompt(tie: Tie, kind: str, today: date) -> Prompt | None:
    """The latest prompt of a kind that is due by today: what a list shows and a sweep would tell."""
    due = [prompt for prompt in prompts(tie, today) if prompt.kind == kind and prompt.on <= today]
    return due[-1] if due else None


def _told() -> Prompts:
    return vocabulary().prompts


def _ends(tie: Tie, today: date) -> Iterator[Prompt]:
    end = ends_on(tie, today)
    if end is not None and no_plan(tie, today):
        yield from _before(END, end, _told().end.months, _told().end.source)


def _renewals(tie: Tie, today: date) -> Iterator[Prompt]:
    found = undecided(tie, today)
    if found is None or found.renews_on is None:
        return
    yield from _before(RENEWAL, found.renews_on, _told().renewal.months, _told().renewal.source)
    if found.notice_by is not None:
        yield from _before(NOTICE, found.notice_by, _told().notice.months, _told().notice.source)


def _review(tie: Tie) -> Iterator[Prompt]:
    if tie.review_on is not None:
        yield from _before(REVIEW, tie.review_on, _told().review.months, _told().review.source)


def _before(kind: str, day: date, months: Iterable[int], source: str) -> Iterator[Prompt]:
    for number in months:
        try:
            yield Prompt(kind, add_months(day, -number), day, number, source)
        except BadRequest:  # before the year 1
            continue

"""Picture G6: twelve months of one organisation, rows per agreement and per change, and the same by month."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from web.pictures import Band, Row, Timeline, timeline
from workflow.commands.organisation_views import Page
from workflow.register.ties import Tie
from workflow.timetable.counting import add_months
from workflow.timetable.dates_in_words import in_words
from workflow.timetable.model import UNCONFIRMED
from workflow.words import gettext as _

MONTHS = 12


@dataclass(frozen=True, slots=True)
class Year:
    """The picture, and its list by month; both from the same dates."""

    drawing: Timeline
    months: tuple[tuple[str, str], ...]


def picture(page: Page, today: date) -> Year | None:
    """The next twelve months of an organisation; None where nothing falls into them."""
    last = add_months(today, MONTHS) - timedelta(days=1)
    happens = sorted(set(_happenings(page, today, last)))
    rows = [*_ties(page.own.running if page.own else (), today, last), *_changes(page, today, last)]
    if not rows:
        return None
    both = _("{one} and {other}")
    bands = [
        Band(both.format(one=one.bodies[0], other=one.bodies[1]), max(one.starts, today), min(one.ends, last))
        for one in (page.own.clashes if page.own else ())
        if one.starts <= last and one.ends >= today
    ]
    told = _("Agreements and planned changes from {first} to {last}.")
    drawing = timeline(
        rows,
        today=today,
        title=_("The next 12 months"),
        description=told.format(first=in_words(today), last=in_words(last)),
        bands=bands,
        name="year",
    )
    return Year(drawing, _by_month(happens))


def _ties(ties: Iterable[Tie], today: date, last: date) -> Iterator[Row]:
    for tie in ties:
        if tie.starts and tie.starts > last:
            continue
        ends = tie.ends if tie.ends and tie.ends <= last else None
        label = f"{tie.title or tie.key} ({tie.body_name})"
        note = _("Ends on {day}").format(day=in_words(tie.ends)) if tie.ends else _("No end date recorded")
        yield Row(label, max(tie.starts or today, today), ends or last, fixed=ends is not None, note=note)


def _changes(page: Page, today: date, last: date) -> Iterator[Row]:
    for one in page.planned:
        if one.starts <= last and one.ends >= today:
            label = f"{one.title} ({one.body_name})"
            unsure = f". {UNCONFIRMED}" if one.unconfirmed else ""
            note = f"{one.next_words}: {in_words(one.next_on)}{unsure}" if one.next_on else None
            yield Row(label, max(one.starts, today), min(one.ends, last), note=note)


def _happenings(page: Page, today: date, last: date) -> Iterator[tuple[date, str]]:
    for tie in page.own.running if page.own else ():
        if tie.ends and tie.ends <= last:
            yield tie.ends, _("{title} ends ({body}).").format(title=tie.title or tie.key, body=tie.body_name)
    for one in page.planned:
        if one.next_on and today <= one.next_on <= last:
            said = _("{what}: {title} ({body}).")
            words = said.format(what=one.next_words, title=one.title, body=one.body_name)
            yield one.next_on, f"{words} {UNCONFIRMED}" if one.unconfirmed else words


def _by_month(happens: Iterable[tuple[date, str]]) -> tuple[tuple[str, str], ...]:
    found: dict[str, list[str]] = {}
    for day, words in happens:
        found.setdefault(in_words(day).split(" ", 1)[1], []).append(words)
    return tuple((month, " ".join(lines)) for month, lines in found.items())

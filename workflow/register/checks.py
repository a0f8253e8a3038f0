"""What is odd about an agreement kept as published, and what a person may not record (R109, R072)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from workflow.register.agreements import FIRST_YEAR, LAST_YEAR, LONGEST_YEARS
from workflow.register.renewals import slipped
from workflow.register.ties import Entry, Notice, Tie
from workflow.register.vocabulary import vocabulary
from workflow.timetable.dates_in_words import in_words
from workflow.words import gettext as _

NO_EXIT, NO_END, NO_POST = "no_exit", "no_end", "no_post"
LONGEST_NOTICE = {"days": 1100, "weeks": 156, "months": 36, "years": 3, "working_days": 780}
LONGEST_TERM_MONTHS = 120


@dataclass(frozen=True, slots=True)
class Odd:
    """One thing that is odd or missing: a code for filters, and the words for people."""

    code: str
    words: str


def odd(tie: Tie, today: date) -> tuple[Odd, ...]:
    """Everything that is odd or missing in one agreement. Nothing is mended by guess."""
    return (*_dates(tie), *_missing(tie), *_amount(tie), *_overdue(tie, today))


def usable(day: date | None) -> bool:
    """Whether a year can be meant: from 1990 to 2100. A published 2106 is kept, shown and not counted on."""
    return day is not None and FIRST_YEAR <= day.year <= LAST_YEAR


def faults(entry: Entry) -> Mapping[str, str]:
    """What a person must mend before this can be recorded, by field, each in words with the mend."""
    return dict((*_required(entry), *_order(entry), *_amounts(entry), *_notice(entry), *_renewal(entry)))


def _dates(tie: Tie) -> Iterator[Odd]:
    named = ((tie.starts, _("start")), (tie.ends, _("end")), (tie.awarded_on, _("award date")))
    for day, name in named:
        if day is not None and not usable(day):
            words = _("The {name}, {day}, is before {first} or after {last}.")
            told = words.format(name=name, day=in_words(day), first=FIRST_YEAR, last=LAST_YEAR)
            yield Odd("impossible_year", told)
    if tie.ends is None:
        if tie.renews_months is None:
            yield Odd(NO_END, _("No end date."))
        elif tie.starts is None:
            yield Odd("no_term", _("It renews by itself, but no start or end says on which day."))
    elif tie.starts is not None and tie.ends < tie.starts:
        words = _("It ends on {end}, before its start on {start}.")
        yield Odd("end_before_start", words.format(end=in_words(tie.ends), start=in_words(tie.starts)))
    elif tie.starts is not None and tie.ends.year - tie.starts.year > LONGEST_YEARS:
        yield Odd("long", _("It runs for more than {n} years.").format(n=LONGEST_YEARS))


def _missing(tie: Tie) -> Iterator[Odd]:
    if not tie.exit_section.strip():
        yield Odd(NO_EXIT, _("No exit section: nothing says what happens at the end."))
    if tie.post is None:
        yield Odd(NO_POST, _("No post answers for it."))
    if not tie.organisation_name.strip():
        yield Odd("no_organisation", _("No organisation is named."))
    if not tie.title.strip():
        yield Odd("no_title", _("No title."))


def _amount(tie: Tie) -> Iterator[Odd]:
    if tie.value is None and tie.value_per_year is None:
        yield Odd("no_amount", _("No amount."))
    elif (tie.value is not None and tie.value <= 0) or (tie.value_per_year or 1) <= 0:
        yield Odd("odd_amount", _("The amount is zero or less."))


def _overdue(tie: Tie, today: date) -> Iterator[Odd]:
    came = slipped(tie, today)
    if came is not None:
        words = _("It renewed by itself on {day} with no recorded decision.")
        yield Odd("slipped", words.format(day=in_words(came)))
    if tie.review_on is not None and tie.review_on < today:
        words = _("Its review was due on {day}.")
        yield Odd("review_overdue", words.format(day=in_words(tie.review_on)))


def _required(entry: Entry) -> Iterator[tuple[str, str]]:
    known = {kind.id for kind in vocabulary().types}
    if not entry.title.strip():
        yield "title", _("Enter a title, as in the agreement.")
    if not entry.organisation_name.strip():
        yield "organisation", _("Enter the organisation.")
    if entry.instrument not in known:
        yield "instrument", _("Choose the type of support.")
    if entry.post is None:
        yield "post", _("Choose the post that answers for it.")
    if not entry.exit_section.strip():
        yield (
            "exit_section",
            _("Say what happens to users, staff, assets and data at the end, or write “see clause 12”."),
        )


def _order(entry: Entry) -> Iterator[tuple[str, str]]:
    for name, day, subject in (
        ("starts", entry.starts, _("The start")),
        ("ends", entry.ends, _("The end")),
        ("awarded_on", entry.awarded_on, _("The award date")),
        ("review_on", entry.review_on, _("The review date")),
    ):
        if day is not None and not usable(day):
            words = _("{subject} must have a year from {first} to {last}. Correct the year {year}.")
            yield name, words.format(subject=subject, first=FIRST_YEAR, last=LAST_YEAR, year=day.year)
    if entry.starts and entry.ends and entry.ends < entry.starts:
        words = _("The end must be on or after the start, {start}. Correct one of the two.")
        yield "ends", words.format(start=in_words(entry.starts))


def _amounts(entry: Entry) -> Iterator[tuple[str, str]]:
    for name, amount in (("value", entry.value), ("value_per_year", entry.value_per_year)):
        if amount is not None and amount <= 0:
            yield name, _("Enter an amount above £0, or leave it empty if it is not known.")


def _notice(entry: Entry) -> Iterator[tuple[str, str]]:
    if entry.notice is not None:
        wrong = notice_fault(entry.notice)
        if wrong:
            yield "notice_n", wrong


def notice_fault(notice: Notice) -> str | None:
    """What is wrong with a notice period, or None."""
    method = vocabulary().notice_method(notice.method)
    if method is None:
        return _("Choose how the notice period is counted.")
    longest = LONGEST_NOTICE[method.unit]
    if not 0 < notice.n <= longest:
        return _("Enter a notice period from 1 to {longest}.").format(longest=longest)
    return None


def _renewal(entry: Entry) -> Iterator[tuple[str, str]]:
    months = entry.renews_months
    if months is None:
        return
    if not 0 < months <= LONGEST_TERM_MONTHS:
        words = _("Enter from 1 to {longest} months. A yearly renewal is 12.")
        yield "renews_months", words.format(longest=LONGEST_TERM_MONTHS)
    elif entry.ends is None and entry.starts is None:
        yield "ends", _("Enter the end or the start: without one nobody knows when it renews.")

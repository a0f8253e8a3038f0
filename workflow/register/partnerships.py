"""Partnerships and pooled budgets: what is kept, what is odd, what must be mended first (R104)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from workflow.register.checks import Odd, notice_fault, usable
from workflow.register.ties import Notice
from workflow.register.vocabulary import vocabulary
from workflow.timetable.dates_in_words import in_words
from workflow.words import gettext as _

LARGEST = Decimal("99999999999999.99")


@dataclass(frozen=True, slots=True)
class Contribution:
    """What a partner puts in, in pounds, in the financial year that begins in `year`."""

    id: str
    partner: str
    year: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Report:
    """A report that a board is owed by a day; `given_on` None: it has not had it."""

    id: str
    title: str
    board: str
    due_on: date
    given_on: date | None

    def late(self, today: date) -> bool:
        """Whether its day has passed and the board has not had it."""
        return self.given_on is None and self.due_on < today


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a person may record of a partnership; partners by name, the first is the one that hosts it."""

    name: str = ""
    legal_basis: str = ""
    legal_basis_note: str = ""
    partners: tuple[str, ...] = ()
    post: str | None = None
    starts: date | None = None
    ends: date | None = None
    notice_clause: str = ""
    notice: Notice | None = None
    board: str = ""
    terms_of_reference: str = ""
    board_review_on: date | None = None
    performance: str = ""
    exit_section: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Partnership(Terms):
    """One partnership of one body, with its money and what its board is owed."""

    id: str
    body: str
    nation: str = "england"
    version: int = 1
    post_title: str = ""
    changed_by: str = ""
    changed_at: datetime | None = None
    contributions: tuple[Contribution, ...] = ()
    reports: tuple[Report, ...] = ()

    def late(self, today: date) -> tuple[Report, ...]:
        """The reports that its board should have had by now, the longest overdue first."""
        return tuple(sorted((r for r in self.reports if r.late(today)), key=lambda report: report.due_on))


def odd(found: Partnership, today: date) -> tuple[Odd, ...]:
    """What is missing or overdue in a partnership."""
    told: list[Odd] = []
    if not found.exit_section.strip():
        told.append(Odd("no_exit", _("No exit section: nothing says what happens at the end.")))
    if found.ends is None:
        told.append(Odd("no_end", _("No end date.")))
    if found.board_review_on is not None and found.board_review_on < today:
        words = _("The review of its board was due on {day}.")
        told.append(Odd("review_overdue", words.format(day=in_words(found.board_review_on))))
    for report in found.late(today):
        words = _("The report “{title}” was due at the {board} on {day}.")
        named = {"title": report.title, "board": report.board, "day": in_words(report.due_on)}
        told.append(Odd("report_late", words.format(**named)))
    return tuple(told)


def faults(terms: Terms) -> Mapping[str, str]:
    """What a person must mend before this can be recorded, by field, each in words with the mend."""
    return dict((*_required(terms), *_dates(terms)))


def _required(terms: Terms) -> Iterator[tuple[str, str]]:
    known = {basis.id for basis in vocabulary().legal_bases}
    if not terms.name.strip():
        yield "name", _("Enter the name of the partnership.")
    if terms.legal_basis not in known:
        yield "legal_basis", _("Choose the legal basis.")
    elif terms.legal_basis == vocabulary().legal_bases[-1].id and not terms.legal_basis_note.strip():
        yield "legal_basis_note", _("Say what it rests on.")
    if len(terms.partners) < 2:
        yield "partners", _("Enter at least two partners, each on a line of its own.")
    elif len({name.casefold() for name in terms.partners}) < len(terms.partners):
        yield "partners", _("Enter each partner once.")
    if terms.post is None:
        yield "post", _("Choose the post that answers for it.")
    if not terms.exit_section.strip():
        yield (
            "exit_section",
            _("Say what happens to users, staff, assets and data at the end, or write “see clause 12”."),
        )


def _dates(terms: Terms) -> Iterator[tuple[str, str]]:
    for name, day in (
        ("starts", terms.starts),
        ("ends", terms.ends),
        ("board_review_on", terms.board_review_on),
    ):
        if day is not None and not usable(day):
            yield name, _("Enter a year from 1990 to 2100.")
    if terms.starts and terms.ends and terms.ends < terms.starts:
        words = _("The end must be on or after the start, {start}. Correct one of the two.")
        yield "ends", words.format(start=in_words(terms.starts))
    wrong = notice_fault(terms.notice) if terms.notice else None
    if wrong:
        yield "notice_n", wrong

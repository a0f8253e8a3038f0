"""A tie between a body and an organisation: the record as published, and what the body added."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice period: so many of the units of a counting method (workflow/timetable/counting.py)."""

    n: int
    method: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided about one end of an agreement: `renew`, let it run on, or `end`, let it stop there."""

    term_ends: date
    decision: str
    reason: str
    notice_given_on: date | None
    post_title: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What a person may record of an agreement. None and "" are what is not known; amounts in pounds."""

    key: str = ""
    organisation: str | None = None
    organisation_key: str | None = None
    organisation_name: str = ""
    title: str = ""
    funder: str = ""
    instrument: str = "contract"
    post: str | None = None
    directorate: str = ""
    starts: date | None = None
    ends: date | None = None
    value: Decimal | None = None
    value_per_year: Decimal | None = None
    awarded_on: date | None = None
    notice_clause: str = ""
    notice: Notice | None = None
    exit_section: str = ""
    renews_months: int | None = None
    review_on: date | None = None
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie(Entry):
    """One tie of one body, with who answers for it, what was decided, and the running projects about it."""

    id: str
    body: str
    body_name: str
    nation: str = "england"
    version: int = 1
    post_title: str = ""
    captured_on: date | None = None
    changed_by: str = ""
    changed_at: datetime | None = None
    decisions: tuple[Decision, ...] = ()
    projects: tuple[str, ...] = ()

    def decided(self, term_ends: date) -> Decision | None:
        """What was decided about one end, or None."""
        return next((made for made in self.decisions if made.term_ends == term_ends), None)

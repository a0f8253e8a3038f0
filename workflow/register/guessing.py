"""Which of a file's columns is which of ours: by its heading, else by its values. A person confirms each."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from rapidfuzz.fuzz import ratio

from workflow.register.cells import Unreadable, day, pounds
from workflow.register.tables import Column, plain

ALIKE = 88
"""From this likeness on (of 100), a heading counts as a known one that is written otherwise."""
MOSTLY = 0.8
LOOKED_AT = 15

SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "agreement id": (
        "ref", "ref no", "ref.", "contract no", "contract number", "contract ref", "agreement no",
        "agreement number", "unique id", "unique reference", "register number", "contract reference number",
    ),
    "organisation": (
        "vendor", "vendor name", "contractor", "contractor name", "provider name", "service provider",
        "awarded to", "company", "company name", "charity", "name of provider", "name of supplier",
        "grant recipient", "recipient name", "beneficiary", "held by",
    ),
    "title": (
        "name of contract", "contract name", "service", "service name", "description", "subject",
        "contract description", "description of goods and services", "purpose", "scheme", "project",
    ),
    "start": (
        "begins", "begin", "commencement", "commencement date", "commences", "start of contract", "from",
        "contract start", "date from", "valid from", "starts", "term start", "start dt",
    ),
    "end": (
        "expiry", "expiry date", "expires", "expiration", "contract expiry", "contract end",
        "end of contract", "finish", "finish date", "date to", "valid to", "until", "to", "ends",
        "termination date",
        "current end date", "term end", "contract expiry date", "end dt",
    ),
    "value": (
        "annual value", "contract sum", "award value", "total contract value", "spend", "annual spend",
        "contract amount", "price", "cost", "£", "value (£)", "amount (£)", "total value (£)", "grant amount",
        "estimated value", "estimated annual value", "lifetime value",
    ),
    "notice clause": (
        "termination clause", "break clause", "termination", "termination notice", "notice term",
        "notice required", "either side may end it by", "notice (months)",
    ),
    "charity number": ("charity reg no", "charity registration number", "registered charity no", "rcn"),
    "company number": ("company reg no", "companies house number", "company registration no", "crn"),
    "awarded on": ("date of award", "awarded date", "award decision"),
    "instrument": ("kind of agreement", "type of agreement", "contract or grant", "type"),
    "funder": ("council", "commissioner", "contracting authority", "funding body"),
    "org_id": ("published identifier", "org id", "organisation ref", "ref", "reference", "charity id"),
    "name": ("charity name", "name of organisation", "group", "group name", "organisation title"),
    "locality": ("city", "area", "place", "location", "based in"),
    "district": ("ward", "council area", "borough"),
    "grant_id": ("grant identifier", "grant ref", "grant reference", "ref", "reference", "grant number"),
    "amount_gbp": ("amount in pounds", "value", "grant amount", "award", "awarded", "amount (£)", "sum", "£"),
    "award_date": ("date of award", "date awarded", "date", "awarded on", "decision date"),
    "recipient": ("organisation", "organisation name", "awarded to", "beneficiary", "grantee", "group"),
    "programme": ("scheme", "fund", "grant scheme", "funding stream"),
}  # fmt: skip
"""Headings met in councils' registers, beside those that a file may always carry (columns.py)."""

OF_SOMETHING_ELSE = re.compile(
    r"cpv|code|publi|deadline|clos|advert|tender|notice|review|phone|tel\b|fax|post|uprn|invoice|order|"
    r"cost cent",
    re.I,
)
"""Headings that say that a column holds something of its own: its values are no sign of anything of ours."""
_CHARITY = re.compile(r"\d{6,7}(?:-\d{1,3})?|SC0?\d{5}|NIC?\d{6}", re.ASCII)
_COMPANY = re.compile(r"(?:\d{8}|[A-Z]{2}\d{6})", re.ASCII)
_MONEY = re.compile(r"[£,.]")


@dataclass(frozen=True, slots=True)
class Guess:
    """One column of the file: its heading, some of its values, what of ours it looks like and why.

    `ours` is "" where it looks like nothing that we know; `why` is heading, values or "".
    """

    heading: str
    samples: tuple[str, ...]
    ours: str
    why: str


def guesses(rows: Sequence[Sequence[str]], columns: Sequence[Column]) -> tuple[Guess, ...]:
    """What each column looks like, from its headings and some records. None of ours is given twice."""
    headings, records = rows[0], rows[1 : 1 + LOOKED_AT]
    values = [[row[n].strip() for row in records if n < len(row)] for n in range(len(headings))]
    found = _by_heading(headings, columns)
    by_values = _by_values(headings, values, {column.name for column in columns} - set(found.values()), found)
    return tuple(
        Guess(
            heading.strip(),
            tuple(dict.fromkeys(value for value in values[n] if value))[:3],
            found.get(n) or by_values.get(n, ""),
            "heading" if n in found else "values" if n in by_values else "",
        )
        for n, heading in enumerate(headings)
    )


def heading_row(rows: Sequence[Sequence[str]], columns: Sequence[Column]) -> int:
    """The row, from 0, that looks most like headings: registers often begin with a title and a date."""
    scores = [(_likeness(row, columns), -n) for n, row in enumerate(rows[:20])]
    best, place = max(scores, default=(0, 0))
    return -place if best > 0 else 0


def _likeness(row: Sequence[str], columns: Sequence[Column]) -> int:
    filled = [cell for cell in row if cell.strip()]
    return len(_by_heading(row, columns)) if len(filled) > 1 else 0


def _by_heading(headings: Sequence[str], columns: Sequence[Column]) -> dict[int, str]:
    """The best matches first: the very words, then words written a little otherwise."""
    words = [plain(heading) for heading in headings]
    scored = [
        (score, -wanted, -n, column.name)
        for wanted, column in enumerate(columns)
        for n, word in enumerate(words)
        if word and (score := _score(word, column)) >= ALIKE
    ]
    found: dict[int, str] = {}
    for *_rank, place, name in sorted(scored, reverse=True):
        if -place not in found and name not in found.values():
            found[-place] = name
    return found


def _score(word: str, column: Column) -> float:
    """Our own names count for most, then what a file may always carry, then what registers were seen with."""
    own = [plain(name) for name in (column.name, *column.known_as)]
    if word in own:
        return 200 - own.index(word)
    also = [plain(name) for name in SYNONYMS.get(column.name, ())]
    if word in also:
        return 150 - also.index(word)
    alike = max((ratio(word, name) for name in (*own, *also) if len(name) > 3), default=0)
    return min(alike, 99) if len(word) > 3 else 0


def _by_values(
    headings: Sequence[str], values: Sequence[Sequence[str]], missing: set[str], found: Mapping[int, str]
) -> dict[int, str]:
    """Dates, an amount, a charity or a company number, where exactly one column could be it."""
    unread = [n for n in range(len(headings)) if n not in found and headings[n].strip()]
    open_ = [n for n in unread if not OF_SOMETHING_ELSE.search(headings[n])]
    guessed: dict[int, str] = {}
    dated = [n for n in open_ if _mostly(values[n], _is_day)]
    if {"start", "end"} <= missing and len(dated) == 2:
        first, last = sorted(dated, key=lambda n: _middle(values[n]))
        guessed |= {first: "start", last: "end"}
    elif len(dated) == 1 and len({"start", "end"} & missing) == 1:
        guessed[dated[0]] = next(iter({"start", "end"} & missing))
    for name, fits in _FITS.items():
        alike = [n for n in open_ if n not in guessed and _mostly(values[n], fits)]
        if name in missing and len(alike) == 1:
            guessed[alike[0]] = name
    return guessed


def _mostly(values: Sequence[str], fits: Callable[[str], bool]) -> bool:
    filled = [value for value in values if value]
    return len(filled) >= 2 and sum(map(fits, filled)) >= MOSTLY * len(filled)


def _is_day(text: str) -> bool:
    try:
        return day(text, "date") is not None
    except Unreadable:
        return False


def _middle(values: Sequence[str]) -> float:
    """The middle one of the days in a column, as a number."""
    days = [found.toordinal() for text in values if _is_day(text) and (found := day(text, "date"))]
    return median(days)


def _is_money(text: str) -> bool:
    """An amount that is written like one: a bare whole number could be anything."""
    try:
        return bool(_MONEY.search(text)) and pounds(text, "amount") is not None
    except Unreadable:
        return False


_FITS: Mapping[str, Callable[[str], bool]] = {
    "value": _is_money,
    "amount_gbp": _is_money,
    "company number": lambda text: bool(_COMPANY.fullmatch(text)),
    "company_number": lambda text: bool(_COMPANY.fullmatch(text)),
    "charity number": lambda text: bool(_CHARITY.fullmatch(text)),
    "charity_number": lambda text: bool(_CHARITY.fullmatch(text)),
}

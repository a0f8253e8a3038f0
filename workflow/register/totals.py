"""The funding register added up: by body, year and kind of support (R072). Nothing is guessed into a year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from workflow.register.checks import usable
from workflow.register.ties import Tie
from workflow.register.vocabulary import vocabulary


@dataclass(frozen=True, slots=True)
class Total:
    """Agreements of one body, kind and financial year; `year` is the one in which it begins.

    `year` None: the start or award has no usable year. `without` of the `count` have no amount to add.
    """

    body: str
    year: int | None
    instrument: str
    count: int
    without: int
    amount: Decimal


def totals(ties: Iterable[Tie]) -> tuple[Total, ...]:
    """The whole amounts of agreements by the year in which they were awarded, else start; the newest first.

    The body is the funder that the source names, else the body whose register it is.
    """
    found: dict[tuple[str, int | None, str], list[Decimal | None]] = defaultdict(list)
    for tie in ties:
        named = (tie.funder or tie.body_name, financial_year(tie.awarded_on or tie.starts), tie.instrument)
        found[named].append(tie.value)
    made = (_total(named, amounts) for named, amounts in found.items())
    return tuple(sorted(made, key=lambda t: (t.body, -(t.year or 0), t.instrument)))


def financial_year(day: date | None) -> int | None:
    """The year in which the financial year of a day begins; None for no day or one that cannot be meant."""
    if day is None or not usable(day):
        return None
    begins = vocabulary().financial_year
    return day.year if (day.month, day.day) >= (begins.month, begins.day) else day.year - 1


def year_words(year: int) -> str:
    """A financial year as people write it: 2026/27."""
    return f"{year}/{(year + 1) % 100:02d}"


def _total(named: tuple[str, int | None, str], amounts: list[Decimal | None]) -> Total:
    known = [amount for amount in amounts if amount is not None]
    return Total(*named, len(amounts), len(amounts) - len(known), sum(known, Decimal(0)))

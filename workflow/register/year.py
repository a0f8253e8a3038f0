"""One organisation's year: what its ties are worth, which plans of two bodies fall together. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import combinations

from workflow.register.ties import Tie

PENNY = Decimal("1")


@dataclass(frozen=True, slots=True)
class Planned:
    """A change that affects an organisation: whose it is, from when to when, and its next date."""

    ref: str
    title: str
    body_name: str
    starts: date
    ends: date
    next_on: date | None
    next_words: str
    unconfirmed: bool = False
    """Whether the next date rests on a rule whose text nobody has seen."""


@dataclass(frozen=True, slots=True)
class Clash:
    """Two bodies whose changes fall together, from one day to another."""

    bodies: tuple[str, str]
    starts: date
    ends: date


@dataclass(frozen=True, slots=True)
class Money:
    """What running ties are worth in a financial year, in whole pounds; how many say too little to count."""

    amount: Decimal
    counted: int
    uncounted: int


def financial_year(today: date) -> tuple[date, date]:
    """The first and the last day of the financial year, April to March, that a day falls in."""
    first = today.year if today >= date(today.year, 4, 1) else today.year - 1
    return date(first, 4, 1), date(first + 1, 3, 31)


def running(ties: Iterable[Tie], today: date) -> tuple[Tie, ...]:
    """The ties that have not ended."""
    return tuple(tie for tie in ties if tie.ends is None or tie.ends >= today)


def money(ties: Iterable[Tie], today: date) -> Money:
    """The part of each tie's value that falls on this financial year by its days; nothing is guessed."""
    first, last = financial_year(today)
    parts = [_part(tie, first, last) for tie in ties]
    told = [part for part in parts if part is not None]
    return Money(sum(told, Decimal(0)).quantize(PENNY), len(told), len(parts) - len(told))


def clashes(planned: Sequence[Planned]) -> tuple[Clash, ...]:
    """Where changes of two different bodies overlap, one line a pair of bodies, the earliest first."""
    found: dict[tuple[str, str], Clash] = {}
    for one, other in combinations(sorted(planned, key=lambda change: (change.body_name, change.starts)), 2):
        starts, ends = max(one.starts, other.starts), min(one.ends, other.ends)
        if one.body_name == other.body_name or starts > ends:
            continue
        bodies = (one.body_name, other.body_name)
        before = found.get(bodies)
        widest = (min(before.starts, starts), max(before.ends, ends)) if before else (starts, ends)
        found[bodies] = Clash(bodies, *widest)
    return tuple(sorted(found.values(), key=lambda clash: (clash.starts, clash.bodies)))


def _part(tie: Tie, first: date, last: date) -> Decimal | None:
    if tie.starts is None or tie.ends is None or tie.ends < tie.starts:
        return tie.value_per_year
    days = max((min(tie.ends, last) - max(tie.starts, first)).days + 1, 0)
    if tie.value_per_year is not None:
        return tie.value_per_year * days / ((last - first).days + 1)
    return tie.value * days / ((tie.ends - tie.starts).days + 1) if tie.value is not None else None

"""What stands in a register, and what a reading of one answers. Plain frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Body:
    """A public body; `kind` is council, nhs, central or other."""

    id: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who signs in. A person holds posts; ownership belongs to the post."""

    id: str
    email: str
    suspended: bool = False


@dataclass(frozen=True, slots=True)
class Post:
    """A post in a body; `holder` is the person in it now, None while it is vacant."""

    id: str
    title: str
    directorate: str = ""
    roles: frozenset[str] = frozenset()
    reports_to: str | None = None
    holder: str | None = None


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation under its published identifier (`GB-CHC-...`); "" where the source says nothing."""

    key: str
    name: str
    kind: str
    charity_number: str
    company_number: str
    locality: str
    district: str
    source: str


@dataclass(frozen=True, slots=True)
class Agreement:
    """A grant or contract as published: `value` in pounds, `end` its last day. None: not said."""

    key: str
    organisation_key: str | None
    organisation_name: str
    title: str
    funder: str
    instrument: str
    start: date | None
    end: date | None
    value: Decimal | None
    awarded_on: date | None
    duration_months: int | None
    notice_clause: str
    source: str
    value_per_year: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """A record that was kept although something about it is odd; row 0 speaks of the whole file."""

    row: int
    finding: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """A record that could not be read, why, and the mend. Records count from 1, the heading not counted.

    `person` where it was left out because it is about somebody who looks like a natural person.
    """

    row: int
    why: str
    person: bool = False


@dataclass(frozen=True, slots=True)
class Reading(Generic[T]):
    """One file as read: what was understood with its record number, what is odd, what was refused."""

    rows: tuple[tuple[int, T], ...]
    kept: tuple[Finding, ...]
    refused: tuple[Refusal, ...]

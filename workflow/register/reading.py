"""Read a body's registers: organisations, grants and agreements, from CSV as councils and funders publish it.

A record that cannot be read is refused with its number; one that is odd is kept with a finding. Nothing is
mended by guess.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Generic, Protocol, TypeVar

from workflow.register import columns
from workflow.register.agreements import contract, grant
from workflow.register.cells import APerson, Unreadable, shown
from workflow.register.model import Agreement, Finding, Organisation, Reading, Refusal
from workflow.register.organisations import organisation
from workflow.register.tables import Column, Row, Source, Table, parse_column_map, read_table
from workflow.words import gettext as _

__all__ = ["Layout", "parse_column_map", "read_agreements", "read_grants", "read_organisations", "read_rows"]


@dataclass(frozen=True, slots=True)
class Layout:
    """How a file is laid out: which of its headings is which of ours, and in which row they stand.

    `mapping` is {their heading: ours}; `exact` reads these columns and no other; `heading` counts rows above.
    """

    mapping: Mapping[str, str] = field(default_factory=dict)
    heading: int = 0
    exact: bool = False
    tick: Callable[[int], None] = lambda number: None
    """Told the number of each record that is about to be read."""


class _Keyed(Protocol):
    @property
    def key(self) -> str: ...


K = TypeVar("K", bound=_Keyed)


@dataclass(slots=True)
class Gathered(Generic[K]):
    """What has been read so far of one file: the first record of an identifier is the one that counts."""

    rows: list[tuple[int, K]] = field(default_factory=list)
    kept: list[Finding] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    seen: dict[str, tuple[int, K]] = field(default_factory=dict)

    def take(self, number: int, item: K, oddities: list[str]) -> None:
        """Keep a record with what is odd of it, or refuse it as a second one of its identifier."""
        row, earlier = self.seen.setdefault(item.key, (number, item))
        if row == number:
            self.rows.append((number, item))
            self.kept.extend(Finding(number, oddity) for oddity in oddities)
        elif earlier == item:
            self.kept.append(Finding(number, _("the same as record {row}; read once").format(row=row)))
        else:
            why = _("The identifier “{key}” stands in record {row} with other content. Correct one of them.")
            self.refused.append(Refusal(number, why.format(key=shown(item.key), row=row)))


def read_organisations(
    source: Source, *, column_map: Mapping[str, str] | None = None
) -> Reading[Organisation]:
    """The organisations of a file (bytes, text or rows) with headings like org_id, name, charity_number.

    Raises BadRequest, naming the mend, when the file as a whole cannot be read.
    """
    return read_rows(source, columns.ORGANISATIONS, organisation, Layout(column_map or {}))


def read_grants(
    source: Source, *, published_by: str = "", column_map: Mapping[str, str] | None = None
) -> Reading[Agreement]:
    """The grants of a file, under 360Giving headings or those of grants.csv; values in pounds.

    `published_by` is the source of each record that names none. Raises BadRequest as read_organisations does.
    """
    one = partial(grant, published_by=published_by)
    return read_rows(source, columns.GRANTS, one, Layout(column_map or {}))


def read_agreements(
    source: Source, *, published_by: str = "", column_map: Mapping[str, str] | None = None
) -> Reading[Agreement]:
    """The agreements of a contracts register; a supplier that looks like a natural person is refused.

    `column_map` is {their heading: ours}, see parse_column_map. Raises BadRequest as read_organisations does.
    """
    one = partial(contract, published_by=published_by)
    return read_rows(source, columns.AGREEMENTS, one, Layout(column_map or {}), columns.unread)


def read_rows(
    source: Source,
    known: Sequence[Column],
    read_row: Callable[[Row, list[str]], K],
    layout: Layout,
    notes: Callable[[frozenset[str]], Iterable[str]] = lambda present: (),
) -> Reading[K]:
    """The records of a file under the columns that are known, each read by `read_row` or refused.

    `notes` says what is odd of a file with these columns. Raises BadRequest as read_organisations does.
    """
    table = read_table(source, known, layout.mapping, heading=layout.heading, exact=layout.exact)
    reading = _read(table, read_row, layout.tick)
    told = tuple(Finding(0, note) for note in notes(table.columns))
    return Reading(reading.rows, told + reading.kept, reading.refused)


def _read(table: Table, read_row: Callable[[Row, list[str]], K], tick: Callable[[int], None]) -> Reading[K]:
    gathered: Gathered[K] = Gathered(kept=[Finding(0, note) for note in table.notes])
    for number, row in table.records:
        tick(number)
        if isinstance(row, Refusal):
            gathered.refused.append(row)
            continue
        oddities = list(table.odd.get(number, ()))
        try:
            gathered.take(number, read_row(row, oddities), oddities)
        except Unreadable as why:
            gathered.refused.append(Refusal(number, str(why), isinstance(why, APerson)))
    return Reading(tuple(gathered.rows), tuple(gathered.kept), tuple(gathered.refused))

"""Read a body's registers: organisations, grants and agreements, from CSV as councils and funders publish it.

A record that cannot be read is refused with its number; one that is odd is kept with a finding. Nothing is
mended by guess.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Generic, Protocol, TypeVar

from workflow.register import columns
from workflow.register.agreements import contract, grant
from workflow.register.cells import Unreadable, shown
from workflow.register.model import Agreement, Finding, Organisation, Reading, Refusal
from workflow.register.organisations import organisation
from workflow.register.tables import Row, Source, Table, parse_column_map, read_table
from workflow.words import gettext as _

__all__ = ["parse_column_map", "read_agreements", "read_grants", "read_organisations"]


class _Keyed(Protocol):
    @property
    def key(self) -> str: ...


K = TypeVar("K", bound=_Keyed)


@dataclass(slots=True)
class _Gathered(Generic[K]):
    """What has been read so far of one file; the first record of an identifier is the one that counts."""

    rows: list[tuple[int, K]] = field(default_factory=list)
    kept: list[Finding] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    seen: dict[str, tuple[int, K]] = field(default_factory=dict)

    def take(self, number: int, item: K, oddities: list[str]) -> None:
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
    """The organisations of a CSV file (bytes, text or rows) with headings like org_id, name, charity_number.

    Raises BadRequest, naming the mend, when the file as a whole cannot be read.
    """
    return _read(read_table(source, columns.ORGANISATIONS, column_map), organisation)


def read_grants(
    source: Source, *, published_by: str = "", column_map: Mapping[str, str] | None = None
) -> Reading[Agreement]:
    """The grants of a CSV file, under 360Giving headings or those of grants.csv; values in pounds.

    `published_by` is the source of each record that names none. Raises BadRequest as read_organisations does.
    """
    return _read(read_table(source, columns.GRANTS, column_map), partial(grant, published_by=published_by))


def read_agreements(
    source: Source, *, published_by: str = "", column_map: Mapping[str, str] | None = None
) -> Reading[Agreement]:
    """The agreements of a contracts register; a supplier that looks like a natural person is refused.

    `column_map` is {their heading: ours}, see parse_column_map. Raises BadRequest as read_organisations does.
    """
    table = read_table(source, columns.AGREEMENTS, column_map)
    reading = _read(table, partial(contract, published_by=published_by))
    notes = tuple(Finding(0, note) for note in columns.unread(table.columns))
    return Reading(reading.rows, notes + reading.kept, reading.refused)


def _read(table: Table, read_row: Callable[[Row, list[str]], K]) -> Reading[K]:
    gathered: _Gathered[K] = _Gathered(kept=[Finding(0, note) for note in table.notes])
    for number, row in table.records:
        if isinstance(row, Refusal):
            gathered.refused.append(row)
            continue
        oddities: list[str] = []
        try:
            gathered.take(number, read_row(row, oddities), oddities)
        except Unreadable as why:
            gathered.refused.append(Refusal(number, str(why)))
    return Reading(tuple(gathered.rows), tuple(gathered.kept), tuple(gathered.refused))

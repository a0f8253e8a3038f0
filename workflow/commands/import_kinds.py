"""What may be imported into a body's registers: its columns, how a record is read, in plain words."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from workflow.errors import BadRequest
from workflow.register import columns, public_records
from workflow.register.agreements import contract, grant
from workflow.register.awards import read_awards
from workflow.register.cells import N_, shown
from workflow.register.model import Reading
from workflow.register.notices import NOTICES, is_json, read_notices
from workflow.register.organisations import organisation
from workflow.register.reading import Layout, read_rows
from workflow.register.tables import Column, Row, Source
from workflow.register.workbooks import Grid, grid, is_workbook, sheets
from workflow.words import gettext as _

LARGEST_FILE = 10 * 1024 * 1024
Read = Callable[[Source, Layout], Reading[Any]]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of register: its name in commands, in words, what one record is, and how it is read."""

    id: str
    title: str
    about: str
    columns: tuple[Column, ...]
    read: Read


def _rows(
    known: tuple[Column, ...],
    one: Callable[[Row, list[str]], Any],
    notes: Callable[[frozenset[str]], Iterable[str]] = lambda present: (),
) -> Read:
    return partial(_read_rows, known, one, notes)


def _read_rows(
    known: tuple[Column, ...],
    one: Callable[[Row, list[str]], Any],
    notes: Callable[[frozenset[str]], Iterable[str]],
    source: Source,
    layout: Layout,
) -> Reading[Any]:
    return read_rows(source, known, one, layout, notes)


_CONSULTATIONS, _DECISIONS = public_records.CONSULTATIONS, public_records.DECISIONS
KINDS: Mapping[str, Kind] = {
    kind.id: kind
    for kind in (
        Kind(
            "agreements",
            N_("Agreements"),
            N_("A contracts register: who, what, from when to when, for how much"),
            columns.AGREEMENTS,
            _rows(columns.AGREEMENTS, contract, columns.unread),
        ),
        Kind(
            "organisations",
            N_("Organisations"),
            N_("Charities, groups and companies with their published numbers"),
            columns.ORGANISATIONS,
            _rows(columns.ORGANISATIONS, organisation),
        ),
        Kind(
            "grants",
            N_("Grants"),
            N_("Grants as published, 360Giving headings included"),
            columns.GRANTS,
            _rows(columns.GRANTS, grant),
        ),
        Kind(
            "notices",
            N_("Procurement notices"),
            N_("An OCDS release package (JSON), or a Contracts Finder list"),
            NOTICES,
            read_notices,
        ),
        Kind(
            "awards",
            N_("Contracts that were awarded"),
            N_("Award notices as agreements of the buyer: a release package, or a Contracts Finder list"),
            NOTICES,
            read_awards,
        ),
        Kind(
            "consultations",
            N_("Consultations of other bodies"),
            N_("Facts from public pages, each with its address"),
            _CONSULTATIONS,
            _rows(_CONSULTATIONS, public_records.consultation),
        ),
        Kind(
            "decisions",
            N_("Decisions of other bodies"),
            N_("Facts from public pages, each with its address"),
            _DECISIONS,
            _rows(_DECISIONS, public_records.decision),
        ),
    )
}


def source_of(file: bytes, sheet: str = "") -> bytes | Grid:
    """A file as it can be read: a workbook as its rows, else as it is. BadRequest if too large or damaged."""
    if len(file) > LARGEST_FILE:
        words = _("The file is larger than {most} MB. Divide it, or save the one sheet as CSV.")
        raise BadRequest(words.format(most=LARGEST_FILE // 1024 // 1024))
    if is_workbook(file):
        return grid(file, sheet)
    if sheet:
        words = _("The file is no workbook, so it has no sheet “{name}”. Leave it out.")
        raise BadRequest(words.format(name=shown(sheet)))
    return file


def as_csv(file: bytes, sheet: str = "") -> bytes:
    """The same rows as a CSV file: a workbook's sheet written as one, anything else as it is."""
    source = source_of(file, sheet)
    if isinstance(source, bytes):
        return source
    text = io.StringIO(newline="")
    csv.writer(text).writerows(source.rows)
    return text.getvalue().encode()


def sheets_of(file: bytes) -> tuple[str, ...]:
    """The sheets of a workbook; none for any other file. Raises BadRequest for a workbook of no use."""
    return sheets(file) if is_workbook(file) else ()


def needs_matching(kind: Kind, file: bytes) -> bool:
    """Whether the file has columns: a release package has none."""
    return not (kind.id in ("notices", "awards") and is_json(file))


def labels(kind: Kind) -> Mapping[str, str]:
    """Our name of each column in words, by its name in commands."""
    return {column.name: label(column.name) for column in kind.columns}


def label(name: str) -> str:
    """A column's name in words."""
    known = {
        "org_id": _("published identifier"),
        "grant_id": _("grant identifier"),
        "agreement id": _("agreement reference"),
        "amount_gbp": _("amount in pounds"),
        "recipient_org_id": _("recipient's published identifier"),
        "organisation id": _("organisation's published identifier"),
    }
    return known.get(name, name.replace("_", " "))


def required(kind: Kind) -> Sequence[str]:
    """The columns that a file of this kind must have."""
    return [column.name for column in kind.columns if column.required]

"""A workbook (.xlsx) as rows of text: values only, no formula is worked out, no macro is kept."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from openpyxl import load_workbook

from workflow.errors import BadRequest
from workflow.register.cells import shown
from workflow.words import gettext as _

LARGEST_UNPACKED = 150 * 1024 * 1024
MOST_PARTS = 2_000
MOST_ROWS, MOST_COLUMNS = 50_000, 200
LONGEST_CELL = 32_767  # what a spreadsheet itself allows
ZIP, OLD = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_DECLARED = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_FORMULA = re.compile(rb"<f[ />]")
_ERRORS = frozenset({"#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"})
_HEAD = 64 * 1024


@dataclass(frozen=True, slots=True)
class Grid:
    """The rows of a sheet that hold anything; `odd` says what is odd of a cell, by row and column from 0."""

    rows: tuple[tuple[str, ...], ...]
    odd: tuple[tuple[int, int, str], ...] = ()


def is_workbook(file: bytes) -> bool:
    """Whether the file begins as a workbook does, of the present kind or of the old one."""
    return file.startswith((ZIP, OLD))


def sheets(file: bytes) -> tuple[str, ...]:
    """The names of the sheets that hold a table. Raises BadRequest with the mend for any other file."""
    _look_into(file)
    book = _open(file)
    try:
        return tuple(book.sheetnames)
    finally:
        book.close()


def grid(file: bytes, sheet: str = "") -> Grid:
    """The rows of one sheet, the first unless named. Raises BadRequest with the mend, never another error."""
    formulas = _look_into(file)
    rows = _rows(file, sheet, values=True)
    pairs = zip(rows, _rows(file, sheet, values=False), strict=False) if formulas else ((r, ()) for r in rows)
    kept: list[tuple[str, ...]] = []
    odd: list[tuple[int, int, str]] = []
    for cells, behind in pairs:
        texts = tuple(_text(cell) for cell in cells)
        unknown = [n for n, cell in enumerate(behind) if _unworked(cell) and not texts[n]]
        errors = [n for n, text in enumerate(texts) if text in _ERRORS]
        if not any(texts) and not unknown:
            continue
        odd += [(len(kept), n, _("holds a formula without a value; read as empty")) for n in unknown]
        odd += [
            (len(kept), n, _("holds the error {text}; read as empty").format(text=texts[n])) for n in errors
        ]
        kept.append(tuple("" if n in errors else text for n, text in enumerate(texts)))
    return Grid(_even(kept), tuple(odd))


def _even(rows: Sequence[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    """The same rows, all as wide as the last column that holds anything."""
    widths = (max((n for n, text in enumerate(row, 1) if text), default=0) for row in rows)
    width = max(widths, default=0)
    return tuple((row + ("",) * width)[:width] for row in rows)


def _look_into(file: bytes) -> bool:
    """Whether there are formulas in it. Refuses what is no workbook of values."""
    if file.startswith(OLD):
        raise BadRequest(_locked() if _ENCRYPTED in file else _old())
    if not file.startswith(ZIP):
        raise BadRequest(_("The file is no workbook. Save it as .xlsx or as “CSV UTF-8 (comma delimited)”."))
    try:
        with zipfile.ZipFile(io.BytesIO(file)) as parts:
            return _parts(parts)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as fault:
        raise BadRequest(_damaged()) from fault
    except zipfile.zlib.error as fault:  # type: ignore[attr-defined]
        raise BadRequest(_damaged()) from fault


def _parts(parts: zipfile.ZipFile) -> bool:
    inside = parts.infolist()
    names = [part.filename.casefold() for part in inside]
    if any(name.endswith("vbaproject.bin") for name in names):
        raise BadRequest(_("The workbook holds macros. Save it as .xlsx (without macros) and send it again."))
    if not any(name.endswith("workbook.xml") for name in names):
        raise BadRequest(_("The file is no Excel workbook. Save it as .xlsx or as CSV."))
    if len(inside) > MOST_PARTS or sum(part.file_size for part in inside) > LARGEST_UNPACKED:
        raise BadRequest(
            _("The workbook is too large when unpacked. Keep only the sheet that is wanted, saved as CSV.")
        )
    formulas, left = False, LARGEST_UNPACKED
    for part in inside:
        if part.filename.endswith((".xml", ".rels")):
            found, size = _scan(parts, part, left)
            formulas, left = formulas or found, left - size
    return formulas


def _scan(parts: zipfile.ZipFile, part: zipfile.ZipInfo, most: int) -> tuple[bool, int]:
    """Whether a part holds formulas, and its true size; what a header claims is not believed."""
    size, formulas, tail = 0, False, b""
    with parts.open(part) as stream:
        while chunk := stream.read(_HEAD):
            size += len(chunk)
            if size > most:
                raise BadRequest(_("The workbook is too large when unpacked. Save the sheet as CSV."))
            text = tail + chunk
            if _DECLARED.search(text):
                raise BadRequest(
                    _("The workbook declares entities, which no spreadsheet does. Save it anew.")
                )
            formulas = formulas or bool(_FORMULA.search(text))
            tail = text[-16:]
    return formulas, size


def _open(file: bytes, *, values: bool = True) -> Any:
    try:
        return load_workbook(io.BytesIO(file), read_only=True, data_only=values, keep_links=False)
    except BadRequest:
        raise
    except Exception as fault:  # a damaged workbook fails anywhere in its reader
        raise BadRequest(_damaged()) from fault


def _rows(file: bytes, sheet: str, *, values: bool) -> Iterator[Sequence[object]]:
    book = _open(file, values=values)
    try:
        if sheet and sheet not in book.sheetnames:
            known = ", ".join(shown(name) for name in book.sheetnames)
            words = _("The workbook has no sheet “{name}”. Its sheets are: {known}.")
            raise BadRequest(words.format(name=shown(sheet), known=known))
        found = book[sheet or book.sheetnames[0]]
        if not hasattr(found, "iter_rows"):
            raise BadRequest(_("That sheet is a chart. Choose one that holds a table."))
        for number, cells in enumerate(found.iter_rows(values_only=True, max_col=MOST_COLUMNS)):
            if number > MOST_ROWS:
                words = _("The sheet has more than {most:,} rows. Divide it into several files.")
                raise BadRequest(words.format(most=MOST_ROWS))
            yield cells
    except BadRequest:
        raise
    except Exception as fault:
        raise BadRequest(_damaged()) from fault
    finally:
        book.close()


def _text(cell: object) -> str:
    """The value as the same text in a CSV file would say it: 2027-03-31, no exponents."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time(0) else cell.isoformat(timespec="seconds")
    if isinstance(cell, (date, time)):
        return cell.isoformat()
    if isinstance(cell, float):
        return (
            str(int(cell))
            if cell.is_integer() and abs(cell) < 1e15
            else format(Decimal(repr(cell)), "f")[:60]
        )
    if isinstance(cell, timedelta):
        return str(cell)
    return str(cell)[: LONGEST_CELL + 1]


def _unworked(cell: object) -> bool:
    return (isinstance(cell, str) and cell.startswith("=")) or type(cell).__name__.endswith("Formula")


def _damaged() -> str:
    return _("The workbook is damaged. Open it in your spreadsheet and save it again, as .xlsx or CSV.")


def _locked() -> str:
    return _("The workbook is protected by a password. Save it without one and send it again.")


def _old() -> str:
    return _("This is an old Excel file (.xls). Save it as .xlsx or as “CSV UTF-8 (comma delimited)”.")

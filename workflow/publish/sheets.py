"""CSV files for spreadsheets: no cell that we write is ever taken for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def csv_file(rows: Iterable[Sequence[object]]) -> bytes:
    """Rows as CSV in UTF-8 with the mark that spreadsheets look for; see `harmless`."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([harmless(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def harmless(cell: object) -> str:
    """The cell as text; where a spreadsheet would work it out as a formula, with an apostrophe before it."""
    text = "" if cell is None else str(cell)
    if not text.lstrip(" ").startswith(_STARTS_A_FORMULA) or _is_number(text):
        return text
    return f"'{text}"


def _is_number(text: str) -> bool:
    """An amount below nought is a number to a spreadsheet, and harmless."""
    return (
        text[:1] == "-"
        and text[1:].replace(".", "", 1).isascii()
        and text[1:].replace(".", "", 1).isdecimal()
    )

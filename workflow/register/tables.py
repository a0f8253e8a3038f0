"""A CSV file as numbered records under our own headings. What cannot be read is refused with its number."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count, islice

from workflow.errors import BadRequest
from workflow.register.cells import shown
from workflow.register.model import Refusal
from workflow.register.workbooks import Grid
from workflow.words import gettext as _

Source = bytes | str | Grid | Iterable[Sequence[str]]
Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Column:
    """One heading of ours, the other headings it is known by, and whether a file must have it."""

    name: str
    known_as: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """The records of one file in order, each its cells by our headings or a refusal; `notes` on the file.

    `odd` says what is odd of single cells, by record.
    """

    columns: frozenset[str]
    records: Iterator[tuple[int, Row | Refusal]]
    notes: tuple[str, ...]
    odd: Mapping[int, Sequence[str]] = field(default_factory=dict)


def parse_column_map(pairs: Iterable[str]) -> dict[str, str]:
    """`THEIRS=OURS` as given on the command line; THEIRS may itself contain an equals sign."""
    found: dict[str, str] = {}
    for pair in pairs:
        theirs, equals, ours = pair.rpartition("=")
        if not (equals and theirs.strip() and ours.strip()):
            raise BadRequest(
                _("--map “{pair}” is not THEIRS=OURS, as in “Expiry=end”.").format(pair=shown(pair))
            )
        found[theirs] = ours
    return found


def read_table(
    source: Source,
    columns: Sequence[Column],
    mapping: Mapping[str, str] | None = None,
    *,
    heading: int = 0,
    exact: bool = False,
) -> Table:
    """The file under our headings, which stand in the row after the first `heading` rows that hold anything.

    `exact` reads what `mapping` names and nothing else. A file without a required heading is refused whole:
    BadRequest.
    """
    rows, notes = _rows(source)
    headings = _heading(rows, heading)
    if headings is None:
        raise BadRequest(
            _("The file is empty. Its first line must be the headings: {wanted}.").format(
                wanted=_listed(column.name for column in columns)
            )
        )
    places = _places(headings, columns, mapping or {}, exact)
    odd = _odd(source, heading, headings, places) if isinstance(source, Grid) else {}
    return Table(frozenset(places), _records(rows, len(headings), places), notes, odd)


def read_plain(
    source: Source, heading: int = 0
) -> tuple[Sequence[str], list[tuple[int, Sequence[str] | Refusal]], tuple[str, ...]]:
    """A file under its own headings: these, its records with their numbers, and notes on the file."""
    rows, notes = _rows(source)
    headings = _heading(rows, heading)
    if headings is None:
        raise BadRequest(_("The file is empty."))
    width = len(headings)
    fitting = (
        (number, _fitting(number, cells, width))
        for number, cells in _numbered(rows)
        if isinstance(cells, Refusal) or any(map(str.strip, cells))
    )
    return headings, list(fitting), notes


def _fitting(number: int, cells: Sequence[str] | Refusal, width: int) -> Sequence[str] | Refusal:
    if isinstance(cells, Refusal) or len(cells) == width:
        return cells
    return Refusal(number, _miscounted(len(cells), width))


def first_rows(source: bytes | Grid, most: int = 40) -> list[Sequence[str]]:
    """The first rows of a file that hold anything, as they stand. Raises BadRequest when it is no table."""
    rows, _notes = _rows(source)
    try:
        return list(islice((row for row in rows if any(cell.strip() for cell in row)), most))
    except csv.Error as fault:
        raise BadRequest(_no_csv(fault)) from fault


def _heading(rows: Iterator[Sequence[str]], above: int) -> Sequence[str] | None:
    try:
        return next(islice((row for row in rows if row), above, None), None)
    except csv.Error as fault:
        raise BadRequest(_no_csv(fault)) from fault


def _no_csv(fault: csv.Error) -> str:
    return _("The heading cannot be read: {fault}. Save it as CSV.").format(fault=fault)


def _odd(
    grid: Grid, heading: int, headings: Sequence[str], places: Mapping[str, int]
) -> Mapping[int, Sequence[str]]:
    """What is odd of the cells that are read, by record; cells that nobody asked for are left out."""
    found: dict[int, list[str]] = {}
    for row, place, words in grid.odd:
        if row > heading and place in places.values():
            told = _("the cell under “{heading}” {words}").format(heading=shown(headings[place]), words=words)
            found.setdefault(row - heading, []).append(told)
    return found


def _rows(source: Source) -> tuple[Iterator[Sequence[str]], tuple[str, ...]]:
    if isinstance(source, Grid):
        return iter(source.rows), ()
    if not isinstance(source, (bytes, str)):
        return iter(source), ()
    text, notes = _text(source)
    return csv.reader(io.StringIO(text, newline=""), strict=True), notes


def _text(source: bytes | str) -> tuple[str, tuple[str, ...]]:
    """The file as text; a note when it was not UTF-8."""
    if (b"\0" if isinstance(source, bytes) else "\0") in source:  # type: ignore[operator]
        raise BadRequest(
            _(
                "The file holds NUL characters: it is a workbook or UTF-16, not CSV. "
                "Save it as “CSV UTF-8 (comma delimited)”."
            )
        )
    if isinstance(source, str):
        return source.removeprefix("\ufeff"), ()
    try:
        return source.decode("utf-8-sig"), ()
    except UnicodeDecodeError:
        note = _("The file is not UTF-8; it was read as Windows-1252. Check names with accents, dashes or £.")
        return source.decode("cp1252", errors="replace"), (note,)


def plain(heading: str) -> str:
    """A heading as it is compared: no case, underscores, spare spaces, nor the `:0:` of a flattened list."""
    return " ".join(heading.replace("_", " ").replace("\ufeff", "").split()).casefold().replace(":0:", ":")


def _places(
    heading: Sequence[str], columns: Sequence[Column], mapping: Mapping[str, str], exact: bool
) -> dict[str, int]:
    """Which cell of a row holds which of our columns. A heading that is used must not stand twice."""
    theirs = {plain(name): place for place, name in reversed(list(enumerate(heading)))}
    places = _mapped(theirs, columns, mapping)
    for column in () if exact else columns:
        if column.name not in places:
            known = (word for name in _names(column) if (word := plain(name)) in theirs)
            found = next((theirs[word] for word in known if theirs[word] not in places.values()), None)
            if found is not None:
                places[column.name] = found
    _refuse_twice(heading, places)
    missing = [column.name for column in columns if column.required and column.name not in places]
    if missing:
        raise BadRequest(_no_column(missing, heading))
    return places


def _refuse_twice(heading: Sequence[str], places: Mapping[str, int]) -> None:
    """A heading that stands twice could mean either; where none of the two is read, it does not matter."""
    words = [plain(name) for name in heading]
    twice = next((name for name in places if words.count(words[places[name]]) > 1), None)
    if twice:
        name = shown(heading[places[twice]])
        raise BadRequest(
            _("The heading “{name}” stands twice. Rename or delete one of the two.").format(name=name)
        )


def _names(column: Column) -> tuple[str, ...]:
    return (column.name, *column.known_as)


def _mapped(
    theirs: Mapping[str, int], columns: Sequence[Column], mapping: Mapping[str, str]
) -> dict[str, int]:
    """The places that --map names; a name that does not exist on either side is refused."""
    ours = {plain(name): column.name for column in columns for name in _names(column)}
    places: dict[str, int] = {}
    for their, our in mapping.items():
        if plain(their) not in theirs:
            raise BadRequest(
                _("--map: the file has no heading “{name}”. Its headings are: {found}.").format(
                    name=shown(their), found=_listed(theirs)
                )
            )
        if plain(our) not in ours:
            raise BadRequest(
                _("--map: “{name}” is not a heading we know. Choose from: {ours}.").format(
                    name=shown(our), ours=_listed(column.name for column in columns)
                )
            )
        if (name := ours[plain(our)]) in places:
            raise BadRequest(_("--map names “{name}” twice. Name it once.").format(name=name))
        places[name] = theirs[plain(their)]
    return places


def _listed(names: Iterable[str]) -> str:
    shorts = [shown(name) for name in names if name.strip()]
    return ", ".join(shorts[:30]) + (", …" if len(shorts) > 30 else "")


def _no_column(missing: Sequence[str], heading: Sequence[str]) -> str:
    mend = _("Rename it, or say which of yours it is: --map “THEIRS={ours}”.").format(ours=missing[0])
    if len(heading) == 1 and any(mark in heading[0] for mark in ";\t|"):
        mend = _("Its cells are not parted by commas: save it as “CSV UTF-8 (comma delimited)”.")
    return _("The file has no column for: {missing}. Its headings are: {found}. {mend}").format(
        missing=_listed(missing), found=_listed(heading), mend=mend
    )


def _records(
    rows: Iterator[Sequence[str]], width: int, places: Mapping[str, int]
) -> Iterator[tuple[int, Row | Refusal]]:
    for number, cells in _numbered(rows):
        if isinstance(cells, Refusal):
            yield number, cells
        elif len(cells) != width:
            yield number, Refusal(number, _miscounted(len(cells), width))
        elif any(cell and not cell.isspace() for cell in cells):
            yield number, {name: cells[place] for name, place in places.items()}


def _numbered(rows: Iterator[Sequence[str]]) -> Iterator[tuple[int, Sequence[str] | Refusal]]:
    """Records from 1; blank lines are no records; one with stray quotation marks is a refusal."""
    for number in count(1):
        first_line = getattr(rows, "line_num", 0) + 1
        try:
            cells = next((row for row in rows if row), None)
        except csv.Error as fault:
            yield number, Refusal(number, _unquotable(fault, first_line, getattr(rows, "line_num", 0)))
            continue
        if cells is None:
            return
        yield number, cells


def _miscounted(cells: int, width: int) -> str:
    return _("{cells} cells, but the heading has {width}. Put text with a comma in quotation marks.").format(
        cells=cells, width=width
    )


def _unquotable(fault: csv.Error, first: int, last: int) -> str:
    """Why a record fell apart, and which lines of the file went with it."""
    if "field larger" in str(fault):
        why = _("A cell is longer than {limit:,} characters: shorten it, or close its quotation mark.")
    elif "unexpected end" in str(fault):
        why = _("A quotation mark is opened and never closed. Close it.")
    else:
        why = _("Its quotation marks do not match. Inside a quoted cell write each one twice.")
    lines = _("Lines {first} to {last} of the file were not read.").format(first=first, last=last)
    return f"{why.format(limit=csv.field_size_limit())} {lines}"

"""Pictures as numbers: what a template needs to draw the timeline, and the same facts as a table beside it.

Nothing here writes markup. `web/templates/components/timeline.html` turns the numbers into shapes.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from gettext import gettext as _

WIDTH = 960
LABELS = 230
RIGHT = 944
TOP = 48
ROW = 38
LETTERS = 27
MOST_TICKS = 7


@dataclass(frozen=True, slots=True)
class Row:
    """One step as its page knows it; every date may be missing."""

    label: str
    planned_from: date | None = None
    planned_to: date | None = None
    point: date | None = None
    last_safe: date | None = None
    done: bool = False
    fixed: bool = False
    spare: int | None = None  # working days
    state: str | None = None  # a verdict or a state word, as components/tags.html names them
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Band:
    """A stretch of days to be seen: an election, a closure."""

    label: str
    starts: date
    ends: date


@dataclass(frozen=True, slots=True)
class Shape:
    """One row of the drawing, in units of the drawing."""

    lines: tuple[str, ...]  # the label, folded to its column
    y: int
    done: bool
    bar: tuple[float, float] | None  # x, width
    point: float | None
    last_safe: float | None
    fixed: float | None
    tail: tuple[float, float] | None  # x from, x to


@dataclass(frozen=True, slots=True)
class DrawnBand:
    """A band in units of the drawing, with the letter that names it in the key."""

    letter: str
    label: str
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Tick:
    """A month's line and its label."""

    x: float
    label: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """The drawing and its table, from the same rows."""

    id: str
    title: str
    description: str
    height: int
    bottom: int
    shapes: tuple[Shape, ...]
    bands: tuple[DrawnBand, ...]
    ticks: tuple[Tick, ...]
    today_x: float | None
    today_anchor: str
    used: frozenset[str]
    headings: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]
    numeric: tuple[int, ...]
    width: int = WIDTH
    left: int = LABELS
    right: int = RIGHT
    top: int = TOP


@dataclass(frozen=True, slots=True)
class Scale:
    """Days to units of the drawing."""

    first: date
    last: date

    def x(self, day: date) -> float:
        """Where a day stands; days outside the scale stand at its edge."""
        span = max((self.last - self.first).days, 1)
        inside = min(max((day - self.first).days, 0), span)
        return round(LABELS + (RIGHT - LABELS) * inside / span, 1)


def timeline(
    rows: Sequence[Row],
    *,
    today: date,
    title: str,
    description: str,
    bands: Iterable[Band] = (),
    name: str = "timeline",
) -> Timeline:
    """Lay out rows from their earliest to their latest date; today is drawn only where it falls between them.

    `name` keeps apart the ids of two pictures on one page; `description` says the conclusion.
    """
    drawn = [row for row in rows if _days(row)]
    days = [day for row in drawn for day in _days(row)]
    scale = Scale(min(days, default=today), max(days, default=today))
    shapes = tuple(_shape(row, place, scale) for place, row in enumerate(drawn))
    seen = [band for band in bands if band.starts <= scale.last and band.ends >= scale.first]
    bottom = TOP + ROW * len(drawn) + 8
    headings, cells, numeric = _table(rows)
    return Timeline(
        id=re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "timeline",
        title=title,
        description=description,
        height=bottom + (26 if seen else 6),
        bottom=bottom,
        shapes=shapes,
        bands=tuple(_band(band, place, scale) for place, band in enumerate(seen)),
        ticks=_ticks(scale),
        today_x=scale.x(today) if days and scale.first <= today <= scale.last else None,
        today_anchor=_anchor(scale.x(today)),
        used=_used(drawn, shapes),
        headings=headings,
        rows=cells,
        numeric=numeric,
    )


def _days(row: Row) -> list[date]:
    return [day for day in (row.planned_from, row.planned_to, row.point, row.last_safe) if day]


def _shape(row: Row, place: int, scale: Scale) -> Shape:
    start = row.planned_from or row.planned_to or row.point
    end = row.planned_to or row.point or row.planned_from
    lasts = start is not None and end is not None and start != end
    return Shape(
        lines=tuple(textwrap.wrap(row.label, LETTERS, max_lines=2, placeholder=" …")) or ("",),
        y=TOP + ROW * place + ROW // 2 + 4,
        done=row.done,
        bar=_bar(scale, start, end) if start and end and lasts else None,
        point=scale.x(start) if start and not lasts and not row.fixed else None,
        last_safe=scale.x(row.last_safe) if row.last_safe and not row.done else None,
        fixed=scale.x(end) if end and row.fixed else None,
        tail=_tail(row, end, scale),
    )


def _bar(scale: Scale, start: date, end: date) -> tuple[float, float]:
    left, right = scale.x(start), scale.x(end)
    return left, round(max(right - left, 2), 1)


def _tail(row: Row, end: date | None, scale: Scale) -> tuple[float, float] | None:
    if row.done or row.last_safe is None or end is None or end >= row.last_safe:
        return None
    return scale.x(end), scale.x(row.last_safe)


def _band(band: Band, place: int, scale: Scale) -> DrawnBand:
    left, right = scale.x(band.starts), scale.x(band.ends)
    return DrawnBand(chr(ord("A") + place), band.label, left, round(max(right - left, 3), 1))


def _anchor(x: float) -> str:
    if x > RIGHT - 40:
        return "end"
    return "start" if x < LABELS + 40 else "middle"


def _ticks(scale: Scale) -> tuple[Tick, ...]:
    first = scale.first.year * 12 + scale.first.month - 1
    last = scale.last.year * 12 + scale.last.month - 1
    step = next((n for n in (1, 2, 3, 6, 12, 24, 60) if (last - first) / n <= MOST_TICKS), 120)
    months = [month for month in range(first, last + 1) if month % step == 0]
    days = [date(month // 12, month % 12 + 1, 1) for month in months]
    return tuple(_tick(day, scale) for day in days if scale.first <= day <= scale.last)


def _tick(day: date, scale: Scale) -> Tick:
    x = scale.x(day)
    return Tick(x, f"{_(day.strftime('%b'))} {day.year}", _anchor(x))


def _used(rows: Sequence[Row], shapes: Sequence[Shape]) -> frozenset[str]:
    planned = any(shape.bar and not shape.done for shape in shapes)
    found = {
        "planned": planned,
        "done": any(row.done for row in rows),
        "point": any(shape.point is not None and not shape.done for shape in shapes),
        "last_safe": any(shape.last_safe is not None for shape in shapes),
        "fixed": any(shape.fixed is not None for shape in shapes),
        "spare": any(shape.tail for shape in shapes),
    }
    return frozenset(word for word, there in found.items() if there)


def _table(rows: Sequence[Row]) -> tuple[tuple[str, ...], tuple[tuple[object, ...], ...], tuple[int, ...]]:
    """The columns that hold something, so that a short timeline has a short table."""
    columns: list[tuple[str, list[object]]] = [
        (_("Step"), [row.label for row in rows]),
        (_("Starts"), [_day(row.planned_from or row.point) for row in rows]),
        (_("Ends"), [_day(row.planned_to) for row in rows]),
        (_("Last safe date"), [_day(row.last_safe) for row in rows]),
        (_("Spare working days"), [row.spare for row in rows]),
        (_("Status"), [_state(row) for row in rows]),
        (_("Note"), [row.note for row in rows]),
    ]
    kept = [(heading, cells) for heading, cells in columns if any(cell is not None for cell in cells)]
    headings = tuple(heading for heading, _cells in kept)
    numeric = tuple(place for place, heading in enumerate(headings) if heading == _("Spare working days"))
    return headings, tuple(zip(*(cells for _heading, cells in kept), strict=True)), numeric


def _day(day: date | None) -> dict[str, date] | None:
    return {"date": day} if day else None


def _state(row: Row) -> dict[str, str] | None:
    if row.done:
        return {"state": "completed"}
    if row.state:
        return {"state": row.state}
    return {"text": _("Fixed date")} if row.fixed else None

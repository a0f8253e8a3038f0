"""Two regimes as two rulers of days (G10): what a template needs to draw them, and the same days as lists.

Nothing here writes markup. `web/templates/components/rulers.html` turns the numbers into shapes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from workflow.timetable.dates_in_words import day_and_month, month_in_words, with_weekday
from workflow.timetable.regimes import Counted
from workflow.words import gettext as _

WIDTH, EDGE, WIDEST = 960, 8, 44
TOP, TALL, BESIDE = 66, 34, 82
WEEKEND = 5
ONE_DAY = timedelta(1)


@dataclass(frozen=True, slots=True)
class Head:
    """A day at the top of the rulers: where it stands, its weekday in two letters, its number and, of the
    first day shown and the first of a month, the month."""

    x: float
    weekday: str
    number: int
    month: str


@dataclass(frozen=True, slots=True)
class Square:
    """One day of one ruler: its number among the counted days, or why it has none."""

    x: float
    number: int | None
    weekend: bool
    holiday: bool
    first: bool
    first_working: bool


@dataclass(frozen=True, slots=True)
class Ruler:
    """One regime's days, in units of the drawing, and the same as dates."""

    title: str
    y: int
    squares: tuple[Square, ...]
    counted: Counted


@dataclass(frozen=True, slots=True)
class Rulers:
    """The drawing and its lists, from the same counted days."""

    id: str
    title: str
    description: str
    notice: date
    heads: tuple[Head, ...]
    rulers: tuple[Ruler, ...]
    used: frozenset[str]
    height: int
    side: float
    top: int = TOP
    tall: int = TALL
    width: int = WIDTH


def rulers(counted: Sequence[Counted], *, name: str = "standstill") -> Rulers | None:
    """The periods under each other on one scale of days, from the day of the notice to the last first
    working day; None without any. `name` keeps apart the ids of two pictures on one page."""
    if not counted:
        return None
    start = min(each.start for each in counted)
    end = max(each.first_working for each in counted)
    days = [start + ONE_DAY * n for n in range((end - start).days + 1)]
    side = round(min(WIDEST, (WIDTH - 2 * EDGE) / len(days)), 1)
    drawn = tuple(_ruler(each, days, place, side) for place, each in enumerate(counted))
    return Rulers(
        id=name,
        title=_("How the standstill is counted"),
        description=" ".join(in_words(each) for each in counted),
        notice=start,
        heads=tuple(_head(day, place, side) for place, day in enumerate(days)),
        rulers=drawn,
        used=_used(drawn),
        height=TOP + BESIDE * len(drawn),
        side=side,
    )


def in_words(counted: Counted) -> str:
    """One period as a sentence: its first and last counted day, and the first day to sign."""
    words = _("{title}: {one} is day 1 and {last} is day {n}; the first day to sign is {first}.")
    if counted.first_working != counted.first:
        words = _(
            "{title}: {one} is day 1 and {last} is day {n}; the first day to sign is {first}, "
            "the first working day after it {working}."
        )
    return words.format(
        title=counted.title,
        one=day_and_month(counted.days[0]),
        last=day_and_month(counted.days[-1]),
        n=len(counted.days),
        first=with_weekday(counted.first),
        working=with_weekday(counted.first_working),
    )


def _ruler(counted: Counted, days: Sequence[date], place: int, side: float) -> Ruler:
    numbers = {day: number for number, day in enumerate(counted.days, start=1)}
    crossed = {each.date for each in counted.skipped}
    squares = tuple(
        Square(
            x=_x(at, side),
            number=numbers.get(day),
            weekend=day.weekday() >= WEEKEND and day not in numbers,
            holiday=day in crossed,
            first=day == counted.first,
            first_working=day == counted.first_working != counted.first,
        )
        for at, day in enumerate(days)
        if day <= max(counted.first, counted.first_working)
    )
    return Ruler(counted.title, TOP + BESIDE * place + 24, squares, counted)


def _head(day: date, place: int, side: float) -> Head:
    month = month_in_words(day) if place == 0 or day.day == 1 else ""
    return Head(round(_x(place, side) + side / 2, 1), with_weekday(day)[:2], day.day, month)


def _x(place: int, side: float) -> float:
    return round(EDGE + side * place, 1)


def _used(drawn: Sequence[Ruler]) -> frozenset[str]:
    squares = [square for ruler in drawn for square in ruler.squares]
    found = {
        "weekend": any(square.weekend for square in squares),
        "holiday": any(square.holiday for square in squares),
        "first_working": any(square.first_working for square in squares),
    }
    return frozenset(word for word, there in found.items() if there)

"""The calendars by name: the days of config/calendars, and those announced since.

What was announced since stands in the store; whoever reads it there hands it to `hold`. `calendar` is the
only door: a date counted on a calendar may be kept only as long as `announced()` answers the same.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from types import MappingProxyType

from workflow.errors import BadRequest
from workflow.rulebook.model import CalendarName
from workflow.timetable.workdays import Calendar, working_days
from workflow.words import gettext as _

_ENGLAND_AND_WALES = "england-and-wales"
DIVISIONS: Mapping[str, str] = {  # in the order in which a union takes the title of a day
    _ENGLAND_AND_WALES: _("England and Wales"),
    "scotland": _("Scotland"),
    "northern-ireland": _("Northern Ireland"),
}
"""The parts of the United Kingdom that have bank holidays of their own, each with its title."""
_DIVISIONS: Mapping[CalendarName, tuple[str, ...]] = {
    CalendarName.ENGLAND: (_ENGLAND_AND_WALES,),
    CalendarName.WALES: (_ENGLAND_AND_WALES,),
    CalendarName.SCOTLAND: ("scotland",),
    CalendarName.NORTHERN_IRELAND: ("northern-ireland",),
    CalendarName.UK_ANY_PART: tuple(DIVISIONS),
}
_TITLES: Mapping[CalendarName, str] = {
    CalendarName.ALL_DAYS: _("calendar of all days"),
    CalendarName.ENGLAND: _("England calendar"),
    CalendarName.WALES: _("Wales calendar"),
    CalendarName.SCOTLAND: _("Scotland calendar"),
    CalendarName.NORTHERN_IRELAND: _("Northern Ireland calendar"),
    CalendarName.UK_ANY_PART: _("calendar of all parts of the UK"),
}
_STATES_KEPT = 8


@dataclass(frozen=True, slots=True)
class Announced:
    """A bank holiday of a division announced, or (`removed`) taken back, since the files were written."""

    division: str
    day: date
    title: str
    announced_on: date | None = None
    removed: bool = False


State = tuple[Announced, ...]


@dataclass(frozen=True, slots=True)
class Division:
    """The bank holidays of one division. `horizon` is the last day of the last year that is published;
    `announced` the day on which a holiday was first published, where that is known."""

    holidays: Mapping[date, str]
    announced: Mapping[date, date]
    first: date
    last: date
    horizon: date


class _Shelf(dict[str, Calendar]):
    """The calendars of one state of knowledge, each made when it is first asked for."""

    def __init__(self, state: State) -> None:
        super().__init__()
        self.state = state

    def __missing__(self, name: str) -> Calendar:
        known = calendar_name(name)
        return self.setdefault(known, _made(known, self.state))


_shelf = lru_cache(maxsize=_STATES_KEPT)(_Shelf)
_held = _shelf(())
_supposed: ContextVar[_Shelf | None] = ContextVar("supposed", default=None)


def calendar(name: str) -> Calendar:
    """The calendar of that name, the same object until a holiday is announced. Raises BadRequest, naming
    those there are."""
    supposed = _supposed.get()
    return (_held if supposed is None else supposed)[name]


def hold(state: Iterable[Announced]) -> None:
    """From now on count, in this process, on these holidays besides those of the files, and on no others."""
    global _held
    wanted = tuple(state)
    if wanted != _held.state:
        _held = _shelf(wanted)


@contextmanager
def supposing(state: Iterable[Announced]) -> Iterator[None]:
    """Within the block, and in it alone, count as if these holidays had been announced, and no others."""
    token = _supposed.set(_shelf(tuple(state)))
    try:
        yield
    finally:
        _supposed.reset(token)


def announced() -> State:
    """What is counted on besides the files. Two equal answers mean equal calendars."""
    supposed = _supposed.get()
    return (_held if supposed is None else supposed).state


def division(name: str) -> Division:
    """The bank holidays of a division as they are counted on now. KeyError for a name not in DIVISIONS."""
    return _altered(name, announced())


def calendar_name(name: str) -> CalendarName:
    """The name as a known one. Raises BadRequest, naming those there are."""
    try:
        return CalendarName(name)
    except ValueError:
        message = _("There is no calendar '{name}'. Use one of {known}.")
        raise BadRequest(message.format(name=name, known=", ".join(CalendarName))) from None


def _made(known: CalendarName, state: State) -> Calendar:
    if known is CalendarName.ALL_DAYS:
        return Calendar(name=known, title=_(_TITLES[known]), fingerprint=str(known))
    divisions = {name: _altered(name, state) for name in _DIVISIONS[known]}
    return working_days(
        known,
        _(_TITLES[known]),
        _titles(divisions, known),
        first=max(each.first for each in divisions.values()),
        last=min(each.last for each in divisions.values()),
        horizon=min(each.horizon for each in divisions.values()),
    )


def _titles(divisions: Mapping[str, Division], name: CalendarName) -> Mapping[date, str]:
    """The titles of a calendar's holidays; in a union, one that England does not share says whose it is."""
    whose: dict[date, list[str]] = {}
    titles: dict[date, str] = {}
    for division_name, found in divisions.items():
        for day, title in found.holidays.items():
            whose.setdefault(day, []).append(division_name)
            titles.setdefault(day, title)
    if name is CalendarName.UK_ANY_PART:
        for day, names in whose.items():
            if _ENGLAND_AND_WALES not in names:
                titles[day] += f" ({', '.join(_(DIVISIONS[each]) for each in names)})"
    return titles


def _altered(name: str, state: State) -> Division:
    """A division with what was announced since. The horizon stays: one day more is not a whole year."""
    shipped = _division(name)
    ours = [each for each in state if each.division == name]
    if not ours:
        return shipped
    holidays, known = dict(shipped.holidays), dict(shipped.announced)
    for each in ours:
        holidays.pop(each.day, None)
        known.pop(each.day, None)
        if not each.removed:
            holidays[each.day] = each.title
            if each.announced_on:
                known[each.day] = each.announced_on
    return Division(
        MappingProxyType(dict(sorted(holidays.items()))),
        MappingProxyType(known),
        shipped.first,
        shipped.last,
        shipped.horizon,
    )


@cache
def _division(name: str) -> Division:
    text = files("config").joinpath("calendars", f"{name}.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    published = max(row["date"] for row in rows if row["status"] == "published")
    known = {row["date"]: row["first_published"] for row in rows if row["first_published"]}
    return Division(
        holidays=MappingProxyType({date.fromisoformat(row["date"]): row["title"] for row in rows}),
        announced=MappingProxyType(
            {date.fromisoformat(day): date.fromisoformat(on) for day, on in known.items()}
        ),
        first=date(int(rows[0]["date"][:4]), 1, 1),
        last=date(int(rows[-1]["date"][:4]), 12, 31),
        horizon=date(int(published[:4]), 12, 31),
    )

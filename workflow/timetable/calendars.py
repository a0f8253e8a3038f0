"""The calendars by name, read once from config/calendars."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from workflow.errors import BadRequest
from workflow.rulebook.model import CalendarName
from workflow.timetable.workdays import Calendar, working_days
from workflow.words import gettext as _

_ENGLAND_AND_WALES = "england-and-wales"
_NATIONS = {  # in the order in which a union takes the title of a day
    _ENGLAND_AND_WALES: _("England and Wales"),
    "scotland": _("Scotland"),
    "northern-ireland": _("Northern Ireland"),
}
_DIVISIONS: Mapping[CalendarName, tuple[str, ...]] = {
    CalendarName.ENGLAND: (_ENGLAND_AND_WALES,),
    CalendarName.WALES: (_ENGLAND_AND_WALES,),
    CalendarName.SCOTLAND: ("scotland",),
    CalendarName.NORTHERN_IRELAND: ("northern-ireland",),
    CalendarName.UK_ANY_PART: tuple(_NATIONS),
}
_TITLES: Mapping[CalendarName, str] = {
    CalendarName.ALL_DAYS: _("calendar of all days"),
    CalendarName.ENGLAND: _("England calendar"),
    CalendarName.WALES: _("Wales calendar"),
    CalendarName.SCOTLAND: _("Scotland calendar"),
    CalendarName.NORTHERN_IRELAND: _("Northern Ireland calendar"),
    CalendarName.UK_ANY_PART: _("calendar of all parts of the UK"),
}


@dataclass(frozen=True, slots=True)
class Division:
    """The bank holidays of one division. `horizon` is the last day of the last year that is published."""

    holidays: Mapping[date, str]
    first: date
    last: date
    horizon: date


def calendar(name: str) -> Calendar:
    """The calendar of that name, always the same object. Raises BadRequest, naming those there are."""
    return _calendar(calendar_name(name))


@cache
def _calendar(known: CalendarName) -> Calendar:
    if known is CalendarName.ALL_DAYS:
        return Calendar(name=known, title=_(_TITLES[known]), fingerprint=str(known))
    divisions = [_division(division) for division in _DIVISIONS[known]]
    return working_days(
        known,
        _(_TITLES[known]),
        _titles(known),
        first=max(each.first for each in divisions),
        last=min(each.last for each in divisions),
        horizon=min(each.horizon for each in divisions),
    )


def calendar_name(name: str) -> CalendarName:
    """The name as a known one. Raises BadRequest, naming those there are."""
    try:
        return CalendarName(name)
    except ValueError:
        message = _("There is no calendar '{name}'. Use one of {known}.")
        raise BadRequest(message.format(name=name, known=", ".join(CalendarName))) from None


def _titles(name: CalendarName) -> Mapping[date, str]:
    """The titles of a calendar's holidays; in a union, one that England does not share says whose it is."""
    days: dict[date, list[str]] = {}
    titles: dict[date, str] = {}
    for division in _DIVISIONS[name]:
        for day, title in _division(division).holidays.items():
            days.setdefault(day, []).append(division)
            titles.setdefault(day, title)
    if name is CalendarName.UK_ANY_PART:
        for day, divisions in days.items():
            if _ENGLAND_AND_WALES not in divisions:
                titles[day] += f" ({', '.join(_(_NATIONS[division]) for division in divisions)})"
    return titles


@cache
def _division(division: str) -> Division:
    text = files("config").joinpath("calendars", f"{division}.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    published = max(row["date"] for row in rows if row["status"] == "published")
    return Division(
        holidays=MappingProxyType({date.fromisoformat(row["date"]): row["title"] for row in rows}),
        first=date(int(rows[0]["date"][:4]), 1, 1),
        last=date(int(rows[-1]["date"][:4]), 12, 31),
        horizon=date(int(published[:4]), 12, 31),
    )

"""Two procurement regimes of one rulebook beside each other, and what a joint project keeps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import cast

from flask import abort, render_template, request

from web import pictures_regimes
from web.access import asks
from web.forms import date_parts, read_date
from web.public.rulebooks import BOOK
from web.wiring import services
from workflow.errors import BadRequest
from workflow.project.access import Action
from workflow.rulebook.model import Rulebook
from workflow.timetable.calendars import calendar
from workflow.timetable.regimes import Difference, Regimes, from_one_day, regime_title
from workflow.words import gettext as _

ADDRESS = f"{BOOK}/regimes"
JOINT = {"body": ("council", "nhs")}
LONGEST = 20


@dataclass(frozen=True, slots=True)
class Row:
    """One wait on which the regimes differ: between which events, on which route, what each asks."""

    start: str
    end: str
    found: Difference


@asks(Action.READ_PUBLIC)
def regimes(name: str, edition: str) -> tuple[str, int]:
    """The regimes side by side, counted from a day that the reader chooses."""
    book = _rulebook(name, edition)
    day, typed, errors = _day(book)
    try:
        compared = _compared(book, day)
    except BadRequest as fault:
        errors = {"day": str(fault)}
        compared = {}
    standstill = next((found.standstill for found in compared.values() if found.standstill), None)
    sides = [side for side in standstill.sides if side] if standstill else []
    page = render_template(
        "public/rulebook_regimes.html",
        book=book,
        authority=book.authority,
        here=f"/rulebook/{name}/{edition}",
        day=day,
        typed=typed,
        titles=[_bought_by(regime) for regime in _names(compared)],
        rows=_rows(book, compared),
        standstill=standstill,
        drawn=pictures_regimes.rulers(sides),
        errors=errors,
    )
    return page, 400 if errors else 200


def _rulebook(name: str, edition: str) -> Rulebook:
    found = (one for one in services().library.rulebooks() if (one.id, one.edition) == (name, edition))
    return next(found, None) or cast(Rulebook, abort(404))


def _day(book: Rulebook) -> tuple[date, Mapping[str, str], dict[str, str]]:
    """The day to count from: as asked for, else the next working day; and what was typed."""
    standard = calendar(book.authority.nation).on_or_after(services().today)
    typed, given = date_parts(request.args, "day"), request.args.get("day", "")[:LONGEST].split("-")
    if not any(typed.values()) and len(given) == len(typed):
        typed = dict(zip(typed, [part.lstrip("0") for part in reversed(given)], strict=True))
    fields = {f"day-{part}": text for part, text in typed.items()}
    found, wrong = read_date(fields, "day", subject=_("The day of the notice"))
    shown = typed if any(typed.values()) else _parts(standard)
    return found or standard, shown, {"day": wrong} if wrong else {}


def _parts(day: date) -> dict[str, str]:
    return {"day": str(day.day), "month": str(day.month), "year": str(day.year)}


def _compared(book: Rulebook, day: date) -> dict[str, Regimes]:
    """What differs on each route that both regimes may go through, counted from one day."""
    shared = sorted(route for route, way in book.routes.items() if "regime" not in way.facts)
    found = {route: from_one_day(book, route, JOINT, day) for route in shared}
    return {route: each for route, each in found.items() if each.differences}


def _names(compared: Mapping[str, Regimes]) -> tuple[str, ...]:
    return next((each.names for each in compared.values()), ())


def _rows(book: Rulebook, compared: Mapping[str, Regimes]) -> tuple[Row, ...]:
    """Every wait on which they differ, once: routes that share it say the same."""
    rows: dict[tuple[str, str, bool], Row] = {}
    for route, found in compared.items():
        events = {event.id: event.title for event in book.routes[route].events}
        for each in found.differences:
            row = Row(events[each.start], events[each.end], each)
            rows.setdefault((each.start, each.end, each.maximum), row)
    return tuple(rows.values())


def _bought_by(regime: str) -> str:
    """A regime with who buys under it."""
    known = {
        "PA2023": _("Council: {title}"),
        "PSR2023": _("NHS, and councils buying health care: {title}"),
    }
    return known.get(regime, "{title}").format(title=regime_title(regime))

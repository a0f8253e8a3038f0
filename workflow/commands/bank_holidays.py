"""A bank holiday that is announced late: it is taken in and every running project planned anew, at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Connection

from workflow.alerts.moves import Cause
from workflow.commands.change import situation_of, timetable_of
from workflow.commands.services import Services
from workflow.register.bank_holidays import Published, read_bank_holidays
from workflow.register.model import Finding, Refusal
from workflow.store import diary, holidays, moved, sweeping
from workflow.store.engine import writing
from workflow.store.moved import MovedRow
from workflow.store.replanning import Planner, replan
from workflow.timetable.calendars import DIVISIONS, Announced, announced, division
from workflow.timetable.dates_in_words import in_words, with_weekday
from workflow.words import gettext as _


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of the records of one file, and every date that moved or waits for a person."""

    new: int
    changed: int
    unchanged: int
    kept: tuple[Finding, ...]
    refused: tuple[Refusal, ...]
    moved: tuple[MovedRow, ...]


def import_bank_holidays(
    *, file: bytes, services: Services, column_map: Mapping[str, str] | None = None, source: str = ""
) -> Taken:
    """Take in bank holidays announced or taken back, and plan every running project anew where they count.

    They hold for all bodies. Doing it again changes nothing. Raises BadRequest when the file cannot be read.
    """
    with writing(services.engine) as connection:
        holidays.announce_alone(connection)
        sweeping.hold_off(connection, sweeping.SCHEDULER)  # what is told meanwhile would not be seen to move
        found = read_bank_holidays(file, today=services.today, column_map=column_map)
        fresh, refused = _fresh(found.rows)
        new = [each for each in fresh if _title(each.holiday) is None]
        reasons = _reasons([each.holiday for each in fresh], services.today)
        now = services.clock.now()
        holidays.put(connection, [(each.holiday, each.source or source) for each in fresh], now)
        diary.note_checked(connection, now)
        rows_ = _replan(connection, services, reasons) if reasons else ()
    services.keep_up()
    return Taken(
        new=len(new),
        changed=len(fresh) - len(new),
        unchanged=len(found.rows) - len(fresh) - len(refused),
        kept=found.kept,
        refused=tuple(sorted((*found.refused, *refused), key=lambda refusal: refusal.row)),
        moved=rows_,
    )


def _replan(connection: Connection, services: Services, reasons: Mapping[date, str]) -> tuple[MovedRow, ...]:
    planner = Planner(
        lambda stored: situation_of(stored, services),
        timetable_of,
        lambda body, name: services.rulebook(name, body),
    )
    cause = Cause(announced(), holidays.announced(connection), reasons)
    return moved.of_round(connection, replan(connection, services.clock, planner, cause).round)


def _title(holiday: Announced) -> str | None:
    """The title under which the day is held as a holiday now, None where it is none."""
    return division(holiday.division).holidays.get(holiday.day)


def _fresh(rows: Iterable[tuple[int, Published]]) -> tuple[list[Published], list[Refusal]]:
    """What differs from what is counted on already; what takes back a holiday that never was is refused."""
    fresh: list[Published] = []
    refused: list[Refusal] = []
    taken_back = {(each.division, each.day) for each in announced() if each.removed}
    for number, item in rows:
        holiday = item.holiday
        known = division(holiday.division).announced.get(holiday.day)
        holiday = replace(holiday, announced_on=holiday.announced_on or known)
        if holiday.removed and _title(holiday) is None:
            if (holiday.division, holiday.day) not in taken_back:
                words = _("There is no bank holiday on {day} in {where} to take back. Correct the date.")
                told = {"day": in_words(holiday.day), "where": _(DIVISIONS[holiday.division])}
                refused.append(Refusal(number, words.format(**told)))
        elif holiday.removed or (_title(holiday), known) != (holiday.title, holiday.announced_on):
            fresh.append(replace(item, holiday=holiday))
    return fresh, refused


def _reasons(fresh: Iterable[Announced], today: date) -> Mapping[date, str]:
    """Why in words, by each day that is a working day no more, or again."""
    told: dict[date, dict[str, list[str]]] = {}
    for holiday in fresh:
        if holiday.removed or _title(holiday) is None:
            words = told.setdefault(holiday.day, {})
            words.setdefault(_reason(holiday, today), []).append(_(DIVISIONS[holiday.division]))
    return {
        day: " ".join(f"{words} ({', '.join(where)})." for words, where in words_.items())
        for day, words_ in told.items()
    }


def _reason(holiday: Announced, today: date) -> str:
    if holiday.removed:
        words = _("The bank holiday on {day} was taken back on {on}: {title}")
    else:
        words = _("Bank holiday on {day} was announced on {on}: {title}")
    on = today if holiday.removed else holiday.announced_on or today
    return words.format(day=with_weekday(holiday.day), on=in_words(on), title=holiday.title)

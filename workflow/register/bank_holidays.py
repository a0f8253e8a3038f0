"""Bank holidays as they are announced: division, date and title, one record a day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from workflow.register.cells import N_, Unreadable, day, line, shown
from workflow.register.model import Finding, Reading, Refusal
from workflow.register.tables import Column, Row, Source, read_table
from workflow.timetable.calendars import DIVISIONS, Announced, division
from workflow.timetable.dates_in_words import in_words, with_weekday
from workflow.words import gettext as _

COLUMNS = (
    Column("division", ("nation", "region"), required=True),
    Column("date", ("day",), required=True),
    Column("title", ("name", "bank holiday"), required=True),
    Column("announced_on", ("announced", "first_published")),
    Column("removed", ("taken back", "cancelled")),
    Column("source"),
)
LONGEST_TITLE, LONGEST_SOURCE = 200, 300
_YES = {"yes": True, "true": True, "1": True, "": False, "no": False, "false": False, "0": False}
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Published:
    """One record: a holiday, and where it was published."""

    holiday: Announced
    source: str


def read_bank_holidays(
    source: Source, *, today: date, column_map: Mapping[str, str] | None = None
) -> Reading[Published]:
    """The bank holidays of a CSV file. A day that stands twice with other content is refused the second time.

    Raises BadRequest, naming the mend, when the file as a whole cannot be read.
    """
    table = read_table(source, COLUMNS, column_map or {})
    kept = [Finding(0, note) for note in table.notes]
    refused: list[Refusal] = []
    seen: dict[tuple[str, date], tuple[int, Published]] = {}
    for number, row in table.records:
        if isinstance(row, Refusal):
            refused.append(row)
            continue
        try:
            item = _record(row, today)
            first, earlier = seen.setdefault((item.holiday.division, item.holiday.day), (number, item))
            if earlier != item:
                raise Unreadable(_twice(item.holiday, first))
        except Unreadable as why:
            refused.append(Refusal(number, str(why)))
            continue
        kept += [Finding(number, oddity) for oddity in _oddities(item.holiday, number != first, first)]
    return Reading(tuple(seen.values()), tuple(kept), tuple(refused))


def _record(row: Row, today: date) -> Published:
    where, on = _division(row["division"]), day(row["date"], N_("date"))
    title = line(row["title"], N_("title"), LONGEST_TITLE)
    announced_on = day(row.get("announced_on", ""), N_("day of announcement"))
    removed = _YES.get(row.get("removed", "").strip().casefold())
    if on is None:
        raise Unreadable(_("It has no date. Write the day of the bank holiday, as 2022-09-19."))
    known = division(where)
    if not known.first <= on <= known.last:
        words = _("The calendars are known from {first} to {last} only. Correct the date {day}.")
        days = {"first": in_words(known.first), "last": in_words(known.last), "day": in_words(on)}
        raise Unreadable(words.format(**days))
    if removed is None:
        words = _("removed is “{text}”. Write yes for a holiday that was taken back, or leave it empty.")
        raise Unreadable(words.format(text=shown(row["removed"])))
    if not title and not removed:
        raise Unreadable(_("It has no title. Write the name of the bank holiday."))
    if announced_on and announced_on > today:
        words = _("It was announced on {day}, which is still to come. Correct the day of announcement.")
        raise Unreadable(words.format(day=in_words(announced_on)))
    holiday = Announced(where, on, title or known.holidays.get(on, ""), announced_on, removed)
    return Published(holiday, line(row.get("source", ""), N_("source"), LONGEST_SOURCE))


def _division(text: str) -> str:
    plain = "-".join(text.casefold().split())
    if plain not in DIVISIONS:
        words = _("There is no division “{text}”. Use one of {known}.")
        raise Unreadable(words.format(text=shown(text), known=", ".join(DIVISIONS)))
    return plain


def _twice(holiday: Announced, first: int) -> str:
    words = _("{day} in {where} stands in record {first} with other content. Correct one of them.")
    return words.format(day=in_words(holiday.day), where=_(DIVISIONS[holiday.division]), first=first)


def _oddities(holiday: Announced, again: bool, first: int) -> Iterator[str]:
    if again:
        yield _("the same as record {row}; read once").format(row=first)
    elif holiday.day.weekday() >= SATURDAY:
        words = _("{day} is no working day anyway: no date moves by it")
        yield words.format(day=with_weekday(holiday.day))
    elif holiday.announced_on and holiday.announced_on > holiday.day:
        yield _("it was announced after the day itself")

"""What one cell of a register says: text, a date, an amount. A cell is read or refused, never guessed."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from workflow.clock import london
from workflow.words import gettext as _

LONGEST_KEY = 200
LONGEST_TEXT = 1_000
LONGEST_CLAUSE = 20_000

MONTHS = ("january february march april may june july august september october november december").split()
_TIME = r"(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?"
_ISO = re.compile(rf"(\d{{4}})-(\d{{1,2}})-(\d{{1,2}}){_TIME}", re.ASCII)
_DAY_FIRST = re.compile(rf"(\d{{1,2}})([/.-])(\d{{1,2}})\2(\d{{4}}){_TIME}", re.ASCII)
_WORDED = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[ -]([a-z]{3,9})\.?,?[ -](\d{4})", re.ASCII | re.IGNORECASE)
_SHORT_YEAR = re.compile(r"\d{1,2}[/. -](?:\d{1,2}|[a-z]{3,9})[/. -]\d{2}", re.ASCII | re.IGNORECASE)
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?", re.ASCII)
_AMOUNT = re.compile(r"-?£? ?(?:\d{1,13}|\d{1,3}(?:,\d{3}){1,4})(?:\.\d{1,20})?", re.ASCII)
_WHOLE = re.compile(r"(\d{1,4})(?:\.0+)?", re.ASCII)


def N_(name: str) -> str:
    """Marks a cell's name for translation; it is translated only when a message needs it."""
    return name


class Unreadable(Exception):
    """The record cannot be read; the message says why and the mend."""


class APerson(Unreadable):
    """The record is about somebody who looks like a natural person: it is left out, and counted."""


def shown(text: str) -> str:
    """The text as a message may quote it: printable, on one line, 40 characters at most."""
    plain = "".join(letter if letter.isprintable() else " " for letter in text[:200])
    plain = " ".join(plain.split())
    return plain if len(plain) <= 40 else plain[:39] + "…"


def spoken(day: date) -> str:
    """A date as people read it: 3 March 2027."""
    return f"{day.day} {MONTHS[day.month - 1].title()} {day.year}"


def tidy(text: str) -> str:
    """One line, single spaces, no invisible characters; what is visible stays as published."""
    if not text.isprintable():
        text = "".join(letter for letter in text if letter.isprintable() or letter.isspace())
    return " ".join(text.split())


def line(text: str, name: str, longest: int = LONGEST_TEXT) -> str:
    """The tidied cell; refuses one longer than any real name or title."""
    words = tidy(text)
    if len(words) > longest:
        raise Unreadable(
            _("The {name} is {length:,} characters long; at most {longest:,} are read. Shorten it.").format(
                name=_(name), length=len(words), longest=longest
            )
        )
    return words


def clause(text: str) -> str:
    """A longer text: its line breaks stay, invisible characters go."""
    return "\n".join(line(part, N_("notice clause"), LONGEST_CLAUSE) for part in text.split("\n")).strip()


def day(text: str, name: str) -> date | None:
    """The date in the cell, None if it is empty. ISO, or the day first as is usual in the United Kingdom."""
    if not text or text.isspace():
        return None
    found = _calendar_date(text.strip())
    if isinstance(found, date):
        return found
    raise Unreadable(_("The {name} “{text}” {fault}").format(name=_(name), text=shown(text), fault=found))


@lru_cache(maxsize=4096)
def _calendar_date(text: str) -> date | str:
    """The date, or what is wrong with it and the mend."""
    try:
        parts = _parts(text)
        if parts:
            return date(*parts)
    except ValueError:
        return _("is not in the calendar (the day comes before the month). Write 2027-03-31 or 31/03/2027.")
    if _SHORT_YEAR.fullmatch(text):
        return _("leaves the century open. Write the year in four figures: 31/03/2027.")
    if _SERIAL.fullmatch(text):
        return _("is a spreadsheet's day number. Format the column as yyyy-mm-dd and save the file again.")
    return _("is not a date. Write 2027-03-31 or 31/03/2027, or leave it empty.")


def _parts(text: str) -> tuple[int, int, int] | None:
    if found := _ISO.fullmatch(text):
        if found[4]:
            return _local_day(text)
        return int(found[1]), int(found[2]), int(found[3])
    if found := _DAY_FIRST.fullmatch(text):
        return int(found[4]), int(found[3]), int(found[1])
    if (found := _WORDED.fullmatch(text)) and (month := _month(found[2])):
        return int(found[3]), month, int(found[1])
    return None


def _local_day(text: str) -> tuple[int, int, int]:
    """The day in Europe/London of a time with an offset: 23:00 in UTC may be the next day."""
    local = london(datetime.fromisoformat(text))
    return local.year, local.month, local.day


def _month(word: str) -> int:
    """1 to 12 for a month's name or its usual short form, 0 for another word."""
    low = word.lower()
    low = "sep" if low == "sept" else low
    return next((n for n, name in enumerate(MONTHS, 1) if low in (name, name[:3])), 0)


def pounds(text: str, name: str) -> Decimal | None:
    """The amount in the cell in pounds, None if it is empty."""
    plain = text.strip()
    if not plain:
        return None
    if not _AMOUNT.fullmatch(plain):
        raise Unreadable(
            _("The {name} “{text}” is not a number. Write pounds as 1234.56, or leave it empty.").format(
                name=_(name), text=shown(text)
            )
        )
    return Decimal(plain.replace("£", "").replace(",", "").replace(" ", ""))


def months(text: str) -> int | None:
    """A whole number of months, None if the cell says none or something else."""
    found = _WHOLE.fullmatch(text.strip())
    return int(found[1]) if found else None

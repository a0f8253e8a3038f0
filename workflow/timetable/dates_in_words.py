"""Dates as people read them: never in figures alone, and with the weekday where someone must act."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from workflow.words import gettext as _

REMEMBERED = 4096  # looking up a translation costs far more than the date: a page repeats its dates

# Named here, not taken from the process's locale, so that a server's setting cannot change a letter.
_WEEKDAYS = (
    _("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"),
)  # fmt: skip
_MONTHS = (
    _("January"), _("February"), _("March"), _("April"), _("May"), _("June"), _("July"), _("August"),
    _("September"), _("October"), _("November"), _("December"),
)  # fmt: skip


@lru_cache(maxsize=REMEMBERED)
def in_words(day: date) -> str:
    """A date, e.g. "3 March 2027"."""
    return f"{day.day} {_(_MONTHS[day.month - 1])} {day.year}"


@lru_cache(maxsize=REMEMBERED)
def with_weekday(day: date) -> str:
    """A date on which someone must act, e.g. "Wednesday 3 March 2027"."""
    return f"{_(_WEEKDAYS[day.weekday()])} {in_words(day)}"


@lru_cache(maxsize=REMEMBERED)
def day_and_month(day: date) -> str:
    """A date whose year is plain from the words around it, e.g. "3 March"."""
    return f"{day.day} {_(_MONTHS[day.month - 1])}"


def month_in_words(day: date) -> str:
    """The month of a date, e.g. "March 2027"."""
    return f"{_(_MONTHS[day.month - 1])} {day.year}"


def one_and_another(parts: Sequence[str]) -> str:
    """Parts joined as people list them: "a", "a and b", "a, b and c"."""
    if len(parts) < 2:
        return "".join(parts)
    return _("{most} and {last}").format(most=", ".join(parts[:-1]), last=parts[-1])


def which_edition(edition: str, since: date | None, until: date | None) -> tuple[str, ...]:
    """Of which days the figure of an edition is; nothing where every edition has the same."""
    if not edition or not (since or until):
        return ()
    words = _("Edition {edition} of the rulebook counts for what begins from {since} to {until}.")
    if since is None:
        words = _("Edition {edition} of the rulebook counts for what begins up to {until}.")
    elif until is None:
        words = _("Edition {edition} of the rulebook counts for what begins on or after {since}.")
    days = {"since": since and in_words(since), "until": until and in_words(until)}
    return (words.format(edition=edition, **days),)

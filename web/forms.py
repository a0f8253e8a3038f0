"""Forms, shared by all pages: typed text in, values and plain messages out; commands run for them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from gettext import gettext as _
from typing import TypeVar

from flask import flash, redirect
from werkzeug.wrappers import Response

from web.security import post_key as post_key
from workflow.errors import AlreadyDone, BadRequest, Refused, Stale
from workflow.timetable.dates_in_words import in_words

Answer = TypeVar("Answer")
FIRST, LAST = date(1990, 1, 1), date(2100, 12, 31)
PARTS = ("day", "month", "year")
_UNSEEN = dict.fromkeys((0, 0x202D, 0x202E))
"""NUL, and the marks that turn round what stands after them; text from right to left needs neither."""
_MONTHS = tuple(in_words(date(2000, month, 1)).split()[1].casefold() for month in range(1, 13))


def date_parts(form: Mapping[str, str], name: str) -> dict[str, str]:
    """What was typed into a date's three fields, to be shown again as it was."""
    return {part: _clean(form.get(f"{name}-{part}", "")) for part in PARTS}


def read_date(
    form: Mapping[str, str], name: str, missing: str | None = None, subject: str | None = None
) -> tuple[date | None, str | None]:
    """The date of three fields, or None and what to do about it.

    The month may be a number or a name. Three empty fields answer None, with the message `missing` if the
    date is wanted; `subject` begins the other messages (else "The date").
    """
    typed = date_parts(form, name)
    subject = subject or _("The date")
    absent = [part for part in PARTS if not typed[part]]
    if len(absent) == len(PARTS):
        return None, missing
    if absent:
        return None, _("%(subject)s must include a %(part)s.") % {
            "subject": subject,
            "part": _part(absent[0]),
        }
    return _real(typed, subject)


def _real(typed: Mapping[str, str], subject: str) -> tuple[date | None, str | None]:
    if typed["year"].isdecimal() and len(typed["year"]) != 4:
        return None, _("%s must have a year of 4 numbers, like 2028.") % subject
    try:
        found = date(int(typed["year"]), _month(typed["month"]), int(typed["day"]))
    except ValueError:
        return None, _("%s must be a real date, like 31 March 2028.") % subject
    if not FIRST <= found <= LAST:
        known = {"subject": subject, "first": in_words(FIRST), "last": in_words(LAST)}
        return None, _("%(subject)s must be between %(first)s and %(last)s.") % known
    return found, None


def _part(part: str) -> str:
    return {"day": _("day"), "month": _("month"), "year": _("year")}[part]


def _month(typed: str) -> int:
    """The number of a month given by number, name or the first letters of its name (three or more)."""
    if typed.isdecimal():
        return int(typed)
    word = typed.casefold().rstrip(".")
    found = [at for at, name in enumerate(_MONTHS, start=1) if len(word) >= 3 and name.startswith(word)]
    return found[0] if found else 0


def _clean(text: str) -> str:
    return text.translate(_UNSEEN).strip()


@dataclass(slots=True)
class Form:
    """One posted form: what was typed (`values`, to be shown again) and what is wrong with it (`errors`).

    `said` is the same answer in words, for a reader who compares it with what someone else saved.
    """

    typed: Mapping[str, str]
    values: dict[str, object] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)
    stale: bool = False
    refused: bool = False

    @property
    def key(self) -> str | None:
        """The one-time key of this answer: the key that the form was given, and what was typed into it.

        Sent again as it was it is the same; changed and sent again it is another answer.
        """
        if not self.typed.get("key"):
            return None
        told = [f"{n}={v}" for n, v in sorted(self.typed.items()) if n not in ("csrf_token", "version")]
        return hashlib.sha256("\n".join(told).encode()).hexdigest()

    @property
    def version(self) -> int:
        """The version that its sender saw; 0, which is always stale, where the form carries none."""
        found = self.typed.get("version", "")
        return int(found) if found.isdecimal() and len(found) < 10 else 0

    @property
    def status(self) -> int:
        """The HTTP status of the page that shows this form again."""
        return 409 if self.stale or self.refused else (400 if self.errors else 200)

    def text(self, name: str, missing: str | None = None, most: int = 4000) -> str:
        """The text of a field; with `missing`, an empty one is an error with that message."""
        found = _clean(self.typed.get(name, "")).replace("\r\n", "\n")
        self.values[name] = found
        self._say(found)
        if not found and missing:
            self.errors[name] = missing
        if len(found) > most:
            self.errors[name] = _("This must be %d characters or fewer.") % most
        return found

    def choice(self, name: str, allowed: Iterable[Sequence[str]], missing: str | None = None) -> str:
        """The choice made of the page's options (value, words), else ""; with `missing` that is an error."""
        words = {option[0]: option[1] for option in allowed}
        found = self.typed.get(name, "")
        found = found if found in words else ""
        self.values[name] = found
        self._say(words.get(found, ""))
        if not found and missing:
            self.errors[name] = missing
        return found

    def date(self, name: str, missing: str | None = None, subject: str | None = None) -> date | None:
        """The date of three fields, or None; whatever is wrong with it stands in `errors`."""
        found, wrong = read_date(self.typed, name, missing, subject)
        self.values[name] = date_parts(self.typed, name)
        self._say(in_words(found) if found else "")
        if wrong:
            self.errors[name] = wrong
        return found

    def _say(self, words: str) -> None:
        if words:
            self.said.append(words)


def submit(
    form: Form,
    command: Callable[[], Answer],
    *,
    to: Callable[[Answer], str],
    done: Callable[[Answer], str],
    again: Callable[[str], str],
    field_name: str = "",
) -> Response | None:
    """Run a command for a form without errors: a redirect once it is done, else None and the form says why.

    A second sending of the same form acts once and leads to `again`, given the first sending's result. A
    wrong request stands under `field_name`; `form.stale` says that someone else changed the object meanwhile.
    """
    if form.errors:
        return None
    try:
        answer = command()
    except AlreadyDone as fault:
        flash(_("This was already saved. Nothing was done twice."), "info")
        return redirect(again(str(fault)), 303)
    except BadRequest as fault:
        form.errors[field_name] = str(fault)
        return None
    except Refused as fault:
        form.refused, form.errors[""] = True, str(fault)
        return None
    except Stale:
        form.stale = True
        form.errors[""] = _("Someone else changed this since you opened it. Compare, then save again.")
        return None
    flash(done(answer), "success")
    return redirect(to(answer), 303)

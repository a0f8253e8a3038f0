"""The answers of the date check. They live in the address and nowhere else."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from web.forms import date_parts, read_date
from workflow.words import gettext as _

Typed = MultiDict[str, str]
QUESTIONS = ("what", "bodies", "kind", "value", "end", "decides")
OWNS: Mapping[str, tuple[str, ...]] = {
    "what": ("what",),
    "bodies": ("bodies",),
    "kind": ("kind",),
    "value": ("value",),
    "end": ("end", "end-day", "end-month", "end-year", "movable"),
    "decides": ("decides", "also"),
}
CHOICES: Mapping[str, tuple[str, ...]] = {
    "what": ("buy", "retender", "extend", "change", "reduce", "end", "grants", "not_sure"),
    "bodies": ("council", "nhs", "other"),
    "kind": ("health", "light_touch", "neither", "unknown"),
    "movable": ("yes", "no"),
    "decides": ("officer", "director", "cabinet_member", "board", "nhs_committee", "joint", "unknown"),
    "also": ("tupe", "building", "care"),
}
ENDING = ("reduce", "end")
CHANGING = ("extend", "change")
LONGEST = 200
_TIMES = {"k": 1_000, "thousand": 1_000, "m": 1_000_000, "million": 1_000_000}
_MONEY = re.compile(
    r"(?:about|around|approximately|roughly|circa|c\.?|~)?\s*£?\s*([\d.,\s]+?)\s*(k|thousand|m|million)?"
)
MOST_MONEY = 10**12


@dataclass(frozen=True, slots=True)
class Answers:
    """All six answers. `value` is in pounds, None where it is not known."""

    what: str
    bodies: tuple[str, ...]
    kind: str
    value: int | None
    end: date
    movable: bool
    decides: str
    also: tuple[str, ...]

    @property
    def ending(self) -> bool:
        """Whether a service or its funding is to be reduced or ended."""
        return self.what in ENDING

    @property
    def changing(self) -> bool:
        """Whether an agreement that runs is to be extended or changed: the date is the last day as it is."""
        return self.what in CHANGING


@dataclass(frozen=True, slots=True)
class Read:
    """Answers as far as they can be read: the typed address, what is wrong, and which were not given."""

    answers: Answers | None
    errors: Mapping[str, Mapping[str, str]]  # by question: field -> message

    def first_open(self) -> str | None:
        """The first question that is not answered, or whose answer cannot be used."""
        return next((question for question in QUESTIONS if self.errors[question]), None)


def read(typed: Typed) -> Read:
    """Read all answers of an address."""
    errors = {question: wrong(question, typed) for question in QUESTIONS}
    end, value = _end(typed)[0], _value(typed)[0]
    if any(errors.values()) or end is None:
        return Read(None, errors)
    return Read(
        Answers(
            what=typed["what"],
            bodies=chosen(typed, "bodies"),
            kind=typed["kind"],
            value=value,
            end=end,
            movable=typed["movable"] == "yes",
            decides=typed["decides"],
            also=chosen(typed, "also"),
        ),
        errors,
    )


def wrong(question: str, typed: Typed) -> dict[str, str]:
    """What is wrong with the answer to one question: field -> message, empty if nothing is."""
    if question == "value":
        message = _value(typed)[1]
        return {"value": message} if message else {}
    if question == "end":
        found = {"end": _end(typed)[1], "movable": None}
        if typed.get("movable") not in CHOICES["movable"]:
            found["movable"] = _("Select whether the date can move")
        return {field: message for field, message in found.items() if message}
    return {} if chosen(typed, question) else {question: _missing(question)}


def answered(question: str, typed: Typed) -> bool:
    """Whether an address carries any answer to a question."""
    return any(name in typed for name in OWNS[question])


def chosen(typed: Typed, name: str) -> tuple[str, ...]:
    """The known choices made under a name, in the order of the page."""
    return tuple(choice for choice in CHOICES[name] if choice in typed.getlist(name))


def kept(typed: Typed, without: str | None = None) -> list[tuple[str, str]]:
    """What the address must go on carrying: every answer, but the one of a question that asks anew."""
    names = [n for question in QUESTIONS if question != without for n in OWNS[question]]
    return [(name, value[:LONGEST]) for name in names for value in typed.getlist(name)]


def tidy(typed: Typed) -> list[tuple[str, str]]:
    """The same answers as a short address: the date as one, known choices only."""
    end, _message = _end(typed)
    pairs = [pair for pair in kept(typed) if not pair[0].startswith("end")]
    return [*pairs, ("end", end.isoformat())] if end else kept(typed)


def address(path: str, pairs: Sequence[tuple[str, str]]) -> str:
    """A path with these answers."""
    return f"{path}?{urlencode(pairs)}" if pairs else path


def end_parts(typed: Typed) -> dict[str, str]:
    """The date as its three fields show it: as typed, else from the address."""
    parts = date_parts(typed, "end")
    given = typed.get("end", "")[:LONGEST].split("-")
    if any(parts.values()) or len(given) != len(parts):
        return parts
    return dict(zip(parts, [part.lstrip("0") for part in reversed(given)], strict=True))


def pounds(text: str) -> int | None:
    """An amount as people type it ("about £1.3m", "250,000"), in whole pounds; None if it is no number."""
    found = _MONEY.fullmatch(text.strip().casefold())
    try:
        number = Decimal(re.sub(r"[,\s]", "", found[1])) if found else None
    except InvalidOperation:
        return None
    if found is None or number is None:
        return None
    amount = int(number * _TIMES.get(found[2] or "", 1))
    return amount if amount <= MOST_MONEY else None


def _value(typed: Typed) -> tuple[int | None, str | None]:
    text = typed.get("value", "")[:LONGEST].strip()
    amount = pounds(text)
    if "value" not in typed:
        return None, _("Enter about what it is worth, like 250000, or continue without if you do not know")
    return (
        (amount, None) if amount is not None or not text else (None, _("Value must be a number, like 250000"))
    )


def _end(typed: Typed) -> tuple[date | None, str | None]:
    missing, subject = _("Enter the date the service must start"), _("The start date")
    if typed.get("what") in ENDING:
        missing, subject = _("Enter the date the funding or service must end"), _("The end date")
    elif typed.get("what") in CHANGING:
        missing, subject = _("Enter the last day of the agreement as it is now"), _("The last day")
    parts = {f"end-{part}": text for part, text in end_parts(typed).items()}
    return read_date(parts, "end", missing, subject)


def _missing(question: str) -> str:
    return {
        "what": _("Select what you are planning"),
        "bodies": _("Select which bodies are deciding"),
        "kind": _("Select what kind of service it is, or that you do not know"),
        "decides": _("Select who decides, or that you do not know"),
    }[question]

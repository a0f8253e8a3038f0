"""A survey tool's export, one reply a row: what was asked and how many answered what. Nobody is told apart.

Columns that say who replied are left out unless they are chosen. Counts below ten are not shown, nor one more
where the sum would give the hidden one away.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from workflow.errors import BadRequest
from workflow.register.cells import shown, tidy
from workflow.register.model import Finding, Refusal
from workflow.register.tables import Source, read_plain
from workflow.words import gettext as _

FEWEST = 10
"""Counts under ten are suppressed: the people behind them could be known."""
MOST_CHOICES = 25
LONGEST_CHOICE = 120
LONGEST_QUESTION = 300
_PERSONAL = re.compile(
    r"\b(?:names?|forename|surname|e-?mail|post ?code|phone|telephone|mobile|address|date of birth|dob|"
    r"ip address|user ?id|respondent|contact|twitter|signature)\b",
    re.IGNORECASE,
)
_KEPT_ANYWAY = re.compile(
    r"\b(?:name of (?:the )?(?:organisation|service|group)|organisation)\b", re.IGNORECASE
)
_VALUES = (
    re.compile(r"[^@\s]+@[^@\s]+\.[a-z]{2,}", re.IGNORECASE),
    re.compile(r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}", re.IGNORECASE),
    re.compile(r"(?:\+44 ?|0)\d[\d ]{8,11}"),
    re.compile(r"\d{1,3}(?:\.\d{1,3}){3}"),
)
_MACHINE = re.compile(r"(?:response|reply|respondent|submission)? ?(?:id|number|date|time|reference|status)|"
                      r"(?:submitted|started|completed|last modified)(?: (?:on|at|date))?|"
                      r"(?:date|time) (?:submitted|started|completed)", re.IGNORECASE)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: how many answered, and the choices with their counts (None: fewer than ten).

    `choices` is empty where people wrote what they liked.
    """

    question: str
    answered: int | None
    choices: tuple[tuple[str, int | None], ...]


@dataclass(frozen=True, slots=True)
class Survey:
    """The replies in numbers; `personal` are the columns left out, `machine` those of the tool itself."""

    replies: int
    asked: tuple[Asked, ...]
    personal: tuple[str, ...]
    machine: tuple[str, ...]
    kept: tuple[Finding, ...]
    refused: tuple[Refusal, ...]


def read_survey(source: Source, *, chosen: Iterable[str] = (), heading: int = 0) -> Survey:
    """The replies of a survey's export counted by question; `chosen` personal columns are counted too.

    A reply whose cells do not fit the headings is refused with its number. Raises BadRequest with the mend.
    """
    headings, records, notes = read_plain(source, heading)
    if not any(name.strip() for name in headings):
        raise BadRequest(_("The file has no headings. Its first row must hold the questions."))
    replies = [row for _number, row in records if not isinstance(row, Refusal)]
    refused = tuple(row for _number, row in records if isinstance(row, Refusal))
    columns = {n: [tidy(row[n]) for row in replies] for n in range(len(headings))}
    personal = {n for n in columns if _is_personal(headings[n], columns[n])}
    machine = {n for n in columns if _MACHINE.fullmatch(tidy(headings[n])) or not headings[n].strip()}
    counted = [n for n in columns if n not in machine and (n not in personal or headings[n] in set(chosen))]
    kept = [Finding(0, note) for note in notes] + _twice(headings, replies)
    return Survey(
        replies=len(replies),
        asked=tuple(_asked(headings[n], columns[n]) for n in counted),
        personal=tuple(headings[n] for n in sorted(personal - machine) if n not in counted),
        machine=tuple(headings[n] for n in sorted(machine) if headings[n].strip()),
        kept=tuple(kept),
        refused=refused,
    )


def _is_personal(heading: str, values: Sequence[str]) -> bool:
    """By its heading, or because most of it is e-mail addresses, postcodes or telephone numbers."""
    if _PERSONAL.search(heading) and not _KEPT_ANYWAY.search(heading):
        return True
    filled = [value for value in values if value]
    like = sum(any(known.fullmatch(value) for known in _VALUES) for value in filled)
    return bool(filled) and like * 2 > len(filled)


def _asked(heading: str, values: Sequence[str]) -> Asked:
    filled = [value for value in values if value]
    counts = Counter(filled)
    written = len(counts) > MOST_CHOICES or any(len(choice) > LONGEST_CHOICE for choice in counts)
    repeated = len(counts) * 2 <= len(filled)
    choices = () if written or not repeated else _suppressed(counts)
    question = tidy(heading)[:LONGEST_QUESTION]
    return Asked(question, len(filled) if not 0 < len(filled) < FEWEST else None, choices)


def _suppressed(counts: Mapping[str, int]) -> tuple[tuple[str, int | None], ...]:
    """The commonest first. Where one count is hidden, the next smallest is too: the sum would tell it."""
    ordered = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    hidden = {choice for choice, n in ordered if n < FEWEST}
    if len(hidden) == 1 and len(ordered) > 1:
        hidden.add(next(choice for choice, _n in reversed(ordered) if choice not in hidden))
    return tuple((choice, None if choice in hidden else n) for choice, n in ordered)


def _twice(headings: Sequence[str], replies: Sequence[Sequence[str]]) -> list[Finding]:
    """What is odd of the whole: the same question twice, the same reply twice."""
    names = Counter(tidy(name) for name in headings if name.strip())
    odd = [
        Finding(0, _("the question “{question}” stands {n} times; each is counted").format(
            question=shown(name), n=n
        ))
        for name, n in names.items() if n > 1
    ]  # fmt: skip
    first: dict[tuple[str, ...], int] = {}
    for number, row in enumerate(replies, 1):
        key = tuple(map(tidy, row))
        if first.setdefault(key, number) != number:
            words = _("the same as reply {first}, word for word; both are counted")
            odd.append(Finding(number, words.format(first=first[key])))
    return odd

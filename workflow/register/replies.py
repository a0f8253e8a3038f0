"""The replies of a survey's export, one a row: which column is what, and what is taken in.

Names and contact details of people are left out unless the column names an organisation. Equality answers
are counted and never kept with a reply.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from workflow.errors import BadRequest
from workflow.register.cells import tidy
from workflow.register.model import Finding, Refusal
from workflow.register.surveys import read_survey
from workflow.register.tables import Source, read_plain
from workflow.words import gettext as _

LEFT_OUT, TEXT, ORGANISATION, RECEIVED, EQUALITY = "left_out", "text", "organisation", "received", "equality"
ROLES: Mapping[str, str] = {
    LEFT_OUT: _("Leave it out"),
    TEXT: _("What people wrote or chose"),
    ORGANISATION: _("Name of their organisation"),
    RECEIVED: _("Day on which it came"),
    EQUALITY: _("Equality question: counted only"),
}
LONGEST_TEXT = 20_000
LONGEST_QUESTION, LONGEST_ANSWER = 200, 120
_ORGANISATION = re.compile(r"\borgani[sz]ation\b|\bname of (the |your )?(group|charity)\b", re.IGNORECASE)
_RECEIVED = re.compile(r"\b(date|submitted|received|completed)\b", re.IGNORECASE)
_EQUALITY = re.compile(
    r"\b(ethnic|gender|sex|age|disab|religio|belief|sexual|orientation|marital|pregnan|carer|identity)\w*",
    re.IGNORECASE,
)
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})|(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")


@dataclass(frozen=True, slots=True)
class Reply:
    """One reply: `key` is the same for the same row, so that a file taken in twice counts once; two who said
    the same in one file are told apart by their order."""

    key: str
    received_on: date | None
    organisation: str
    text: str
    equality: tuple[tuple[str, str], ...] = ()
    """Each equality question with its answer: to be counted, never kept with the reply."""


@dataclass(frozen=True, slots=True)
class Replies:
    """What a file holds under a choice of columns: replies, what is odd, what is refused."""

    replies: tuple[Reply, ...]
    findings: tuple[Finding, ...]
    refused: tuple[Refusal, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """One column: its number, its heading, two examples, and what it most likely is."""

    number: int
    text: str
    examples: tuple[str, ...]
    role: str


def headings(source: Source) -> tuple[Heading, ...]:
    """The columns of a file with a guess for each. Raises BadRequest with the mend."""
    names, records, _notes = read_plain(source)
    rows = [row for _number, row in records if not isinstance(row, Refusal)]
    known = read_survey(source)
    private, machine = set(known.personal), set(known.machine)
    found = []
    for n, name in enumerate(names):
        filled = [tidy(row[n]) for row in rows if tidy(row[n])]
        role = _guess(tidy(name), name in private, name in machine)
        examples = () if role == LEFT_OUT and name in private else tuple(dict.fromkeys(filled))[:2]
        found.append(Heading(n, tidy(name), tuple(text[:80] for text in examples), role))
    return tuple(found)


def _guess(name: str, private: bool, machine: bool) -> str:
    if _RECEIVED.search(name) and (machine or len(name) < 30):
        return RECEIVED
    if _ORGANISATION.search(name) and len(name) < 60:
        return ORGANISATION
    if private or machine or not name:
        return LEFT_OUT
    return EQUALITY if _EQUALITY.search(name) and len(name) < 80 else TEXT


def read_replies(source: Source, roles: Mapping[int, str]) -> Replies:
    """The replies under a choice of columns. BadRequest where no column holds what people wrote or chose."""
    if TEXT not in roles.values():
        raise BadRequest(_("Choose at least one column with what people wrote or chose."))
    names, records, notes = read_plain(source)
    replies: list[Reply] = []
    findings = [Finding(0, note) for note in notes]
    alike: Counter[str] = Counter()
    for number, row in records:
        if isinstance(row, Refusal):
            continue
        alike[whole := "\x1f".join(cell.strip() for cell in row)] += 1
        found = _reply(names, row, roles, f"{whole}\x1e{alike[whole]}" if alike[whole] > 1 else whole)
        if not found.text:
            findings.append(Finding(number, _("nothing was answered; it is counted, without words")))
        if found.received_on is None and RECEIVED in roles.values():
            findings.append(Finding(number, _("no day can be read; the day of the import stands for it")))
        replies.append(found)
    refused = tuple(row for _number, row in records if isinstance(row, Refusal))
    return Replies(tuple(replies), tuple(findings), refused)


def _reply(names: Sequence[str], row: Sequence[str], roles: Mapping[int, str], whole: str) -> Reply:
    asked = [n for n, role in sorted(roles.items()) if role == TEXT and n < len(row) and row[n].strip()]
    alone = sum(role == TEXT for role in roles.values()) == 1
    text = "\n\n".join(row[n].strip() if alone else f"{tidy(names[n])}\n{row[n].strip()}" for n in asked)
    return Reply(
        key=hashlib.sha256(whole.encode()).hexdigest(),
        received_on=_first_day(row, roles),
        organisation=tidy(" ".join(_of(row, roles, ORGANISATION)))[:300],
        text=text[:LONGEST_TEXT],
        equality=_equality(names, row, roles),
    )


def _of(row: Sequence[str], roles: Mapping[int, str], role: str) -> list[str]:
    return [row[n] for n, each in sorted(roles.items()) if each == role and n < len(row)]


def _first_day(row: Sequence[str], roles: Mapping[int, str]) -> date | None:
    for cell in _of(row, roles, RECEIVED):
        found = _DAY.search(cell)
        if found:
            parts = found.groups()
            year, month, day = parts[:3] if parts[0] else (parts[5], parts[4], parts[3])
            try:
                return date(int(year), int(month), int(day))
            except ValueError:
                return None
    return None


def _equality(
    names: Sequence[str], row: Sequence[str], roles: Mapping[int, str]
) -> tuple[tuple[str, str], ...]:
    asked = [n for n, role in sorted(roles.items()) if role == EQUALITY and n < len(row) and tidy(row[n])]
    return tuple((tidy(names[n])[:LONGEST_QUESTION], tidy(row[n])[:LONGEST_ANSWER]) for n in asked)


def counted(replies: Iterable[Reply]) -> Mapping[str, Mapping[str, int]]:
    """How many of these replies gave each answer to each equality question."""
    found: dict[str, Counter[str]] = {}
    for reply in replies:
        for question, answer in reply.equality:
            found.setdefault(question, Counter())[answer] += 1
    return found

"""Two editions beside each other: which rules were added, removed and changed, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from web.public.rule_words import Book, Told, rules_of, tell
from workflow.rulebook.library import Library
from workflow.rulebook.model import Rulebook
from workflow.timetable.counting import describe
from workflow.words import gettext as _
from workflow.words import ngettext

Pieces = tuple[tuple[str, bool], ...]
"""Text in pieces, each with whether it differs from the other side."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One line that differs: as it was and as it is."""

    label: str
    old: Pieces
    new: Pieces


@dataclass(frozen=True, slots=True)
class Changed:
    """One rule that both have, and what differs in it."""

    rule_id: str
    title: str
    unconfirmed: bool
    lines: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What it takes to come from one edition to another."""

    added: tuple[Told, ...]
    removed: tuple[Told, ...]
    changed: tuple[Changed, ...]
    figures: tuple[Difference, ...]

    def summary(self) -> str:
        """It in one sentence, e.g. "2 rules added, 1 changed."."""
        a, r, c = len(self.added), len(self.removed), len(self.changed)
        first = [
            (a, ngettext("{n} rule added", "{n} rules added", a), _("{n} added")),
            (r, ngettext("{n} rule removed", "{n} rules removed", r), _("{n} removed")),
            (c, ngettext("{n} rule changed", "{n} rules changed", c), _("{n} changed")),
        ]
        seen = [(n, full, short) for n, full, short in first if n]
        parts = [(short if place else full).format(n=n) for place, (n, full, short) in enumerate(seen)]
        return ", ".join(parts) + "." if parts else _("No rule differs.")


def compare(old: Book, new: Book, library: Library) -> Comparison:
    """What was added, removed and changed from one rulebook or pack to another."""
    before = {rule.id: tell(rule, old, library) for rule in rules_of(old)}
    after = {rule.id: tell(rule, new, library) for rule in rules_of(new)}
    both = ((before[name], after[name]) for name in after if name in before)
    changed = (_changed(one, other) for one, other in both)
    return Comparison(
        added=tuple(told for name, told in after.items() if name not in before),
        removed=tuple(told for name, told in before.items() if name not in after),
        changed=tuple(one for one in changed if one.lines),
        figures=_differences(dict(_figures(old)), dict(_figures(new))),
    )


def by_word(old: str, new: str) -> tuple[Pieces, Pieces]:
    """Two texts in pieces of whole words: what only the first has, and what only the second has."""
    a, b = re.findall(r"\S+\s*", old), re.findall(r"\S+\s*", new)
    steps = SequenceMatcher(None, a, b, autojunk=False).get_opcodes()
    left = [("".join(a[i:j]), tag != "equal") for tag, i, j, _k, _l in steps if i < j]
    right = [("".join(b[k:m]), tag != "equal") for tag, _i, _j, k, m in steps if k < m]
    return tuple(left), tuple(right)


def _changed(old: Told, new: Told) -> Changed:
    lines = _differences(dict(old.lines()), dict(new.lines()))
    return Changed(new.rule.id, new.rule.title, old.unconfirmed or new.unconfirmed, lines)


def _differences(old: dict[str, str], new: dict[str, str]) -> tuple[Difference, ...]:
    labels = dict.fromkeys((*old, *new))
    pairs = ((label, old.get(label, ""), new.get(label, "")) for label in labels)
    return tuple(Difference(label, *by_word(a, b)) for label, a, b in pairs if a != b)


def _figures(book: Book) -> Iterator[tuple[str, str]]:
    if isinstance(book, Rulebook):
        for route, durations in book.authority.durations.items():
            for own in durations:
                label = f"{own.title} ({book.routes[route].title})"
                yield label, describe(own.method, own.n, own.calendar)

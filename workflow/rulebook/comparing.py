"""How two rulebooks or packs differ: the one comparison behind `rulebook diff` and the page."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from workflow.rulebook.model import Duration, Pack, Rule, Rulebook
from workflow.words import gettext as _
from workflow.words import ngettext

Book = Rulebook | Pack
Field = tuple[str, str, str]
"""One value that differs by its dotted name: as it was and as it is."""
Pieces = tuple[tuple[str, bool], ...]
"""Text in pieces, each with whether it differs from the other side."""


@dataclass(frozen=True, slots=True)
class Change:
    """One rule that differs: new, gone, or changed in fields told as (key, was, now)."""

    rule: str
    what: Literal["added", "removed", "changed"]
    title: str
    fields: tuple[Field, ...] = ()


@dataclass(frozen=True, slots=True)
class DurationChange:
    """One planning figure of an authority that differs; None where it does not have it."""

    route: str
    title: str
    was: Duration | None
    now: Duration | None


@dataclass(frozen=True, slots=True)
class AdoptionChange:
    """One pack of which another edition is adopted, or which only one of the two adopted."""

    pack: str
    was: str | None
    now: str | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """What it takes to come from one rulebook or pack to another; empty where they ask the same."""

    rules: tuple[Change, ...]
    durations: tuple[DurationChange, ...] = ()
    adoptions: tuple[AdoptionChange, ...] = ()

    def of(self, what: str) -> tuple[Change, ...]:
        """The rules that were "added", "removed" or "changed"."""
        return tuple(one for one in self.rules if one.what == what)

    def summary(self) -> str:
        """The rules in one sentence, e.g. "2 rules added, 1 changed."."""
        a, r, c = (len(self.of(what)) for what in ("added", "removed", "changed"))
        first = [
            (a, ngettext("{n} rule added", "{n} rules added", a), _("{n} added")),
            (r, ngettext("{n} rule removed", "{n} rules removed", r), _("{n} removed")),
            (c, ngettext("{n} rule changed", "{n} rules changed", c), _("{n} changed")),
        ]
        seen = [(n, full, short) for n, full, short in first if n]
        parts = [(short if place else full).format(n=n) for place, (n, full, short) in enumerate(seen)]
        return ", ".join(parts) + "." if parts else _("No rule differs.")

    def __bool__(self) -> bool:
        return bool(self.rules or self.durations or self.adoptions)


def compare(first: Book, second: Book) -> Comparison:
    """What the second asks that the first does not, and the other way round: rules in the second's order
    with those that are gone last, planning figures, adopted editions."""
    return Comparison(
        tuple(_rules(first, second)), tuple(_durations(first, second)), tuple(_adoptions(first, second))
    )


def rules_of(book: Book) -> tuple[Rule, ...]:
    """The rules of a rulebook or a pack, in its order."""
    return tuple(book.rules.values()) if isinstance(book, Rulebook) else book.rules


def unconfirmed_in(book: Book, rule: Rule) -> bool:
    """Whether a rule is unconfirmed there: it rests on memory and no authority confirmed its figure."""
    return book.unconfirmed(rule.id) if isinstance(book, Rulebook) else rule.rests_on_memory


def by_word(old: str, new: str) -> tuple[Pieces, Pieces]:
    """Two texts in pieces of whole words: what only the first has, and what only the second has."""
    a, b = re.findall(r"\S+\s*", old), re.findall(r"\S+\s*", new)
    steps = SequenceMatcher(None, a, b, autojunk=False).get_opcodes()
    left = [("".join(a[i:j]), tag != "equal") for tag, i, j, _k, _l in steps if i < j]
    right = [("".join(b[k:m]), tag != "equal") for tag, _i, _j, k, m in steps if k < m]
    return tuple(left), tuple(right)


def _rules(first: Book, second: Book) -> Iterator[Change]:
    old, new = ({rule.id: rule for rule in rules_of(book)} for book in (first, second))
    for rule_id, now in new.items():
        if rule_id not in old:
            yield Change(rule_id, "added", now.title)
        elif fields := _fields(_told(first, old[rule_id]), _told(second, now)):
            yield Change(rule_id, "changed", now.title, fields)
    yield from (Change(name, "removed", was.title) for name, was in old.items() if name not in new)


def _told(book: Book, rule: Rule) -> dict[str, str]:
    """Every value of a rule by its dotted name, and whether it is unconfirmed there."""
    return {**_flat("", rule.model_dump(mode="json")), **_flat("unconfirmed", unconfirmed_in(book, rule))}


def _fields(old: Mapping[str, str], new: Mapping[str, str]) -> tuple[Field, ...]:
    """Each value that differs, so that "period.n: 12 -> 13" says only what changed."""
    keys = dict.fromkeys((*old, *new))
    return tuple((key, old.get(key, "-"), new.get(key, "-")) for key in keys if old.get(key) != new.get(key))


def _flat(name: str, value: object) -> dict[str, str]:
    if isinstance(value, dict):
        parts = (_flat(f"{name}.{key}" if name else str(key), inner) for key, inner in value.items())
        return {key: text for part in parts for key, text in part.items()}
    if value is None or value == []:
        return {}
    return {name: value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)}


def _durations(first: Book, second: Book) -> Iterator[DurationChange]:
    old, new = _own(first), _own(second)
    for route, key in dict.fromkeys((*old, *new)):
        was, now = old.get((route, key)), new.get((route, key))
        if was != now and (either := now or was):
            yield DurationChange(route, either.title, was, now)


def _own(book: Book) -> dict[tuple[str, str], Duration]:
    """An authority's durations by route and title: one name may stand at two places of a route."""
    if not isinstance(book, Rulebook):
        return {}
    found = book.authority.durations.items()
    return {(route, own.title): own for route, durations in found for own in durations}


def _adoptions(first: Book, second: Book) -> Iterator[AdoptionChange]:
    if not (isinstance(first, Rulebook) and isinstance(second, Rulebook)):
        return
    old, new = ({one.pack: one.edition for one in book.authority.packs} for book in (first, second))
    for pack in sorted(old.keys() | new.keys()):
        if old.get(pack) != new.get(pack):
            yield AdoptionChange(pack, old.get(pack), new.get(pack))

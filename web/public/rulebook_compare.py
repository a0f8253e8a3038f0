"""Two editions beside each other: which rules were added, removed and changed, word by word."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from web.public.rule_words import Told, tell
from workflow.rulebook.comparing import (
    AdoptionChange,
    Book,
    Change,
    Comparison,
    Pieces,
    by_word,
    compare,
    rules_of,
)
from workflow.rulebook.library import Library
from workflow.rulebook.model import Duration, Rulebook
from workflow.timetable.counting import describe
from workflow.words import gettext as _


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
class Shown:
    """What the page shows of a comparison."""

    summary: str
    added: tuple[Told, ...]
    removed: tuple[Told, ...]
    changed: tuple[Changed, ...]
    figures: tuple[Difference, ...]
    adoptions: tuple[Difference, ...]


def show(old: Book, new: Book, library: Library) -> Shown:
    """What was added, removed and changed from one rulebook or pack to another, in words."""
    found = compare(old, new)
    before, after = ({rule.id: rule for rule in rules_of(book)} for book in (old, new))
    return Shown(
        summary=found.summary(),
        added=tuple(tell(after[one.rule], new, library) for one in found.of("added")),
        removed=tuple(tell(before[one.rule], old, library) for one in found.of("removed")),
        changed=tuple(
            _changed(one, tell(before[one.rule], old, library), tell(after[one.rule], new, library))
            for one in found.of("changed")
        ),
        figures=tuple(_figures(found, old, new)),
        adoptions=tuple(_adopted(one, library) for one in found.adoptions),
    )


def _changed(one: Change, old: Told, new: Told) -> Changed:
    """A change in words; what no line of the page tells, by the name of its value."""
    lines = tuple(_differences(dict(old.lines()), dict(new.lines())))
    raw = (Difference(key, *by_word(was, now)) for key, was, now in one.fields)
    return Changed(one.rule, one.title, old.unconfirmed or new.unconfirmed, lines or tuple(raw))


def _differences(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Difference]:
    for label in dict.fromkeys((*old, *new)):
        a, b = old.get(label, ""), new.get(label, "")
        if a != b:
            yield Difference(label, *by_word(a, b))


def _figures(found: Comparison, old: Book, new: Book) -> Iterator[Difference]:
    for one in found.durations:
        book = next(book for book in (new, old) if isinstance(book, Rulebook) and one.route in book.routes)
        label = f"{one.title} ({book.routes[one.route].title})"
        yield Difference(label, *by_word(_how_long(one.was), _how_long(one.now)))


def _how_long(own: Duration | None) -> str:
    return describe(own.method, own.n, own.calendar) if own else ""


def _adopted(one: AdoptionChange, library: Library) -> Difference:
    titles = {pack.id: pack.title for pack in library.packs.values()}
    said = [
        _("Edition {edition}").format(edition=edition) if edition else "" for edition in (one.was, one.now)
    ]
    return Difference(titles.get(one.pack, one.pack), *by_word(*said))

"""Which entries may be one organisation: by number, name or register of mergers. Nothing merges by itself."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from rapidfuzz import fuzz, process

from workflow.register.names import name_key

LIKE_ENOUGH = 88
"""From which likeness (0 to 100, words in any order) two names are shown as perhaps one.

Of 3,564 published names of United Kingdom organisations, 88 and more brings 12 pairs whose names differ,
about half of them one organisation ("Friends of Walton Hall Park" and "Friends of Walton Park": 88.4). From
87 down come the bureaux, centres and clubs of different towns that share all their other words.
"""
LIKE_ASKED = 70
"""From which likeness a name is offered where no entry has all the words of a search: a person is looking."""
MOST_SHARED = 40
"""A word that more entries than this share tells nothing: "trust", "community", the name of the town."""
MERGED, NUMBER, SAME_NAME, LIKE_NAME = "merged", "number", "same_name", "like_name"
ORDER = (NUMBER, MERGED, SAME_NAME, LIKE_NAME)
_FIGURES = re.compile(r"\d+")
_ORG_ID = re.compile(r"(?!360G)[A-Z]{2}-[A-Z]{2,8}-.*\w.*")


@dataclass(frozen=True, slots=True)
class Known:
    """As much of an entry as matching looks at; `other_keys` are those of its old names."""

    id: str
    key: str
    name_key: str
    charity_number: str = ""
    company_number: str = ""
    other_keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Merger:
    """One line of a register of charity mergers: the charity that ended and the one it went into."""

    old_number: str
    new_number: str
    old_name: str = ""
    new_name: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Two entries that may be one, why, and how alike their names are (0 to 100).

    Where the register of mergers is the reason, `first` is the one that the other went into.
    """

    first: str
    second: str
    reason: str
    score: float


def published(key: str) -> bool:
    """Whether a key is an identifier that others use too (GB-CHC-...): it names the same elsewhere."""
    return bool(_ORG_ID.fullmatch(key))


def alike(one: str, other: str) -> float:
    """How alike two name keys are, 0 to 100, words in any order; 0 where they differ in a number.

    "10th Example Scouts" and "11th Example Scouts" are never one.
    """
    if _numbers(one) != _numbers(other):
        return 0.0
    return float(fuzz.token_sort_ratio(one, other))


def candidates(
    known: Sequence[Known],
    mergers: Iterable[Merger] = (),
    distinct: frozenset[frozenset[str]] = frozenset(),
    of: str | None = None,
) -> tuple[Candidate, ...]:
    """Every pair that may be one, the surest first, each once with its best reason; `of`: of one entry only.

    `distinct` are pairs that somebody has looked at and found to be two.
    """
    best: dict[frozenset[str], Candidate] = {}
    for found in (
        *_by_number(known),
        *_by_merger(known, mergers),
        *_by_name(known),
        *_by_likeness(known, of),
    ):
        pair = frozenset((found.first, found.second))
        if len(pair) == 2 and pair not in distinct and (of is None or of in pair):
            best.setdefault(pair, found)
    return tuple(sorted(best.values(), key=lambda c: (ORDER.index(c.reason), -c.score, c.first, c.second)))


def nearest(query: str, keys: Mapping[str, str], most: int = 10) -> tuple[str, ...]:
    """The ids whose name keys are most like a search that found nothing, the likest first."""
    asked = name_key(query)
    if not asked:
        return ()
    found = process.extract(asked, keys, scorer=fuzz.token_sort_ratio, score_cutoff=LIKE_ASKED, limit=most)
    return tuple(str(id_) for _name, _score, id_ in found)


def charity(number: str | None) -> str:
    """A charity number as numbers are compared: no spaces, letters small."""
    return re.sub(r"[\s.]", "", number or "").casefold()


def company(number: str | None) -> str:
    """A company number as numbers are compared: eight figures, a nought that a spreadsheet took put back."""
    plain = charity(number)
    return plain.zfill(8) if plain.isdecimal() and 4 < len(plain) < 8 else plain


def _by_number(known: Sequence[Known]) -> Iterator[Candidate]:
    yield from _same(known, lambda one: charity(one.charity_number), NUMBER)
    yield from _same(known, lambda one: company(one.company_number), NUMBER)


def _by_name(known: Sequence[Known]) -> Iterator[Candidate]:
    groups: dict[str, dict[str, Known]] = defaultdict(dict)
    for one in known:
        for key in (one.name_key, *one.other_keys):
            if key:
                groups[key][one.id] = one
    for group in groups.values():
        for first, second in combinations(group.values(), 2):
            yield Candidate(first.id, second.id, SAME_NAME, 100.0)


def _same(known: Sequence[Known], value: Callable[[Known], str], reason: str) -> Iterator[Candidate]:
    groups: dict[str, list[Known]] = defaultdict(list)
    for one in known:
        if told := value(one):
            groups[told].append(one)
    for group in groups.values():
        for first, second in combinations(group, 2):
            yield Candidate(first.id, second.id, reason, alike(first.name_key, second.name_key))


def _by_merger(known: Sequence[Known], mergers: Iterable[Merger]) -> Iterator[Candidate]:
    numbered: dict[str, list[Known]] = defaultdict(list)
    named: dict[str, list[Known]] = defaultdict(list)
    for one in known:
        if told := charity(one.charity_number):
            numbered[told].append(one)
        named[one.name_key].append(one)
    for merger in mergers:
        into = numbered.get(charity(merger.new_number), [])
        number = charity(merger.old_number)
        gone = numbered.get(number, []) if number else named.get(name_key(merger.old_name), [])
        for first in into:
            for second in gone:
                yield Candidate(first.id, second.id, MERGED, alike(first.name_key, second.name_key))


def _by_likeness(known: Sequence[Known], of: str | None) -> Iterator[Candidate]:
    """Only names that share a telling word are compared, so that 5,000 entries take well under a second."""
    shared: dict[str, list[int]] = defaultdict(list)
    for place, one in enumerate(known):
        for word in set(one.name_key.split()):
            shared[word].append(place)
    wanted = next((place for place, one in enumerate(known) if one.id == of), None)
    pairs = {
        pair
        for places in shared.values()
        if len(places) <= MOST_SHARED and (wanted is None or wanted in places)
        for pair in combinations(places, 2)
        if wanted is None or wanted in pair
    }
    for first, second in sorted(pairs):
        score = alike(known[first].name_key, known[second].name_key)
        if score >= LIKE_ENOUGH:
            yield Candidate(known[first].id, known[second].id, LIKE_NAME, score)


def _numbers(text: str) -> list[str]:
    return sorted(_FIGURES.findall(text))

"""Buyers under many spellings: which may be one, for a person to say so. Nothing is joined by itself."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from workflow.register.names import words

_RANK = frozenset(
    {"borough", "county", "city", "district", "metropolitan", "council", "authority", "unitary"}
)
_NOISE = re.compile(r"\([^)]*\)|\b(?:on behalf of|t/a)\b.*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Group:
    """Spellings that may be one buyer, with how many notices have each; `name` the one that most have."""

    name: str
    spellings: tuple[tuple[str, int], ...]


def core(name: str) -> str:
    """What two spellings of one public body share: its words without rank, kind and brackets."""
    found = words(_NOISE.sub(" ", name)) or words(name)
    kept = [word for word in found if word not in _RANK] or list(found)
    county = {"county"} & set(found)  # a county and a district of one name are two councils
    return " ".join([*sorted(kept), *county])


def groups(counts: Mapping[str, int], joined: Mapping[str, str]) -> tuple[Group, ...]:
    """Spellings that share their core and are not joined yet, two or more; the largest group first."""
    found: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for name, n in counts.items():
        found[core(joined.get(name, name))].append((name, n))
    alike = (_group(same, joined) for same in found.values() if len({joined.get(n, n) for n, _c in same}) > 1)
    return tuple(sorted(alike, key=lambda group: (-len(group.spellings), group.name)))


def _group(same: Iterable[tuple[str, int]], joined: Mapping[str, str]) -> Group:
    ordered = tuple(sorted(same, key=lambda each: (-each[1], each[0])))
    mixed = next((name for name, _n in ordered if not name.isupper()), ordered[0][0])
    return Group(joined.get(mixed, mixed), ordered)

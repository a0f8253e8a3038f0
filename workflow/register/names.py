"""One spelling of a name: what two ways of writing it share, for finding and matching, never for showing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

LONGEST_WORD = 60
LONGEST_KEY = 300
MOST_ASKED = 8
"""How many words of a search are looked for; the rest cannot narrow it by much."""

_MARKS = re.compile(r"['’‘`´.]")
_WORD = re.compile(r"[^\W_]+")
_CO_OP = re.compile(r"\bco[\s-]?op(?:erative)?(s?)\b")
_PHRASES = (
    ("community interest company", "cic"),
    ("charitable incorporated organisation", "cio"),
    ("public limited company", "plc"),
)
_SAME = {
    "saint": "st",
    "limited": "ltd",
    "company": "co",
    "center": "centre",
    "organization": "organisation",
    "association": "assoc",
    "brothers": "bros",
}
_SILENT = frozenset({"the", "and", "of", "for", "a", "in"})
_FORMS = frozenset({"ltd", "cic", "cio", "plc", "llp", "co", "inc"})


def words(name: str) -> tuple[str, ...]:
    """The words of a name in one spelling, in order: no accents, capitals, points or apostrophes."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    plain = _CO_OP.sub(r"coop\1", _MARKS.sub("", plain).replace("&", " and "))
    plain = " ".join(_WORD.findall(plain))
    plain = plain.replace("organization", "organisation")
    for phrase, short in _PHRASES:
        plain = re.sub(rf"\b{phrase}\b", short, plain)
    found = [_SAME.get(word, word)[:LONGEST_WORD] for word in plain.split()]
    return tuple([word for word in found if word not in _SILENT] or found)


def name_key(name: str) -> str:
    """What two spellings of one name share: its words without the legal form, unless nothing else is left."""
    found = words(name)
    kept = [word for word in found if word not in _FORMS] or list(found)
    return " ".join(kept)[:LONGEST_KEY]


def index_words(names: Iterable[str], numbers: Iterable[str | None] = ()) -> frozenset[str]:
    """Every word that an entry is found by: those of its names, old ones too, and its numbers and keys."""
    found = {word for name in names for word in words(name)}
    for number in numbers:
        joined = "".join(_WORD.findall((number or "").casefold()))
        found |= {joined[:LONGEST_WORD], *words(number or "")}
    return frozenset(word for word in found if word)


def asked_words(query: str) -> tuple[str, ...]:
    """The words of a search, each to be found at the beginning of a word; at most MOST_ASKED."""
    return tuple(dict.fromkeys(words(query)))[:MOST_ASKED]

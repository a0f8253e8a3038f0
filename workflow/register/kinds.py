"""What kinds of organisation there are, their sizes and their tags: lists as data.

The list of kinds is inclusive on purpose (R169): a group without constitution, number or bank has a place.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from workflow.register.cells import N_
from workflow.words import gettext as _


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind: its slug, how it is called, whether it is of the third sector, and how registers write it."""

    slug: str
    title: str
    third_sector: bool
    known_as: tuple[str, ...] = ()


KINDS = (
    Kind("voluntary", N_("Voluntary organisation"), True, ("voluntary",)),
    Kind("community", N_("Community group"), True, ("community group", "unregistered", "group")),
    Kind("charity", N_("Charity"), True, ("charity", "charitable", "cio")),
    Kind(
        "social_enterprise",
        N_("Social enterprise"),
        True,
        ("social enterprise", "cic", "community interest company"),
    ),
    Kind(
        "co_operative",
        N_("Co-operative"),
        True,
        ("co-operative", "cooperative", "registered society", "community benefit society"),
    ),
    Kind("mutual", N_("Mutual"), True, ("mutual", "friendly society", "credit union")),
    Kind("infrastructure", N_("Infrastructure organisation"), True, ("infrastructure", "cvs")),
    Kind("public_body", N_("Public body"), False, ("public body", "school", "council", "nhs")),
    Kind("business", N_("Business"), False, ("business", "company", "sole trader")),
)
SIZES = (
    ("micro", N_("Less than £10,000 a year")),
    ("small", N_("£10,000 to £100,000 a year")),
    ("medium", N_("£100,000 to £1 million a year")),
    ("large", N_("£1 million to £10 million a year")),
    ("major", N_("More than £10 million a year")),
)
TAGS = (
    ("serves", N_("Who it serves")),
    ("knows", N_("What it knows")),
    ("area", N_("Areas it works in")),
)
MOST_TAGS = 30
LONGEST_TAG = 80
_BY_SLUG = {kind.slug: kind for kind in KINDS}


def kinds() -> list[tuple[str, str]]:
    """Every kind as (slug, words), for a question on a page."""
    return [(kind.slug, _(kind.title)) for kind in KINDS]


def sizes() -> list[tuple[str, str]]:
    """Every band of yearly income as (slug, words)."""
    return [(slug, _(title)) for slug, title in SIZES]


def kind_words(slug: str, published: str = "") -> str:
    """How a kind is called; where we have not said, what the register it came from says, or "Not said"."""
    return _(_BY_SLUG[slug].title) if slug in _BY_SLUG else (published or _("Not said"))


def size_words(slug: str) -> str:
    """How a size is called, "" where it is not known."""
    return dict(sizes()).get(slug, "")


def third_sector(slug: str) -> bool | None:
    """Whether a kind is of the third sector; None where the kind is not said."""
    return _BY_SLUG[slug].third_sector if slug in _BY_SLUG else None


def kind_of(published: str) -> str:
    """Our kind for what a register says, "" where it does not say enough: never a guess from the name.

    "company or society (no charity number given)" stays open: it may be a business or a social enterprise.
    """
    told = published.casefold()
    if " or society" in told:
        return ""
    found = [(told.find(word), kind.slug) for kind in KINDS for word in kind.known_as if word in told]
    return min(found)[1] if found else ""


def tags(typed: str) -> tuple[str, ...]:
    """The tags in a text, one a line or between commas; each once, as first typed, in order."""
    parts = (part for line in typed.splitlines() for part in line.split(","))
    plain = [" ".join(part.split()) for part in parts]
    first = {tag.casefold(): tag for tag in reversed(plain) if tag}
    return tuple(dict.fromkeys(first[tag.casefold()] for tag in plain if tag))


def tags_fault(found: Iterable[str]) -> str | None:
    """What is wrong with a list of tags, with the mend; None if nothing is."""
    listed = list(found)
    if len(listed) > MOST_TAGS:
        return _("Write at most %d. Take the least important out.") % MOST_TAGS
    if any(len(tag) > LONGEST_TAG for tag in listed):
        return _("Each must be %d characters or fewer: put each on a line of its own.") % LONGEST_TAG
    return None

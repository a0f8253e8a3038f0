"""Small things that public pages say: sentences with a date in them, and the names of answers and kinds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from workflow.rulebook.library import Library
from workflow.rulebook.model import Rule
from workflow.words import gettext as _
from workflow.words import ngettext


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence with one date in it, so that a page can mark the date as such."""

    before: str
    day: date | None = None
    after: str = ""
    last_safe: bool = False
    unconfirmed: bool = False


def said(text: str, day: date, *, last_safe: bool = False, unconfirmed: bool = False, **more: object) -> Said:
    """A sentence around its `{day}`; other names are filled in."""
    before, _day, after = text.partition("{day}")
    return Said(before.format(**more), day, after.format(**more), last_safe, unconfirmed)


def written_in(rule: Rule, library: Library) -> str:
    """Where a rule is written: a code by its own name as the body adopted it, a law with its paragraph."""
    pack = library.pack_of(rule.id)
    if pack.kind in ("code", "constitution"):
        return pack.title
    return f"{rule.source.name}, {rule.source.para}" if rule.source.para else rule.source.name


def in_weeks(day: date, today: date) -> str:
    """How far off a day is, e.g. "in 14 weeks", "in 3 days", "today", "2 weeks ago"."""
    days = abs((day - today).days)
    if days == 0:
        return _("today")
    weeks = days // 7
    span = (
        ngettext("{n} week", "{n} weeks", weeks).format(n=weeks)
        if weeks
        else ngettext("{n} day", "{n} days", days).format(n=days)
    )
    return _("in {span}").format(span=span) if day > today else _("{span} ago").format(span=span)


def money(pounds: object) -> str:
    """An amount in words, e.g. "about £1.3 million" or "about £250,000"; "" if it is no number."""
    if not isinstance(pounds, int | float) or isinstance(pounds, bool):
        return ""
    if pounds >= 1_000_000 and round(pounds) % 10_000 == 0:
        return _("about £{n} million").format(n=f"{pounds / 1_000_000:.2f}".rstrip("0").rstrip("."))
    return _("about £{n}").format(n=f"{pounds:,.0f}")


def kind_of_change(process: object) -> str:
    """What kind of change a project is, to the public."""
    known: Mapping[object, str] = {
        "commission": _("Buy a service"),
        "renew": _("Renew an agreement"),
        "extend": _("Extend an agreement"),
        "vary": _("Change an agreement"),
        "decommission": _("End or reduce a service or its funding"),
    }
    return known.get(process, _("Change to a service"))

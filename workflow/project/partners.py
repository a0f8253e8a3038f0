"""Who takes part in a project beside the body that leads it, and whether work on it rests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import singledispatch

from workflow.errors import FairNoticeError
from workflow.project.events import partners as happened
from workflow.project.events.base import Fact
from workflow.words import gettext as _

ROLES: Mapping[str, str] = {
    "leads": _("Leads together with us"),
    "takes_part": _("Takes part"),
    "funds": _("Pays a share"),
}
SORTS: Mapping[str, str] = {
    "council": _("A council"),
    "nhs": _("A body of the NHS"),
    "other": _("Another body"),
}
PROVIDERS: Mapping[str, str] = {
    "any": _("Any type"),
    "charity": _("A charity or community group"),
    "social_enterprise": _("A social enterprise, co-operative or mutual"),
    "private": _("A private company"),
    "public": _("A public body"),
    "unknown": _("Not known yet"),
}
BRINGS_RULES = frozenset({"leads", "takes_part"})
"""Whose own rules bind the project: who only pays a share decides nothing."""


@dataclass(frozen=True, slots=True)
class Partners:
    """Who takes part in a project beside the body that leads it, and whether work on it rests.

    `provider`: which type of provider may provide. `paused`: why work rests, "" while it does not.
    """

    named: Mapping[str, happened.PartnerNamed] = field(default_factory=dict)
    directorates: tuple[str, ...] = ()
    provider: str = ""
    paused: str = ""
    interest: str | None = None

    @property
    def readers(self) -> frozenset[str]:
        """The posts of other bodies here that may read the project."""
        return frozenset(post for each in self.named.values() for post in each.posts)

    def bodies(self, lead: str) -> tuple[str, ...]:
        """The names of all whose project it is, the body that leads it first."""
        return (lead, *(each.name for each in self.named.values()))

    @property
    def bringing(self) -> tuple[happened.PartnerNamed, ...]:
        """The partners whose own rules bind the project too."""
        return tuple(each for each in self.named.values() if each.role in BRINGS_RULES)

    def after(self, fact: Fact) -> Partners:
        """The same after one more fact."""
        return _after(fact, self)


@singledispatch
def _after(fact: Fact, before: Partners) -> Partners:
    raise FairNoticeError(f"No rule says what '{fact.kind}' changes here.")


@_after.register
def _named(fact: happened.PartnerNamed, before: Partners) -> Partners:
    return replace(before, named={**before.named, fact.id: fact})


@_after.register
def _left(fact: happened.PartnerLeft, before: Partners) -> Partners:
    return replace(before, named={id_: each for id_, each in before.named.items() if id_ != fact.id})


@_after.register
def _directorates(fact: happened.DirectoratesNamed, before: Partners) -> Partners:
    return replace(before, directorates=fact.names)


@_after.register
def _provider(fact: happened.ProviderTypeSaid, before: Partners) -> Partners:
    return replace(before, provider=fact.provider)


@_after.register
def _interest(fact: happened.InterestTakenUp, before: Partners) -> Partners:
    return replace(before, interest=fact.interest)


@_after.register
def _paused(fact: happened.ProjectPaused, before: Partners) -> Partners:
    return replace(before, paused=fact.reason)


@_after.register
def _resumed(fact: happened.ProjectResumed, before: Partners) -> Partners:
    return replace(before, paused="")

"""The six kinds of thing that "Was the Code followed?" takes, and which two dates each is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from workflow.words import gettext as _

BODIES = ("council", "nhs", "central", "other")


@dataclass(frozen=True, slots=True)
class Happening:
    """One kind of happening: its name, the words of its two dates, and the events they are."""

    id: str
    title: str
    first: str
    second: str
    starts: tuple[str, ...]
    ends: tuple[str, ...]
    facts: Mapping[str, object] = field(default_factory=dict)
    in_order: bool = False
    both_audiences: bool = False


_ALL = (
    Happening(
        "consultation",
        _("A consultation"),
        _("It opened"),
        _("It closed"),
        ("consultation_opened",),
        ("consultation_closed",),
        in_order=True,
    ),
    Happening(
        "notice",
        _("Notice that funding ends or is reduced"),
        _("The organisation received notice"),
        _("The last day of funding on the old terms"),
        ("notice_received",),
        ("funding_change_effective",),
        {"process": "decommission"},
        both_audiences=True,
    ),
    Happening(
        "key_decision",
        _("A key decision"),
        _("Its notice was published"),
        _("The decision was taken"),
        ("key_decision_notice_published",),
        ("decision_made",),
        {"key_decision": True},
    ),
    Happening(
        "call_in",
        _("The wait for call-in after a decision"),
        _("The decision was published"),
        _("It was put into effect"),
        ("decision_published",),
        ("implementation_allowed",),
        {"call_in": True},
    ),
    Happening(
        "papers",
        _("Papers before a decision"),
        _("The papers were published"),
        _("The decision was taken"),
        ("papers_published", "agenda_published"),
        ("decision_made",),
    ),
    Happening(
        "standstill",
        _("The standstill before a contract"),
        _("The notice of the award was published"),
        _("The contract was signed"),
        ("contract_award_notice", "intention_to_award_published"),
        ("contract_entry",),
        {"instrument": "contract"},
    ),
)
HAPPENINGS: Mapping[str, Happening] = {one.id: one for one in _ALL}


def choices() -> list[tuple[str, str, str]]:
    """The kinds as a page offers them: value, text, and which two dates it needs."""
    hint = _("First date: {first}. Second date: {second}.")
    return [
        (one.id, one.title, hint.format(first=_within(one.first), second=_within(one.second))) for one in _ALL
    ]


def bodies() -> list[tuple[str, str]]:
    """The kinds of body as a page offers them."""
    return [
        ("council", _("A council")),
        ("nhs", _("An NHS body")),
        ("central", _("A government department or agency")),
        ("other", _("Another body, such as a charity that gives grants")),
    ]


def _within(words: str) -> str:
    return words[:1].lower() + words[1:]

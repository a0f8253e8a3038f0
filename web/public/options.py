"""The choices of the date check as people read them: value, text, hint."""

from __future__ import annotations

from collections.abc import Mapping

from web.public.answers import Answers
from web.public.words import money
from workflow.words import gettext as _

Option = tuple[str, str, str | None]


def options() -> Mapping[str, tuple[Option, ...]]:
    """Every choice of every question, by field."""
    return {
        "what": _what(),
        "bodies": (
            ("council", _("A council"), None),
            ("nhs", _("An NHS body"), None),
            ("other", _("Another body"), None),
        ),
        "kind": (
            ("health", _("Health care for individuals"), _("Bought under the Provider Selection Regime")),
            ("light_touch", _("A social, health-related or other light touch service"), None),
            ("neither", _("Neither of these"), None),
            ("unknown", _("I do not know"), _("We show the timetables side by side")),
        ),
        "movable": (
            ("yes", _("Yes"), _("If it is too late, we show the earliest date that fits")),
            ("no", _("No"), _("The date is fixed")),
        ),
        "decides": _decides(),
        "also": (
            ("tupe", _("Staff who may move to a new employer"), _("The rules on this are known as TUPE")),
            ("building", _("A building"), None),
            ("care", _("People's care"), None),
        ),
    }


def names(answers: Answers) -> Mapping[str, str]:
    """The answers as a person would read them back, by question."""
    texts = {field: {value: text for value, text, _hint in found} for field, found in options().items()}
    also = [texts["also"][value] for value in answers.also]
    return {
        "what": texts["what"][answers.what],
        "bodies": ", ".join(texts["bodies"][value] for value in answers.bodies),
        "kind": texts["kind"][answers.kind],
        "value": money(answers.value),
        "decides": "; ".join([texts["decides"][answers.decides], *also]),
    }


def _what() -> tuple[Option, ...]:
    return (
        ("buy", _("Buy a new service"), _("Nobody provides it for you today")),
        (
            "retender",
            _("Re-tender or replace a service"),
            _("An agreement ends and something new must start"),
        ),
        ("extend", _("Extend an agreement"), _("The same service for longer")),
        ("change", _("Change a service"), _("What it does, where or for whom")),
        ("reduce", _("Reduce funding"), _("The service goes on with less")),
        ("end", _("End a service or grant"), _("The service or its money stops")),
        ("grants", _("Award grants"), _("Organisations apply for money")),
        ("not_sure", _("Not sure"), _("You will see the dates of a tender")),
    )


def _decides() -> tuple[Option, ...]:
    return (
        ("officer", _("An officer"), None),
        ("director", _("A director, under delegation"), None),
        ("cabinet_member", _("A cabinet or executive member"), None),
        ("board", _("A cabinet or board meeting"), None),
        ("nhs_committee", _("An NHS committee"), None),
        ("joint", _("A joint committee"), None),
        ("unknown", _("I do not know"), None),
    )

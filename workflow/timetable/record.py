"""One record for `check`: what is known of a case, read strictly, so that a slip of the pen cannot change an
answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from math import inf

from workflow.clock import london, parse_instant
from workflow.errors import BadRequest
from workflow.rulebook.library import Library
from workflow.rulebook.model import FACT_FLAGS, FACT_WORDS, several
from workflow.words import gettext as _

_KEYS = ("id", "facts", "events", "rules", "explanations", "exemptions")
KNOWN_FACTS = (*FACT_WORDS, "authority", "value", *FACT_FLAGS)
BOTH_AUDIENCES = "notice_received_by_both_audiences"
_AUDIENCES = ("notice_received", "notice_received_by_public")


@dataclass(frozen=True, slots=True)
class Record:
    """A case as it stands on file. `rules` None: whatever applies."""

    id: object
    facts: Mapping[str, object]
    events: Mapping[str, date]
    rules: tuple[str, ...] | None
    explanations: Mapping[str, str]
    exemptions: Mapping[str, str]


def read_record(record: object, library: Library) -> Record:
    """The record, every name and value of it known. BadRequest says what is not, and what is."""
    given = _mapping(record, _("a record"))
    _only_known(given, _KEYS, _("key of a record"))
    return Record(
        id=given.get("id"),
        facts=read_facts(_mapping(given.get("facts"), "facts")),
        events=_events(_mapping(given.get("events"), "events"), library),
        rules=_rules(given.get("rules"), library),
        explanations=_reasons(given.get("explanations"), "explanations", library),
        exemptions=_reasons(given.get("exemptions"), "exemptions", library),
    )


def read_facts(facts: Mapping[str, object], own: frozenset[str] = frozenset()) -> dict[str, object]:
    """The facts that are given (null counts as not given). BadRequest for a fact or a value that is not
    known; `own` names facts that one rulebook knows beyond the common ones.

    Where bodies work together a fact has several values: "PA2023,PSR2023", or a list of them.
    """
    _only_known(facts, (*KNOWN_FACTS, *sorted(own - set(KNOWN_FACTS))), _("fact"))
    facts = {key: _several(key, value) for key, value in facts.items()}
    known = {key: value for key, value in facts.items() if value is not None}
    for key, value in known.items():
        wanted = _wanted(key, value)
        if wanted:
            raise BadRequest(
                _("The fact '{key}' cannot be {value!r}. Give {wanted}.").format(
                    key=key, value=value, wanted=wanted
                )
            )
    return known


def read_date(value: object, what: str) -> date:
    """A day from ISO 8601 text; a time is the day in Europe/London on which it falls."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    wrong = BadRequest(
        _("{what}: {value!r} is not a date. Write it like 2027-03-04.").format(what=what, value=value)
    )
    if not isinstance(value, str):
        raise wrong
    try:
        return (
            date.fromisoformat(value)
            if len(value) == len("2027-03-04")
            else london(parse_instant(value)).date()
        )
    except (ValueError, BadRequest):
        raise wrong from None


def _several(key: str, value: object) -> object:
    """A fact with several values as a tuple of them."""
    if key not in FACT_WORDS or not isinstance(value, str | list | tuple):
        return value
    values = [each.strip() for each in value.split(",")] if isinstance(value, str) else list(value)
    return values[0] if len(values) == 1 else tuple(values)


def _wanted(key: str, value: object) -> str | None:
    """What the value of a fact should be, or None if it is that."""
    if key in FACT_WORDS:
        values = several(value)
        known = bool(values) and all(each in FACT_WORDS[key] for each in values)
        return None if known else _("one of {known}").format(known=", ".join(FACT_WORDS[key]))
    if key in FACT_FLAGS:
        return None if isinstance(value, bool) else _("true or false")
    if key == "authority":
        return None if isinstance(value, str) and value else _("its name")
    if key not in KNOWN_FACTS:
        return None if isinstance(value, str | bool | int) else _("a word, true or false")
    number = isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < inf
    return None if number else _("pounds including VAT, e.g. 250000")


def _events(given: Mapping[str, object], library: Library) -> dict[str, date]:
    _only_known(given, tuple(library.events), _("event"))
    events = {name: read_date(value, name) for name, value in given.items() if value is not None}
    if all(audience in events for audience in _AUDIENCES):
        events[BOTH_AUDIENCES] = max(events[audience] for audience in _AUDIENCES)
    return events


def _rules(given: object, library: Library) -> tuple[str, ...] | None:
    if given is None:
        return None
    if not isinstance(given, list | tuple):
        raise BadRequest(_('rules: give a list of rule ids, e.g. ["KD-28"].'))
    return tuple(_known_rule(name, library) for name in given)


def _known_rule(name: object, library: Library) -> str:
    known = {rule.id for rule in library.all_rules()}
    if isinstance(name, str) and name in known:
        return name
    near = get_close_matches(str(name), known, n=3, cutoff=0.4)
    hint = _("Did you mean {near}?").format(near=", ".join(near)) if near else ""
    known_words = _("Known: {known}.").format(known=", ".join(sorted(known)))
    raise BadRequest(" ".join((_("There is no rule '{name}'.").format(name=name), hint or known_words)))


def _reasons(given: object, what: str, library: Library) -> dict[str, str]:
    reasons: dict[str, str] = {}
    for name, text in _mapping(given, what).items():
        if not isinstance(text, str):
            raise BadRequest(_("{what}: the text for {rule} is missing.").format(what=what, rule=name))
        reasons[_known_rule(name, library)] = text.strip()
    return reasons


def _mapping(value: object, what: str) -> Mapping[str, object]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise BadRequest(_("{what} must be an object of names and values.").format(what=what))
    return value


def _only_known(given: Iterable[str], known: tuple[str, ...], what: str) -> None:
    for name in given:
        if name not in known:
            near = get_close_matches(name, known, n=3, cutoff=0.6)
            shown = near or known
            raise BadRequest(
                _("'{name}' is no {what}. Known: {known}.").format(
                    name=name, what=what, known=", ".join(shown)
                )
            )

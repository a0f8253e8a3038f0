"""Sentences of the commissioners' pages that depend on numbers, forces and facts."""

from __future__ import annotations

from collections.abc import Mapping

from workflow.rulebook.model import Force
from workflow.timetable.dates_in_words import one_and_another
from workflow.timetable.model import UNCONFIRMED, EventDates
from workflow.timetable.ties import LOCAL
from workflow.words import gettext as _
from workflow.words import ngettext

FACT_NAMES: Mapping[str, str] = {
    "value": _("Value over its whole life"),
    "body": _("Kind of body"),
    "authority": _("Authority"),
    "instrument": _("Instrument"),
    "process": _("Kind of activity"),
    "regime": _("Rules for buying"),
    "light_touch": _("Light touch"),
    "key_decision": _("Key decision"),
    "call_in": _("Can be called in"),
    "below_threshold": _("Below the threshold"),
    "tupe": _("Staff may transfer (TUPE)"),
    "substantial_variation": _("Substantial variation of health care"),
}


def spare(working_days: int | None) -> str:
    """Spare time in words: "In 12 working days", "4 working days late", "" where there is none to tell."""
    if working_days is None:
        return ""
    if working_days == 0:
        return _("No working days to spare")
    if working_days < 0:
        late = -working_days
        return ngettext("{n} working day late", "{n} working days late", late).format(n=late)
    return ngettext("In {n} working day", "In {n} working days", working_days).format(n=working_days)


def days(working_days: int) -> str:
    """A number of working days, e.g. "12 working days"."""
    return ngettext("{n} working day", "{n} working days", working_days).format(n=working_days)


def if_later(force: Force | None, end_fixed: bool) -> str:
    """What follows when a last safe date is passed, by the force of the rule behind it."""
    if force is None:
        if end_fixed:
            return _("If it is later, the steps after it no longer fit before the fixed end.")
        return _("If it is later, the dates after it move.")
    if force.may_be_explained:
        return _("If it is later, you must explain why, or a later date must move.")
    if force.closes_by_exception:
        return _("If it is later, a later date must move, or the rule's own exception must be recorded.")
    return _("If it is later, a later date must move, or the reason must be recorded.")


def now_late(force: Force | None, end_fixed: bool) -> str:
    """What can be done once a last safe date has passed, by the force of the rule behind it."""
    if force is None:
        if end_fixed:
            return _("The steps after it no longer fit before the fixed end.")
        return _("The dates after it move.")
    if force.may_be_explained:
        return _("You can explain it, or move a later date.")
    if force.closes_by_exception:
        return _("You can move a later date, or record the rule's own exception.")
    return _("You can move a later date, or record the reason.")


def due(dates: EventDates, told: str = "") -> str:
    """The note beside a last safe date: spare time (else what is told), and whether it is unconfirmed."""
    parts = [told or spare(dates.spare_working_days), UNCONFIRMED if dates.unconfirmed else ""]
    return ". ".join(part for part in parts if part)


def fact(name: str, value: object) -> tuple[str, str]:
    """A fact of a project as name and value for readers."""
    title = FACT_NAMES.get(name, name)
    if isinstance(value, bool):
        return title, _("Yes") if value else _("No")
    if name == "value":
        return title, f"£{value:,}"
    if isinstance(value, tuple | list):
        return title, one_and_another([fact(name, each)[1] for each in value])
    return title, str(value).replace("_", " ").replace("-", " ")


def first_small(text: str) -> str:
    """A sentence's beginning for use within another."""
    return text[:1].lower() + text[1:]


def reason(dates: EventDates) -> str:
    """What stands behind a last safe date, by force, in words."""
    if dates.force is not None:
        told = dates.force.label
        if dates.force not in (Force.COUNCIL_RULE, Force.RISK_CHECK):
            told = f"{told}: {dates.force.words}"
    elif dates.binding_rule is None:
        told = _("The date asked for")
    elif dates.binding_rule.startswith(LOCAL):
        told = _("The body's own planning time")
    else:
        told = _("The order of the steps")
    return f"{told}. {UNCONFIRMED}" if dates.unconfirmed else told


def how_invited(how: str) -> str:
    """Whether a letter of invitation could go out."""
    known = {
        "letter": _("by letter"),
        "no_address": _("no letter: it has no contact"),
        "no_mail": _("no letter: it wants no mail"),
    }
    return known.get(how, "")

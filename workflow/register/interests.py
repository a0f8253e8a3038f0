"""Expressions of interest: an organisation asks to run a service (community right to challenge, R186).

No period is counted for them: we have not seen the text of the rules that ask for one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from workflow.words import gettext as _

STATES: Mapping[str, str] = {
    "received": _("Received, no answer yet"),
    "accepted": _("Accepted"),
    "declined": _("Declined"),
    "withdrawn": _("Taken back by the organisation"),
}
LONGEST_NAME, LONGEST_TEXT = 300, 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is recorded of an expression of interest: who asks to run what, how it was answered."""

    received_on: date | None
    organisation_name: str
    service: str
    acknowledged_on: date | None = None
    replied_on: date | None = None
    state: str = "received"
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Interest(Asked):
    """One expression of interest of one body; `project`: the reference of the one started from it."""

    id: str
    body: str
    project: str | None
    version: int
    changed_by: str
    changed_at: datetime


def faults(asked: Asked, today: date) -> Iterator[tuple[str, str]]:
    """Everything that must be mended before it can be kept: field, words."""
    if asked.received_on is None:
        yield "received_on", _("Enter the day on which it was received.")
    elif asked.received_on > today:
        yield "received_on", _("The day on which it was received cannot be in the future.")
    if not asked.organisation_name.strip():
        yield "organisation_name", _("Enter the name of the organisation that asks.")
    if not asked.service.strip():
        yield "service", _("Say which service it asks to run.")
    if asked.state not in STATES:
        yield "state", _("Choose how it stands.")
    if len(asked.organisation_name) > LONGEST_NAME:
        yield "organisation_name", _("Enter a name of 300 characters or fewer.")
    for name, words in (("service", asked.service), ("note", asked.note)):
        if len(words) > LONGEST_TEXT:
            yield name, _("This must be 2,000 characters or fewer.")
    yield from _order(asked, today)


def _order(asked: Asked, today: date) -> Iterator[tuple[str, str]]:
    for name, day in (("acknowledged_on", asked.acknowledged_on), ("replied_on", asked.replied_on)):
        if day and asked.received_on and day < asked.received_on:
            yield name, _("This day cannot be before it was received.")
        elif day and day > today:
            yield name, _("This day cannot be in the future.")
    if asked.state in ("accepted", "declined") and asked.replied_on is None:
        yield "replied_on", _("Enter the day of the reply in which it was accepted or declined.")

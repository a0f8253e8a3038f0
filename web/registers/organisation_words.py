"""Words and cells that the pages about organisations share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from flask import request

from web.organisation_words import FIELDS, value
from web.registers import words
from web.wiring import moment, services
from workflow.commands.organisation_views import Listed, Page
from workflow.register.entries import BY_ITSELF, EDITABLE, Entry
from workflow.register.kinds import kind_words
from workflow.register.year import Clash, Planned, financial_year
from workflow.store.organisation_asked import Invited, NoticeGiven
from workflow.store.organisations import Change
from workflow.timetable.dates_in_words import in_words
from workflow.timetable.model import UNCONFIRMED
from workflow.words import gettext as _
from workflow.words import ngettext

LONGEST_SEARCH = 100
KINDS_OF_CHANGE = {
    "added": _("Added"),
    "edited": _("Changed"),
    "corrected": _("Corrected by the organisation"),
    "checked": _("Checked"),
    "merged": _("Merged"),
    "parted": _("A merge was undone"),
}


def query() -> str:
    """The words that were searched for."""
    return request.args.get("q", "").strip()[:LONGEST_SEARCH]


def chosen(name: str, allowed: Iterable[Sequence[str]]) -> str:
    """A filter's value if it is one of those offered, else ""."""
    asked = request.args.get(name, "")
    return asked if asked in {option[0] for option in allowed} else ""


def public_row(entry: Entry, listed: Listed) -> Sequence[object]:
    """One line of the public list."""
    where = ", ".join(filter(None, (entry.locality, entry.district)))
    note = _("Added by itself, not checked") if entry.unchecked else None
    return (
        {"text": entry.name, "href": f"/organisations/{entry.id}", "note": note},
        kind_words(entry.type, entry.kind),
        where,
        listed.bodies[entry.body].name,
    )


def lead(page: Page) -> str:
    """The post that leads, or that none does; to the public only where there is one.

    The address of whoever is in it, which names them, is shown to the public only if the body chose so.
    """
    if page.lead is None:
        return _("None named yet") if page.staff else ""
    named = page.lead.email if page.staff or page.body.officers_public else ""
    told = (page.lead.title, page.body.name, page.lead.telephone, named)
    return ", ".join(filter(None, told))


def source(entry: Entry) -> str:
    """Where an entry comes from and when it was taken down."""
    told = entry.source or (_("Added by the organisation itself") if entry.origin == BY_ITSELF else "")
    day = _("captured on {day}").format(day=in_words(entry.captured_on)) if entry.captured_on else ""
    return ", ".join(filter(None, (told, day)))


def headline(page: Page) -> str:
    """What the organisation's year comes to, in three sentences."""
    if page.own is None:
        return ""
    live = page.own.running
    bodies = len({tie.body for tie in live})
    agreements = ngettext("{n} agreement", "{n} agreements", len(live)).format(n=len(live))
    with_whom = ngettext("{n} body", "{n} bodies", bodies).format(n=bodies)
    first = _("{agreements} with {bodies}, worth {money} in the year to {day}.").format(
        agreements=agreements,
        bodies=with_whom,
        money=words.money(page.own.money.amount),
        day=in_words(last_day()),
    )
    n = len(page.planned)
    second = ngettext("{n} change is planned.", "{n} changes are planned.", n).format(n=n)
    coming = next((one.next_on for one in page.planned if one.next_on), None)
    third = _("The next date is {day}.").format(day=in_words(coming)) if coming else ""
    return " ".join(filter(None, (first, second, third)))


def last_day() -> date:
    """The last day of the financial year that the page speaks of."""
    return financial_year(services().today)[1]


def uncounted(page: Page) -> str:
    """How many running agreements say too little for the sum."""
    n = page.own.money.uncounted if page.own else 0
    said = ngettext(
        "{n} agreement has no amount or no dates, and is not counted.",
        "{n} agreements have no amount or no dates, and are not counted.",
        n,
    )
    return said.format(n=n) if n else ""


def next_words(one: Planned) -> str:
    """What is due next, and whether its date rests on a rule that nobody has seen."""
    return f"{one.next_words}. {UNCONFIRMED}" if one.unconfirmed else one.next_words


def invited(one: Invited) -> Sequence[object]:
    """One consultation that it was invited to, as a row."""
    return (
        {"text": one.title, "href": f"/consultations/{one.ref}", "note": one.body_name},
        {"date": one.invited_on},
        {"date": one.opened},
        {"text": _("Withdrawn")} if one.withdrawn else {"date": one.closes},
    )


def notice(one: NoticeGiven) -> Sequence[object]:
    """One notice with its receipt, as a row."""
    received = {"date": one.received} if one.received else _("No receipt recorded")
    sent = {"date": one.sent} if one.sent else _("Not recorded")
    return ({"text": one.title or _("No title"), "note": one.body_name}, sent, received)


def clash(one: Clash) -> str:
    """Two bodies whose plans fall together, in a sentence."""
    first, last = in_words(one.starts).split(" ", 1)[1], in_words(one.ends).split(" ", 1)[1]
    if one.starts.year == one.ends.year:
        first = first.split()[0]
    said = _("{one} and {other} both plan changes that affect you between {first} and {last}.")
    return said.format(one=one.bodies[0], other=one.bodies[1], first=first, last=last)


def history(one: Change) -> Mapping[str, object]:
    """One line of an entry's history: each field as it was and as it is."""
    return {
        "title": KINDS_OF_CHANGE.get(one.kind, one.kind),
        "by": one.by_title,
        "when": one.at,
        "text": " ".join(_said(name, one) for name in (*EDITABLE, "with", "into") if name in one.after),
    }


def when(instant: object) -> str:
    """An instant as people read it."""
    return moment(instant)  # type: ignore[arg-type]


def _said(name: str, one: Change) -> str:
    if name == "with":
        return _("With {name}.").format(name=one.after[name])
    if name == "into":
        return _("Into {name}.").format(name=one.after[name])
    now = value(name, one.after[name])
    if name not in one.before:
        return f"{FIELDS[name]}: {now}."
    before = value(name, one.before[name])
    return _("{field}: was {before}, now {now}.").format(field=FIELDS[name], before=before, now=now)

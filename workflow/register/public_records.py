"""Consultations and decisions as bodies published them: facts with their source, shown and never judged."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from workflow.register.cells import N_, Unreadable, day, line, spoken
from workflow.register.tables import Column, Row
from workflow.words import gettext as _

CONSULTATIONS = (
    Column("title", ("consultation", "name"), required=True),
    Column("body", ("council", "organisation", "authority"), required=True),
    Column("opened", ("open date", "opens", "start"), required=True),
    Column("closed", ("close date", "closes", "end"), required=True),
    Column("stated_length", ("length",)),
    Column("decision_date", ("decided",)),
    Column("note"),
    Column("url", ("link", "address", "source"), required=True),
)
DECISIONS = (
    Column("council", ("body", "authority", "organisation"), required=True),
    Column("ref", ("reference", "id")),
    Column("title", ("decision", "subject"), required=True),
    Column("decision_date", ("decided", "date"), required=True),
    Column("published", ("date published",)),
    Column("effective_from", ("effective",)),
    Column("note"),
    Column("url", ("link", "address", "source"), required=True),
)
_MONTH = re.compile(r"\d{4}-\d{2}", re.ASCII)
LONGEST_NOTE, LONGEST_SOURCE, LONGEST_TITLE = 1_000, 500, 500


@dataclass(frozen=True, slots=True)
class PublicRecord:
    """One consultation or decision of some body, as its page says it; None or "" where it does not."""

    key: str
    kind: str
    title: str
    made_by: str
    first_day: date | None
    last_day: date | None
    decided: date | None
    effective: date | None
    stated: str
    note: str
    source: str


def consultation(row: Row, oddities: list[str]) -> PublicRecord:
    """The consultation a record describes, under its address and title."""
    opened, closed = (
        _dated(row["opened"], N_("opening"), oddities),
        _dated(row["closed"], N_("closing"), oddities),
    )
    if opened is None or closed is None:
        oddities.append(_("no full dates: its length is not known"))
    elif closed < opened:
        words = _("closes on {closed}, before it opens on {opened}")
        oddities.append(words.format(closed=spoken(closed), opened=spoken(opened)))
    return PublicRecord(
        **_common(row, "consultation", row["body"], ""),
        first_day=opened,
        last_day=closed,
        decided=_dated(row.get("decision_date", ""), N_("decision date"), oddities),
        effective=None,
        stated=line(row.get("stated_length", ""), N_("stated length"), 200),
    )


def decision(row: Row, oddities: list[str]) -> PublicRecord:
    """The decision a record describes, under its body and reference, else its address and title."""
    decided = _dated(row["decision_date"], N_("decision date"), oddities)
    published = day(row.get("published", ""), N_("day of publication"))
    effective = day(row.get("effective_from", ""), N_("first day of effect"))
    if decided is None:
        oddities.append(_("no date of decision"))
    if published and effective and published > effective:
        oddities.append(_("published after it took effect"))
    return PublicRecord(
        **_common(row, "decision", row["council"], row.get("ref", "")),
        first_day=published,
        last_day=None,
        decided=decided,
        effective=effective,
        stated="",
    )


def _dated(text: str, name: str, oddities: list[str]) -> date | None:
    """The day, or None with a finding where the source names a month only."""
    if _MONTH.fullmatch(text.strip()):
        words = _("the {name} is a month only, {text}: no day is known")
        oddities.append(words.format(name=_(name), text=text.strip()))
        return None
    return day(text, name)


def _common(row: Row, kind: str, made_by: str, ref: str) -> dict[str, str]:
    title = line(row["title"], N_("title"), LONGEST_TITLE)
    source = line(row["url"], N_("source"), LONGEST_SOURCE)
    body = line(made_by, N_("body"), 300)
    ref = line(ref, N_("reference"), 100)
    if not title:
        raise Unreadable(_("It has no title. Write what it was called."))
    if not source:
        raise Unreadable(_("It has no source. Give the address of the page that says so."))
    key = f"{body} {ref}" if ref else f"{source} {title}"
    return {
        "key": f"{kind}: {key}"[:500],
        "kind": kind,
        "title": title,
        "made_by": body,
        "note": line(row.get("note", ""), N_("note"), LONGEST_NOTE),
        "source": source,
    }

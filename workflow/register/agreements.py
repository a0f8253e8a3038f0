"""One record of a register of grants or contracts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from workflow.register.cells import (
    LONGEST_KEY,
    N_,
    APerson,
    Unreadable,
    clause,
    day,
    line,
    months,
    pounds,
    shown,
    spoken,
    tidy,
)
from workflow.register.model import Agreement
from workflow.register.organisations import identifier, numbers
from workflow.register.people_like import bears_a_title, is_published_identifier, looks_like_a_person
from workflow.register.tables import Row
from workflow.register.vocabulary import vocabulary
from workflow.words import gettext as _

FIRST_YEAR, LAST_YEAR = 1990, 2100
LONGEST_YEARS = 30
LONGEST_MONTHS = 12 * LONGEST_YEARS


def grant(row: Row, oddities: list[str], published_by: str = "") -> Agreement:
    """The grant a record describes, titled by its programme where it has no title of its own."""
    named = {
        "key": row["grant_id"],
        "organisation": row["recipient"],
        "organisation_key": row.get("recipient_org_id", ""),
        "title": row.get("title", "").strip() or row.get("programme", ""),
        "value": row["amount_gbp"],
        "awarded_on": row["award_date"],
        "instrument": "grant",
    }
    return _agreement({**row, **named}, oddities, published_by)


def contract(row: Row, oddities: list[str], published_by: str = "") -> Agreement:
    """The agreement a record of a contracts register describes: a contract unless it says grant."""
    named = {name.replace(" ", "_"): cell for name, cell in row.items()}
    named |= {"key": row["agreement id"], "organisation_key": row.get("organisation id", "")}
    return _agreement(named, oddities, published_by)


def _agreement(cells: Mapping[str, str], oddities: list[str], published_by: str) -> Agreement:
    key = identifier(cells["key"], oddities)
    name = line(cells["organisation"], N_("organisation"))
    instrument = _instrument(cells.get("instrument", ""))
    published = _published_key(cells, name)
    _leave_out_people(name, instrument, published)
    start, end = day(cells.get("start", ""), N_("start")), day(cells.get("end", ""), N_("end"))
    awarded = day(cells.get("awarded_on", ""), N_("award date"))
    oddities.extend(_odd_names(name, cells))
    oddities.extend(_odd_dates(start, end, awarded))
    return Agreement(
        key=key,
        organisation_key=published or tidy(cells["organisation_key"]) or None,
        organisation_name=name,
        title=line(cells["title"], N_("title")),
        funder=line(cells.get("funder", ""), N_("funder")),
        instrument=instrument,
        start=start,
        end=end,
        value=_value(cells, oddities),
        awarded_on=awarded,
        duration_months=_duration(cells.get("duration_months", ""), oddities),
        notice_clause=clause(cells.get("notice_clause", "")),
        source=line(cells.get("source", ""), N_("source")) or published_by,
        value_per_year=_per_year(cells),
    )


def _instrument(text: str) -> str:
    known = {kind.title.casefold(): kind.id for kind in vocabulary().types}
    word = tidy(text).casefold().replace("_", " ") or "contract"
    if word not in known:
        words = _("The instrument “{text}” is not known. Write one of: {known}.")
        raise Unreadable(words.format(text=shown(text), known=", ".join(known)))
    return known[word]


def _published_key(cells: Mapping[str, str], name: str) -> str:
    """The identifier in a public register: as given, or its prefix (org-id.guide) and the number."""
    for given in (line(cells["organisation_key"], N_("organisation id"), LONGEST_KEY), name):
        if is_published_identifier(given):
            return given
    charity, company = numbers(cells)
    if charity and any(map(str.isdigit, charity)):
        prefix = {"SC": "GB-SC-", "NI": "GB-NIC-"}.get(charity[:2].upper(), "GB-CHC-")
        return prefix + (charity.upper().removeprefix("NIC") if prefix == "GB-NIC-" else charity)
    if company and any(map(str.isdigit, company)):
        return f"GB-COH-{company}"
    return ""


def _leave_out_people(name: str, instrument: str, published: str) -> None:
    """Refuse a supplier that looks like a natural person, without repeating the name."""
    person_like = looks_like_a_person if instrument == "contract" else bears_a_title
    if not published and person_like(name):
        raise APerson(
            _(
                "The organisation looks like a natural person; left out. "
                "If it is an organisation, give its charity or company number."
            )
        )


def _odd_names(name: str, cells: Mapping[str, str]) -> list[str]:
    odd = []
    if not name:
        odd.append(_("no organisation named"))
    if not tidy(cells["title"]):
        odd.append(_("no title"))
    return odd


def _odd_dates(start: date | None, end: date | None, awarded: date | None) -> list[str]:
    named = ((start, N_("start")), (end, N_("end")), (awarded, N_("award date")))
    odd = [
        _("the {name}, {day}, is before {first} or after {last}").format(
            name=_(name), day=spoken(when), first=FIRST_YEAR, last=LAST_YEAR
        )
        for when, name in named
        if when and not FIRST_YEAR <= when.year <= LAST_YEAR
    ]
    if end is None:
        odd.append(_("no end date"))
        return odd
    if start and end < start:
        odd.append(
            _("ends on {end}, before its start on {start}").format(end=spoken(end), start=spoken(start))
        )
    elif start and (end.year - start.year, end.month, end.day) > (LONGEST_YEARS, start.month, start.day):
        odd.append(
            _("ends on {end}, more than {years} years after its start").format(
                end=spoken(end), years=LONGEST_YEARS
            )
        )
    if awarded and awarded > end:
        odd.append(
            _("awarded on {awarded}, after its end on {end}").format(awarded=spoken(awarded), end=spoken(end))
        )
    return odd


def _value(cells: Mapping[str, str], oddities: list[str]) -> Decimal | None:
    """The amount in pounds; one in another currency is no amount in pounds."""
    if "value" not in cells:
        return None
    value = pounds(cells["value"], N_("amount"))
    currency = tidy(cells.get("currency", "")).upper()
    if value is not None and currency not in ("", "GBP"):
        oddities.append(_("the amount is in {currency}; not read as pounds").format(currency=shown(currency)))
        return None
    if value is None:
        oddities.append(_("no amount"))
    elif value <= 0:
        oddities.append(_("the amount is {value}").format(value=value))
    return value


def _per_year(cells: Mapping[str, str]) -> Decimal | None:
    """The amount of one year in pounds, where the register says it."""
    in_pounds = tidy(cells.get("currency", "")).upper() in ("", "GBP")
    return pounds(cells.get("value_per_year", ""), N_("value per year")) if in_pounds else None


def _duration(text: str, oddities: list[str]) -> int | None:
    length = months(text)
    if text.strip() and (length is None or not 0 < length <= LONGEST_MONTHS):
        oddities.append(_("“{text}” is not a usual number of months").format(text=shown(text)))
    return length

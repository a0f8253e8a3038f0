"""Procurement notices: releases of the Open Contracting Data Standard, or a Contracts Finder list as CSV.

What the release schema (1.1) asks of a release is asked here too: an ocid, an id, a date and a tag. The real
releases lack some of these; only one without an ocid or a date cannot be kept apart from others.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, NoReturn

from workflow.errors import BadRequest
from workflow.register.cells import LONGEST_KEY, N_, Unreadable, day, line, pounds, shown, spoken
from workflow.register.model import Finding, Reading, Refusal
from workflow.register.people_like import looks_like_a_person
from workflow.register.reading import Gathered, Layout, read_rows
from workflow.register.tables import Column, Row, Source
from workflow.words import gettext as _
from workflow.words import ngettext

LARGEST_AMOUNT = Decimal(10) ** 13
LONGEST_OCID = 120
NOTICES = (
    Column("id", ("notice id", "notice identifier"), required=True),
    Column("buyer", ("organisation", "organisation name", "authority"), required=True),
    Column("title", required=True),
    Column("tag", ("notice_type", "type")),
    Column("status"),
    Column("published", ("published date", "date published"), required=True),
    Column("deadline", ("closing date", "tender deadline")),
    Column("awarded", ("awarded date", "date awarded")),
    Column("starts", ("contract start date", "start date", "start")),
    Column("ends", ("contract end date", "end date", "end")),
    Column("value", ("awarded_value", "award value")),
    Column("supplier", ("awarded_supplier", "supplier name")),
    Column("method", ("procedure", "procedure type")),
    Column("address", ("url", "link")),
    Column("source"),
)
TAGS = frozenset(
    """planning planningUpdate tender tenderAmendment tenderUpdate tenderCancellation award awardUpdate
    awardCancellation contract contractUpdate contractAmendment implementation implementationUpdate
    contractTermination compiled""".split()
)


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice as published: days in Europe/London, `value` in pounds. None or "": it does not say."""

    key: str
    ocid: str
    release: str
    title: str
    buyer: str
    tag: str
    status: str
    published: date | None
    deadline: date | None
    awarded: date | None
    starts: date | None
    ends: date | None
    value: Decimal | None
    supplier: str
    method: str
    number: str
    address: str
    source: str


def is_json(file: bytes) -> bool:
    """Whether a file begins as JSON does."""
    return file.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"[")


def read_notices(source: Source, layout: Layout | None = None) -> Reading[Notice]:
    """The notices of a release package, `{"releases": []}`, or a CSV list with id, buyer and dates.

    Releases count from 1. Raises BadRequest, naming place and mend, when the file as a whole cannot be read.
    """
    if isinstance(source, bytes) and is_json(source):
        return _releases(source)
    return read_rows(source, NOTICES, _listed, layout or Layout())


def _releases(file: bytes) -> Reading[Notice]:
    package = _package(file)
    gathered: Gathered[Notice] = Gathered(kept=[Finding(0, note) for note in _notes(package)])
    for number, release in enumerate(package["releases"], 1):
        oddities: list[str] = []
        try:
            gathered.take(number, _release(release, oddities, _source(package)), oddities)
        except Unreadable as why:
            gathered.refused.append(Refusal(number, str(why)))
    return Reading(tuple(gathered.rows), tuple(gathered.kept), tuple(gathered.refused))


def _package(file: bytes) -> Mapping[str, Any]:
    try:
        found = json.loads(
            file.decode("utf-8-sig"),
            parse_float=Decimal,
            parse_constant=_no_number,
            object_pairs_hook=_each_name_once,
        )
    except UnicodeDecodeError as fault:
        words = _("The file is not UTF-8 at byte {place}. Save it as UTF-8.")
        raise BadRequest(words.format(place=fault.start + 1)) from None
    except json.JSONDecodeError as fault:
        words = _("The JSON breaks off or is damaged at line {line}, column {column}. Fetch the file again.")
        raise BadRequest(words.format(line=fault.lineno, column=fault.colno)) from None
    except RecursionError:
        raise BadRequest(_("The JSON is nested too deeply for a release package.")) from None
    except (ValueError, ArithmeticError):
        raise BadRequest(_("The JSON holds a number that is none. Fetch the file again.")) from None
    if isinstance(found, dict) and isinstance(found.get("releases"), list):
        return found
    if isinstance(found, dict) and "records" in found:
        raise BadRequest(_("This is a record package. Fetch the releases instead: {“releases”: [...]}."))
    raise BadRequest(_("There is no list called “releases” in it. Send a release package."))


def _no_number(text: str) -> NoReturn:
    raise ValueError(text)


def _each_name_once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _value in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        words = _("The name “{name}” stands twice in one object of the JSON. Delete one of the two.")
        raise BadRequest(words.format(name=shown(twice)))
    return found


def _notes(package: Mapping[str, Any]) -> Iterator[str]:
    if not _text(package.get("license")):
        yield _("the package does not say under which licence it may be used")
    if not package["releases"]:
        yield _("there is no release in it")


def _source(package: Mapping[str, Any]) -> str:
    publisher = _text(_at(package, "publisher", "name")) or _text(package.get("source"))
    return publisher[:300]


def _release(release: object, oddities: list[str], source: str) -> Notice:
    if not isinstance(release, dict):
        raise Unreadable(_("It is no release: each one must be an object with an ocid."))
    ocid = line(_text(release.get("ocid")), N_("ocid"), LONGEST_OCID)
    if not ocid:
        raise Unreadable(_("It has no ocid. Add the open contracting id that it was published under."))
    said = line(_text(release.get("id")), N_("id"), LONGEST_KEY)
    when = _text(release.get("date"))
    if not said and not when:
        raise Unreadable(_("It has neither id nor date, so it cannot be told from others of {ocid}.").format(
            ocid=shown(ocid)
        ))  # fmt: skip
    published = day(when, N_("date"))
    if not said:
        oddities.append(_("it has no id; it is known by its date"))
    if not published:
        oddities.append(_("it has no date of publication"))
    found = _stated(release, oddities, source)
    return replace(
        found,
        key=f"{ocid} {said or when}",
        ocid=ocid,
        release=said or when,
        published=published,
        tag=_tag(release.get("tag"), oddities),
    )


def _stated(release: Mapping[str, Any], oddities: list[str], source: str) -> Notice:
    """What the release says of buyer, title, dates and money."""
    tender, awards = _part(release, "tender"), _parts(release, "awards")
    title = _text(tender.get("title")) or _text(release.get("title"))
    buyer = line(_text(_at(release, "buyer", "name")), N_("buyer"))
    deadline = day(_text(_at(tender, "tenderPeriod", "endDate")), N_("tender deadline"))
    awarded = _earliest(day(_text(award.get("date")), N_("award date")) for award in awards)
    starts, ends = _contract(release, tender, awards, oddities)
    oddities.extend(_odd(title, buyer, starts, ends))
    return Notice(
        key="",
        ocid="",
        release="",
        title=line(title, N_("title")),
        buyer=buyer,
        tag="",
        status=line(_text(tender.get("status")), N_("status"), LONGEST_OCID),
        published=None,
        deadline=deadline,
        awarded=awarded,
        starts=starts,
        ends=ends,
        value=_value(tender, awards, oddities),
        supplier=_suppliers(awards, oddities),
        method=line(_text(tender.get("procurementMethodDetails")), N_("method"))[:200],
        number=_number(tender, awards),
        address=_address(tender, awards),
        source=source,
    )


def _tag(found: object, oddities: list[str]) -> str:
    tags = [_text(each) for each in found] if isinstance(found, list) else [_text(found)]
    unknown = [tag for tag in tags if tag and tag not in TAGS]
    if unknown:
        oddities.append(_("the tag “{tag}” is not one of the standard").format(tag=shown(unknown[0])))
    if not any(tags):
        oddities.append(_("it has no tag: nobody can tell a tender from an award"))
    return " ".join(line(tag, N_("tag"), LONGEST_OCID) for tag in tags if tag)[:120]


def _contract(
    release: Mapping[str, Any], tender: Mapping[str, Any], awards: Sequence[Mapping[str, Any]], odd: list[str]
) -> tuple[date | None, date | None]:
    """Its first and last day: of the contracts, else of the awards, else of the tender or its lots."""
    for holders, name in (
        (_parts(release, "contracts"), "period"),
        (awards, "contractPeriod"),
        ((tender,), "contractPeriod"),
        (_parts(tender, "lots"), "contractPeriod"),
    ):
        found = [_period(holder.get(name)) for holder in holders]
        starts, ends = {s for s, _e in found if s}, {e for _s, e in found if e}
        if starts or ends:
            if len(ends) > 1:
                words = _("{n} different ends, from {first} to {last}: the last is shown")
                days = {"first": spoken(min(ends)), "last": spoken(max(ends))}
                odd.append(words.format(n=len(ends), **days))
            return min(starts, default=None), max(ends, default=None)
    return None, None


def _period(found: object) -> tuple[date | None, date | None]:
    if not isinstance(found, dict):
        return None, None
    start = day(_text(found.get("startDate")), N_("contract start"))
    return start, day(_text(found.get("endDate")), N_("contract end"))


def _odd(title: str, buyer: str, starts: date | None, ends: date | None) -> Iterator[str]:
    if not title:
        yield _("no title")
    if not buyer:
        yield _("no buyer named")
    if starts and ends and ends < starts:
        words = _("ends on {end}, before its start on {start}")
        yield words.format(end=spoken(ends), start=spoken(starts))


def _value(tender: Mapping[str, Any], awards: Sequence[Mapping[str, Any]], odd: list[str]) -> Decimal | None:
    """What was awarded in all, else what the tender was thought to be worth."""
    amounts = [_amount(award.get("value"), odd) for award in awards]
    if amounts and all(amount is not None for amount in amounts):
        return sum((amount for amount in amounts if amount is not None), Decimal(0))
    return _amount(tender.get("value"), odd)


def _amount(found: object, odd: list[str]) -> Decimal | None:
    if not isinstance(found, dict) or found.get("amount") is None:
        return None
    amount, currency = found["amount"], _text(found.get("currency")) or "GBP"
    if isinstance(amount, bool) or not isinstance(amount, (int, Decimal)):
        raise Unreadable(_("An amount is “{text}”. Write a number.").format(text=shown(_text(amount))))
    if abs(Decimal(amount)) >= LARGEST_AMOUNT:
        raise Unreadable(_("An amount is larger than any contract. Correct it."))
    if currency != "GBP":
        words = _("the amount is in {currency}; not read as pounds")
        odd.append(words.format(currency=shown(currency)))
        return None
    return Decimal(amount)


def _suppliers(awards: Sequence[Mapping[str, Any]], odd: list[str]) -> str:
    """Who won, without those who look like a natural person: these are counted."""
    named = [
        line(_text(s.get("name")), N_("supplier")) for award in awards for s in _parts(award, "suppliers")
    ]
    names = list(dict.fromkeys(name for name in named if name))
    kept = [name for name in names if not looks_like_a_person(name)]
    if len(kept) < len(names):
        n = len(names) - len(kept)
        words = ngettext(
            "{n} supplier looks like a natural person; left out",
            "{n} suppliers look like natural persons; left out",
            n,
        )
        odd.append(words.format(n=n))
    return _short("; ".join(kept), 500)


def _documents(tender: Mapping[str, Any], awards: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    for holder in (*awards, tender):
        yield from _parts(holder, "documents")


def _number(tender: Mapping[str, Any], awards: Sequence[Mapping[str, Any]]) -> str:
    """The number that people know the notice by: of its document where that is one, else the tender's."""
    ids = (_text(each.get("id")) for each in _documents(tender, awards) if _is_notice(each))
    known = next((each for each in ids if not each.isdecimal() or len(each) > 4), "")
    return _short(line(known or _text(tender.get("id")), N_("number")), 200)


def _address(tender: Mapping[str, Any], awards: Sequence[Mapping[str, Any]]) -> str:
    found = (_text(each.get("url")) for each in _documents(tender, awards) if _is_notice(each))
    return next((each for each in found if each.startswith("https://") and len(each) <= 500), "")


def _is_notice(document: Mapping[str, Any]) -> bool:
    return _text(document.get("documentType")).casefold().endswith("notice")


def _listed(row: Row, oddities: list[str]) -> Notice:
    """A notice of a CSV list. Such a list has no ocid: the notice's own id is its key."""
    id_ = line(row["id"], N_("id"), LONGEST_KEY)
    if not id_:
        raise Unreadable(_("It has no id. Give it the one it was published under."))
    published, deadline = (
        day(row["published"], N_("day published")),
        day(row.get("deadline", ""), N_("deadline")),
    )
    starts, ends = day(row.get("starts", ""), N_("start")), day(row.get("ends", ""), N_("end"))
    value = pounds(row.get("value", ""), N_("value"))
    title, buyer = line(row["title"], N_("title")), line(row["buyer"], N_("buyer"))
    if published and deadline and published > deadline:
        oddities.append(_("published after its deadline: it seems to be the latest notice, not the first"))
    oddities.extend(_odd(title, buyer, starts, ends))
    supplier = line(row.get("supplier", ""), N_("supplier"))
    return Notice(
        key=id_,
        ocid="",
        release=id_,
        title=title,
        buyer=buyer,
        tag=line(row.get("tag", ""), N_("tag"), LONGEST_OCID),
        status=line(row.get("status", ""), N_("status"), LONGEST_OCID),
        published=published,
        deadline=deadline,
        awarded=day(row.get("awarded", ""), N_("day of award")),
        starts=starts,
        ends=ends,
        value=value or None,
        supplier=_suppliers([{"suppliers": [{"name": supplier}]}], oddities),
        method=line(row.get("method", ""), N_("method")),
        number=id_,
        address=row.get("address", "") if row.get("address", "").startswith("https://") else "",
        source=line(row.get("source", ""), N_("source")),
    )


def _text(found: object) -> str:
    """The text, or a number as text; a list or an object is neither."""
    if isinstance(found, str):
        return found
    return str(found)[:200] if isinstance(found, (int, Decimal)) and not isinstance(found, bool) else ""


def _at(found: Mapping[str, Any], *names: str) -> object:
    for name in names[:-1]:
        found = _part(found, name)
    return found.get(names[-1])


def _part(found: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = found.get(name)
    return part if isinstance(part, dict) else {}


def _parts(found: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    parts = found.get(name)
    return [part for part in parts if isinstance(part, dict)] if isinstance(parts, list) else []


def _earliest(days: Iterable[date | None]) -> date | None:
    return min((found for found in days if found), default=None)


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"

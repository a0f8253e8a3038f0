"""Notices of contracts that were awarded, read as the agreements that they tell of: the buyer's own.

A release package, a Contracts Finder list, or the dated facts of processes, `{"processes": []}`. Of several
notices of one process the latest counts. A contract that states no end is kept without one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from workflow.register.cells import LONGEST_KEY, N_, Unreadable, day, line
from workflow.register.model import Agreement, Finding, Reading, Refusal
from workflow.register.notices import LONGEST_OCID, Notice, is_json, read_notices
from workflow.register.people_like import looks_like_a_person
from workflow.register.reading import Gathered, Layout
from workflow.register.tables import Source
from workflow.words import gettext as _
from workflow.words import ngettext

AWARDED = frozenset(
    """award awardUpdate contract contractUpdate contractAmendment implementation
    implementationUpdate""".split()
)
OVER = frozenset({"tenderCancellation", "awardCancellation", "contractTermination"})


@dataclass(frozen=True, slots=True)
class _Said:
    """What a notice says, whatever file it stands in; `counts` is False for one of no award."""

    agreement: Agreement
    published: str
    counts: bool


def read_awards(source: Source, layout: Layout | None = None) -> Reading[Agreement]:
    """The agreements that the award notices of a file tell of; notices of no award are counted and left out.

    Raises BadRequest, naming place and mend, when the file as a whole cannot be read.
    """
    if isinstance(source, bytes) and (processes := _processes(source)) is not None:
        return _latest(_facts(processes))
    found = read_notices(source, layout)
    said = Reading(tuple((n, _of_notice(one)) for n, one in found.rows), found.kept, found.refused)
    return _latest(said)


def _latest(found: Reading[_Said]) -> Reading[Agreement]:
    """One agreement a process, as its latest notice says."""
    last: dict[str, tuple[str, int, _Said]] = {}
    for number, said in found.rows:
        key = said.agreement.key
        last[key] = max(last.get(key, ("", 0, said)), (said.published, number, said), key=lambda one: one[:2])
    counted = {number for _published, number, said in last.values() if said.counts}
    gathered: Gathered[Agreement] = Gathered(
        kept=[Finding(0, note) for note in _notes(len(found.rows), len(last), len(counted))]
    )
    odd: dict[int, list[str]] = {}
    for finding in found.kept:
        odd.setdefault(finding.row, []).append(finding.finding)
    gathered.kept[:0] = [Finding(0, words) for words in odd.get(0, ())]
    for number, said in found.rows:
        if number in counted:
            ends = [] if said.agreement.end else [_("no end date")]
            gathered.take(number, said.agreement, [*odd.get(number, ()), *ends])
    return Reading(tuple(gathered.rows), tuple(gathered.kept), found.refused)


def _notes(notices: int, processes: int, counted: int) -> Iterator[str]:
    earlier, none = notices - processes, processes - counted
    if earlier:
        words = ngettext(
            "{n} earlier notice of a process that a later one tells of; the later one counts",
            "{n} earlier notices of processes that later ones tell of; the later ones count",
            earlier,
        )
        yield words.format(n=earlier)
    if none:
        words = ngettext(
            "{n} notice tells of no contract that was awarded, or of one that was called off; left out",
            "{n} notices tell of no contract that was awarded, or of one that was called off; left out",
            none,
        )
        yield words.format(n=none)


def _of_notice(notice: Notice) -> _Said:
    tags = frozenset(notice.tag.split())
    awarded = bool(tags & AWARDED) if notice.ocid else notice.status.casefold() == "awarded"
    agreement = Agreement(
        key=notice.ocid or notice.key[:LONGEST_OCID],
        organisation_key=None,
        organisation_name=notice.supplier[:300],
        title=notice.title,
        funder=notice.buyer,
        instrument="contract",
        start=notice.starts,
        end=notice.ends,
        value=notice.value,
        awarded_on=notice.awarded,
        duration_months=None,
        notice_clause="",
        source=_source(notice.source, notice.address),
    )
    return _Said(agreement, str(notice.published or ""), awarded and not tags & OVER)


def _source(named: str, address: str) -> str:
    """Who published it and where; of a long address only the publisher remains."""
    both = ", ".join(part for part in (named, address) if part)
    return both if len(both) <= 300 else named


def _processes(file: bytes) -> list[Any] | None:
    """The processes of a file of dated facts; None for any other file."""
    if not is_json(file):
        return None
    try:
        found = json.loads(file.decode("utf-8-sig"), parse_float=Decimal)
    except (ValueError, ArithmeticError, RecursionError):
        return None
    processes = found.get("processes") if isinstance(found, dict) else None
    return processes if isinstance(processes, list) else None


def _facts(processes: list[Any]) -> Reading[_Said]:
    rows: list[tuple[int, _Said]] = []
    kept: list[Finding] = []
    refused: list[Refusal] = []
    for number, process in enumerate(processes, 1):
        oddities: list[str] = []
        try:
            rows.append((number, _process(process, oddities)))
        except Unreadable as why:
            refused.append(Refusal(number, str(why)))
        kept += [Finding(number, oddity) for oddity in oddities]
    return Reading(tuple(rows), tuple(kept), tuple(refused))


def _process(process: object, oddities: list[str]) -> _Said:
    if not isinstance(process, dict) or not _text(process, "ocid"):
        raise Unreadable(_("It has no ocid. Add the open contracting id that it was published under."))
    releases = [each for each in process.get("releases") or () if isinstance(each, dict)]
    dated = sorted((_text(each, "date_utc"), _text(each, "tag")) for each in releases)
    tags = {tag for _when, tag in dated}
    last = dated[-1] if dated else ("", "")
    agreement = Agreement(
        key=line(_text(process, "ocid"), N_("ocid"), LONGEST_KEY)[:LONGEST_OCID],
        organisation_key=None,
        organisation_name=_supplier(_text(process, "supplier"), oddities),
        title=line(_text(process, "title"), N_("title")),
        funder=line(_text(process, "buyer"), N_("buyer")),
        instrument="contract",
        start=_day(process, "contract_start", N_("contract start")),
        end=_day(process, "contract_end", N_("contract end")),
        value=_pounds(process, oddities),
        awarded_on=_day(process, "award_date", N_("award date")),
        duration_months=None,
        notice_clause="",
        source=line(_text(process, "source"), N_("source")),
    )
    return _Said(agreement, last[0], bool(tags & AWARDED) and last[1] not in OVER)


def _supplier(text: str, oddities: list[str]) -> str:
    """Who won, without those who look like a natural person: these are counted."""
    names = [name.strip() for name in text.split(";") if name.strip()]
    kept = [name for name in names if not looks_like_a_person(name)]
    if len(kept) < len(names):
        n = len(names) - len(kept)
        words = ngettext(
            "{n} supplier looks like a natural person; left out",
            "{n} suppliers look like natural persons; left out",
            n,
        )
        oddities.append(words.format(n=n))
    return line("; ".join(kept), N_("supplier"))


def _pounds(process: Mapping[str, Any], oddities: list[str]) -> Decimal | None:
    found = process.get("value_gbp")
    if isinstance(found, (int, Decimal)) and not isinstance(found, bool):
        return Decimal(found)
    if process.get("value_gross_gbp") is not None:
        oddities.append(_("its amount is given with tax only; not taken"))
    return None


def _day(process: Mapping[str, Any], name: str, words: str) -> date | None:
    return day(_text(process, name), words)


def _text(found: Mapping[str, Any], name: str) -> str:
    text = found.get(name)
    return text if isinstance(text, str) else ""

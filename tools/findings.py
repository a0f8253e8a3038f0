"""Write docs/findings-on-real-records.md: dated public records held against the rules of their day.

    python tools/findings.py DATA [PAGE]

DATA is a folder with consultations/consultations.csv, forward_plan/key_decision_notices.csv,
decisions/decisions.csv and procurement/notice_timelines.json. A rule that a body is not known to have adopted
gives two lengths side by side, never a verdict.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from workflow.register.awards import read_awards
from workflow.register.model import Agreement
from workflow.rulebook.library import library
from workflow.timetable.calendars import calendar
from workflow.timetable.comparing import Lengths, lengths
from workflow.timetable.counting import last_day
from workflow.timetable.dates_in_words import in_words
from workflow.timetable.record import read_date
from workflow.timetable.verdict import Outcome, Result, check

PAGE = Path(__file__).resolve().parent.parent / "docs" / "findings-on-real-records.md"
AWARDS = ("notice_timelines.json", "contracts_finder_releases.json")
CAPTURED = date(2026, 11, 22)
TWELVE_WEEKS = ("NC-1998-CONS-12W", "NC-2009-CONS-12W", "NC-2010-2.4-12W")
NOTICE, CALL_IN, STANDSTILL = "KD-28", "LDS-CALLIN-5WD", ("PA-STAND-8", "PSR-STAND-8")
WORDS = {
    Outcome.MET: "met",
    Outcome.NOT_MET: "required by law, not met",
    Outcome.EXEMPT: "own exception recorded",
    Outcome.NOT_APPLICABLE: "not applicable",
    Outcome.NOT_IN_FORCE: "not in force on that date",
    Outcome.NOT_EVIDENCED: "these dates do not show it",
}


@dataclass(frozen=True)
class Found:
    """One record with its rule's result; `both` are its two lengths, where two dates were judged."""

    row: dict[str, Any]
    start: date
    end: date
    result: Result
    both: Lengths | None


def consultations(data: Path) -> list[Found]:
    """Each consultation with both full dates, against the national Compact of its day."""
    rows = [row for row in _rows(data / "consultations/consultations.csv") if _full(row, "opened", "closed")]
    return [_judged(row, row["opened"], row["closed"], "consultation", TWELVE_WEEKS) for row in rows]


def key_decisions(data: Path) -> list[Found]:
    """Each key decision notice with a full due date, against the 28 clear days of 2012."""
    rows = _rows(data / "forward_plan/key_decision_notices.csv")
    rows = [row for row in rows if _full(row, "notice_published", "decision_due")]
    return [
        _judged(row, row["notice_published"], row["decision_due"], "key_decision", (NOTICE,)) for row in rows
    ]


def effective_dates(data: Path) -> list[Found]:
    """Each decision with an effective date, against five working days from publication or decision."""
    rows = [row for row in _rows(data / "decisions/decisions.csv") if row["effective_from"]]
    starts = [max(row["decision_date"], row["published"]) for row in rows]
    pairs = zip(rows, starts, strict=True)
    return [_judged(row, start, row["effective_from"], "call_in", (CALL_IN,)) for row, start in pairs]


def standstills(data: Path) -> list[tuple[dict[str, Any], date, date, date]]:
    """Each process that states the end of its standstill, its notice, that end, and the end as counted."""
    return [_standstill(one) for one in _processes(data) if "standstill_end" in one]


def awards(data: Path) -> dict[str, list[Agreement]]:
    """What the award notices of each file become as agreements, by the file's name."""
    paths = (data / "procurement" / name for name in AWARDS)
    return {
        path.name: [one for _n, one in read_awards(path.read_bytes()).rows] for path in paths if path.exists()
    }


def page(data: Path) -> str:
    """The whole page in Markdown."""
    return "\n".join([*_head(data), *_body(data)]) + "\n"


def lines(data: Path) -> list[str]:
    """The lines of the tables, one a record."""
    return [line for line in _body(data) if line.startswith("| [")]


def _head(data: Path) -> Iterator[str]:
    asked, notices, effects = consultations(data), key_decisions(data), effective_dates(data)
    long = sum(one.both is not None and one.both.lasted >= one.both.asked for one in asked)
    kept = sum(one.result.result is Outcome.MET for one in notices)
    after = sum(one.result.required == one.end for one in effects)
    yield from (
        "# Findings on real records",
        "",
        "Written by `tools/findings.py`; do not edit it by hand. Public records, each with its source, held",
        "against rules by their dates alone. A code that a body is not known to have adopted gives two",
        "lengths, side by side, never a verdict. A slip in transcribing is possible. Not legal advice.",
        "",
        f"- Consultations with both dates: {len(asked)}; {long} of them last 12 weeks, both ends counted.",
        f"- Key decision notices with a full due date: {len(notices)}; {kept} leave 28 clear days.",
        f"- Decisions with an effective date: {len(effects)}; {after} of them take effect on the day after",
        "  the fifth working day that follows the later of publication and decision.",
        f"- Processes that state the end of their standstill: {len(standstills(data))}.",
        "- The time to bid is not judged: no rule held here sets one for these records.",
    )


def _body(data: Path) -> Iterator[str]:
    yield from ("", "## Consultations: days, both ends counted", "")
    yield from ("The national Compact of that day asks for 12 weeks, of those bodies that had joined it.", "")
    yield from _table("Consultation", "Body", "Opened", "Closed", "Days", "The Compact asks for")
    for one in consultations(data):
        assert one.both
        yield _line(one.row, "title", one.row["body"], one.start, one.end, one.both.lasted, one.both.asked)
    yield from ("", "## Key decision notices: clear days", "")
    yield from _table("Decision", "Council", "Notice", "Due", "Clear days", "28 clear days, required by law")
    for one in key_decisions(data):
        days = one.both.lasted if one.both else "not judged"
        yield _line(one.row, "title", one.row["council"], one.start, one.end, days, WORDS[one.result.result])
    yield from (
        "",
        "## When decisions took effect",
        "",
        "Each council has its own rule; this compares dates.",
        "",
    )
    yield from _table(
        "Decision", "Council", "Counted from", "In effect", "Day after the fifth working day", "Compared"
    )
    for one in effective_dates(data):
        required = one.result.required or "not counted: the rule held here is of 2019"
        same = "the same day" if required == one.end else "another day"
        yield _line(one.row, "title", one.row["council"], one.start, one.end, required, same)
    yield from ("", "## Standstill", "", "From the first award notice shown; an earlier one may exist.", "")
    yield from _table(
        "Process", "Buyer", "Notice", "Standstill ends, as stated", "As the rule counts it", "Compared"
    )
    for row, start, stated, counted in standstills(data):
        same = "the same day" if stated == counted else "another day"
        yield _line(row, "title", row["buyer"], start, stated, counted, same)
    yield from _awarded(data)


def _awarded(data: Path) -> Iterator[str]:
    """Award notices as `import awards` takes them in: how many agreements, and which run on."""
    yield from ("", "## Award notices as agreements", "")
    yield from (
        "Of several notices of one process the latest counts. No end is worked out where none is stated.",
        "",
    )
    for name, found in awards(data).items():
        ends = [one.end for one in found if one.end]
        running = sum(end > CAPTURED for end in ends)
        told = f"{len(found)} agreements, {len(ends)} with an end, {running} after {in_words(CAPTURED)}."
        yield f"- {name}: {told}"
    yield from ("", f"Processes whose contract runs on after {in_words(CAPTURED)}:", "")
    yield from _table("Process", "Buyer", "Start", "End")
    known = {one.key: one for one in awards(data)[AWARDS[0]] if one.end and one.end > CAPTURED}
    for row in _processes(data):
        if one := known.get(row["ocid"]):
            yield _line(row, "title", one.funder, one.start or "not shown", one.end)


def _judged(row: dict[str, Any], start: str, end: str, what: str, rules: tuple[str, ...]) -> Found:
    starts = {"consultation": "consultation_opened", "key_decision": "key_decision_notice_published"}
    ends = {"consultation": "consultation_closed", "key_decision": "decision_made"}
    events = {starts.get(what, "decision_published"): start, ends.get(what, "implementation_allowed"): end}
    council = {"body": "council", "key_decision": row.get("key_decision") == "yes", "call_in": True}
    urgent = any(word in row["note"].lower() for word in ("general exception", "special urgency"))
    record = {
        "facts": {} if what == "consultation" else council,
        "events": events,
        "rules": list(rules),
        "exemptions": {NOTICE: row["note"]} if what == "key_decision" and urgent else {},
    }
    results = check(record, library())
    result = next((one for one in results if one.result is not Outcome.NOT_IN_FORCE), results[0])
    first = read_date(start, "start")
    both = lengths(library().rule(result.rule), first, result)
    return Found(row, first, read_date(end, "end"), result, both)


def _standstill(one: dict[str, Any]) -> tuple[dict[str, Any], date, date, date]:
    notice = next(release["date_utc"] for release in one["releases"] if release["tag"] == "award")
    start = read_date(notice, "notice")
    health = "Provider Selection Regime" in one.get("method", "")
    period = library().rule(STANDSTILL[health]).period
    assert period
    counted = last_day(period.method, period.n, calendar(period.calendar), start)
    return one, start, read_date(one["standstill_end"], "standstill"), counted


def _rows(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _processes(data: Path) -> list[dict[str, Any]]:
    text = (data / "procurement/notice_timelines.json").read_text(encoding="utf-8")
    found: list[dict[str, Any]] = json.loads(text)["processes"]
    return found


def _full(row: dict[str, Any], *names: str) -> bool:
    return all(len(row[name]) == len("2027-03-04") for name in names)


def _table(*headings: str) -> tuple[str, str]:
    return f"| {' | '.join(headings)} |", f"|{' --- |' * len(headings)}"


def _line(row: dict[str, Any], title: str, *cells: object) -> str:
    name = str(row[title]).replace("|", "/").replace("[", "(").replace("]", ")")
    address = str(row.get("url") or row.get("source")).replace(" ", "%20").replace("|", "%7C")
    said = [in_words(cell) if isinstance(cell, date) else str(cell) for cell in cells]
    return f"| [{name}](<{address}>) | {' | '.join(said)} |"


if __name__ == "__main__":
    Path(sys.argv[2] if len(sys.argv) > 2 else PAGE).write_text(page(Path(sys.argv[1])), encoding="utf-8")

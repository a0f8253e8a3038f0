"""`import` and `export`: real registers in, lists for other systems out."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TextIO

from workflow.clock import today as today_of
from workflow.commandline import moved_dates
from workflow.commandline.jsonl import as_json
from workflow.commandline.standing import standing
from workflow.commandline.values import read_day
from workflow.commands import export
from workflow.commands.bank_holidays import Taken, import_bank_holidays
from workflow.commands.diary import Outcome, change_diary
from workflow.commands.diary_work import File, reading_file
from workflow.commands.import_kinds import as_csv
from workflow.commands.import_register import KINDS, Imported, body_for_registers, import_register, one_body
from workflow.commands.more_bodies import add_bodies
from workflow.commands.people_list import import_people
from workflow.commands.services import Services
from workflow.errors import BadRequest
from workflow.register.diary import CLOSURE, ELECTION, MEETING
from workflow.register.reading import parse_column_map
from workflow.timetable.dates_in_words import in_words
from workflow.timetable.model import NOT_LEGAL_ADVICE, UNCONFIRMED, TimingVerdict
from workflow.words import gettext as _
from workflow.words import ngettext

ANSWERED, NO = 0, 1
BANK_HOLIDAYS, BODIES, PEOPLE = "bank-holidays", "bodies", "people"
DIARY = {"meetings": MEETING, "closures": CLOSURE, "elections": ELECTION}
KINDS_OUT = ("last-safe-starts", "audit")
SHOWN, FEW = 40, 8


def add_parser(subparsers: Any) -> None:
    """Add `import` and `export` to the subcommands."""
    _add_import(subparsers)
    _add_export(subparsers)


def _add_import(subparsers: Any) -> None:
    about = _("Take in a register as published. Doing it again changes nothing; no row is mended by guess.")
    parser = subparsers.add_parser("import", help=_("registers in"), description=about)
    kinds = (*KINDS, BANK_HOLIDAYS, *DIARY, BODIES, PEOPLE)
    parser.add_argument("kind", metavar="KIND", choices=kinds, help=", ".join(kinds))
    parser.add_argument("file", metavar="FILE", help=_("CSV, .xlsx, JSON or .ics, or - for standard input"))
    parser.add_argument(
        "--sheet", default="", metavar="NAME", help=_("which sheet of a workbook, if not the first")
    )
    parser.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="THEIRS=OURS",
        help=_("which of their headings is which of ours; repeat"),
    )
    parser.add_argument(
        "--source",
        default="",
        metavar="TEXT",
        help=_("where records that name no source come from, and when; else the file's name"),
    )
    parser.add_argument(
        "--captured", metavar="DATE", help=_("the day of which the file is; else the day it is taken in")
    )
    _common(parser)
    parser.set_defaults(run=_import)


def _add_export(subparsers: Any) -> None:
    about = _("Lists for other systems: when each agreement's follow-up must start, or the audit trail.")
    parser = subparsers.add_parser("export", help=_("lists out"), description=about)
    parser.add_argument("kind", metavar="KIND", choices=KINDS_OUT, help=", ".join(KINDS_OUT))
    parser.add_argument("--today", metavar="DATE", help=_("as if today were this day"))
    _common(parser)
    parser.set_defaults(run=_export)


def _common(parser: Any) -> None:
    parser.add_argument("--body", metavar="SLUG", help=_("which body, where there are several"))
    parser.add_argument("--json", action="store_true", help=_("print JSON"))


def _import(args: Namespace, stdin: TextIO, stdout: TextIO) -> int:
    column_map = parse_column_map(args.map)
    file = _bytes(args.file, stdin)
    if args.kind not in KINDS:
        other = {BANK_HOLIDAYS: _bank_holidays, BODIES: _bodies, PEOPLE: _people}.get(args.kind, _diary)
        return other(args, as_csv(file, args.sheet), stdout)
    with standing() as services:
        body = body_for_registers(services, args.body)
        print(_("Into the registers of: {body}.").format(body=body.name), file=sys.stderr)
        done = import_register(
            kind=args.kind,
            file=file,
            body=body.id,
            services=services,
            column_map=column_map,
            sheet=args.sheet,
            source=args.source or Path(args.file).name,
            captured_on=read_day(args.captured, "--captured") if args.captured else None,
        )
    people = sum(refused.person for refused in done.refused)
    if people:
        print(_("Left out, since they look like a natural person: {n}.").format(n=people), file=sys.stderr)
    if done.organisations:
        told = _("Recipients that were not known before, added as organisations: {n}.")
        print(told.format(n=done.organisations), file=sys.stderr)
    lines = [as_json(_document(done))] if args.json else _imported(done)
    stdout.write("\n".join(lines) + "\n")
    return NO if done.refused else ANSWERED


def _bank_holidays(args: Namespace, file: bytes, stdout: TextIO) -> int:
    """They hold for every body, and every date that they move is listed."""
    source = args.source or Path(args.file).name
    with standing() as services:
        column_map = parse_column_map(args.map)
        done = import_bank_holidays(file=file, services=services, column_map=column_map, source=source)
    if args.json:
        lines = [as_json({**_document(done), "moved": [moved_dates.as_data(each) for each in done.moved]})]
    else:
        lines = [*_imported(done), *moved_dates.in_lines(done.moved)]
    stdout.write("\n".join(lines) + "\n")
    return NO if done.refused else ANSWERED


def _bodies(args: Namespace, file: bytes, stdout: TextIO) -> int:
    """Further bodies; whoever is to administer each is invited by mail."""
    with standing() as services:
        done = add_bodies(file=file, services=services, column_map=parse_column_map(args.map))
    lines = [as_json(_document(done))] if args.json else _imported(done)
    stdout.write("\n".join(lines) + "\n")
    return NO if done.refused else ANSWERED


def _people(args: Namespace, file: bytes, stdout: TextIO) -> int:
    """Posts of one body; whoever is to hold each is invited by mail."""
    with standing() as services:
        body = one_body(services, args.body)
        print(_("Posts and people of: {body}.").format(body=body.name), file=sys.stderr)
        column_map = parse_column_map(args.map)
        done = import_people(file=file, body=body.id, services=services, column_map=column_map)
    lines = [as_json(_document(done))] if args.json else _imported(done)
    stdout.write("\n".join(lines) + "\n")
    return NO if done.refused else ANSWERED


def _diary(args: Namespace, file: bytes, stdout: TextIO) -> int:
    """Meetings, closures and elections of one body; every date that they move is listed."""
    wanted = File(DIARY[args.kind], file, source=args.source or Path(args.file).name)
    wanted = replace(wanted, column_map=parse_column_map(args.map))
    with standing() as services:
        body = one_body(services, args.body)
        done = change_diary(body=body.id, by=None, services=services, work=reading_file(wanted, services))
    if args.json:
        lines = [as_json({**_document(done), "moved": [moved_dates.as_data(each) for each in done.moved]})]
    else:
        lines = [*_imported(done), *moved_dates.in_lines(done.moved)]
    stdout.write("\n".join(lines) + "\n")
    return NO if done.refused else ANSWERED


def _bytes(name: str, stdin: TextIO) -> bytes:
    """What is to be read. Raises BadRequest with the mend."""
    if name == "-":
        return stdin.buffer.read()
    try:
        return Path(name).read_bytes()
    except OSError as error:
        why = (error.strerror or "").lower()
        raise BadRequest(_("{name} cannot be read: {why}.").format(name=name, why=why)) from None


def _document(done: Imported | Taken | Outcome) -> dict[str, object]:
    return {
        "new": done.new,
        "changed": done.changed,
        "unchanged": done.unchanged,
        "kept": [{"row": kept.row, "finding": kept.finding} for kept in done.kept],
        "refused": [{"row": refused.row, "why": refused.why} for refused in done.refused],
    }


def _imported(done: Imported | Taken | Outcome) -> list[str]:
    counts = _("{new} new, {changed} changed, {unchanged} unchanged, {refused} refused.")
    lines = [
        counts.format(new=done.new, changed=done.changed, unchanged=done.unchanged, refused=len(done.refused))
    ]
    lines += _listed(_("Refused:"), [(refused.row, refused.why) for refused in done.refused])
    return lines + _listed(_("Kept, but odd:"), [(kept.row, kept.finding) for kept in done.kept])


def _listed(heading: str, told: Sequence[tuple[int, str]]) -> list[str]:
    """What is told, once each, with the numbers of the records that it is told of; 0 is the file itself."""
    records: dict[str, list[int]] = {}
    for row, what in told:
        records.setdefault(what, []).append(row)
    lines = [f"  {what}{_which(rows)}" for what, rows in list(records.items())[:SHOWN]]
    if len(records) > SHOWN:
        lines.append(_("  and {n} more; --json lists all.").format(n=len(records) - SHOWN))
    return ["", heading, *lines] if told else []


def _which(rows: Sequence[int]) -> str:
    shown = ", ".join(map(str, rows[:FEW]))
    if rows == [0]:
        return ""
    if len(rows) > FEW:
        return _(" ({n} records: {shown}, ...)").format(n=len(rows), shown=shown)
    return ngettext(" (record {shown})", " (records {shown})", len(rows)).format(shown=shown)


def _export(args: Namespace, stdin: TextIO, stdout: TextIO) -> int:
    with standing() as services:
        if args.kind == "audit":
            _audit(services, args, stdout)
        else:
            _last_safe_starts(services, args, stdout)
    return ANSWERED


def _audit(services: Services, args: Namespace, stdout: TextIO) -> None:
    for entry in export.audit_entries(services, args.body):
        if args.json:
            stdout.write(as_json(entry) + "\n")
        else:
            stdout.write(f"{entry['seq']:>6}  {entry['at']}  {entry['ref'] or '':<13}  {entry['kind']}\n")


def _last_safe_starts(services: Services, args: Namespace, stdout: TextIO) -> None:
    today = read_day(args.today, "--today") if args.today else today_of(services.clock)
    starts = export.last_safe_starts(services, today, args.body)
    if args.json:
        stdout.writelines(as_json(_start(start)) + "\n" for start in starts)
    else:
        stdout.writelines(line + "\n" for line in _table(starts))


def _start(start: export.Start) -> dict[str, object]:
    one = start.last_safe
    opening, early = one.last_safe_consultation_opening, one.last_safe_early_conversation
    return {
        "agreement": one.agreement,
        "organisation": one.organisation,
        "ends": one.ends.isoformat(),
        "last_safe_consultation_opening": opening.isoformat() if opening else None,
        "last_safe_early_conversation": early.isoformat() if early else None,
        "verdict": one.verdict,
        "source": start.source,
        "unconfirmed": list(start.unconfirmed),
    }


def _table(starts: Sequence[export.Start]) -> list[str]:
    if not starts:
        return [_("No agreement with an end. Bring them in first: python3 run.py import agreements FILE")]
    heading = (_("Ends"), _("Early conversation by"), _("Consultation by"), _("Timing"), _("Agreement"))
    rows = [heading, *(_row(start) for start in starts)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(heading))]
    lines = ["  ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)).rstrip() for row in rows]
    unconfirmed = sorted({rule for start in starts for rule in start.unconfirmed})
    warned = [f"{UNCONFIRMED} ({', '.join(unconfirmed)})"] if unconfirmed else []
    return [*lines, "", *warned, NOT_LEGAL_ADVICE]


def _row(start: export.Start) -> tuple[str, ...]:
    one = start.last_safe
    days = (one.ends, one.last_safe_early_conversation, one.last_safe_consultation_opening)
    words = _("Ended") if one.verdict == "ended" else TimingVerdict(one.verdict).text
    return (*(in_words(day) if day else "" for day in days), words, f"{one.agreement}, {one.organisation}")

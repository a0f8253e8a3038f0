"""`count`: one date, and why."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Mapping
from datetime import date
from typing import Any, TextIO

from workflow.commandline.jsonl import answer_lines, as_json
from workflow.commandline.values import read_day, read_text, refuse_unknown
from workflow.errors import BadRequest
from workflow.rulebook.model import CalendarName, Method
from workflow.timetable.calendars import calendar
from workflow.timetable.count_in_words import edition
from workflow.timetable.counting import LARGEST, Count, count, depends_on_calendar, method_named
from workflow.timetable.dates_in_words import with_weekday
from workflow.words import gettext as _

KEYS = ("method", "n", "calendar", "from", "back")
BAD_REQUEST = 2


def add_parser(subparsers: Any) -> None:
    """Add `count` to the subcommands."""
    parser = subparsers.add_parser(
        "count", help=_("one date, and why"), description=_("Count a period forward or back, and say why.")
    )
    parser.add_argument("lines", nargs="?", choices=["-"], help=_("read JSON Lines from standard input"))
    parser.add_argument("--method", help=", ".join(Method))
    parser.add_argument("--n", help=_("how many: 0 to {largest}").format(largest=LARGEST))
    parser.add_argument("--calendar", help=", ".join(CalendarName))
    parser.add_argument("--from", dest="start", metavar="DATE", help=_("the day it starts, like 2027-03-04"))
    parser.add_argument("--back", action="store_true", help=_("count back from that day"))
    parser.add_argument("--json", action="store_true", help=_("print one JSON document"))
    parser.set_defaults(run=run)


def run(args: Namespace, stdin: TextIO, stdout: TextIO) -> int:
    """Answer one question, or one a line: the exit status. Raises BadRequest for a wrong single one."""
    if args.lines:
        return BAD_REQUEST if answer_lines(stdin, stdout, answer) else 0
    asked = _asked(args)
    if args.json:
        stdout.write(as_json(answer(asked)) + "\n")
    else:
        stdout.write("\n".join([*_text(_count(asked), bool(asked["back"])), *_on(asked)]) + "\n")
    return 0


def answer(record: Mapping[str, object]) -> dict[str, object]:
    """One question as asked in JSON, with its answer. Raises BadRequest with the mend."""
    counted = _count(record)
    return {
        "method": record["method"],
        "n": record["n"],
        "calendar": record.get("calendar") or CalendarName.ALL_DAYS,
        "from": record["from"],
        "back": bool(record.get("back")),
        "date": counted.date.isoformat(),
        "acts_from": counted.acts_from.isoformat(),
        "skipped": [{"date": each.date.isoformat(), "why": each.why} for each in counted.skipped],
        "provisional": counted.provisional,
        "calendar_edition": _edition(record),
        "because": list(counted.because),
    }


def _count(record: Mapping[str, object]) -> Count:
    refuse_unknown(record, KEYS)
    method = method_named(read_text(record, "method"))
    return count(method, _n(record), _calendar(record, method), _start(record), back=_back(record))


def _edition(record: Mapping[str, object]) -> str | None:
    """The fingerprint of the calendar counted on, where the method counts working days."""
    method = method_named(read_text(record, "method"))
    return calendar(_calendar(record, method)).fingerprint if depends_on_calendar(method) else None


def _asked(args: Namespace) -> dict[str, object]:
    asked: dict[str, object] = {
        "method": args.method,
        "n": args.n,
        "calendar": args.calendar,
        "from": args.start,
    }
    if isinstance(args.n, str) and args.n.isascii() and args.n.isdigit() and len(args.n) <= len(str(LARGEST)):
        asked["n"] = int(args.n)
    return asked | {"back": args.back}


def _n(record: Mapping[str, object]) -> int:
    n = record.get("n")
    if isinstance(n, int):
        return n
    message = _("n is {n!r}. Give a whole number from 0 to {largest}.")
    raise BadRequest(_("n is missing. Add it.") if n is None else message.format(n=n, largest=LARGEST))


def _calendar(record: Mapping[str, object], method: Method) -> str:
    """The calendar may be left out where it makes no difference."""
    if record.get("calendar") is None and not depends_on_calendar(method):
        return CalendarName.ALL_DAYS
    return read_text(record, "calendar")


def _start(record: Mapping[str, object]) -> date:
    return read_day(read_text(record, "from"), "from")


def _back(record: Mapping[str, object]) -> bool:
    back = record.get("back", False)
    if isinstance(back, bool):
        return back
    raise BadRequest(_("back is {back!r}. Write true or false.").format(back=back))


def _on(asked: Mapping[str, object]) -> tuple[str, ...]:
    """On which edition of which calendar."""
    if _edition(asked) is None:
        return ()
    cal = calendar(_calendar(asked, method_named(read_text(asked, "method"))))
    return tuple(filter(None, [edition(cal)]))


def _text(counted: Count, back: bool) -> list[str]:
    lines = [with_weekday(counted.date)]
    if not back and counted.acts_from != counted.date:
        lines.append(_("May happen from {acts}").format(acts=with_weekday(counted.acts_from)))
    return [*lines, "", *counted.because]

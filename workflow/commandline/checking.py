"""`check`: a past or planned record against the rules."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Mapping
from io import StringIO
from pathlib import Path
from typing import Any, TextIO

from workflow.commandline.jsonl import answer_lines, as_json, from_json
from workflow.errors import BadRequest
from workflow.rulebook.library import Library, library
from workflow.timetable.verdict import Outcome, Result, check
from workflow.words import gettext as _

ANSWERED, NO, WRONG = 0, 1, 2
_WORDS: Mapping[Outcome, str] = {
    Outcome.MET: _("Met"),
    Outcome.MET_WITH_EXPLANATION: _("Met with explanation"),
    Outcome.NOT_MET: _("Not met"),
    Outcome.NOT_EVIDENCED: _("Not evidenced"),
    Outcome.NOT_APPLICABLE: _("Not applicable"),
    Outcome.NOT_IN_FORCE: _("Not in force"),
    Outcome.EXEMPT: _("Exempt"),
}


def add_parser(subparsers: Any) -> None:
    """Add `check` to the subcommands."""
    about = _(
        "Judge records by their dates: one JSON record, JSON Lines, or - for JSON Lines on standard input."
    )
    parser = subparsers.add_parser("check", help=_("was the Code followed?"), description=about)
    parser.add_argument("file", metavar="FILE", help=_("a JSON or JSON Lines file, or -"))
    parser.add_argument("--json", action="store_true", help=_("print JSON"))
    parser.set_defaults(run=run)


def run(args: Namespace, stdin: TextIO, stdout: TextIO) -> int:
    """Answer each record; 1 if some rule is not met, 2 if some line was wrong. BadRequest for a wrong single
    one."""
    judging = _Judging(library())
    if args.file == "-":
        return judging.status(answer_lines(stdin, stdout, judging.answer))
    text = _read(args.file)
    record = _single(text)
    if record is None:
        return judging.status(answer_lines(StringIO(text), stdout, judging.answer))
    if args.json:
        stdout.write(as_json(judging.answer(record)) + "\n")
    else:
        stdout.write("\n".join(judging.text(record)) + "\n")
    return judging.status(0)


class _Judging:
    """Judges records one after another, and remembers whether one of them did not meet a rule."""

    def __init__(self, rules: Library) -> None:
        self.rules = rules
        self.some_not_met = False

    def answer(self, record: Mapping[str, object]) -> Mapping[str, object]:
        """The answer to one record as JSON."""
        return {"id": record.get("id"), "results": [document(result) for result in self._check(record)]}

    def text(self, record: Mapping[str, object]) -> list[str]:
        """The answer to one record in words."""
        results = self._check(record)
        return [line for result in results for line in _lines(result)] or [_("No rule with dates applies.")]

    def status(self, bad_lines: int) -> int:
        """The exit status so far."""
        if bad_lines:
            return WRONG
        return NO if self.some_not_met else ANSWERED

    def _check(self, record: Mapping[str, object]) -> list[Result]:
        results = check(record, self.rules)
        self.some_not_met = self.some_not_met or any(result.result is Outcome.NOT_MET for result in results)
        return results


def document(result: Result) -> dict[str, object]:
    """One result as JSON; dates in ISO 8601."""
    return {
        "rule": result.rule,
        "force": result.force,
        "result": result.result,
        "event": result.event,
        "required": result.required.isoformat() if result.required else None,
        "actual": result.actual.isoformat() if result.actual else None,
        "shortfall_days": result.shortfall_days,
        "because": list(result.because),
        "unconfirmed": result.unconfirmed,
    }


def _read(name: str) -> str:
    try:
        return Path(name).read_text(encoding="utf-8-sig")
    except OSError as error:
        why = (error.strerror or "").lower()
        raise BadRequest(_("{name} cannot be read: {why}.").format(name=name, why=why)) from None
    except UnicodeDecodeError:
        raise BadRequest(_("{name} is not UTF-8 text. Save it as UTF-8.").format(name=name)) from None


def _single(text: str) -> Mapping[str, object] | None:
    """The file as one JSON record, or None if it is to be read line by line."""
    try:
        record = json.loads(text)
    except (ValueError, RecursionError):
        if len(text.splitlines()) < 2:
            raise BadRequest(
                _("The file is neither JSON nor JSON Lines. Write one record as JSON.")
            ) from None
        return None
    if not isinstance(record, dict):
        raise BadRequest(_("The file is no JSON record. Write one object, or one object a line."))
    from_json(text)
    return record


def _lines(result: Result) -> list[str]:
    force = f"{result.force.label}: {result.force.words}"
    return [f"{result.rule}: {_WORDS[result.result]} ({force})", f"  {' '.join(result.because)}"]

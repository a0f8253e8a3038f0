"""The command line: one subcommand a question. Standard output is only the answer."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from importlib import import_module
from typing import NoReturn, TextIO

from workflow.errors import BadRequest, FairNoticeError, Refused
from workflow.words import gettext as _

ANSWERED, WRONG, INTERRUPTED = 0, 2, 130
PROGRAM = "run.py"

# Each is imported only when it is asked for, so that a question about one date does not wait for a database.
COMMANDS: Mapping[str, tuple[str, str]] = {
    "count": ("counting", _("one date, and why")),
    "timetable": ("timetable", _("a whole timetable")),
    "check": ("checking", _("was the Code followed?")),
    "rulebook": ("rulebooks", _("the Codes")),
    "import": ("data", _("registers in: organisations, grants, agreements, bank holidays")),
    "export": ("data", _("lists out: last-safe-starts, audit")),
    "demo": ("operation", _("load the demonstration into an empty database")),
    "scheduler": ("roles", _("find what is due, and queue its mail; --once: one round")),
    "sender": ("roles", _("send what is queued and due; --once: one round")),
    "migrate": ("operation", _("bring the database to the schema of this version")),
    "backup": ("operation", _("copy the embedded database while it is in use")),
    "restore": ("operation", _("put a copy in the place of the database; --check: only look at it")),
    "doctor": ("operation", _("is anything amiss here?")),
    "audit": ("operation", _("verify: is the record of what happened whole?")),
}
ELSEWHERE: Mapping[str, str] = {
    "web": _("the pages alone; without any command: pages, scheduler and sender together"),
    "test": _("everything the tests need, then the tests"),
    "bench": _("everything the benchmarks need, then each beside its peers and its limit"),
}


class OneLineParser(ArgumentParser):
    """Says in one line what is wrong, where argparse would print its whole usage first."""

    def error(self, message: str) -> NoReturn:
        """Raise BadRequest naming the command that knows more."""
        raise BadRequest(
            _("{message}. See: {program} --help").format(message=message.rstrip("."), program=self.prog)
        )


def main(argv: Sequence[str]) -> int:
    """Answer one command; the exit status: 0 answered, 1 the answer is no, 2 the request was wrong."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # a terminal that has no £ must not end the answer
    try:
        status = _answer(list(argv), sys.stdin, sys.stdout)
        sys.stdout.flush()
    except FairNoticeError as error:
        return refuse(error)
    except BrokenPipeError:
        # Whoever read the answer has had enough of it. Python would complain again while it shuts down.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ANSWERED
    except KeyboardInterrupt:
        return INTERRUPTED
    return status


def refuse(error: FairNoticeError) -> int:
    """Say on one line of standard error what went wrong, and each reason of a refusal; the exit status."""
    reasons = error.obstacles if isinstance(error, Refused) else ()
    parts = [str(error), *(str(getattr(reason, "missing", reason)) for reason in reasons)]
    print(f"{PROGRAM}: {' '.join(' '.join(parts).split())}", file=sys.stderr, flush=True)
    return WRONG


def _answer(argv: list[str], stdin: TextIO, stdout: TextIO) -> int:
    first = argv[0] if argv else "--help"
    if first in ("-h", "--help", "help"):
        stdout.write(_overview())
        return ANSWERED
    if first == "--version":
        stdout.write(f"Fair Notice {_version()}\n")
        return ANSWERED
    args = _parser(first).parse_args(argv)
    status: int = args.run(args, stdin, stdout)
    return status


def _parser(command: str) -> ArgumentParser:
    """A parser that knows this one command. Raises BadRequest, naming those there are."""
    if command not in COMMANDS:
        near = get_close_matches(command, COMMANDS, n=1)
        hint = _(" Did you mean {near}?").format(near=near[0]) if near else ""
        raise BadRequest(
            _("There is no command '{command}'.{hint} Known: {known}.").format(
                command=command, hint=hint, known=", ".join(sorted({*COMMANDS, *ELSEWHERE}))
            )
        )
    parser = OneLineParser(prog=PROGRAM, allow_abbrev=False)
    room = import_module(f"workflow.commandline.{COMMANDS[command][0]}")
    room.add_parser(parser.add_subparsers(dest="command", required=True))
    return parser


def _overview() -> str:
    known = {name: about for name, (_module, about) in COMMANDS.items()} | dict(ELSEWHERE)
    width = max(map(len, known)) + 2
    lines = [f"  {name.ljust(width)}{about}" for name, about in known.items()]
    usage = _("Usage: python3 {program} COMMAND ...    python3 {program} COMMAND --help says more").format(
        program=PROGRAM
    )
    return "\n".join([usage, "", *lines, ""])


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("fairnotice")
    except PackageNotFoundError:
        return _("from its source folder")

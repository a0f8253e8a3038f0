"""`rulebook`: which Codes are known, what they ask, how two differ, and whether a file of one is sound."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, TextIO

from workflow.clock import SystemClock, today
from workflow.commandline.jsonl import as_json
from workflow.commandline.rulebook_text import document, head_of, heading, text, who
from workflow.errors import BadRequest
from workflow.rulebook.comparing import (
    Book,
    Change,
    Comparison,
    DurationChange,
    compare,
)
from workflow.rulebook.library import Library, library
from workflow.rulebook.loader import Fault, Faulty, read
from workflow.rulebook.mermaid import diagram
from workflow.rulebook.model import Duration, Pack
from workflow.timetable.counting import describe
from workflow.timetable.examples import publishable
from workflow.words import gettext as _

FAULTY = 1


def add_parser(subparsers: Any) -> None:
    """Add `rulebook list`, `show`, `validate`, `diff` and `diagram` to the subcommands."""
    parser = subparsers.add_parser(
        "rulebook",
        help=_("the Codes"),
        description=_("Which Codes are known, what they ask, and whether a file of one is sound."),
    )
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    _action(actions, "list", _("every rulebook and pack that is known"), _list)
    shown = _action(actions, "show", _("what one of them asks"), _show)
    shown.add_argument("id", metavar="ID[@EDITION]", help=_("an authority's rulebook, or a pack"))
    judged = _action(actions, "validate", _("whether a file is sound: 1 if not"), _validate)
    judged.add_argument("file", metavar="FILE", help=_("a pack, a route, an authority or the events"))
    compared = _action(actions, "diff", _("what the second asks that the first does not"), _diff)
    for name in ("first", "second"):
        compared.add_argument(name, metavar=name.upper(), help=_("ID[@EDITION], or the file of a pack"))
    drawn = _action(actions, "diagram", _("the stages of a route as a Mermaid diagram"), _diagram)
    drawn.add_argument("id", metavar="ID[@EDITION]", help=_("an authority's rulebook"))
    drawn.add_argument("route", metavar="ROUTE", help=_("a route, for example tender"))


def run(args: Namespace, stdin: TextIO, stdout: TextIO) -> int:
    """Answer one of the five: the exit status, 1 where a file is at fault. BadRequest for a wrong name."""
    answer: Callable[[Namespace, TextIO], int] = args.answer
    return answer(args, stdout)


def _action(actions: Any, name: str, about: str, answer: Callable[[Namespace, TextIO], int]) -> Any:
    parser = actions.add_parser(name, help=about, description=about)
    parser.add_argument("--json", action="store_true", help=_("print one JSON document"))
    parser.set_defaults(run=run, answer=answer)
    return parser


def _list(args: Namespace, stdout: TextIO) -> int:
    known = library()
    packs = sorted(known.packs.values(), key=lambda pack: (pack.id, pack.edition))
    if args.json:
        listed = {
            "rulebooks": [head_of(one) for one in known.rulebooks()],
            "packs": [head_of(one) for one in packs],
        }
        stdout.write(as_json(listed) + "\n")
        return 0
    for rulebook in known.rulebooks():
        stdout.write(f"{rulebook.id}@{rulebook.edition}  {who(rulebook)}\n")
    stdout.write("\n" + _("Packs that a rulebook may adopt:") + "\n")
    for pack in packs:
        stdout.write(f"{pack.id}@{pack.edition}  {pack.title}\n")
    return 0


def _show(args: Namespace, stdout: TextIO) -> int:
    known = library()
    found = _found(known, args.id, today(SystemClock()))
    stdout.write(as_json(document(found, known)) if args.json else "\n\n".join(text(found, known)))
    stdout.write("\n")
    return 0


def _diff(args: Namespace, stdout: TextIO) -> int:
    first, second = (_compared(name) for name in (args.first, args.second))
    found = compare(first, second)
    by_id = sorted(found.rules, key=lambda one: one.rule)
    heads = [next(heading(one)) for one in (first, second)]
    if args.json:
        told = {
            "first": heads[0],
            "second": heads[1],
            "changes": [_change(one) for one in by_id],
            "durations": [_duration(one) for one in found.durations],
            "adoptions": [{"pack": x.pack, "was": x.was, "now": x.now} for x in found.adoptions],
        }
        stdout.write(as_json(told) + "\n")
        return 0
    stdout.write(_("From {first}\nto   {second}").format(first=heads[0], second=heads[1]) + "\n")
    stdout.write((found.summary() if found else _("They ask the same.")) + "\n")
    for one in by_id:
        stdout.write("\n" + "\n".join(_change_text(one)) + "\n")
    for line in _beside_rules(found):
        stdout.write(line + "\n")
    return 0


def _compared(name: str) -> Book:
    path = Path(name)
    if path.suffix in (".yaml", ".yml") and path.is_file():
        return read(path, Pack).content
    return _found(library(), name, today(SystemClock()))


def _change(one: Change) -> dict[str, object]:
    fields = [{"key": key, "was": was, "now": now} for key, was, now in one.fields]
    return {"rule": one.rule, "what": one.what, "title": one.title, "fields": fields}


def _change_text(one: Change) -> Iterator[str]:
    words = {"added": _("New"), "removed": _("Gone"), "changed": _("Changed")}
    yield f"{words[one.what]}: {one.rule}  {one.title}"
    for key, was, now in one.fields:
        yield "  " + _("{key}: {was} -> {now}").format(key=key, was=was, now=now)


def _beside_rules(found: Comparison) -> Iterator[str]:
    """Planning figures and adopted editions that differ, a line each."""
    said = _("{what}: {was} -> {now}")
    if found.durations:
        yield "\n" + _("Own planning figures that differ")
    for one in found.durations:
        what = f"{one.route}, {one.title}"
        yield "  " + said.format(what=what, was=_how_long(one.was), now=_how_long(one.now))
    if found.adoptions:
        yield "\n" + _("Adopted editions that differ")
    for x in found.adoptions:
        yield "  " + said.format(what=x.pack, was=x.was or "-", now=x.now or "-")


def _how_long(own: Duration | None) -> str:
    return describe(own.method, own.n, own.calendar) if own else "-"


def _duration(one: DurationChange) -> dict[str, object]:
    was, now = (own.model_dump(mode="json") if own else None for own in (one.was, one.now))
    return {"route": one.route, "title": one.title, "was": was, "now": now}


def _diagram(args: Namespace, stdout: TextIO) -> int:
    rulebook = library().rulebook(args.id, today(SystemClock()))
    route = library().route(args.route)
    drawn = diagram(rulebook, route)
    stdout.write(as_json({"route": route.id, "mermaid": drawn}) + "\n" if args.json else drawn)
    return 0


def _validate(args: Namespace, stdout: TextIO) -> int:
    path = Path(args.file)
    if not path.is_file():
        raise BadRequest(_("There is no file {file}. Name a rulebook file.").format(file=args.file))
    faults, notes = _judged(path)
    if args.json:
        told = {
            "file": args.file,
            "sound": not faults,
            "faults": [_fault(one) for one in faults],
            "notes": [_fault(one) for one in notes],
        }
        stdout.write(as_json(told) + "\n")
        return FAULTY if faults else 0
    stdout.write("".join(f"{fault}\n" for fault in faults))
    stdout.write("".join(_("Note: {note}").format(note=note) + "\n" for note in notes))
    if not faults:
        stdout.write(_("{file} is sound.").format(file=args.file) + "\n")
    return FAULTY if faults else 0


def _judged(path: Path) -> tuple[tuple[Fault, ...], tuple[Fault, ...]]:
    """The faults of a file, and where it has none what is odd in it."""
    try:
        return (), publishable(path).notes
    except Faulty as error:
        return tuple(error.faults), ()


def _fault(one: Fault) -> dict[str, object]:
    return {
        "file": one.file,
        "line": one.line,
        "key": one.key,
        "problem": one.problem,
        "mend": one.mend,
    }


def _found(known: Library, name: str, on: date) -> Book:
    """The rulebook of that name, else the pack. BadRequest lists both kinds."""
    head, _at, edition = name.partition("@")
    if head in known.authorities:
        return known.rulebook(name, on)
    packs = sorted((pack for pack in known.packs.values() if pack.id == head), key=lambda pack: pack.edition)
    fitting = [pack for pack in packs if edition in ("", pack.edition)]
    if fitting:
        return fitting[-1]
    names = [*known.authorities, *(f"{pack.id}@{pack.edition}" for pack in known.packs.values())]
    message = _("There is no rulebook or pack '{name}'. Known: {known}.")
    raise BadRequest(message.format(name=name, known=", ".join(sorted(names))))

"""`rulebook`: which Codes are known, what they ask, how two differ, and whether a file of one is sound."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, TextIO

from workflow.clock import SystemClock, today
from workflow.commandline.comparing import Change, changes, diagram
from workflow.commandline.jsonl import as_json
from workflow.errors import BadRequest
from workflow.rulebook.library import Library, library, validate
from workflow.rulebook.loader import Faulty, read
from workflow.rulebook.model import Pack, Rule, Rulebook
from workflow.timetable.dates_in_words import in_words
from workflow.timetable.model import UNCONFIRMED
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
            "rulebooks": [_head(one) for one in known.rulebooks()],
            "packs": [_pack(one) for one in packs],
        }
        stdout.write(as_json(listed) + "\n")
        return 0
    for rulebook in known.rulebooks():
        stdout.write(f"{rulebook.id}@{rulebook.edition}  {_who(rulebook)}\n")
    stdout.write("\n" + _("Packs that a rulebook may adopt:") + "\n")
    for pack in packs:
        stdout.write(f"{pack.id}@{pack.edition}  {pack.title}\n")
    return 0


def _show(args: Namespace, stdout: TextIO) -> int:
    found = _found(library(), args.id, today(SystemClock()))
    if args.json:
        stdout.write(as_json(_document(found)) + "\n")
        return 0
    stdout.write("\n".join(_heading(found)) + "\n")
    for rule in _rules(found):
        stdout.write("\n" + "\n".join(_rule_text(rule, _unconfirmed(found, rule))) + "\n")
    return 0


def _diff(args: Namespace, stdout: TextIO) -> int:
    first, second = (_compared(name) for name in (args.first, args.second))
    found = changes(_rules(first), _rules(second))
    heads = [next(_heading(one)) for one in (first, second)]
    if args.json:
        told = {"first": heads[0], "second": heads[1], "changes": [_change(one) for one in found]}
        stdout.write(as_json(told) + "\n")
        return 0
    stdout.write(_("From {first}\nto   {second}").format(first=heads[0], second=heads[1]) + "\n")
    if not found:
        stdout.write(_("They ask the same.") + "\n")
    for one in found:
        stdout.write("\n" + "\n".join(_change_text(one)) + "\n")
    return 0


def _compared(name: str) -> Rulebook | Pack:
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
    try:
        validate(path)
        faults = []
    except Faulty as error:
        faults = list(error.faults)
    if args.json:
        told = [
            {"file": x.file, "line": x.line, "key": x.key, "problem": x.problem, "mend": x.mend}
            for x in faults
        ]
        stdout.write(as_json({"file": args.file, "sound": not faults, "faults": told}) + "\n")
    elif faults:
        stdout.write("".join(f"{fault}\n" for fault in faults))
    else:
        stdout.write(_("{file} is sound.").format(file=args.file) + "\n")
    return FAULTY if faults else 0


def _found(known: Library, name: str, on: date) -> Rulebook | Pack:
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


def _rules(found: Rulebook | Pack) -> tuple[Rule, ...]:
    return tuple(found.rules.values()) if isinstance(found, Rulebook) else found.rules


def _unconfirmed(found: Rulebook | Pack, rule: Rule) -> bool:
    return found.unconfirmed(rule.id) if isinstance(found, Rulebook) else rule.rests_on_memory


def _heading(found: Rulebook | Pack) -> Iterator[str]:
    if isinstance(found, Rulebook):
        yield f"{found.id}@{found.edition}  {_who(found)}"
        yield found.authority.about
    else:
        yield f"{found.id}@{found.edition}  {found.title}"
        yield found.about


def _who(rulebook: Rulebook) -> str:
    invented = " " + _("(invented)") if rulebook.authority.invented else ""
    return f"{rulebook.authority.name}{invented}"


def _rule_text(rule: Rule, unconfirmed: bool) -> Iterator[str]:
    yield f"{rule.id}  {rule.title}"
    label, words = rule.force.label, rule.force.words
    yield f"  {label}" if label.lower() in words else f"  {label}: {words}"
    yield f"  {rule.asks}"
    if dates := _in_force(rule):
        yield f"  {dates}"
    yield "  " + _("Source: {source}").format(source=_source(rule))
    if unconfirmed:
        yield f"  {UNCONFIRMED}"


def _in_force(rule: Rule) -> str:
    first, last = (in_words(day) if day else "" for day in (rule.in_force_from, rule.in_force_to))
    if first and last:
        return _("In force from {first} to {last}").format(first=first, last=last)
    return _("In force from {first}").format(first=first) if first else ""


def _source(rule: Rule) -> str:
    return ", ".join(part for part in (rule.source.name, rule.source.para, rule.source.url) if part)


def _document(found: Rulebook | Pack) -> dict[str, object]:
    head = _head(found) if isinstance(found, Rulebook) else _pack(found)
    return {**head, "rules": [_rule(rule, _unconfirmed(found, rule)) for rule in _rules(found)]}


def _head(rulebook: Rulebook) -> dict[str, object]:
    return {
        "id": rulebook.id,
        "edition": rulebook.edition,
        "name": rulebook.authority.name,
        "invented": rulebook.authority.invented,
        "in_force_from": rulebook.authority.in_force_from.isoformat(),
        "routes": sorted(rulebook.routes),
        "fingerprint": rulebook.fingerprint,
    }


def _pack(pack: Pack) -> dict[str, object]:
    return {"id": pack.id, "edition": pack.edition, "title": pack.title, "kind": pack.kind}


def _rule(rule: Rule, unconfirmed: bool) -> dict[str, object]:
    told = (
        "id",
        "title",
        "asks",
        "why",
        "force",
        "effect",
        "applies_to",
        "period",
        "no_figure",
        "figure",
        "in_force_from",
        "in_force_to",
        "source",
        "evidence",
    )
    return {**rule.model_dump(mode="json", include=set(told)), "unconfirmed": unconfirmed}

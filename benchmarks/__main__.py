"""`run.py bench [NAME] [--quick] [--json]`: the benchmarks, each beside peers and limit in one run."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from importlib import import_module

from benchmarks import results

NAMES = ("timetable", "replan")
MET, MISSED, WRONG = 0, 1, 2


def main(argv: Sequence[str]) -> int:
    """Run one benchmark or all; 0 every goal is met, 1 one is missed, 2 there is no such benchmark."""
    parser = ArgumentParser(prog="run.py bench", description=__doc__)
    parser.add_argument("name", nargs="?", metavar="NAME", help=f"one of {', '.join(NAMES)}; all without it")
    parser.add_argument("--quick", action="store_true", help="seconds; goals are halved, nothing is kept")
    parser.add_argument("--json", action="store_true", help="one JSON document")
    args = parser.parse_args(list(argv))
    if args.name and args.name not in NAMES:
        known = ", ".join(NAMES)
        print(f"run.py: There is no benchmark '{args.name}'. Known: {known}.", file=sys.stderr)
        return WRONG
    documents = [_run(name, quick=args.quick) for name in ([args.name] if args.name else NAMES)]
    if args.json:
        print(json.dumps(documents[0] if args.name else documents))
    else:
        print("\n\n".join("\n".join([f"## {one['bench']}", *results.as_text(one)]) for one in documents))
    return MET if all(one["met"] for one in documents) else MISSED


def _run(name: str, *, quick: bool) -> dict:
    machine = results.machine()
    print(f"run.py: bench {name} ...", file=sys.stderr, flush=True)
    found = import_module(f"benchmarks.{name}").run(quick=quick) | {"machine": machine}
    for absent in found["absent"]:
        print(f"run.py: left out, since it is not installed here: {absent}", file=sys.stderr)
    if not quick:
        results.keep(found)
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

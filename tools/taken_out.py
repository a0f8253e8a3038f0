"""Do the tests notice when a behaviour is taken out?

    python tools/taken_out.py [REQUIREMENT or NAME ...] [--list] [--write docs/taken-out.md]

Each behaviour of tools/taken_out.yaml is taken out of a copy of the tree, one at a time, and just its tests
are run there. They must pass as things are and fail without the behaviour. Nothing of this tree is changed.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[1]
LIST = ROOT / "tools" / "taken_out.yaml"
LEFT_OUT = shutil.ignore_patterns(
    ".git", ".venv", "var", "node_modules", "__pycache__", "*_cache", "docs/images"
)
PASSED, FAILED = 0, 1
"""Exit statuses of pytest; any other says that the tests were not run."""


@dataclass(frozen=True)
class Behaviour:
    """What is taken out, where, and which tests must then fail."""

    requirement: str
    name: str
    file: str
    find: str
    put: str
    tests: tuple[str, ...]


def behaviours(path: Path = LIST) -> list[Behaviour]:
    """The list, each entry whole."""
    raw: list[dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return [Behaviour(**{**entry, "tests": tuple(entry["tests"])}) for entry in raw]


def stale(behaviour: Behaviour, root: Path = ROOT) -> str | None:
    """Why a behaviour can no longer be taken out as written; None if it can."""
    file = root / behaviour.file
    if not file.exists():
        return f"{behaviour.file} is gone"
    found = file.read_text(encoding="utf-8").count(behaviour.find)
    if found != 1:
        return f"its text stands {found} times in {behaviour.file}, not once"
    gone = [test for test in behaviour.tests if not (root / test.split("::")[0]).exists()]
    return f"no such test: {', '.join(gone)}" if gone else None


def copy_of_the_tree(folder: Path) -> Path:
    """A copy to break."""
    return Path(shutil.copytree(ROOT, folder / "tree", ignore=LEFT_OUT, symlinks=True))


def run_tests(tree: Path, tests: tuple[str, ...]) -> int:
    """The exit status of pytest over these tests of a tree, stopping at the first that fails."""
    told = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests]
    return subprocess.run(command, cwd=tree, env=told, capture_output=True, check=False).returncode


def noticed(tree: Path, behaviour: Behaviour) -> str:
    """Take the behaviour out, run its tests, put it back; what became of it."""
    file = tree / behaviour.file
    before = file.read_text(encoding="utf-8")
    file.write_text(before.replace(behaviour.find, behaviour.put), encoding="utf-8")
    try:
        status = run_tests(tree, behaviour.tests)
    finally:
        file.write_text(before, encoding="utf-8")
    return {FAILED: "noticed", PASSED: "NOT NOTICED"}.get(status, f"not run (pytest {status})")


def judged(tree: Path, behaviour: Behaviour) -> str:
    """Whether its tests pass with the behaviour and fail without it."""
    reason = stale(behaviour, tree)
    if reason:
        return f"STALE: {reason}"
    if run_tests(tree, behaviour.tests) != PASSED:
        return "its tests fail as things are"
    return noticed(tree, behaviour)


def table(found: list[tuple[Behaviour, str]]) -> str:
    """The report, a row a behaviour."""
    lines = ["| requirement | taken out | where | the test that notices |", "| --- | --- | --- | --- |"]
    for each, became in found:
        tests = ", ".join(f"`{test.split('/')[-1]}`" for test in each.tests)
        told = tests if became == "noticed" else f"**{became}** ({tests})"
        lines.append(f"| {each.requirement} | {each.name} | `{each.file}` | {told} |")
    return "\n".join(lines)


def report(found: list[tuple[Behaviour, str]]) -> str:
    """The page that --write leaves."""
    count = sum(became == "noticed" for _each, became in found)
    head = (
        "# What the tests notice\n\nWritten by `tools/taken_out.py`: each behaviour is taken out of a copy "
    )
    head += f"of the\ntree, and its tests must fail. {count} of {len(found)} were noticed.\n\n"
    return head + table(found) + "\n"


def main() -> int:
    """Run what was asked for; 1 if anything went unnoticed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("which", nargs="*", help="requirement ids, or words of the name; all by default")
    parser.add_argument("--list", action="store_true", help="only say what would be taken out")
    parser.add_argument("--write", type=Path, help="write the report to this file")
    asked = parser.parse_args()
    wanted = set(asked.which)
    chosen = [each for each in behaviours() if not wanted or wanted & {each.requirement, each.name}]
    if asked.list:
        print(table([(each, stale(each) or "noticed") for each in chosen]))
        return 0
    found: list[tuple[Behaviour, str]] = []
    with tempfile.TemporaryDirectory(prefix="fairnotice-taken-out-") as folder:
        tree = copy_of_the_tree(Path(folder))
        for each in chosen:
            found.append((each, judged(tree, each)))
            print(f"{each.requirement} {each.name}: {found[-1][1]}", file=sys.stderr, flush=True)
    text = report(found)
    if asked.write:
        asked.write.write_text(text, encoding="utf-8")
    print(table(found))
    return 0 if all(became == "noticed" for _each, became in found) else 1


if __name__ == "__main__":
    sys.exit(main())

"""Do the tests notice? Put one small fault after another into the date package and run its tests on each.

    python tools/mutation.py [--jobs 2] [--only counting.py] [--again] [--report docs/mutation-report.md]

Nothing is written into the package: a process of its own imports the faulty source from memory, runs the
tests that go with the file, and is gone. The report lists every fault that no test noticed, with the reason
that tools/mutation_reasons.yaml gives. What was found is kept in tools/mutation_results.json, so one file can
be tried alone; --again tries only what no test noticed the last time. Exit status 1: fewer than 95 of 100
noticed, or one without a reason.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib
import importlib.abc
import importlib.util
import json
import os
import platform
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import pytest  # noqa: E402
import yaml  # noqa: E402
from hypothesis import HealthCheck, Phase, settings  # noqa: E402

# The tools are no package, so this is no import of one.
mutants: Callable[[str], list[Any]] = importlib.import_module("tools.mutants").mutants

PACKAGE, UNIT = "workflow.timetable", "tests/unit/timetable/"
NETWORK = ("test_passes.py", "test_network.py", "test_plan.py", "test_oracle_network.py")
EDITIONS = "../project/test_past_acts.py"
TESTS: dict[str, tuple[str, ...]] = {
    "counting.py": ("test_counting_edges.py", "test_counting.py", "test_oracle_rules.py"),
    "workdays.py": ("test_workdays_edges.py", "test_workdays.py", "test_counting.py"),
    "ties.py": ("test_plan_cases.py", *NETWORK, EDITIONS),
    "passes.py": ("test_passes_edges.py", *NETWORK, "test_plan_cases.py", EDITIONS),
    "plan.py": ("test_plan_cases.py", "test_plan.py", "test_network.py", EDITIONS),
}
WITHOUT = ("-p", "no:cacheprovider", "-p", "no:xdist")
WANTED, TIMES_AS_LONG, SECONDS = 0.95, 10, 60
REASONS = ROOT / "tools" / "mutation_reasons.yaml"
RESULTS = ROOT / "tools" / "mutation_results.json"
REPORT = ROOT / "docs" / "mutation-report.md"


@dataclass(slots=True)
class Tried:
    """The faults of one file, as it stood, and those of them that no test noticed: (line, key)."""

    name: str
    source: str
    faults: int = 0
    unending: int = 0
    seconds: float = 0.0
    survived: list[tuple[int, str]] = field(default_factory=list)

    @property
    def noticed(self) -> int:
        """How many faults some test noticed; one that never ends counts."""
        return self.faults - len(self.survived)

    @property
    def still(self) -> bool:
        """Whether the file is as it was then."""
        return self.source == fingerprint(self.name)


def text_of(name: str) -> str:
    """The source of a file of the package."""
    return (ROOT / "workflow" / "timetable" / name).read_text(encoding="utf-8")


def fingerprint(name: str) -> str:
    """Tells one state of a file from another."""
    return hashlib.sha256(text_of(name).encode()).hexdigest()[:12]


class FromMemory(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports one module from a given source instead of its file."""

    def __init__(self, name: str, path: Path, source: str) -> None:
        self.name, self.path, self.source = name, path, source

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        """The module's place, if it is the one."""
        if name != self.name:
            return None
        return importlib.util.spec_from_file_location(name, self.path, loader=self)

    def exec_module(self, module: ModuleType) -> None:
        """Run the given source as the module."""
        exec(compile(self.source, str(self.path), "exec"), module.__dict__)


class NoShrinking:
    """The same examples every time, and none made smaller: that some test fails is enough."""

    @pytest.hookimpl(trylast=True)
    def pytest_configure(self, config: Any) -> None:
        """After the house's own profile, on the same footing."""
        settings.register_profile(
            "mutation",
            settings.get_profile("house"),
            phases=(Phase.explicit, Phase.generate),
            database=None,
            derandomize=True,
            max_examples=40,
            suppress_health_check=list(HealthCheck),
        )
        settings.load_profile("mutation")


def warm() -> None:
    """Import once what every process needs and no fault changes."""
    os.environ["CI"] = "true"  # the same random days in every run
    import holidays  # noqa: F401
    import sqlalchemy  # noqa: F401

    from workflow.rulebook.library import library

    for rulebook in library().rulebooks():
        assert rulebook.rules
    late = [name for name in sys.modules if name.startswith(PACKAGE + ".")]
    if late:
        sys.exit(f"imported before the fault could be put in: {late}")


def judge(name: str, source: str, tests: Sequence[str]) -> int:
    """In this process: 0 if every test passes against the source, else another number."""
    os.chdir(ROOT)
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    path = ROOT / "workflow" / "timetable" / name
    sys.meta_path.insert(0, FromMemory(f"{PACKAGE}.{path.stem}", path, source))
    files = [f"{UNIT}{test}" for test in tests if (ROOT / UNIT / test).exists()]
    asked = ["-x", "-q", "--assert=plain", *WITHOUT, "-k", "not time_zone"]
    return int(pytest.main([*asked, *files], plugins=[NoShrinking()]))


def tried(name: str, jobs: int, before: Tried | None = None) -> Tried:
    """Every fault of one file against its tests, so many at a time; after `before`, what was left by it."""
    source, tests, begun = text_of(name), TESTS[name], time.monotonic()
    if _wait(_start(name, source, tests)):
        sys.exit(f"{name}: its tests do not pass even without a fault")
    patience = max(SECONDS, TIMES_AS_LONG * (time.monotonic() - begun))
    faults = mutants(source)
    if before and before.still:
        left = {key for _line, key in before.survived}
        faults = [mutant for mutant in faults if mutant.key in left]
    survived = []
    found = Tried(name, fingerprint(name), len(mutants(source)))
    for mutant, status in _all(name, faults, tests, jobs, patience):
        found.unending += status is None
        if status == 0:
            survived.append((mutant.line, mutant.key))
            print(f"  {name}:{mutant.line} {mutant.key}", file=sys.stderr)
    found.survived = sorted(survived)
    found.seconds = time.monotonic() - begun + (before.seconds if before and before.still else 0)
    print(f"{name}: {found.noticed} of {found.faults} in {found.seconds:.0f} s", file=sys.stderr)
    return found


def _all(
    name: str, faults: list[Any], tests: Sequence[str], jobs: int, patience: float
) -> Iterator[tuple[Any, int | None]]:
    """Each fault with how its tests ended; None if they did not."""
    waiting, running = list(reversed(faults)), {}
    while waiting or running:
        while waiting and len(running) < jobs:
            mutant = waiting.pop()
            running[_start(name, mutant.source, tests)] = mutant, time.monotonic() + patience
        for pid, (mutant, until) in list(running.items()):
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended:
                del running[pid]
                yield mutant, os.waitstatus_to_exitcode(status)
            elif time.monotonic() > until:
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)
                del running[pid]
                yield mutant, None
        time.sleep(0.02)


def _start(name: str, source: str, tests: Sequence[str]) -> int:
    pid = os.fork()
    if pid == 0:
        status = 70
        try:
            status = judge(name, source, tests)
        finally:
            os._exit(status)
    return pid


def _wait(pid: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def report(all_tried: Sequence[Tried], reasons: dict[str, dict[str, str]]) -> str:
    """The page: how many faults were noticed, and each that was not, with its reason."""
    faults, noticed = sum(one.faults for one in all_tried), sum(one.noticed for one in all_tried)
    lines = [
        "# Do the tests notice?",
        "",
        "Written by `tools/mutation.py`: one small fault after another is put into a file of the date",
        "package, and its tests run until one fails. What no test noticed is listed with the reason.",
        "",
        f"{noticed} of {faults} faults noticed: {noticed / faults:.1%}. Python {platform.python_version()}.",
        "",
        "| file | faults | noticed | of these never ending | not noticed | share | minutes |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    lines += [
        f"| `{one.name}`{'' if one.still else ' (has changed since)'} | {one.faults} | {one.noticed} "
        f"| {one.unending} | {len(one.survived)} | {one.noticed / one.faults:.1%} | {one.seconds / 60:.0f} |"
        for one in all_tried
    ]
    for one in all_tried:
        lines += ["", f"## {one.name}", ""]
        if one.survived:
            lines += ["| line | in | fault | why no test can notice |", "| ---: | --- | --- | --- |"]
        rows = [_row(line, key, reasons.get(one.name, {})) for line, key in one.survived]
        lines += rows or ["Every fault noticed."]
    return "\n".join(lines) + "\n"


def _row(line: int, key: str, reasons: dict[str, str]) -> str:
    def cell(text: str) -> str:
        return " ".join(text.split()).replace("|", "\\|")

    inside, _, fault = key.partition(": ")
    why = reasons.get(key, "**no reason given**")
    return f"| {line} | `{inside}` | `{cell(fault)}` | {cell(why)} |"


def kept() -> dict[str, Tried]:
    """What was found before, by file."""
    found = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else []
    known = [Tried(**one | {"survived": [(line, key) for line, key in one["survived"]]}) for one in found]
    return {one.name: one for one in known}


def main() -> int:
    """Try every file asked for, keep what was found, write the report, say whether it is enough."""
    asked = argparse.ArgumentParser(description="Put faults into the date package; do its tests notice?")
    asked.add_argument("--jobs", type=int, default=2)
    asked.add_argument("--only", action="append", choices=[*TESTS], help="this file alone; may be repeated")
    asked.add_argument("--again", action="store_true", help="only what no test noticed the last time")
    asked.add_argument("--report", type=Path, default=REPORT)
    options = asked.parse_args()
    found = kept()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["TMPDIR"] = tempfile.tempdir = folder
        warm()
        for name in options.only or TESTS:
            found[name] = tried(name, options.jobs, found.get(name) if options.again else None)
    all_tried = [found[name] for name in TESTS if name in found]
    RESULTS.write_text(json.dumps([asdict(one) for one in all_tried], indent=1) + "\n", encoding="utf-8")
    reasons = yaml.safe_load(REASONS.read_text(encoding="utf-8")) or {} if REASONS.exists() else {}
    options.report.write_text(report(all_tried, reasons), encoding="utf-8")
    unexplained = sum(
        key not in reasons.get(one.name, {}) for one in all_tried for _line, key in one.survived
    )
    enough = sum(one.noticed for one in all_tried) >= WANTED * sum(one.faults for one in all_tried)
    return 0 if enough and not unexplained else 1


if __name__ == "__main__":
    sys.exit(main())

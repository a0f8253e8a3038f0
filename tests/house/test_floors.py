"""Imports only point down, and each room knows only what it needs."""

from __future__ import annotations

import configparser
import importlib.metadata
import re
import subprocess
import sys
from collections.abc import Mapping

from tests.support.tree import ROOT, python


def test_every_import_keeps_the_contracts_in_setup_cfg():
    command = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
    done = subprocess.run(
        [sys.executable, "-c", command], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, f"move the import to a floor that may have it:\n{done.stdout}{done.stderr}"


def test_every_blueprint_is_in_the_contract_that_keeps_blueprints_apart():
    contracts = (ROOT / "setup.cfg").read_text().split("[importlinter:contract:blueprints]")[1]
    rooms = {f.name.split("/")[1] for f in python("web") if f.name.count("/") > 1 and "Blueprint(" in f.text}
    missing = [room for room in sorted(rooms) if f"(web.{room})" not in contracts]
    assert not missing, f"add these blueprints to the contract 'blueprints' in setup.cfg: {missing}"


def test_web_never_imports_the_database():
    found = [place for f in python("web") for place, name in f.imports() if top(name) == "sqlalchemy"]
    assert not found, f"ask a command or a read model instead: {found}"


def test_workflow_never_imports_flask():
    found = [p for f in python("workflow") for p, name in f.imports() if top(name).startswith("flask")]
    assert not found, f"pass plain values down from web: {found}"


def test_only_clock_py_asks_the_time():
    asks = re.compile(r"\b(datetime\.(utc)?now|datetime\.today|date\.today|time\.time|time\.time_ns)\(")
    rooms = [f for f in python() if f.name != "workflow/clock.py"]
    found = [place for f in rooms for place, line in f.lines() if asks.search(line)]
    assert not found, f"take the instant or the day as an argument, from a workflow.clock.Clock: {found}"


def test_the_scheduler_keeps_its_jobs_in_memory_only():
    found = [p for f in python() for p, name in f.imports() if name.startswith("apscheduler.jobstores")]
    found = [p for p in found if "jobstores.memory" not in p]
    found += [p for f in python() for p, line in f.lines() if "SQLAlchemyJobStore" in line]
    assert not found, f"what must not be lost stands in the database as deadlines and outbox rows: {found}"


def test_every_package_that_is_imported_is_declared_in_setup_cfg():
    providers = importlib.metadata.packages_distributions()
    declared = declared_packages("install_requires")
    missing = undeclared(["workflow", "web", "config", "migrations"], providers, declared)
    assert not missing, f"add these to install_requires in setup.cfg, then run tools/lock.sh: {missing}"
    missing = undeclared(["tests", "tools"], providers, declared | declared_packages("test"))
    assert not missing, f"add these to the extra 'test' in setup.cfg, then run tools/lock.sh: {missing}"
    missing = undeclared(["benchmarks"], providers, declared | measured_packages())
    assert not missing, f"add these to benchmarks/requirements.txt, then run tools/lock.sh: {missing}"


def undeclared(rooms: list[str], providers: Mapping[str, list[str]], declared: set[str]) -> list[str]:
    """Imports in these rooms that nothing in setup.cfg brings."""
    ours = {"benchmarks", "config", "migrations", "run", "tests", "tools", "web", "workflow"}
    ours |= set(sys.stdlib_module_names)
    imports = [(place, top(name)) for f in python(*rooms) for place, name in f.imports()]
    return [
        f"{place} {name}"
        for place, name in imports
        if name not in ours and not {normal(p) for p in providers.get(name, [name])} & declared
    ]


def declared_packages(where: str) -> set[str]:
    """The packages of install_requires or of an extra, with those that Flask, WTF and Alembic promise."""
    setup = configparser.ConfigParser()
    setup.read(ROOT / "setup.cfg")
    section = setup["options"] if where == "install_requires" else setup["options.extras_require"]
    names = [re.split(r"[\[<>=!~; ]", line)[0] for line in section[where].splitlines() if line[:1] != "#"]
    promised = {"werkzeug", "jinja2", "markupsafe", "wtforms", "psycopg-binary", "typing-extensions"}
    return {normal(name) for name in names if name} | promised


def measured_packages() -> set[str]:
    """The packages that only benchmarks use."""
    lines = (ROOT / "benchmarks" / "requirements.txt").read_text().splitlines()
    return {normal(line.split("==")[0]) for line in lines if line[:1] != "#"}


def top(name: str) -> str:
    """The package that a module belongs to."""
    return name.split(".")[0]


def normal(name: str) -> str:
    """A package's name as the index spells it."""
    return re.sub(r"[-_.]+", "-", name).lower()

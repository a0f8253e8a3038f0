"""The door opens on any machine with Python 3.11; where it cannot, it says so in one line with the mend."""

from __future__ import annotations

import shutil
import subprocess
import sys
import types
from pathlib import Path

import pytest

import run
from tests.support.tree import ROOT, File

PRETEND_OLD = """
import runpy, sys
sys.version_info, sys.version, sys.argv = (3, 9, 2), "3.9.2 (default)", ["run.py"]
runpy.run_path("run.py", run_name="__main__")
"""


@pytest.fixture
def bare_copy(tmp_path):
    """A folder with the door and the locks alone: no environment stands there."""
    for name in ("run.py", "requirements.lock", "requirements-test.lock"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def knock(folder: Path, *command: str, **environment: str) -> subprocess.CompletedProcess:
    """Run the door in a folder, with no uv in sight and no package index to reach."""
    alone = {"PATH": str(folder), "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": "", **environment}
    command = (sys.executable, *command)
    return subprocess.run(
        command, cwd=folder, env=alone, capture_output=True, text=True, timeout=99, check=False
    )


def test_the_door_needs_nothing_but_python_itself():
    tree = File(ROOT / "run.py").tree
    tops = {name.split(".")[0] for node in tree.body for name in imported(node)}
    assert tops <= set(sys.stdlib_module_names), "import it inside the function that runs in .venv"


def imported(node):
    """The modules that one statement imports."""
    names = [alias.name for alias in getattr(node, "names", []) if hasattr(alias, "asname")]
    return [node.module] if hasattr(node, "module") else names


def test_an_old_python_is_told_which_it_takes(bare_copy):
    answer = knock(bare_copy, "-c", PRETEND_OLD)
    assert (answer.returncode, answer.stdout) == (2, "")
    assert answer.stderr.startswith("run.py: Fair Notice needs Python 3.11 or newer and this is 3.9.2.")
    assert answer.stderr.count("\n") == 1


def test_a_python_without_venv_is_told_what_to_install(bare_copy):
    (bare_copy / "sitecustomize.py").write_text("import sys\nsys.modules['ensurepip'] = None\n")
    answer = knock(bare_copy, "run.py", PYTHONPATH=str(bare_copy))
    assert (answer.returncode, answer.stdout) == (2, "")
    assert "sudo apt install python3-venv" in answer.stderr and answer.stderr.count("\n") == 1


def test_a_folder_that_cannot_be_written_is_named(bare_copy):
    (bare_copy / ".venv.lock").mkdir()  # stands in the way even of root
    answer = knock(bare_copy, "run.py")
    assert (answer.returncode, answer.stdout) == (2, "")
    assert f"Make {bare_copy} writable" in answer.stderr and answer.stderr.count("\n") == 1


def test_a_failed_installation_says_so_and_is_not_taken_for_a_whole_one(bare_copy):
    answer = knock(bare_copy, "run.py")
    last = answer.stderr.splitlines()[-1]
    assert (answer.returncode, answer.stdout) == (2, "")
    assert "Check the network" in last and "Traceback" not in answer.stderr
    assert not list((bare_copy / ".venv").glob("installed-*"))


@pytest.mark.parametrize(
    ("arguments", "whole_house"),
    [
        ([], True),
        (["tests/house"], True),
        (["tests/house", "-k", "door"], True),
        (["tests/house/test_door.py"], False),
        (["tests/house/test_door.py::test_an_old_python_is_told_which_it_takes"], False),
        (["tests/house/test_door.py", "tests/house/test_floors.py"], True),
        (["-n", "4"], False),
        (["-n0"], False),
    ],
)
def test_two_workers_run_the_tests_unless_told_otherwise(arguments, whole_house, monkeypatch):
    monkeypatch.chdir(ROOT)
    assert bool(run.workers(arguments)) is whole_house


@pytest.mark.parametrize(
    ("arguments", "room"),
    [
        ([], "web.serve"),
        (["--no-demo"], "web.serve"),
        (["web", "--port", "0"], "web.serve"),
        (["--help"], "workflow.commandline.main"),
        (["count", "--json"], "workflow.commandline.main"),
        (["scheduler", "--once"], "workflow.commandline.main"),
    ],
)
def test_each_command_goes_to_its_room_with_all_its_arguments(arguments, room, monkeypatch):
    for name in ("web.serve", "workflow.commandline.main"):
        stand_in = types.ModuleType(name)
        stand_in.main = lambda argv, name=name: (name, argv)
        monkeypatch.setitem(sys.modules, name, stand_in)
    assert run.hand_over(arguments) == (room, arguments)

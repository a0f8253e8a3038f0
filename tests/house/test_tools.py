"""The checkers that a contributor runs by hand pass here too, and the locks are whole."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from tests.support.tree import ROOT


def run(*arguments: str) -> tuple[int, str]:
    """A checker's exit status and what it said."""
    done = subprocess.run(
        [sys.executable, "-m", *arguments], cwd=ROOT, capture_output=True, text=True, timeout=250, check=False
    )
    return done.returncode, done.stdout + done.stderr


def test_types_hold_in_workflow():
    status, words = run("mypy")
    assert status == 0, f"mend the types:\n{words}"


def test_ruff_finds_nothing():
    status, words = run("ruff", "check", "--output-format", "concise", ".")
    assert status == 0, f"'.venv/bin/ruff check --fix .' mends most:\n{words}"


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-test.lock", "requirements-bench.lock"])
def test_a_lock_names_versions_and_hashes_and_no_host(name):
    text = (ROOT / name).read_text()
    pins = re.findall(r"^[a-z0-9].*$", text, re.MULTILINE)
    unpinned = [line for line in pins if "==" not in line or not line.endswith("\\")]
    assert pins and not unpinned, f"write it with tools/lock.sh: {unpinned}"
    assert "://" not in text and "--index" not in text, "a lock serves every machine: run tools/lock.sh"


@pytest.mark.parametrize("name", ["requirements-test.lock", "requirements-bench.lock"])
def test_every_other_lock_pins_all_that_the_runtime_lock_pins(name):
    def pins(name: str) -> set[str]:
        return set(re.findall(r"^[a-z0-9].*==.*$", (ROOT / name).read_text(), re.MULTILINE))

    differing = pins("requirements.lock") - pins(name)
    assert not differing, f"run tools/lock.sh, so that tests run what people run: {sorted(differing)}"

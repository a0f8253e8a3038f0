"""docs/requirements.md says which test shows each requirement: the page is true, no core one is without."""

from __future__ import annotations

import ast
import re

import pytest

from tests.support.tree import ROOT, File, python
from tools import taken_out

PAGE = ROOT / "docs" / "requirements.md"
ROW = re.compile(r"^\| (\*\*)?(R\d{3})(?:\*\*)? \| (.+?) \| (.*?) \| (.*?) \|$", re.MULTILINE)
TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
CORE = set(
    "R026 R080 R051 R054 R059 R061 R063 R068 R071 R073 R075 R107 R168 "
    "R003 R022 R039 R050 R109 R112 R119 R169 R176 "
    "R005 R019 R027 R028 R029 R055 R058 R062 R067 R082 R085 R096 R105 R134 R135 R164 R171 R172".split()
)
"""The core requirements of the first four parts."""


def rows() -> list[tuple[bool, str, str, str, str]]:
    """Each row of the page: core or not, id, what it asks, where, tests."""
    return [(bool(core), *rest) for core, *rest in ROW.findall(PAGE.read_text(encoding="utf-8"))]


def functions_of(file: File) -> set[str]:
    """The test functions of a file."""
    return {node.name for node in ast.walk(file.tree) if isinstance(node, ast.FunctionDef)}


def test_every_requirement_stands_once_and_the_core_ones_are_marked():
    found = [(core, id_) for core, id_, *_rest in rows()]
    assert len({id_ for _core, id_ in found}) == len(found)
    assert {id_ for core, id_ in found if core} == CORE


def test_every_test_that_the_page_names_exists():
    known = {file.name: functions_of(file) for file in python("tests")}
    named = [match for *_row, tests in rows() for match in TEST.findall(tests)]
    assert named
    gone = [f"{file}::{test}" for file, test in named if test not in known.get(file, set())]
    assert not gone, f"name the tests of today in docs/requirements.md: {gone}"


@pytest.mark.parametrize("requirement", sorted(CORE))
def test_a_test_names_each_core_requirement(requirement):
    word = re.compile(rf"{requirement}(?!\d)", re.IGNORECASE)
    naming = [
        f"{file.name}::{name}"
        for file in python("tests")
        for name in functions_of(file)
        if name.startswith("test_") and word.search(name + (ast.get_docstring(file.tree) or ""))
    ]
    assert naming, f"give the test that shows {requirement} a name with its id"


@pytest.mark.parametrize(
    "behaviour", taken_out.behaviours(), ids=lambda each: f"{each.requirement} {each.name}"
)
def test_each_behaviour_can_be_taken_out_as_written(behaviour):
    """Else tools/taken_out.py would prove nothing; the tool itself runs by hand, since it takes minutes."""
    reason = taken_out.stale(behaviour)
    assert reason is None, f"mend tools/taken_out.yaml, {behaviour.name!r}: {reason}"


def test_every_core_requirement_has_a_behaviour_to_take_out():
    known = {behaviour.requirement for behaviour in taken_out.behaviours()}
    assert CORE - known == set(), f"add one to tools/taken_out.yaml for {sorted(CORE - known)}"

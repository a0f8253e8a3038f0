"""A test that cannot fail, or that nobody runs, is no test."""

from __future__ import annotations

import ast
import re

from tests.support.tree import File, python

JUDGES = re.compile(r"^(raises|warns|expect|fail|assert\w*|check\w*|verify\w*)$", re.IGNORECASE)


def test_every_test_has_an_assertion():
    idle = [
        f"{f.name}:{node.lineno} {node.name}"
        for f in python("tests")
        for node in functions(f)
        if node.name.startswith("test") and not judges(node, helpers=judging_helpers(f))
    ]
    assert not idle, f"say what must hold, so that the test can fail: {idle}"


def functions(file: File) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function of a module, in classes too."""
    return [node for node in ast.walk(file.tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]


def judging_helpers(file: File) -> set[str]:
    """The module's own functions, other than tests, that can make a test fail on purpose."""
    return {node.name for node in functions(file) if not node.name.startswith("test") and judges(node)}


def judges(function: ast.AST, helpers: set[str] = frozenset()) -> bool:
    """Whether a function asserts something, itself or through one of these helpers."""
    for node in ast.walk(function):
        called = node.func if isinstance(node, ast.Call) else None
        name = getattr(called, "attr", getattr(called, "id", ""))
        if isinstance(node, ast.Assert) or JUDGES.match(name) or name in helpers:
            return True
    return False


def test_nothing_is_skipped_or_expected_to_fail():
    marks = re.compile(r"mark\.(skip|skipif|xfail)\b|pytest\.(skip|xfail|importorskip)\(|unittest\.skip")
    files = [f for f in python("tests") if not f.is_in("tests/support/needs.py", "tests/house/test_tests.py")]
    found = [place for f in files for place, line in f.lines() if marks.search(line)]
    assert not found, f"mend the test or the product; for what a machine lacks: support/needs.py: {found}"


def test_no_test_waits_by_sleeping():
    found = [
        place
        for f in python("tests")
        if not f.is_in("tests/support", "tests/house/test_tests.py")
        for place, line in f.lines()
        if re.search(r"\btime\.sleep\(|\bsleep\(|wait_for_timeout\(", line)
    ]
    assert not found, f"move a FixedClock, or wait for the thing itself: {found}"


def test_every_test_file_is_found_by_pytest():
    lost = [f.name for f in python("tests") if has_tests(f) and not f.path.name.startswith("test_")]
    assert not lost, f"begin the file's name with test_: {lost}"


def has_tests(file: File) -> bool:
    """Whether a module defines test functions."""
    return any(isinstance(node, ast.FunctionDef) and node.name.startswith("test_") for node in file.tree.body)

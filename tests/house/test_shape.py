"""Rooms stay small and say what is in them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from tests.support.tree import PRODUCT, ROOT, File, python, text_files

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@pytest.mark.parametrize(
    "name", ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", ".ci/run", "setup.cfg", "run.py"]
)
def test_a_newcomer_finds(name):
    assert (ROOT / name).is_file(), f"write {name}"


def test_no_file_is_longer_than_400_lines():
    files = [f for f in python(*PRODUCT, "tests") if not f.is_in("migrations/versions")]
    long = [f"{f.name} {n}" for f in files if (n := f.text.count("\n")) > 400]
    assert not long, f"divide the room where its subjects part: {long}"


def test_no_function_is_longer_than_60_lines():
    long = [
        f"{f.name}:{node.lineno} {node.name}"
        for f in python(*PRODUCT, "tests")
        if not f.is_in("migrations/versions")  # written by Alembic, and history
        for node in ast.walk(f.tree)
        if isinstance(node, FUNCTIONS) and node.end_lineno - node.lineno > 60
    ]
    assert not long, f"name the parts and take them out: {long}"


def test_nearly_every_function_is_shorter_than_30_lines():
    lengths = [
        node.end_lineno - node.lineno + 1
        for f in python("workflow", "web", "config")
        for node in ast.walk(f.tree)
        if isinstance(node, FUNCTIONS)
    ]
    long = sum(length > 30 for length in lengths)
    assert long <= len(lengths) / 10, f"{long} of {len(lengths)} functions are longer than 30 lines"


def test_everything_public_in_workflow_says_what_the_caller_gets():
    silent = [
        f"{f.name}:{node.lineno} {node.name}"
        for f in python("workflow")
        for node in public(f)
        if not ast.get_docstring(node)
    ]
    assert not silent, f"say in a line what the caller gets (units, errors, source of a rule): {silent}"


def test_every_public_function_in_workflow_says_its_return_type():
    untyped = [
        f"{f.name}:{node.lineno} {node.name}"
        for f in python("workflow")
        for node in public(f)
        if isinstance(node, FUNCTIONS) and node.returns is None
    ]
    assert not untyped, f"add '-> ...': {untyped}"


def public(file: File) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]:
    """What other rooms may use of a module."""
    for node in file.tree.body:
        if isinstance(node, (*FUNCTIONS, ast.ClassDef)) and not node.name.startswith("_"):
            yield node


def test_markup_is_escaped_everywhere():
    trusted = re.compile(r"\|\s*safe\b|\bMarkup\(|autoescape\s+false|render_template_string\(")
    files = [f for f in text_files() if f.is_in("web", "workflow") and f.path.suffix in {".html", ".py"}]
    found = [place for f in files for place, line in f.lines() if trusted.search(line)]
    assert not found, f"let Jinja escape it, or build the element in a template: {found}"


def test_nothing_is_left_for_later():
    later = re.compile(r"\b(" + "|".join(["TO" + "DO", "FIX" + "ME", "X" + "XX"]) + r")\b")
    files = [f for f in text_files() if f.path.suffix != ".lock"]
    found = [place for f in files for place, line in f.lines() if later.search(line)]
    assert not found, f"do it now, or open an issue and delete the line: {found}"


def test_no_path_of_one_machine_is_written_down():
    rooms = "|".join(["work", "home", "root", "Users", "tmp"])
    machine = re.compile(rf"(?<![\w.}}*:/-])/(?:{rooms})/[A-Za-z0-9_.-]")
    found = [place for f in text_files() for place, line in f.lines() if machine.search(line)]
    assert not found, f"derive it from the file's own place, a setting or a temporary folder: {found}"

"""An edition is published only when its worked examples come out."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from workflow.rulebook.library import SHIPPED, library
from workflow.rulebook.loader import Faulty
from workflow.timetable.examples import publishable

PACKS = sorted((SHIPPED / "packs").glob("*.yaml"))
CODE = "commissioning-code.yaml"
FIRST = "    LDS-CODE-12W: {result: met, required: 2026-07-06}\n"


@pytest.mark.parametrize("path", PACKS, ids=lambda path: path.stem)
def test_every_worked_example_of_a_shipped_pack_comes_out(path: Path) -> None:
    assert publishable(path).document.content.id == path.stem


def test_every_pack_that_counts_a_period_has_worked_examples_and_most_show_both_sides() -> None:
    counting = [pack for pack in library().packs.values() if any(rule.period for rule in pack.rules)]
    assert [pack.id for pack in counting if not pack.examples] == []
    results = [
        {str(asked["result"]) for one in pack.examples for asked in one.expect.values()} for pack in counting
    ]
    assert sum({"met", "not_met"} <= found for found in results) >= len(counting) - 1


def faults(tmp_path: Path, old: str, new: str) -> tuple[str, list[tuple[int, str, str]]]:
    shelf = Path(shutil.copytree(SHIPPED, tmp_path / "rulebooks"))
    path = shelf / "packs" / CODE
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(Faulty) as caught:
        publishable(path, shelf)
    found = [(fault.line, fault.key, fault.problem) for fault in caught.value.faults]
    assert all(fault.file == str(path) for fault in caught.value.faults)
    return path.read_text(encoding="utf-8"), found


def line_of(text: str, piece: str) -> int:
    return text[: text.index(piece)].count("\n") + 1


@pytest.mark.parametrize(
    ("new", "key", "said"),
    [
        (FIRST.replace("met,", "not_met,"), "result", "value 'not_met' was expected, and met came out"),
        (
            FIRST.replace("-06}", "-07}"),
            "required",
            "value '2026-07-07' was expected, and 2026-07-06 came out",
        ),
        (FIRST.replace("met,", "perhaps,"), "result", "value 'perhaps' is no result"),
        (FIRST.replace("required", "wished"), "wished", "is not known here"),
    ],
)
def test_an_example_that_comes_out_otherwise_is_told_at_its_line(
    tmp_path: Path, new: str, key: str, said: str
) -> None:
    text, found = faults(tmp_path, FIRST, new)
    assert [(line, where) for line, where, _problem in found] == [(line_of(text, new), key)]
    assert said in found[0][2]


def test_a_figure_that_changes_without_its_examples_is_told(tmp_path: Path) -> None:
    text, found = faults(tmp_path, "period: {n: 12,", "period: {n: 13,")
    assert found[0] == (
        line_of(text, FIRST),
        "required",
        "value '2026-07-06' was expected, and 2026-07-13 came out",
    )
    assert {key for _line, key, _problem in found} == {"result", "required"}


def test_a_record_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    record = "{consultation_opened: 2026-04-14, consultation_closed: 2026-07-06}"
    _text, found = faults(tmp_path, record, record.replace("consultation_opened", "doors_opened"))
    assert [key for _line, key, _problem in found] == ["record"]
    assert "doors_opened" in found[0][2]


def test_routes_and_authorities_are_judged_without_examples() -> None:
    for path in (SHIPPED / "authorities" / "leeds.yaml", SHIPPED / "routes" / "tender.yaml"):
        assert publishable(path).notes == ()

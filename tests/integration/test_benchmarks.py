"""The benchmarks run, and their candidates agree; in seconds, on half of each goal."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from benchmarks import results
from benchmarks.common import Candidate, gate, measure
from tests.support.tree import ROOT


def bench(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the benchmarks as the door does, once it has furnished."""
    return subprocess.run(
        [sys.executable, "-m", "benchmarks", *arguments],
        cwd=ROOT,
        env=dict(os.environ),
        capture_output=True,
        text=True,
        timeout=250,
        check=False,
    )


def test_the_timetable_is_measured_beside_its_peers_and_its_limit() -> None:
    answer = bench("timetable", "--quick", "--json")
    found = json.loads(answer.stdout)
    assert found["agreed"]["dates"] == 65
    assert found["agreed"]["timetables"] == 40
    kinds = {line["kind"] for line in found["lines"]}
    assert {"product", "peer", "limit"} <= kinds
    assert [each for each in found["gates"] if not each["met"]] == []
    assert answer.returncode == 0, answer.stderr


def test_a_portfolio_is_planned_anew_as_a_loop_over_orm_objects_would_leave_it() -> None:
    answer = bench("replan", "--quick", "--json")
    assert answer.stdout, answer.stderr
    found = json.loads(answer.stdout)
    ordinary, quarter = found["moved"]["SQLite"].values()
    assert ordinary["questions"] == quarter["questions"] == 18
    assert quarter["projects"] == 555
    assert quarter["deadlines"] == quarter["projects"], "the notice moves, the end does not"
    ratios = [each["ratio"] for each in found["gates"] if "ORM" in each["what"]]
    assert min(ratios) > 4, "planning each question once must beat planning each project"


def test_a_benchmark_that_is_not_known_is_refused_with_those_that_are() -> None:
    answer = bench("timetabel")
    assert (answer.returncode, answer.stdout) == (2, "")
    assert "Known: timetable, replan" in answer.stderr


@pytest.mark.parametrize(
    ("ratio", "at_least", "quick", "met"),
    [(15, True, False, True), (14.9, True, False, False), (7.5, True, True, True),
     (7.4, True, True, False), (5, False, False, True), (5.1, False, False, False),
     (10, False, True, True), (10.1, False, True, False)],
)  # fmt: skip
def test_a_goal_is_met_up_to_its_very_ratio_and_a_quick_run_up_to_half(
    ratio: float, at_least: bool, quick: bool, met: bool
) -> None:
    goal = 15 if at_least else 5
    assert gate("a ratio", ratio, goal, at_least=at_least, quick=quick).met is met


def test_every_round_begins_with_another_candidate() -> None:
    calls: list[str] = []
    two = [Candidate(name, "peer", lambda name=name: calls.append(name), before=int) for name in "ab"]
    lines = measure(two, rounds=3)
    assert calls == ["a", "b", "b", "a", "a", "b"]
    assert all(line.least <= line.median <= line.most for line in lines)


def test_the_page_of_results_is_the_one_made_from_the_file() -> None:
    kept = json.loads(results.JSON.read_text(encoding="utf-8"))
    assert results.MARKDOWN.read_text(encoding="utf-8") == results.markdown(kept)

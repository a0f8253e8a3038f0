"""Other programmes that count working days give the same days, at Christmas, Easter and in May too."""

from __future__ import annotations

import csv
import shutil
import subprocess
from datetime import date, timedelta
from pathlib import Path

import holidays
import pytest

from tests.support import oracle
from tests.support.oracle_rules import dice
from workflow.timetable.calendars import calendar
from workflow.timetable.counting import last_day, latest_start

ENGLAND = calendar("england")
NTH = "nth_working_day_after"

# England and Wales, working days, the day that triggers the period not counted.
FORWARD = [
    ("2021-12-24", 5, "2022-01-05"),
    ("2021-12-17", 10, "2022-01-05"),
    ("2022-04-01", 20, "2022-05-04"),
    ("2021-03-26", 25, "2021-05-05"),
    ("2021-02-26", 45, "2021-05-05"),
    ("2021-03-25", 45, "2021-06-02"),
]
BACKWARD = [
    ("2021-01-25", 20, "2020-12-23"),
    ("2022-01-25", 20, "2021-12-23"),
    ("2022-05-16", 20, "2022-04-13"),
    ("2021-03-22", 60, "2020-12-23"),
]
# Back from a contract that starts on 1 October 2027, each step ending on the working day before the next.
CHAIN = [
    ("mobilise", 60, "2027-07-08"),
    ("standstill", 8, "2027-06-28"),
    ("evaluate", 20, "2027-05-28"),
    ("tender", 25, "2027-04-22"),
    ("decision", 20, "2027-03-23"),
    ("analysis", 20, "2027-02-23"),
    ("consultation", 60, "2026-11-26"),
]


@pytest.mark.parametrize(("start", "n", "ends"), FORWARD)
def test_over_christmas_easter_and_may_the_nth_working_day_is_the_one_that_others_find(start, n, ends):
    assert last_day(NTH, n, ENGLAND, date.fromisoformat(start)) == date.fromisoformat(ends)


@pytest.mark.parametrize(("target", "n", "starts"), BACKWARD)
def test_back_over_christmas_easter_and_may_the_nth_working_day_is_the_one_that_others_find(
    target, n, starts
):
    day = date.fromisoformat(target)
    assert ENGLAND.nth_before(day, n) == date.fromisoformat(starts)
    # The latest day from which the nth working day is no later: the same, or idle days right after it.
    latest = latest_start(NTH, n, ENGLAND, day, "last_day")
    assert ENGLAND.on_or_before(latest) == date.fromisoformat(starts)
    assert last_day(NTH, n, ENGLAND, latest) <= day < last_day(NTH, n, ENGLAND, latest + timedelta(1))


def test_a_whole_procurement_backwards_comes_out_as_a_project_scheduler_gives_it():
    day = date(2027, 10, 1)
    for name, working_days, begins in CHAIN:
        day = ENGLAND.nth_before(day, working_days)
        assert (name, day) == (name, date.fromisoformat(begins))


def agrees_with_the_library(rounds: int) -> None:
    """The peer steps over holidays that it computes by itself: it has neither our files nor our index."""
    theirs = holidays.country_holidays("GB", subdiv="ENG", years=range(2011, 2030))
    chance = dice()
    for _round in range(rounds):
        start, n = date(2012, 1, 1) + timedelta(chance.randrange(16 * 365)), chance.randrange(1, 61)
        assert ENGLAND.nth_after(start, n) == theirs.get_nth_working_day(start, n), (start, n)
        assert ENGLAND.nth_before(start, n) == theirs.get_nth_working_day(start, -n), (start, n)


def test_the_nth_working_day_of_the_published_years_agrees_with_an_independent_library():
    agrees_with_the_library(rounds=300)


# The scheduler knows no year after it.
KNOWN = date(2035, 1, 1)
PROJECT = """project p "Peer" 2012-01-01 - 2035-01-01 {
  timezone "UTC"
  timeformat "%Y-%m-%d"
  workinghours mon - fri 9:00 - 17:00
  workinghours sat, sun off
  dailyworkinghours 8
}
"""
REPORT = 'taskreport found "found" { formats csv columns id, start, end timeformat "%Y-%m-%d" }'


def scheduled(asked: list[tuple[date, int]], name: str, folder: Path) -> list[tuple[date, date]]:
    """Of each (day, n) the nth working day after it and before it, as TaskJuggler schedules two tasks."""
    lines = [PROJECT, *(f'leaves holiday "h" {day}\n' for day in sorted(oracle.closed(name)) if day < KNOWN)]
    for i, (day, n) in enumerate(asked):
        lines.append(f'task f{i} "f" {{ start {day + timedelta(1)} length {n}d }}\n')
        lines.append(f'task b{i} "b" {{ scheduling alap end {day} length {n}d }}\n')
    (folder / "peer.tjp").write_text("".join([*lines, REPORT]), encoding="utf-8")
    subprocess.run(["tj3", "--silent", "--no-color", "peer.tjp"], cwd=folder, check=True, timeout=900)
    with (folder / "found.csv").open(encoding="utf-8", newline="") as table:
        rows = {row["Id"]: row for row in csv.DictReader(table, delimiter=";")}
    return [
        (date.fromisoformat(rows[f"f{i}"]["End"]), date.fromisoformat(rows[f"b{i}"]["Start"]))
        for i in range(len(asked))
    ]


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("name", ["england", "scotland", "northern-ireland", "uk_any_part"])
def test_a_project_scheduler_finds_the_same_working_days(name, tmp_path, capsys):
    if shutil.which("tj3") is None:
        with capsys.disabled():
            print("\ntj3 is not here (apt install tj3): compared with the library holidays instead.")
        return agrees_with_the_library(rounds=5_000)
    chance, cal = dice(), calendar(name)
    span = (date(2034, 1, 1) - date(2013, 1, 1)).days
    asked = [
        (date(2013, 1, 1) + timedelta(chance.randrange(span)), chance.randrange(1, 91)) for _ in range(400)
    ]
    ours = [(last_day(NTH, n, cal, day), cal.nth_before(day, n)) for day, n in asked]
    theirs = scheduled(asked, name, tmp_path)
    assert [row for row in zip(asked, ours, theirs, strict=True) if row[1] != row[2]] == []

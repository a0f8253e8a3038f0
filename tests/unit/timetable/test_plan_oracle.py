"""The planner against a walk day by day over the worked example's edges, which shares no code with it."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tests.support import oracle
from workflow.rulebook.library import library
from workflow.timetable.model import Asked
from workflow.timetable.plan import plan

ONE = timedelta(1)
EXAMPLE = yaml.safe_load((Path(__file__).parents[2] / "data" / "worked_example.yaml").read_text("utf-8"))
RULEBOOK = library().rulebook("example-city", date(2026, 11, 24))
ENDS = st.dates(date(2026, 6, 1), date(2040, 12, 31))
STARTS = st.dates(date(2026, 1, 5), date(2036, 12, 31))
ZONES = ("UTC", "Pacific/Kiritimati", "America/St_Johns")


def edges(route: str) -> list[list[Any]]:
    return list(EXAMPLE["routes"][route]["edges"])


def may_follow(edge: list[Any], start: date) -> date:
    """The first day on which the second event of an edge may happen."""
    _from, _to, n, method, calendar, ends, _rule = edge
    last = oracle.last_day(method, n, calendar, start)
    return last if ends == "last_day" else last + ONE


@cache
def _rests(route: str) -> frozenset[str]:
    return frozenset(EXAMPLE["routes"][route]["not_working"])


def latest(route: str, end: date) -> dict[str, date]:
    """The latest day of each event, found by trying one day after another from the end backwards."""
    found = {EXAMPLE["routes"][route]["anchor"]["event"]: end}
    waiting = edges(route)
    while waiting:
        names = {edge[0] for edge in waiting}
        ready = next(n for n in names if all(e[1] in found for e in waiting if e[0] == n))
        mine = [e for e in waiting if e[0] == ready]
        day = min(found[e[1]] for e in mine)
        while any(may_follow(e, day) > found[e[1]] for e in mine) or not oracle.works("england", day):
            day -= ONE
        found[ready] = day
        waiting = [e for e in waiting if e[0] != ready]
    return found


def earliest(route: str, event: str, start: date) -> dict[str, date]:
    """The earliest day of each event after one that is dated, found by trying one day after another."""
    found = {event: start}
    waiting = [e for e in edges(route) if e[0] != "early_conversation_started"]
    while waiting:
        edge = next((e for e in waiting if e[0] in found), None)
        if edge is None:
            break
        day = max(may_follow(edge, found[edge[0]]), found.get(edge[1], date.min))
        while edge[1] not in _rests(route) and not oracle.works("england", day):
            day += ONE
        found[edge[1]] = day
        waiting.remove(edge)
    return found


def agrees_backward(route: str, end: date) -> None:
    made = plan(RULEBOOK, route, Asked(today=date(2026, 1, 5), end=end))
    wanted = latest(route, end)
    assert {name: made[name].latest for name in wanted} == wanted


def agrees_forward(route: str, opened: date) -> None:
    asked = Asked(today=opened, pins={"consultation_opened": opened}, done=frozenset({"consultation_opened"}))
    made = plan(RULEBOOK, route, asked)
    wanted = earliest(route, "consultation_opened", opened)
    wanted.pop("consultation_opened")
    # The notice of a key decision and the papers are tied to each other only through the decision.
    chain = [name for name in wanted if name != "key_decision_notice_published"]
    assert {name: made[name].earliest for name in chain} == {name: wanted[name] for name in chain}


@pytest.mark.parametrize("route", ["tender", "decommission"])
@given(end=ENDS)
def test_every_latest_date_agrees_with_a_walk_from_the_end_backwards(route: str, end: date) -> None:
    agrees_backward(route, end)
    assert latest(route, end)


@pytest.mark.parametrize("route", ["tender", "decommission"])
@given(opened=STARTS)
def test_every_earliest_date_agrees_with_a_walk_from_the_opening_forwards(route: str, opened: date) -> None:
    agrees_forward(route, opened)
    assert earliest(route, "consultation_opened", opened)


@pytest.mark.long
@pytest.mark.parametrize("route", ["tender", "decommission"])
def test_every_end_from_2026_to_2040_agrees_with_the_walk(route: str) -> None:
    day, last = date(2026, 1, 5), date(2040, 12, 31)
    while day <= last:
        agrees_backward(route, day)
        day += ONE
    assert day == last + ONE


@pytest.mark.parametrize("zone", ZONES)
def test_no_time_zone_of_the_machine_changes_a_date(zone: str) -> None:
    command = (
        "timetable --rulebook example-city --route tender --set service_start=2028-04-01 --today 2026-11-22"
    )
    code = f"from workflow.commandline.main import main; main({(command + ' --json').split()!r})"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "TZ": zone},
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[3],
    )
    assert '"last_safe_consultation_opening": "2027-03-03"' in done.stdout
    assert '"spare_working_days": 69' in done.stdout


def test_the_walk_itself_gives_the_worked_example() -> None:
    for route, told in EXAMPLE["routes"].items():
        found = latest(route, told["anchor"]["date"])
        assert {name: found[name] for name in told["expect"] if name in found} == {
            name: day for name, day in told["expect"].items() if name in found
        }
        assert len(found) >= len(told["expect"])

"""Wherever the machine stands and whatever its language: the same answers, byte for byte (B2)."""

from __future__ import annotations

import hashlib
import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import yaml

from tests.support.oracle_commands import ROOT, answers

DATA = ROOT / "tests" / "data"
PLACES = [
    {"TZ": "UTC", "LC_ALL": "C.UTF-8"},
    {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "1"},
    {"TZ": "America/St_Johns", "LC_ALL": "C", "PYTHONHASHSEED": "2"},
]
TIMETABLES = [
    ("tender", "service_start=2028-04-01", "key_decision=true"),
    ("tender", "consultation_opened=2027-03-28", "key_decision=true"),
    ("decommission", "funding_change_effective=2028-03-31", "call_in=true"),
]


def asked() -> list[tuple[list[str], str]]:
    """Commands that count, plan, judge, show, take in and list, each with what it reads."""
    vectors = yaml.safe_load((DATA / "date_vectors.yaml").read_text("utf-8"))
    cases = yaml.safe_load((DATA / "cases.yaml").read_text("utf-8"))["cases"]
    lines = "\n".join(json.dumps(vector["ask"], default=str) for vector in vectors)
    records = "\n".join(json.dumps({"id": case["id"], **case["record"]}) for case in cases)
    register = (DATA / "registers" / "grants_excerpt.csv").read_text("utf-8")
    commands = [(["count", "-"], lines), (["check", "-"], records)]
    for day in ("2027-03-28", "2027-10-31", "2028-02-29"):
        words = ["count", "--method", "clear_working_days", "--n", "5", "--calendar", "england"]
        commands.append(([*words, "--from", day], ""))
        commands.append(([*words, "--from", day, "--back", "--json"], ""))
    for route, day, fact in TIMETABLES:
        words = ["timetable", "--rulebook", "example-city", "--route", route, "--set", day]
        commands.append(([*words, "--fact", fact, "--today", "2026-11-22", "--json"], ""))
        commands.append(([*words, "--fact", fact, "--today", "2026-11-22"], ""))
    commands += [(["rulebook", "show", "example-city"], ""), (["rulebook", "show", "leeds", "--json"], "")]
    commands.append((["import", "grants", "-", "--json"], register))
    commands += [(["export", "last-safe-starts", "--today", "2026-11-22", "--json"], "")]
    commands += [(["export", "last-safe-starts", "--today", "2027-03-28"], "")]
    return commands


def answered(place: dict[str, str], database: Path, var: Path) -> bytes:
    """What a process answers that stands there, on a database of its own."""
    var.mkdir()
    own = var / "own.db"
    shutil.copy(database, own)
    here = {"FAIRNOTICE_VAR": str(var), "FAIRNOTICE_DATABASE_URL": f"sqlite:///{own}"}
    return answers(asked(), **here, **place)


def test_b2_every_command_answers_the_same_bytes_in_three_time_zones_and_in_the_plain_locale(
    sqlite_url: str, tmp_path: Path
) -> None:
    database = Path(sqlite_url.removeprefix("sqlite:///"))
    with ThreadPoolExecutor(max_workers=2) as two:
        found = list(
            two.map(lambda i: answered(PLACES[i], database, tmp_path / f"place-{i}"), range(len(PLACES)))
        )
    text = found[0].decode()
    assert text.count("\n=> 0\n") + text.count("\n=> 1\n") == len(asked()), "a command was refused"
    assert '"last_safe_consultation_opening": "2027-03-03"' in text
    assert text.count('"agreement": ') >= 9
    assert len({hashlib.sha256(each).hexdigest() for each in found}) == 1

"""`scheduler` and `sender` as scripts use them, and as they run for months."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from argparse import ArgumentParser
from io import StringIO
from json import loads
from pathlib import Path
from typing import Any

import pytest
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.triggers.interval import IntervalTrigger

from tests.integration.delivery.rounds import late_project
from tests.support.city import City, build
from workflow.commandline import roles
from workflow.commandline.jsonl import as_json
from workflow.delivery import heartbeat
from workflow.delivery.scheduler import alarm_clock, start_in_background
from workflow.errors import BadRequest, StorageFault

ROOT = Path(__file__).resolve().parents[3]


def ask(
    monkeypatch: pytest.MonkeyPatch, url: str, var: Path, *words: str, **settings: str
) -> tuple[int, str]:
    """Status and standard output of one of the two commands."""
    given = {"DATABASE_URL": url, "VAR": str(var), **settings}
    for name, value in given.items():
        monkeypatch.setenv(f"FAIRNOTICE_{name}", value)
    parser = ArgumentParser()
    roles.add_parser(parser.add_subparsers())
    args = parser.parse_args(words)
    out = StringIO()
    return args.run(args, StringIO(), out), out.getvalue()


def test_one_round_each_answers_in_json_and_again_changes_nothing(
    city: City, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    late_project(city)
    once = ("--once", "--as-of", "2027-03-04", "--json")
    status, out = ask(monkeypatch, database_url, tmp_path, "scheduler", *once)
    assert status == 0 and out.count("\n") == 1

    answer = loads(out)
    assert (answer["as_of"], answer["new_alerts"], answer["mails_queued"]) == (
        "2027-03-04T09:00:00+00:00",
        8,
        2,
    )
    assert set(answer["alerts"][0]) == {"key", "trigger", "rule", "project", "recipient", "due_on", "subject"}
    again = loads(ask(monkeypatch, database_url, tmp_path, "scheduler", *once)[1])
    assert (again["new_alerts"], again["mails_queued"], again["alerts"]) == (0, 0, [])
    sent = {"sent": 2, "failed": 0, "waiting": 0}
    assert ask(monkeypatch, database_url, tmp_path, "sender", *once) == (0, as_json(sent) + "\n")
    assert len(list((tmp_path / "mail").glob("*.eml"))) == 2


@pytest.mark.parametrize(
    "words, settings, fault",
    [
        (("scheduler", "--as-of", "2027-03-04"), {}, "Add --once"),
        (("scheduler", "--once", "--as-of", "4 March"), {}, "is not a time"),
        (("sender", "--once"), {"SMTP_URL": "mail.example:25"}, "FAIRNOTICE_SMTP_URL is no mail server"),
        (
            ("sender", "--once"),
            {"SMTP_URL": "smtp://u:secret@host:port"},
            "FAIRNOTICE_SMTP_URL is no mail server",
        ),
        (("sender", "--once"), {"MAIL_FROM": "nobody"}, "FAIRNOTICE_MAIL_FROM is no mail address"),
    ],
)
def test_a_wrong_request_is_refused_with_the_mend_and_without_the_password(
    sqlite_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    words: tuple[str, ...],
    settings: dict[str, str],
    fault: str,
) -> None:
    with pytest.raises(BadRequest, match=fault) as refused:
        ask(monkeypatch, sqlite_url, tmp_path, *words, **settings)
    assert "secret" not in str(refused.value)


def test_a_database_without_tables_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(StorageFault, match="run.py migrate"):
        ask(monkeypatch, f"sqlite:///{tmp_path / 'empty.db'}", tmp_path, "scheduler", "--once")


def test_the_alarm_clock_remembers_nothing_ticks_in_utc_and_forgives_a_late_wake(
    sqlite_url: str, tmp_path: Path
) -> None:
    city = build(sqlite_url, tmp_path)
    clock = alarm_clock(city.services, {"scheduler": lambda: None})
    clock.start(paused=True)
    (job,) = clock.get_jobs()
    assert isinstance(clock._jobstores["default"], MemoryJobStore) and len(clock._jobstores) == 1
    assert isinstance(job.trigger, IntervalTrigger) and str(clock.timezone) == "UTC"
    assert (job.coalesce, job.misfire_grace_time, job.max_instances) == (True, None, 1)
    clock.shutdown()


def test_a_fault_in_one_tick_is_one_line_and_the_next_tick_comes(
    sqlite_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    city = build(sqlite_url, tmp_path)
    ticks, twice = [], threading.Event()

    def job() -> None:
        ticks.append(1)
        if len(ticks) == 2:
            twice.set()
        raise RuntimeError("no disk\nat all")

    clock = alarm_clock(city.services, {"scheduler": job})
    clock.reschedule_job("scheduler", trigger="interval", seconds=0.01)
    clock.start()
    assert twice.wait(10)
    clock.shutdown()
    assert "scheduler: RuntimeError: no disk\n" in capsys.readouterr().err


def test_beside_the_web_the_service_sweeps_at_once(city: City) -> None:
    before = heartbeat.checked_at(city.services)
    stop = start_in_background(city.services)
    stop()
    assert (before, heartbeat.checked_at(city.services)) == (None, city.services.clock.now())


@pytest.mark.parametrize("role", ["scheduler", "sender"])
def test_a_role_ends_quietly_when_it_is_told_to(sqlite_url: str, tmp_path: Path, role: str) -> None:
    code = (
        "import sys; from config.settings import from_environment; from workflow.delivery import scheduler;"
        "from workflow.commands.services import services;"
        f"print('up', flush=True); sys.exit(scheduler.run_{role}(services(from_environment())))"
    )
    told: dict[str, Any] = {
        **os.environ,
        "FAIRNOTICE_DATABASE_URL": sqlite_url,
        "FAIRNOTICE_VAR": str(tmp_path),
    }
    running = subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=told,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    city = build(sqlite_url, tmp_path)
    assert running.stdout is not None and running.stdout.readline() == "up\n"
    wait_for_beat(city, role)
    running.send_signal(signal.SIGTERM)
    _out, err = running.communicate(timeout=30)
    assert (running.returncode, err) == (0, "")


def wait_for_beat(city: City, role: str) -> None:
    """Until the role has done its first round."""
    from workflow.store.engine import reading
    from workflow.store.sweeping import last_beat

    waiting = threading.Event()
    for _ in range(300):
        with reading(city.services.engine) as connection:
            if last_beat(connection, role).at is not None:
                return
        waiting.wait(0.05)
    raise AssertionError(f"the {role} did no round")

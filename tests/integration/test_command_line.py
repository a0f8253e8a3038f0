"""What the command line promises to scripts: only the answer on standard output, the mend in one line."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.commandline import ENTER, ROOT, run

SERVE = "import sys; from web.serve import main; sys.exit(main(sys.argv[1:]))"
REGISTER = "org_id,name\nGB-CHC-1234567,One\nGB-CHC-1234568,\n"


def test_count_answers_one_line_for_each_question_in_their_order() -> None:
    asked = {"method": "nth_working_day_after", "n": 5, "calendar": "england", "from": "2027-03-19"}
    answer = run("count", "-", given=f"{json.dumps(asked)}\nnonsense\n{json.dumps(asked | {'n': 1})}\n")
    first, bad, last = answer.lines
    assert (answer.status, answer.err) == (2, "")
    assert (first["date"], first["acts_from"], first["provisional"]) == ("2027-03-30", "2027-03-31", False)
    assert (bad["line"], last["date"]) == (2, "2027-03-22")


def test_timetable_answers_0_and_the_day_of_the_worked_example() -> None:
    words = "timetable --rulebook example-city --route tender --set service_start=2028-04-01"
    answer = run(*words.split(), "--today", "2026-11-22", "--json")
    assert (answer.status, answer.document["verdict"]) == (0, "on_time")
    assert answer.document["last_safe_consultation_opening"] == "2027-03-03"


def test_check_answers_1_where_a_rule_was_not_met() -> None:
    events = {"notice_received": "2004-02-26", "funding_change_effective": "2004-03-31"}
    facts = {"body": "council", "instrument": "grant", "process": "decommission"}
    record = {"id": "A1", "facts": facts, "events": events, "rules": ["NC-2000-FUND-3M"]}
    answer = run("check", "-", given=json.dumps(record))
    (result,) = answer.lines[0]["results"]
    assert (answer.status, answer.lines[0]["id"]) == (1, "A1")
    assert (result["result"], result["required"], result["shortfall_days"]) == ("not_met", "2004-05-26", 56)


@pytest.mark.parametrize(
    "words, mend",
    [
        (["cuont"], "Did you mean count?"),
        (["count", "--metod", "x"], "run.py count --help"),
        (["import", "grants", "nowhere.csv"], "nowhere.csv cannot be read"),
        (["export", "everything"], "last-safe-starts"),
    ],
)
def test_a_wrong_request_is_one_line_that_says_the_mend(words: list[str], mend: str, tmp_path: Path) -> None:
    answer = run(*words, var=str(tmp_path))
    assert (answer.status, answer.out) == (2, "")
    assert answer.err.count("\n") == 1 and mend in answer.err


def test_a_reader_who_has_had_enough_is_no_fault() -> None:
    nobody_reads, written = os.pipe()
    os.close(nobody_reads)
    with os.fdopen(written, "w") as out:
        done = subprocess.run(
            [sys.executable, "-c", ENTER, "rulebook", "list"],
            cwd=ROOT, stdout=out, stderr=subprocess.PIPE, text=True, timeout=60, check=False,
        )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")


def test_an_installation_from_demonstration_to_restored_copy(tmp_path: Path) -> None:
    var, copy = str(tmp_path / "var"), tmp_path / "copy.db"
    demo = run("demo", "--json", var=var).document
    assert [set(one) for one in demo["people"]] == [{"post", "email", "password", "roles"}] * 9
    assert [one["ref"] for one in demo["projects"]] == ["COM-2026-001", "END-2026-001", "COM-2026-002"]
    twice = run("demo", var=var)
    assert (twice.status, twice.out) == (2, "") and "already holds" in twice.err
    assert run("backup", copy, var=var).status == 0
    assert copy.stat().st_mode & 0o777 == 0o600

    done = run("import", "organisations", "-", "--json", given=REGISTER, var=var)
    assert (done.status, done.document["new"]) == (1, 1)
    assert [refused["row"] for refused in done.document["refused"]] == [2]

    people = "post,roles,email\nGrants Officer,commissioner,\nNobody,queen,\n"
    done = run("import", "people", "-", "--body", "example-city", "--json", given=people, var=var)
    assert (done.status, done.document["new"], len(done.document["refused"])) == (1, 1, 1)
    facts = ROOT / "tests" / "data" / "findings" / "procurement" / "notice_timelines.json"
    assert run("import", "awards", facts, "--captured", "2026-11-22", var=var).status == 0
    starts = run("export", "last-safe-starts", "--today", "2026-11-24", var=var).out
    assert "31 March 2028" in starts and "unknown-021560-2026, Create Strength Group" in starts

    assert run("restore", copy, "--check", var=var).status == 0
    assert run("restore", copy, var=var).status == 0
    verified = run("audit", "verify", "--json", var=var)
    assert [body["body"] for body in verified.document["bodies"]] == ["example-city"]
    assert (verified.status, verified.document["holds"]) == (0, True)


def test_a_copy_that_is_not_whole_is_told_and_never_put_in_place(tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    copy.write_text("not a database")
    assert run("restore", copy, "--check", var=str(tmp_path)).status == 1
    answer = run("restore", copy, var=str(tmp_path))
    assert (answer.status, answer.out, answer.err.count("\n")) == (2, "", 1)


def test_a_database_server_is_copied_by_its_own_tool(postgresql_url: str, tmp_path: Path) -> None:
    answer = run("backup", tmp_path / "copy", var=str(tmp_path), database_url=postgresql_url)
    assert answer.status == 2 and "pg_dump" in answer.err
    assert not (tmp_path / "copy").exists()


def test_the_doctor_says_no_while_nobody_checks_the_dates(tmp_path: Path) -> None:
    unmigrated = run("doctor", "--json", var=str(tmp_path))
    assert (unmigrated.status, unmigrated.document["well"]) == (1, False)
    assert run("migrate", var=str(tmp_path)).status == 0
    checks = run("doctor", "--json", var=str(tmp_path)).document["checks"]
    assert {check["check"]: check["well"] for check in checks} == {
        "settings": True,
        "folder": True,
        "database": True,
        "scheduler": False,
        "mail": True,
    }


@contextmanager
def serving(*words: str, var: Path) -> Iterator[list[str]]:
    """The first lines of a server that runs until the block ends and then leaves in peace."""
    environment = {**os.environ, "FAIRNOTICE_VAR": str(var)}
    with subprocess.Popen(
        [sys.executable, "-c", SERVE, *words],
        cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as server:  # fmt: skip
        assert server.stdout and server.stderr
        lines = [server.stdout.readline()]
        try:
            yield lines
        finally:
            server.send_signal(signal.SIGTERM)
            lines += server.stdout.read().splitlines()
        assert (server.wait(timeout=60), server.stderr.read()) == (0, "")


def test_without_a_command_everything_starts_says_where_and_leaves_on_a_signal(tmp_path: Path) -> None:
    with serving("--port", "0", var=tmp_path) as lines:
        address = lines[0].split()[-1]
        with urllib.request.urlopen(f"{address}/", timeout=30) as page:
            assert b"Example City Council" in page.read()
    emails = [line.split()[-2] for line in lines if ".example " in line]
    assert len(emails) == 9 and "commissioning-officer@example-city.example" in emails


def test_a_server_that_cannot_start_says_why_in_one_line_and_changes_nothing(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = subprocess.run(
            [sys.executable, "-c", SERVE, "--port", str(port)],
            cwd=ROOT, env={**os.environ, "FAIRNOTICE_VAR": str(tmp_path)},
            capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert f"Port {port} is in use" in done.stderr
    assert not list(tmp_path.glob("*.db"))

"""Every output that shows a figure of an unconfirmed rule says so. A new one fails here until it is listed.

The two periods of the Leeds rulebook rest on no text that was found. An invented council that goes by them is
taken through every page, file, mail and command that could show one.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.support.city import City, build
from tests.support.commandline import run
from tests.support.world import SHOWS_A_FIGURE, SHOWS_NONE, World
from tests.support.world import world as in_world
from workflow.alerts import rules as alert_rules
from workflow.commandline.main import COMMANDS
from workflow.commands import views
from workflow.delivery.sweep import sweep
from workflow.register.model import Agreement
from workflow.store.engine import writing
from workflow.store.importing import put_all

COMMANDS_THAT_SHOW = {
    "timetable": "timetable --rulebook leeds --route tender --set service_start=2028-04-01".split(),
    "check": ["check", "-"],
    "rulebook": "rulebook show leeds".split(),
    "export": "export last-safe-starts --today 2026-11-24".split(),
}
COMMANDS_THAT_SHOW_NONE = {
    "count": "counts what it is asked; it knows no rule",
    "import": "tells what it read; the dates that a bank holiday moves are read in test_late_holiday.py",
    "demo": "lists people and projects",
    "scheduler": "keys and subjects of alerts; the mails themselves are read below",
    "sender": "three numbers",
    "migrate": "the schema",
    "backup": "a file",
    "restore": "a file",
    "doctor": "the state of the installation",
    "audit": "the chain",
}


@pytest.fixture
def world(sqlite_url: str, tmp_path: Path) -> Iterator[World]:
    with in_world(sqlite_url, tmp_path, "leeds") as found:
        yield found


def test_every_page_and_file_is_listed_as_showing_a_figure_or_not(world: World) -> None:
    known = {rule.endpoint for rule in world.app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    assert known == set(SHOWS_A_FIGURE) | set(SHOWS_NONE), "List a new page here, and let it say Unconfirmed."


def test_every_command_is_listed_as_showing_a_figure_or_not() -> None:
    listed = set(COMMANDS_THAT_SHOW) | set(COMMANDS_THAT_SHOW_NONE)
    assert set(COMMANDS) == listed, "List a new command here, and let it say unconfirmed."


def test_every_kind_of_alert_is_read_below() -> None:
    kinds = {rung.trigger for rung in (*alert_rules.LADDER, alert_rules.FIXED, alert_rules.TOO_SHORT)}
    assert kinds == {"L1", "L2", "L3", "L4", "L5"}, "A new kind of alert needs its mail read here."


def test_r080_every_page_and_file_says_unconfirmed_where_it_shows_the_figure(world: World) -> None:
    silent = [endpoint for endpoint in SHOWS_A_FIGURE if "unconfirmed" not in world.read(endpoint).lower()]
    assert not silent, f"no word of unconfirmed on: {silent}"


@pytest.mark.parametrize("name", COMMANDS_THAT_SHOW)
@pytest.mark.parametrize("form", ["text", "json"])
def test_every_command_says_unconfirmed_where_it_shows_the_figure(
    sqlite_url: str, tmp_path: Path, name: str, form: str
) -> None:
    city = build(sqlite_url, tmp_path, authority="leeds")
    with writing(city.services.engine) as connection:
        put_all(connection, city.body, [_agreement()])
    record = {"facts": {"authority": "Leeds City Council"}, "rules": ["LDS-CODE-12W"]}
    record |= {"events": {"consultation_opened": "2027-03-03", "consultation_closed": "2027-05-26"}}
    asked = (*COMMANDS_THAT_SHOW[name], *(("--json",) if form == "json" else ()))
    answer = run(*asked, given=json.dumps(record) + "\n", DATABASE_URL=sqlite_url, VAR=str(tmp_path))
    assert "unconfirmed" in (answer.out + answer.err).lower()
    if form == "json":
        assert '"unconfirmed": true' in answer.out or '"unconfirmed": ["LDS-CODE' in answer.out


MAILS: dict[str, Callable[[City], tuple[City, date]]] = {
    "L1": lambda city: (city, date(2027, 2, 3)),
    "L2": lambda city: (city, date(2027, 3, 3)),
    "L3": lambda city: (city, date(2027, 3, 17)),
    "L5": lambda city: (city, date(2027, 3, 4)),
    "L4": lambda city: (city, date(2026, 11, 25)),
}


@pytest.mark.parametrize("trigger", MAILS)
def test_every_mail_about_an_unconfirmed_date_says_so(sqlite_url: str, tmp_path: Path, trigger: str) -> None:
    city = build(sqlite_url, tmp_path, authority="leeds")
    ref = city.open(end_fixed=trigger == "L5")
    city.record(ref, "early_conversation_started", date(2026, 11, 9))
    if trigger == "L4":
        city.record(ref, "consultation_opened", date(2027, 3, 24), what="planned")
    _city, day = MAILS[trigger](city)
    then = city.at(day)
    swept = sweep(then.services, then.services.clock.now())
    assert trigger in {line["trigger"] for line in swept.alerts}
    mails = views.mails(then.services, then.people["admin"])
    assert mails
    assert [m.subject for m in mails if "Unconfirmed" not in m.text or "Unconfirmed" not in m.html] == []


def _agreement() -> Agreement:
    return Agreement(
        key="EX-1", organisation_key=None, organisation_name="Example Carers Group", title="Example grant",
        funder="", instrument="contract", start=None, end=date(2028, 3, 31), value=None, awarded_on=None,
        duration_months=None, notice_clause="", source="invented",
    )  # fmt: skip

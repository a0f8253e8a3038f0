"""Four exercises from the first question to published answers: late, moved and explained."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest

from tests.journeys.desk import Desk, Exercise
from tests.journeys.people import served
from tests.support.browser import axe
from tests.support.city import City
from tests.support.commandline import run
from tests.support.organisations import add, add_contact
from workflow.commands import views

ASKED_ON, SPRING = date(2026, 11, 24), date(2028, 4, 1)
WEEKS = timedelta(weeks=1)
TENDER = Exercise("Community mental health support", "retender", ("council",), "light_touch", "1.3m", SPRING,
                  "director", "tender")  # fmt: skip
GRANTS = Exercise("Example Ward small grants", "grants", ("council",), "neither", "150k", SPRING, "director",
                  "grant")  # fmt: skip
RENEWAL = Exercise("Short breaks, two years more", "extend", ("council",), "light_touch", "600k",
                   date(2028, 3, 31), "director", "renew-or-vary")  # fmt: skip
JOINT = Exercise("Community nursing for carers", "retender", ("council", "nhs"), "health", "2.1m", SPRING,
                 "joint", "health")  # fmt: skip
LONG = pytest.mark.long


@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    "asked",
    [
        pytest.param(TENDER, id="a social care tender"),
        pytest.param(GRANTS, id="a small grants programme", marks=LONG),
        pytest.param(RENEWAL, id="a renewal", marks=LONG),
        pytest.param(JOINT, id="a joint council and NHS service", marks=LONG),
    ],
)
def test_from_the_first_question_to_answers_that_people_can_read(
    city: City, page: Any, asked: Exercise
) -> None:
    add_contact(city, add(city, "Example Carers Group", serves=("carers",)))
    desk = Desk(page, "")
    latest = _asks_and_saves(city.at(ASKED_ON), desk, asked)
    opens = _working(latest + 2 * WEEKS)
    closes, answer_by = opens + 9 * WEEKS, opens + 15 * WEEKS
    _prepares(city.at(latest - 8 * WEEKS), desk, latest, answer_by)
    _is_late_and_explains(city.at(_working(latest + WEEKS)), desk, opens, closes, answer_by)
    _opens(city.at(opens), desk, opens)
    _answers(city.at(_working(closes + WEEKS)), desk, closes, asked.end)
    project = views.project(city.services, city.people["officer"], desk.ref).overview.project
    assert project.actual("responses_considered") and project.actual("response_published")
    assert project.explained("LDS-CODE-12W", "consultation_closed")


def _asks_and_saves(city: City, desk: Desk, asked: Exercise) -> date:
    with served(city) as (desk.base, _app):
        desk.answers(asked)
        assert desk.page.context.cookies() == []
        desk.follows("Save as a project")
        desk.signs_in(city.emails["officer"])
        desk.saves(asked, city)
        found = re.search(r"([A-Z]{3}-2026-\d{3}) created", desk.reads())
        assert found, desk.reads()
        desk.ref = found[1]
        return _agrees_with_the_command(city, desk, asked)


def _prepares(city: City, desk: Desk, latest: date, answer_by: date) -> None:
    with served(city) as (desk.base, _app):
        desk.signs_in(city.emails["officer"])
        desk.talks(city.services.today)
        desk.writes_consultation()
        desk.invites("Example Carers Group")
        desk.dates_it(latest, latest + 12 * WEEKS, answer_by)


def _is_late_and_explains(city: City, desk: Desk, opens: date, closes: date, answer_by: date) -> None:
    with served(city) as (desk.base, _app):
        desk.signs_in(city.emails["officer"])
        assert "working days late" in desk.reads()
        told = desk.dates_it(opens, closes, answer_by, "The needs assessment was finished two weeks late.")
        assert "21 days fewer" in told
        desk.explains(opens, closes)
        desk.leaves()
        (_view, waiting), *_rest = views.dashboard(city.services, city.people["manager"]).waiting
        desk.signs_in(city.emails["manager"])
        desk.agrees(waiting, closes)
        desk.leaves()


def _opens(city: City, desk: Desk, opens: date) -> None:
    with served(city) as (desk.base, _app):
        desk.signs_in(city.emails["officer"])
        desk.opens("consultation/open")
        assert "It opens today" in desk.reads(), desk.reads()
        desk.presses("Open the consultation")
        assert "The consultation is open" in desk.reads()
        desk.takes_in("Please open in the evening.", opens)
        desk.goes(f"/consultations/{desk.ref}")
        public = desk.reads()
        assert "This consultation is 9 weeks" in public and "because the only analyst was ill" in public
        assert axe(desk.page) == []


def _answers(city: City, desk: Desk, closes: date, by_when: date) -> None:
    with served(city) as (desk.base, _app):
        desk.signs_in(city.emails["officer"])
        desk.records("consultation_closed", closes)
        desk.names_theme("Evening opening")
        desk.leaves()
        desk.signs_in(city.emails["manager"])
        desk.answers_theme("Evening opening", by_when)
        assert "is public" in desk.publishes()
        desk.leaves()
        desk.goes(f"/consultations/{desk.ref}/feedback")
        public = desk.reads()
        assert "Evening opening" in public and "two evenings a week" in public
        assert axe(desk.page) == []


def _agrees_with_the_command(city: City, desk: Desk, asked: Exercise) -> date:
    """The dates of the project are those of `run.py timetable`; the last safe opening."""
    overview = views.project(city.services, city.people["officer"], desk.ref).overview
    assert overview.project.route == asked.route
    facts = [f"{key}={_typed(value)}" for key, value in sorted(overview.project.facts.items())]
    told = run(
        "timetable", "--json", "--rulebook", "example-city", "--route", asked.route, "--end-can-move",
        "--today", ASKED_ON.isoformat(), "--set", f"{overview.route.ends_with}={overview.project.end}",
        *(part for fact in facts for part in ("--fact", fact)),
    )  # fmt: skip
    assert told.status == 0, told.err
    by_command = {each["id"]: each["latest"] for each in told.document["events"]}
    by_project = {each.id: each.latest and each.latest.isoformat() for each in overview.timetable.events}
    assert by_command == by_project
    return date.fromisoformat(by_command["consultation_opened"])


def _typed(value: object) -> str:
    if isinstance(value, tuple | list):
        return ",".join(map(str, value))
    return str(value).lower() if isinstance(value, bool) else str(value)


def _working(day: date) -> date:
    while day.weekday() > 4:
        day += timedelta(1)
    return day

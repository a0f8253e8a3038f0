"""Who is reminded of an explanation that is owed after the event."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.integration.delivery.test_promises import heard
from tests.integration.test_crisis import RULE, WHERE, explains, granted
from tests.integration.web.test_commissioners import Desk
from tests.support.city import City, build
from workflow.alerts.rules import deadlines
from workflow.commands import views
from workflow.project.owed import owed
from workflow.register.owing import period

ABOUT = "Nobody has said why yet."
DUE = date(2026, 12, 8)  # 10 working days after Tuesday 24 November


@pytest.fixture
def city(sqlite_url: str, tmp_path: Path) -> City:
    return build(sqlite_url, tmp_path)


def test_r189_the_owner_then_the_manager_is_reminded_of_what_a_crisis_left_to_explain(city: City) -> None:
    ref = granted(city)
    days = [date(2026, 11, 30), date(2026, 12, 1), DUE, date(2026, 12, 9)]
    told = [heard(city, day, ABOUT) for day in days]
    assert [set(each) for each in told] == [set(), {"officer"}, {"officer"}, {"manager", "officer"}]
    said = told[-1]["manager"]
    assert "Food after the flood at Example Bridge: work went ahead by 24 November 2026" in said
    assert "The explanation was due by Tuesday 8 December 2026." in said
    assert f"/projects/{ref}/explain/{RULE}?event={WHERE}" in said
    explains(city.at(date(2026, 12, 10)), ref)
    assert heard(city, date(2026, 12, 16), ABOUT) == {}


def test_r189_nothing_is_owed_for_what_was_kept_and_for_one_day_fewer_it_is(city: City) -> None:
    opens = date(2026, 8, 3)
    for short, wanted in ((0, []), (1, [(RULE, WHERE)])):
        ref = city.open(f"Short by {short}")
        city.record(ref, "consultation_opened", opens)
        assert owed(_situation(city, ref)) == ()
        city.record(ref, WHERE, opens + timedelta(84 - short))
        assert [(each.rule.id, each.event) for each in owed(_situation(city, ref))] == wanted


def test_r189_the_days_come_from_a_file_that_says_they_are_a_house_figure() -> None:
    assert period().n == 10 and "house figure" in period().source


def _situation(city: City, ref: str):  # type: ignore[no-untyped-def]
    return views.project(city.services, city.people["officer"], ref).situation


def test_r189_it_is_still_owed_once_the_grant_is_over_and_not_once_it_was_withdrawn(city: City) -> None:
    found = views.project(city.services, city.people["officer"], granted(city))
    before = found.overview.project
    for more, wanted in (
        ({"stage": "ended"}, True),
        ({"stage": "withdrawn", "withdrawn_because": "No."}, False),
    ):
        situation = replace(found.situation, project=replace(before, **more))
        ladders = {each.ladder for each in deadlines(situation, found.overview.timetable, {})}
        assert ("owed" in ladders) is wanted


def test_the_page_of_such_an_alert_leads_to_where_it_is_explained(city: City) -> None:
    ref = granted(city)
    heard(city, date(2026, 12, 9), ABOUT)
    later = city.at(date(2026, 12, 9))
    desk = Desk(later, "manager")
    alerts = views.alerts(later.services, later.people["manager"])
    mine = next(each for each in alerts if each.family == "owed")
    page, there = desk.client.get(f"/alerts/{mine.id}").text, f"/projects/{ref}/explain/{RULE}?event={WHERE}"
    assert f'href="{there}"' in page and "Last safe date" not in page
    assert "12 weeks to respond to a consultation" in desk.read(there)

"""Who is reminded of an activity of the plan of engagement, and who hears of options final too early."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.integration.delivery.rounds import Bag, sent, states, swept
from tests.support.city import City, build
from workflow.commands.engagement import mark_options_final
from workflow.commands.engagement_plan import Asked, activity_done, drop_activity, plan_activity

MEETING = date(2027, 2, 4)  # a Thursday


@pytest.fixture
def city(database_url: str, tmp_path: Path) -> City:
    return build(database_url, tmp_path)


def planned(city: City, ref: str, on: date = MEETING, activity: str = "", reason: str = "") -> dict[str, Any]:
    """An open meeting on a day; what a command needs to act on it later."""
    asked = Asked("Open meeting", on, "consulting", "influence", ["Carers"], "", "", city.posts["officer"],
                  "public", reason)  # fmt: skip
    who = {"ref": ref, "by": city.people["officer"], "services": city.services}
    (found,) = plan_activity(asked=asked, activity=activity, **who).project.engagement.activities
    return {**who, "activity": found.plan.id}


def heard(city: City, on: date, about: str = "Open meeting") -> list[str]:
    bag = Bag()
    swept(city, on, dry=False)
    sent(city, on, bag)
    mails = ((to.split("@")[0], str(mail.get_body(("plain",)))) for to, mail in bag.mails)
    return sorted(who for who, text in mails if about in text)


def test_r082_the_owner_is_reminded_before_and_on_the_day_and_the_manager_hears_when_it_has_passed(
    city: City,
) -> None:
    meeting = planned(city, city.open())
    assert heard(city, date(2027, 1, 27)) == []
    assert heard(city, date(2027, 1, 28)) == ["officer"]
    assert heard(city, MEETING) == ["officer"]
    assert heard(city, date(2027, 2, 5)) == ["manager", "officer"]
    later = city.at(date(2027, 2, 5))
    activity_done(**{**meeting, "services": later.services}, on=MEETING, outcome="Nine carers came.")
    found = {state for key, state in states(city).items() if "activity:" in key}
    assert found == {"closed"} and heard(city, date(2027, 2, 8)) == []


def test_r082_a_meeting_that_moved_is_told_of_anew_and_one_that_was_dropped_never(city: City) -> None:
    ref = city.open()
    meeting = planned(city, ref)
    planned(city, ref, date(2027, 3, 4), meeting["activity"], "The hall was closed.")
    assert heard(city, date(2027, 1, 28)) == [] and heard(city, date(2027, 2, 25)) == ["officer"]
    drop_activity(**meeting, reason="Nobody could come.")
    assert heard(city, date(2027, 3, 5)) == []


def test_l7_options_final_before_the_consultation_closed_are_told_once_to_three_posts(city: City) -> None:
    ref, about = city.open(), "This can look decided already"
    city.record(ref, "early_conversation_started", date(2026, 11, 20))
    day = city.at(date(2027, 1, 20))
    mark_options_final(ref=ref, by=city.people["officer"], services=day.services)
    assert heard(city, date(2027, 1, 20), about) == ["compact", "manager", "officer"]
    assert heard(city, date(2027, 1, 21), about) == []
    city.at(date(2027, 6, 1)).record(ref, "consultation_closed", date(2027, 6, 1))
    assert {state for key, state in states(city).items() if "options_final" in key} == {"closed"}


def test_l7_options_final_once_the_consultation_has_closed_are_nobody_s_alert(city: City) -> None:
    ref = city.open()
    city.record(ref, "early_conversation_started", date(2026, 11, 1))
    city.record(ref, "consultation_closed", date(2026, 11, 24))
    mark_options_final(ref=ref, by=city.people["officer"], services=city.services)
    assert heard(city, date(2026, 11, 24), "This can look decided already") == []

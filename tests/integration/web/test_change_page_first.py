"""What is read first of a change: where it stands, what came of it, what was not kept."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.support import consultations as ready
from tests.support.city import City, build
from tests.support.organisations import add
from tests.support.visitors import Visitor, site, words
from workflow.commands.advance import advance


@pytest.fixture
def city(sqlite_url: str, tmp_path: Path) -> City:
    return build(sqlite_url, tmp_path).at(ready.OPENS)


def page(city: City, ref: str) -> str:
    with site(city) as app:
        return Visitor(app).get(f"/changes/{ref}").get_data(as_text=True)


def read(city: City, ref: str) -> str:
    with site(city) as app:
        return words(Visitor(app).get(f"/changes/{ref}"))


def test_the_page_says_the_stage_that_was_reached_whatever_its_owner_has_finished(city: City) -> None:
    ref = city.open()
    assert "Where we are Analyse need." in read(city, ref)
    city.record(ref, "early_conversation_started", ready.OPENS - timedelta(42))
    assert "Where we are Early conversation." in read(city, ref)
    ready.opened(city, ref, add(city, "Example Carers Group"))
    told = read(city, ref)
    assert "Where we are Formal consultation." in told
    assert "What came of what people said What people said, and what follows, is published by 7 July" in told
    assert (
        told.index("What came of what people said") < told.index("Who decides") < told.index("Dates Planned")
    )


def test_a_consultation_is_nowhere_said_to_have_failed_to_close_and_every_list_knows_its_stage(
    city: City,
) -> None:
    ref, longer = city.open(), ready.CLOSES + timedelta(21)
    ready.opened(city, ref, add(city, "Example Carers Group"))
    ready.plan(city, ref, closes=longer, reason="Two groups meet late.", answer_by=longer + timedelta(28))
    for day, stands in (
        (longer, "Open until 11:59pm on"),
        (longer + timedelta(1), "Closed on 16 June 2027."),
    ):
        then = city.at(day)
        told = read(then, ref)
        assert stands in told and "it has not closed" not in told
        assert ("Next: Consultation closes" in told) is (day == longer)
        with site(then) as app:
            in_list, dates = (words(Visitor(app).get(each)) for each in ("/", f"/changes/{ref}/dates"))
        assert "Example City Council. Formal consultation." in in_list
        assert ("Consultation closes: 16 June 2027" in in_list) is (day == longer)
        assert "it has not closed" not in in_list + dates


def test_steps_far_ahead_with_a_last_safe_date_alone_are_folded_and_what_has_a_day_stands_open(
    city: City,
) -> None:
    ref = city.open()
    city.record(ref, "award_decision_made", ready.CLOSES + timedelta(200), "planned")
    shown, folded = page(city, ref).split("that have only their last safe date")
    dates = shown[shown.index('id="dates"') :]
    assert dates.count('role="rowheader"') == 6  # one late, one planned, the end asked for, the next three
    assert "Award decision is taken" in dates and "Tender notice is published" not in dates
    assert "Tender notice is published" in folded


def test_rules_that_were_not_kept_stand_open_and_all_of_them_are_folded(city: City) -> None:
    ref, later = city.open(), city.at(ready.CLOSES)
    later.record(ref, "consultation_opened", ready.OPENS)
    later.record(ref, "consultation_closed", ready.OPENS + timedelta(14))
    shown, folded = page(later, ref).split("rules on this change</span>")
    shown = shown[shown.index("How we are following the code") :]
    assert "12 weeks to respond to a consultation" in shown and "Equality record complete" not in shown
    assert "12 weeks to respond to a consultation" in folded and "Equality record complete" in folded
    assert "rules ask something of this change:" in shown


def test_a_withdrawn_change_promises_nothing_more(city: City) -> None:
    ref = city.open()
    who = {"by": city.people["officer"], "services": city.services}
    advance(ref=ref, move="withdraw", reason="There is no money left.", **who)
    told = read(city, ref)
    assert "None of the dates still to come holds" in told
    for promise in ("must open by", "Who decides", "Where we are", "1 April 2028 (planned)"):
        assert promise not in told

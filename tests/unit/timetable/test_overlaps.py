"""What a plan runs into (L8): elections from the notice of election, closures, months without meetings."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from workflow.rulebook.library import library
from workflow.rulebook.model import Diary, Election, Meeting, Note, Rulebook
from workflow.timetable.calendars import calendar
from workflow.timetable.model import Asked, Timetable
from workflow.timetable.overlaps import (
    Window,
    as_data,
    of_window,
    overlaps,
    pre_elections,
    stretches,
    window_of,
)
from workflow.timetable.plan import plan

TODAY = date(2026, 11, 24)
CITY = library().rulebook("example-city", TODAY)
NOTICE, POLLING = date(2027, 3, 31), date(2027, 5, 6)
BOARD = {"decides_at": "board"}


def tender(end: date = date(2028, 4, 1), today: date = TODAY, **more: object) -> Timetable:
    return plan(CITY, "tender", Asked(today=today, end=end, end_fixed=False, **more))


def with_diary(**changed: object) -> Rulebook:
    diary = CITY.authority.diary.model_copy(update=changed)
    return CITY.model_copy(update={"authority": CITY.authority.model_copy(update={"diary": diary})})


def with_board(meetings: tuple[date, ...]) -> Rulebook:
    """The city with a tender route whose decision a board takes on these days."""
    route = CITY.routes["tender"]
    events = tuple(
        event.model_copy(update={"sits": "decides_at"}) if event.id == "decision_made" else event
        for event in route.events
    )
    held = tuple(Meeting(board="board", on=day) for day in meetings)
    book = with_diary(boards={"board": "Example Board"}, meetings=held)
    routes = {**CITY.routes, "tender": route.model_copy(update={"events": events})}
    return book.model_copy(update={"routes": routes, "fingerprint": f"board of {held}"})


def told(found, kind: str) -> str:
    return " ".join(line for each in found if each.kind == kind for line in each.says)


def election(opens: date, closes: date, **more: object):
    found = of_window(CITY, Window(opens, closes, **more))
    return found[0] if found else None


def test_a_pre_election_period_runs_from_25_working_days_before_polling_to_polling_day():
    assert [(each.first, each.last) for each in pre_elections(CITY.authority.diary)] == [
        (NOTICE, POLLING),
        (date(2028, 3, 27), date(2028, 5, 4)),
    ]
    assert calendar("england").working_days_between(NOTICE, POLLING) == 25


def test_a_notice_that_is_out_counts_from_its_own_day_and_without_a_figure_none_is_guessed():
    known = Election(title="By-election", polling_day=POLLING, notice_on=date(2027, 3, 22))
    later = Election(title="Local elections", polling_day=POLLING)
    diary = Diary(elections=(known, later))
    assert [(each.title, each.first) for each in pre_elections(diary)] == [("By-election", date(2027, 3, 22))]


def test_the_worked_example_is_told_of_the_election_and_how_to_avoid_launching_in_it():
    words = told(overlaps(CITY, tender(), {}), "election")
    assert words.startswith(
        "Local elections are on 6 May 2027. From 31 March at the latest, do not launch or publicise this "
        "consultation without advice. Opening by 3 March avoids that."
    )
    assert "37 days of the consultation then lie in that period" in words


def test_a_later_last_safe_day_leaves_the_working_day_before_the_period_to_open_on():
    found = overlaps(CITY, tender(date(2028, 5, 9)), {})
    assert "Opening by 30 March avoids that." in told(found, "election")
    assert next(each for each in found if each.kind == "election").avoided_by == NOTICE - timedelta(1)


@pytest.mark.parametrize(
    ("opens", "closes", "days"),
    [
        (date(2027, 1, 4), NOTICE - timedelta(1), 0),
        (date(2027, 1, 4), NOTICE, 1),
        (NOTICE, POLLING, 37),
        (POLLING, date(2027, 7, 30), 1),
        (POLLING + timedelta(1), date(2027, 7, 30), 0),
    ],
)
def test_a_window_meets_an_election_from_its_first_to_its_last_day(opens, closes, days):
    found = election(opens, closes)
    assert (found.days if found else 0) == days


def test_where_no_day_before_is_left_the_first_working_day_after_polling_avoids_it_if_it_still_fits():
    inside, closes = date(2027, 4, 12), date(2027, 7, 5)
    days = {"earliest": inside}
    assert election(inside, closes, **days, latest=date(2027, 5, 7)).avoided_by == date(2027, 5, 7)
    assert "Opening on 7 May avoids that." in election(inside, closes, **days).says
    too_far = election(inside, closes, **days, latest=date(2027, 5, 6))
    assert too_far.avoided_by is None and "take advice before you open" in " ".join(too_far.says)


def test_an_open_consultation_is_told_to_stay_open_and_never_to_shorten():
    found = election(date(2027, 3, 1), date(2027, 5, 24), begun=True)
    assert found.avoided_by is None
    assert "It stays open; consider closing it later." in " ".join(found.says)


def test_the_christmas_closure_names_the_act_that_falls_in_it():
    found = [each for each in overlaps(CITY, tender(), {}) if each.kind == "closure"]
    assert [(each.acts, each.days) for each in found] == [(("contract_entry",), 0)]
    assert "On its days: Contract is signed (31 December 2027). Check that somebody is there." in told(
        found, "closure"
    )


def test_a_consultation_over_christmas_is_told_how_many_days_to_add():
    dates = {"consultation_opened": date(2026, 12, 1), "consultation_closed": date(2027, 2, 23)}
    found = overlaps(CITY, tender(pins=dates), {})
    assert "11 days of the consultation lie in it" in told(found, "closure")
    assert [each.kind for each in found][:1] == ["closure"]  # earliest first


def test_too_late_for_last_safe_dates_the_earliest_ones_are_looked_at():
    late = tender(date(2027, 12, 1), today=date(2026, 12, 1))
    window = window_of(late)
    assert window.opens == late["consultation_opened"].earliest and window.latest is None


def test_a_consultation_that_is_over_runs_into_nothing():
    dates = {"consultation_opened": date(2027, 3, 1), "consultation_closed": date(2027, 5, 24)}
    after = tender(today=date(2027, 5, 25), pins=dates, done=frozenset(dates))
    assert window_of(after) is None and told(overlaps(CITY, after, {}), "election") == ""


def test_a_decision_in_a_month_without_a_meeting_is_told_of_the_one_before():
    book = with_board((date(2027, 7, 14), date(2027, 9, 8)))
    timetable = tender()  # its decision is due by 5 August 2027
    found = overlaps(book, timetable, BOARD)
    assert told(found, "no_meetings") == (
        "No meeting of the Example Board in August 2027. "
        "Decision to buy is taken: use the meeting before, on 14 July 2027."
    )
    assert overlaps(book, timetable, {}) == overlaps(CITY, timetable, {})  # no board was named


@pytest.mark.parametrize(
    ("last", "kinds"), [(date(2027, 8, 4), ["meetings_unknown"]), (date(2027, 8, 5), [])]
)
def test_a_decision_after_the_last_recorded_meeting_is_provisional(last, kinds):
    found = overlaps(with_board((date(2027, 7, 14), last)), tender(), BOARD)
    assert [each.kind for each in found if "meeting" in each.kind] == kinds
    if kinds:
        assert "No meetings of the Example Board are recorded after 4 August 2027." in told(found, kinds[0])


def test_an_overlap_is_written_for_scripts_with_iso_dates():
    found = as_data(overlaps(CITY, tender(), {})[0])
    assert (found["kind"], found["from"], found["to"], found["days"]) == (
        "election", "2027-03-31", "2027-05-06", 37,
    )  # fmt: skip
    assert found["avoided_by_opening_on"] == "2027-03-03"


def test_a_picture_shows_elections_and_closures_in_the_order_of_their_days():
    shown = stretches(CITY.authority.diary)
    assert [each.kind for each in shown] == ["closure", "election", "closure", "election"]
    assert list(shown) == sorted(shown, key=lambda each: each.first)


@pytest.mark.parametrize(
    ("last", "days"), [(date(2027, 3, 2), 0), (date(2027, 3, 3), 1), (date(2027, 4, 9), 38)]
)
def test_school_holidays_are_said_from_the_first_day_that_lies_in_the_consultation(last: date, days: int):
    note = Note(title="Holidays of schools", first=date(2027, 2, 15), last=last)
    book = with_diary(notes=(note,))
    asked = Asked(TODAY, end=date(2028, 4, 1))
    with_note, without = plan(book, "tender", asked), plan(CITY, "tender", asked)
    assert (
        with_note["consultation_opened"].latest == without["consultation_opened"].latest == date(2027, 3, 3)
    )
    found = [each for each in overlaps(book, with_note, {}) if each.kind == "note"]
    assert [each.days for each in found] == [days] * (days > 0)
    assert all("consider closing it that much later" in told(found, "note") for _each in found)


def test_an_authority_without_a_diary_finds_nothing():
    bare = library().rulebook("leeds", TODAY)
    bare = bare.model_copy(update={"authority": bare.authority.model_copy(update={"diary": Diary()})})
    timetable = replace(tender(), rulebook="leeds")
    assert overlaps(bare, timetable, {}) == () and stretches(Diary()) == ()

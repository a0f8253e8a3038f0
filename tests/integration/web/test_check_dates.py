"""The date check: a few questions in the address, an answer at once, nothing stored."""

from __future__ import annotations

from datetime import UTC, date, datetime
from html import unescape
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest
from icalendar import Calendar

from config.settings import from_environment
from tests.support.visitors import Visitor, words
from web import create_app, wiring
from web.public.answers import pounds
from workflow.clock import FixedClock
from workflow.timetable.calendars import calendar

TODAY = date(2026, 11, 24)
ANSWERS = {
    "what": "retender",
    "bodies": "council",
    "kind": "neither",
    "value": "1.3m",
    "end": "2028-04-01",
    "movable": "yes",
    "decides": "director",
}


@pytest.fixture
def ask(sqlite_url, tmp_path):
    """Ask a page of the check on a day: `ask(path, answers, on=...)`; the answer of the test client."""
    apps = []
    told = {"FAIRNOTICE_DATABASE_URL": sqlite_url, "FAIRNOTICE_VAR": str(tmp_path)}

    def get(path, answers=None, on=TODAY):
        clock = FixedClock(datetime(on.year, on.month, on.day, 10, tzinfo=UTC))
        apps.append(create_app(from_environment(told), clock))
        return Visitor(apps[-1]).get(f"/check-dates{path}", query_string=answers or {})

    yield get
    for app in apps:
        app.extensions[wiring.KEY].engine.dispose()


@pytest.fixture
def result(ask):
    """The words of the result for the worked example with some answers changed."""
    return lambda on=TODAY, **changed: words(ask("/result", ANSWERS | changed, on))


def test_the_worked_example_reads_as_it_was_computed_by_hand(result):
    page = result()
    assert "You have time. Start talking to providers by 20 January 2027." in page
    assert "Consultation must open by Wednesday 3 March 2027 to give organisations the full 12 weeks" in page
    assert "If you open later, you must explain why, or start the service later. That is in 14 weeks." in page
    for step in (
        "Thursday 5 August 2027",
        "Tuesday 17 August 2027",
        "Friday 17 December 2027",
        "Friday 31 December 2027",
    ):
        assert step in page
    assert "We have not saved your answers." in page
    assert "The latest date that fits the rules shown; not legal advice." in page
    assert "Example City Council is an invented authority" in page


def test_the_result_says_on_which_edition_of_which_calendars_it_was_counted(result):
    page = result()
    for name, title in (("england", "England calendar"), ("uk_any_part", "Calendar of all parts of the UK")):
        assert f"{title}, edition {calendar(name).fingerprint}: bank holidays as published up to" in page


def test_the_questions_lead_to_the_result_with_the_answers_in_the_address_only(ask):
    path, given = "/what", {}
    typed = [
        {"what": "retender"},
        {"bodies": ["council"]},
        {"kind": "neither"},
        {"value": "about £1.3m"},
        {"end-day": "1", "end-month": "April", "end-year": "2028", "movable": "yes"},
        {"decides": "director", "also": ["tupe"]},
    ]
    for answer in typed:
        moved = ask(path, {**given, **answer, "save": "1"})
        assert moved.status_code == 303 and "Set-Cookie" not in moved.headers
        target = urlsplit(moved.location)
        path, given = target.path.removeprefix("/check-dates"), parse_qs(target.query)
    assert path == "/result"
    assert given == {
        **{key: [value] for key, value in ANSWERS.items()},
        "value": ["about £1.3m"],
        "also": ["tupe"],
    }
    assert "Start talking to providers by 20 January 2027" in words(ask(path, given))


@pytest.mark.parametrize(
    ("path", "typed", "message"),
    [
        ("/what", {"what": "nonsense"}, "Select what you are planning"),
        ("/bodies", {}, "Select which bodies are deciding"),
        ("/value", {"value": "plenty"}, "Value must be a number, like 250000"),
        ("/end", {"movable": "yes"}, "Enter the date the service must start"),
        ("/end", {"what": "end", "movable": "yes"}, "Enter the date the funding or service must end"),
        ("/end", {"end-day": "31", "end-month": "3", "movable": "yes"}, "The start date must include a year"),
        ("/end", {"end-day": "1", "end-month": "4", "end-year": "2028"}, "Select whether the date can move"),
    ],
)
def test_a_question_says_what_is_missing_and_keeps_what_was_typed(ask, path, typed, message):
    answer = ask(path, {"what": "buy", "kind": "neither"} | typed | {"save": "1"})
    page = answer.text
    assert answer.status_code == 400 and "<title>Error: " in page and "There is a problem" in page
    assert unescape(page).count(message) == 2  # in the summary and beside the field
    kept = [value for name, value in typed.items() if name not in ("movable", "what")]
    assert all(f'value="{value}"' in page for value in kept)
    assert '<input type="hidden" name="kind" value="neither">' in page


def test_a_first_look_at_a_question_finds_no_fault(ask):
    answer = ask("/what")
    assert answer.status_code == 200 and "There is a problem" not in answer.text


def test_back_and_change_links_keep_the_other_answers(ask):
    page = ask("/kind", ANSWERS).text
    back = unescape(page.split('class="govuk-back-link"')[0].rsplit('href="', 1)[1].split('"')[0])
    assert back.startswith("/check-dates/bodies?") and dict(parse_qsl(urlsplit(back).query)) == ANSWERS
    assert "/check-dates/end?" in ask("/result", ANSWERS).text
    moved = ask("/kind", ANSWERS | {"kind": "health", "save": "1"})
    assert urlsplit(moved.location).path == "/check-dates/result"


@pytest.mark.parametrize("broken", ["what", "bodies", "kind", "end", "movable", "decides"])
def test_a_result_without_an_answer_asks_the_question_again(ask, broken):
    answer = ask("/result", ANSWERS | {broken: "nonsense"})
    asked = {"movable": "end"}.get(broken, broken)
    assert answer.status_code == 303 and f"/check-dates/{asked}?" in answer.location
    assert ask(f"/{asked}", dict(parse_qsl(urlsplit(answer.location).query))).status_code == 400


def test_a_date_beyond_the_calendars_is_asked_again(ask):
    answer = ask("/result", ANSWERS | {"end": "2099-01-01"})
    assert answer.status_code == 400 and 'value="2099"' in answer.text


def test_the_last_safe_day_itself_is_in_time_and_the_next_is_late(result):
    assert "Start talking to providers today" in result(on=date(2027, 1, 20))
    late = result(on=date(2027, 1, 21))
    assert "It is too late to start on 1 April 2028 and follow the code. The earliest start is" in late
    assert "Extend the current agreement for 1 week" in late


def test_close_to_the_last_safe_date_the_answer_counts_working_days(result):
    assert "Start talking to providers within 20 working days" in result(on=date(2026, 12, 18))
    assert "You have time." in result(on=date(2026, 12, 17))


def test_a_fixed_end_that_cannot_be_met_is_answered_by_the_earliest_one(result):
    page = result(what="end", end="2027-03-31", movable="no")
    assert "The earliest this funding can end is " in page and "Too late to comply" in page
    assert "You planned 31 March 2027" in page and "asks for notice of 3 months" in page
    assert "Move the end: funding on the old terms ends on" in page


def test_the_decommissioning_twin_gives_its_last_safe_dates(result):
    page = result(what="end", end="2028-03-31")
    assert "You have time. Start talking to providers by 7 June 2027." in page
    assert "Consultation must open by Monday 19 July 2027" in page
    assert "Friday 17 December 2027" in page and "Friday 31 December 2027" in page


def test_two_regimes_stand_side_by_side_with_the_days_counted_under_each(result):
    page = result(kind="unknown")
    assert "Standstill ends 1 working day later under the Provider Selection Regime." in page
    assert "Both are counted from the same day of the notice." in page
    act, psr = page.rsplit("8 working days, the day it starts", 1)[1].split(
        "8 working days after the next day"
    )
    assert "Thursday 30 December 2027" in act and "The first day to sign is Friday 31 December 2027" in act
    assert "Monday 20 December 2027" in psr and "The first day to sign is Saturday 1 January 2028" in psr
    assert "the first working day after it is Tuesday 4 January 2028" in psr
    assert "Both must be kept, so the later day counts" in psr
    assert "Start talking to providers by 18 January 2027" in page  # the regime that leaves less time


def test_one_regime_needs_no_comparison(result):
    assert "How the two standstills are counted" not in result(kind="neither")


@pytest.mark.parametrize(
    ("value", "changed", "there"),
    [
        (
            "207719",
            {},
            "Your contract is below the threshold of 207,720 pounds (in force since 1 January 2026).",
        ),
        (
            "207720",
            {},
            "Your contract is at or above the threshold of 207,720 pounds (in force since 1 January",
        ),
        ("663539", {"kind": "light_touch"}, "below the threshold of 663,540 pounds"),
        ("135018", {"bodies": "nhs"}, "at or above the threshold of 135,018 pounds"),
        ("135017", {"bodies": ["council", "nhs"]}, "below the threshold of 135,018 pounds"),
        ("", {}, "You gave no value"),
    ],
)
def test_the_value_is_held_against_the_threshold_in_force(result, value, changed, there):
    assert there in result(value=value, **changed)


@pytest.mark.parametrize(
    ("value", "there", "gone"),
    [
        ("29999", "that begins at 30,000 pounds", "Publish the contract details notice after signing"),
        ("30000", "publish a below-threshold tender notice before any advert", "that begins at"),
    ],
)
def test_below_the_threshold_the_page_says_what_is_still_asked(result, value, there, gone):
    page = result(value=value)
    assert there in page and gone not in page
    assert "8 working days of standstill before the contract" not in page


def test_an_extension_asks_for_the_last_day_as_it_is_now(ask, result):
    question = words(ask("/end", {"what": "extend"}))
    assert "What is the last day of the agreement as it is now?" in question
    page = result(what="extend", end="2028-03-31")
    assert "You have time. Start talking to providers by 7 June 2027." in page
    assert "or change the agreement later" in page
    late = result(what="extend", end="2027-03-31", movable="no")
    assert "The earliest last day of the agreement as it is now is 23 September 2027" in late


@pytest.mark.parametrize(
    "changed",
    [{"what": "end", "end": "2028-03-31"}, {"kind": "health"}, {"what": "grants"}, {"what": "extend"}],
)
def test_no_threshold_is_named_where_none_is_in_question(result, changed):
    assert "threshold" not in result(**changed)


def test_the_constraints_found_say_what_to_avoid_and_by_when(result):
    page = result()
    assert "Local elections are on 6 May 2027. From 31 March at the latest, do not launch" in page
    assert "Opening by 3 March avoids that." in page
    assert "Christmas closure: closed from 24 December 2027 to 3 January 2028." in page
    assert "25 working days before polling: Electoral Commission" in page


def test_where_the_board_decides_decisions_wait_for_its_meetings(result):
    page = result(decides="board", end="2028-06-01")
    assert "The Executive Board decides, at the meetings in its calendar." in page
    assert "Decision to buy is taken Wednesday 8 September 2027" in page
    assert "Award decision is taken Wednesday 9 February 2028" in page
    assert "Wednesday 8 September 2027" not in result(decides="director", end="2028-06-01")


def test_a_board_whose_meetings_are_not_recorded_so_far_ahead_leaves_a_provisional_date(result):
    page = result(decides="board", end="2029-04-01")
    assert "No meetings of the Executive Board are recorded after 8 March 2028." in page


def test_a_joint_project_is_saved_with_both_bodies_and_both_regimes(ask):
    page = unescape(ask("/result", ANSWERS | {"bodies": ["council", "nhs"]}).text)
    link = urlsplit(page.split('href="/projects/new', 1)[1].split('"')[0])
    facts = parse_qs(link.query)["fact"]
    assert facts[:2] == ["body:council,nhs", "regime:PA2023,PSR2023"]


@pytest.mark.parametrize(
    ("changed", "there", "gone"),
    [
        ({"bodies": "nhs"}, "No council decides", "Key decision notice is published"),
        ({"decides": "officer"}, "no call-in is counted", "Key decision notice is published"),
        ({"kind": "light_touch"}, "has no standstill that the law asks for", "8 working days of standstill"),
        ({"kind": "health"}, "Standstill to the 8th working day", "8 working days of standstill before"),
        ({"what": "not_sure"}, "these dates are those of a tender", "Extend the current agreement"),
        ({"what": "grants"}, "Grant decision", "Tender notice is published"),
        (
            {"what": "extend"},
            "the notices for changing a contract are left out",
            "Tender notice is published",
        ),
    ],
)
def test_an_answer_changes_which_rules_are_shown(result, changed, there, gone):
    page = result(**changed)
    assert there in page and gone not in page


def test_a_check_can_be_saved_as_a_project_with_its_facts(ask):
    page = unescape(ask("/result", ANSWERS | {"decides": "officer"}).text)
    link = urlsplit(page.split('href="/projects/new', 1)[1].split('"')[0])
    assert parse_qs(link.query) == {
        "route": ["tender"],
        "end": ["2028-04-01"],
        "movable": ["yes"],
        "fact": ["body:council", "regime:PA2023", "value:1300000", "key_decision:false", "call_in:false"],
    }


def test_a_check_can_be_added_to_a_calendar(ask):
    first, again = ask("/calendar.ics", ANSWERS), ask("/calendar.ics", ANSWERS)
    assert first.data == again.data and first.headers["ETag"] == again.headers["ETag"]
    days = {str(e["summary"]): e["dtstart"].dt for e in Calendar.from_ical(first.data).walk("VEVENT")}
    assert days["Consultation opens: Commission a service by tender (last safe date)"] == date(2027, 3, 3)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("250000", 250_000),
        ("about £1.3m", 1_300_000),
        ("£250,000", 250_000),
        ("250k", 250_000),
        ("1.3.4", None),
        ("-5", None),
    ],
)
def test_an_amount_is_read_as_people_type_it(text, amount):
    assert pounds(text) == amount

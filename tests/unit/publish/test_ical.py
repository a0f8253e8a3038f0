"""A calendar file: whole days, one lasting name for each, the same bytes for the same facts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from icalendar import Calendar

from workflow.project.events import DateRecorded, EndMoved, ProjectOpened, StageMoved
from workflow.project.folding import fold
from workflow.project.situation import Situation
from workflow.project.summaries import overview
from workflow.publish import ical
from workflow.rulebook.library import library
from workflow.timetable.model import NOT_LEGAL_ADVICE, UNCONFIRMED
from workflow.timetable.plan import plan

TODAY = date(2026, 11, 24)
STAMP = datetime(2026, 11, 24, 10, tzinfo=UTC)
OPENED = ProjectOpened(
    ref="COM-2026-001",
    title="Community mental health support",
    summary="",
    route="tender",
    rulebook="example-city",
    edition="2026",
    calendar="x",
    end=date(2028, 4, 1),
    end_fixed=False,
    facts={},
    directorate="",
    owner="o",
    manager="m",
    decider="d",
    visibility="public",
)
PLANNED = DateRecorded("consultation_opened", 1, "planned", date(2027, 3, 1))
MOVED = DateRecorded("consultation_opened", 1, "planned", date(2027, 3, 3), "The needs assessment was late.")
HAPPENED = DateRecorded("early_conversation_started", 1, "actual", date(2026, 11, 20))
WITHDRAWN = StageMoved("withdraw", "need", "withdrawn", "withdraw", "No longer needed.")


def sheet(*facts, **more):
    """The sheet of a project with these facts after its opening."""
    told = (OPENED, *facts)
    rulebook = library().rulebook("example-city", TODAY)
    route = rulebook.route("tender", OPENED.facts)
    project = fold(told, route.stages[0].slug)
    timetable = plan(rulebook, "tender", project.asked(TODAY))
    seen = overview(Situation(project, rulebook, route, TODAY), timetable)
    return ical.Sheet(
        ref=project.ref,
        title=project.title,
        host="dates.example",
        url="https://dates.example/changes/COM-2026-001",
        stamp=STAMP,
        sequence=ical.times_moved(told),
        entries=ical.of_project(seen),
        cancelled=bool(project.withdrawn_because),
        **more,
    )


def events(found):
    """What the icalendar library reads back, by event."""
    read = Calendar.from_ical(ical.calendar(found)).walk("VEVENT")
    return {str(event["uid"]).split("-")[3].rsplit("@")[0]: event for event in read}


def test_the_same_facts_give_the_same_bytes():
    assert ical.calendar(sheet(PLANNED)) == ical.calendar(sheet(PLANNED))


def test_every_entry_is_one_whole_day_that_ends_before_the_next_begins():
    for event in events(sheet(PLANNED)).values():
        assert type(event["dtstart"].dt) is date
        assert event["dtend"].dt == event["dtstart"].dt + timedelta(1)


@pytest.mark.parametrize(
    ("facts", "event", "summary"),
    [
        ((), "consultation_opened", "Consultation opens: Community mental health support (last safe date)"),
        ((PLANNED,), "consultation_opened", "Consultation opens: Community mental health support (planned)"),
        (
            (HAPPENED,),
            "early_conversation_started",
            "Early conversation started: Community mental health support",
        ),
    ],
)
def test_a_title_begins_with_what_happens_and_says_what_kind_of_date_it_is(facts, event, summary):
    assert str(events(sheet(*facts))[event]["summary"]) == summary


def test_a_date_that_moves_keeps_its_name_and_raises_its_number():
    before, after = (events(sheet(*facts))["consultation_opened"] for facts in ((PLANNED,), (PLANNED, MOVED)))
    assert before["uid"] == after["uid"] == "COM-2026-001-consultation_opened-1@dates.example"
    assert (before["dtstart"].dt, after["dtstart"].dt) == (date(2027, 3, 1), date(2027, 3, 3))
    assert after["sequence"] > before["sequence"]


def test_a_last_safe_date_that_moves_with_the_end_raises_its_number_too():
    moved = EndMoved(date(2028, 5, 1), False, "The building is late.")
    before, after = (events(sheet(*facts))["consultation_opened"] for facts in ((), (moved,)))
    assert after["dtstart"].dt > before["dtstart"].dt
    assert after["sequence"] > before["sequence"]


def test_what_a_date_rests_on_stands_in_it():
    said = str(events(sheet(PLANNED, demonstration=True))["consultation_opened"]["description"])
    assert said.startswith("Demonstration: nothing here has been decided\n")
    assert "12 weeks" in said and "The last safe date is 3 March 2027." in said
    assert NOT_LEGAL_ADVICE in said and UNCONFIRMED not in said


def test_an_unconfirmed_rule_says_so_once():
    found = sheet()
    entries = tuple(
        replace(e, unconfirmed=e.event == "consultation_opened", why=("12 weeks.",)) for e in found.entries
    )
    told = events(replace(found, entries=entries))
    assert str(told["consultation_opened"]["description"]).count(UNCONFIRMED) == 1
    assert UNCONFIRMED not in str(told["consultation_closed"]["description"])


def test_a_withdrawn_change_takes_its_dates_back_under_the_same_names():
    running, withdrawn = events(sheet(PLANNED)), events(sheet(PLANNED, WITHDRAWN))
    assert withdrawn.keys() == running.keys()
    assert {str(event["status"]) for event in withdrawn.values()} == {"CANCELLED"}
    pairs = [(withdrawn[name]["sequence"], running[name]["sequence"]) for name in running]
    assert all(after > before for after, before in pairs)


def test_two_occurrences_of_an_event_have_two_names():
    again = DateRecorded("consultation_opened", 2, "planned", date(2027, 4, 1))
    names = [entry for entry in sheet(PLANNED, again).entries if entry.event == "consultation_opened"]
    assert [(entry.instance, entry.day) for entry in names] == [(1, date(2027, 3, 1)), (2, date(2027, 4, 1))]


def test_steps_that_are_for_staff_only_are_left_out():
    assert "report_sent_for_clearance" not in {entry.event for entry in sheet().entries}


def test_a_step_that_was_passed_over_is_not_given_a_date():
    decided = DateRecorded("decision_made", 1, "actual", TODAY)
    found = {entry.event for entry in sheet(decided).entries}
    assert "consultation_opened" not in found and "decision_published" in found

"""R107, A02: the meetings, closures, elections and notes that a body keeps; from files nothing is guessed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from workflow.errors import BadRequest
from workflow.register.diary import Entry, after, compared, of_file, own_days, reasons
from workflow.register.diary_files import LARGEST, Asked, read_diary
from workflow.rulebook.library import library
from workflow.rulebook.own_days import merged, with_own_days
from workflow.timetable.model import Asked as AskedOfPlan
from workflow.timetable.plan import plan

TODAY = date(2026, 11, 24)
BOARDS = {"executive": "Executive Board", "health": "Health Board"}
CITY = library().rulebook("example-city", TODAY)
DIARY = CITY.authority.diary


def asked(kind: str, board: str = "") -> Asked:
    return Asked(kind, BOARDS, TODAY, "england", board)


def meeting(on: date, due: date | None = None, **more: object) -> Entry:
    return replace(Entry("meeting", on, on, board="executive", due=due), **more)  # type: ignore[arg-type]


def calendar(*events: str) -> bytes:
    inner = "".join(f"BEGIN:VEVENT\n{event}\nEND:VEVENT\n" for event in events)
    return f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//Example//EN\n{inner}END:VCALENDAR\n".encode()


# Lists as councils keep them


@pytest.mark.parametrize("heading", ["board,date,papers_by", "Committee,Meeting date,Report deadline"])
def test_a_list_of_meetings_is_read_under_ours_and_usual_headings(heading: str) -> None:
    found = read_diary(f"{heading}\nExecutive Board,12/05/2027,4 May 2027\n".encode(), asked("meeting"))
    assert [entry for _n, entry in found.rows] == [meeting(date(2027, 5, 12), date(2027, 5, 4))]
    assert not found.refused
    assert not found.kept


@pytest.mark.parametrize(("due", "kept"), [("2027-05-12", True), ("2027-05-13", False)])
def test_papers_may_be_due_on_the_day_of_the_meeting_and_no_later(due: str, kept: bool) -> None:
    found = read_diary(f"board,date,papers_by\nexecutive,2027-05-12,{due}\n".encode(), asked("meeting"))
    assert bool(found.rows) is kept
    assert [refusal.why for refusal in found.refused] == (
        []
        if kept
        else ["Its papers are due on 13 May 2027, after the meeting on 12 May 2027. Correct one of them."]
    )


@pytest.mark.parametrize(("last", "kept"), [("", True), ("2027-12-24", True), ("2027-12-23", False)])
def test_a_closure_may_be_of_one_day_and_no_shorter(last: str, kept: bool) -> None:
    found = read_diary(f"title,first,last\nChristmas,2027-12-24,{last}\n".encode(), asked("closure"))
    assert [(entry.first, entry.last) for _n, entry in found.rows] == [(date(2027, 12, 24),) * 2] * kept
    assert len(found.refused) == (not kept)


def test_a_meeting_on_a_saturday_is_kept_and_said() -> None:
    found = read_diary(b"board,date\nexecutive,2027-06-12\n", asked("meeting"))
    assert [entry.first for _n, entry in found.rows] == [date(2027, 6, 12)]
    assert [one.finding for one in found.kept if one.row] == ["Saturday 12 June 2027 is no working day; kept"]


def test_the_same_line_counts_once_and_one_with_other_content_is_refused() -> None:
    rows = "executive,2027-05-12,2027-05-04\n" * 2 + "executive,2027-05-12,2027-05-05\n"
    found = read_diary(f"board,date,papers_by\n{rows}".encode(), asked("meeting"))
    assert len(found.rows) == 1
    assert [(one.row, one.finding) for one in found.kept] == [(2, "the same as record 1; read once")]
    assert [one.row for one in found.refused] == [3]


def test_a_board_that_nobody_named_is_refused_with_those_there_are() -> None:
    found = read_diary(b"board,date\nCabinet,2027-05-12\n", asked("meeting"))
    assert found.refused[0].why == (
        "There is no board “Cabinet”. Add it first, or write one of: "
        "executive (Executive Board), health (Health Board)."
    )


# Calendars


def test_an_event_counts_on_its_day_in_london() -> None:
    """Half past eleven at night in UTC is the next day here in summer, the same day in winter."""
    summer = "UID:1\nSUMMARY:Executive Board\nDTSTART:20270608T233000Z"
    winter = "UID:2\nSUMMARY:Executive Board\nDTSTART:20270112T233000Z"
    found = read_diary(calendar(summer, winter), asked("meeting"))
    assert [entry.first for _n, entry in found.rows] == [date(2027, 6, 9), date(2027, 1, 12)]


def test_an_all_day_event_ends_on_the_day_before_its_end() -> None:
    event = "UID:1\nSUMMARY:Christmas closure\nDTSTART;VALUE=DATE:20271224\nDTEND;VALUE=DATE:20280104"
    found = read_diary(calendar(event), asked("closure"))
    assert [(entry.first, entry.last) for _n, entry in found.rows] == [(date(2027, 12, 24), date(2028, 1, 3))]


def test_a_repetition_that_ends_is_written_out_without_what_was_left_out_or_moved() -> None:
    series = (
        "UID:s\nSUMMARY:Executive Board\nDTSTART;TZID=Europe/London:20270714T140000\n"
        "RRULE:FREQ=MONTHLY;BYDAY=2WE;COUNT=4\nEXDATE;TZID=Europe/London:20270811T140000"
    )
    moved = (
        "UID:s\nRECURRENCE-ID;TZID=Europe/London:20270908T140000\nSUMMARY:Executive Board\n"
        "DTSTART;TZID=Europe/London:20270915T140000"
    )
    found = read_diary(calendar(series, moved), asked("meeting"))
    assert [entry.first for _n, entry in found.rows] == [
        date(2027, 7, 14), date(2027, 10, 13), date(2027, 9, 15),
    ]  # fmt: skip


def test_a_repetition_until_a_day_holds_that_day() -> None:
    event = "UID:1\nSUMMARY:Executive Board\nDTSTART;VALUE=DATE:20270602\nRRULE:FREQ=WEEKLY;UNTIL=20270616"
    found = read_diary(calendar(event), asked("meeting"))
    assert [entry.first.day for _n, entry in found.rows] == [2, 9, 16]


def test_a_meeting_that_was_called_off_is_kept_as_cancelled() -> None:
    event = "UID:1\nSUMMARY:Executive Board\nDTSTART;VALUE=DATE:20270602\nSTATUS:CANCELLED"
    found = read_diary(calendar(event), asked("meeting"))
    assert [entry.cancelled for _n, entry in found.rows] == [True]


def test_a_calendar_names_the_board_in_its_titles_or_its_reader_does() -> None:
    event = "UID:1\nSUMMARY:Civic Hall booking\nDTSTART;VALUE=DATE:20270602"
    assert "does not name one of the boards" in read_diary(calendar(event), asked("meeting")).refused[0].why
    found = read_diary(calendar(event), asked("meeting", "health"))
    assert [entry.board for _n, entry in found.rows] == ["health"]


# Damage

M = "board,date\n"
E = "UID:1\nSUMMARY:Executive Board\nDTSTART;VALUE=DATE:20270602"
DAMAGED: dict[str, bytes] = {
    "nothing": b"",
    "blank lines": b"\n\n\n",
    "a workbook": b"PK\x03\x04\x00\x00",
    "UTF-16": "board,date\n".encode("utf-16"),
    "no heading": b"executive,2027-05-12\n",
    "no date column": b"board,title\nexecutive,A\n",
    "no board column": b"date\n2027-05-12\n",
    "cells parted by semicolons": b"board;date\nexecutive;2027-05-12\n",
    "a heading twice": b"board,date,date\nexecutive,2027-05-12,2027-05-12\n",
    "too large": b"x" * (LARGEST + 1),
    "no date": f"{M}executive,\n".encode(),
    "no board": f"{M},2027-05-12\n".encode(),
    "no real day": f"{M}executive,2027-02-30\n".encode(),
    "month first": f"{M}executive,05/13/2027\n".encode(),
    "a year of two figures": f"{M}executive,12/05/27\n".encode(),
    "a serial number": f"{M}executive,46519\n".encode(),
    "words": f"{M}executive,second Wednesday\n".encode(),
    "before the calendars": f"{M}executive,1066-10-14\n".encode(),
    "after the calendars": f"{M}executive,9999-12-31\n".encode(),
    "a cell too few": f"{M}executive\n".encode(),
    "a cell too many": f"{M}executive,2027-05-12,x\n".encode(),
    "an open quotation mark": f'{M}"executive,2027-05-12\n'.encode(),
    "cancelled perhaps": b"board,date,cancelled\nexecutive,2027-05-12,perhaps\n",
    "papers no date": b"board,date,papers_by\nexecutive,2027-05-12,soon\n",
    "a calendar cut off": b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:2027",
    "a calendar without events": calendar(),
    "a calendar of nonsense": b"BEGIN:VCALENDAR\nnonsense\nEND:VCALENDAR\n",
    "an event without a day": calendar("UID:1\nSUMMARY:Executive Board"),
    "an event on no real day": calendar("UID:1\nSUMMARY:Executive Board\nDTSTART;VALUE=DATE:20270230"),
    "an event with two days": calendar(f"{E}\nDTSTART;VALUE=DATE:20270603"),
    "an event that ends first": calendar(f"{E}\nDTEND;VALUE=DATE:20270501"),
    "an event without a title": calendar("UID:1\nDTSTART;VALUE=DATE:20270602"),
    "an endless repetition": calendar(f"{E}\nRRULE:FREQ=WEEKLY"),
    "every second": calendar(f"{E}\nRRULE:FREQ=SECONDLY;COUNT=10"),
    "a thousand times": calendar(f"{E}\nRRULE:FREQ=DAILY;COUNT=1000"),
    "until the end of time": calendar(f"{E}\nRRULE:FREQ=DAILY;UNTIL=99991231"),
    "a rule of nonsense": calendar(f"{E}\nRRULE:FREQ=SOMETIMES;COUNT=3"),
    "two rules": calendar(f"{E}\nRRULE:FREQ=DAILY;COUNT=2\nRRULE:FREQ=WEEKLY;COUNT=2"),
    "extra days": calendar(f"{E}\nRDATE;VALUE=DATE:20270605"),
    "by the hour": calendar(f"{E}\nRRULE:FREQ=DAILY;BYHOUR=9,10;COUNT=3"),
    "two boards in one title": calendar(
        "UID:1\nSUMMARY:Executive Board and Health Board\nDTSTART;VALUE=DATE:20270602"
    ),
}  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGED)
def test_a_damaged_file_is_refused_in_plain_words_and_nothing_of_it_is_taken(damage: str) -> None:
    try:
        found = read_diary(DAMAGED[damage], asked("meeting"))
    except BadRequest as fault:
        assert str(fault).endswith(".") or str(fault).endswith("”.")
        return
    assert not found.rows
    assert found.refused
    assert all(refusal.why.rstrip().endswith(".") for refusal in found.refused)


@pytest.mark.parametrize("damage", [name for name, file in DAMAGED.items() if file.startswith(M.encode())])
def test_a_good_row_beside_a_damaged_one_is_taken(damage: str) -> None:
    file = M.encode() + b"executive,2027-06-09\n" + DAMAGED[damage].removeprefix(M.encode())
    found = read_diary(file, asked("meeting"))
    assert [entry.first for _n, entry in found.rows] == [date(2027, 6, 9)]
    assert [refusal.row for refusal in found.refused] == [2]


# What a list changes


def test_the_same_list_again_changes_nothing() -> None:
    held = (meeting(date(2027, 5, 12), uid="1"), meeting(date(2027, 6, 9), uid="2"))
    again = compared(held, [replace(entry, source="another file") for entry in held], "")
    assert again.nothing
    assert again.unchanged == 2


def test_a_meeting_that_moved_in_its_calendar_gives_up_its_old_day() -> None:
    held = (meeting(date(2027, 5, 12), uid="1"),)
    changes = compared(held, [meeting(date(2027, 5, 19), uid="1")], "Replaced")
    assert [entry.first for entry in after(held, changes)] == [date(2027, 5, 19)]
    assert [(entry.first, why) for entry, why in changes.removed] == [(date(2027, 5, 12), "Replaced")]


def test_two_meetings_that_changed_places_both_stand_and_again_changes_nothing() -> None:
    one, two = date(2027, 5, 12), date(2027, 6, 9)
    held = (meeting(one, uid="1"), meeting(two, uid="2"))
    swapped = [meeting(two, uid="1"), meeting(one, uid="2")]
    stands = after(held, compared(held, swapped, ""))
    assert {(entry.first, entry.uid) for entry in stands} == {(two, "1"), (one, "2")}
    assert compared(stands, swapped, "").nothing


# What counts


def counted(*entries: Entry, removed: tuple[Entry, ...] = ()) -> list[date]:
    found = merged(DIARY, own_days(entries, removed))
    return [one.on for one in found.meetings]


def test_the_files_meetings_count_up_to_the_first_of_the_bodys_own_list_and_not_from_it_on() -> None:
    own = meeting(date(2027, 6, 9))
    days = counted(own)
    assert date(2027, 5, 19) in days
    assert max(days) == date(2027, 6, 9)
    assert days.count(date(2027, 6, 9)) == 1


def test_a_cancelled_meeting_begins_the_list_and_does_not_count() -> None:
    days = counted(meeting(date(2027, 6, 9), cancelled=True))
    assert max(days) == date(2027, 5, 19)


def test_what_was_taken_out_of_a_list_does_not_come_back_from_the_file() -> None:
    held = of_file(DIARY, "executive", "")
    assert counted(removed=held) == []
    assert counted(held[-1], removed=held[:-1]) == [held[-1].first]
    assert counted(removed=held[:1]) == [entry.first for entry in held[1:]]


def test_another_boards_list_stays_as_it_is() -> None:
    other = replace(meeting(date(2026, 1, 7)), board="health")
    assert len(counted(other)) == len(DIARY.meetings) + 1


def test_a_closure_that_was_taken_out_takes_the_files_out_and_one_of_a_day_less_stands_beside_it() -> None:
    shut = DIARY.closures[1]
    entry = Entry("closure", shut.first, shut.last, shut.title)
    assert shut not in merged(DIARY, own_days((), (entry,))).closures
    shorter = replace(entry, last=date(2028, 1, 2))
    assert [one.last for one in merged(DIARY, own_days((shorter,))).closures if one.first == shut.first] == [
        date(2028, 1, 2), date(2028, 1, 3),
    ]  # fmt: skip


def test_a_body_without_days_of_its_own_goes_by_the_very_same_rulebook() -> None:
    assert with_own_days(CITY, own_days(())) is CITY


@pytest.mark.parametrize("route", ["tender", "grant", "decommission", "renew-or-vary", "health"])
def test_no_date_moves_by_a_day_where_the_own_list_says_what_the_file_says(route: str) -> None:
    """The worked example among them: its end is 1 April 2028."""
    own = own_days(of_file(DIARY, "executive", "typed in again"))
    question = AskedOfPlan(TODAY, end=date(2028, 4, 1), facts={"board": "executive"})
    before, now = plan(CITY, route, question), plan(with_own_days(CITY, own), route, question)
    assert [(e.id, e.earliest, e.latest, e.spare_working_days) for e in before.events] == [
        (e.id, e.earliest, e.latest, e.spare_working_days) for e in now.events
    ]
    assert before.verdict is now.verdict


LATEST: list[tuple[str, Callable[[], tuple[Entry, ...]], date]] = [
    ("as the file has them", lambda: (), date(2027, 7, 14)),
    (
        "the meeting on the last safe date itself cancelled",
        lambda: _without(date(2027, 7, 14)),
        date(2027, 6, 9),
    ),
    ("the one after it cancelled", lambda: _without(date(2027, 9, 8)), date(2027, 7, 14)),
]


def _without(day: date) -> tuple[Entry, ...]:
    held = of_file(DIARY, "executive", "")
    return tuple(replace(entry, cancelled=True) if entry.first == day else entry for entry in held)


@pytest.mark.parametrize(("what", "entries", "latest"), LATEST, ids=[what for what, _e, _l in LATEST])
def test_a_decision_is_taken_at_the_last_meeting_that_stands(
    what: str, entries: Callable[[], tuple[Entry, ...]], latest: date
) -> None:
    book = with_own_days(CITY, own_days(entries()))
    found = plan(book, "tender", AskedOfPlan(TODAY, end=date(2028, 4, 1), facts={"board": "executive"}))
    assert found["decision_made"].latest == latest


def test_what_changed_is_said_in_words_by_its_day() -> None:
    held = of_file(DIARY, "executive", "")
    changed = tuple(
        replace(entry, due=date(2027, 5, 10)) if entry.first == date(2027, 5, 19) else entry for entry in held
    )
    off = _without(date(2027, 6, 9))
    more = (*changed, meeting(date(2027, 8, 11)))
    now = merged(DIARY, own_days(tuple(e for e in more if e.first != date(2027, 7, 14))))
    assert reasons(DIARY, now) == {
        date(
            2027, 5, 19
        ): "The meeting of the Executive Board on 19 May 2027: the day for its papers changed.",
        date(2027, 7, 14): "The meeting of the Executive Board on 14 July 2027 was taken out.",
        date(2027, 8, 11): "The meeting of the Executive Board on 11 August 2027 was added.",
    }
    cancelled = {("executive", date(2027, 6, 9))}
    assert reasons(DIARY, merged(DIARY, own_days(off)), cancelled) == {
        date(2027, 6, 9): "The meeting of the Executive Board on 9 June 2027 was cancelled."
    }

"""R107, A02: a body's own days count for its projects at once; a change says what it moves.

The meetings are those of Example City Council, all invented.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from tests.support.city import City, add_body, build
from workflow.commands import diary as command
from workflow.commands import views
from workflow.commands.auditing import verify
from workflow.commands.diary import Outcome, Work, change_diary, preview
from workflow.commands.diary_views import deciding_rulebook, diary_page
from workflow.commands.diary_work import (
    FILE,
    File,
    adding,
    cancelling,
    import_closures,
    import_meetings,
    name_board,
    reading_file,
    taking_out,
)
from workflow.commands.proposals import proposals, settle
from workflow.errors import AlreadyDone, BadRequest, NotAllowed, NotFound
from workflow.register.diary import Changes, Entry, compared
from workflow.rulebook.model import Diary
from workflow.store import diary, rows
from workflow.store.engine import reading, writing
from workflow.timetable.model import Timetable

ROOT = Path(__file__).parents[2]
JULY, SEPTEMBER, OCTOBER = date(2027, 7, 14), date(2027, 9, 8), date(2027, 10, 13)
ON_BOARD = {"board": "executive"}
TABLES = [rows.metadata.tables[name] for name in (
    "diary_entry", "moved_date", "deadline", "deadline_day", "audit_entry", "project_fact", "event_instance",
)]  # fmt: skip


def own(on: date) -> str:
    return f"own:meeting:executive:{on}"


def in_file(on: date) -> str:
    return f"{FILE}meeting:executive:{on}:{on}"


def do(city: City, work: Work, **more: Any) -> Outcome:
    return change_diary(body=city.body, by=city.people["admin"], services=city.services, work=work, **more)


def timetable(city: City, ref: str) -> Timetable:
    return views.project(city.services, city.people["officer"], ref).overview.timetable


def latest(city: City, ref: str, event: str = "decision_made") -> date | None:
    return timetable(city, ref)[event].latest


def opens_by(city: City) -> set[date]:
    """The last safe openings of which the store would warn."""
    table, day = rows.deadline, rows.deadline_day
    find = select(day.c.last_safe).join(table, table.c.day == day.c.id)
    find = find.where(table.c.live, table.c.event == "consultation_opened")
    with reading(city.services.engine) as connection:
        return set(connection.execute(find).scalars())


def counts(city: City) -> list[int]:
    with reading(city.services.engine) as connection:
        return [connection.execute(select(func.count()).select_from(table)).scalar_one() for table in TABLES]


# What a change moves


def test_a_cancelled_meeting_moves_the_last_safe_dates_lists_each_and_its_deadlines_follow(
    city: City,
) -> None:
    ref = city.open(facts=ON_BOARD)
    before = timetable(city, ref)
    done = do(city, cancelling(in_file(JULY), "No quorum"))
    now = timetable(city, ref)
    assert (before["decision_made"].latest, now["decision_made"].latest) == (JULY, date(2027, 6, 9))
    acts = {
        event.id
        for event in views.project(city.services, city.people["officer"], ref).situation.route.events
        if event.act
    }
    moved = {
        e.id: (before[e.id].latest, e.latest)
        for e in now.events
        if before[e.id].latest != e.latest and e.id in acts
    }
    assert {row.event: (row.old, row.new) for row in done.moved} == moved
    assert {row.reason for row in done.moved} == {
        "The meeting of the Executive Board on 14 July 2027 was cancelled."
    }
    assert opens_by(city) == {now["consultation_opened"].latest}
    assert [chain.first_bad for chain in verify(city.services)] == [None]


def test_what_is_shown_before_is_what_happens_after_and_showing_it_keeps_nothing(city: City) -> None:
    city.open(facts=ON_BOARD)
    work, before = cancelling(in_file(JULY), "No quorum"), counts(city)
    shown = preview(body=city.body, by=city.people["admin"], services=city.services, work=work)
    assert counts(city) == before
    done = do(city, work)
    assert shown.lines == done.lines == ("The meeting of the Executive Board on 14 July 2027: cancelled",)
    told = [(row.project, row.event, row.old, row.new, row.reason, row.state) for row in shown.moved]
    assert sorted(told) == sorted(
        (row.project, row.event, row.old, row.new, row.reason, row.state) for row in done.moved
    )


@pytest.mark.parametrize("published", [False, True], ids=["planned", "published"])
def test_what_a_person_set_waits_for_a_person_with_the_next_meeting_proposed(
    city: City, published: bool
) -> None:
    ref = city.open(facts=ON_BOARD)
    city.record(ref, "decision_made", JULY, what="published" if published else "planned")
    waiting = [row for row in do(city, cancelling(in_file(JULY), "No quorum")).moved if row.needs_a_person]
    assert [(row.event, row.old, row.new, row.published) for row in waiting] == [
        ("decision_made", JULY, SEPTEMBER, published)
    ]
    assert "does not meet on that day. Proposed: Wednesday 8 September 2027." in waiting[0].reason
    project = views.project(city.services, city.people["officer"], ref).overview.project
    instance = project.instances["decision_made", 1]
    assert (instance.published if published else instance.planned) == JULY


def test_whoever_may_uses_the_new_date_or_keeps_the_old_one_with_a_reason(city: City) -> None:
    refs = [city.open(facts=ON_BOARD) for _ in range(2)]
    for ref in refs:
        city.record(ref, "decision_made", JULY, what="planned")
    do(city, cancelling(in_file(JULY), "No quorum"))
    uses, keeps = proposals(city.services, city.people["officer"])
    for asked, accept in ((uses, True), (keeps, False)):
        told = {"proposal": asked.id, "accept": accept, "services": city.services}
        with pytest.raises(BadRequest):
            settle(**told, reason=" ", by=city.people["officer"])
        with pytest.raises(NotAllowed):
            settle(**told, reason="Mine.", by=city.people["other"])
        settle(**told, reason="Agreed with the board.", by=city.people["officer"])
        with pytest.raises(AlreadyDone):
            settle(**told, reason="Again.", by=city.people["officer"])
    planned = [
        views.project(city.services, city.people["officer"], ref).overview.project.planned("decision_made")
        for ref in refs
    ]
    assert planned == [SEPTEMBER, JULY]


def test_a_meeting_that_comes_back_ends_the_wait_and_a_later_change_brings_another_proposal(
    city: City,
) -> None:
    ref = city.open(facts=ON_BOARD)
    city.record(ref, "decision_made", JULY, what="planned")
    do(city, cancelling(in_file(JULY), "No quorum"))
    do(city, adding(Entry("meeting", date(2027, 8, 11), date(2027, 8, 11), board="executive"), city.services))
    asked = proposals(city.services, city.people["officer"])
    assert [(row.old, row.new) for row in asked] == [(JULY, SEPTEMBER)]
    do(city, adding(Entry("meeting", JULY, JULY, board="executive"), city.services))
    assert proposals(city.services, city.people["officer"]) == ()
    closed = proposals(city.services, city.people["officer"], ("refused",))
    assert [row.decision_reason for row in closed] == ["Not needed any more: the date fits again."]


def test_an_open_consultation_is_never_shortened(city: City) -> None:
    ref = city.open(facts=ON_BOARD)
    city.record(ref, "early_conversation_started", date(2026, 6, 1))
    city.record(ref, "consultation_opened", date(2026, 11, 2))
    city.record(ref, "consultation_closed", date(2027, 4, 20), what="planned")
    for on in (JULY, date(2027, 6, 9), date(2027, 5, 19)):
        done = do(city, cancelling(in_file(on) if on == JULY else own(on), "No quorum"))
        closing = [row for row in done.moved if row.event == "consultation_closed" and row.needs_a_person]
        assert all(row.new >= row.old for row in closing)
    project = views.project(city.services, city.people["officer"], ref).overview.project
    assert project.planned("consultation_closed") == date(2027, 4, 20)


def test_a_closure_on_which_nothing_is_planned_moves_an_act_and_one_with_somebody_there_does_not(
    city: City,
) -> None:
    ref = city.open()
    day = latest(city, ref, "tender_notice")
    assert day is not None
    shut = Entry("closure", day, day, "Flood")
    assert do(city, adding(shut, city.services)).moved == ()
    moved = do(city, adding(Entry("closure", day, day, "Flood", acts=False), city.services)).moved
    assert any(row.event == "tender_notice" and row.old == day and row.new < day for row in moved)
    assert moved[0].reason.endswith("added.") or "Flood" in moved[0].reason


@pytest.mark.parametrize("entry", [
    Entry("election", date(2027, 6, 3), date(2027, 6, 3), "By-election"),
    Entry("note", date(2027, 3, 29), date(2027, 4, 9), "Easter holidays of schools"),
])  # fmt: skip
def test_an_election_and_a_note_move_no_date_and_the_plan_is_told_of_them(city: City, entry: Entry) -> None:
    from workflow.timetable.overlaps import overlaps

    ref = city.open(facts=ON_BOARD)
    dated = [(event.id, event.latest) for event in timetable(city, ref).events]
    assert do(city, adding(entry, city.services)).moved == ()
    assert [(event.id, event.latest) for event in timetable(city, ref).events] == dated
    view = views.project(city.services, city.people["officer"], ref)
    told = overlaps(view.situation.rulebook, view.overview.timetable, view.situation.facts)
    assert entry.title in [each.title for each in told]


@pytest.mark.parametrize(("notice", "late"), [(date(2027, 3, 31), False), (date(2027, 4, 1), True)])
def test_a_notice_exactly_25_working_days_before_polling_is_in_time_and_a_day_later_is_said_to_be_late(
    city: City, notice: date, late: bool
) -> None:
    entry = Entry("election", date(2027, 5, 6), date(2027, 5, 6), "Local elections", due=notice)
    assert len(do(city, adding(entry, city.services)).kept) == late


# Whose days


def test_another_bodys_projects_go_by_their_own_days_under_the_same_rulebook(city: City) -> None:
    theirs = add_body(city.services, "Example Borough Council", "example-borough")
    mine, other = city.open(facts=ON_BOARD), theirs.open(facts=ON_BOARD)
    done = do(city, cancelling(in_file(JULY), "No quorum"))
    assert {row.project for row in done.moved} == {mine}
    assert (latest(city, mine), latest(theirs, other)) == (date(2027, 6, 9), JULY)
    with pytest.raises(NotFound):
        do(theirs, cancelling(own(SEPTEMBER), "Not theirs"))


def test_only_an_administrator_of_the_body_changes_its_days(city: City) -> None:
    theirs = add_body(city.services, "Example Borough Council", "example-borough")
    work = cancelling(in_file(JULY), "No quorum")
    for who in (city.people["officer"], city.people["manager"], theirs.people["admin"]):
        for ask in (preview, change_diary):
            with pytest.raises(NotAllowed):
                ask(body=city.body, by=who, services=city.services, work=work)
    with pytest.raises(NotAllowed):
        name_board(slug="cabinet", title="Cabinet", by=city.people["officer"], services=city.services)


def test_the_date_check_goes_by_the_days_of_the_one_body_that_decides_and_of_none_where_there_are_two(
    city: City,
) -> None:
    def meets(found: Diary) -> bool:
        return JULY in [one.on for one in found.meetings]

    do(city, cancelling(in_file(JULY), "No quorum"))
    assert not meets(deciding_rulebook(city.services).authority.diary)
    add_body(city.services, "Example Borough Council", "example-borough")
    assert meets(deciding_rulebook(city.services).authority.diary)


# What is missing


def test_projects_that_need_a_meeting_after_the_last_that_is_recorded_are_counted(city: City) -> None:
    for _number in range(3):
        city.open(facts=ON_BOARD)
    city.open()
    assert [board.waiting for board in diary_page(city.services, city.people["admin"]).boards] == [0]
    rest = "board,date,cancelled\nexecutive,2027-04-14,yes\n"
    work = reading_file(File("meeting", rest.encode(), source="calendar of meetings"), city.services)
    done = do(city, work)
    hidden = "From 14 April 2027 this list counts for the {}: 10 meetings of the rulebook are not in it"
    assert hidden.format("Executive Board") in [one.finding for one in done.kept]
    board = diary_page(city.services, city.people["admin"]).boards[0]
    assert (board.last, board.waiting) == (date(2027, 3, 10), 3)


# Kept, never deleted; whole or not at all; once


def test_nothing_is_deleted_each_line_says_who_when_and_why(city: City) -> None:
    do(city, taking_out(in_file(JULY), "Recorded in error"))
    with reading(city.services.engine) as connection:
        kept = diary.lines(connection, city.body)
    gone = [each for each in kept if each.removed_at is not None]
    assert [(each.entry.first, each.removed_as, each.removed_because) for each in gone] == [
        (JULY, "Service Administrator", "Recorded in error")
    ]
    assert {each.added_as for each in kept} == {"Service Administrator"}
    assert {each.entry.source for each in kept} == {"Rulebook of Example City Council, edition 2026"}
    assert len(kept) == 18


@pytest.mark.parametrize("take_in", [import_meetings, import_closures])
def test_the_same_file_again_changes_nothing(city: City, take_in: Callable[..., Any]) -> None:
    city.open(facts=ON_BOARD)
    file = b"board,date,papers_by\nexecutive,2027-06-02,2027-05-25\nCabinet,2027-06-02,\n"
    if take_in is import_closures:
        file = b"title,first,last\nStaff day,2027-06-02,\nStaff week,2027-06-09,2027-06-08\n"
    told = {"file": file, "body": city.body, "services": city.services, "source": "list.csv"}
    first = take_in(**told)
    assert (first.new, first.changed, first.unchanged, len(first.refused)) == (1, 0, 0, 1)
    before = counts(city)
    again = take_in(**told)
    assert (again.new, again.changed, again.unchanged, len(again.refused)) == (0, 0, 1, 1)
    assert again.moved == ()
    assert counts(city) == before


def test_a_form_that_is_sent_twice_acts_once(city: City) -> None:
    city.open(facts=ON_BOARD)
    work = cancelling(in_file(JULY), "No quorum")
    do(city, work, once="one key")
    with pytest.raises(AlreadyDone):
        do(city, work, once="one key")


def test_a_fault_on_the_way_leaves_everything_as_it_was(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    refs = [city.open(facts=ON_BOARD) for _number in range(2)]
    before, calls = counts(city), iter([False, True])
    real = command.write_deadlines

    def fails(*arguments: Any) -> Any:
        if next(calls):
            raise OSError("the disk is full")
        return real(*arguments)

    monkeypatch.setattr(command, "write_deadlines", fails)
    with pytest.raises(OSError, match="the disk is full"):
        do(city, cancelling(in_file(JULY), "No quorum"))
    city.services.keep_up()
    assert counts(city) == before
    assert [latest(city, ref) for ref in refs] == [JULY, JULY]


def test_two_people_who_take_in_the_same_list_at_once_add_it_once(city: City) -> None:
    city.open(facts=ON_BOARD)
    file = b"board,date\nexecutive,2027-06-02\n"
    told = {"file": file, "body": city.body, "services": city.services}
    with ThreadPoolExecutor(4) as pool:
        done = [each.result() for each in [pool.submit(import_meetings, **told) for _number in range(4)]]
    assert sorted((each.new, each.unchanged) for each in done) == [(0, 1)] * 3 + [(1, 0)]
    assert sum(len(each.moved) > 0 for each in done) == 1


# Every process


def test_what_another_process_stored_counts_from_the_next_page_on(city: City) -> None:
    ref = city.open(facts=ON_BOARD)
    entry = Entry("meeting", JULY, JULY, board="executive", cancelled=True)
    with writing(city.services.engine) as connection:  # as another process does, which cannot tell this one
        diary.put(connection, city.body, compared((), [entry], ""), None, city.services.clock.now())
    assert latest(city, ref) == JULY
    city.services.keep_up()
    assert latest(city, ref) == date(2027, 8, 5), "after the last meeting that is recorded any working day"


def test_a_stamp_that_was_rolled_back_is_never_taken_for_another(city: City) -> None:
    entry = Entry("meeting", JULY, JULY, board="executive", cancelled=True)
    with pytest.raises(OSError, match="lost"), writing(city.services.engine) as connection:
        diary.put(connection, city.body, Changes(added=(entry,)), None, city.services.clock.now())
        diary.keep_up(connection)
        raise OSError("lost")
    ref = city.open(facts=ON_BOARD)
    do(city, adding(Entry("note", JULY, JULY, "Note"), city.services))
    assert latest(city, ref) == JULY


def test_a_process_that_starts_afterwards_counts_on_it(sqlite_url: str, tmp_path: Path) -> None:
    city = build(sqlite_url, tmp_path)
    city.open(facts=ON_BOARD)
    do(city, cancelling(in_file(JULY), "No quorum"))
    asks = (
        "import json, sys\n"
        "from workflow.commandline.standing import standing\n"
        "with standing() as services:\n"
        f"    book = services.rulebook('example-city', {city.body!r})\n"
        "    print(json.dumps([str(one.on) for one in book.authority.diary.meetings]))\n"
    )
    told = {"FAIRNOTICE_DATABASE_URL": sqlite_url, "FAIRNOTICE_VAR": str(tmp_path)}
    ran = subprocess.run(
        [sys.executable, "-c", asks],
        cwd=ROOT,
        env=told,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert str(JULY) not in json.loads(ran.stdout)

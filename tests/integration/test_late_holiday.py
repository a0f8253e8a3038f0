"""B3: a bank holiday that is announced late lists every open deadline that it moves, and moves nothing else.

19 September 2022 became a bank holiday ten days before; 14 June 2027 is invented.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.support.city import City, add_body, build
from tests.support.commandline import run
from tests.support.late_holidays import (
    ANNOUNCED,
    HEADING,
    INVENTED,
    MONDAY,
    NOT_YET,
    TAKEN_BACK,
    TITLE,
    everything,
    last_safe_dates,
    planned,
    saved_again,
    standing,
    take_in,
)
from workflow.commands import views
from workflow.commands.auditing import verify
from workflow.commands.export import audit_entries
from workflow.commands.proposals import proposals, settle
from workflow.errors import AlreadyDone, BadRequest, NotFound
from workflow.store.engine import reading
from workflow.store.replanning import calendars as calendars_of
from workflow.timetable import calendars
from workflow.timetable.calendars import calendar


@pytest.fixture(autouse=True)
def calendars_as_shipped() -> Iterator[None]:
    calendars.hold(())
    yield
    calendars.hold(())


def test_the_state_funeral_lists_every_open_deadline_that_moves_with_old_new_and_reason(city: City) -> None:
    then = city.at(date(2022, 9, 8))
    take_in(then, NOT_YET)
    ends = [date(2023, 1, 9) + timedelta(days) for days in range(0, 160, 40)]
    refs = [then.open(title=f"Ends {end}", route="decommission", end=end) for end in ends]
    then.open(title="Far ahead", route="decommission", end=date(2026, 4, 1))
    before, ten_days_ahead = last_safe_dates(then), city.at(date(2022, 9, 10))

    done = take_in(ten_days_ahead, ANNOUNCED)

    after = last_safe_dates(ten_days_ahead)
    moved = {key: (before[key], after[key]) for key in before if before[key] != after[key]}
    assert {(m.project, m.event): (m.old, m.new) for m in done.moved} == moved
    assert {ref for ref, _event in moved} <= set(refs) and len(moved) > 5
    reason = f"Bank holiday on Monday 19 September 2022 was announced on 10 September 2022: {TITLE}"
    assert all(m.reason.startswith(reason) and not m.needs_a_person and not m.published for m in done.moved)
    assert standing(ten_days_ahead) == saved_again(ten_days_ahead)
    assert (done.new, done.refused) == (1, ())


def test_again_changes_nothing(city: City) -> None:
    city.open(end=date(2028, 4, 3))
    assert take_in(city, INVENTED).new == 1
    before, again = everything(city), take_in(city, INVENTED)
    assert (again.new, again.changed, again.unchanged, again.moved) == (0, 0, 1, ())
    assert everything(city) == before


def test_what_a_person_planned_or_published_waits_for_a_person(city: City) -> None:
    ref, other = planned(city), city.open(title="Published only", end=date(2029, 4, 3))
    city.record(ref, "papers_published", MONDAY, what="published")
    city.record(other, "decision_made", MONDAY, what="published")
    kept = everything(city)["event_instance"]
    done = take_in(city, INVENTED)
    waiting = {(m.project, m.event): m for m in done.moved if m.needs_a_person}
    assert {(ref, "papers_published"), (other, "decision_made")} <= set(waiting)
    told = waiting[ref, "papers_published"]
    assert (told.old, told.new, told.published) == (MONDAY, date(2027, 6, 15), True)
    assert "no working day any more" in told.reason and "20 November 2026" in told.reason
    assert everything(city)["event_instance"] == kept
    assert set(waiting) == {(m.project, m.event) for m in proposals(city.services, city.people["officer"])}


def test_a_person_accepts_or_refuses_once_with_a_reason_and_only_then_the_date_moves(city: City) -> None:
    ref = planned(city)
    city.record(ref, "papers_published", MONDAY, what="published")
    take_in(city, INVENTED)
    officer = city.people["officer"]
    asked = next(m for m in proposals(city.services, officer) if m.event == "papers_published")
    common: dict[str, Any] = {"proposal": asked.id, "by": officer, "services": city.services}
    with pytest.raises(BadRequest):
        settle(accept=True, reason=" ", **common)
    settle(accept=True, reason="The papers go out a day later.", **common)
    project = views.project(city.services, officer, ref).overview.project
    instance = project.instances["papers_published", 1]
    assert (instance.planned, instance.published) == (asked.new, asked.new)
    with pytest.raises(AlreadyDone):
        settle(accept=False, reason="Too late.", **common)
    stranger = add_body(city.services, "Example Health Board", "example-health-board").people["officer"]
    with pytest.raises(NotFound):
        settle(accept=True, reason="Not mine.", proposal=asked.id, by=stranger, services=city.services)
    kinds = [entry["kind"] for entry in audit_entries(city.services)]
    assert "proposed_date_accepted" in kinds and "dates_moved_by_bank_holiday" in kinds
    assert [chain.why for chain in verify(city.services)] == ["", ""]


def test_a_refused_proposal_leaves_the_date_as_it_was(city: City) -> None:
    ref = planned(city)
    take_in(city, INVENTED)
    officer = city.people["officer"]
    for asked in proposals(city.services, officer):
        settle(proposal=asked.id, accept=False, reason="It stays.", by=officer, services=city.services)
    assert views.project(city.services, officer, ref).overview.project.planned("papers_published") == MONDAY
    assert proposals(city.services, officer) == ()
    assert {m.decision_reason for m in proposals(city.services, officer, ("refused",))} == {"It stays."}


@pytest.mark.parametrize("closes", [date(2027, 6, 11), MONDAY, date(2027, 6, 15)])
def test_an_open_consultation_is_never_shortened(city: City, closes: date) -> None:
    ref = city.open(end=date(2028, 4, 3))
    now = city.at(date(2027, 3, 10))
    for event, day in (
        ("early_conversation_started", date(2027, 1, 4)),
        ("consultation_opened", date(2027, 3, 8)),
    ):
        now.record(ref, event, day)
    for what in ("planned", "published"):
        now.record(ref, "consultation_closed", closes, what=what)
    now.record(ref, "report_sent_for_clearance", closes + timedelta(1), what="planned")
    now.record(ref, "papers_published", closes + timedelta(24), what="planned")
    late = HEADING + f"england-and-wales,{MONDAY},Invented day,2027-03-09,\n"
    done = take_in(now, late)
    instance = views.project(now.services, now.people["officer"], ref).overview.project.instances
    assert (
        instance["consultation_closed", 1].planned == instance["consultation_closed", 1].published == closes
    )
    earlier = [
        m for m in done.moved if m.event == "consultation_closed" and m.needs_a_person and m.new < m.old
    ]
    assert earlier == []
    assert (closes == MONDAY) == any(
        m.event == "consultation_closed" and m.needs_a_person for m in done.moved
    )
    for asked in proposals(now.services, now.people["officer"]):
        settle(
            proposal=asked.id,
            accept=True,
            reason="So be it.",
            by=now.people["officer"],
            services=now.services,
        )
    instance = views.project(now.services, now.people["officer"], ref).overview.project.instances
    assert (instance["consultation_closed", 1].planned or date.min) >= closes


def test_taking_the_holiday_back_moves_everything_back(city: City) -> None:
    city.open(end=date(2028, 4, 3))
    city.record(planned(city), "consultation_opened", date(2027, 1, 11), what="planned")
    before, shown = standing(city), last_safe_dates(city)
    moved = take_in(city, INVENTED).moved
    back = take_in(city, TAKEN_BACK)
    assert (back.changed, standing(city), last_safe_dates(city)) == (1, before, shown)
    there = {(m.project, m.event, m.old, m.new) for m in moved if not m.needs_a_person}
    assert there == {(m.project, m.event, m.new, m.old) for m in back.moved}
    assert "was taken back" in back.moved[0].reason
    assert take_in(city, TAKEN_BACK).unchanged == 1


def test_the_column_calendar_follows_and_two_bodies_are_planned_alike(city: City) -> None:
    other = add_body(city.services, "Example Health Board", "example-health-board")
    mine, theirs = planned(city), planned(other)
    far = city.open(title="Far ahead", end=date(2031, 4, 1))
    before = calendar("england").fingerprint
    done = take_in(city, INVENTED)
    moved = {ref: {(m.event, m.old, m.new) for m in done.moved if m.project == ref} for ref in (mine, theirs)}
    assert moved[mine] == moved[theirs] and moved[mine]
    with reading(city.services.engine) as connection:
        planned_on = calendars_of(connection)
    assert planned_on == {
        mine: calendar("england").fingerprint,
        theirs: calendar("england").fingerprint,
        far: before,
    }
    assert len(proposals(city.services, city.people["officer"])) == len(
        proposals(other.services, other.people["officer"])
    )


def test_bad_rows_are_refused_with_number_why_and_mend_and_the_others_go_in(city: City) -> None:
    bad = [
        ("wessex,2027-06-14,X,,", "england-and-wales"),
        ("scotland,2027-02-30,X,,", "2027-03-31"),
        ("scotland,,X,,", "2022-09-19"),
        ("scotland,2067-06-14,X,,", "31 December 2045"),
        ("scotland,2027-06-15,,,", "title"),
        ("scotland,2027-06-15,X,2027-06-01,", "still to come"),
        ("scotland,2027-06-15,X,,perhaps", "yes"),
        ("scotland,2027-06-16,,,yes", "no bank holiday"),
        ("england-and-wales,2027-06-14,Another title,,", "record 9"),
    ]
    lines = [line for line, _mend in bad]
    done = take_in(city, HEADING + "\n".join((*lines[:-1], INVENTED.splitlines()[1], lines[-1])) + "\n")
    assert [refusal.row for refusal in done.refused] == [1, 2, 3, 4, 5, 6, 7, 8, 10]
    for refusal, (_line, mend) in zip(done.refused, bad, strict=True):
        assert mend in refusal.why
    assert done.new == 1


def test_a_holiday_at_a_weekend_or_of_another_nation_moves_nothing_here(city: City) -> None:
    planned(city)
    before = standing(city)
    rows_ = "england-and-wales,2027-06-12,A Saturday,,\nnorthern-ireland,2027-06-15,Elsewhere,,\n"
    done = take_in(city, HEADING + rows_)
    assert (done.new, done.moved, standing(city)) == (2, (), before)
    assert [finding.row for finding in done.kept] == [1]


def test_the_command_lists_what_moved_in_words_and_for_scripts(sqlite_url: str, tmp_path: Path) -> None:
    city = build(sqlite_url, tmp_path, authority="leeds")
    planned(city)
    file = tmp_path / "late.csv"
    settings_ = {"DATABASE_URL": sqlite_url, "VAR": str(tmp_path)}
    file.write_text(INVENTED)
    told = run("import", "bank-holidays", str(file), **settings_)
    assert told.status == 0 and "1 new, 0 changed, 0 unchanged, 0 refused." in told.out
    assert "waits for a person" in told.out or "wait for a person" in told.out
    assert "Monday 14 June 2027" in told.out and "Unconfirmed" in told.out
    file.write_text(TAKEN_BACK + "wessex,2027-06-14,X,,\n")
    answer = run("import", "bank-holidays", str(file), "--json", **settings_)
    document = json.loads(answer.out)
    assert answer.status == 1 and [each["row"] for each in document["refused"]] == [2]
    assert set(document) == {"new", "changed", "unchanged", "kept", "refused", "moved"}
    assert any(each["unconfirmed"] for each in document["moved"])

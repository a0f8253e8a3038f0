"""A02 in the browser without JavaScript: meetings, closures, elections and notes; what each change moves."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.support.city import City, build
from tests.support.visitors import Visitor, site, words
from workflow.commands import views
from workflow.commands.diary import change_diary
from workflow.commands.diary_views import diary_page
from workflow.commands.diary_work import File, name_board, reading_file
from workflow.timetable import calendars

JULY, SEPTEMBER = date(2027, 7, 14), date(2027, 9, 8)
PAGE = "/admin/calendars"
CANCELS = {"line": "file:meeting:executive:2027-07-14:2027-07-14", "what": "cancel", "reason": "No quorum"}


@pytest.fixture
def city(sqlite_url: str, tmp_path: Path) -> City:
    return build(sqlite_url, tmp_path)


@pytest.fixture
def app(city: City) -> Iterator[Flask]:
    with site(city) as found:
        yield found
    calendars.hold(())


@pytest.fixture
def admin(city: City, app: Flask) -> Visitor:
    return signed_in(city, app, "admin")


def signed_in(city: City, app: Flask, who: str) -> Visitor:
    visitor = Visitor(app)
    visitor.sign_in(city.emails[who])
    visitor.get(f"{PAGE}/board" if who == "admin" else "/work")
    return visitor


def day(name: str, on: date) -> dict[str, str]:
    return {f"{name}-day": str(on.day), f"{name}-month": str(on.month), f"{name}-year": str(on.year)}


def planned(city: City) -> str:
    ref = city.open(facts={"board": "executive"})
    city.record(ref, "decision_made", JULY, what="planned")
    return ref


def hidden(answer: Any) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', answer.get_data(as_text=True))
    return {name: unescape(value) for name, value in found}


def sent(text: str, name: str = "list.csv") -> tuple[io.BytesIO, str]:
    return io.BytesIO(text.encode()), name


def test_the_page_says_of_each_line_where_it_is_from(admin: Visitor) -> None:
    told = words(admin.get(PAGE))
    assert "Wednesday 14 July 2027 6 July 2027 Rulebook of Example City Council, edition 2026" in told
    assert (
        "Local elections Thursday 6 May 2027 31 March 2027 At the latest, by the election timetable" in told
    )
    assert "England and Wales 31 December 2028" in told
    assert "Nobody has checked for newly announced bank holidays yet." in told


def test_the_page_warns_of_projects_that_cannot_be_dated(city: City, admin: Visitor) -> None:
    for _number in range(2):
        city.open(facts={"board": "executive"})
    rest = b"board,date\nexecutive,2027-03-31\n"
    work = reading_file(File("meeting", rest), city.services)
    change_diary(body=city.body, by=city.people["admin"], services=city.services, work=work)
    told = words(admin.get(PAGE))
    assert (
        "No meetings of the Executive Board are recorded after 31 March 2027: 2 projects cannot be dated."
        in told
    )


def test_a_cancelled_meeting_is_first_shown_with_what_it_moves_then_saved_and_listed(
    city: City, app: Flask, admin: Visitor
) -> None:
    ref = planned(city)
    shown = words(admin.post(f"{PAGE}/line", {**CANCELS, "action": "preview"}))
    assert "The effect. Nothing is saved yet." in shown
    assert f"{ref} Decision to buy is taken Wednesday 14 July 2027 Wednesday 8 September 2027" in shown
    assert "Dates that a person set: they stay until somebody decides" in shown
    assert "Cancelled" not in words(admin.get(PAGE))
    saved = admin.post(f"{PAGE}/line", {**CANCELS, "action": "save"})
    assert (saved.status_code, saved.location) == (303, "/moved-dates")
    assert "Wednesday 14 July 2027 Cancelled" in words(admin.get(PAGE))
    officer = signed_in(city, app, "officer")
    assert "1 date of this project waits for a person" in words(officer.get(f"/projects/{ref}"))
    assert "1 date waits for a person" in words(officer.get("/work"))


def test_whoever_may_decides_and_others_are_told_who_does(city: City, app: Flask, admin: Visitor) -> None:
    ref = planned(city)
    admin.post(f"{PAGE}/line", {**CANCELS, "action": "save"})
    assert "The owner or the manager of the project decides." in words(admin.get("/moved-dates"))
    officer = signed_in(city, app, "officer")
    page = officer.get("/moved-dates").get_data(as_text=True)
    address = re.findall(r'action="(/moved-dates/\w+)"', page)[0]
    field = f"reason-{address.rsplit('/', 1)[-1]}"
    nothing = officer.post(address, {"answer": "use", field: " "})
    assert nothing.status_code == 400
    assert "Say why." in words(nothing)
    assert officer.post(address, {"answer": "use", field: "Agreed with the board."}).status_code == 303
    told = words(officer.get("/moved-dates"))
    assert "The new date is used Agreed with the board." in told
    project = views.project(city.services, city.people["officer"], ref).overview.project
    assert project.planned("decision_made") == SEPTEMBER
    again = officer.post(address, {"answer": "keep", field: "Too late."})
    assert again.status_code == 303
    assert "Nothing was done twice" in words(officer.get("/moved-dates"))


FORMS = {
    "meeting": ({"board": "executive", **day("on", date(2027, 8, 11)), **day("due", date(2027, 8, 3))},
                "Wednesday 11 August 2027 3 August 2027"),
    "closure": ({"title": "Staff day", **day("on", date(2027, 6, 2)), "closed": "yes"},
                "Staff day 2 June 2027 Nothing is planned on these days"),
    "election": ({"title": "By-election", **day("on", date(2027, 6, 3))},
                 "By-election Thursday 3 June 2027 27 April 2027 At the latest"),
    "note": ({"title": "Ramadan", **day("on", date(2027, 2, 8)), **day("last", date(2027, 3, 9))},
             "Ramadan 8 February 2027 to 9 March 2027"),
}  # fmt: skip


@pytest.mark.parametrize("kind", FORMS)
def test_one_line_of_each_kind_is_added_by_hand(admin: Visitor, kind: str) -> None:
    form, shown = FORMS[kind]
    assert "Nothing is saved yet" in words(
        admin.post(f"{PAGE}/add", {"kind": kind, **form, "action": "preview"})
    )
    assert admin.post(f"{PAGE}/add", {"kind": kind, **form, "action": "save"}).status_code == 303
    told = words(admin.get(PAGE))
    assert shown in told
    assert "Typed in Added by Service Administrator at 10:00am on 24 November 2026" in told


@pytest.mark.parametrize(("form", "mend"), [
    ({"kind": "meeting", "board": "executive"}, "Enter the day of the meeting."),
    ({"kind": "meeting", "board": "cabinet", **day("on", JULY)}, "Choose the board."),
    ({"kind": "meeting", "board": "executive", **day("on", JULY), **day("due", SEPTEMBER)},
     "Its papers are due on 8 September 2027, after the meeting on 14 July 2027. Correct one of them."),
    ({"kind": "closure", "title": "Flood", **day("on", SEPTEMBER), **day("last", JULY)},
     "Its last day, 14 July 2027, is before its first, 8 September 2027. Correct one of them."),
    ({"kind": "election", "title": "", **day("on", JULY)}, "Write which election it is, as Local elections."),
    ({"kind": "note", "title": "Ramadan", "on-day": "31", "on-month": "2", "on-year": "2027"},
     "The first day must be a real date, like 31 March 2028."),
])  # fmt: skip
@pytest.mark.parametrize("action", ["preview", "save"])
def test_a_line_that_makes_no_sense_is_not_saved_and_says_the_mend(
    admin: Visitor, form: dict[str, str], mend: str, action: str
) -> None:
    before = words(admin.get(PAGE))
    answer = admin.post(f"{PAGE}/add", {**form, "action": action})
    assert answer.status_code == 400
    assert mend in words(answer)
    assert words(admin.get(PAGE)) == before


def test_a_list_is_shown_first_with_each_refused_row_then_kept_as_it_was_shown(
    city: City, admin: Visitor
) -> None:
    planned(city)
    file = "board,date,papers_by\nexecutive,2027-06-30,2027-06-22\nCabinet,2027-07-07,\n"
    shown = admin.post(f"{PAGE}/upload", {"kind": "meeting", "action": "preview", "file": sent(file)})
    told = words(shown)
    assert "What is in list.csv, and what it moves. Nothing is saved yet." in told
    assert (
        "2 There is no board “Cabinet”. Add it first, or write one of: executive (Executive Board)." in told
    )
    assert (
        "From 30 June 2027 this list counts for the Executive Board: 8 meetings of the rulebook are not in it"
        in told
    )
    assert "Wednesday 30 June 2027" not in words(admin.get(PAGE))
    kept = admin.post(f"{PAGE}/upload", {**hidden(shown), "action": "keep"})
    assert kept.status_code == 303
    assert "Wednesday 30 June 2027 22 June 2027 list.csv" in words(admin.get(PAGE))
    again = admin.post(f"{PAGE}/upload", {"kind": "meeting", "action": "preview", "file": sent(file)})
    assert "Nothing changes: it is all there already." in words(again)
    assert "Save what is shown" not in words(again)


@pytest.mark.parametrize(("file", "mend"), [
    (("", "list.csv"), "Choose a file that is not empty."),
    (("x" * 300_001, "list.csv"), "The file is larger than 300,000 bytes."),
    (("BEGIN:VCALENDAR\nnonsense", "board.ics"), "Export it again as iCalendar (.ics)."),
    (("title,date\nA,2027-01-01\n", "list.csv"), "There is no board “A”."),
    (("when\n2027-01-01\n", "list.csv"), "The file has no column for: date."),
])  # fmt: skip
def test_a_file_that_cannot_be_read_says_the_mend_and_keeps_nothing(
    admin: Visitor, file: tuple[str, str], mend: str
) -> None:
    before = words(admin.get(PAGE))
    form = {"kind": "meeting", "action": "preview", "file": sent(*file)}
    assert mend in words(admin.post(f"{PAGE}/upload", form))
    assert words(admin.get(PAGE)) == before


def test_a_board_is_named_gets_meetings_and_can_be_chosen_for_a_project(
    city: City, app: Flask, admin: Visitor
) -> None:
    wrong = admin.post(f"{PAGE}/board", {"title": "Health Board", "slug": "Health Board"})
    assert "Write the short name in small letters and figures" in words(wrong)
    assert admin.post(f"{PAGE}/board", {"title": "Health Board", "slug": "health"}).status_code == 303
    told = words(admin.get(PAGE))
    assert "Health Board No meeting to come is recorded. Decisions of this board cannot be dated." in told
    ref = city.open()
    assert "Health Board" in words(signed_in(city, app, "officer").get(f"/projects/{ref}/facts"))


def test_bank_holidays_from_a_file_list_what_they_moved_and_the_check_is_dated(
    city: City, admin: Visitor
) -> None:
    ref = city.open(end=date(2028, 4, 3))
    city.record(ref, "papers_published", date(2027, 6, 14), what="planned")
    file = "division,date,title,announced_on\nengland-and-wales,2027-06-14,Invented day,2026-11-20\n"
    told = words(admin.post(f"{PAGE}/bank-holidays", {"file": sent(file)}))
    assert "1 new, 0 changed, 0 unchanged, 0 refused." in told
    assert "Dates that a person set: they stay until somebody decides" in told
    assert "Bank holiday on Monday 14 June 2027 was announced on 20 November 2026: Invented day" in told
    assert "Last checked at 10:00am on 24 November 2026." in words(admin.get(PAGE))


def test_the_dates_page_of_a_project_says_what_its_plan_runs_into(city: City, app: Flask) -> None:
    ref = city.open(facts={"board": "executive"})
    city.record(ref, "consultation_opened", date(2027, 3, 1), what="planned")
    told = words(signed_in(city, app, "officer").get(f"/projects/{ref}/dates"))
    assert "What the plan runs into" in told
    assert "Local elections are on 6 May 2027." in told


def test_a_line_that_somebody_took_out_meanwhile_is_said_to_be_gone(admin: Visitor) -> None:
    out = {**CANCELS, "what": "out"}
    assert admin.post(f"{PAGE}/line", {**out, "action": "save"}).status_code == 303
    again = admin.post(f"{PAGE}/line", {**out, "reason": "And again", "action": "save"})
    assert (again.status_code, again.location) == (303, PAGE)
    told = words(admin.get(PAGE))
    assert "That line does not stand any more." in told
    assert "The meeting of the Executive Board on 14 July 2027 Service Administrator, 10:00am" in told


def test_r080_a_date_that_moved_and_rests_on_an_unconfirmed_rule_says_so(
    sqlite_url: str, tmp_path: Path
) -> None:
    leeds = build(sqlite_url, tmp_path, authority="leeds")
    by = {"by": leeds.people["admin"], "services": leeds.services}
    name_board(slug="executive", title="Executive Board", **by)
    days = ("2027-06-16", "2027-07-14", "2027-12-15", "2028-03-15")
    rest = "board,date\n" + "".join(f"executive,{day}\n" for day in days)
    work = reading_file(File("meeting", rest.encode()), leeds.services)
    change_diary(body=leeds.body, work=work, **by)
    leeds.open(facts={"board": "executive"})
    with site(leeds) as app:
        admin = signed_in(leeds, app, "admin")
        for line in diary_page(leeds.services, leeds.people["admin"]).boards[0].lines:
            form = {"line": line.name, "what": "cancel", "reason": "No quorum", "action": "preview"}
            told = words(admin.post(f"{PAGE}/line", form))
            if "Last safe dates that move" in told:
                assert "Unconfirmed" in told
                admin.post(f"{PAGE}/line", {**form, "action": "save"})
                break
        assert "Unconfirmed" in words(admin.get("/moved-dates"))

"""A real notice becomes the start of a project's dates; a person joins the spellings of a buyer."""

from __future__ import annotations

import json
import re
from datetime import date
from html import unescape

import pytest

from tests.support.city import add_body
from tests.support.uploads import imported, matched
from tests.support.visitors import Visitor, site, words
from workflow.commands import notices, views
from workflow.register.buyers import core

OCID = "ocds-exampl-0001"


def release(id_, tag, when, **more):
    """An invented release of one process."""
    tender = {"title": "Community mental health support", "status": "active", "id": "EX-1"}
    return {"ocid": OCID, "id": id_, "date": when, "tag": [tag], "buyer": {"name": "Example City Council"},
            "tender": {**tender, **more.pop("tender", {})}, **more}  # fmt: skip


TENDER = release("1", "tender", "2026-09-01T09:00:00Z",
                 tender={"tenderPeriod": {"endDate": "2026-10-20T11:00:00Z"}})  # fmt: skip
AWARD = release("2", "award", "2027-01-15T09:00:00Z", awards=[{
    "date": "2026-11-02T00:00:00Z", "value": {"amount": 1783145.36, "currency": "GBP"},
    "suppliers": [{"name": "Example Care Ltd"}, {"name": "Jane Sample"}],
    "contractPeriod": {"startDate": "2028-04-01T00:00:00+01:00", "endDate": "2031-03-31T00:00:00+01:00"},
}])  # fmt: skip


def package(*releases):
    return json.dumps(
        {"license": "invented", "publisher": {"name": "Example"}, "releases": releases}
    ).encode()


@pytest.fixture
def officer(city):
    with site(city) as app:
        visitor = Visitor(app)
        visitor.sign_in(city.emails["officer"])
        yield visitor


def ids(city):
    found, _many, _same = notices.listed(city.services, city.people["officer"], "", 1)
    return {notice.release: notice.id for notice in found}


def test_a_release_package_needs_no_matching_and_shows_what_each_notice_says(city, officer):
    page = words(imported(officer, "notices", package(TENDER, AWARD), "releases.json"))
    assert "Imported: 2 new" in page and "1 supplier looks like a natural person; left out" in page
    shown = words(officer.get(f"/admin/import/notices/{ids(city)['2']}"))
    assert "£1,783,145.36" in shown and "Example Care Ltd" in shown and "Sample" not in shown
    assert "Every notice of this process" in shown and "20 October 2026" in shown
    assert "Imported: 0 new, 0 changed, 2 unchanged" in words(
        imported(officer, "notices", package(TENDER, AWARD), "again.json")
    )


def test_dates_of_a_notice_are_recorded_with_its_number_only_where_a_person_confirms_them(city, officer):
    imported(officer, "notices", package(TENDER, AWARD), "releases.json")
    ref, id_ = city.open("Community mental health support"), ids(city)["2"]
    officer.fields.clear()
    page = officer.get(f"/admin/import/notices/{id_}/dates?project={ref}")
    assert "1 September 2026" in words(page) and "Notice EX-1" in words(page)
    nothing = officer.post(f"/admin/import/notices/{id_}/dates", {"project": ref})
    assert nothing.status_code == 400 and "Choose the dates that are right." in words(nothing)
    chosen = {"project": ref, "event": ["tender_notice", "tender_deadline"]}
    assert officer.post(f"/admin/import/notices/{id_}/dates", chosen).status_code == 303
    view = views.project(city.services, city.people["officer"], ref)
    project = view.overview.project
    assert project.actual("tender_notice") == date(2026, 9, 1)
    assert project.actual("tender_deadline") == date(2026, 10, 20)
    assert project.actual("award_decision_made") is None
    assert [entry.data["reason"] for entry in view.history if entry.kind == "date_recorded"] == [
        "Notice EX-1"
    ] * 2
    assert ref in words(officer.get(f"/admin/import/notices/{id_}"))


def test_a_project_that_is_not_mine_takes_no_dates_from_a_notice(city, officer):
    imported(officer, "notices", package(TENDER), "releases.json")
    ref, id_ = city.open("Somebody else's", owner="other"), ids(city)["1"]
    officer.fields.clear()
    officer.get(f"/admin/import/notices/{id_}/dates?project={ref}")
    assert (
        officer.post(
            f"/admin/import/notices/{id_}/dates", {"project": ref, "event": "tender_notice"}
        ).status_code
        == 403
    )


def test_a_new_project_is_offered_with_the_title_and_the_start_of_the_contract(city, officer):
    imported(officer, "notices", package(TENDER, AWARD), "releases.json")
    page = officer.get(f"/admin/import/notices/{ids(city)['1']}").get_data(as_text=True)
    assert "/projects/new?title=Community+mental+health+support&amp;route=tender" in page
    assert "end=2028-04-01" in page


def test_a_project_begun_from_a_notice_is_offered_its_dates_next(city, officer):
    imported(officer, "notices", package(TENDER, AWARD), "releases.json")
    page = officer.get(f"/admin/import/notices/{ids(city)['1']}").get_data(as_text=True)
    start = unescape(re.search(r'href="(/projects/new[^"]*)"', page)[1])
    officer.fields.clear()
    form = officer.get(start).get_data(as_text=True)
    assert 'value="Community mental health support"' in form
    given = dict(re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)">', form))
    posts = {"owner": "officer", "manager": "manager", "decider": "director"}
    asked = {"title": "Community mental health support", "summary": "Support.", "still_open": "All.",
             "visibility": "public", **{name: city.posts[who] for name, who in posts.items()}}  # fmt: skip
    created = officer.post("/projects/new", {**given, **asked})
    assert created.status_code == 303, words(created)[:500]
    offered = words(officer.get(created.location))
    assert "Which of these dates are right for this project?" in offered and "1 September 2026" in offered


def test_another_councils_notices_are_not_there(city, officer):
    imported(officer, "notices", package(TENDER), "releases.json")
    foreign = add_body(city.services, "Example Borough Council", "example-borough")
    with site(city) as app:
        other = Visitor(app)
        other.sign_in(foreign.emails["officer"])
        assert other.get(f"/admin/import/notices/{ids(city)['1']}").status_code == 404
        assert "No notices yet." in words(other.get("/admin/import/notices"))


def test_spellings_of_a_buyer_are_joined_by_a_person_and_the_notices_stay_as_published(city, officer):
    names = (
        "EXAMPLE BOROUGH COUNCIL",
        "Example Borough Council",
        "Example Council",
        "Example County Council",
    )
    rows = "".join(f"N-{n},{name},Roof,2026-01-0{n}\n" for n, name in enumerate(names, 1))
    imported(officer, "notices", f"id,buyer,title,published\n{rows}".encode())
    (group,) = notices.buyer_groups(city.services, city.people["officer"])
    assert "Example County Council" not in dict(group.spellings)
    officer.fields.clear()
    assert "Example Council 1 notice" in words(officer.get("/admin/import/buyers"))
    told = {"name": "Example Borough Council", "spelling": [name for name, _n in group.spellings]}
    assert officer.post("/admin/import/buyers", told).status_code == 303
    assert "No two spellings look like one buyer." in words(officer.get("/admin/import/buyers"))
    found, _many, same = notices.listed(city.services, city.people["officer"], "", 1)
    assert {notice.buyer for notice in found} > {"EXAMPLE BOROUGH COUNCIL", "Example Council"}
    assert set(same.values()) == {"Example Borough Council"}


@pytest.mark.parametrize("one, other, same", [
    ("BLACKPOOL BOROUGH COUNCIL", "Blackpool Council", True),
    ("Lancashire County Council", "Lancashire Council", False),
    ("Council of the City of Example", "Example City Council", True),
    ("Example Council (on behalf of others)", "Example Council", True),
    ("Example West Council", "Example East Council", False),
])  # fmt: skip
def test_a_county_and_a_district_of_one_name_are_two(one, other, same):
    assert (core(one) == core(other)) is same


def test_a_package_that_is_damaged_is_refused_naming_the_place(city, officer):
    from tests.support.uploads import send

    for file, mend in (
        (package(TENDER)[:80], "at line 1, column"),
        (b'{"records": []}', "record package"),
        (b'{"releases": {}}', "no list called"),
        (b'{"releases": [], "releases": []}', "stands twice"),
        (b"[" * 100_000, "too deeply"),
    ):
        answer = send(officer, "notices", file, "releases.json")
        assert answer.status_code == 400 and mend in words(answer), file[:40]


def test_a_release_without_an_ocid_is_refused_and_the_others_come_in(city, officer):
    orphan = {name: value for name, value in TENDER.items() if name != "ocid"}
    address = matched(
        officer, "notices", package(orphan, AWARD, "no release", {**AWARD, "date": "2027-02-30"})
    )
    page = words(officer.get(f"{address}/preview"))
    assert "New 1" in page and "Refused 3" in page and "It has no ocid." in page

"""The pages of the agreements register (S23) before an officer: nothing typed is lost, nothing is guessed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs, urlparse

import pytest

from tests.support import registers
from tests.support.city import add_body
from tests.support.visitors import Visitor, words
from workflow.commands import agreement_views, views
from workflow.commands.import_register import import_register
from workflow.delivery.sweep import sweep
from workflow.register.ties import Tie

HEADING = "agreement id,organisation,title,start,end,value,notice clause,instrument\n"
TYPED = {
    "title": "Respite for carers", "organisation": "Example Carers Group", "instrument": "contract",
    "value": "90,000", "exit_section": "Staff move, data goes back: see clause 12.", "renews": "no",
    "starts-day": "1", "starts-month": "4", "starts-year": "2025",
    "ends-day": "31", "ends-month": "3", "ends-year": "2028",
    "notice_n": "3", "notice_method": "months_corresponding_date",
    "notice_clause": "Three months in writing.",
}  # fmt: skip


class Pages(registers.Pages):
    """The register before one of its officers."""

    form, typed = "/agreements/new", TYPED

    def take_in(self, *lines: str) -> None:
        file = (HEADING + "".join(f"{line}\n" for line in lines)).encode()
        import_register(kind="agreements", file=file, body=self.city.body, services=self.city.services)

    def tie(self, name: str) -> Tie:
        return agreement_views.agreement(self.city.services, self.city.people["officer"], name).tie


@pytest.fixture
def pages(sqlite_url: str, tmp_path: Path) -> Iterator[Pages]:
    with registers.before_officer(Pages, sqlite_url, tmp_path) as found:
        yield found


def test_an_empty_register_says_what_to_do(pages: Pages) -> None:
    shown = pages.read("/agreements")
    assert "No agreements yet. Import your contracts register." in shown
    assert "Record an agreement" in shown


def test_r109_an_agreement_is_refused_without_an_exit_section_and_what_was_typed_stays(pages: Pages) -> None:
    refused = pages.record(exit_section=" ")
    assert refused.status_code == 400
    assert "Say what happens to users, staff, assets and data at the end" in words(refused)
    page = refused.get_data(as_text=True)
    assert 'value="Respite for carers"' in page
    assert 'value="90,000"' in page
    assert "Three months in writing." in page
    assert "No agreements yet" in pages.read("/agreements")
    saved = pages.record()
    assert saved.status_code == 303
    assert "see clause 12" in pages.read(saved.location)


def test_r109_an_imported_row_without_an_exit_section_is_kept_with_its_finding(pages: Pages) -> None:
    pages.take_in("C-1,Example Youth Link,Youth work,2026-04-01,2028-03-31,1000,,")
    assert "No exit section" in pages.read("/agreements/C-1")
    assert "Youth work" in pages.read("/agreements?show=no-exit")
    pages.record()
    assert "Respite for carers" not in pages.read("/agreements?show=no-exit")


@pytest.mark.parametrize(
    "changed, said",
    [
        ({"ends-year": "2024"}, "The end must be on or after the start, 1 April 2025."),
        ({"ends-year": "2106"}, "must be between"),
        ({"value": "lots"}, "Enter pounds, like 90,000"),
        ({"value": "0"}, "Enter an amount above £0"),
        ({"notice_n": "3", "notice_method": ""}, "Choose how the notice period is counted."),
        ({"notice_n": "99"}, "Enter a notice period from 1 to 36."),
        ({"post": ""}, "Choose the post that answers for it."),
        ({"organisation": ""}, "Enter the organisation."),
        ({"instrument": "favour"}, "Choose the type of support."),
    ],
)
def test_r072_what_cannot_be_meant_is_refused_when_typed_with_the_mend(
    pages: Pages, changed: dict[str, str], said: str
) -> None:
    refused = pages.record(**changed)
    assert refused.status_code == 400
    assert said in words(refused)
    assert "Respite for carers" in refused.get_data(as_text=True)


def test_r072_impossible_years_are_kept_on_import_shown_as_odd_and_left_out_of_the_years(
    pages: Pages,
) -> None:
    pages.take_in(
        "C-1,Example Youth Link,Youth work,2106-04-01,2107-03-31,1000,,grant",
        "C-2,Example Youth Link,Clubs,2026-05-01,2027-04-30,250.50,,grant",
        "C-3,Example Youth Link,Trips,2027-03-31,2027-12-31,,,grant",
    )
    assert "The start, 1 April 2106, is before 1990 or after 2100." in pages.read("/agreements/C-1")
    totals = pages.read("/agreements/totals")
    assert "2026/27 Grant 2 1 £250.50" in totals
    assert "No usable year Grant 1 £1,000" in totals
    assert "2106" not in totals.replace("a year like 2106", "")


def test_r072_totals_stand_by_body_year_and_type(pages: Pages) -> None:
    pages.take_in(
        "C-1,Example Youth Link,Youth work,2026-03-31,2027-03-31,1000,,contract",
        "C-2,Example Youth Link,Clubs,2026-04-01,2027-04-30,2000,,contract",
        "C-3,Example Youth Link,The hall,2026-04-01,2036-04-30,10,,lease",
    )
    shown = pages.read("/agreements/totals")
    assert "Example City Council" in shown
    for line in ("2025/26 Contract 1 £1,000", "2026/27 Contract 1 £2,000", "2026/27 Lease 1 £10"):
        assert line in shown


def test_two_people_edit_one_agreement_and_the_second_compares_before_anything_is_lost(pages: Pages) -> None:
    pages.record(reference="C-1")
    other = Visitor(pages.visitor.client.application)
    other.sign_in(pages.city.emails["other"])
    post = pages.city.posts["officer"]
    for visitor in (pages.visitor, other):
        visitor.get("/agreements/C-1/edit")
    mine, theirs = {"title": "Respite at home"}, {"title": "Respite, longer", "value": "95000"}
    common = {**TYPED, "post": post, "reference": "C-1"}
    assert pages.visitor.post("/agreements/C-1/edit", {**common, **mine}).status_code == 303
    stale = other.post("/agreements/C-1/edit", {**common, **theirs})
    assert stale.status_code == 409
    said = words(stale)
    assert "Saved by the Commissioning Officer at 10:00am on 24 November 2026" in said
    assert "Title Respite, longer Respite at home" in said
    assert "Value 95000 90000" in said
    assert 'value="Respite, longer"' in stale.get_data(as_text=True)
    assert pages.tie("C-1").title == "Respite at home"
    assert other.post("/agreements/C-1/edit", {**common, **theirs}).status_code == 303
    assert (pages.tie("C-1").title, pages.tie("C-1").version) == ("Respite, longer", 3)


def test_an_import_while_somebody_edits_makes_their_page_stale(pages: Pages) -> None:
    row = "C-1,Example Youth Link,Youth work,2026-04-01,{end},1000,,"
    pages.take_in(row.format(end="2028-03-31"))
    pages.visitor.get("/agreements/C-1/edit")
    pages.take_in(row.format(end="2029-03-31"))
    post = pages.city.posts["officer"]
    stale = pages.visitor.post("/agreements/C-1/edit", {**TYPED, "reference": "C-1", "post": post})
    assert stale.status_code == 409
    assert pages.tie("C-1").ends == date(2029, 3, 31)


def test_a_form_sent_twice_records_one_agreement(pages: Pages) -> None:
    pages.visitor.get("/agreements/new")
    typed = {**TYPED, "post": pages.city.posts["officer"]}
    first, second = (pages.visitor.post("/agreements/new", typed) for _twice in (1, 2))
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location
    assert "1 agreement" in pages.read("/agreements")


def test_a_reference_that_is_taken_is_told(pages: Pages) -> None:
    assert pages.record(reference="C-1").status_code == 303
    taken = pages.record(reference="C-1", title="Another")
    assert taken.status_code == 400
    assert "The reference C-1 is taken by another agreement." in words(taken)


def test_r142_every_kind_of_support_can_be_recorded(pages: Pages) -> None:
    kinds = ("contract", "grant", "small_grant", "lease", "rate_relief", "accommodation", "in_kind")
    for kind in kinds:
        assert pages.record(instrument=kind, title=f"Support {kind}").status_code == 303
    assert "Rate relief" in pages.read("/agreements?type=rate_relief")
    assert "1 agreement of 7" in pages.read("/agreements?type=rate_relief")


def test_r039_filters_find_what_ends_on_both_sides_of_each_boundary(pages: Pages) -> None:
    pages.take_in(
        "C-1,Example Youth Link,On the day,2026-04-01,2027-11-24,1000,,",
        "C-2,Example Youth Link,A day later,2026-04-01,2027-11-25,1000,,",
        "C-3,Example Youth Link,Never,2026-04-01,,1000,,",
        "C-4,Example Youth Link,Yesterday,2025-04-01,2026-11-23,1000,,",
    )
    within = pages.read("/agreements?show=ends-12")
    assert "On the day" in within
    assert not any(title in within for title in ("A day later", "Never", "Yesterday"))
    assert "A day later" in pages.read("/agreements?show=ends-18")
    assert "Never" in pages.read("/agreements?show=no-end")
    assert "Yesterday" in pages.read("/agreements?show=ended")


def test_r039_start_planning_opens_a_project_with_the_answers_filled_in_and_links_both_ways(
    pages: Pages,
) -> None:
    pages.record(reference="C/1")  # published references hold slashes
    page = pages.visitor.get("/agreements/C/1").get_data(as_text=True).replace("&amp;", "&")
    at = page.index("/projects/new?")
    address = page[at : page.index('"', at)]
    asked = parse_qs(urlparse(address).query)
    assert (asked["route"], asked["end"], asked["fact"]) == (["tender"], ["2028-04-01"], ["value:90000"])
    form = pages.visitor.get(address).get_data(as_text=True)
    assert 'value="Respite for carers"' in form
    assert 'name="agreement" value="C/1"' in form
    assert "Respite for carers" in pages.read("/agreements?show=no-project")
    posts = {name: pages.city.posts[post] for name, post in
             (("owner", "officer"), ("manager", "manager"), ("decider", "director"))}  # fmt: skip
    opened = pages.visitor.post("/projects/new", {
        "route": "tender", "end-day": "1", "end-month": "4", "end-year": "2028", "movable": "yes",
        "title": "Respite for carers", "summary": "What follows.", "still_open": "All.",
        "visibility": "staff",
        "agreement": "C/1", "fact": "value:90000", **posts,
    })  # fmt: skip
    assert opened.status_code == 303
    ref = opened.location.rsplit("/", 1)[1]
    project = views.project(pages.city.services, pages.city.people["officer"], ref).overview.project
    assert (project.agreement, project.facts["value"]) == ("C/1", 90000)
    assert ref in pages.read("/agreements/C/1")
    assert "About the agreement C/1" in pages.read(f"/projects/{ref}")
    assert "Respite for carers" not in pages.read("/agreements?show=no-project")


def test_an_agreement_of_another_body_cannot_be_planned_from(pages: Pages) -> None:
    other = add_body(pages.city.services, "Example Town Council", "example-town")
    file = f"{HEADING}T-1,Example Youth Link,Theirs,2026-04-01,2028-03-31,5,,\n".encode()
    import_register(kind="agreements", file=file, body=other.body, services=other.services)
    assert pages.visitor.get("/agreements/T-1").status_code == 404
    assert "T-1" not in pages.visitor.get("/projects/new?agreement=T-1").get_data(as_text=True)
    assert "Theirs" not in pages.read("/agreements")


def test_last_safe_starts_that_passed_are_listed_by_harm_with_their_rule(pages: Pages) -> None:
    pages.take_in(
        "C-1,Example Youth Link,Recent,2025-04-01,2028-01-14,1000,,contract",
        "C-2,Example Youth Link,Long ago and small,2025-04-01,2027-03-31,10,,contract",
        "C-3,Example Youth Link,Long ago and large,2025-04-01,2027-03-31,900000,,contract",
        "C-4,Example Youth Link,In time,2025-04-01,2030-03-31,1000,,contract",
        "C-5,Example Youth Link,Over,2020-04-01,2026-03-31,1000,,contract",
    )
    shown = pages.read("/agreements/last-safe-start-passed")
    places = [shown.index(title) for title in ("Long ago and large", "Long ago and small", "Recent")]
    assert places == sorted(places)
    assert "3 agreements" in shown
    assert "In time" not in shown
    assert "Over" not in shown
    assert "So the early conversation must start by" in shown
    assert "The latest date that fits the rules shown; not legal advice." in shown


def test_r112_a_renewal_shows_its_last_day_for_notice_and_what_was_decided(pages: Pages) -> None:
    pages.record(reference="C-1", renews="yes", renews_months="12", **{"ends-year": "2027"})
    shown = pages.read("/agreements/C-1")
    assert "Renews Thursday 1 April 2027" in shown
    assert "Last day to give notice Thursday 31 December 2026" in shown
    assert "Respite for carers" in pages.read("/agreements?show=renews")
    sent = {"term_ends": "2027-03-31", "decision": "renew"}
    refused = pages.visitor.post("/agreements/C-1/decide", {**sent, "reason": ""})
    assert (refused.status_code, "Say why. The reason is kept." in words(refused)) == (400, True)
    pages.read("/agreements/C-1")
    assert (
        pages.visitor.post("/agreements/C-1/decide", {**sent, "reason": "Still needed."}).status_code == 303
    )
    shown = pages.read("/agreements/C-1")
    assert "31 March 2027 It runs on Still needed. Commissioning Officer" in shown
    assert "Respite for carers" not in pages.read("/agreements?show=renews")


def test_the_file_of_the_register_runs_nothing_in_a_spreadsheet(pages: Pages) -> None:
    pages.take_in('C-1,"=HYPERLINK(""http://x"")",@SUM(1),2026-04-01,2028-03-31,5,,')
    answer = pages.visitor.get("/agreements.csv?show=no-exit")
    text = answer.get_data(as_text=True)
    assert answer.mimetype == "text/csv"
    assert "'=HYPERLINK" in text
    assert "'@SUM(1)" in text


def test_the_register_is_read_in_pages(pages: Pages) -> None:
    pages.take_in(*(f"C-{n},Example Youth Link,Work {n:03d},2026-04-01,2028-03-31,5,," for n in range(101)))
    assert "Page 1 of 3" in pages.read("/agreements")
    assert "Page 3 of 3" in pages.read("/agreements?page=3")
    assert "Page 1 of 3" in pages.read("/agreements?page=nonsense")


def test_r039_whoever_was_told_reads_the_alert_and_may_answer_it(pages: Pages) -> None:
    pages.record()
    sweep(pages.city.services, pages.city.services.clock.now())
    shown = pages.visitor.get("/alerts").get_data(as_text=True)
    alert = shown[shown.index("/alerts/") :]
    place = next(part.split('"')[0] for part in alert.split('href="') if part.startswith("/alerts/"))
    page = pages.read(place)
    assert "No plan yet: it ends on 31 March 2028" in page
    assert "Start planning, or record what happens" in page
    plan = {"plan": "We meet the provider.", "until-day": "8", "until-month": "12", "until-year": "2026"}
    assert pages.visitor.post(f"{place}/acknowledge", plan).status_code == 303
    assert "We meet the provider." in pages.read(place)
    manager = Visitor(pages.visitor.client.application)
    manager.sign_in(pages.city.emails["manager"])
    for address in ("/dashboard", "/alerts"):
        assert "No plan yet: it ends on 31 March 2028" in words(manager.get(address))

"""Award notices as agreements, the day of capture, what staff corrected since, and public records to read."""

from __future__ import annotations

import json
from datetime import date

import pytest
from sqlalchemy import select

from tests.support.city import NOW, build
from tests.support.tree import ROOT
from tests.support.uploads import as_csv, contracts, imported, send
from tests.support.visitors import Visitor, site, words
from workflow.clock import FixedClock
from workflow.commands import import_register as importer
from workflow.commands.export import last_safe_starts
from workflow.commands.import_register import import_register
from workflow.store import rows
from workflow.store.engine import reading, writing

WHOLE, EXCERPT = ROOT.parent / "shared" / "data", ROOT / "tests" / "data" / "findings"
CAPTURED = {"captured_on-day": "21", "captured_on-month": "3", "captured_on-year": "2026"}


@pytest.fixture
def city(sqlite_url, tmp_path):
    return build(sqlite_url, tmp_path)


@pytest.fixture
def officer(city):
    with site(city) as app:
        visitor = Visitor(app)
        visitor.sign_in(city.emails["officer"])
        yield visitor


def invented_award(end: str) -> bytes:
    period = {"startDate": "2025-04-01", "endDate": end}
    award = {"suppliers": [{"name": "Example Group"}], "contractPeriod": period}
    one = {"ocid": "ocds-x-1", "id": "1", "date": "2025-03-02", "tag": ["award"], "awards": [award]}
    one |= {"buyer": {"name": "Example City Council"}, "tender": {"title": "Lunch clubs"}}
    return json.dumps({"publisher": {"name": "Example Portal"}, "releases": [one]}).encode()


def test_an_award_notice_that_is_sent_becomes_an_agreement_with_source_and_day_of_capture(city, officer):
    address = send(officer, "awards", invented_award("2027-03-31"), "awards.json", **CAPTURED).location
    officer.get(f"{address}/preview")
    officer.post(f"{address}/import")
    page = words(officer.get("/agreements/ocds-x-1"))
    assert "Example Portal" in page and "21 March 2026" in page and "Example City Council" in page
    assert "Lunch clubs" in words(officer.get("/agreements/last-safe-start-passed"))


def test_real_award_notices_fill_the_list_of_last_safe_starts(city, officer):
    here = (WHOLE if WHOLE.is_dir() else EXCERPT) / "procurement"
    file = (here / "notice_timelines.json").read_bytes()
    done = import_register(kind="awards", file=file, body=city.body, services=city.services)
    starts = last_safe_starts(city.services, NOW.date())
    assert done.new and not done.refused
    other = [kept for kept in done.kept if "not by Example City Council" in kept.finding]
    assert len(other) == done.new - 1 or not WHOLE.is_dir(), "every buyer but one has an ocid"
    assert any(one.last_safe.agreement == "unknown-021560-2026" for one in starts)
    page = words(officer.get("/agreements/last-safe-start-passed"))
    assert WHOLE.is_dir() == ("Brighter Days Supports Limited" in page)


def test_an_import_keeps_what_staff_changed_since_and_says_so(city, officer):
    heading = "agreement id,organisation,title,start,end,value,value per year\n"
    first = heading + "C-1,Example Group,As published,2025-04-01,2028-03-31,1000,500\n"
    take = {"kind": "agreements", "body": city.body, "services": city.services}
    import_register(file=first.encode(), captured_on=date(2026, 3, 21), **take)
    page = officer.get("/agreements/C-1")
    assert "£500" in words(page) and "21 March 2026" in words(page)
    id_ = _stored(city)["id"]
    officer.get(f"/agreements/{id_}/edit")
    typed = {
        "title": "Mended here", "organisation": "Example Group", "instrument": "contract", "reference": "C-1",
        "post": city.posts["officer"],
        "value": "1,000", "value_per_year": "500", "exit_section": "See clause 12.", "renews": "no",
        "starts-day": "1", "starts-month": "4", "starts-year": "2025",
        "ends-day": "31", "ends-month": "3", "ends-year": "2028",
    }  # fmt: skip
    assert officer.post(f"/agreements/{id_}/edit", typed).status_code == 303
    again = first.replace("2028-03-31", "2029-03-31").replace("As published", "Published anew")
    done = import_register(file=again.encode(), **take)
    assert [kept.finding for kept in done.kept if kept.row] == [
        "kept: title, changed here on 24 November 2026"
    ]
    stored = _stored(city)
    assert (stored["title"], stored["ends"]) == ("Mended here", date(2029, 3, 31))
    without = again.replace(",value per year", "").replace(",1000,500", ",1001")
    import_register(file=without.encode(), **take)
    assert (_stored(city)["value_per_year"], _stored(city)["value"]) == (500, 1001)


def test_the_same_file_on_another_day_changes_nothing(city, officer):
    imported(officer, "agreements", as_csv(contracts(2)))
    later = city.at(date(2026, 12, 1)).services
    assert isinstance(later.clock, FixedClock)
    again = import_register(
        kind="agreements",
        file=as_csv(contracts(2)),
        body=city.body,
        services=later,
        source="register.csv",
        column_map={
            "Ref": "agreement id", "Provider": "organisation", "Contract title": "title",
            "Begins": "start", "Expiry": "end", "Total value": "value",
        },
    )  # fmt: skip
    assert (again.changed, again.unchanged, _stored(city)["captured_on"]) == (0, 2, NOW.date())


def test_imported_consultations_and_decisions_can_be_read_with_source_and_day_of_capture(city, officer):
    assert "None yet." in words(officer.get("/admin/import/records"))
    consultations = (
        "title,body,opened,closed,url\n"
        "Day centres,Example Borough Council,2025-01-06,2025-03-30,https://example.invalid/day\n"
    )
    decisions = (
        "council,title,decision_date,url\n"
        "Grants round,Example Borough Council,2025-05-06,https://example.invalid/g\n"
    ).replace("Grants round,Example Borough Council", "Example Borough Council,Grants round")
    take = {"body": city.body, "services": city.services, "captured_on": date(2026, 3, 21)}
    import_register(kind="consultations", file=consultations.encode(), **take)
    import_register(kind="decisions", file=decisions.encode(), **take)
    page = words(officer.get("/admin/import/records"))
    assert "opened 6 January 2025, closed 30 March 2025" in page
    assert "https://example.invalid/day captured 21 March 2026" in page and "Grants round" not in page
    page = words(officer.get("/admin/import/records?kind=decision&q=grants"))
    assert "Grants round" in page and "decided 6 May 2025" in page
    assert "None has these words." in words(officer.get("/admin/import/records?q=nothing"))


def _stored(city):
    with reading(city.services.engine) as connection:
        return dict(
            connection.execute(select(rows.agreement).order_by(rows.agreement.c.key)).mappings().first()
        )


def test_others_may_write_while_an_import_compares_names(city, monkeypatch):
    """On SQLite one transaction writes at a time: what takes long is done before it begins."""
    whole, written = importer.spelled, []

    def slow(records, known):
        with writing(city.services.engine) as connection:
            written.append(connection.execute(select(rows.body.c.id)).scalar())
        return whole(records, known)

    monkeypatch.setattr(importer, "spelled", slow)
    file = "agreement id,organisation,title,start,end\nC-1,Example Group,Lunch,2025-04-01,2028-03-31\n"
    done = import_register(kind="agreements", file=file.encode(), body=city.body, services=city.services)
    assert (done.new, len(written)) == (1, 1)

"""A09: a register comes in through the browser: columns matched, looked at, whole or not at all, once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tests.support.city import NOW, add_body, build
from tests.support.uploads import (
    HEADINGS,
    as_csv,
    as_workbook,
    contracts,
    guessed,
    imported,
    matched,
    send,
)
from tests.support.visitors import Visitor, site, words
from workflow.commands import imports
from workflow.store import importing, rows
from workflow.store import imports as store
from workflow.store.engine import reading, writing
from workflow.store.register import agreements


@pytest.fixture
def officer(city):
    with site(city) as app:
        visitor = Visitor(app)
        visitor.sign_in(city.emails["officer"])
        yield visitor


def kept(city):
    with reading(city.services.engine) as connection:
        return {agreement.key: agreement for agreement in agreements(connection, city.body)}


def count(city, table):
    with reading(city.services.engine) as connection:
        return connection.execute(select(func.count()).select_from(table)).scalar_one()


def test_a_workbook_with_a_title_above_its_headings_goes_in_in_one_sitting(city, officer):
    above = [["Contracts register"], ["As of", "1 November 2026"], []]
    file = as_workbook(contracts(3), above=above, Notes=[["nothing here"]])
    address = send(officer, "agreements", file, "register.xlsx").location
    page = officer.get(address)
    assert "Your column “Expiry” looks like: end" in words(page)
    assert list(guessed(page).values()) == ["agreement id", "organisation", "title", "start", "end", "value"]
    officer.post(f"{address}/columns", {**officer.fields, **guessed(page)})
    preview = words(officer.get(f"{address}/preview"))
    assert "New 3 Changed 0 Unchanged 0 Refused 0" in preview and not kept(city)
    officer.post(f"{address}/import")
    assert "Imported: 3 new, 0 changed, 0 unchanged, 0 refused." in words(officer.get(address))
    one = kept(city)["C-00001"]
    assert (one.end.isoformat(), one.value, one.source) == ("2028-02-28", 1001, "register.xlsx")


def test_the_preview_says_what_would_change_and_what_is_refused_or_odd(city, officer):
    imported(officer, "agreements", as_csv(contracts(4)))
    again = [*contracts(1), *contracts(1, 2, c4="2029-01-31"), *contracts(1, 3, c4="soon")]
    again += [*contracts(1, 4, c4=""), *contracts(1, 5, c4="2023-03-31"), *contracts(1, 6, c1="Jane Sample")]
    address = matched(officer, "agreements", as_csv(again))
    page = words(officer.get(f"{address}/preview"))
    assert "New 1 Changed 2 Unchanged 1 Refused 2" in page
    assert "left out, since they look like a natural person 1" in page and "Sample" not in page
    assert "end: was 28 March 2028, will be 31 January 2029" in page
    assert "The end “soon” is not a date. Write 2027-03-31 or 31/03/2027, or leave it empty." in page
    assert "Kept without an end date 1" in page and "no end date" in page
    assert "ends on 31 March 2023, before its start on 1 April 2024" in page


def test_an_import_acts_once_however_often_it_is_sent(city, officer):
    address = matched(officer, "agreements", as_csv(contracts(5)))
    officer.get(f"{address}/preview")
    first, second = officer.post(f"{address}/import"), officer.post(f"{address}/import")
    assert (first.status_code, second.status_code) == (303, 303)
    assert "Nothing was done twice" in words(officer.get(address))
    assert len(kept(city)) == 5
    with reading(city.services.engine) as connection:
        told = connection.execute(select(rows.audit_entry.c.kind)).scalars().all()
    assert told.count("register_imported") == 1


def test_the_same_sending_twice_keeps_one_file(city, officer):
    officer.get("/admin/import")
    key = officer.fields["key"]
    first = send(officer, "agreements", as_csv(contracts(1)), key=key)
    second = send(officer, "agreements", as_csv(contracts(1)), key=key)
    other = send(officer, "agreements", as_csv(contracts(2)), key=key)
    assert first.location == second.location != other.location
    assert count(city, rows.import_round) == 2


def test_a_matching_is_remembered_for_the_next_file_with_these_headings(city, officer):
    headings = ("Nr", "Who", "What", "Day one", "Day two", "Sum")
    chosen = dict(zip([f"column-{n}" for n in range(6)], (
        "agreement id", "organisation", "title", "start", "end", "value"), strict=True))  # fmt: skip
    imported(officer, "agreements", as_csv(contracts(2), headings), **chosen)
    page = officer.get(send(officer, "agreements", as_csv(contracts(1, 9), headings)).location)
    assert "You matched these headings before." in words(page) and guessed(page) == chosen
    foreign = add_body(city.services, "Example Borough Council", "example-borough")
    with site(city) as app:
        other = Visitor(app)
        other.sign_in(foreign.emails["officer"])
        page = other.get(send(other, "agreements", as_csv(contracts(1)), name="x.csv").location)
        assert "before" not in words(page)


def test_a_column_that_is_needed_and_not_matched_is_asked_for_on_the_page(city, officer):
    address = send(officer, "agreements", as_csv(contracts(1))).location
    page = officer.get(address)
    asked = {**officer.fields, **guessed(page), "column-4": ""}
    answer = officer.post(f"{address}/columns", asked)
    assert answer.status_code == 400 and "No column is matched to: end." in words(answer)
    twice = officer.post(f"{address}/columns", {**asked, "column-4": "start"})
    assert "Two columns are matched to “start”." in words(twice)
    assert officer.get(f"{address}/preview").status_code == 302


@pytest.mark.parametrize(
    "file, mend",
    [
        (b"", "Choose a file that is not empty."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "old Excel file (.xls)"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b"PK\x03\x04 and then nothing", "damaged"),
        (b"a" * (10 * 1024 * 1024 + 1), "larger than 10 MB"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_the_mend_and_not_kept(city, officer, file, mend):
    answer = send(officer, "agreements", file, "register.xlsx")
    assert answer.status_code == 400 and mend in words(answer)
    assert count(city, rows.import_round) == 0


def test_an_import_that_died_with_its_process_kept_nothing_and_begins_again(city, officer):
    address = matched(officer, "agreements", as_csv(contracts(3)))
    id_ = address.rsplit("/", 1)[1]
    with writing(city.services.engine) as connection:
        assert store.claim(
            connection, id_, NOW, imports.one(city.services, city.people["officer"], id_).version
        )
    page = officer.get(address)
    assert page.headers["Refresh"] == "2" and "0 of 3 rows are read" in words(page)
    assert "http-equiv" not in page.get_data(as_text=True) and not kept(city)
    later = city.at(NOW + timedelta(minutes=2, seconds=1))
    with site(later) as app:
        visitor = Visitor(app)
        visitor.sign_in(city.emails["officer"])
        page = visitor.get(address)
        assert "Nothing of it was kept." in words(page) and "Refresh" not in page.headers
        visitor.post(f"{address}/import")
        assert "Imported: 3 new" in words(visitor.get(address))


def test_a_fault_in_the_middle_of_storing_keeps_nothing(city, officer, monkeypatch):
    address = matched(officer, "agreements", as_csv(contracts(2500)))
    officer.get(f"{address}/preview")
    whole, written = importing._write, []

    def breaks(connection, table, part):
        written.append(len(part))
        if len(written) == 3:
            raise RuntimeError("the disk is gone")
        whole(connection, table, part)

    monkeypatch.setattr(importing, "_write", breaks)
    officer.post(f"{address}/import")
    assert written == [1000, 1000, 500]
    assert "Nothing of it was kept: send it again." in words(officer.get(address))
    assert not kept(city) and count(city, rows.audit_entry) == 1


def test_progress_is_real_and_told_while_the_rows_are_read(city, officer, monkeypatch):
    told = []
    whole = store.beat
    monkeypatch.setattr(
        store, "beat", lambda c, id_, word, now, done: (told.append(done), whole(c, id_, word, now, done))
    )
    imported(officer, "agreements", as_csv(contracts(1200)))
    assert told == [500, 1000, 1200] and len(kept(city)) == 1200


def test_the_file_is_kept_until_it_is_imported_and_for_a_day_at_the_most(city, officer):
    imported(officer, "agreements", as_csv(contracts(1)))
    waiting = send(officer, "agreements", as_csv(contracts(2))).location
    stored = select(rows.import_round.c.file).where(rows.import_round.c.file.is_not(None))
    with reading(city.services.engine) as connection:
        assert len(connection.execute(stored).all()) == 1
    for hours, gone in ((24, False), (24.01, True)):
        with writing(city.services.engine) as connection:
            assert store.purge(connection, NOW + timedelta(hours=hours)) == int(gone)
    assert "Thrown away" in words(officer.get("/admin/import"))
    assert officer.get(waiting).status_code == 200 and not officer.get(f"{waiting}/preview").is_json


def test_another_councils_file_answers_as_if_it_did_not_exist(city, officer):
    address = matched(officer, "agreements", as_csv(contracts(1)))
    foreign = add_body(city.services, "Example Borough Council", "example-borough")
    with site(city) as app:
        other = Visitor(app)
        other.sign_in(foreign.emails["officer"])
        for page in ("", "/columns", "/preview", "/refused.csv"):
            assert other.get(address + page).status_code == 404
        for act in ("/columns", "/import", "/drop"):
            assert other.post(address + act).status_code == 404
        assert "register.csv" not in words(other.get("/admin/import"))
    assert officer.get(f"{address}/preview").status_code == 200


def test_whoever_matched_the_columns_otherwise_meanwhile_is_not_overruled(city, officer):
    address = matched(officer, "agreements", as_csv(contracts(1)))
    officer.get(f"{address}/preview")
    seen = officer.fields["version"]
    page = officer.get(f"{address}/columns")
    officer.post(f"{address}/columns", {**guessed(page), "column-5": "", "heading": "1", "sheet": ""})
    assert officer.post(f"{address}/import", {"version": seen}).status_code == 409 and not kept(city)


def test_the_refused_rows_can_be_fetched_and_hold_no_formula(city, officer):
    bad = contracts(1, c2='=HYPERLINK("https://example.invalid")', c3="+1", c4="@soon")
    address = matched(officer, "agreements", as_csv([*bad, *contracts(1, 2)]))
    answer = officer.get(f"{address}/refused.csv")
    text = answer.get_data(as_text=True)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "'=HYPERLINK" in text and "'@soon" in text and "C-00002" not in text


def test_1000_rows_are_imported_in_one_sitting_within_the_wait_of_one_page(city, officer):
    page = imported(officer, "agreements", as_workbook(contracts(1000)), "register.xlsx")
    assert "Imported: 1000 new" in words(page) and len(kept(city)) == 1000
    assert HEADINGS[0] not in kept(city)


def test_the_steps_can_be_walked_in_a_browser_and_axe_finds_nothing(
    sqlite_url, live_server, browser, axe, tmp_path
):
    city, register = build(sqlite_url, tmp_path), tmp_path / "register.csv"
    register.write_bytes(as_csv([*contracts(3), *contracts(1, 4, c4="soon")]))
    with site(city) as app:
        context = browser.new_context(java_script_enabled=True)
        page = context.new_page()
        page.goto(f"{live_server(app)}/sign-in?next=/admin/import")
        page.fill("#email", city.emails["officer"])
        page.fill("#password", "a long enough pass phrase")
        page.click("main button")
        assert axe(page) == []
        page.check("#kind")
        page.set_input_files("#file", register)
        for step in ("Send and continue", "Save and see what would change", "Import"):
            page.get_by_role("button", name=step, exact=True).click()
            for width in (1280, 320):
                page.set_viewport_size({"width": width, "height": 900})
                assert axe(page) == [], step
                assert page.evaluate("document.documentElement.scrollWidth") <= width, step
        assert "3 new" in page.inner_text("main")
        context.close()

"""Records and documents: who may see each, what is kept of a file, and what everyone may open."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.support.city import add_body, build
from tests.support.visitors import Visitor, site, words
from workflow.clock import FixedClock
from workflow.commands import views
from workflow.commands.evidence import Details, Upload, add_evidence, folder
from workflow.commands.partners import Part, name_partner
from workflow.commands.tidying import tidy
from workflow.errors import BadRequest
from workflow.project.file_kinds import LARGEST
from workflow.store import bodies
from workflow.store.engine import writing

PDF = b"%PDF-1.7 an example"
TASK = {"stage": "need", "task": "needs_assessment"}
PATH = "/projects/{ref}/stages/need/evidence/needs_assessment"


def word_file(*more: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        for name in ("[Content_Types].xml", "word/document.xml", *more):
            package.writestr(name, "<x/>")
    return target.getvalue()


@pytest.fixture
def city(sqlite_url, tmp_path):
    found = build(sqlite_url, tmp_path)
    with writing(found.services.engine) as connection:
        version = next(b for b in views.bodies(found.services) if b.id == found.body).version
        bodies.change(connection, found.body, version, dates_public=True)
    return found


@pytest.fixture
def sit(city):
    """A signed-in visitor for a post of the city."""
    with site(city) as app:

        def visitor(who="officer", of=city):
            found = Visitor(app)
            if who:
                found.sign_in(of.emails[who])
            return found

        yield visitor


def put(city, ref, name="needs.pdf", content=PDF, seen="public", by="officer", **details):
    """A file added to a task; its record."""
    told = Details(**{"title": "Needs assessment", **details})
    file = Upload(name, io.BytesIO(content))
    asked = {**TASK, "form": "file", "text": "", "visibility": seen, "details": told, "file": file}
    return add_evidence(ref=ref, **asked, by=city.people[by], services=city.services).project.evidence[-1]


def kept(city) -> list[Path]:
    return [path for path in folder(city.services).glob("??/*") if path.is_file()]


def send_file(visitor, ref, name, content, **more):
    path = PATH.format(ref=ref)
    page = visitor.get(f"{path}?add=file").text
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))
    typed = {**hidden, "title": "Needs", "visibility": "public", "file": (io.BytesIO(content), name), **more}
    return visitor.client.post(path, data=typed, content_type="multipart/form-data")


def test_r085_a_public_document_opens_without_an_account_and_no_other_does(city, sit):
    ref = city.open()
    public, staff = put(city, ref), put(city, ref, seen="staff")
    exempt = put(city, ref, seen="exempt", rule="10.4(3)")
    anyone = sit(None)
    answer = anyone.get(f"/changes/{ref}/documents/{public.id}")
    assert (answer.status_code, answer.data, answer.mimetype) == (200, PDF, "application/pdf")
    assert answer.headers["Content-Disposition"] == "attachment; filename=needs.pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Needs assessment PDF, 1KB" in words(anyone.get(f"/changes/{ref}"))
    for record in (staff.id, exempt.id, "0" * 20):
        assert anyone.get(f"/changes/{ref}/documents/{record}").status_code == 404
    assert anyone.get(f"/projects/{ref}/records/{public.id}/file").status_code == 302
    hidden = city.open("Only for staff", visibility="staff")
    inside = put(city, hidden)
    assert anyone.get(f"/changes/{hidden}/documents/{inside.id}").status_code == 404


def test_r085_an_exempt_record_opens_to_those_the_policy_names_and_each_reading_is_kept(city, sit):
    ref = city.open()
    record = put(city, ref, seen="exempt", rule="10.4(3)")
    path = f"/projects/{ref}/records/{record.id}"
    readers = {"officer": 200, "manager": 200, "director": 200, "admin": 200, "other": 403, "compact": 403}
    for who, status in readers.items():
        assert sit(who).get(f"{path}/file").status_code == status, who
    assert sit("other").get(path).status_code == 403
    elsewhere = add_body(city.services, "Example Borough Council", "example-borough")
    assert sit("manager", elsewhere).get(f"{path}/file").status_code == 404
    page = words(sit("other").get(f"/projects/{ref}/documents"))
    assert "Exempt under rule 10.4(3)" in page
    history = words(sit("other").get(f"/projects/{ref}/history?kind=exempt_record_read"))
    assert history.count("Exempt record read: Needs assessment") == 4
    assert "by Director of Adults and Health" in history and "no entries altered" in history


def test_r085_a_body_that_takes_part_reads_the_documents_but_nothing_exempt_and_no_other_project(city, sit):
    elsewhere = add_body(city.services, "Example Borough Council", "example-borough")
    ref, other = city.open(), city.open("Not theirs")
    part = Part("Example Borough Council", "council", "takes_part", posts=("Commissioning Officer",))
    name_partner(ref=ref, part=part, by=city.people["officer"], services=city.services)
    plain, exempt = put(city, ref, seen="staff"), put(city, ref, seen="exempt", rule="10.4(3)")
    away = put(city, other, seen="staff")
    partner = sit("officer", elsewhere)
    asked = {(ref, plain.id): 200, (ref, exempt.id): 403, (other, away.id): 404}
    for (project, record), status in asked.items():
        assert partner.get(f"/projects/{project}/records/{record}/file").status_code == status


def test_r085_what_was_said_in_an_exempt_note_stands_on_no_page_but_its_own(city, sit):
    ref = city.open()
    note = {**TASK, "form": "note", "text": "The bidder is short of cash.", "visibility": "exempt"}
    asked = {"details": Details(rule="10.4(3)"), "by": city.people["officer"], "services": city.services}
    (record,) = add_evidence(ref=ref, **note, **asked).project.evidence
    for who in ("officer", "other"):
        for path in ("/documents", "/history", "/stages/need", "/history.json", "/history.csv", ""):
            assert "short of cash" not in sit(who).get(f"/projects/{ref}{path}").text, (who, path)
        assert "short of cash" not in sit(who).get(PATH.format(ref=ref)).text
    assert "short of cash" in sit("officer").get(f"/projects/{ref}/records/{record.id}").text


@pytest.mark.parametrize(
    ("name", "content", "status"),
    [
        ("plan.pdf", PDF, 303),
        ("plan.pdf", b"MZ\x90 a program", 400),
        ("plan.exe", PDF, 400),
        ("plan.docx", word_file(), 303),
        ("plan.docx", word_file("word/vbaProject.bin"), 400),
        ("plan.xlsx", word_file(), 400),
        ("plan.txt", b"text\0and more", 400),
        ("plan.html", b"<!doctype html><script>alert(1)</script>", 303),
    ],
)
def test_a_file_is_known_by_its_name_and_its_content(city, sit, name, content, status):
    ref = city.open()
    assert send_file(sit(), ref, name, content).status_code == status
    assert len(kept(city)) == (status == 303)


@pytest.mark.parametrize(
    ("size", "fits"), [(LARGEST, True), (LARGEST + 1, False)], ids=["25MB", "a byte more"]
)
def test_a_file_may_have_25_megabytes_and_no_more(city, size, fits):
    ref, content = city.open(), PDF + b" " * (size - len(PDF))
    if fits:
        assert put(city, ref, content=content).size == size
    else:
        with pytest.raises(BadRequest, match="smaller than 25MB"):
            put(city, ref, content=content)
    assert len(kept(city)) == fits


def test_a_file_too_large_is_told_so_on_its_page(city, sit, monkeypatch):
    monkeypatch.setattr("workflow.commands.evidence.LARGEST", 1000)
    answer = send_file(sit(), city.open(), "plan.pdf", PDF + b" " * 1000)
    assert (answer.status_code, "The file must be smaller than 25MB" in words(answer)) == (400, True)


def test_the_same_file_sent_twice_is_kept_once_and_a_refused_one_not_at_all(city, sit):
    officer, ref = sit(), city.open()
    page = officer.get(f"{PATH.format(ref=ref)}?add=file").text
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))
    for _ in range(2):
        typed = {**hidden, "title": "Needs", "visibility": "staff", "file": (io.BytesIO(PDF), "plan.pdf")}
        answer = officer.client.post(PATH.format(ref=ref), data=typed, content_type="multipart/form-data")
        assert answer.status_code == 303
    typed = {**hidden, "title": "Other", "visibility": "staff", "file": (io.BytesIO(PDF), "plan.pdf")}
    stale = officer.client.post(PATH.format(ref=ref), data=typed, content_type="multipart/form-data")
    assert (stale.status_code, len(kept(city))) == (409, 1)
    other = {**TASK, "form": "file", "text": "", "visibility": "exempt", "details": Details(title="x")}
    with pytest.raises(BadRequest, match="why this is exempt"):
        add_evidence(ref=ref, **other, file=Upload("a.pdf", io.BytesIO(PDF)), by=city.people["officer"],
                     services=city.services)  # fmt: skip
    assert len(kept(city)) == 1


def test_what_an_interruption_left_goes_with_the_tidy_and_nothing_else_does(city):
    ref = city.open()
    put(city, ref)
    place = folder(city.services) / "ab"
    place.mkdir(parents=True, exist_ok=True)
    (place / "ab0123.part").write_bytes(PDF)
    (place / "ab4567").write_bytes(PDF)
    tidy(city.services)
    assert len(kept(city)) == 3, "what is younger than a day may still be on its way"
    later = city.services.clock.now() + timedelta(days=3650)
    tidy(replace(city.services, clock=FixedClock(later)))
    assert len(kept(city)) == 1


def test_a_pdf_alone_asks_for_a_version_that_everyone_can_read(city, sit):
    ref, officer = city.open(), sit()
    put(city, ref)
    assert "PDF only. Add an HTML or Word version." in words(officer.get(f"/projects/{ref}/documents"))
    put(city, ref, "needs.docx", word_file())
    assert "PDF only" not in words(officer.get(f"/projects/{ref}/documents"))


def test_r085_a_new_version_stands_in_the_table_and_the_old_one_stays_below(city, sit):
    ref, officer = city.open(), sit()
    old = put(city, ref)
    new = put(city, ref, "needs2.pdf", PDF + b" 2", replaces=old.id, title="Needs assessment, revised")
    page = words(officer.get(f"/projects/{ref}/documents"))
    assert "Earlier versions: Needs assessment, revised" in page and (new.version, new.replaces) == (
        2,
        old.id,
    )
    with pytest.raises(BadRequest, match="already taken its place"):
        put(city, ref, replaces=old.id)


def test_who_may_see_a_document_is_changed_with_a_reason_and_the_history_says_from_what(city, sit):
    ref, officer = city.open(), sit()
    record = put(city, ref)
    path = f"/projects/{ref}/records/{record.id}/shown"
    page = officer.get(path).text
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))
    without = officer.client.post(path, data={**hidden, "visibility": "exempt", "reason": "Prices."})
    assert (without.status_code, "why this is exempt" in words(without)) == (400, True)
    typed = {
        **hidden,
        "visibility": "exempt",
        "rule": "10.4(3)",
        "reason": "It names the prices of a bidder.",
    }
    assert officer.client.post(path, data=typed).status_code == 303
    assert sit(None).get(f"/changes/{ref}/documents/{record.id}").status_code == 404
    history = words(officer.get(f"/projects/{ref}/history"))
    assert "from The public may see it to Exempt under rule 10.4(3)." in history


def test_a_meeting_is_logged_with_its_day_who_took_part_and_how(city, sit):
    ref, officer = city.open(), sit()
    path = PATH.format(ref=ref)
    page = officer.get(f"{path}?add=meeting").text
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))
    typed = {**hidden, "visibility": "public", "who": "Example Carers Group", "text": "Evenings are missing."}
    day = {"held_on-day": "3", "held_on-month": "11", "held_on-year": "2026"}
    short = officer.client.post(path, data={**typed, **day})
    assert (short.status_code, "Choose how they took part" in words(short)) == (400, True)
    assert officer.client.post(path, data={**typed, **day, "method": "advising"}).status_code == 303
    (record,) = views.project(city.services, city.people["officer"], ref).overview.project.evidence
    assert (record.held_on, record.method, record.form) == (date(2026, 11, 3), "advising", "meeting")
    assert "Meeting of 3 November 2026" in words(officer.get(path))

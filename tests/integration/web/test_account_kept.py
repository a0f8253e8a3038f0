"""An expired sign-in keeps what was typed for an hour, for the same person, once (product.md 3.1)."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from tests.support.city import NOW, PASSWORD
from tests.support.visitors import Visitor, site, words
from workflow.commands import suspension
from workflow.store import rows
from workflow.store.engine import reading

REASON = "The needs assessment found that <nobody> uses it & the building is closed."
EXPIRED = timedelta(hours=2)


@pytest.fixture
def ref(city):
    return city.open()


@pytest.fixture
def typed(city, ref):
    """Somebody who filled a form in, and sent it after their sign-in had ended; the answer to it."""
    with site(city) as app:
        visitor = Visitor(app)
        visitor.sign_in(city.emails["officer"])
        visitor.get(f"/projects/{ref}/questions")
        cookie, fields = visitor.client.get_cookie("session").value, visitor.fields
    late = city.at(NOW + EXPIRED)
    with site(late) as app:
        back = Visitor(app)
        back.client.set_cookie("session", cookie)
        back.fields = fields
        page = f"/projects/{ref}/questions"
        answer = back.post(
            page,
            {"still_open": REASON, "password": "not kept"},
            headers={"Referer": f"http://localhost{page}"},
        )
        yield late, app, back, answer


def forms(city):
    with reading(city.services.engine) as connection:
        return connection.execute(rows.kept_form.select()).mappings().all()


def sign_in(visitor, city, answer, who="officer"):
    """Sign in on the page that the answer leads to; where that leads."""
    assert answer.status_code == 302 and answer.location.startswith("/sign-in?kept=")
    visitor.fields = {}
    said = words(visitor.get(answer.location))
    assert "kept for 1 hour" in said and "Files are not kept" in said
    return visitor.post("/sign-in", {"email": city.emails[who], "password": PASSWORD}).location


def test_after_signing_in_the_form_is_there_again_and_ready_to_send(typed, ref):
    city, _app, visitor, answer = typed
    target = sign_in(visitor, city, answer)
    assert urlsplit(target).path == f"/projects/{ref}/questions"
    visitor.fields = {}
    page = visitor.get(target)
    text = page.get_data(as_text=True)
    assert "&lt;nobody&gt; uses it &amp; the building is closed." in text
    assert "What you typed is here again" in words(page)
    assert forms(city) == [], "it is given back once"
    sent = visitor.post(f"/projects/{ref}/questions", {"still_open": REASON})
    assert sent.status_code == 303
    assert "uses it" in words(visitor.get(f"/projects/{ref}/questions"))


def test_somebody_else_who_signs_in_there_sees_nothing_of_it(typed):
    city, _app, visitor, answer = typed
    target = sign_in(visitor, city, answer, "manager")
    assert target == "/dashboard" and len(forms(city)) == 1
    kept = answer.location.partition("=")[2]
    assert "&lt;nobody&gt;" not in visitor.get(f"/projects/new?kept={kept}").get_data(as_text=True)


def test_it_is_kept_sealed_without_passwords_for_an_hour(typed):
    city, _app, visitor, answer = typed
    (row,) = forms(city)
    assert "building" not in str(dict(row)) and "not kept" not in str(dict(row))
    with site(city.at(NOW + EXPIRED + timedelta(hours=1, seconds=1))) as app:
        late = Visitor(app)
        late.get(answer.location)
        assert (
            late.post("/sign-in", {"email": city.emails["officer"], "password": PASSWORD}).location == "/work"
        )


def test_a_stranger_fills_nothing_into_the_store(city, ref):
    with site(city) as app:
        stranger = Visitor(app)
        answer = stranger.post(f"/projects/{ref}/questions", {"still_open": REASON})
        assert answer.location == "/sign-in" and forms(city) == []


def test_the_form_goes_back_to_no_other_site(city, ref):
    with site(city) as app:
        visitor = Visitor(app)
        visitor.sign_in(city.emails["officer"])
        visitor.get(f"/projects/{ref}/questions")
        visitor.get("/account")
        cookie, fields = visitor.client.get_cookie("session").value, visitor.fields
    with site(city.at(NOW + EXPIRED)) as app:
        back = Visitor(app)
        back.client.set_cookie("session", cookie)
        back.fields = fields
        back.post(
            f"/projects/{ref}/questions", {"still_open": REASON}, headers={"Referer": "http://evil.example/x"}
        )
    assert [re.sub(r"\?.*", "", row["page"]) for row in forms(city)] == [f"/projects/{ref}/questions"]


def test_what_somebody_typed_who_was_suspended_meanwhile_is_there_once_that_is_ended(city, ref):
    officer, admin = city.people["officer"].person, city.people["admin"]
    page = f"/projects/{ref}/questions"
    with site(city) as app:
        visitor = Visitor(app)
        visitor.sign_in(city.emails["officer"])
        visitor.get(page)
        suspension.suspend(person=officer, by=admin, services=city.services)
        answer = visitor.post(page, {"still_open": REASON}, headers={"Referer": f"http://localhost{page}"})
        kept = answer.location
        visitor.fields = {}
        visitor.get(kept)
        told = {"email": city.emails["officer"], "password": PASSWORD}
        assert visitor.post("/sign-in", told).status_code == 400, "not while it lasts"
        suspension.end_suspension(person=officer, by=admin, services=city.services)
        target = sign_in(visitor, city, answer)
        assert "uses it &amp; the building" in visitor.get(target).get_data(as_text=True)

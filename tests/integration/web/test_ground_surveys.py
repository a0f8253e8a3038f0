"""A survey's export becomes counts of a project's consultation; no reply, name or address is kept."""

from __future__ import annotations

import io

import pytest
from sqlalchemy import select

from tests.support.city import add_body
from tests.support.uploads import replies
from tests.support.visitors import Visitor, site, words
from workflow.store import rows
from workflow.store.engine import reading


@pytest.fixture
def officer(city):
    with site(city) as app:
        visitor = Visitor(app)
        visitor.sign_in(city.emails["officer"])
        yield visitor


def sent(visitor, file, name="replies.csv"):
    visitor.get("/admin/import/survey")
    data = {"file": (io.BytesIO(file), name)}
    return visitor.post("/admin/import/survey", data, content_type="multipart/form-data")


def test_replies_are_counted_for_a_project_and_thrown_away(city, officer):
    ref = city.open()
    address = sent(officer, replies(30)).location
    look = words(officer.get(address))
    assert "30 replies" in look and "Your e-mail" in look and "person1@" not in look and "Idea 1" not in look
    kept = officer.post(address, {"title": "Lunch club", "project": ref})
    page = words(officer.get(kept.location))
    assert "Do you use the service? Answered by 30 Answer Replies Yes not shown No not shown" in page
    assert "Left out, since they look personal Your e-mail" in page and ref in page
    with reading(city.services.engine) as connection:
        assert connection.execute(select(rows.import_round.c.file)).scalar_one() is None
        told = str(connection.execute(select(rows.survey.c.data)).scalar_one())
    assert "example.invalid" not in told and "Idea" not in told
    assert officer.get(address).status_code == 302 and "Lunch club" in words(
        officer.get("/admin/import/survey")
    )


def test_another_councils_replies_are_not_there_and_a_form_sent_twice_counts_once(city, officer):
    address = sent(officer, replies(30)).location
    officer.get(address)
    fields = dict(officer.fields)
    first = officer.post(address, {**fields, "title": "Lunch club"})
    assert officer.post(address, {**fields, "title": "Lunch club"}).status_code in (303, 409)
    foreign = add_body(city.services, "Example Borough Council", "example-borough")
    with site(city) as app:
        other = Visitor(app)
        other.sign_in(foreign.emails["officer"])
        assert other.get(first.location).status_code == 404 and other.get(address).status_code == 404
    with reading(city.services.engine) as connection:
        assert len(connection.execute(select(rows.survey.c.id)).all()) == 1

"""P21: contacts of organisations sign in by a link in a mail, once, for a short time, and see their own."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from tests.support.city import NOW
from tests.support.doors import CONTACT, add_contact, doors
from tests.support.visitors import Visitor, site, words
from workflow.commands import accounts, contact_links
from workflow.store import accounts as stored
from workflow.store import rows
from workflow.store.engine import reading, writing

TOKEN = re.compile(r"/([\w-]{43})(?![\w-])")


@pytest.fixture
def app(city):
    with site(city) as found:
        yield found


def table(city, name):
    with reading(city.services.engine) as connection:
        return connection.execute(getattr(rows, name).select()).mappings().all()


def token_in_mail(city, to):
    """The token of the newest mail to an address, as its reader finds it."""
    mails = [row for row in table(city, "outbox") if row["to_address"] == to]
    return TOKEN.search(mails[-1]["text"]).group(1)


def accept(app, city):
    """A contact who has accepted the invitation, signed in."""
    visitor = Visitor(app)
    token = doors(city)["contact"]
    assert "Example Lunch Club" in words(visitor.get(f"/account/invitations/{token}"))
    answer = visitor.post(f"/account/invitations/{token}")
    return visitor, answer


def test_a_contact_accepts_and_later_signs_in_by_a_link_of_15_minutes(app, city):
    visitor, answer = accept(app, city)
    organisation = table(city, "contact")[0]["organisation"]
    assert answer.location == f"/organisations/{organisation}"
    assert visitor.get("/account").status_code == 200 and visitor.get("/work").status_code == 403
    assert "If we know this address" in words(Visitor(app).post("/account/sign-in", {"email": CONTACT}))
    token = token_in_mail(city, CONTACT)
    again = Visitor(app)
    assert again.get(f"/account/sign-in/{token}").status_code == 200
    assert again.post(f"/account/sign-in/{token}").location == f"/organisations/{organisation}"
    assert Visitor(app).post(f"/account/sign-in/{token}").status_code == 410, "once"
    for minutes, status in ((14, 200), (15, 410)):
        token = asked_again(city)
        with site(city.at(NOW + timedelta(minutes=minutes))) as later:
            assert Visitor(later).get(f"/account/sign-in/{token}").status_code == status


def asked_again(city):
    contact_links.ask_link(email=CONTACT, source="", services=city.services)
    return token_in_mail(city, CONTACT)


def test_a_link_is_sent_to_contacts_alone_and_nobody_learns_to_whom(app, city, monkeypatch):
    accept(app, city)
    checked, told = [], set()
    monkeypatch.setattr(accounts, "_verify", lambda known, given: bool(checked.append(known)))
    for email in (CONTACT, city.emails["officer"], "nobody@example.invalid"):
        told.add(words(Visitor(app).post("/account/sign-in", {"email": email})))
    assert len(told) == 1 and len(checked) == 3
    assert {row["to_address"] for row in table(city, "outbox")} == {CONTACT}


def test_an_expired_invitation_of_a_contact_sends_a_new_one_that_works(city):
    token = doors(city)["contact"]
    later = city.at(NOW + timedelta(days=8))
    with site(later) as app:
        visitor = Visitor(app)
        answer = visitor.get(f"/account/invitations/{token}")
        assert answer.status_code == 410 and "This link has expired" in words(answer)
        visitor.post(f"/account/invitations/{token}", {"again": "yes"})
        fresh = token_in_mail(city, CONTACT)
        assert fresh != token
        assert Visitor(app).post(f"/account/invitations/{fresh}").location.startswith("/organisations/")


def test_a_contact_who_was_removed_is_out_at_once_and_gets_no_link(app, city):
    visitor, _answer = accept(app, city)
    with writing(city.services.engine) as connection:
        connection.execute(rows.contact.update().values(ended_at=NOW))
        actor = stored.actor(connection, str(table(city, "contact")[0]["person"]), city.services.today)
    assert actor is not None and (actor.roles, actor.organisation) == (frozenset(), None)
    Visitor(app).post("/account/sign-in", {"email": CONTACT})
    assert table(city, "outbox") == []


def test_whoever_holds_a_post_is_never_a_contact_by_the_way(app, city):
    organisation = add_contact_of_officer(city)
    with reading(city.services.engine) as connection:
        actor = stored.actor(connection, city.people["officer"].person, city.services.today)
    assert organisation and actor is not None and actor.organisation is None and "commissioner" in actor.roles


def add_contact_of_officer(city):
    with writing(city.services.engine) as connection:
        organisation = add_contact(connection, city, "x@example.invalid")
        connection.execute(rows.contact.update().values(person=city.people["officer"].person))
    return organisation

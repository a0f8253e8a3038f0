"""A body keeps its people: from a list, without a lost second factor, with agreements, after a merge."""

from __future__ import annotations

from io import BytesIO

import pytest
from sqlalchemy import select

from tests.support.city import add_body, build
from tests.support.doors import CONTACT, add_contact
from tests.support.organisations import add, merge, undo
from tests.support.visitors import Visitor, site, words
from workflow.commands import second_factor
from workflow.commands.import_register import import_register
from workflow.commands.people_list import import_people
from workflow.store import links, rows, second_factors
from workflow.store.engine import reading, writing

HEADING = "post,roles,directorate,email\n"
LIST = (
    f"{HEADING}Contracts Manager,manager; commissioner,Adults,contracts@example.invalid\n"
    "Grants Officer,commissioner,,\nNobody,queen,,\nCommissioning Officer,commissioner,,\n"
)


@pytest.fixture
def city(sqlite_url, tmp_path):
    return build(sqlite_url, tmp_path)


@pytest.fixture
def admin(city):
    with site(city) as app:
        visitor = Visitor(app)
        visitor.sign_in(city.emails["admin"])
        yield visitor


def found(city, table, *columns):
    with reading(city.services.engine) as connection:
        return connection.execute(select(*(getattr(rows, table).c[name] for name in columns))).all()


def test_a_list_adds_posts_and_invites_once_by_browser_and_by_command(city, admin):
    assert "Columns: post, roles, directorate, email." in words(admin.get("/admin/people/list"))
    sent = {"file": (BytesIO(LIST.encode()), "people.csv")}
    page = words(admin.post("/admin/people/list", sent, content_type="multipart/form-data"))
    assert "Posts added: 2. Vacant posts filled: 0. Unchanged: 1. Rows refused: 1." in page
    assert "Row 3 Say what the post may do" in page and "no address: the post is vacant" in page
    assert ("contracts@example.invalid",) in found(city, "outbox", "to_address")
    again = import_people(file=LIST.encode(), body=city.body, services=city.services)
    assert (again.new, again.changed, again.unchanged, len(again.refused)) == (0, 0, 3, 1)
    filled = f"{HEADING}Grants Officer,commissioner,,grants@example.invalid\n"
    assert import_people(file=filled.encode(), body=city.body, services=city.services).changed == 1
    assert "grants@example.invalid" in words(admin.get("/admin/people"))


def test_a_list_cannot_take_over_an_account_of_another_body_nor_a_post_that_somebody_holds(city):
    other = add_body(city.services, "Example Town Council", "example-town")
    asked = f"{HEADING}Head of Nothing,manager,,{other.emails['officer']}\n"
    refused = import_people(file=asked.encode(), body=city.body, services=city.services).refused
    assert "cannot be invited" in refused[0].why and "town" not in refused[0].why.casefold()
    asked = f"{HEADING}Commissioning Officer,manager,,thief@example.invalid\n"
    assert import_people(file=asked.encode(), body=city.body, services=city.services).unchanged == 1
    assert ("thief@example.invalid",) not in found(city, "outbox", "to_address")


def test_an_administrator_takes_a_second_factor_away_with_a_reason_that_is_kept(city, admin):
    officer = city.people["officer"].person
    page = f"/admin/people/persons/{officer}/second-factor"
    assert "They have no second factor." in words(admin.get(page))
    second_factor.begin(by=city.people["officer"], services=city.services)
    with writing(city.services.engine) as connection:
        second_factors.confirm(connection, officer, city.services.clock.now())
    assert page in admin.get("/admin/people").get_data(as_text=True)
    admin.get(page)
    assert admin.post(page, {"reason": " "}).status_code == 400
    assert admin.post(page, {"reason": "Lost the phone; known in person."}).status_code == 303
    told = dict(found(city, "audit_entry", "kind", "data"))["second_factor_removed"]
    assert "Lost the phone; known in person." in str(told) and officer in str(told)
    assert found(city, "second_factor", "person") == []
    own = f"/admin/people/persons/{city.people['admin'].person}/second-factor"
    assert "Ask another administrator" in words(admin.get(own))
    assert admin.post(own, {"reason": "Because."}).status_code == 403


def test_a_post_is_handed_over_with_its_agreements_which_are_counted(city, admin):
    heading = "agreement id,organisation,title,start,end\n"
    file = heading + "".join(f"C-{n},Example Group,Lunch {n},2025-04-01,2028-03-31\n" for n in (1, 2))
    import_register(kind="agreements", file=file.encode(), body=city.body, services=city.services)
    with writing(city.services.engine) as connection:
        connection.execute(rows.agreement.update().values(post=city.posts["officer"]))
    page = f"/admin/people/posts/{city.posts['officer']}/hand-over"
    assert "Answers for 2 agreements" in words(admin.get(page))
    day = {"day-day": "24", "day-month": "11", "day-year": "2026"}
    asked = {"who": "here", "to": city.people["other"].person, **day}
    assert "Answers for 2 agreements" in words(admin.post(page, asked))
    assert admin.post(page, {**asked, "confirmed": "yes"}).status_code == 303
    assert "With it go 2 agreements." in words(admin.get("/admin/people"))
    with site(city) as app:
        newcomer = Visitor(app)
        newcomer.sign_in(city.emails["other"])
        assert "Commissioning Officer" in words(newcomer.get("/agreements/C-1"))


def test_an_invitation_of_an_organisation_that_was_merged_leads_to_the_entry_that_stays(city, admin):
    with writing(city.services.engine) as connection:
        loser = add_contact(connection, city)
        now, told = city.services.clock.now(), {"body": city.body, "email": CONTACT, "organisation": loser}
        token = links.make(connection, links.CONTACT, now=now, until=now.replace(year=2027), **told)
    winner = add(city, "Example Lunch Clubs Together")
    merged = merge(city, winner, loser)
    with site(city) as app:
        guest = Visitor(app)
        assert "Example Lunch Clubs Together" in words(guest.get(f"/account/invitations/{token}"))
    undo(city, merged)
    with site(city) as app:
        guest = Visitor(app)
        guest.get(f"/account/invitations/{token}")
        assert guest.post(f"/account/invitations/{token}").location == f"/organisations/{loser}"

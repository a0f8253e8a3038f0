"""Pages about organisations: what is public, what is theirs, how staff keep them (R003, R022, R176)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.support.city import City, add_body
from tests.support.visitors import Visitor, site
from tests.support.visitors import words as text
from workflow.commands import organisations as commands
from workflow.register.entries import Written
from workflow.store import rows
from workflow.store.engine import reading, writing
from workflow.store.ids import new_id


@pytest.fixture
def desk(city: City) -> Iterator[tuple[City, Any]]:
    with site(city) as app:
        yield city, app


class Reader(Visitor):
    """Somebody who looks at a form before they send it."""

    def post_form(self, path: str, data: dict[str, object], at: str | None = None) -> Any:
        """Open the page at `at` (else the form's own), then send it with the page's hidden fields."""
        self.get(at or path)
        return self.post(path, data)


def visitor(desk: tuple[City, Any], who: str | None = None) -> Reader:
    city, app = desk
    found = Reader(app)
    if who:
        found.sign_in(city.emails[who])
    return found


def add(city: City, name: str, **more: Any) -> str:
    asked = Written(name=name, **{"listed": True, **more})
    return commands.add_entry(asked=asked, by=city.people["officer"], services=city.services).id


def agreement(city: City, key: str, organisation: str, **more: Any) -> None:
    values = {
        "instrument": "grant",
        "title": f"Title {key}",
        "starts": date(2026, 4, 1),
        "ends": date(2027, 3, 31),
    }
    with writing(city.services.engine) as connection:
        row = {"id": new_id(), "body": city.body, "key": key, "organisation": organisation, **values, **more}
        connection.execute(rows.agreement.insert().values(**row))


def add_contact(city: City, organisation: str) -> str:
    """A contact who has accepted; their address."""
    email = "secretary@example-carers.example"
    with writing(city.services.engine) as connection:
        person = {"id": new_id(), "body": city.body, "email": email, "suspended": False}
        secret = connection.execute(rows.person.select()).mappings().first()["password_hash"]
        connection.execute(rows.person.insert().values(**person, password_hash=secret))
        row = {"id": new_id(), "body": city.body, "organisation": organisation, "person": person["id"]}
        connection.execute(rows.contact.insert().values(**row, email=email, title="Secretary"))
    city.emails["contact"] = email
    return email


def letters(city: City) -> list[Any]:
    with reading(city.services.engine) as connection:
        return list(connection.execute(rows.outbox.select().order_by(rows.outbox.c.queued_at)).mappings())


def test_an_empty_register_says_what_to_do(desk: tuple[City, Any]) -> None:
    assert "No organisation fits. Import a register, add one" in text(
        visitor(desk, "officer").get("/admin/organisations")
    )
    assert "Add your organisation" in text(visitor(desk).get("/organisations"))


def test_an_officer_adds_an_organisation_and_says_more_about_it(desk: tuple[City, Any]) -> None:
    city, _app = desk
    officer = visitor(desk, "officer")
    answer = officer.post_form("/admin/organisations/new", {"name": "EXAMPLE Carers"})
    edit = answer.headers["Location"]
    assert edit.endswith("/edit")
    typed = {"name": "EXAMPLE Carers", "type": "community", "serves": "Carers\nYoung carers", "listed": "yes"}
    saved = officer.post_form(edit, {**typed, "no_mail": "yes", "lead": city.posts["officer"]})
    assert saved.status_code == 303
    page = text(visitor(desk).get(saved.headers["Location"]))
    assert "EXAMPLE Carers" in page and "Carers, Young carers" in page and "Community group" in page
    assert "Commissioning Officer, Example City Council" in page, "R003: the lead is a post, shown to all"
    assert city.emails["officer"] not in page


def test_what_is_wrong_is_said_beside_its_field_and_what_was_typed_stays(desk: tuple[City, Any]) -> None:
    city, _app = desk
    id_ = add(city, "Example Carers")
    officer = visitor(desk, "officer")
    answer = officer.post_form(
        f"/organisations/{id_}/edit", {"name": "", "website": "ftp://x", "serves": "Carers"}
    )
    assert answer.status_code == 400
    page = answer.get_data(as_text=True)
    assert "Enter the organisation" in page and "Enter a web address" in page and "ftp://x" in page


def test_of_two_who_edit_one_entry_the_second_sees_both_answers(desk: tuple[City, Any]) -> None:
    city, _app = desk
    id_ = add(city, "Example Carers")
    first, second = visitor(desk, "officer"), visitor(desk, "other")
    second.get(f"/organisations/{id_}/edit")
    first.post_form(f"/organisations/{id_}/edit", {"name": "Example Carers", "locality": "Eastfield"})
    answer = second.post(f"/organisations/{id_}/edit", {"name": "Example Carers", "locality": "Northside"})
    assert answer.status_code == 409
    assert "Eastfield" in text(answer) and "Northside" in text(answer)


def test_what_is_not_listed_is_not_there_for_the_public_nor_found(desk: tuple[City, Any]) -> None:
    city, _app = desk
    id_ = add(city, "Example Hidden Group", listed=False)
    public = visitor(desk)
    assert public.get(f"/organisations/{id_}").status_code == 404
    assert "Example Hidden Group" not in text(public.get("/organisations?q=hidden"))
    assert "Example Hidden Group" not in text(public.get("/organisations?q=hiden+grup"))
    assert visitor(desk, "officer").get(f"/organisations/{id_}").status_code == 200


def test_r022_ties_and_money_are_seen_by_exactly_the_organisation_its_lead_and_managers(
    desk: tuple[City, Any],
) -> None:
    city, _app = desk
    id_ = add(city, "Example Carers", lead=city.posts["officer"])
    agreement(city, "PRIVATE-1", id_, value=Decimal(12000), directorate="Adults and Health")
    agreement(city, "PUBLIC-1", id_, value=Decimal(500), source="Grants published by the council")
    add_contact(city, id_)
    sees = set()
    for who in (None, *city.emails):
        page = text(visitor(desk, who).get(f"/organisations/{id_}"))
        assert "Title PUBLIC-1" in page
        if "Title PRIVATE-1" in page:
            sees.add(who)
            assert "2 agreements with 1 body, worth £12,500 in the year to 31 March 2027." in page
            assert "Adults and Health" in page
        else:
            assert "12,000" not in page and "secretary@" not in page
    assert sees == {"contact", "officer", "manager", "head"}


def test_r022_the_ties_of_every_body_stand_on_the_page(desk: tuple[City, Any]) -> None:
    city, _app = desk
    other = add_body(city.services, "Example NHS Board", "example-nhs")
    number = {"charity_number": "1003603"}
    here = add(city, "Example Carers", **number)
    there = add(other, "Example Carers (NHS)", **number)
    agreement(city, "A1", here)
    agreement(other, "B1", there)
    page = text(visitor(desk, "manager").get(f"/organisations/{here}"))
    assert "2 agreements with 2 bodies" in page and "Example NHS Board" in page and "Title B1" in page


def test_an_organisation_without_any_tie_is_told_so(desk: tuple[City, Any]) -> None:
    id_ = add(desk[0], "Example Carers")
    told = "We have no record of funding for this organisation. If that is wrong, tell us."
    assert told in text(visitor(desk).get(f"/organisations/{id_}"))


def test_r176_a_contact_corrects_its_entry_and_staff_see_it(desk: tuple[City, Any]) -> None:
    city, _app = desk
    id_ = add(city, "Example Carers", lead=city.posts["officer"], source="A published file")
    add_contact(city, id_)
    contact = visitor(desk, "contact")
    assert "Lead relationship manager" not in contact.get(f"/organisations/{id_}/edit").get_data(as_text=True)
    typed = {"name": "Example Carers Together", "listed": "yes", "no_mail": "yes", "lead": "", "source": "x"}
    assert contact.post_form(f"/organisations/{id_}/edit", typed).status_code == 303
    page = text(visitor(desk, "officer").get(f"/organisations/{id_}"))
    assert "Corrected by the organisation on 24 November 2026" in page and "A published file" in page
    assert "Name: was Example Carers, now Example Carers Together." in page
    assert (
        visitor(desk, "officer")
        .post_form(f"/organisations/{id_}/checked", {}, at=f"/organisations/{id_}")
        .status_code
        == 303
    )
    other = add(city, "Example Other")
    assert contact.get(f"/organisations/{other}/edit").status_code == 404
    assert contact.get("/admin/organisations").status_code == 403


def test_r176_contacts_are_invited_and_ended_and_the_lead_hears_of_it_without_the_link(
    desk: tuple[City, Any],
) -> None:
    city, _app = desk
    id_ = add(city, "Example Carers", lead=city.posts["officer"])
    officer = visitor(desk, "officer")
    where = f"/organisations/{id_}/contacts"
    wrong = officer.post_form(where, {"email": "nobody", "title": "Secretary"})
    assert wrong.status_code == 400 and "like name@example.com" in text(wrong)
    assert (
        officer.post_form(where, {"email": "Desk@Example-Carers.example", "title": "Secretary"}).status_code
        == 303
    )
    to = {mail["to_address"]: mail["text"] for mail in letters(city)}
    assert "/account/invitations/" in to["desk@example-carers.example"]
    assert "/account/invitations/" not in to[city.emails["officer"]], "R003: told, but the link is not theirs"
    with reading(city.services.engine) as connection:
        contact = connection.execute(rows.contact.select()).mappings().one()["id"]
    assert officer.post_form(f"{where}/{contact}/end", {}, at=where).status_code == 303
    assert "Nobody yet" in text(officer.get(where))
    assert visitor(desk, "other").get(where).status_code == 403


def test_r176_a_group_adds_itself_by_a_link_and_stands_unchecked(desk: tuple[City, Any]) -> None:
    city, _app = desk
    public = visitor(desk)
    typed = {"name": "Example Knitting Circle", "type": "community", "email": "knit@circle.example"}
    assert "Look at your email" in text(public.post_form("/organisations/add", typed))
    assert "Knitting" not in text(public.get("/organisations?q=knitting"))
    link = re.search(r"/organisations/add/[\w-]+", letters(city)[0]["text"])
    assert link
    assert "Example Knitting Circle" in text(public.get(link[0]))
    assert "Knitting" not in text(public.get("/organisations?q=knitting")), "looking uses nothing up"
    added = public.post_form(link[0], {})
    page = text(public.get(added.headers["Location"]))
    assert "Added by itself, not checked by Example City Council." in page
    assert "knit@circle.example" not in page
    assert public.get(link[0]).status_code == 410
    assert "Added by itself, not checked" in text(
        visitor(desk, "officer").get("/admin/organisations?show=unchecked")
    )


def test_one_source_can_ask_only_so_often_and_a_wrong_form_sends_nothing(desk: tuple[City, Any]) -> None:
    city, _app = desk
    public = visitor(desk)
    assert public.post_form("/organisations/add", {"name": "", "email": "x"}).status_code == 400
    assert letters(city) == []
    for n in range(10):
        typed = {"name": f"Example {n}", "email": f"n{n}@circle.example"}
        assert public.post_form("/organisations/add", typed).status_code == 200
    last = public.post_form("/organisations/add", {"name": "Example", "email": "z@circle.example"})
    assert last.status_code == 400 and "Too many requests" in text(last)


def test_an_administrator_merges_two_spellings_and_undoes_it(desk: tuple[City, Any]) -> None:
    city, _app = desk
    one, other = (
        add(city, "Example Carers Group"),
        add(city, "EXAMPLE CARERS GROUP LTD", website="example.org"),
    )
    agreement(city, "A1", other)
    admin = visitor(desk, "admin")
    assert "The same name, or written otherwise" in text(admin.get("/admin/organisations/matches"))
    where = f"/admin/organisations/{one}/merge/{other}"
    assert "1 agreement : Title A1" in text(admin.get(where)) or "1 agreement: Title A1" in text(
        admin.get(where)
    )
    assert admin.post_form(where, {"action": "merge"}).status_code == 400
    assert admin.post_form(where, {"action": "merge", "reason": "One number."}).status_code == 303
    public = visitor(desk)
    assert public.get(f"/organisations/{other}").headers["Location"] == f"/organisations/{one}"
    assert "Title A1" in text(visitor(desk, "manager").get(f"/organisations/{one}"))
    page = admin.get("/admin/organisations/merges").get_data(as_text=True)
    undo = re.search(r"/admin/organisations/merges/\w+/undo", page)
    assert undo
    assert admin.post_form(undo[0], {}, at="/admin/organisations/merges").status_code == 303
    assert public.get(f"/organisations/{other}").status_code == 200
    assert visitor(desk, "officer").get(where).status_code == 403


def test_a_merge_that_was_changed_since_is_undone_only_after_being_asked(desk: tuple[City, Any]) -> None:
    city, _app = desk
    one, other = (
        add(city, "Example Carers Group"),
        add(city, "Example Carers Group Ltd", website="example.org"),
    )
    admin = visitor(desk, "admin")
    admin.post_form(f"/admin/organisations/{one}/merge/{other}", {"action": "merge", "reason": "One."})
    admin.post_form(f"/organisations/{one}/edit", {"name": "Example Carers Group", "website": "example.net"})
    page = admin.get("/admin/organisations/merges").get_data(as_text=True)
    undo = re.search(r"/admin/organisations/merges/\w+/undo", page)
    assert undo
    asked = admin.post_form(undo[0], {}, at="/admin/organisations/merges")
    assert asked.status_code == 409 and "Website" in text(asked)
    done = admin.post_form(undo[0], {"anyway": "yes"}, at="/admin/organisations/merges")
    assert done.status_code == 303


def test_two_that_are_two_are_not_offered_again(desk: tuple[City, Any]) -> None:
    city, _app = desk
    one, other = add(city, "Example Carers"), add(city, "Example Carers Ltd")
    admin = visitor(desk, "admin")
    admin.post_form(f"/admin/organisations/{one}/merge/{other}", {"action": "apart"})
    assert "No two entries look like one organisation." in text(admin.get("/admin/organisations/matches"))


def test_another_bodys_staff_see_only_what_is_public_of_it(desk: tuple[City, Any]) -> None:
    city, _app = desk
    foreign = add_body(city.services, "Example Town Council", "example-town")
    id_ = add(city, "Example Carers", listed=False)
    listed = add(city, "Example Listed", lead=city.posts["officer"])
    agreement(city, "A1", listed)
    city.emails["foreign"] = foreign.emails["manager"]
    manager = visitor(desk, "foreign")
    for path in ("", "/edit", "/contacts"):
        assert manager.get(f"/organisations/{id_}{path}").status_code == 404
    assert "Title A1" not in text(manager.get(f"/organisations/{listed}"))
    assert "Example Carers" not in text(manager.get("/admin/organisations"))

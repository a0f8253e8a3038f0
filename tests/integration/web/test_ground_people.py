"""From an empty database to posts with people in them, in the browser: set up, invited, handed over."""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from config.settings import from_environment
from tests.support.city import PASSWORD, City, _built
from tests.support.visitors import Visitor, site, words
from web import create_app, wiring
from workflow.clock import FixedClock
from workflow.commands import posts, set_up, views
from workflow.commands.import_register import body_for_registers
from workflow.commands.services import Services, services
from workflow.project.access import Actor
from workflow.store import accounts, rows
from workflow.store.engine import reading

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
TODAY = {"day-day": "24", "day-month": "11", "day-year": "2026"}
ANSWERS = {
    "name": "Example District Council",
    "kind": "council",
    "authority": "example-city",
    "nation": "england",
    "use": "real",
    "post_title": "Service Administrator",
    "email": "Administrator@district.example",
    "password": PASSWORD,
}


@contextmanager
def empty(url: str, var: Path) -> Iterator[tuple[Services, Flask]]:
    """An installation in which nothing was set up, and its pages."""
    settings = from_environment({"FAIRNOTICE_VAR": str(var), "FAIRNOTICE_DATABASE_URL": url})
    found = services(settings, FixedClock(NOW))
    _built.append(found)
    app = create_app(settings, found.clock)
    try:
        yield found, app
    finally:
        app.extensions[wiring.KEY].engine.dispose()


def fill(visitor: Visitor, code: str, **other: str) -> Any:
    """Send the set-up form."""
    visitor.get("/set-up")
    return visitor.post("/set-up", {**ANSWERS, "code": code, **other})


def test_an_empty_installation_says_so_and_a_body_is_set_up_in_the_browser(
    database_url: str, tmp_path: Path
) -> None:
    with empty(database_url, tmp_path) as (found, app):
        visitor = Visitor(app)
        for door in ("/", "/sign-in"):
            answer = visitor.get(door)
            assert answer.status_code == 200 and "Nothing has been set up yet" in words(answer)
            assert 'href="/set-up"' in answer.text
        assert "Printed where the server was started" in words(visitor.get("/set-up"))
        assert fill(visitor, set_up.code(found)).status_code == 303
        assert "Example District Council is set up." in words(visitor.get("/sign-in"))
        visitor.sign_in("administrator@district.example")
        assert visitor.get("/sign-in").location == "/admin/start"
        assert "Dates shown to the public: not yet" in words(visitor.get("/admin/start"))
        body = views.bodies(found)[0]
        assert (body.slug, body.demonstration, body.dates_public) == (
            "example-district-council",
            False,
            False,
        )


def test_the_code_is_the_owners_only_serves_once_and_nobody_sets_up_twice(
    database_url: str, tmp_path: Path
) -> None:
    with empty(database_url, tmp_path) as (found, app):
        code = set_up.code(found)
        file = tmp_path / set_up.CODE
        assert stat.S_IMODE(file.stat().st_mode) == 0o600 and set_up.code(found) == code
        first, second = Visitor(app), Visitor(app)
        first.get("/set-up"), second.get("/set-up")
        assert fill(first, code.upper().replace("-", " ")).status_code == 303
        assert not file.exists()
        assert second.post("/set-up", {**ANSWERS, "code": code}).status_code == 409
        assert "set up already" in words(second.get("/set-up"))
        file.write_text(code)
        assert not set_up.is_code(code, found)
        assert len(views.bodies(found)) == 1


@pytest.mark.parametrize(
    ("given", "mend"),
    [
        ({"code": "aaaaa-bbbbb-ccccc-ddddd"}, "This is not the set-up code."),
        ({"code": ""}, "Enter the code"),
        ({"name": " "}, "Enter the name of the body"),
        ({"authority": "nowhere"}, "Choose the rulebook"),
        ({"nation": "wales"}, "counts the working days of another nation"),
        ({"kind": "kingdom"}, "Choose what kind of body"),
        ({"use": ""}, "Choose what it is for"),
        ({"email": "administrator"}, "Enter an email address like"),
        ({"password": "shortshort1"}, "at least 12 characters"),
        ({"password": "password12345"}, "could be guessed"),
        ({"password": "Example District Council 1"}, "Leave the name of the body"),
    ],
)
def test_a_set_up_with_a_wrong_answer_says_the_mend_and_makes_nothing(
    sqlite_url: str, tmp_path: Path, given: dict[str, str], mend: str
) -> None:
    with empty(sqlite_url, tmp_path) as (found, app):
        visitor = Visitor(app)
        answer = fill(visitor, given.pop("code", set_up.code(found)), **given)
        assert answer.status_code == 400 and mend in words(answer)
        assert ANSWERS["email"] in answer.text or "email" in given
        assert PASSWORD not in answer.text
        assert not views.bodies(found) and set_up.needed(found)


def test_a_body_for_imported_registers_alone_is_no_set_up(database_url: str, tmp_path: Path) -> None:
    with empty(database_url, tmp_path) as (found, app):
        body_for_registers(found)
        assert "Nothing has been set up yet" in words(Visitor(app).get("/"))
        assert fill(Visitor(app), set_up.code(found)).status_code == 303
        assert {body.slug for body in views.bodies(found)} == {
            "imported-registers",
            "example-district-council",
        }


def test_a_body_that_is_called_like_the_imported_registers_gets_another_address() -> None:
    assert set_up.slug_of("Imported Registers") == "imported-registers-2"
    assert set_up.slug_of("Cyngor Môn") == "cyngor-m-n" and set_up.slug_of("???") == "body"


def admin(app: Flask, city: City) -> Visitor:
    visitor = Visitor(app)
    visitor.sign_in(city.emails["admin"])
    return visitor


def letter_link(city: City, email: str) -> str:
    """The address of the last invitation that was written to somebody."""
    letter = select(rows.outbox.c.text).where(rows.outbox.c.to_address == email)
    with reading(city.services.engine) as connection:
        link = re.search(r"/invitations/[\w-]+", connection.execute(letter).scalar_one())
    assert link is not None
    return link.group()


def test_r119_a_post_is_added_filled_by_invitation_and_handed_over_by_its_pages(city: City) -> None:
    with site(city) as app:
        visitor = admin(app, city)
        visitor.get("/admin/people/posts/new")
        told = {"title": "Grants Officer", "roles": ["commissioner", "manager"], "limit": "£25,000"}
        told |= {"directorate": "Adults and Health", "deputy": city.posts["other"]}
        assert visitor.post("/admin/people/posts/new", told).status_code == 303
        page = words(visitor.get("/admin/people"))
        assert "Grants Officer Commissioner, Manager Adults and Health Vacant" in page and "£25,000" in page
        assert "Its mail goes to: Commissioning Officer, children." in page
        seats = posts.establishment(city.services, city.people["admin"]).seats.values()
        address = next(
            f"/admin/people/posts/{one.id}/hand-over" for one in seats if one.title[:6] == "Grants"
        )
        asked = {"who": "new", "email": "newcomer@city.example", **TODAY}
        visitor.get(address)
        check = visitor.post(address, asked)
        assert check.status_code == 200 and "An invitation goes to newcomer@city.example" in words(check)
        assert visitor.post(address, {**asked, "confirmed": "yes"}).status_code == 303
        assert "newcomer@city.example Grants Officer." in words(visitor.get("/admin/people"))

        newcomer, link = Visitor(app), letter_link(city, "newcomer@city.example")
        assert "Grants Officer" in words(newcomer.get(link))
        taken = newcomer.post(link, {"new_password": "teapot lantern orbit seven"})
        assert taken.status_code == 303
        assert "newcomer@city.example Since 24 November 2026." in words(visitor.get("/admin/people"))

        visitor.fields.clear()
        visitor.get(address)
        over = {"who": "here", "to": city.people["officer"].person, **TODAY}
        assert "Check before it happens" in words(visitor.post(address, over))
        visitor.post(address, {**over, "confirmed": "yes"})
        assert "officer@example-city-council.example Since 24 November 2026." in words(
            visitor.get("/admin/people")
        )


def test_what_moves_is_shown_before_a_hand_over_and_a_past_day_is_refused(city: City) -> None:
    ref = city.open("Lunch clubs")
    address = f"/admin/people/posts/{city.posts['officer']}/hand-over"
    with site(city) as app:
        visitor = admin(app, city)
        assert f"Answers for: {ref} Lunch clubs" in words(visitor.get(address))
        asked = {"who": "here", "to": city.people["other"].person, **TODAY, "day-day": "23"}
        answer = visitor.post(address, asked)
        assert answer.status_code == 400 and "must be today, 24 November 2026, or later" in words(answer)
        assert "Choose a person." in words(visitor.post(address, {**TODAY, "who": "here"}))
        assert "email address like" in words(visitor.post(address, {**TODAY, "who": "new", "email": "x"}))
        check = words(visitor.post(address, {**asked, "day-day": "25"}))
        assert "until 24 November 2026" in check and "Wednesday 25 November 2026" in check and ref in check


def test_somebody_else_changed_the_post_meanwhile_and_both_answers_are_shown(city: City) -> None:
    address = f"/admin/people/posts/{city.posts['officer']}"
    told = {"title": "Commissioning Officer", "roles": ["commissioner"]}
    with site(city) as app:
        first, second = admin(app, city), admin(app, city)
        first.get(address), second.get(address)
        assert first.post(address, {**told, "limit": "500"}).status_code == 303
        answer = second.post(address, {**told, "title": "Senior Officer"})
        assert answer.status_code == 409
        assert "Saved meanwhile: Commissioning Officer; Commissioner; £500" in words(answer)
        assert second.post(address, {**told, "title": "Senior Officer"}).status_code == 303


def test_suspended_by_the_page_the_next_request_asks_to_sign_in(city: City) -> None:
    with site(city) as app:
        visitor, officer = admin(app, city), Visitor(app)
        officer.sign_in(city.emails["officer"])
        assert officer.get("/work").status_code == 200
        address = f"/admin/people/persons/{city.people['officer'].person}/suspend"
        assert "signed out everywhere" in words(visitor.get(address))
        assert visitor.post(address, {"action": "suspend"}).status_code == 303
        assert officer.get("/work").status_code == 302
        page = words(visitor.get("/admin/people"))
        assert "Suspended. Its mail goes to: Commissioning Manager." in page
        own = visitor.get(f"/admin/people/persons/{city.people['admin'].person}/suspend")
        assert "Ask another administrator" in words(own)


def test_the_body_and_its_promises_are_kept_by_their_pages(city: City) -> None:
    with site(city) as app:
        visitor = admin(app, city)
        assert words(visitor.get("/admin/body")).count("Off: not confirmed.") == 4
        told = {"name": "Example City", "kind": "council", "sector_word": "VCSE"}
        assert visitor.post("/admin/body", {**told, "sender_address": "nobody"}).status_code == 400
        assert (
            visitor.post("/admin/body", {**told, "sender_address": "voice@city.example"}).status_code == 303
        )
        address = "/admin/body/promises/reply_days"
        visitor.get(address)
        decided = {"post": city.posts["director"], "on-day": "1", "on-month": "11", "on-year": "2026"}
        assert "Enter a whole number." in words(visitor.post(address, {**decided, "amount": "ten"}))
        assert visitor.post(address, {**decided, "amount": "10"}).status_code == 303
        page = words(visitor.get("/admin/body"))
        assert "We reply within 10 working days. Confirmed by Director of Adults and Health on" in page
        visitor.get(address)
        assert visitor.post(address, {"action": "withdraw"}).status_code == 303
        assert words(visitor.get("/admin/body")).count("Off: not confirmed.") == 4


def test_a_new_body_works_through_its_list_and_then_shows_its_dates(sqlite_url: str, tmp_path: Path) -> None:
    with empty(sqlite_url, tmp_path) as (found, app):
        visitor = Visitor(app)
        fill(visitor, set_up.code(found))
        assert "Example District Council is still setting up this service." in words(visitor.get("/"))
        visitor.sign_in(ANSWERS["email"].casefold())
        page = words(visitor.get("/admin/start"))
        assert "Missing, with somebody in the post: a commissioner, a manager, a decision maker." in page
        visitor.post("/admin/people/directorates", {"name": "Communities"})
        everything = ["commissioner", "manager", "decision_maker", "administrator"]
        own = next(iter(posts.establishment(found, _actor(found)).seats))
        visitor.get(f"/admin/people/posts/{own}")
        told = {"title": "Service Administrator", "roles": everything, "directorate": "Communities"}
        assert visitor.post(f"/admin/people/posts/{own}", told).status_code == 303
        visitor.get("/admin/start")
        visitor.post("/admin/start/none", {"line": "meetings", "none": "yes"})
        visitor.get("/admin/start/rules")
        visitor.post("/admin/start/rules", {"read": "yes"})
        assert "1 essential line is missing." in words(visitor.get("/admin/start"))
        visitor.get("/admin/start/rulebook")
        told = {"decision": "Board, minute 14", "post": own, **{f"on-{k[4:]}": v for k, v in TODAY.items()}}
        assert visitor.post("/admin/start/rulebook", told).status_code == 303
        page = words(visitor.get("/admin/start"))
        assert "Board, minute 14. Confirmed by Service Administrator on 24 November 2026." in page
        assert "Every essential line is done." in page and "Show dates to the public" in page
        assert visitor.post("/admin/start/dates", {"show": "yes"}).status_code == 303
        assert "Dates shown to the public: yes" in words(visitor.get("/admin/start"))
        assert "still setting up" not in words(visitor.get("/"))


def _actor(found: Services) -> Actor:
    """Whoever set the installation up."""
    with reading(found.engine) as connection:
        account = accounts.account(connection, ANSWERS["email"])
        assert account is not None
        actor = accounts.actor(connection, account.id, found.today)
    assert actor is not None
    return actor

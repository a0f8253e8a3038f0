"""Sign in and out: nobody learns who has an account, and a session that has ended is worth nothing."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from tests.support.city import NOW, PASSWORD
from tests.support.visitors import Visitor, site, words
from workflow.clock import FixedClock
from workflow.commands import accounts
from workflow.errors import BadRequest
from workflow.store import rows
from workflow.store.engine import reading, writing

ELSEWHERE = (
    "//evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example/work", "/alerts/..//evil",
    "http:///evil.example", "/\t/evil.example", "/%09/evil.example", "javascript:alert(1)", "/no-such-page",
    "/changes/a\r\nSet-Cookie: evil", "/changes/\\evil.example", "/changes/\tevil",
    "/sign-out", "/sign-in", "/work\r\nSet-Cookie: evil=b", "/static/../..//evil.example", "work", "",
    "/static/app-own.css", "/health/", "/alerts/evil/acknowledge",
)  # fmt: skip
MISMATCH = "Check your email address and password. They do not match an account."


@pytest.fixture
def app(city):
    with site(city) as found:
        yield found


def tries(city, email, *, password="not the password", source="192.0.2.1", number=1):
    for _ in range(number):
        with pytest.raises(BadRequest) as refused:
            accounts.sign_in(email=email, password=password, source=source, services=city.services)
    return str(refused.value)


@pytest.mark.parametrize(
    ("who", "page"),
    [("officer", "/work"), ("manager", "/dashboard"), ("admin", "/admin/mail"), ("monitoring", "/alerts")],
)
def test_each_post_arrives_where_its_work_is(app, city, who, page):
    visitor = Visitor(app)
    answer = visitor.sign_in(city.emails[who])
    assert (answer.status_code, answer.location) == (303, page)
    assert visitor.get(page).status_code == 200


def test_the_address_may_be_written_in_any_case_with_blanks_around(app, city):
    assert Visitor(app).sign_in(f"  {city.emails['officer'].upper()} ").location == "/work"


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(app, city):
    def refused(email):
        answer = Visitor(app).sign_in(email, "not the password")
        return answer.status_code, words(answer), {k: v for k, v in answer.headers if k == "Cache-Control"}

    assert refused(city.emails["officer"]) == refused("nobody@example.invalid")
    assert MISMATCH in words(Visitor(app).sign_in("nobody@example.invalid"))


def test_a_password_is_checked_for_an_unknown_address_too_so_that_time_tells_nothing(city, monkeypatch):
    checked = []
    monkeypatch.setattr(accounts, "_verify", lambda known, given: bool(checked.append(known)))
    tries(city, city.emails["officer"])
    tries(city, "nobody@example.invalid")
    assert len(checked) == 2 and all(known.startswith("$argon2id$") for known in checked)


def test_what_was_typed_is_kept_but_never_the_password(app, city):
    answer = Visitor(app).sign_in("nobody@example.invalid", "a secret of mine")
    page = answer.get_data(as_text=True)
    assert 'value="nobody@example.invalid"' in page and "a secret of mine" not in page


def test_an_empty_form_says_what_to_enter(app):
    answer = Visitor(app).sign_in("", "")
    assert answer.status_code == 400
    assert "Enter your email address" in words(answer) and "Enter your password" in words(answer)
    assert "<title>Error: " in answer.get_data(as_text=True)


def test_ten_tries_in_five_minutes_then_none_whatever_the_spelling(city):
    email = city.emails["officer"]
    assert tries(city, email, number=5) == MISMATCH
    assert tries(city, f" {email.upper()} ", number=5) == MISMATCH
    assert tries(city, email, password=PASSWORD) == "Too many tries. Try again in 5 minutes."
    assert tries(city, "other@example.invalid") == MISMATCH, "one account's tries lock nobody else out"


def test_an_unknown_address_is_limited_like_a_known_one(city):
    tries(city, "nobody@example.invalid", number=10)
    assert "Too many tries" in tries(city, "nobody@example.invalid")


def test_after_five_minutes_the_right_password_opens_again(city):
    tries(city, city.emails["officer"], number=10)
    later = city.at(NOW + timedelta(minutes=5, seconds=1))
    told = {"email": city.emails["officer"], "password": PASSWORD, "source": "192.0.2.1"}
    assert accounts.sign_in(**told, services=later.services)


def test_one_source_cannot_try_account_after_account(city):
    now = city.services.clock.now()
    from workflow.store import accounts as stored

    with writing(city.services.engine) as connection:
        for i in range(100):
            told = {"since": now - accounts.WINDOW, "most": accounts.MOST_TRIES}
            assert stored.begin_attempt(connection, f"guess{i}@example.invalid", "192.0.2.9", now, **told)
    assert "Too many tries" in tries(city, city.emails["officer"], source="192.0.2.9")
    assert tries(city, city.emails["officer"], source="192.0.2.10") == MISMATCH


def test_a_suspended_person_cannot_sign_in_and_is_out_at_once(app, city):
    visitor = Visitor(app)
    visitor.sign_in(city.emails["officer"])
    with writing(city.services.engine) as connection:
        person = rows.person
        mine = person.c.email == city.emails["officer"]
        connection.execute(person.update().where(mine).values(suspended=True))
    assert visitor.get("/work").location.startswith("/sign-in")
    assert MISMATCH in words(visitor.sign_in(city.emails["officer"]))


def test_a_post_that_has_ended_opens_nothing_from_the_next_day(city):
    with writing(city.services.engine) as connection:
        held = rows.holding
        mine = held.c.person == city.people["manager"].person
        connection.execute(held.update().where(mine).values(held_to=datetime(2026, 11, 24).date()))
    for day, status in ((24, 200), (25, 403)):
        with site(city.at(datetime(2026, 11, day, 10, tzinfo=UTC))) as app:
            visitor = Visitor(app)
            visitor.sign_in(city.emails["manager"])
            assert visitor.get("/dashboard").status_code == status


def test_a_copied_cookie_is_worth_nothing_after_sign_out(app, city):
    visitor, thief = Visitor(app), Visitor(app)
    visitor.sign_in(city.emails["officer"])
    thief.client.set_cookie("session", visitor.client.get_cookie("session").value)
    assert thief.get("/work").status_code == 200, (
        "until then the copy works: the test would show a difference"
    )
    visitor.get("/work")
    assert visitor.post("/sign-out").status_code == 303
    assert visitor.get("/work").location.startswith("/sign-in")
    assert thief.get("/work").location.startswith("/sign-in")


def test_signing_in_changes_the_session_and_ends_the_one_before(app, city):
    first, again = Visitor(app), Visitor(app)
    first.get("/sign-in")
    before = first.client.get_cookie("session").value
    first.sign_in(city.emails["officer"])
    after = first.client.get_cookie("session").value
    assert before != after
    again.client.set_cookie("session", after)
    again.get("/work")
    again.post("/sign-in", {"email": city.emails["manager"], "password": PASSWORD})
    assert first.get("/work").location.startswith("/sign-in"), "the session that signed in anew has ended"


@pytest.mark.parametrize(("who", "page", "minutes", "inside"), [
    ("officer", "/work", 59, True), ("officer", "/work", 61, False),
    ("admin", "/admin/mail", 29, True), ("admin", "/admin/mail", 31, False),
])  # fmt: skip
def test_a_session_ends_after_an_hour_without_use_an_administrators_after_half(
    city, who, page, minutes, inside
):
    away = timedelta(minutes=minutes)
    with site(city) as app:
        visitor = Visitor(app)
        visitor.sign_in(city.emails[who])
        cookie = visitor.client.get_cookie("session").value
    with site(city.at(NOW + away)) as app:
        back = Visitor(app)
        back.client.set_cookie("session", cookie)
        assert (back.get(page).status_code == 200) is inside


def test_a_session_ends_after_ten_hours_however_busy(city):
    token = accounts.sign_in(
        email=city.emails["officer"], password=PASSWORD, source="", services=city.services
    )
    seen = [
        accounts.signed_in(token=token, services=city.at(NOW + timedelta(minutes=50 * n)).services)
        for n in range(1, 14)
    ]
    assert all(seen[:11]) and not any(seen[11:]), "12 times 50 minutes are ten hours"


def arrives(app, city, target):
    """Where somebody arrives who signed in by a link that names a target; no page repeats a bad one."""
    visitor = Visitor(app)
    shown = visitor.get("/sign-in", query_string={"next": target}).get_data(as_text=True)
    assert "evil" not in shown
    told = {"email": city.emails["manager"], "password": PASSWORD, "next": target}
    return visitor.post("/sign-in", told).location


def test_next_leads_to_a_page_of_our_own(app, city):
    for page in ("/alerts", "/dashboard?scope=all", "/dashboard?scope=team", "/projects/new"):
        assert arrives(app, city, page) == page


def test_next_never_leads_elsewhere(app, city):
    for target in ELSEWHERE:
        assert arrives(app, city, target) == "/dashboard", target


def test_whoever_is_sent_to_sign_in_comes_back_to_where_they_were_going(app, city):
    visitor = Visitor(app)
    sent = visitor.get("/dashboard?scope=all")
    visitor.get(sent.location)
    answer = visitor.post("/sign-in", {"email": city.emails["manager"], "password": PASSWORD})
    assert answer.location == "/dashboard?scope=all"


def test_the_cookie_holds_a_token_of_which_the_store_knows_only_the_hash(app, city):
    visitor = Visitor(app)
    visitor.sign_in(city.emails["officer"])
    with visitor.client.session_transaction() as session:
        token = session["_user_id"]
    with reading(city.services.engine) as connection:
        stored = connection.execute(rows.session.select()).mappings().all()
    assert stored and all(token not in str(value) for row in stored for value in row.values())


def test_the_cookie_is_sealed(city):
    with site(city) as app:
        visitor = Visitor(app)
        cookies = visitor.sign_in(city.emails["officer"]).headers.getlist("Set-Cookie")
    assert cookies and all("HttpOnly" in c and "SameSite=Lax" in c and "Domain" not in c for c in cookies)


def test_production_sends_its_cookie_over_https_alone(database_url, tmp_path):
    from tests.support.city import build

    city = build(database_url, tmp_path, FixedClock(NOW), env="production")
    with site(city) as app:
        cookies = Visitor(app).get("/sign-in", base_url="https://localhost").headers.getlist("Set-Cookie")
    city.services.engine.dispose()
    assert cookies and all(c.startswith("__Host-session=") and "Secure" in c for c in cookies)


def written(city):
    row = {"email": city.emails["officer"], "password": "shown", "post": "Commissioning Officer", "roles": []}
    (city.services.settings.var / "demonstration-sign-ins.json").write_text(json.dumps([row]))


def test_a_demonstration_shows_its_sign_ins_beside_the_form(app, city):
    before = words(Visitor(app).get("/sign-in"))
    written(city)
    after = words(Visitor(app).get("/sign-in"))
    assert "Demonstration sign-ins" not in before
    assert "Demonstration sign-ins" in after and city.emails["officer"] in after and "shown" in after


def test_production_never_shows_sign_ins(database_url, tmp_path):
    from tests.support.city import build

    city = build(database_url, tmp_path, env="production")
    written(city)
    with site(city) as app:
        assert city.emails["officer"] not in words(Visitor(app).get("/sign-in", base_url="https://localhost"))
    city.services.engine.dispose()

"""S28, C4, C5: a lost password, an invitation, one's sessions, a second factor, and tidying up."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pyotp
import pytest

from tests.support.city import NOW, PASSWORD
from tests.support.doors import INVITED, doors
from tests.support.visitors import Visitor, site, words
from workflow.commands import accounts, own_password, second_factor, views
from workflow.commands.tidying import tidy
from workflow.delivery.mailer import mailer
from workflow.delivery.sender import send_due
from workflow.errors import BadRequest
from workflow.store import links, posts, rows
from workflow.store.engine import reading, writing

NEW = "umbrella seldom violet harbour"
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


def ask_reset(app, email):
    return Visitor(app).post("/sign-in/reset", {"email": email})


# S28: a lost password


def test_a_lost_password_is_replaced_by_a_link_that_serves_once_and_ends_every_session(app, city):
    officer = city.emails["officer"]
    before = Visitor(app)
    before.sign_in(officer)
    assert "If we know this address" in words(ask_reset(app, officer.upper()))
    page = f"/sign-in/reset/{token_in_mail(city, officer)}"
    visitor = Visitor(app)
    for _scanner in range(3):
        assert visitor.get(page).status_code == 200
    assert visitor.post(page, {"new_password": NEW}).location == "/sign-in"
    assert before.get("/work").location.startswith("/sign-in"), "the session of before has ended"
    assert Visitor(app).get(page).status_code == 410
    assert Visitor(app).post(page, {"new_password": NEW}).status_code == 410
    assert Visitor(app).sign_in(officer).status_code == 400
    assert Visitor(app).sign_in(officer, NEW).location == "/work"


@pytest.mark.parametrize(
    ("after", "status"), [(timedelta(hours=24, seconds=-1), 200), (timedelta(hours=24), 410)]
)
def test_the_link_serves_for_24_hours(city, after, status):
    own_password.ask_reset(email=city.emails["officer"], source="", services=city.services)
    token = token_in_mail(city, city.emails["officer"])
    with site(city.at(NOW + after)) as app:
        assert Visitor(app).get(f"/sign-in/reset/{token}").status_code == status


def test_a_known_and_an_unknown_address_get_the_same_words_and_the_same_work(app, city, monkeypatch):
    checked = []
    monkeypatch.setattr(accounts, "_verify", lambda known, given: bool(checked.append(known)))
    known = ask_reset(app, city.emails["officer"])
    unknown = ask_reset(app, "nobody@example.invalid")
    assert words(known) == words(unknown) and known.status_code == unknown.status_code == 200
    assert len(checked) == 2 and len(set(checked)) == 1, "the same costly check for both"
    assert [row["to_address"] for row in table(city, "outbox")] == [city.emails["officer"]]


def test_nobody_is_flooded_and_nobody_asks_without_end(city):
    for _each in range(10):
        own_password.ask_reset(email=city.emails["officer"], source="", services=city.services)
    assert len(table(city, "outbox")) == own_password.FEW
    for email in (city.emails["officer"], "nobody@example.invalid"):
        for _each in range(10 if email.startswith("nobody") else 0):
            own_password.ask_reset(email=email, source="", services=city.services)
        with pytest.raises(BadRequest, match="Too many tries"):
            own_password.ask_reset(email=email, source="", services=city.services)


@pytest.mark.parametrize("weak", ["short words", "password1234", "ExampleCityCouncil!", "aaaaaaaaaaaaaaaa"])
def test_a_weak_password_is_refused_with_the_mend_and_the_link_stays_good(app, city, weak):
    ask_reset(app, city.emails["officer"])
    page = f"/sign-in/reset/{token_in_mail(city, city.emails['officer'])}"
    visitor = Visitor(app)
    visitor.get(page)
    answer = visitor.post(page, {"new_password": weak})
    assert answer.status_code == 400 and 'id="new_password-error"' in answer.get_data(as_text=True)
    assert weak not in answer.get_data(as_text=True)
    assert visitor.post(page, {"new_password": "lantern " + "orchard gravel " * 5}).location == "/sign-in"


def test_nobody_reads_the_links_of_others_in_the_list_of_mails(city):
    officer = city.emails["officer"]
    own_password.ask_reset(email=officer, source="", services=city.services)
    token = token_in_mail(city, officer)
    (mail,) = views.mails(city.services, city.people["admin"])
    assert token not in mail.text + mail.html and "/sign-in/reset/…" in mail.text
    send_due(city.services, mailer(city.services.settings))
    (kept,) = table(city, "outbox")
    assert kept["state"] == "sent" and token not in kept["text"] + kept["html"], "nor in the store, once sent"


# S28: an invitation to a post


def test_an_invitation_names_body_and_post_and_makes_person_and_holding_at_once(app, city):
    token = doors(city)["invitation"]
    visitor = Visitor(app)
    said = words(visitor.get(f"/invitations/{token}"))
    assert "Example City Council" in said and "Contracts Officer" in said and INVITED in said
    assert visitor.post(f"/invitations/{token}", {"new_password": NEW}).location == "/work"
    assert visitor.get("/work").status_code == 200
    assert Visitor(app).sign_in(INVITED, NEW).location == "/work"
    again = Visitor(app).post(f"/invitations/{token}", {"new_password": NEW})
    assert again.status_code == 410 and len([p for p in table(city, "person") if p["email"] == INVITED]) == 1


def test_a_post_that_somebody_took_meanwhile_is_not_taken_twice(app, city):
    token = doors(city)["invitation"]
    post = next(p["id"] for p in table(city, "post") if p["title"] == "Contracts Officer")
    with writing(city.services.engine) as connection:
        taker = city.people["other"].person
        posts.begin_holding(connection, city.body, post, taker, city.services.today)
    answer = Visitor(app).post(f"/invitations/{token}", {"new_password": NEW})
    assert answer.status_code == 400 and "is held by somebody else now" in words(answer)
    assert INVITED not in [p["email"] for p in table(city, "person")], "nothing is half done"
    with reading(city.services.engine) as connection:
        assert links.find(connection, token, links.INVITATION, NOW), "and the link is not used up"


def test_an_expired_invitation_says_whom_to_ask(city):
    token = doors(city)["invitation"]
    with site(city.at(NOW + timedelta(days=1))) as app:
        answer = Visitor(app).get(f"/invitations/{token}")
    assert answer.status_code == 410
    assert "This link has expired. Ask the administrator of Example City Council for a new one." in words(
        answer
    )


# C4: sessions


def test_one_ends_one_other_session_or_all_of_them(app, city):
    here, there, third = Visitor(app), Visitor(app), Visitor(app)
    for visitor in (here, there, third):
        visitor.sign_in(city.emails["officer"])
    said = words(here.get("/account"))
    assert said.count("Another browser or device") == 2 and "This one" in said
    other = re.findall(r'name="session" value="(\w+)"', here.get("/account").get_data(as_text=True))
    here.post("/account/sessions/end", {"session": other[0]})
    assert [v.get("/work").status_code for v in (here, there, third)].count(200) == 2
    here.post("/account/sessions/end-others")
    assert [v.get("/work").status_code for v in (here, there, third)] == [200, 302, 302]


def test_nobody_ends_a_session_of_somebody_else(app, city):
    mine, theirs = Visitor(app), Visitor(app)
    mine.sign_in(city.emails["officer"]), theirs.sign_in(city.emails["manager"])
    for row in table(city, "session"):
        if row["person"] == city.people["manager"].person:
            mine.get("/account")
            mine.post("/account/sessions/end", {"session": row["token_hash"]})
    assert theirs.get("/dashboard").status_code == 200


def test_a_changed_password_asks_for_the_old_one_and_ends_the_other_sessions(app, city):
    here, thief = Visitor(app), Visitor(app)
    for visitor in (here, thief):
        visitor.sign_in(city.emails["officer"])
    here.get("/account")
    wrong = here.post("/account/password", {"password": "not the old one", "new_password": NEW})
    assert wrong.status_code == 400 and "This is not your present password" in words(wrong)
    assert here.post("/account/password", {"password": PASSWORD, "new_password": NEW}).location == "/account"
    assert here.get("/work").status_code == 200 and thief.get("/work").status_code == 302
    assert Visitor(app).sign_in(city.emails["officer"], NEW).location == "/work"


# A second factor


def set_up(visitor, city, who="admin"):
    """A second factor that is set up in the browser: its clock and its recovery codes."""
    visitor.get("/account/second-factor")
    visitor.post("/account/second-factor/begin")
    page = visitor.get("/account/second-factor/set-up")
    assert "<svg" in page.get_data(as_text=True)
    clock = pyotp.TOTP(second_factor.begun(by=city.people[who], services=city.services).key)
    answer = visitor.post("/account/second-factor/set-up", {"code": clock.at(NOW)})
    codes = re.findall(r"<code>([\w-]+)</code>", answer.get_data(as_text=True))
    assert len(codes) == 10
    return clock, codes


@pytest.fixture
def strict(city):
    """The council where administrators need a second factor."""
    services = city.services
    return replace(
        city, services=replace(services, settings=replace(services.settings, second_factor="required"))
    )


def test_nothing_of_administration_opens_before_the_second_factor_is_set_up(strict):
    with site(strict) as app:
        admin = Visitor(app)
        admin.sign_in(strict.emails["admin"])
        assert admin.get("/admin/mail").location == "/account/second-factor"
        assert "open once you have set up" in words(admin.get("/account/second-factor"))
        set_up(admin, strict)
        assert admin.get("/admin/mail").status_code == 200
        officer = Visitor(app)
        officer.sign_in(strict.emails["officer"])
        assert officer.get("/work").status_code == 200, "it is asked of administrators only"


def test_from_then_on_each_sign_in_asks_for_a_code_and_the_token_changes_with_it(app, city):
    first = Visitor(app)
    first.sign_in(city.emails["admin"])
    before = first.client.get_cookie("session").value
    clock, codes = set_up(first, city)
    old = Visitor(app)
    old.client.set_cookie("session", before)
    assert old.get("/admin/mail").status_code == 302, "the session without a second factor has ended"
    with site(city.at(NOW + timedelta(minutes=1))) as later:
        visitor = Visitor(later)
        assert visitor.sign_in(city.emails["admin"]).location == "/sign-in/code"
        waiting = visitor.client.get_cookie("session").value
        assert visitor.get("/admin/mail").status_code == 302, "a password alone opens nothing"
        visitor.get("/sign-in/code")
        assert visitor.post("/sign-in/code", {"code": "000000"}).status_code == 400
        code = clock.at(NOW + timedelta(minutes=1))
        assert visitor.post("/sign-in/code", {"code": f"{code[:3]} {code[3:]}"}).location == "/admin/mail"
        assert visitor.get("/admin/mail").status_code == 200
        copied = Visitor(later)
        copied.client.set_cookie("session", waiting)
        assert copied.get("/admin/mail").status_code == 302, "the waiting session opens nothing afterwards"
        for given, opens in ((code, False), (codes[0], True), (codes[0], False)):
            again = Visitor(later)
            again.sign_in(city.emails["admin"])
            again.get("/sign-in/code")
            assert (again.post("/sign-in/code", {"code": given}).status_code == 303) is opens, given


@pytest.mark.parametrize(("steps", "right"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_one_step_of_drift_each_way(city, steps, right):
    by = city.people["admin"]
    key = second_factor.begin(by=by, services=city.services).key
    code = pyotp.TOTP(key).at(NOW + timedelta(seconds=30 * steps))
    told = {"code": code, "source": "", "by": by, "services": city.services}
    if right:
        assert len(second_factor.confirm(**told)) == 10
    else:
        with pytest.raises(BadRequest, match="not right"):
            second_factor.confirm(**told)


def test_codes_are_limited_like_passwords(city):
    by = city.people["admin"]
    key = second_factor.begin(by=by, services=city.services).key
    told = {"source": "", "by": by, "services": city.services}
    for _each in range(10):
        with pytest.raises(BadRequest, match="not right"):
            second_factor.confirm(code="000000", **told)
    with pytest.raises(BadRequest, match="Too many tries"):
        second_factor.confirm(code=pyotp.TOTP(key).at(NOW), **told)


def test_the_store_holds_neither_secret_nor_codes(app, city):
    visitor = Visitor(app)
    visitor.sign_in(city.emails["admin"])
    clock, codes = set_up(visitor, city)
    held = str(table(city, "second_factor")) + str(table(city, "recovery_code"))
    assert clock.secret not in held and not any(code in held for code in codes)


def test_removing_it_needs_the_password(app, city):
    visitor = Visitor(app)
    visitor.sign_in(city.emails["admin"])
    set_up(visitor, city)
    visitor.get("/account/second-factor")
    page = "/account/second-factor/remove"
    assert visitor.post(page, {"remove_password": "not it"}).status_code == 400
    assert visitor.post(page, {"remove_password": PASSWORD}).status_code == 303
    assert Visitor(app).sign_in(city.emails["admin"]).location == "/admin/mail"


# Tidying


def test_what_has_had_its_time_goes_and_nothing_sooner(app, city):
    Visitor(app).sign_in(city.emails["officer"])
    ask_reset(app, city.emails["officer"])
    with writing(city.services.engine) as connection:
        connection.execute(rows.form_key.insert().values(key="k", result="/", at=NOW))
    names = ("session", "sign_in_attempt", "link", "form_key")

    def left(after):
        tidy(city.at(NOW + after).services)
        return [len(table(city, name)) for name in names]

    assert left(timedelta(hours=23)) == [1, 2, 1, 1]
    assert left(timedelta(days=29)) == [1, 0, 1, 1]
    assert left(timedelta(days=32)) == [0, 0, 0, 0]

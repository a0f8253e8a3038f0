"""Signing in by another service, against a real provider: only who is known comes in; no fault is a 500."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.support.city import build
from tests.support.servers import free_port
from tests.support.sign_in_service import sign_in_service
from tests.support.visitors import Visitor, site, words
from workflow.clock import FixedClock, SystemClock
from workflow.store import links, register, rows
from workflow.store.engine import reading, writing


@pytest.fixture(scope="module")
def service():
    with sign_in_service() as found:
        yield found


@pytest.fixture
def city(database_url, tmp_path, service):
    told = {"oidc_issuer": service.url, "oidc_client_id": "fair-notice", "oidc_client_secret": "secret"}
    return build(database_url, tmp_path, SystemClock(), oidc_name="Example Council", **told)


@pytest.fixture
def app(city):
    with site(city) as found:
        yield found


def path_of(address):
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}"


def comes_back(visitor, service, subject, start="/sign-in/service"):
    """What somebody gets who goes to the service, signs in as a subject, and comes back."""
    return visitor.get(path_of(service.agree(visitor.get(start).location, subject)))


def table(city, name):
    with reading(city.services.engine) as connection:
        return connection.execute(getattr(rows, name).select()).mappings().all()


def test_a_known_person_comes_in_by_a_verified_address_and_then_by_their_subject(app, city, service):
    service.knows("s-1", email=city.emails["officer"].upper(), email_verified=True)
    assert "Sign in with Example Council" in words(Visitor(app).get("/sign-in"))
    assert comes_back(Visitor(app), service, "s-1").location == "/work"
    service.knows("s-1", email="moved@example.invalid", email_verified=False)
    visitor = Visitor(app)
    assert comes_back(visitor, service, "s-1", "/sign-in/service?next=/alerts").location == "/alerts"
    assert visitor.get("/work").status_code == 200
    assert [row["subject"] for row in table(city, "identity")] == ["s-1"]


def test_it_goes_with_pkce_a_state_and_a_nonce_and_comes_back_to_our_own_address_alone(app, city):
    sent = Visitor(app).get("/sign-in/service", headers={"X-Forwarded-Host": "evil.example"}).location
    asked = {name: values[0] for name, values in parse_qs(urlsplit(sent).query).items()}
    assert asked["code_challenge_method"] == "S256" and len(asked["code_challenge"]) >= 43
    assert len(asked["state"]) >= 43 and len(asked["nonce"]) >= 43
    assert asked["redirect_uri"] == "http://127.0.0.1:8000/sign-in/service/back"


@pytest.mark.parametrize("claims", [
    {"email": "nobody@example.invalid", "email_verified": True},
    {"email": "officer@example-city-council.example", "email_verified": False},
    {"email": "officer@example-city-council.example"},
    {},
])  # fmt: skip
def test_nobody_is_made_and_an_unverified_address_opens_nothing(app, city, service, claims):
    service.knows("s-2", **claims)
    before = len(table(city, "person"))
    answer = comes_back(Visitor(app), service, "s-2")
    assert answer.status_code == 400 and "Ask your administrator to invite" in words(answer)
    assert len(table(city, "person")) == before and table(city, "session") == []


def test_a_suspended_person_is_not_let_in(app, city, service):
    service.knows("s-3", email=city.emails["officer"], email_verified=True)
    comes_back(Visitor(app), service, "s-3")
    with writing(city.services.engine) as connection:
        connection.execute(rows.person.update().values(suspended=True))
    assert comes_back(Visitor(app), service, "s-3").status_code == 400


def test_a_second_account_of_the_service_does_not_take_a_linked_person_over(app, city, service):
    service.knows("s-4", email=city.emails["officer"], email_verified=True)
    assert comes_back(Visitor(app), service, "s-4").location == "/work"
    service.knows("s-5", email=city.emails["officer"], email_verified=True)
    assert comes_back(Visitor(app), service, "s-5").status_code == 400


def test_a_forged_state_or_another_browsers_answer_opens_nothing(app, city, service):
    service.knows("s-6", email=city.emails["officer"], email_verified=True)
    visitor, victim = Visitor(app), Visitor(app)
    back = path_of(service.agree(visitor.get("/sign-in/service").location, "s-6"))
    victim.get("/sign-in/service")
    for answer in (victim.get(back), visitor.get("/sign-in/service/back?code=x&state=forged")):
        assert answer.status_code == 400 and "not begun in this browser" in words(answer)
    assert visitor.get(back).status_code == 400, "an answer of the service serves once, right or wrong"
    assert table(city, "session") == []


def test_a_code_of_another_sign_in_has_another_nonce_and_is_refused(app, city, service):
    service.knows("s-7", email=city.emails["officer"], email_verified=True)
    visitor, thief = Visitor(app), Visitor(app)
    code = parse_qs(urlsplit(service.agree(visitor.get("/sign-in/service").location, "s-7")).query)["code"][0]
    state = parse_qs(urlsplit(thief.get("/sign-in/service").location).query)["state"][0]
    answer = thief.get("/sign-in/service/back", query_string={"code": code, "state": state})
    assert answer.status_code == 503 and table(city, "session") == []


def test_whoever_does_not_agree_is_told_so_plainly(app, service):
    visitor = Visitor(app)
    state = parse_qs(urlsplit(visitor.get("/sign-in/service").location).query)["state"][0]
    answer = visitor.get(f"/sign-in/service/back?error=access_denied&state={state}")
    assert answer.status_code == 400 and "Nothing was changed" in words(answer)


def test_it_waits_ten_minutes_and_no_longer(city, service):
    with site(city) as app:
        visitor = Visitor(app)
        state = parse_qs(urlsplit(visitor.get("/sign-in/service").location).query)["state"][0]
        cookie = visitor.client.get_cookie("session").value
    late = city.at(city.services.clock.now() + timedelta(minutes=10, seconds=5))
    with site(late) as app:
        back = Visitor(app)
        back.client.set_cookie("session", cookie)
        assert "longer than 10 minutes" in words(back.get(f"/sign-in/service/back?code=x&state={state}"))


def test_a_service_that_is_down_is_a_plain_page_and_the_password_still_opens(database_url, tmp_path):
    told = {
        "oidc_issuer": f"http://127.0.0.1:{free_port()}",
        "oidc_client_id": "a",
        "oidc_client_secret": "b",
    }
    city = build(database_url, tmp_path, oidc_name="Example Council", **told)
    with site(city) as app:
        answer = Visitor(app).get("/sign-in/service")
        assert answer.status_code == 503 and "Example Council does not answer" in words(answer)
        assert Visitor(app).sign_in(city.emails["officer"]).location == "/work"


def invited(city, email="new@example.invalid"):
    now = city.services.clock.now()
    with writing(city.services.engine) as connection:
        post = register.add_post(connection, city.body, "Contracts Officer", ("commissioner",))
        told = {"body": city.body, "now": now, "until": now + timedelta(hours=24), "post": post}
        return links.make(connection, links.INVITATION, email=email, **told)


def test_an_invitation_is_accepted_by_the_service_with_the_invited_address(app, city, service):
    token = invited(city)
    assert "Continue with Example Council" in words(Visitor(app).get(f"/invitations/{token}"))
    start = f"/sign-in/service?invitation={token}"
    service.knows("s-8", email="other@example.invalid", email_verified=True)
    assert "the address that was invited" in words(comes_back(Visitor(app), service, "s-8", start))
    service.knows("s-9", email="New@example.invalid", email_verified=True)
    visitor = Visitor(app)
    assert comes_back(visitor, service, "s-9", start).location == "/work"
    assert visitor.get("/projects/new").status_code == 200
    assert comes_back(Visitor(app), service, "s-9").location == "/work", "and they come in so from now on"


def test_no_service_no_button_and_a_plain_page(sqlite_url, tmp_path):
    with site(build(sqlite_url, tmp_path, FixedClock(SystemClock().now()))) as app:
        assert "Sign in with" not in words(Visitor(app).get("/sign-in")).replace("Sign in with it", "")
        assert Visitor(app).get("/sign-in/service").status_code == 400

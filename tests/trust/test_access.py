"""C1, C2, C7: every address, method and visitor; nothing of another council; the same headers on all."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from sqlalchemy import create_engine

from tests.support.databases import fresh_database
from tests.support.visitors import Visitor, words
from tests.trust.estate import SECRET_PLAN, estate, posts_are_those_of_the_matrix
from tests.trust.matrix import EXPECTED
from tests.trust.who import (
    EVERYONE,
    FORBIDDEN,
    FOREIGN,
    FOREIGN_GUESTS,
    IN,
    MANAGING,
    MISSING,
    NOBODY,
    PUBLIC,
    SIGN_IN,
    STAFF,
)
from web.access import OPEN_ENDPOINTS, declared
from web.wiring import KEY
from workflow.commands import views

WRITTEN = "write a row for it in EXPECTED, tests/trust/matrix.py"
NONCE = re.compile(r"script-src 'self' 'nonce-([\w-]{20,})'")
REFERENCE = re.compile(r"Reference: [0-9a-f]{8}")
KEPT = re.compile(r"kept=[\w-]+")
"""Under which typed words are kept until their writer has signed in again: never the same twice."""
NOT_YET = {
    "admin.merge_now": "Merge two entries?",
    "commissioners.skip": "This step does not start from the stage that the project is in.",
    "commissioners.move_now": "The rulebook 'example-city' has no edition '2027'.",
}
COOKIES_ALLOWED = {
    "account.sign_in_page",
    "account.sign_in",
    "account.ask_reset_page",
    "account.ask_reset",
    "account.ask_link_page",
    "account.ask_link",
    "registers.add_organisation",
    "registers.ask_to_add_organisation",
}
"""Forms that the public fills in: their token stands in a cookie, so that no other site sends them."""

FIT = ("manager", "admin", "partner")
"""One of these may send each form that somebody may send."""
ONE_OF_EACH = NOBODY | {"officer", "admin", "partner", "contact", "postless", "foreign officer"}
NEEDS_NO_FIELDS = ("account.", "admin.", "registers.")  # some forms there are only a button


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    """Both councils on SQLite, for whatever the database has no say in."""
    folder = tmp_path_factory.mktemp("access")
    with fresh_database("sqlite", folder) as url, estate(url, folder) as found:
        yield found


def outcome(answer):
    """What somebody was told."""
    if answer.status_code == 302 and answer.location.startswith("/sign-in"):
        return SIGN_IN
    return {403: FORBIDDEN, 404: MISSING}.get(answer.status_code, IN)


def ask(town, visitor, method, path, form=None):
    """Any answer: never a server's error, and always with the headers that protect its reader."""
    send = {"data": {**visitor.fields, **(form or {})}} if method == "POST" else {}
    answer = visitor.client.open(path, method=method, **send)
    assert answer.status_code < 500 or path == "/health", (method, path, answer.status_code)
    check_headers(answer, path)
    return answer


def check_headers(answer, path):
    policy = answer.headers["Content-Security-Policy"]
    framed = path.endswith("/html") and answer.status_code == 200
    assert answer.headers["X-Content-Type-Options"] == "nosniff", path
    assert answer.headers["Referrer-Policy"] == "same-origin", path
    assert "unsafe-inline" not in policy.split("script-src")[-1].split(";")[0] or framed, path
    assert ("frame-ancestors 'self'" if framed else "frame-ancestors 'none'") in policy, path
    assert answer.headers["X-Frame-Options"] == ("SAMEORIGIN" if framed else "DENY"), path
    assert framed or (
        NONCE.search(policy) and "object-src 'none'" in policy and "base-uri 'none'" in policy
    ), path
    if not path.startswith("/static/") and answer.mimetype == "text/html":
        assert "no-store" in answer.headers["Cache-Control"], path


# The matrix


def test_the_matrix_knows_every_post(town):
    assert posts_are_those_of_the_matrix(town.own.city)


def test_every_address_is_in_the_matrix(town):
    known = {rule.endpoint for rule in town.app.url_map.iter_rules()} - OPEN_ENDPOINTS
    assert not known - EXPECTED.keys(), f"new: {sorted(known - EXPECTED.keys())}: {WRITTEN}"
    assert not EXPECTED.keys() - known, f"gone: {sorted(EXPECTED.keys() - known)}: take out its row"


def test_every_address_declares_what_it_asks_to_do(town):
    endpoints = {rule.endpoint for rule in town.app.url_map.iter_rules()} - OPEN_ENDPOINTS
    silent = [endpoint for endpoint in sorted(endpoints) if declared(town.app, endpoint) is None]
    assert not silent, f"put @asks(Action...) on {silent}"


def test_an_address_that_declares_nothing_is_closed_to_all(tmp_path):
    with fresh_database("sqlite", tmp_path) as url, estate(url, tmp_path) as found:
        found.app.add_url_rule("/undeclared", "undeclared", lambda: "let in")
        for who in sorted(EVERYONE):
            assert found.visitor(who).get("/undeclared").status_code == 403, who


@pytest.mark.parametrize("endpoint", sorted(EXPECTED))
def test_exactly_those_who_may_are_let_in(town, endpoint, thorough):
    row = EXPECTED[endpoint]
    for rule in town.rules(endpoint):
        path = town.path(rule, town.own.values(rule)) + row.query
        for method in sorted(rule.methods & {"GET", "HEAD", "POST"}):
            for who in sorted(EVERYONE) if thorough else askers(row, method):
                expected, before = row.outcome(who), town.footprint()
                # Who must be refused sends a good form, so that only who they are can be the reason; whoever
                # may sends an old and empty one, so that the next in line finds everything as it was.
                form = town.filled(row.form) if expected != IN else {"version": "0"}
                acting = expected == IN and (method == "POST" or endpoint.startswith("account."))
                visitor = town.visitor(who) if acting else town.regular(who)
                told = outcome(ask(town, visitor, method, path, form))
                assert told == expected, f"{method} {path}: {who} was told '{told}' instead of '{expected}'"
                may_act = expected == IN and endpoint.startswith(NEEDS_NO_FIELDS)
                if may_act:
                    town.regulars.clear()  # a button may have ended anybody's sessions
                assert may_act or town.footprint() == before, f"{method} {path}: {who} changed something"


def askers(row, method):
    """Who asks: everyone; HEAD, which is GET without its page, is asked for by one of each answer."""
    if method == "HEAD":
        return sorted({row.outcome(who): who for who in sorted(EVERYONE)}.values())
    return sorted(EVERYONE)


@pytest.mark.parametrize("state", ["ending", "staff only", "withdrawn", "of the other officer"])
def test_no_state_of_a_project_lets_anybody_else_in(town, state, thorough):
    """C1: a project that ends, is for staff only, is withdrawn, or belongs to another officer."""
    others = state == "of the other officer"
    ref = town.own.of_other if others else town.own.states[state]
    rules = [r for e in sorted(EXPECTED) for r in town.rules(e) if of_a_project(r)]
    for rule in rules:
        row = EXPECTED[rule.endpoint].owned_by_other() if others else EXPECTED[rule.endpoint]
        path = town.path(rule, town.own.values(rule) | {"ref": ref}) + row.query
        for who in sorted((EVERYONE if thorough else STAFF | ONE_OF_EACH) - row.let_in):
            before = town.footprint()
            for method in sorted(rule.methods & {"GET", "POST"}):
                told = outcome(ask(town, town.regular(who), method, path, town.filled(row.form)))
                assert told in (row.outcome(who), MISSING), f"{method} {path}: {who} was told '{told}'"
            assert town.footprint() == before, f"{path}: {who} changed something"


def of_a_project(rule):
    return rule.endpoint.startswith("commissioners.") and "ref" in rule.arguments


def test_the_good_forms_are_good(tmp_path):
    """Else a refusal in the matrix might be due to the form."""
    with fresh_database("sqlite", tmp_path) as url, estate(url, tmp_path) as found:
        for endpoint in sorted((e for e, row in EXPECTED.items() if row.form), key=in_turn):
            rule, row, before = found.rules(endpoint)[0], EXPECTED[endpoint], found.footprint()
            visitor = found.visitor(next(who for who in FIT if who in row.let_in))
            visitor.fields["version"] = version_for(found, endpoint)
            path = found.path(rule, found.own.values(rule)) + row.query
            answer = ask(found, visitor, "POST", path, found.filled(row.form))
            if endpoint in NOT_YET:
                assert NOT_YET[endpoint] in words(answer)
                continue
            assert answer.status_code == 303, f"{endpoint}: {words(answer)[:400]}"
            assert found.footprint() != before, endpoint


def in_turn(endpoint):
    """What was asked is commented on, then decided, before it is asked again; what ends a thing comes after
    what uses it."""
    ends = endpoint.endswith(("end_part", "erase_reply", "erase_comment"))
    decides = not endpoint.startswith("sector."), not endpoint.endswith("decide_now")
    return (endpoint.endswith("withdraw_now"), ends, *decides, endpoint)


def version_for(town, endpoint):
    """The version that the form of an endpoint would carry."""
    city = town.own.city
    if endpoint.startswith(("registers.", "admin.", "sector.")):
        return "1"
    if endpoint.startswith("managers."):
        return str(views.alert(city.services, city.people["manager"], town.own.alert).version)
    named = town.own.objects.get(EXPECTED[endpoint].names.get("ref", ""), town.own.ref)
    ref = town.own.ending if endpoint.endswith("skip") else named
    return str(views.project(city.services, city.people["manager"], ref).version)


def test_other_methods_are_not_answered(town):
    for endpoint in sorted(EXPECTED):
        for rule in town.rules(endpoint):
            path = town.path(rule, town.own.values(rule))
            for method in ("PUT", "PATCH", "DELETE"):
                answer = ask(town, town.regular("manager"), method, path)
                assert answer.status_code in (400, 405), (method, path)


# Other councils


def objects(town):
    """Every address that names an object, with whom it is asked for."""
    for endpoint in sorted(EXPECTED):
        for rule in town.rules(endpoint):
            if rule.arguments & {"ref", "explanation", "id_"} and not endpoint.startswith("public."):
                yield rule, EXPECTED[endpoint]


def test_what_is_anothers_looks_like_what_never_was(town, thorough):
    """C2: the same page for another council's object as for none, for each kind of person and method."""
    nothing = {"ref": "COM-2026-999", "explanation": "f" * 20, "id_": "f" * 20}
    for rule, row in objects(town):
        foreign = town.foreign.values(rule)
        never = {name: nothing.get(name, value) for name, value in foreign.items()}
        for method in sorted(rule.methods & {"GET", "POST"}):
            for who in sorted((EVERYONE if thorough else ONE_OF_EACH | MANAGING) - FOREIGN - FOREIGN_GUESTS):
                visitor, form = town.regular(who), town.filled(row.form)
                theirs = ask(town, visitor, method, town.path(rule, foreign) + row.query, form)
                absent = ask(town, visitor, method, town.path(rule, never) + row.query, form)
                assert outcome(theirs) in (FORBIDDEN, MISSING, SIGN_IN), (rule.rule, who)
                assert theirs.status_code == absent.status_code, (rule.rule, who)
                told = [renamed(part, foreign, never) for part in (same(theirs), *headers(theirs))]
                assert told == [same(absent), *headers(absent)], (rule.rule, who)


def same(answer):
    return KEPT.sub("kept=", REFERENCE.sub("", words(answer)))


def headers(answer):
    """What an answer says beside its page, but for what differs every time."""
    changing = ("Set-Cookie", "Content-Length")
    return sorted(
        f"{n}: {KEPT.sub('kept=', NONCE.sub('', v))}" for n, v in answer.headers if n not in changing
    )


def renamed(text, theirs, never):
    """A text with what was asked for by its own name (an address to come back to) under the other's."""
    for name, value in theirs.items():
        text = text.replace(value, never[name]) if value != never[name] else text
    return text


def test_no_page_names_another_councils_project(town):
    refs = [town.foreign.ref, town.foreign.ending, town.foreign.hidden]
    for path in ("/work", "/dashboard?scope=all", "/alerts", "/admin/mail", "/projects/new"):
        for who in sorted(STAFF):
            page = ask(town, town.visitor(who), "GET", path).get_data(as_text=True)
            assert not [ref for ref in refs if ref in page], (path, who)


def test_what_only_staff_may_see_is_nowhere_in_public(town):
    for who in sorted(EVERYONE):
        visitor = town.visitor(who)
        for ref in (town.own.hidden, town.foreign.hidden):
            for path in (f"/changes/{ref}", f"/changes/{ref}/calendar.ics"):
                assert ask(town, visitor, "GET", path).status_code == 404, (who, path)
        home = ask(town, visitor, "GET", "/").get_data(as_text=True)
        assert SECRET_PLAN not in home and town.own.hidden not in home, who


# Forms, hosts, cookies


def test_no_form_is_taken_without_its_token(town):
    """C3: for everyone and every address; nothing is changed."""
    before = town.footprint()
    for endpoint in sorted(EXPECTED):
        for rule in (r for r in town.rules(endpoint) if "POST" in r.methods):
            path = town.path(rule, town.own.values(rule)) + EXPECTED[endpoint].query
            for who in ("public", "officer", "manager"):
                visitor = town.visitor(who)
                visitor.fields = {}
                answer = ask(town, visitor, "POST", path, town.filled(EXPECTED[endpoint].form))
                assert answer.status_code == 400, (path, who)
    assert town.footprint() == before


def test_a_form_sent_from_another_site_is_refused_even_with_a_token(town):
    visitor, path = town.visitor("officer"), f"/projects/{town.own.ref}/questions"
    form = {**visitor.fields, "still_open": "Nothing."}
    for site in ("cross-site", "same-site"):
        answer = visitor.client.post(path, data=form, headers={"Sec-Fetch-Site": site})
        assert answer.status_code == 400, site
    ours = visitor.client.post(path, data={**visitor.fields}, headers={"Sec-Fetch-Site": "same-origin"})
    assert "Say what is still open" in words(ours), "a page of our own is heard"


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "evil.example:80", "localhost.", "[::2]"]
)
def test_a_host_that_is_not_trusted_gets_nothing(town, host):
    for path in ("/", "/sign-in", "/work", "/health", "/static/app-own.css"):
        answer = town.app.test_client().get(path, headers={"Host": host})
        assert answer.status_code == 400, path
        assert "evil" not in answer.get_data(as_text=True)
        check_headers(answer, path)


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:5000", "127.0.0.1:8000"])
def test_a_trusted_host_is_answered(town, host):
    assert town.app.test_client().get("/sign-in", headers={"Host": host}).status_code == 200


def test_each_answer_has_a_nonce_of_its_own_and_its_page_uses_it(town):
    answers = [Visitor(town.app).get("/") for _ in range(2)]
    nonces = [NONCE.search(answer.headers["Content-Security-Policy"]).group(1) for answer in answers]
    assert nonces[0] != nonces[1]
    for nonce, answer in zip(nonces, answers, strict=True):
        scripts = re.findall(r"<script[^>]*>", answer.get_data(as_text=True))
        assert scripts and all(f'nonce="{nonce}"' in script for script in scripts)


def test_public_pages_set_no_cookie(town):
    """Decision 0005: no cookie before sign-in; errors and the way to sign-in included."""
    public = [e for e, row in EXPECTED.items() if PUBLIC <= row.let_in and e not in COOKIES_ALLOWED]
    paths = [town.path(rule, town.own.values(rule)) for e in sorted(public) for rule in town.rules(e)]
    for path in (*paths, "/no-such-page", "/changes/COM-2026-999", "/work", "/static/app-own.css"):
        with Visitor(town.app).client.get(path) as answer:
            assert "Set-Cookie" not in answer.headers, path


def test_a_database_that_does_not_answer_is_told_with_what_to_do_and_a_reference(sqlite_url, tmp_path):
    """R40, E3: the page stands without it, and nothing of the fault is shown."""
    with estate(sqlite_url, tmp_path) as found:
        visitor = found.visitor("manager")
        gone = create_engine(f"sqlite:///{tmp_path / 'no-such-folder' / 'gone.sqlite3'}")
        kept = found.app.extensions[KEY]
        found.app.extensions[KEY] = replace(kept, engine=gone)
        for path in ("/", "/work", "/sign-in", "/health"):
            check_headers(answer := visitor.client.get(path), path)
            assert answer.status_code == 503 and "sqlite" not in answer.get_data(as_text=True), path
            assert "not available just now" in words(answer) and REFERENCE.search(words(answer))
        found.app.extensions[KEY] = kept

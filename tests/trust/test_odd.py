"""C1: whatever odd thing stands in an address or a field, no page fails and no database is asked it."""

from __future__ import annotations

import pytest

from tests.trust.estate import estate
from tests.trust.matrix import EXPECTED
from tests.trust.test_access import ask

ADDRESSES = (
    "%00",
    "a%00b",
    "x" * 3000,
    "9" * 40,
    "..%2f..%2fetc",
    "%F0%9F%92%A5",
    "'; DROP TABLE alert;--",
    "%ff",
    "%0d%0aX: y",
)
TEXTS = (
    "\0",
    "a\0b",
    "9" * 5000,
    "²",
    "-1",
    "x" * 70_000,
    "\ud7ff\U0001f4a5",
    "../..",
    "{0.__class__}",
    "%s%d",
)
ON_SQLITE = 3
"""How many of them each address gets there, in turn: PostgreSQL, which takes less, gets all; `--long` too."""


@pytest.fixture
def town(database_url, tmp_path):
    with estate(database_url, tmp_path) as found:
        yield found


@pytest.fixture
def of(database_url, thorough):
    """The odd things of a list that the nth address gets."""
    some = database_url.startswith("sqlite") and not thorough
    return lambda odd, n: [odd[(n + i) % len(odd)] for i in range(ON_SQLITE)] if some else odd


def allowed(town, endpoint):
    """Somebody who may use an address."""
    let_in = EXPECTED[endpoint].let_in
    return town.visitor(next(who for who in ("manager", "admin", "partner") if who in let_in))


def test_no_odd_address_is_a_servers_error(town, of):
    """Neither database is asked what it could not answer."""
    rules = [rule for endpoint in sorted(EXPECTED) for rule in town.rules(endpoint) if rule.arguments]
    for n, rule in enumerate(rules):
        visitor = allowed(town, rule.endpoint)
        gaps = town.own.values(rule) | dict.fromkeys(town.free(rule), "ODD")
        path = town.path(rule, gaps | {"question": "what"} if "question" in gaps else gaps)
        for odd in of(ADDRESSES, n):
            method = "POST" if "POST" in rule.methods else "GET"
            asked = path.replace("ODD", odd) + EXPECTED[rule.endpoint].query
            answer = ask(town, visitor, method, asked)
            assert answer.status_code in (200, 308, 400, 404, 405, 410), (path, odd)


def test_no_odd_field_is_a_servers_error(town, of):
    rules = [rule for endpoint in sorted(EXPECTED) for rule in town.rules(endpoint) if "POST" in rule.methods]
    for n, rule in enumerate(rules):
        row = EXPECTED[rule.endpoint]
        path = town.path(rule, town.own.values(rule)) + row.query
        fields = {*row.form, "version", "key", "email", "password", "next", "end-day"}
        visitor = allowed(town, rule.endpoint)
        for text in of(TEXTS, n):
            answer = ask(town, visitor, "POST", path, dict.fromkeys(fields, text))
            told = (path, text[:10], answer.status_code)
            assert answer.status_code in (200, 302, 303, 400, 404, 409, 410), told

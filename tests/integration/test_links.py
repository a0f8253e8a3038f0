"""A link sent by mail serves once, for its purpose, until its time; its letter waits for no office hours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from tests.support.city import NOW
from workflow.alerts.letters import letter
from workflow.commands.letters import send_letter
from workflow.delivery.mailer import mailer
from workflow.delivery.sender import send_due
from workflow.errors import AlreadyDone, NotFound
from workflow.store import links, rows
from workflow.store.engine import reading, writing

UNTIL = NOW + timedelta(days=7)
SUNDAY_NIGHT = datetime(2026, 11, 29, 23, tzinfo=UTC)


@dataclass
class Head:
    demonstration: bool = True


@pytest.fixture
def connection(city):
    with writing(city.services.engine) as found:
        yield found


def invite(connection, city, email="new@example.invalid", until=UNTIL):
    post = city.posts["officer"]
    return links.make(
        connection, links.INVITATION, body=city.body, email=email, now=NOW, until=until, post=post
    )


def test_the_store_knows_only_the_hash_of_a_link(city, connection):
    token = invite(connection, city)
    stored = connection.execute(rows.link.select()).mappings().one()
    assert all(token not in str(value) for value in stored.values())


def test_a_link_may_be_looked_at_often_and_used_once(city, connection):
    token = invite(connection, city, " New@Example.Invalid ")
    for _ in range(3):
        found = links.find(connection, token, links.INVITATION, NOW)
        assert found and (found.email, found.post) == ("new@example.invalid", city.posts["officer"])
    assert links.use(connection, token, links.INVITATION, NOW).body == city.body
    assert links.find(connection, token, links.INVITATION, NOW) is None
    with pytest.raises(AlreadyDone):
        links.use(connection, token, links.INVITATION, NOW)


@pytest.mark.parametrize(("at", "opens"), [(UNTIL - timedelta(seconds=1), True), (UNTIL, False)])
def test_a_link_serves_until_its_time(city, connection, at, opens):
    token = invite(connection, city)
    assert (links.find(connection, token, links.INVITATION, at) is not None) is opens
    if not opens:
        with pytest.raises(NotFound):
            links.use(connection, token, links.INVITATION, at)
        assert links.known(connection, token, links.INVITATION)


def test_a_link_serves_no_other_purpose(city, connection):
    token = invite(connection, city)
    assert links.known(connection, token, links.RESET) is None
    with pytest.raises(NotFound):
        links.use(connection, token, links.RESET, NOW)


def test_an_open_link_can_be_taken_back_by_its_own_body(city, connection):
    token = invite(connection, city)
    (waiting,) = links.open_links(connection, city.body, links.INVITATION, NOW)
    with pytest.raises(NotFound):
        links.take_back(connection, "another body", waiting.id, NOW)
    links.take_back(connection, city.body, waiting.id, NOW)
    assert links.open_links(connection, city.body, links.INVITATION, NOW) == ()
    assert links.find(connection, token, links.INVITATION, NOW) is None


def test_all_links_to_one_address_can_be_taken_back(city, connection):
    invite(connection, city), invite(connection, city), invite(connection, city, "other@example.invalid")
    assert links.take_back_all(connection, links.INVITATION, NOW, email="NEW@example.invalid") == 2
    assert [x.email for x in links.open_links(connection, city.body, links.INVITATION, NOW)] == [
        "other@example.invalid"
    ]


def test_a_letter_repeats_its_fact_says_why_and_has_one_link():
    made = letter(
        subject="Your invitation <b>",
        paragraphs=["Example City Council invites you."],
        action=("Accept", "https://example.invalid/a?b=1&c=2"),
        why="You get this because you were invited.",
        head=Head(),
    )
    assert made.text.startswith("Demonstration: nothing here has been decided\n\nExample City")
    assert made.text.count("https://") == 1 and made.text.endswith("because you were invited.\n")
    assert "<b>" not in made.html and 'href="https://example.invalid/a?b=1&amp;c=2"' in made.html


def test_a_letter_leaves_at_night_and_once(city):
    mail = letter(subject="A", paragraphs=["B"], action=None, why="C", head=Head(False))
    with writing(city.services.engine) as connection:
        for _ in range(2):
            send_letter(
                connection, body=city.body, to_address="x@example.invalid", mail=mail, key="k", now=NOW
            )
    at_night = city.at(SUNDAY_NIGHT).services
    assert send_due(at_night, mailer(at_night.settings)).sent == 1
    with reading(city.services.engine) as connection:
        assert connection.execute(rows.outbox.select()).mappings().one()["state"] == "sent"

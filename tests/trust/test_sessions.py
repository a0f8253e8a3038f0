"""C4, R119: what somebody may do hangs on the post that they hold now, not on a cookie they once got."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from tests.support.databases import fresh_database
from tests.trust.estate import DAY, estate
from workflow.commands import views
from workflow.commands.posts import hand_over
from workflow.store import rows
from workflow.store.engine import writing


@pytest.fixture
def town(tmp_path):
    with fresh_database("sqlite", tmp_path) as url, estate(url, tmp_path) as found:
        yield found


def edits(town, visitor):
    """Whether somebody is let to write what is still open."""
    city, ref = town.own.city, town.own.ref
    version = views.project(city.services, city.people["manager"], ref).version
    form = {**visitor.fields, "still_open": f"Question {version}.", "version": str(version)}
    answer = visitor.client.post(f"/projects/{ref}/questions", data=form)
    assert answer.status_code in (303, 403), answer.status_code
    return answer.status_code == 303


def test_r119_the_project_stays_with_the_post_and_goes_to_whoever_holds_it_next(town):
    """On the next page, with the sessions that both have; the project itself is not touched."""
    city = town.own.city
    before, after = town.visitor("officer"), town.visitor("other")
    assert edits(town, before) and not edits(town, after)
    hand_over(
        post=city.posts["officer"], to=town.person("other"), day=DAY, seen_version=1,
        by=city.people["admin"], services=city.services,
    )  # fmt: skip
    assert edits(town, after) and not edits(town, before)


@pytest.mark.parametrize("who", ["officer", "manager", "admin", "contact", "partner"])
def test_c4_a_session_of_somebody_suspended_is_worth_nothing(town, who):
    copied = town.visitor(who)
    page = "/work" if who in ("officer", "manager", "admin") else "/account"
    assert copied.client.get(page).location is None
    with writing(town.own.city.services.engine) as connection:
        person = rows.person
        connection.execute(update(person).where(person.c.id == town.person(who)).values(suspended=True))
    assert copied.client.get(page).location.startswith("/sign-in")


def test_c4_a_contact_that_was_taken_off_speaks_for_nobody(town):
    copied, contact = town.visitor("contact"), rows.contact
    path = f"/organisations/{town.own.objects['organisation']}/own"
    assert copied.client.get(path).status_code in (200, 404)
    with writing(town.own.city.services.engine) as connection:
        ended = update(contact).where(contact.c.id == town.own.objects["contact"])
        connection.execute(ended.values(ended_at=town.own.city.services.clock.now() - timedelta(days=1)))
    assert copied.client.get(path).status_code in (302, 403, 404)


def test_c4_a_role_that_a_post_has_lost_is_gone_on_the_next_page(town):
    copied = town.visitor("admin")
    assert copied.client.get("/admin/mail").status_code == 200
    with writing(town.own.city.services.engine) as connection:
        post = rows.post
        held = update(post).where(post.c.id == town.own.city.posts["admin"])
        connection.execute(held.values(roles=["commissioner"]))
    assert copied.client.get("/admin/mail").status_code == 403

"""P10: what reached an organisation, from every body: invitations and their changes, notices, a lead."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import insert, select, update

from tests.support.city import NOW, build
from tests.support.organisations import add, merge
from tests.support.visitors import Visitor, site, words
from workflow.commands import promises, views
from workflow.commands.advance import advance
from workflow.commands.import_register import import_register
from workflow.commands.promises import BodyWanted
from workflow.store import consultations, rows
from workflow.store.engine import writing


@pytest.fixture
def city(sqlite_url, tmp_path):
    return build(sqlite_url, tmp_path)


@pytest.fixture
def asked(city):
    """An entry, since merged into another, that was invited to a public change; the entry that stands."""
    loser, winner = add(city, "Example Lunch Club", listed=True), add(city, "Example Lunches", listed=True)
    ref = city.open()
    with writing(city.services.engine) as connection:
        project = connection.execute(select(rows.project.c.id).where(rows.project.c.ref == ref)).scalar_one()
        told = {"body": city.body, "project": project, "on": date(2026, 11, 3), "how": "letter"}
        consultations.invite(connection, organisation=loser, **told)
        connection.execute(update(rows.project).where(rows.project.c.id == project).values(public=False))
    merge(city, winner, loser)
    return winner, project, ref


def show(city, project, public):
    with writing(city.services.engine) as connection:
        connection.execute(update(rows.project).where(rows.project.c.id == project).values(public=public))


def test_r003_a_consultation_it_was_invited_to_stands_on_its_page_once_it_is_public(city, asked):
    winner, project, ref = asked
    with site(city) as app:
        assert "None yet. An invitation that a body sends stands here." in words(
            Visitor(app).get(f"/organisations/{winner}")
        )
        show(city, project, True)
        page = Visitor(app).get(f"/organisations/{winner}")
        assert f'href="/consultations/{ref}"' in page.get_data(as_text=True)
        assert f'href="/changes/{ref}"' in page.get_data(as_text=True), "a change that may affect it"
        assert "3 November 2026" in words(page)
        advance(
            ref=ref, move="withdraw", reason="No money.", by=city.people["officer"], services=city.services
        )
        page = Visitor(app).get(f"/organisations/{winner}")
        assert "3 November 2026" in words(page) and "Withdrawn" in words(page)
        assert f'href="/changes/{ref}"' not in page.get_data(as_text=True), "it can affect nobody any more"


def test_r003_the_telephone_of_the_leads_team_is_shown_and_mended_where_it_is_no_number(city, asked):
    winner, _project, _ref = asked
    with site(city) as app:
        admin = Visitor(app)
        admin.sign_in(city.emails["admin"])
        page = f"/admin/people/posts/{city.posts['officer']}"
        told = {"title": "Commissioning Officer", "roles": "commissioner"}
        admin.get(page)
        assert "in figures" in words(admin.post(page, {**told, "telephone": "ask Ann"}))
        admin.get(page)
        assert admin.post(page, {**told, "telephone": "01632 960 001"}).status_code == 303
        with writing(city.services.engine) as connection:
            connection.execute(
                update(rows.organisation)
                .where(rows.organisation.c.id == winner)
                .values(lead=city.posts["officer"])
            )
        assert "Commissioning Officer, Example City Council, 01632 960 001" in words(
            Visitor(app).get(f"/organisations/{winner}")
        )


def test_a_notice_stands_with_its_receipt_before_the_organisations_own_and_nobody_else(city, asked):
    winner, project, _ref = asked
    file = "agreement id,organisation,title,start,end\nC-1,Example Lunches,Lunches,2025-04-01,2028-03-31\n"
    import_register(kind="agreements", file=file.encode(), body=city.body, services=city.services)
    with writing(city.services.engine) as connection:
        connection.execute(update(rows.agreement).values(organisation=winner))
        connection.execute(update(rows.project).where(rows.project.c.id == project).values(agreement="C-1"))
        told = {"project": project, "body": city.body, "instance": 1, "changes": 0}
        for event, day in (("notice_sent", date(2026, 11, 9)), ("notice_received", date(2026, 11, 11))):
            connection.execute(insert(rows.event_instance).values(event=event, actual=day, **told))
    with site(city) as app:
        manager = Visitor(app)
        manager.sign_in(city.emails["manager"])
        page = words(manager.get(f"/organisations/{winner}"))
        assert "9 November 2026 11 November 2026" in page
        assert "11 November 2026" not in words(Visitor(app).get(f"/organisations/{winner}"))


def test_a_promise_the_bodys_word_and_whoever_is_in_a_post_are_shown_only_as_the_body_chose(city, asked):
    winner, _project, _ref = asked
    lead = update(rows.organisation).where(rows.organisation.c.id == winner)
    with writing(city.services.engine) as connection:
        connection.execute(lead.values(lead=city.posts["officer"], no_mail=True))
    told = {"services": city.services, "by": city.people["admin"]}
    with site(city) as app:
        page = words(Visitor(app).get(f"/organisations/{winner}"))
        assert "We reply within" not in page and city.emails["officer"] not in page
        assert "The third sector: charities" in words(Visitor(app).get("/organisations"))
        promises.confirm_promise(
            promise="reply_days", amount=10, post=city.posts["director"], on=NOW.date(), **told
        )
        body = next(one for one in views.bodies(city.services) if one.id == city.body)
        wanted = BodyWanted(
            name=body.name, kind=body.kind, sector_word="VCSE", sender_address="", officers_public=True
        )
        promises.change_body(wanted=wanted, seen_version=body.version, **told)
        page = words(Visitor(app).get(f"/organisations/{winner}"))
        assert "We reply within 10 working days." in page and city.emails["officer"] in page
        assert "We delete personal details" not in page, "not confirmed"
        assert "The VCSE: charities" in words(Visitor(app).get("/organisations"))
        admin = Visitor(app)
        admin.sign_in(city.emails["admin"])
        assert "It asked not to be written to" in words(admin.get(f"/organisations/{winner}/contacts"))

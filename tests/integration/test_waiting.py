"""Whoever waited for somebody else goes by what stands then, not by what stood before."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date

from sqlalchemy import Connection, select, update

from tests.integration.delivery.rounds import late_project, swept
from tests.support.city import PASSWORD, City
from workflow.clock import at
from workflow.commands.accounts import hash_password, sign_in
from workflow.commands.agreements import record_agreement
from workflow.commands.import_register import import_register
from workflow.commands.services import Services
from workflow.delivery.sweep import sweep
from workflow.errors import BadRequest
from workflow.register.ties import Entry
from workflow.store import accounts, agreements, rows
from workflow.store.engine import open_engine, reading, writing
from workflow.store.queries import next_ref

FILE = b"agreement id,organisation,title,start,end\nEX-1,Example Carers Group,%s,2024-04-01,2027-09-30\n"


@contextmanager
def meanwhile(city: City, work: Callable[[Services], object]) -> Iterator[Connection]:
    """A transaction that is open while the work begins beside it, and commits before the work can end."""
    engine = open_engine(city.services.settings.database_url)
    faults: list[Exception] = []

    def begin() -> None:
        try:
            work(replace(city.services, engine=engine))
        except Exception as fault:
            faults.append(fault)

    beside = threading.Thread(target=begin)
    with writing(city.services.engine) as connection:
        yield connection
        beside.start()
        beside.join(0.4)
        assert beside.is_alive(), faults or "it did not wait"
    beside.join()
    engine.dispose()
    assert faults == []


def test_an_alert_that_somebody_closes_while_the_sweep_begins_is_not_told(city: City) -> None:
    late_project(city)
    swept(city, date(2027, 3, 17), dry=False)
    alert, mail = rows.alert, rows.outbox
    with writing(city.services.engine) as connection:  # as after a pause: not told yet, its deadline not due
        connection.execute(update(alert).values(state="new", mail=None))
        connection.execute(update(mail).values(state="sent"))
        connection.execute(update(rows.deadline_day).values(next_due_on=date(2028, 1, 1)))
    told: list[int] = []
    day = at(date(2027, 3, 17))
    with meanwhile(city, lambda services: told.append(sweep(services, day).mails_queued)) as connection:
        connection.execute(update(alert).values(state="closed"))
    with reading(city.services.engine) as connection:
        assert set(connection.execute(select(alert.c.state)).scalars()) == {"closed"}
    assert told == [0]


def test_what_somebody_changes_while_a_register_comes_in_is_kept(city: City) -> None:
    body = city.body
    import_register(kind="agreements", file=FILE % b"Respite", body=body, services=city.services)
    again = FILE % b"Respite at home"

    def take_in(services: Services) -> None:
        import_register(kind="agreements", file=again, body=body, services=services)

    with meanwhile(city, take_in) as connection:
        tie = agreements.one(connection, body, "EX-1")
        longer = replace(tie, ends=date(2028, 3, 31))
        agreements.change(connection, tie, longer, tie.version, "Officer", city.services.clock.now())
    with reading(city.services.engine) as connection:
        now = agreements.one(connection, body, "EX-1")
    assert (now.title, now.ends) == ("Respite at home", date(2028, 3, 31))


def test_two_agreements_recorded_at_one_moment_get_two_references(city: City) -> None:
    more = {"ends": date(2028, 3, 31), "post": city.posts["officer"], "exit_section": "See clause 12."}
    asked = Entry(organisation_name="Example Carers Group", title="Respite", **more)
    found: list[str] = []

    def record(services: Services) -> None:
        found.append(record_agreement(entry=asked, by=city.people["officer"], services=services).key)

    with meanwhile(city, record) as connection:
        first = agreements.next_key(connection, city.body, 2026)
        now = city.services.clock.now()
        agreements.add(connection, city.body, replace(asked, key=first), "Officer", now)
    assert (first, found) == ("A-2026-001", ["A-2026-002"])


def test_two_projects_opened_at_one_moment_get_two_references(city: City) -> None:
    found: list[str] = []

    def open_one(services: Services) -> None:
        found.append(replace(city, services=services).open("Day centres"))

    first = city.open()
    with meanwhile(city, open_one) as connection:
        second = next_ref(connection, "COM", 2026)
        connection.execute(update(rows.project).values(ref=second))
    assert (first, second, found) == ("COM-2026-001", "COM-2026-002", ["COM-2026-003"])


def test_the_thousandth_project_of_a_year_is_not_the_last(city: City) -> None:
    ref = city.open()
    with writing(city.services.engine) as connection:
        connection.execute(update(rows.project).where(rows.project.c.ref == ref).values(ref="COM-2026-999"))
    assert [city.open(f"Day centre {n}") for n in (1, 2)] == ["COM-2026-1000", "COM-2026-1001"]


def test_who_knows_only_the_old_password_does_not_come_in_while_it_changes(city: City) -> None:
    """Its sessions are ended with it, so none may begin from it afterwards."""
    person, heard = city.people["officer"].person, []

    def come_in(services: Services) -> None:
        try:
            sign_in(email=city.emails["officer"], password=PASSWORD, source="there", services=services)
        except BadRequest as fault:
            heard.append(str(fault))

    with meanwhile(city, come_in) as connection:
        accounts.new_password_hash(connection, person, hash_password("another good pass phrase"))
        accounts.end_sessions(connection, person, city.services.clock.now())
    assert heard == ["Check your email address and password. They do not match an account."]

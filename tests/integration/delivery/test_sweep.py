"""A sweep asks the database what is due. Twice, late, out of order or on two machines: each alert once."""

from __future__ import annotations

import threading
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, update
from sqlalchemy.exc import OperationalError

from tests.integration.delivery.rounds import Bag, day, late_project, outbox, sent, states, swept
from tests.support.city import City, build
from workflow.clock import at
from workflow.commands.record import move_end
from workflow.delivery.sweep import sweep
from workflow.store import rows
from workflow.store.engine import open_engine, writing

DAYS = [date(2027, 2, 1) + timedelta(days=n) for n in range(0, 63, 3)]


def forget(city: City) -> None:
    """As before the first sweep."""
    with writing(city.services.engine) as connection:
        for table in (rows.alert, rows.outbox, rows.heartbeat):
            connection.execute(delete(table))
        connection.execute(update(rows.deadline_day).values(next_due_on=date(2026, 1, 1)))


def test_two_sweepers_at_once_raise_each_alert_once_and_queue_each_mail_once(city: City) -> None:
    late_project(city)
    for _round in range(5):
        forget(city)
        start = threading.Barrier(2)
        raised: list[str] = []
        queued: list[int] = []

        def work(start: threading.Barrier, raised: list[str], queued: list[int]) -> None:
            engine = open_engine(city.services.settings.database_url)
            start.wait()
            found = sweep(replace(city.services, engine=engine), at(date(2027, 3, 17)), dry=True)
            raised += [line["key"] for line in found.alerts]
            queued.append(found.mails_queued)
            engine.dispose()

        threads = [threading.Thread(target=work, args=(start, raised, queued)) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(queued) == 2, "a sweeper failed"
        assert Counter(raised) == Counter(set(raised))
        assert (len(raised), sorted(queued), len(outbox(city))) == (11, [0, 5], 5)


def test_days_walked_in_any_order_give_the_same_alerts(sqlite_url: str, tmp_path) -> None:
    city = build(sqlite_url, tmp_path)
    late_project(city)
    swept(city, DAYS[-1])
    whole = set(states(city))

    @settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
    @given(st.permutations(DAYS).flatmap(lambda days: st.just([*days, *days[:3]])))
    @example(DAYS)
    @example(DAYS[::-1])
    def any_order(days: list[date]) -> None:
        forget(city)
        told = Counter(line["key"] for on in days for line in swept(city, on).alerts)
        assert set(told) == whole
        assert set(told.values()) == {1}

    any_order()


def test_one_person_with_two_posts_gets_one_mail_about_one_lateness(city: City) -> None:
    late_project(city)
    with writing(city.services.engine) as connection:
        lead = update(rows.holding).where(rows.holding.c.post == city.posts["compact"])
        connection.execute(lead.values(person=city.people["director"].person))
    told = day(city, date(2027, 3, 17))
    assert [who for who, _subject in told] == ["director", "head", "manager", "officer"]


def test_several_matters_of_one_person_make_one_mail_with_the_most_overdue_first(city: City) -> None:
    late_project(city)
    city.open(title="Carers' breaks")
    swept(city, date(2027, 3, 4))
    bag = Bag()
    sent(city, date(2027, 3, 4), bag)
    ((_to, mail),) = [each for each in bag.mails if each[0] == city.emails["officer"]]
    assert str(mail["Subject"]).startswith("31 working days late: ")
    assert str(mail["Subject"]).endswith(" and 2 more (COM-2026-002)")
    text = bag.text("officer")
    places = [text.index(words) for words in ("31 working days late", "It is 1 working day late")]
    assert places == sorted(places)


def test_who_acknowledged_hears_no_repeat_until_the_day_they_named_and_others_do(city: City) -> None:
    late_project(city)
    day(city, date(2027, 2, 24))
    told = rows.alert
    with writing(city.services.engine) as connection:
        mine = (told.c.recipient == city.posts["manager"]) & (told.c.state == "told")
        plan = {"state": "acknowledged", "plan": "The venue is booked.", "plan_until": date(2027, 3, 9)}
        connection.execute(update(told).where(mine).values(**plan))
    assert [who for who, _subject in day(city, date(2027, 3, 4))] == ["officer"]
    assert [who for who, _subject in day(city, date(2027, 3, 10))] == ["head", "manager"]


def test_a_plan_that_moves_the_last_safe_date_closes_the_old_alerts(city: City) -> None:
    ref = late_project(city)
    day(city, date(2027, 3, 4))
    then = city.at(date(2027, 3, 4))
    move_end(
        ref=ref, end=date(2028, 7, 3), end_fixed=False, reason="Agreed.", by=city.people["officer"],
        services=then.services,
    )  # fmt: skip
    swept(city, date(2027, 3, 5))
    assert set(states(city).values()) == {"closed", "superseded"}
    move_end(
        ref=ref, end=date(2028, 4, 1), end_fixed=False, reason="Taken back.", by=city.people["officer"],
        services=then.services,
    )  # fmt: skip
    assert "new" not in set(states(city).values())
    swept(city, date(2027, 3, 5))
    assert "told" in set(states(city).values()), "what stands once more is told once more"


def test_deadlines_that_are_due_are_found_by_the_index(city: City) -> None:
    late_project(city)
    table = rows.deadline_day
    due = select(table.c.id).where(table.c.next_due_on <= date(2027, 3, 4))
    with writing(city.services.engine) as connection:
        words = due.compile(connection, compile_kwargs={"literal_binds": True})
        if connection.dialect.name == "sqlite":
            plan = str(connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {words}").all())
            assert "SEARCH" in plan
        else:
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
            plan = str(connection.exec_driver_sql(f"EXPLAIN {words}").all())
    assert "ix_deadline_day_next_due_on" in plan


def test_sweeping_while_people_work_costs_nobody_their_change(city: City) -> None:
    refs = [late_project(city), *(city.open(title=f"Project {n}") for n in range(3))]
    faults: list[str] = []

    def people() -> None:
        spring = city.at(date(2027, 3, 1))
        spring.services = replace(spring.services, engine=open_engine(city.services.settings.database_url))
        try:
            for n in range(12):
                on = date(2027, 8, 2) + timedelta(days=n)
                spring.record(refs[n % 4], "tender_notice", on, what="planned", reason="Moved.")
        except Exception as fault:
            faults.append(str(fault))
        finally:
            spring.services.engine.dispose()

    working = threading.Thread(target=people)
    working.start()
    for on in DAYS[:12]:
        with suppress(OperationalError):  # it gave way, and comes back with its next round
            swept(city, on)
    working.join()
    swept(city, DAYS[11])
    assert faults == []


def test_a_sweep_that_waited_for_somebody_who_left_nothing_due_raises_nothing(city: City) -> None:
    late_project(city)
    forget(city)
    found: list[object] = []
    other = open_engine(city.services.settings.database_url)

    def work() -> None:
        found.append(sweep(replace(city.services, engine=other), at(date(2027, 3, 17)), dry=True).alerts)

    sweeping = threading.Thread(target=work)
    with writing(city.services.engine) as connection:
        connection.execute(update(rows.deadline_day).values(next_due_on=date(2028, 1, 1)))
        sweeping.start()
        sweeping.join(0.4)
        assert sweeping.is_alive(), "the sweep did not wait"
    sweeping.join()
    other.dispose()
    assert found == [()]

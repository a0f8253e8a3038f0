"""A clock that jumps back or forward repeats no alert, opens none again, and disorders no trail (B4)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select

from tests.integration.delivery.rounds import Bag, late_project, sent, states
from tests.support.city import City
from workflow.clock import at
from workflow.commands import views
from workflow.commands.auditing import verify
from workflow.delivery.sweep import sweep
from workflow.store import rows
from workflow.store.engine import reading

FIRST, LAST = date(2027, 2, 1), date(2027, 3, 22)
JUMPS = [
    timedelta(seconds=-1), timedelta(seconds=1), timedelta(hours=-1), timedelta(hours=1), timedelta(days=-1),
    timedelta(days=1), timedelta(0),
]  # fmt: skip
FAR = [datetime(2038, 1, 19, 3, 14, 7, tzinfo=UTC), datetime(2038, 1, 19, 3, 14, 9, tzinfo=UTC)]


def days(step: int) -> list[date]:
    return [FIRST + timedelta(n) for n in range(0, (LAST - FIRST).days + 1, step)]


def round_at(city: City, instant: datetime, bag: Bag) -> list[str]:
    """One sweep and one sender's round on a clock that says so; the keys of the alerts that were new."""
    then = city.at(instant)
    found = sweep(then.services, instant)
    sent(city, instant, bag)
    return [line["key"] for line in found.alerts]


def versions(city: City) -> set[int]:
    """How often any alert was opened: 1 if none was opened again."""
    with reading(city.services.engine) as connection:
        return set(connection.execute(select(rows.alert.c.version)).scalars())


def letters(bag: Bag) -> list[tuple[str, str]]:
    return [(to, str(mail["Subject"])) for to, mail in bag.mails]


def test_b4_a_clock_that_jumps_after_every_round_raises_each_alert_once(city: City) -> None:
    late_project(city)
    bag, keys = Bag(), []
    for day in days(4):
        for jump in JUMPS:
            keys += round_at(city, at(day) + jump, bag)
    assert len(keys) == len(set(keys)) == 11
    assert set(keys) == set(states(city))
    assert versions(city) == {1}
    ids = [mail["Message-ID"] for _to, mail in bag.mails]
    assert len(ids) == len(set(ids))


def test_b4_after_a_jump_back_nothing_is_raised_told_closed_or_opened_again(city: City) -> None:
    late_project(city)
    bag = Bag()
    for day in days(7):
        round_at(city, at(day), bag)
    before, told = states(city), letters(bag)
    for back in (timedelta(seconds=1), timedelta(hours=1), timedelta(days=1), timedelta(days=30)):
        assert round_at(city, at(LAST) - back, bag) == []
        assert (states(city), letters(bag), versions(city)) == (before, told, {1})


def test_b4_a_clock_that_runs_into_2038_and_comes_back_has_raised_each_alert_once(city: City) -> None:
    late_project(city)
    bag, keys = Bag(), []
    for far in FAR:
        keys += round_at(city, far, bag)
    assert set(keys) == set(states(city)) and len(keys) == len(set(keys)) >= 11
    told = letters(bag)
    for instant in (*(at(day) for day in days(7)), *FAR):
        assert round_at(city, instant, bag) == []
    assert (letters(bag), versions(city)) == (told, {1})


def test_b4_what_people_record_while_the_clock_jumps_stays_in_the_order_in_which_they_did_it(
    city: City,
) -> None:
    moments = [
        datetime(2027, 1, 20, 10, tzinfo=UTC),
        datetime(2027, 1, 19, 9, tzinfo=UTC),
        datetime(2038, 1, 20, tzinfo=UTC),
        datetime(2027, 1, 20, 9, 59, 59, tzinfo=UTC),
    ]
    ref = city.open()
    for n, moment in enumerate(moments):
        on = date(2027, 3, 1) + timedelta(n)
        city.at(moment).record(
            ref, "report_sent_for_clearance", on, what="planned", reason="The hall is booked."
        )
    (chain,) = verify(city.services)
    assert (chain.first_bad, chain.why) == (None, "") and chain.entries >= len(moments)
    with reading(city.services.engine) as connection:
        numbers = connection.execute(select(rows.project_fact.c.seq).order_by(rows.project_fact.c.seq))
        found = list(numbers.scalars())
        assert found == list(range(1, len(found) + 1)) and len(found) > len(moments)
    project = views.project(city.services, city.people["officer"], ref).overview.project
    assert project.planned("report_sent_for_clearance") == date(2027, 3, 4)

"""A day of law is a day in London: at both clock changes of each year, at midnight, on 29 February (B2)."""

from __future__ import annotations

import time as machine
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

import pytest

from workflow.clock import FixedClock, at, london, parse_instant, today
from workflow.timetable.counting import count

ZONES = ("UTC", "Pacific/Kiritimati", "America/St_Johns")
YEARS = range(2025, 2036)
HOUR = timedelta(hours=1)
TIMES = [
    time(0), time(0, 59, 59), time(1), time(1, 30), time(1, 30, fold=1), time(16, 59, 59), time(17),
    time(23, 59, 59, 999_000),
]  # fmt: skip


def last_sunday(year: int, month: int) -> date:
    return next(day for n in range(31, 24, -1) if (day := date(year, month, n)).isoweekday() == 7)


CHANGES = [last_sunday(year, month) for year in YEARS for month in (3, 10)]
BESIDE = [day + timedelta(n) for day in CHANGES for n in (-1, 0, 1)]


def summer(instant: datetime) -> bool:
    """By the Summer Time Act: from 1am GMT on the last Sunday of March to 1am GMT on that of October."""
    begins, ends = (
        datetime.combine(last_sunday(instant.year, month), time(1), tzinfo=UTC) for month in (3, 10)
    )
    return begins <= instant < ends


def on_the_wall(day: date, told: time) -> datetime | None:
    """The instant at which a clock in London shows a time (with fold 1 the second time), if it ever does."""
    naive = datetime.combine(day, told.replace(fold=0), tzinfo=UTC)
    instants = [i for i in (naive - HOUR, naive) if i + HOUR * summer(i) == naive]
    return instants[-1 if told.fold else 0] if instants else None


@pytest.fixture(params=ZONES, autouse=True)
def zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The machine stands somewhere in the world."""
    monkeypatch.setenv("TZ", request.param)
    machine.tzset()
    yield request.param
    monkeypatch.undo()
    machine.tzset()


def test_the_table_has_every_change_and_an_hour_that_is_missing_or_shown_twice() -> None:
    assert (len(CHANGES), CHANGES[:2]) == (22, [date(2025, 3, 30), date(2025, 10, 26)])
    assert on_the_wall(date(2027, 3, 28), time(1, 30)) is None
    twice = [on_the_wall(date(2027, 10, 31), time(1, 30, fold=fold)) for fold in (0, 1)]
    assert twice == [datetime(2027, 10, 31, 0, 30, tzinfo=UTC), datetime(2027, 10, 31, 1, 30, tzinfo=UTC)]


def test_b2_at_every_time_of_the_table_it_is_the_day_and_the_time_that_a_clock_in_london_shows() -> None:
    for day in BESIDE:
        for told in TIMES:
            instant = on_the_wall(day, told)
            if instant is not None:
                assert today(FixedClock(instant)) == day
                shown = london(instant)
                assert (shown.date(), shown.time(), shown.fold) == (
                    day,
                    told,
                    told.fold and day in CHANGES[1::2],
                )


def test_b2_a_local_time_becomes_the_instant_at_which_london_shows_it() -> None:
    for day in BESIDE:
        for told in TIMES:
            instant = on_the_wall(day, told)
            if instant is not None:
                assert at(day, told) == instant
                if not told.fold:
                    assert parse_instant(f"{day}T{told.isoformat()}") == instant


def test_b2_an_hour_that_london_leaves_out_is_taken_as_an_hour_on_and_no_day_is_lost() -> None:
    for day in CHANGES[::2]:
        assert on_the_wall(day, time(1, 30)) is None
        missing = parse_instant(f"{day}T01:30")
        assert (london(missing).date(), london(missing).time()) == (day, time(2, 30))


def test_b2_midnight_in_london_is_the_end_of_the_day_whichever_day_it_is_elsewhere() -> None:
    for day in BESIDE:
        midnight = at(day + timedelta(1), time(0))
        assert today(FixedClock(midnight - timedelta(milliseconds=1))) == day
        assert today(FixedClock(midnight)) == day + timedelta(1)


def test_b2_a_day_with_23_or_25_hours_counts_once() -> None:
    for change in CHANGES:
        before = change - timedelta(2)
        for n in range(1, 8):
            assert count("from_next_day", n, "all_days", before).date == before + timedelta(n)
            assert count("clear_days", n, "all_days", before).acts_from == before + timedelta(n + 1)
        friday = count("nth_working_day_after", 1, "scotland", before)
        assert friday.date.isoweekday() <= 5 and friday.date > change


@pytest.mark.parametrize(
    ("method", "n", "start", "ends"),
    [
        ("months_corresponding_date", 3, date(2026, 11, 30), date(2027, 2, 28)),
        ("months_corresponding_date", 3, date(2027, 11, 30), date(2028, 2, 29)),
        ("months_corresponding_date", 3, date(2027, 11, 29), date(2028, 2, 29)),
        ("months_corresponding_date", 3, date(2028, 2, 29), date(2028, 5, 29)),
        ("months_corresponding_date", 12, date(2028, 2, 29), date(2029, 2, 28)),
        ("months_corresponding_date", 12, date(2027, 2, 28), date(2028, 2, 28)),
        ("months_corresponding_date", 6, date(2026, 8, 31), date(2027, 2, 28)),
        ("weeks_from_next_day", 12, date(2028, 1, 3), date(2028, 3, 27)),
        ("weeks_from_next_day", 12, date(2027, 1, 4), date(2027, 3, 29)),
        ("beginning_with", 30, date(2028, 2, 1), date(2028, 3, 1)),
        ("beginning_with", 30, date(2027, 2, 1), date(2027, 3, 2)),
        ("years_beginning_with", 1, date(2028, 2, 29), date(2029, 2, 28)),
        ("years_beginning_with", 4, date(2028, 2, 29), date(2032, 2, 28)),
        ("years_beginning_with", 3, date(2026, 3, 1), date(2029, 2, 28)),
        ("years_beginning_with", 2, date(2026, 3, 1), date(2028, 2, 29)),
    ],
)  # fmt: skip
def test_b2_months_and_years_over_29_february_end_where_the_calendar_says(
    method: str, n: int, start: date, ends: date
) -> None:
    assert count(method, n, "all_days", start).date == ends

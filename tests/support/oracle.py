"""Counting by walking one day at a time: slow, plain, and sharing no code with the product."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from pathlib import Path

FILES = Path(__file__).resolve().parents[2] / "config" / "calendars"
PARTS = {
    "all_days": [],
    "england": ["england-and-wales"],
    "wales": ["england-and-wales"],
    "scotland": ["scotland"],
    "northern-ireland": ["northern-ireland"],
    "uk_any_part": ["england-and-wales", "scotland", "northern-ireland"],
}
ONE = timedelta(days=1)
ON_THE_LAST_DAY = {
    "from_next_day", "at_least_before", "on_or_after", "months_corresponding_date", "weeks_from_next_day",
    "weeks_inclusive",
}  # fmt: skip


@cache
def closed(calendar: str) -> frozenset[date]:
    """The bank holidays of a calendar, straight from the files."""
    days = set()
    for part in PARTS[calendar]:
        with (FILES / f"{part}.csv").open(encoding="utf-8", newline="") as lines:
            days |= {date.fromisoformat(row["date"]) for row in csv.DictReader(lines)}
    return frozenset(days)


@cache
def works(calendar: str, day: date) -> bool:
    """Whether a day counts."""
    return calendar == "all_days" or (day.strftime("%w") not in "06" and day not in closed(calendar))


def last_day(method: str, n: int, calendar: str, start: date) -> date:
    """The last day of a period, by walking."""
    every = lambda day: True  # noqa: E731
    working = lambda day: works(calendar, day)  # noqa: E731
    walks = {
        "beginning_with": (start, n, every),
        "from_next_day": (start + ONE, n, every),
        "at_least_before": (start + ONE, n, every),
        "clear_days": (start + ONE, n, every),
        "on_or_after": (start + ONE, n, every),
        "weeks_from_next_day": (start + ONE, 7 * n, every),
        "weeks_inclusive": (start, 7 * n, every),
        "clear_working_days": (start + ONE, n, working),
        "working_days_beginning_with": (start, n, working),
        "nth_working_day_after": (start + ONE, n, working),
        "nth_working_day_after_next_day": (start + ONE + ONE, n, working),
    }
    if method in walks:
        return _walk(*walks[method])
    return _months_on(start, n) if method == "months_corresponding_date" else _before_anniversary(start, n)


def acts_from(method: str, n: int, calendar: str, start: date, ends: str | None = None) -> date:
    """The first day on which the act that waited may happen; `ends` says it of a rule that differs."""
    last = last_day(method, n, calendar, start)
    on_it = method in ON_THE_LAST_DAY if ends is None else ends == "last_day"
    return max(start, last if on_it else last + ONE)


def latest_start(method: str, n: int, calendar: str, target: date, ends: str | None = None) -> date:
    """The latest day from which the act may happen on `target`: day before day is tried, from it back."""
    day = target
    while acts_from(method, n, calendar, day, ends) > target:
        day -= ONE
    return day


def latest_starts(
    method: str, n: int, calendar: str, first: date, last: date, ends: str | None
) -> list[date]:
    """Of each day from `first` to `last` the latest start, from one walk over every start there may be."""
    day, found, answers = first, latest_start(method, n, calendar, first, ends), []
    while day <= last:
        while acts_from(method, n, calendar, found + ONE, ends) <= day:
            found += ONE
        answers.append(found)
        day += ONE
    return answers


def _walk(first: date, n: int, counts: Callable[[date], bool]) -> date:
    day = first - ONE
    while n:
        day += ONE
        if counts(day):
            n -= 1
    return day


def _months_on(start: date, n: int) -> date:
    month = start.replace(day=1)
    for _ in range(n):
        month += ONE
        while month.day != 1:
            month += ONE
    day = month
    while day.day < start.day and (day + ONE).month == month.month:
        day += ONE
    return day


def _before_anniversary(start: date, n: int) -> date:
    day = start
    for year in range(start.year + 1, start.year + n + 1):
        day += 365 * ONE
        while (day.year, day.month, day.day) < (year, start.month, start.day):
            day += ONE
    return day - ONE

"""R026, R039: for every agreement with an end, when its follow-up must start."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from workflow.register.last_safe import last_safe_start, last_safe_starts
from workflow.register.model import Agreement
from workflow.register.reading import read_agreements, read_organisations
from workflow.timetable.model import EventDates, Timetable, TimingVerdict

DEMONSTRATION = Path(__file__).parents[3] / "config" / "demonstration"
TODAY = date(2026, 11, 25)
AGREEMENT = Agreement(
    key="A-1",
    organisation_key=None,
    organisation_name="Example Carers Group",
    title="Respite",
    funder="Example City Council",
    instrument="contract",
    start=None,
    end=TODAY,
    value=None,
    awarded_on=None,
    duration_months=12,
    notice_clause="",
    source="",
)


def a_year_ahead(route: str, end: date, today: date = TODAY) -> Timetable:
    """A stand-in: a tender's consultation opens a year before the end, a grant's half a year."""
    opening = end - timedelta(365 if route == "tender" else 180)
    early = opening - timedelta(42)
    events = (event("early_conversation_started", early), event("consultation_opened", opening))
    verdict = TimingVerdict.TOO_LATE if early < today else TimingVerdict.ON_TIME
    return Timetable("example-city", "2026", route, today, end, True, verdict, (), events, (), (), "")


def event(name: str, latest: date) -> EventDates:
    return EventDates(name, name, None, latest, None, False, None, None, None, False, False, ())


def ending(end: date | None, key: str = "A-1", instrument: str = "contract") -> Agreement:
    return replace(AGREEMENT, key=key, end=end, instrument=instrument)


@pytest.mark.parametrize(
    "days, verdict", [(-1, "ended"), (0, "too_late"), (406, "too_late"), (407, "on_time")]
)
def test_an_agreement_is_ended_from_the_day_after_its_last_day(days: int, verdict: str) -> None:
    one = last_safe_start(ending(TODAY + timedelta(days)), a_year_ahead, TODAY)
    assert one is not None and one.verdict == verdict


def test_an_agreement_without_an_end_is_listed_nowhere_even_if_its_months_are_known() -> None:
    assert last_safe_start(ending(None), a_year_ahead, TODAY) is None


@pytest.mark.parametrize("year, verdict", [(2101, "on_time"), (1990, "ended")])
def test_an_end_beyond_the_calendars_is_listed_without_dates(year: int, verdict: str) -> None:
    def nothing_is_planned(route: str, end: date) -> Timetable:
        raise AssertionError(route, end)

    one = last_safe_start(ending(date(year, 3, 31)), nothing_is_planned, TODAY)
    assert one is not None
    assert (one.last_safe_consultation_opening, one.verdict) == (None, verdict)


def test_a_contract_is_followed_by_a_tender_and_a_grant_by_a_grant() -> None:
    end = date(2028, 3, 31)
    both = [ending(end), ending(end, "A-2", "grant")]
    contract, grant = last_safe_starts(both, a_year_ahead, TODAY)
    assert contract.last_safe_consultation_opening == end - timedelta(365)
    assert grant.last_safe_consultation_opening == end - timedelta(180)
    assert grant.last_safe_early_conversation == end - timedelta(222)


def test_the_earliest_end_comes_first_and_equal_ends_are_planned_once() -> None:
    asked: list[date] = []

    def plan(route: str, end: date) -> Timetable:
        asked.append(end)
        return a_year_ahead(route, end)

    ends = [date(2028, 1, 1), date(2027, 1, 1), date(2028, 1, 1)]
    many = [ending(end, f"A-{n}") for n, end in enumerate(ends)]
    assert [one.agreement for one in last_safe_starts(many, plan, TODAY)] == ["A-1", "A-0", "A-2"]
    assert len(asked) == 2


def test_the_demonstration_reads_whole_and_joins_its_own_invented_organisations() -> None:
    agreements = read_agreements((DEMONSTRATION / "agreements.csv").read_bytes())
    organisations = read_organisations((DEMONSTRATION / "organisations.csv").read_bytes())
    assert not (agreements.refused or organisations.refused or organisations.kept)
    names = {one.key: one.name for _, one in organisations.rows}
    assert all(names[one.organisation_key or ""] == one.organisation_name for _, one in agreements.rows)
    assert all(name.startswith("Example ") for name in names.values())
    assert {"no end date", "no amount"} < {kept.finding for kept in agreements.kept}

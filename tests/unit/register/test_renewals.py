"""R112: renewals and the last day for notice, against days counted one by one."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.register.prompts import prompts
from workflow.register.renewals import ends_on, last_day_for_notice, slipped, term, undecided, unseen
from workflow.register.ties import Decision, Notice, Tie
from workflow.register.vocabulary import vocabulary
from workflow.timetable.calendars import calendar
from workflow.timetable.counting import acts_from

DAY = timedelta(1)
TIE = Tie(id="t", body="b", body_name="Example City Council", key="A-1", post="p", title="Respite")
DAYS = st.dates(date(2024, 1, 1), date(2033, 12, 31))
SMALL = {"days": 120, "weeks": 26, "months": 18, "years": 2, "working_days": 60}


def decided(term_ends: date, what: str = "renew") -> Decision:
    return Decision(term_ends, what, "Needed.", None, "Officer", datetime(2026, 1, 1, tzinfo=UTC))


@given(
    end=DAYS,
    method=st.sampled_from(vocabulary().notice_methods),
    share=st.integers(1, 100),
    nation=st.sampled_from(["england", "scotland"]),
)
def test_r112_notice_that_arrives_on_the_last_day_runs_out_in_time_and_a_day_later_does_not(
    end: date, method: object, share: int, nation: str
) -> None:
    n = max(1, SMALL[method.unit] * share // 100)  # type: ignore[attr-defined]
    notice = Notice(n, method.id)  # type: ignore[attr-defined]
    last = last_day_for_notice(notice, nation, end)
    fits = [day for day in _days_before(end) if acts_from(notice.method, n, calendar(nation), day) <= end]
    assert last == max(fits)


def _days_before(end: date) -> list[date]:
    return [end - DAY * back for back in range(900)]


@pytest.mark.parametrize(
    "notice, end, last",
    [
        (Notice(3, "months_corresponding_date"), date(2027, 3, 31), date(2026, 12, 31)),
        (Notice(3, "months_corresponding_date"), date(2027, 5, 31), date(2027, 2, 28)),
        (Notice(28, "clear_days"), date(2027, 3, 31), date(2027, 3, 2)),
        (Notice(28, "from_next_day"), date(2027, 3, 31), date(2027, 3, 3)),
        (Notice(12, "weeks_from_next_day"), date(2027, 3, 31), date(2027, 1, 6)),
        (Notice(5, "nth_working_day_after"), date(2027, 3, 31), date(2027, 3, 21)),
    ],
)
def test_r112_the_last_day_for_notice_by_hand(notice: Notice, end: date, last: date) -> None:
    assert last_day_for_notice(notice, "england", end) == last


@given(
    first=DAYS,
    months=st.sampled_from([1, 3, 6, 12, 24]),
    today=st.dates(date(2024, 1, 1), date(2040, 12, 31)),
)
def test_r112_the_term_that_runs_is_the_first_that_has_not_ended_day_by_day(
    first: date, months: int, today: date
) -> None:
    tie = replace(TIE, ends=first, renews_months=months)
    renews = first + DAY
    number = 0
    while _later(first + DAY, months * number) <= today:
        number += 1
    renews = _later(first + DAY, months * number)
    found = term(tie, today)
    assert found is not None
    assert (found.renews_on, found.ends) == (renews, renews - DAY)
    assert ends_on(tie, today) is None, "it does not end by itself"


def _later(day: date, months: int) -> date:
    """So many months later, a month at a time, on the same day or the last of a shorter month."""
    year, month = day.year, day.month
    for _month in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def test_r112_a_renewal_within_12_months_is_unseen_on_both_sides_of_the_boundary_until_it_is_decided() -> (
    None
):
    tie = replace(TIE, ends=date(2028, 3, 31), renews_months=12)
    assert unseen(tie, date(2027, 3, 31)) is None
    found = unseen(tie, date(2027, 4, 1))
    assert found is not None
    assert found.renews_on == date(2028, 4, 1)
    seen = replace(tie, decisions=(decided(date(2028, 3, 31)),))
    assert unseen(seen, date(2027, 4, 1)) is None
    following = undecided(seen, date(2027, 4, 1))
    assert following is not None
    assert following.renews_on == date(2029, 4, 1)
    assert unseen(seen, date(2028, 4, 1)) is not None, "a year later the next one is"


def test_r112_a_renewal_that_came_without_a_decision_is_said() -> None:
    tie = replace(TIE, ends=date(2026, 3, 31), renews_months=12)
    assert slipped(tie, date(2026, 3, 31)) is None
    assert slipped(tie, date(2026, 4, 1)) == date(2026, 4, 1)
    assert slipped(replace(tie, decisions=(decided(date(2026, 3, 31)),)), date(2026, 4, 1)) is None


def test_r112_one_that_was_let_end_ends_there_and_renews_no_more() -> None:
    tie = replace(TIE, ends=date(2026, 3, 31), renews_months=12,
                  decisions=(decided(date(2027, 3, 31), "end"),))  # fmt: skip
    for today in (date(2026, 11, 24), date(2030, 1, 1)):
        assert ends_on(tie, today) == date(2027, 3, 31)
        assert undecided(tie, today) is None


def test_one_without_an_end_renews_from_its_start_and_without_either_is_not_dated() -> None:
    found = term(replace(TIE, starts=date(2024, 2, 29), renews_months=12), date(2026, 11, 24))
    assert found is not None
    assert found.renews_on == date(2027, 2, 28)
    assert term(replace(TIE, renews_months=12), date(2026, 11, 24)) is None
    assert term(TIE, date(2026, 11, 24)) is None


def test_an_end_that_cannot_be_meant_breaks_nothing_and_is_not_moved() -> None:
    for end in (date(2106, 3, 31), date.max, date(1, 1, 1)):
        tie = replace(TIE, ends=end, notice=Notice(3, "clear_working_days"))
        assert ends_on(tie, date(2026, 11, 24)) == end
        assert all(prompt.about == end for prompt in prompts(tie, date(2026, 11, 24)))
        renewing = term(replace(tie, renews_months=12), date(2026, 11, 24))
        assert renewing is None or renewing.ends >= date(2026, 11, 24)

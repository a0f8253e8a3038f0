"""When must we start: the worked example to the day, pins, conflicts, ways out and reasons."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from workflow.errors import BadRequest
from workflow.rulebook.library import library
from workflow.rulebook.model import Rulebook
from workflow.timetable.calendars import calendar
from workflow.timetable.model import Asked, Timetable, TimingVerdict
from workflow.timetable.plan import plan

DATA = Path(__file__).parents[2] / "data" / "worked_example.yaml"
EXAMPLE: Mapping[str, Any] = yaml.safe_load(DATA.read_text(encoding="utf-8"))["routes"]
TODAY = date(2026, 11, 22)
START = date(2028, 4, 1)
WINDOW = "LDS-CODE-12W"


def rulebook(name: str = "example-city") -> Rulebook:
    return library().rulebook(name, TODAY)


def tender(pins: Mapping[str, date] | None = None, *, by: str = "example-city", **asked: Any) -> Timetable:
    asked = {"today": TODAY, "end": START, **asked}
    return plan(rulebook(by), "tender", Asked(pins=pins or {}, **asked))


def opening(day: date, **asked: Any) -> Timetable:
    return tender({"consultation_opened": day}, **asked)


@pytest.mark.parametrize("route", EXAMPLE)
def test_every_last_safe_date_of_the_worked_example_comes_out_to_the_day_r026(route):
    anchor = EXAMPLE[route]["anchor"]
    timetable = plan(rulebook(), route, Asked(today=TODAY, end=anchor["date"]))
    expected = EXAMPLE[route]["expect"] | {anchor["event"]: anchor["date"]}
    assert {name: timetable[name].latest for name in expected} == expected


def test_forward_from_the_last_safe_opening_the_same_chain_comes_out():
    timetable = opening(date(2027, 3, 3))
    chain = [
        "decision_made",
        "decision_published",
        "tender_notice",
        "award_decision_made",
        "contract_award_notice",
        "contract_entry",
    ]
    assert all(timetable[name].earliest == timetable[name].latest for name in chain)
    assert timetable.conflicts == ()


@pytest.mark.parametrize(
    ("opened", "decided", "starts", "short_by"),
    [
        (date(2027, 3, 4), date(2027, 8, 6), date(2028, 4, 4), 1),
        (date(2027, 3, 24), date(2027, 8, 26), date(2028, 4, 21), 21),
        (date(2027, 4, 12), date(2027, 9, 15), date(2028, 5, 9), 40),
    ],
)
def test_opening_later_moves_the_start_and_names_the_one_rule_that_does_not_fit(
    opened, decided, starts, short_by
):
    timetable = opening(opened)
    assert (timetable["decision_made"].earliest, timetable["service_start"].earliest) == (decided, starts)
    (conflict,) = timetable.conflicts
    assert (conflict.rule, conflict.event, conflict.short_by_days) == (
        WINDOW,
        "consultation_closed",
        short_by,
    )
    assert conflict.required == opened + timedelta(weeks=12)
    assert conflict.planned == date(2027, 5, 26)


@given(
    route=st.sampled_from(list(EXAMPLE)),
    end=st.dates(date(2027, 12, 1), date(2032, 12, 31)),
    by=st.sampled_from(["example-city", "leeds"]),
)
def test_the_last_safe_opening_fits_and_one_day_later_does_not_r026(route, end, by):
    def opened_on(day: date | None) -> Timetable:
        return plan(
            rulebook(by), route, Asked(today=date(2026, 1, 5), end=end, pins={"consultation_opened": day})
        )

    safe = plan(rulebook(by), route, Asked(today=date(2026, 1, 5), end=end)).last_safe_consultation_opening
    assert safe is not None
    assert opened_on(safe).conflicts == ()
    later = opened_on(safe + timedelta(days=1))
    assert [conflict.event for conflict in later.conflicts] == ["consultation_closed"]
    assert later.conflicts[0].short_by_days >= 1
    assert later.verdict is TimingVerdict.TOO_LATE


@given(route=st.sampled_from(list(EXAMPLE)), end=st.dates(date(2028, 1, 1), date(2032, 12, 31)))
def test_acts_fall_on_working_days_and_no_event_is_later_than_what_waits_for_it(route, end):
    timetable = plan(rulebook(), route, Asked(today=TODAY, end=end))
    england, last = calendar("england"), end
    for event in reversed(timetable.events):
        assert event.latest is not None and event.earliest is not None and event.latest <= last
        if rulebook().routes[route].event(event.id).working:
            assert england.is_working(event.latest) and england.is_working(event.earliest)


def test_the_provider_selection_regime_counts_the_same_standstill_longer():
    award = {"contract_award_notice": date(2027, 12, 17)}
    act = tender(award, end=None)
    health = tender(award, end=None, facts={"regime": "PSR2023"})
    assert act["contract_entry"].earliest == date(2027, 12, 31)
    assert health["contract_entry"].earliest == date(2028, 1, 4)


def test_a_choice_is_named_where_no_plan_fits_and_each_of_them_does_fit():
    timetable = opening(date(2027, 3, 24))
    choices = {choice.kind: choice for choice in timetable.choices}
    assert choices["later_end"].dates == {"service_start": date(2028, 4, 21)}
    window = choices["shorter_window"]
    assert window.dates == {
        "consultation_opened": date(2027, 3, 24),
        "consultation_closed": date(2027, 5, 26),
    }
    assert "9 weeks 0 days" in window.title and window.needs == "explanation"
    assert opening(date(2027, 3, 24), end=date(2028, 4, 21)).choices == ()
    assert opening(date(2027, 3, 24), waived=frozenset({(WINDOW, "consultation_closed")})).choices == ()


def test_a_later_key_decision_notice_fits_only_by_the_rules_own_exception():
    timetable = tender({"key_decision_notice_published": date(2027, 7, 14)})
    assert [conflict.rule for conflict in timetable.conflicts] == ["KD-28"]
    kinds = {(choice.kind, choice.rule, choice.needs) for choice in timetable.choices}
    assert ("exception", "KD-28", "exception") in kinds
    assert "shorter_window" not in {choice.kind for choice in timetable.choices}


def test_nothing_done_late_is_forgotten_until_it_is_explained():
    happened = {"consultation_opened": date(2026, 3, 2), "consultation_closed": date(2026, 5, 4)}
    done = frozenset(happened)
    (conflict,) = tender(happened, done=done).conflicts
    assert (conflict.rule, conflict.short_by_days) == (WINDOW, 21)
    lifted = frozenset({(WINDOW, "consultation_closed")})
    assert tender(happened, done=done, waived=lifted).conflicts == ()


def test_what_was_too_short_between_two_acts_that_happened_makes_no_date_to_come_late():
    opened, closed = "consultation_opened", "consultation_closed"
    pins = {opened: date(2026, 3, 2), closed: date(2026, 5, 4)}
    past = tender(pins, done=frozenset(pins))
    assert past.conflicts and past.does_not_fit == () and past.verdict == "on_time"
    running = tender(pins, done=frozenset({opened}), today=date(2026, 4, 1))
    assert [each.event for each in running.does_not_fit] == [closed] and running.verdict != "on_time"


def test_what_a_later_event_overtook_holds_nothing_up():
    timetable = tender(
        {"consultation_opened": date(2027, 3, 3)},
        done=frozenset({"consultation_opened"}),
        today=date(2027, 3, 8),
    )
    assert timetable["early_conversation_started"].spare_working_days is None
    assert timetable.verdict is TimingVerdict.ON_TIME


def test_what_follows_by_itself_is_not_waited_for_once_its_day_has_come():
    timetable = tender(
        {"decision_published": date(2027, 8, 9)},
        done=frozenset({"decision_published"}),
        today=date(2027, 8, 18),
    )
    assert timetable["implementation_allowed"].earliest == date(2027, 8, 17)
    assert [c.rule for c in timetable.conflicts] == ["local:bidding_weeks"]


def test_a_planned_date_that_passed_without_the_act_counts_from_today():
    days = {"early_conversation_started": date(2027, 1, 6), "consultation_opened": date(2027, 2, 22)}
    timetable = tender(days, done=frozenset({"early_conversation_started"}), today=date(2027, 3, 9))
    assert [(c.rule, c.short_by_days) for c in timetable.conflicts] == [(WINDOW, 6)]
    assert (
        "That day has passed: counted from Tuesday 9 March 2027." in timetable["consultation_opened"].because
    )


def test_a_date_says_where_it_was_counted_from_and_which_rule_of_what_force_asks_for_it_r080():
    because = tender()["consultation_opened"].because
    assert because[0] == "The consultation must close by Wednesday 26 May 2027."
    assert because[1].startswith("12 weeks (84 days): ") and because[1].endswith("(comply or explain).")
    assert because[-1] == "So the consultation must open by Wednesday 3 March 2027."
    assert "required by law" in " ".join(tender()["key_decision_notice_published"].because)
    own = " ".join(tender()["consultation_closed"].because)
    assert "Example City Council's own planning figure consider_weeks: 6 weeks" in own


def test_holidays_that_do_not_count_are_named():
    said = " ".join(tender()["contract_award_notice"].because)
    assert "Christmas Day (27 December) and Boxing Day (28 December) do not count." in said


def test_a_rule_whose_text_was_not_found_is_said_to_be_unconfirmed_until_its_authority_confirms_it():
    seen, unseen = tender(), tender(by="leeds")
    assert (seen.unconfirmed, seen["consultation_opened"].unconfirmed) == ((), False)
    assert unseen.unconfirmed == (WINDOW,) and unseen["consultation_opened"].unconfirmed
    assert "Unconfirmed: we have not seen the text of this rule." in unseen["consultation_opened"].because


def test_dates_that_rest_on_holidays_not_published_yet_are_provisional():
    horizon = calendar("england").horizon
    assert horizon is not None
    inside, beyond = tender(), tender(end=date(horizon.year + 2, 4, 1))
    assert not any(event.provisional for event in inside.events)
    assert beyond["consultation_opened"].provisional
    assert "provisional" in beyond["consultation_opened"].because[-1]


def test_an_event_or_a_route_that_is_not_known_is_refused_with_those_that_are():
    with pytest.raises(BadRequest, match="consultation_opened"):
        tender({"consultation_opend": TODAY})
    with pytest.raises(BadRequest, match="tender"):
        plan(rulebook(), "tendering", Asked(today=TODAY))

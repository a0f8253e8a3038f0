"""Two regimes beside each other (R071): each counted its own way, the stricter governs, and why."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.commandline import run
from workflow.rulebook.library import library
from workflow.rulebook.model import Applies, Method, Period
from workflow.timetable.model import Asked
from workflow.timetable.plan import plan
from workflow.timetable.regimes import difference_in_words, known, side_by_side, standstills

TODAY, END, NOTICE = date(2026, 11, 24), date(2028, 4, 1), date(2027, 12, 17)
CITY = library().rulebook("example-city", TODAY)
JOINT = {"body": ("council", "nhs"), "regime": ("PA2023", "PSR2023")}


def compared(facts=None, notice=None, book=CITY, names=("PA2023", "PSR2023")):
    asked = Asked(today=TODAY, end=END, end_fixed=False, facts=facts or {})
    return side_by_side(book, "tender", asked, names, notice)


def test_from_17_december_2027_the_two_standstills_end_and_let_sign_as_counted_by_hand():
    found = compared(notice=NOTICE).standstill
    act, psr = found.sides
    assert (act.days[0], act.last, act.first, act.first_working) == (
        NOTICE, date(2027, 12, 30), date(2027, 12, 31), date(2027, 12, 31),
    )  # fmt: skip
    assert (psr.days[0], psr.last, psr.first, psr.first_working) == (
        date(2027, 12, 20), date(2027, 12, 31), date(2028, 1, 1), date(2028, 1, 4),
    )  # fmt: skip
    assert len(act.days) == len(psr.days) == 8
    assert [each.why for each in act.skipped] == ["Christmas Day", "Boxing Day"]


def test_the_later_one_governs_a_joint_project_and_the_page_can_say_why():
    found = compared(notice=NOTICE).standstill
    assert found.governs.regime == "PSR2023"
    assert found.because == (
        "Both must be kept, so the later day counts: Saturday 1 January 2028 under the Provider Selection "
        "Regime, not Friday 31 December 2027 under the Procurement Act 2023."
    )
    assert difference_in_words(found, CITY) == (
        "Standstill ends 1 working day later under the Provider Selection Regime."
    )


def test_the_last_safe_notice_of_the_act_is_the_day_both_are_counted_from():
    assert compared().notice == NOTICE


@pytest.mark.parametrize(
    ("notice", "act", "psr"),
    [
        (date(2026, 3, 2), date(2026, 3, 11), date(2026, 3, 13)),
        (date(2026, 3, 10), date(2026, 3, 20), date(2026, 3, 23)),  # 17 March, Northern Ireland
        (date(2026, 7, 27), date(2026, 8, 6), date(2026, 8, 7)),  # 3 August, Scotland
        (date(2025, 12, 24), date(2026, 1, 8), date(2026, 1, 8)),  # 2 January, Scotland
    ],
)
def test_each_counts_on_its_own_calendar(notice, act, psr):
    assert [each.last for each in standstills(CITY, "tender", {}, notice)] == [act, psr]


def test_where_both_end_on_the_same_day_neither_is_called_stricter():
    found = compared(notice=date(2025, 12, 24)).standstill
    assert "Both come to the same day here" in found.because
    assert difference_in_words(found, CITY) == "From this day both standstills end on the same day."


@given(st.dates(date(2025, 2, 24), date(2030, 12, 31)))
def test_whatever_the_day_what_governs_lets_nobody_sign_before_either_has_ended(notice):
    found = compared(notice=notice).standstill
    assert found.governs.first == max(side.first for side in found.sides if side)
    assert all(side.last < found.governs.first for side in found.sides if side)


def test_a_regime_that_asks_for_no_standstill_leaves_the_other_to_govern():
    found = compared({"light_touch": True}, NOTICE).standstill
    assert found.sides[0] is None and found.governs.regime == "PSR2023"
    assert found.because == "Only the Provider Selection Regime asks for this, so a joint project keeps it."


def test_a_contract_below_the_threshold_has_no_standstill_under_the_act():
    below = compared({"value": 207_719}, NOTICE).standstill
    above = compared({"value": 207_720}, NOTICE).standstill
    assert below.sides[0] is None and above.sides[0] is not None


def test_every_pair_of_events_on_which_they_differ_is_listed_a_maximum_by_its_earlier_day():
    limits = {"start": "contract_entry", "end": "service_start", "kind": "maximum"}
    act = Period(n=90, method=Method.FROM_NEXT_DAY, **limits)
    psr = Period(n=30, method=Method.FROM_NEXT_DAY, **limits)
    own = {
        name: library().rule("PA-STAND-8").model_copy(
            update={"id": name, "period": period, "applies_to": Applies(regime=(regime,))}
        )
        for name, period, regime in (("ACT", act, "PA2023"), ("PSR", psr, "PSR2023"))
    }  # fmt: skip
    book = CITY.model_copy(update={"rules": {**CITY.rules, **own}, "fingerprint": "two limits"})
    found = {(each.start, each.end, each.maximum): each for each in compared(book=book).differences}
    limit = found["contract_entry", "service_start", True]
    assert limit.governs.regime == "PSR2023" and "the earlier day counts" in limit.because
    assert ("contract_award_notice", "contract_entry", False) in found


def test_one_regime_by_itself_differs_from_nothing():
    assert compared(names=("PA2023",)).differences == ()


def test_the_regimes_are_those_of_which_the_rulebook_has_a_period_in_force():
    assert known(CITY, TODAY) == ("PA2023", "PSR2023")
    assert known(CITY, date(2024, 6, 1)) == ("PSR2023",)


def test_a_joint_project_is_planned_by_the_stricter_of_both_regimes():
    def notice(regime):
        facts = {**JOINT, "regime": regime}
        asked = Asked(today=TODAY, end=END, end_fixed=False, facts=facts)
        found = plan(CITY, "tender", asked)["contract_award_notice"]
        return found.latest, found.binding_rule

    assert notice("PA2023") == (NOTICE, "PA-STAND-8")
    assert notice(("PA2023", "PSR2023")) == notice("PSR2023") == (date(2027, 12, 15), "PSR-STAND-8")


def test_a_joint_project_can_be_planned_on_the_command_line():
    answer = run(
        "timetable", "--rulebook", "example-city", "--route", "tender", "--set", f"service_start={END}",
        "--fact", "regime=PA2023,PSR2023", "--fact", "body=council,nhs", "--today", str(TODAY), "--json",
    )  # fmt: skip
    events = {event["id"]: event for event in answer.document["events"]}
    assert events["contract_award_notice"]["latest"] == "2027-12-15"
    assert events["contract_award_notice"]["binding_rule"] == "PSR-STAND-8"

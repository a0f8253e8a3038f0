"""R026: nobody learns too late that a consultation must open. The worked example, February to March 2027."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from sqlalchemy import update

from tests.integration.delivery.rounds import Bag, day, late_project, outbox, sent, states, swept
from tests.support.city import City, add_body
from workflow.clock import FixedClock, at
from workflow.commands.record import move_end
from workflow.delivery import heartbeat
from workflow.delivery.sweep import sweep
from workflow.store import rows
from workflow.store.engine import writing

REF = "COM-2026-001"
OPEN_BY = f"The consultation must open by 3 March: Community… ({REF})"
LAST_DAY = f"Today is the last safe day: the consultation must open ({REF})"
LATE_1 = f"1 working day late: the consultation has not opened ({REF})"
LATE_5 = f"5 working days late: the consultation has not opened ({REF})"
LATE_10 = f"10 working days late: decision of 5 August at risk ({REF})"
LADDER = {
    date(2027, 2, 3): [("officer", OPEN_BY)],
    date(2027, 2, 17): [("officer", OPEN_BY)],
    date(2027, 2, 24): [("manager", OPEN_BY), ("officer", OPEN_BY)],
    date(2027, 3, 3): [("manager", LAST_DAY), ("officer", LAST_DAY)],
    date(2027, 3, 4): [("manager", LATE_1), ("officer", LATE_1)],
    date(2027, 3, 10): [("head", LATE_5)],
    date(2027, 3, 17): [("compact", LATE_10), ("director", LATE_10)],
}
FIRST, LAST = date(2027, 2, 2), date(2027, 3, 31)


def test_r026_each_rung_of_the_ladder_reaches_its_posts_on_its_day_and_no_other_day(city: City) -> None:
    late_project(city)
    days = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
    told = {on: mails for on in days if (mails := day(city, on))}
    assert told == LADDER
    assert set(states(city).values()) == {"told"}


def test_r026_a_first_run_on_4_march_tells_owner_and_manager_once_each_and_a_second_run_nobody(
    city: City,
) -> None:
    late_project(city)
    first, second = swept(city, date(2027, 3, 4)), swept(city, date(2027, 3, 4))
    assert (first.mails_queued, first.new_alerts) == (2, 8)
    assert (second.mails_queued, second.new_alerts, second.alerts) == (0, 0, ())
    assert first.due == second.due == 8
    bag = Bag()
    sent(city, date(2027, 3, 4), bag)
    assert bag.told == [("manager", LATE_1), ("officer", LATE_1)]


def test_what_a_late_run_did_not_send_stays_listed_with_the_day_it_was_due(city: City) -> None:
    late_project(city)
    lines = swept(city, date(2027, 3, 4)).alerts
    found = sorted((line["trigger"], line["due_on"], line["recipient"]) for line in lines)
    assert found == [
        ("L1", "2027-02-03", "Commissioning Officer"),
        ("L1", "2027-02-17", "Commissioning Officer"),
        ("L1", "2027-02-24", "Commissioning Manager"),
        ("L1", "2027-02-24", "Commissioning Officer"),
        ("L2", "2027-03-03", "Commissioning Manager"),
        ("L2", "2027-03-03", "Commissioning Officer"),
        ("L3", "2027-03-04", "Commissioning Manager"),
        ("L3", "2027-03-04", "Commissioning Officer"),
    ]
    assert {line["rule"] for line in lines} == {"LDS-CODE-12W"}
    subjects = [line["subject"] for line in lines if line["recipient"] == "Commissioning Officer"]
    assert subjects == [OPEN_BY, OPEN_BY, OPEN_BY, LAST_DAY, LATE_1]
    by_trigger = {(key.split(":")[1], state) for key, state in states(city).items()}
    assert by_trigger == {("L1", "superseded"), ("L2", "superseded"), ("L3", "told")}


def test_walking_over_three_days_before_anything_was_sent_leaves_one_mail_a_person(city: City) -> None:
    late_project(city)
    for on in (date(2027, 2, 24), date(2027, 3, 3), date(2027, 3, 4)):
        swept(city, on)
    bag = Bag()
    sent(city, date(2027, 3, 4), bag)
    assert bag.told == [("manager", LATE_1), ("officer", LATE_1)]
    assert sorted(outbox(city).values()) == [("sent", 1)] * 2 + [("superseded", 0)] * 4


def test_m2_says_who_was_told_before_only_if_they_were(city: City) -> None:
    late_project(city)
    day(city, date(2027, 3, 4))
    swept(city, date(2027, 3, 10))
    bag = Bag()
    sent(city, date(2027, 3, 10), bag)
    assert (
        "Commissioning Officer and the Commissioning Manager were told on 4 March. No plan is recorded."
        in (bag.text("head"))
    )


def test_after_an_outage_m2_does_not_claim_that_anyone_was_told(city: City) -> None:
    late_project(city)
    swept(city, date(2027, 3, 10))
    bag = Bag()
    sent(city, date(2027, 3, 10), bag)
    assert "told on" not in bag.text("head")


def test_with_a_fixed_end_the_compact_lead_too_is_told_that_it_is_too_late(
    city: City,
) -> None:
    ref = late_project(city)
    moment = city.at(date(2027, 3, 1))
    people = {"by": city.people["officer"], "services": moment.services}
    move_end(ref=ref, end=date(2028, 4, 1), end_fixed=True, reason="The contract ends then.", **people)
    day(city, date(2027, 3, 3))
    too_late = f"Too late for 12 weeks: Community mental health support ({REF})"
    assert day(city, date(2027, 3, 4)) == [(who, too_late) for who in ("compact", "manager", "officer")]


def test_what_happened_in_time_raises_nothing_more(city: City) -> None:
    ref = late_project(city)
    day(city, date(2027, 3, 3))
    city.at(date(2027, 3, 3)).record(ref, "consultation_opened", date(2027, 3, 3))
    assert day(city, date(2027, 3, 4)) == []
    opened = {state for key, state in states(city).items() if "consultation_opened" in key}
    assert opened == {"closed"}


def test_a_mail_that_is_no_longer_true_is_not_sent(city: City) -> None:
    ref = late_project(city)
    swept(city, date(2027, 3, 4))
    city.at(date(2027, 3, 4)).record(ref, "consultation_opened", date(2027, 3, 3))
    bag = Bag()
    sent(city, date(2027, 3, 4), bag)
    assert (bag.told, {state for state, _ in outbox(city).values()}) == ([], {"superseded"})


def test_a_date_taken_back_opens_its_alert_again(city: City) -> None:
    ref = late_project(city)
    day(city, date(2027, 3, 4))
    city.at(date(2027, 3, 4)).record(ref, "consultation_opened", date(2027, 3, 4))
    assert day(city, date(2027, 3, 5)) == []
    city.at(date(2027, 3, 8)).record(ref, "consultation_opened", None, reason="It did not go out.")
    assert day(city, date(2027, 3, 8)) == [
        ("manager", f"3 working days late: the consultation has not opened ({REF})"),
        ("officer", f"3 working days late: the consultation has not opened ({REF})"),
    ]


@pytest.mark.parametrize("vacant, heard_by", [("officer", "manager"), ("compact", "admin")])
def test_the_mail_of_a_vacant_post_goes_to_the_post_above_else_to_an_administrator(
    city: City, vacant: str, heard_by: str
) -> None:
    late_project(city)
    with writing(city.services.engine) as connection:
        left = update(rows.holding).where(rows.holding.c.post == city.posts[vacant])
        connection.execute(left.values(held_to=date(2027, 1, 31)))
    bag = Bag()
    swept(city, date(2027, 3, 17))
    sent(city, date(2027, 3, 17), bag)
    told = [who for who, _subject in bag.told]
    assert (vacant in told, told.count(heard_by)) == (False, 1)
    assert "vacant" in bag.text(heard_by)


def test_a_gate_passed_over_is_told_to_the_owner_and_the_monitoring_officer(city: City) -> None:
    ref = late_project(city)
    city.at(date(2027, 8, 5)).record(ref, "decision_made", date(2027, 8, 5))
    gates = [line for line in swept(city, date(2027, 8, 5)).alerts if line["trigger"] == "GATE"]
    assert {line["recipient"] for line in gates} == {"Commissioning Officer", "Monitoring Officer"}
    bag = Bag()
    sent(city, date(2027, 8, 5), bag)
    told = dict(bag.told)
    assert told["monitoring"].startswith("Recorded: ") and told["monitoring"].endswith(f"({ref})")
    assert "recorded for 5 August 2027: decision to buy taken" in bag.text("monitoring")


def test_nobody_hears_of_another_body(city: City) -> None:
    other = add_body(city.services, "Example County Council", "example-county")
    late_project(city)
    bag = Bag()
    swept(city, date(2027, 3, 17))
    sent(city, date(2027, 3, 17), bag)
    assert not [to for to, _mail in bag.mails if to in other.emails.values()]


def test_a_dry_run_leaves_the_heartbeat_alone_and_a_real_one_moves_it(city: City) -> None:
    swept(city, date(2027, 3, 4))
    assert heartbeat.checked_at(city.services) is None
    swept(city, date(2027, 3, 4), dry=False)
    checked, now = heartbeat.checked_at(city.services), city.services.clock.now()
    assert checked == now
    hours = lambda n: now + timedelta(hours=n)  # noqa: E731
    assert [heartbeat.silent(city.services, hours(n)) for n in (26, 27)] == [False, True]
    minutes = lambda n: now + timedelta(minutes=n)  # noqa: E731
    assert [heartbeat.healthy(city.services, minutes(n)) for n in (2, 3)] == [True, False]


def test_mail_found_due_at_night_or_on_a_sunday_waits_for_the_next_working_morning(city: City) -> None:
    late_project(city)
    night = at(date(2027, 3, 4), time(23))
    dark = replace(city, services=replace(city.services, clock=FixedClock(night)))
    sweep(dark.services, night)
    bag = Bag()
    assert sent(city, night, bag).waiting == 2
    assert sent(city, at(date(2027, 3, 5), time(7, 59)), bag).waiting == 2
    assert sent(city, at(date(2027, 3, 7), time(12)), bag).sent == 0
    assert sent(city, at(date(2027, 3, 8), time(8)), bag).sent == 2

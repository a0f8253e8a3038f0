"""The manager's pages: what is late, how late, whose it is; a plan pauses reminders but never the clock."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from tests.support.city import add_body
from tests.support.visitors import Visitor, site, words
from workflow.commands import views
from workflow.commands.acknowledge import acknowledge
from workflow.commands.explain import ask_explanation
from workflow.delivery.sweep import sweep
from workflow.errors import AlreadyDone, BadRequest, NotAllowed, Stale

LAST_SAFE, DAY_AFTER = date(2027, 3, 3), date(2027, 3, 4)
PLAN = {"plan": "The Commissioning Officer opens it.", "until-day": "12", "until-month": "March"}
PLAN |= {"until-year": "2027"}
NOTE = "The latest date that fits the rules shown; not legal advice."


@pytest.fixture
def late(city):
    """The worked example on the day after its consultation should have opened; its alerts are raised."""
    ref = city.open()
    city.at(date(2027, 1, 20)).record(ref, "early_conversation_started", date(2027, 1, 20))
    later = city.at(DAY_AFTER)
    sweep(later.services, later.services.clock.now())
    return later


def visit(city, app, who="manager"):
    visitor = Visitor(app)
    visitor.sign_in(city.emails[who])
    return visitor


def alert_of(city, who, event="consultation_opened"):
    found = views.alerts(city.services, city.people[who], state=("new", "told", "acknowledged"))
    own = [a for a in found if a.event == event and a.recipient == city.posts[who]]
    return max(own, key=lambda a: a.rung)


def answer(city, who, alert, **more):
    told = {"plan": "We open it.", "until": date(2027, 3, 12), "seen_version": alert.version, **more}
    acknowledge(alert=alert.id, by=city.people[who], services=city.services, **told)


def test_the_dashboard_says_in_words_first_what_is_late_and_how_late(late):
    with site(late) as app:
        page = words(visit(late, app).get("/dashboard"))
    assert "1 project is late. The longest is 1 working day." in page
    assert "Community mental health support COM-2026-001 Late Consultation opens 1 working day late" in page
    assert f"Wednesday 3 March 2027 {NOTE} Commissioning Officer" in page
    assert "1 running project was checked at 10:00am on 4 March 2027." in page
    assert "1 alert needs action" in page


@pytest.mark.parametrize(
    ("today", "said"),
    [
        (LAST_SAFE, "1 project is at risk. The first last safe date is Wednesday 3 March 2027."),
        (date(2027, 2, 17), "1 project is at risk."),
        (date(2027, 2, 16), "Nothing is late or at risk in your team."),
    ],
)
def test_at_risk_begins_ten_working_days_before_the_last_safe_date(city, today, said):
    ref = city.open()
    city.at(date(2027, 1, 20)).record(ref, "early_conversation_started", date(2027, 1, 20))
    with site(city.at(today)) as app:
        assert said in words(visit(city, app).get("/dashboard"))


def test_an_empty_dashboard_says_what_was_checked_and_when(city):
    with site(city) as app:
        page = words(visit(city, app).get("/dashboard"))
    assert "Nothing is late or at risk in your team. 0 running projects were checked at 10:00am" in page
    assert "The alert checker has not run yet." in page


def test_the_team_is_ones_own_posts_and_all_that_report_up_to_them(late):
    with site(late) as app:
        head = words(visit(late, app, "head").get("/dashboard"))
        compact = visit(late, app, "compact")
        team = words(compact.get("/dashboard?scope=team"))
        whole = words(compact.get("/dashboard"))
    assert "1 project is late." in head
    assert "Nothing is late or at risk in your team." in team
    assert "1 project is late." in whole, "who has no team sees the whole body"


def asked(city, by):
    ref = city.open()
    reason = "The regulator closed the present service on 1 February, so a shorter time is all that is left."
    told = {"rule": "LDS-CODE-12W", "event": "consultation_closed", "cause": "statute", "reason": reason}
    ask_explanation(ref=ref, **told, instead="Four meetings.", by=city.people[by], services=city.services)


def test_an_explanation_waits_only_for_those_who_may_decide_it(city):
    asked(city, by="manager")
    with site(city) as app:
        director = visit(city, app, "director").get("/dashboard").get_data(as_text=True)
        manager = words(visit(city, app, "manager").get("/dashboard"))
    assert "1 needs your decision" in director and "/decide" in director
    assert "0 need your decision" in manager, "nobody decides their own"


def test_alerts_are_grouped_and_the_rungs_of_one_lateness_are_one_line(late):
    with site(late) as app:
        page = words(visit(late, app).get("/alerts"))
    needed, closed = page.split("Needs action")[-1].split("Closed", 1)
    assert needed.count("1 working day late: the consultation has not opened") == 1
    assert "Commissioning Officer and Commissioning Manager" in needed
    assert "No alert is acknowledged." in needed


def test_an_officer_sees_their_own_alerts_and_another_officer_none(late):
    mine, others = (alert_of(late, who) for who in ("officer", "manager"))
    with site(late) as app:
        officer, other = visit(late, app, "officer"), visit(late, app, "other")
        assert "1 working day late" in words(officer.get("/alerts"))
        assert "No alert needs action." in words(other.get("/alerts"))
        assert officer.get(f"/alerts/{mine.id}").status_code == 200
        assert other.get(f"/alerts/{mine.id}").status_code == 404
        assert other.get(f"/alerts/{others.id}").status_code == 404


def test_an_alert_says_what_rule_force_date_and_who_is_next(late):
    with site(late) as app:
        page = visit(late, app).get(f"/alerts/{alert_of(late, 'manager').id}")
    said = words(page)
    assert "1 working day late: the consultation has not opened" in said
    assert "the consultation was due to open by Wednesday 3 March 2027; it has not opened" in said
    assert "12 weeks to respond to a consultation (comply or explain)" in said
    assert "Last safe date Wednesday 3 March 2027" in said and NOTE in said
    assert "Next: goes to Head of Adult Commissioning on Wednesday 10 March 2027" in said
    assert "This stops reminders to you until the new date. It does not stop the clock" in said
    for href in ("/stages/consultation", "/dates", "/explain/"):
        assert href in page.get_data(as_text=True)


def test_the_ladder_does_not_say_that_anyone_was_told_before_there_was_a_project(late):
    ref = late.open("Home from hospital", end=date(2028, 1, 10))
    sweep(late.services, late.services.clock.now())
    alerts = views.alerts(late.services, late.people["manager"])
    alert = next(a for a in alerts if a.ref == ref and a.event == "early_conversation_started")
    with site(late) as app:
        page = words(visit(late, app).get(f"/alerts/{alert.id}"))
    assert "Head of Adult Commissioning Passed before the project was opened" in page
    assert "Commissioning Officer and Commissioning Manager Reached" in page


def test_a_plan_is_kept_and_the_clock_runs_on(late):
    alert = alert_of(late, "manager")
    with site(late) as app:
        visitor = visit(late, app)
        visitor.get(f"/alerts/{alert.id}")
        sent = visitor.post(f"/alerts/{alert.id}/acknowledge", PLAN)
        assert (sent.status_code, sent.location) == (303, f"/alerts/{alert.id}")
        page = words(visitor.get(sent.location))
        board = words(visitor.get("/dashboard"))
    assert "Reminders to you stop until 12 March 2027. The clock does not stop" in page
    assert "Commissioning Manager, until 12 March 2027: The Commissioning Officer opens it." in page
    assert "1 project is late. The longest is 1 working day." in board
    assert "1 alert needs action" in board, "the owner's own alert still asks"


def test_a_plan_sent_twice_is_kept_once(late):
    alert = alert_of(late, "manager")
    with site(late) as app:
        visitor = visit(late, app)
        visitor.get(f"/alerts/{alert.id}")
        for _ in range(2):
            sent = visitor.post(f"/alerts/{alert.id}/acknowledge", PLAN)
            assert sent.status_code == 303
        page = words(visitor.get(sent.location))
    assert "Nothing was done twice" in page
    assert alert_of(late, "manager").version == alert.version + 1


def test_a_plan_that_cannot_be_kept_says_why_and_keeps_what_was_typed(late):
    alert = alert_of(late, "manager")
    wrong = (
        ({"plan": ""}, "Enter what you will do"),
        ({"until-day": "", "until-month": "", "until-year": ""}, "Enter the new date"),
        ({"until-day": "31", "until-month": "2"}, "The new date must be a real date"),
        ({"until-day": "4"}, "Enter the new date, after today."),
        ({"until-day": "6", "until-month": "4"}, "within 20 working days, or ask your director"),
    )
    with site(late) as app:
        visitor = visit(late, app)
        visitor.get(f"/alerts/{alert.id}")
        for sent, said in wrong:
            page = visitor.post(f"/alerts/{alert.id}/acknowledge", PLAN | sent)
            typed = [value for value in (PLAN | sent).values() if value]
            assert page.status_code == 400 and said in words(page)
            assert all(value in page.get_data(as_text=True) for value in typed)
    assert alert_of(late, "manager").version == alert.version


def test_twenty_working_days_ahead_are_allowed_and_one_more_is_not(late):
    alert = alert_of(late, "manager")
    with pytest.raises(BadRequest, match="20 working days"):
        answer(late, "manager", alert, until=date(2027, 4, 6))
    answer(late, "manager", alert, until=date(2027, 4, 5))


def test_when_someone_else_answered_first_both_answers_are_shown(late):
    alert = alert_of(late, "manager")
    with site(late) as app:
        visitor = visit(late, app, "head")
        visitor.get(f"/alerts/{alert.id}")
        answer(late, "manager", alert)
        page = visitor.post(f"/alerts/{alert.id}/acknowledge", PLAN)
        assert page.status_code == 409
        said = words(page)
        assert "Someone else changed this" in said
        assert "Saved meanwhile: Commissioning Manager, until 12 March 2027: We open it." in said
        assert "Your answer: The Commissioning Officer opens it., 12 March 2027" in said
        again = visitor.post(f"/alerts/{alert.id}/acknowledge", PLAN)
        assert again.status_code == 303, "the form carried the new version, and the head stands above"


def test_a_second_plan_needs_the_next_level_up(late):
    answer(late, "manager", alert_of(late, "manager"))
    alert = alert_of(late, "manager")
    with pytest.raises(NotAllowed):
        answer(late, "manager", alert)
    with site(late) as app:
        page = words(visit(late, app).get(f"/alerts/{alert.id}"))
    assert "needs the next level up: Director of Adults and Health or Head of Adult Commissioning." in page
    answer(late, "head", alert, plan="The head opens it.")
    assert alert_of(late, "manager").plan == "The head opens it."


def test_of_two_plans_made_from_the_same_page_the_second_is_stale(late):
    alert = alert_of(late, "manager")
    answer(late, "manager", alert)
    with pytest.raises(Stale):
        answer(late, "head", alert)


def test_of_many_plans_made_at_the_same_moment_one_is_kept(late):
    alert = alert_of(late, "manager")
    together = threading.Barrier(5)

    def try_(who):
        together.wait()
        try:
            answer(late, who, alert, plan=f"Plan of the {who}.")
        except (Stale, NotAllowed):
            return 0
        return 1

    with ThreadPoolExecutor(5) as pool:
        kept = sum(pool.map(try_, ("officer", "manager", "head", "director", "compact")))
    assert kept == 1
    assert alert_of(late, "manager").version == alert.version + 1


def test_a_closed_alert_stays_closed(late):
    alert = alert_of(late, "manager")
    late.record("COM-2026-001", "consultation_opened", DAY_AFTER)
    with pytest.raises(AlreadyDone, match="closed"):
        answer(late, "manager", alert)
    with site(late) as app:
        visitor = visit(late, app)
        page = words(visitor.get(f"/alerts/{alert.id}"))
        visitor.post(f"/alerts/{alert.id}/acknowledge", PLAN)
        listed = words(visitor.get("/alerts"))
    assert "Acknowledge with a plan" not in page and "State Closed" in page
    assert "1 working day late: the consultation has not opened" in listed.split("Closed")[-1]


def test_whoever_was_told_may_answer_and_whoever_was_not_may_not(late):
    ref = late.open("Carers' breaks", end=date(2028, 9, 1))
    late.record(ref, "decision_made", DAY_AFTER)
    sweep(late.services, late.services.clock.now())
    told = alert_of(late, "monitoring", "decision_made")
    answer(late, "monitoring", told, plan="I have advised the director.")
    with pytest.raises(NotAllowed):
        answer(late, "other", alert_of(late, "officer"))


def test_another_councils_alert_is_not_there(late):
    alert = alert_of(late, "manager")
    with site(late) as app:
        foreign = add_body(late.services, "Example Borough Council", "example-borough")
        visitor = visit(foreign, app)
        assert visitor.get(f"/alerts/{alert.id}").status_code == 404
        assert visitor.post(f"/alerts/{alert.id}/acknowledge", PLAN).status_code == 404
        assert "No project is late." in words(visitor.get("/dashboard?scope=all"))


def test_everyone_is_told_when_the_checker_has_fallen_silent(late):
    with site(late.at(date(2027, 3, 6))) as app:
        page = words(visit(late, app).get("/dashboard"))
    assert "Statuses were last checked at 10:00am on 4 March 2027. Dates may be out of date." in page

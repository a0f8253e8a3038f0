"""The commissioner: from the first question to the decision to procure; from early talk to notice given."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from tests.journeys.desk import Desk
from tests.journeys.people import Officer, served
from tests.support.city import City
from workflow.commands import views

CHECKED_ON, DECIDED_ON, TOLD_ON = date(2026, 11, 24), date(2027, 8, 20), date(2027, 12, 20)
DECIDING = {
    "responses_considered": date(2027, 6, 30),
    "report_sent_for_clearance": date(2027, 7, 1),
    "key_decision_notice_published": date(2027, 7, 1),
    "response_published": date(2027, 7, 5),
    "equality_assessment_completed": date(2027, 7, 6),
    "papers_published": date(2027, 7, 22),
}


def test_r026_from_the_first_question_without_an_account_to_the_decision_to_procure(
    city_on_postgresql: City, page: Any
) -> None:
    city = city_on_postgresql
    with served(city.at(CHECKED_ON)) as (base, _app):
        officer = Officer(page, base)
        _answers_six_questions(officer)
        found = officer.reads()
        assert "You have time. Start talking to providers by 20 January 2027." in found
        assert "Wednesday 3 March 2027" in found and "not legal advice" in found
        assert page.context.cookies() == []
        officer.follows("Save as a project")
        officer.signs_in(city.emails["officer"])
        _saves(officer, city)
        told = officer.reads()
        assert "COM-2026-001 created" in told, told

    officer.ref = "COM-2026-001"
    with served(city.at(DECIDED_ON)) as (officer.base, _app):
        officer.signs_in(city.emails["officer"])
        officer.notes("need", "needs_assessment", "provider_list", "consult_list")
        officer.finishes("need")
        _is_steered_to_the_early_conversation(officer)
        officer.notes("design", "equality_assessment", "equality_read", "market_engagement")
        officer.finishes("design")
        officer.notes("consultation", "consultation_pack", "access_plan")
        officer.records("consultation_opened", date(2027, 3, 3))
        officer.records("consultation_closed", date(2027, 5, 26))
        officer.finishes("consultation")
        for event, day in DECIDING.items():
            officer.records(event, day)
        _is_held_by_law_until_the_record_exists(officer)
        officer.records("decision_made", date(2027, 8, 5))
        officer.records("decision_published", date(2027, 8, 9))
        officer.notes("decision-to-procure", "key_decision_test", "decision_record")
        assert "Decision to procure is finished" in officer.finishes("decision-to-procure")
    found = views.project(city.services, city.people["officer"], officer.ref).overview
    assert (found.project.stage, found.project.not_met) == ("prepare-tender", ())


def test_from_the_early_conversation_to_notice_given_when_a_grant_ends(city: City, page: Any) -> None:
    ref = city.open("Grant to Example Carers Group", route="decommission", end=date(2028, 3, 31))
    with served(city.at(TOLD_ON)) as (base, _app):
        officer = Officer(page, base)
        officer.ref = ref
        officer.signs_in(city.emails["officer"])
        officer.finishes("trigger")
        _leaves_out_improving_first(officer)
        officer.records("early_conversation_started", date(2027, 6, 1))
        officer.records("provider_told", date(2027, 6, 2))
        officer.notes("early-conversation", "engagement_log", "still_open")
        officer.finishes("early-conversation")
        officer.notes("impact", "equality_assessment", "equality_read")
        officer.finishes("impact")
        officer.notes("options", "options_appraisal")
        officer.finishes("options")
        officer.notes("consultation", "consultation_pack", "access_plan")
        officer.records("consultation_opened", date(2027, 7, 19))
        officer.records("consultation_closed", date(2027, 10, 11))
        officer.finishes("consultation")
        officer.records("responses_considered", date(2027, 11, 8))
        officer.records("response_published", date(2027, 11, 9))
        officer.finishes("feedback")
        officer.records("report_sent_for_clearance", date(2027, 11, 8))
        officer.records("key_decision_notice_published", date(2027, 11, 8))
        officer.records("equality_assessment_completed", date(2027, 11, 12))
        officer.records("papers_published", date(2027, 11, 29))
        officer.notes("decision", "equality_assessment", "equality_read")
        officer.records("decision_made", date(2027, 12, 7))
        officer.records("decision_published", date(2027, 12, 9))
        officer.notes("decision", "key_decision_test", "decision_record")
        officer.finishes("decision")
        early = officer.records("notice_sent", date(2027, 12, 16))
        assert "council's own rule, not met" in early
        officer.records("notice_sent", date(2027, 12, 17), because="The letter left a day later.")
        officer.records("notice_received", date(2027, 12, 20))
        assert "not met" not in officer.reads()
        officer.notes("notice", "written_notice")
        assert "Give notice is finished" in officer.finishes("notice")


def test_a_commissioner_who_is_late_reads_what_is_late_and_can_ask_for_a_shorter_window(
    city: City, page: Any
) -> None:
    ref = city.open()
    city.record(ref, "early_conversation_started", date(2026, 11, 9))
    with served(city.at(date(2027, 3, 9))) as (base, _app):
        officer = Desk(page, base)
        officer.signs_in(city.emails["officer"])
        assert re.search("4 working days late", officer.reads())
        officer.goes(f"/projects/{ref}/stages/consultation")
        page.get_by_text("What if I cannot?").first.click()
        officer.leaves_by(page.locator("details a[href*='/explain/LDS-CODE-12W']").first)
        officer.asks_for_less(date(2027, 3, 15), date(2027, 5, 17))
        assert "waits" in officer.reads() or "asked" in officer.reads().lower()
    waiting = views.dashboard(city.services, city.people["manager"]).waiting
    assert [view.overview.project.ref for view, _id in waiting] == [ref]


def _answers_six_questions(officer: Officer) -> None:
    officer.goes("/")
    officer.follows("Check dates")
    officer.follows("Start now")
    officer.chooses("Re-tender or replace a service")
    officer.presses("Continue")
    officer.page.locator("[name=bodies][value=council]").check()
    officer.presses("Continue")
    officer.page.locator("[name=kind][value=neither]").check()
    officer.presses("Continue")
    officer.page.locator("[name=value]").fill("about 1.3m")
    officer.presses("Continue")
    officer.dates("end", date(2028, 4, 1), month="April")
    officer.page.locator("[name=movable][value=yes]").check()
    officer.presses("Continue")
    officer.page.locator("[name=decides][value=director]").check()
    officer.presses("Continue")


def _saves(officer: Officer, city: City) -> None:
    officer.fills("Title", "Community mental health support")
    officer.fills("Short summary for the public", "The contract ends. A new service is to follow it.")
    officer.page.locator("[name=owner]").select_option(city.posts["officer"])
    officer.page.locator("[name=manager]").select_option(city.posts["manager"])
    officer.page.locator("[name=decider]").select_option(city.posts["director"])
    officer.page.locator("[name=visibility][value=public]").check()
    officer.fills("What is still open to change", "How many contracts, and which areas.")
    officer.presses("Create the project")


def _is_steered_to_the_early_conversation(officer: Officer) -> None:
    officer.goes(f"/projects/{officer.ref}/stages/early-conversation/finish")
    told = officer.reads()
    assert "No early conversation is recorded" in told and "comply or explain" in told
    assert officer.page.get_by_role("button", name="Finish this stage").count() == 0
    officer.records("early_conversation_started", date(2027, 1, 20))
    officer.notes("early-conversation", "engagement_log", "still_open")
    officer.finishes("early-conversation")


def _is_held_by_law_until_the_record_exists(officer: Officer) -> None:
    officer.goes(f"/projects/{officer.ref}/stages/decision-to-procure/finish")
    told = officer.reads()
    assert "Required by law" in told and "equality assessment" in told
    officer.notes("decision-to-procure", "equality_assessment", "equality_read", "social_value_statement")


def _leaves_out_improving_first(officer: Officer) -> None:
    officer.goes(f"/projects/{officer.ref}/stages/improve-first/finish")
    officer.page.get_by_text("This stage is not needed").click()
    officer.page.locator("[name=reason]").fill("Money is the reason, not performance.")
    officer.presses("Leave out this stage")

"""The commissioner's desk through its pages: what a person reads, types and presses."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest

from tests.support.city import PASSWORD, City, add_body
from web import create_app
from web.wiring import KEY
from workflow.commands import views
from workflow.commands.accounts import sign_in
from workflow.commands.record import write_open_questions

LATER = date(2027, 9, 1)


class Desk:
    """A signed-in person before the pages."""

    def __init__(self, city: City, who: str) -> None:
        self.city = city
        app = create_app(city.services.settings, city.services.clock)
        self.engine = app.extensions[KEY].engine
        self.client = app.test_client()
        token = sign_in(email=city.emails[who], password=PASSWORD, source=who, services=city.services)
        with self.client.session_transaction() as session:
            session["_user_id"], session["_fresh"] = token, True

    def read(self, path: str, status: int = 200) -> str:
        """The text of a page, as a reader sees it."""
        answer = self.client.get(path)
        assert answer.status_code == status, f"{path}: {answer.status_code}"
        return words(answer.text)

    def fields(self, path: str, form_of: str | None = None) -> dict[str, Any]:
        """The hidden fields of the page's own form (or of the one with this action)."""
        page = self.client.get(path).text
        forms = [f for f in re.findall(r'<form method="post".*?</form>', page, re.S) if "/sign-out" not in f]
        form = next(f for f in forms if form_of is None or f'action="{form_of}"' in f)
        found: dict[str, Any] = {}
        for name, value in re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', form):
            found.setdefault(name, []).append(html.unescape(value))
        return found

    def send(self, path: str, form_of: str | None = None, **typed: Any) -> Any:
        """Fill in the form of a page and press its button."""
        return self.client.post(form_of or path, data={**self.fields(path, form_of), **typed})

    def done(self, path: str, form_of: str | None = None, **typed: Any) -> str:
        """The same; it must succeed. The text of the page that follows."""
        answer = self.send(path, form_of, **typed)
        assert answer.status_code == 303, f"{path}: {answer.status_code} {words(answer.text)[:1500]}"
        return self.read(answer.headers["Location"])

    def happened(self, ref: str, event: str, day: date) -> str:
        """Record what has already happened."""
        return self.done(f"/projects/{ref}/record/{event}", what="actual", **parts("on", day))

    def add(self, ref: str, stage: str, *tasks: str) -> None:
        """Add a note under each task."""
        for task in tasks:
            path = f"/projects/{ref}/stages/{stage}/evidence/{task}"
            self.done(path, form="note", text="Kept on file.", visibility="staff")

    def finish(self, ref: str, stage: str) -> str:
        """Check and finish a stage."""
        return self.done(f"/projects/{ref}/stages/{stage}/finish")


Sit = Callable[[City, str], Desk]


def words(page: str) -> str:
    """The words of a page without its markup."""
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page)))


def parts(name: str, day: date) -> dict[str, str]:
    """A date as a person types it, the month by its name."""
    typed = {"day": str(day.day), "month": day.strftime("%B"), "year": str(day.year)}
    return {f"{name}-{part}": value for part, value in typed.items()}


def project(city: City, ref: str) -> Any:
    return views.project(city.services, city.people["officer"], ref)


@pytest.fixture
def sit() -> Iterator[Callable[[City, str], Desk]]:
    """Sit someone of a council down before the pages; their connections are closed afterwards."""
    desks: list[Desk] = []

    def down(city: City, who: str) -> Desk:
        desks.append(Desk(city, who))
        return desks[-1]

    yield down
    for desk in desks:
        desk.engine.dispose()


@pytest.fixture
def officer(city: City, sit: Sit) -> Desk:
    return sit(city, "officer")


CHECKED = "/projects/new?route=tender&end=2028-04-01&movable=yes&fact=value:1300000&fact=tupe:false&fact=x:1"
NEW = {
    "title": "Community mental health support",
    "summary": "New support in the north.",
    "visibility": "public",
}


def test_r005_a_checked_timetable_becomes_a_project_once(officer: Desk) -> None:
    city = officer.city
    people = {
        "owner": city.posts["officer"],
        "manager": city.posts["manager"],
        "decider": city.posts["director"],
    }
    assert "Wednesday 20 January 2027" in officer.read(CHECKED)
    typed = {**officer.fields(CHECKED), **NEW, **people, "still_open": "How many contracts."}
    first, second = (officer.client.post("/projects/new", data=typed) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"] == "/projects/COM-2026-001"
    page = officer.read("/projects/COM-2026-001")
    assert (
        "Project COM-2026-001 created. We will remind you on 18 December 2026 (20 working days before" in page
    )
    assert "Nothing was done twice" in page
    found = project(city, "COM-2026-001").overview.project
    assert (found.facts["value"], found.facts["tupe"], "x" in found.facts) == (1300000, False, False)
    assert len(views.work(city.services, city.people["officer"])) == 1


def test_a_project_without_a_title_is_not_saved_and_everything_typed_is_kept(officer: Desk) -> None:
    answer = officer.send(CHECKED, "/projects/new", **{**NEW, "title": "", "still_open": "The model."})
    page = words(answer.text)
    assert answer.status_code == 400
    assert "Error: Save a timetable" in page
    assert 'href="#title">Enter a title.' in answer.text
    assert "New support in the north." in page and "The model." in page
    assert 'name="end-year" value="2028"' in answer.text


def test_from_need_to_the_decision_to_procure_through_the_pages(city: City, sit: Sit) -> None:
    desk = sit(city.at(LATER), "officer")
    ref = city.open(end=date(2028, 9, 1))
    desk.add(ref, "need", "needs_assessment", "provider_list", "consult_list")
    assert "Analyse need is finished." in desk.finish(ref, "need")
    desk.happened(ref, "early_conversation_started", date(2027, 1, 20))
    desk.add(ref, "early-conversation", "engagement_log", "still_open")
    desk.finish(ref, "early-conversation")
    desk.add(ref, "design", "route_options", "equality_assessment", "equality_read", "market_engagement")
    desk.finish(ref, "design")
    desk.add(ref, "consultation", "consultation_pack", "access_plan")
    desk.happened(ref, "consultation_opened", date(2027, 3, 3))
    desk.happened(ref, "consultation_closed", date(2027, 5, 26))
    desk.finish(ref, "consultation")
    days = {
        "responses_considered": date(2027, 6, 30),
        "report_sent_for_clearance": date(2027, 7, 1),
        "key_decision_notice_published": date(2027, 7, 1),
        "response_published": date(2027, 7, 5),
        "equality_assessment_completed": date(2027, 7, 6),
        "papers_published": date(2027, 7, 22),
        "decision_made": date(2027, 8, 5),
        "decision_published": date(2027, 8, 6),
    }
    for event in list(days)[:6]:
        desk.happened(ref, event, days[event])
    records = ("response_report", "equality_assessment", "equality_read", "social_value_statement")
    desk.add(ref, "decision-to-procure", *records)
    for event in ("decision_made", "decision_published"):
        desk.happened(ref, event, days[event])
    desk.add(ref, "decision-to-procure", "key_decision_test", "decision_record")
    page = desk.finish(ref, "decision-to-procure")
    assert "Decision to procure is finished." in page and "Prepare tender" in page
    assert project(desk.city, ref).overview.project.stage == "prepare-tender"
    assert project(desk.city, ref).overview.project.not_met == ()


def test_ending_a_grant_from_the_early_conversation_to_the_notice_through_the_pages(
    city: City, sit: Sit
) -> None:
    desk = sit(city.at(date(2027, 12, 20)), "officer")
    ref = city.open("Grant of Example Carers Group", route="decommission", end=date(2028, 3, 31))
    desk.add(ref, "trigger", "reason", "budget_timetable", "notice_clause")
    desk.finish(ref, "trigger")
    desk.done(
        f"/projects/{ref}/stages/improve-first/finish",
        f"/projects/{ref}/stages/improve-first/skip",
        reason="Money is the reason, not performance.",
    )
    desk.happened(ref, "early_conversation_started", date(2027, 6, 1))
    desk.happened(ref, "provider_told", date(2027, 6, 2))
    desk.add(ref, "early-conversation", "engagement_log", "still_open")
    desk.finish(ref, "early-conversation")
    desk.add(ref, "impact", "equality_assessment", "equality_read")
    desk.finish(ref, "impact")
    desk.add(ref, "options", "options_appraisal")
    desk.finish(ref, "options")
    desk.add(ref, "consultation", "consultation_pack", "access_plan")
    desk.happened(ref, "consultation_opened", date(2027, 7, 19))
    desk.happened(ref, "consultation_closed", date(2027, 10, 11))
    desk.finish(ref, "consultation")
    desk.happened(ref, "responses_considered", date(2027, 11, 8))
    desk.happened(ref, "response_published", date(2027, 11, 9))
    desk.finish(ref, "feedback")
    for event, day in (
        ("report_sent_for_clearance", date(2027, 11, 8)),
        ("key_decision_notice_published", date(2027, 11, 8)),
        ("equality_assessment_completed", date(2027, 11, 12)),
        ("papers_published", date(2027, 11, 29)),
    ):
        desk.happened(ref, event, day)
    desk.add(ref, "decision", "equality_assessment", "equality_read")
    desk.happened(ref, "decision_made", date(2027, 12, 7))
    desk.happened(ref, "decision_published", date(2027, 12, 8))
    desk.add(ref, "decision", "key_decision_test", "decision_record")
    desk.finish(ref, "decision")
    desk.happened(ref, "notice_sent", date(2027, 12, 17))
    desk.happened(ref, "notice_received", date(2027, 12, 20))
    desk.add(ref, "notice", "written_notice")
    desk.finish(ref, "notice")
    assert project(desk.city, ref).overview.project.stage == "exit"


def test_an_open_gate_keeps_the_button_away_and_says_what_can_be_done(officer: Desk) -> None:
    ref = officer.city.open()
    page = officer.read(f"/projects/{ref}/stages/decision-to-procure/finish")
    assert "This is required by law. It cannot be explained." in page
    assert "Record an exception" in page and "Record what has already happened" in page
    assert "Finish this stage" not in page


def test_what_happened_before_its_gate_is_recorded_and_said_to_be_not_met(officer: Desk) -> None:
    ref = officer.city.open()
    page = officer.happened(ref, "decision_made", date(2026, 11, 20))
    assert "Recorded: Decision to buy taken on 20 November 2026." in page
    assert "Required by law, not met: 28 clear days' notice of a key decision" in page
    assert "Not met" in officer.read(f"/projects/{ref}")


def test_a_wrong_date_is_answered_in_its_own_words_and_kept(officer: Desk) -> None:
    path = f"/projects/{officer.city.open()}/record/consultation_opened"
    typed = {"what": "actual", "on-day": "31", "on-month": "February", "on-year": "2026"}
    answer = officer.send(path, **typed)
    assert answer.status_code == 400
    assert "Consultation opens must be a real date, like 31 March 2028." in words(answer.text)
    assert 'value="February"' in answer.text
    future = officer.send(path, what="actual", **parts("on", date(2027, 3, 3)))
    assert (future.status_code, "still to come" in words(future.text)) == (400, True)


def test_someone_elses_change_is_shown_beside_the_answer_which_is_kept_and_can_be_saved(
    city: City, sit: Sit
) -> None:
    desk, ref = sit(city, "officer"), city.open()
    path = f"/projects/{ref}/stages/need/evidence/needs_assessment"
    typed = {**desk.fields(path), "form": "note", "text": "Forty people wait.", "visibility": "staff"}
    write_open_questions(
        ref=ref, decided="", still_open="Everything.", by=city.people["manager"], services=city.services
    )
    answer = desk.client.post(path, data=typed)
    page = words(answer.text)
    assert answer.status_code == 409
    assert "Someone else changed this" in page and "by Commissioning Manager" in page
    assert "Still open: Everything." in page and "Forty people wait." in page
    version = re.search(r'name="version" value="(\d+)"', answer.text)
    assert version and int(version[1]) == project(city, ref).version
    assert desk.client.post(path, data={**typed, "version": version[1]}).status_code == 303


def test_the_same_form_sent_twice_acts_once(officer: Desk) -> None:
    ref = officer.city.open()
    path = f"/projects/{ref}/stages/need/evidence/needs_assessment"
    typed = {**officer.fields(path), "form": "note", "text": "Forty people wait.", "visibility": "staff"}
    assert [officer.client.post(path, data=typed).status_code for _ in range(2)] == [303, 303]
    assert len(project(officer.city, ref).overview.project.evidence) == 1


def test_law_cannot_be_explained_but_its_own_exception_can_be_recorded(officer: Desk) -> None:
    ref = officer.city.open()
    assert officer.client.get(f"/projects/{ref}/explain/KD-28?event=decision_made").status_code == 302
    path = f"/projects/{ref}/except/KD-28?event=decision_made"
    way = re.findall(r'name="exception" type="radio" value="([^"]*)"', officer.client.get(path).text)[0]
    assert "cannot be explained" in officer.read(path)
    page = officer.done(path, exception=way, reason="Safety at the site.", post="Monitoring Officer")
    assert "The exception is recorded" in page and "Exception recorded" in page


def test_the_effect_of_a_move_is_shown_before_anything_is_saved(officer: Desk) -> None:
    ref = officer.city.open()
    path, before = f"/projects/{ref}/dates", project(officer.city, ref).version
    typed = {"event": "consultation_opened", **parts("on", date(2027, 4, 12))}
    page = words(officer.send(path, path, **typed, action="preview").text)
    assert "Nothing is saved yet" in page and "It would be: Late" in page
    assert project(officer.city, ref).version == before
    officer.done(path, path, **typed, action="save")
    assert "Planned for Monday 12 April 2027" in officer.read(f"/projects/{ref}/stages/consultation")
    moved = officer.send(
        path, path, event="consultation_opened", **parts("on", date(2027, 3, 1)), action="save"
    )
    assert (moved.status_code, "Say why the date moves" in words(moved.text)) == (400, True)


def test_another_body_finds_nothing_and_a_colleague_reads_but_changes_nothing(city: City, sit: Sit) -> None:
    ref = city.open()
    elsewhere = sit(add_body(city.services, "Example Borough Council", "example-borough"), "officer")
    for path in ("", "/dates", "/people", "/history", "/stages/need", "/record/decision_made"):
        elsewhere.read(f"/projects/{ref}{path}", 404)
    colleague = sit(city, "other")
    path = f"/projects/{ref}/stages/need/evidence/needs_assessment"
    assert "Only the owner and the manager" in colleague.read(path)
    token = colleague.fields("/projects/new")["csrf_token"]
    typed = {"csrf_token": token, "form": "note", "text": "x", "visibility": "staff"}
    assert colleague.client.post(path, data=typed).status_code == 403
    assert project(city, ref).overview.project.evidence == ()


def test_a_new_officer_reads_what_will_appear_and_where_to_begin(officer: Desk) -> None:
    page = officer.read("/work")
    assert "You have no projects." in page and "Check dates" in page

"""The stage pages steer: what, by when, who, why, what next; finishing says what is missing."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta

import pytest
from sqlalchemy import text

from tests.support.city import build
from tests.support.visitors import Visitor, site, words
from workflow.commands.advance import advance
from workflow.commands.engagement import weigh_ways
from workflow.commands.evaluation import evaluation
from workflow.commands.evidence import add_evidence
from workflow.commands.history import check_chains
from workflow.commands.reopening import reopen
from workflow.errors import Refused
from workflow.store.engine import writing

ROUTES = {
    "tender": date(2028, 4, 1),
    "grant": date(2028, 4, 1),
    "renew-or-vary": date(2028, 4, 1),
    "decommission": date(2028, 9, 1),
    "health": date(2028, 4, 1),
}
ORDER = ["What you need to do now", "Who decides", "What comes next", "What the sector can bring here"]


@pytest.fixture
def city(sqlite_url, tmp_path):
    return build(sqlite_url, tmp_path)


@pytest.fixture
def officer(city):
    with site(city) as app:
        found = Visitor(app)
        found.sign_in(city.emails["officer"])
        yield found


def note(city, ref, task, stage="need", services=None):
    asked = {"stage": stage, "task": task, "form": "note", "text": "Kept.", "visibility": "staff"}
    add_evidence(ref=ref, **asked, by=city.people["officer"], services=services or city.services)


def finish(city, ref, stage="need"):
    advance(ref=ref, move=f"finish-{stage}", by=city.people["officer"], services=city.services)


def send(visitor, path, **typed):
    page = visitor.get(path).text
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))
    return visitor.client.post(path, data={**hidden, **typed})


@pytest.mark.parametrize("route", ROUTES)
def test_r055_r058_r170_each_stage_of_each_route_steers_and_says_why(city, officer, route):
    ref = city.open(route=route, end=ROUTES[route])
    book = city.services.rulebook("example-city", city.body)
    stages = book.route(route, {}).stages
    for stage in stages:
        page = words(officer.get(f"/projects/{ref}/stages/{stage.slug}"))
        places = [page.index(heading) for heading in ORDER]
        assert places == sorted(places), stage.slug
        assert "You will need:" in page
        assert all(each in page for each in (*stage.needs, *stage.sector)), stage.slug
        for rule in (book.rules[gate] for gate in stage.gates if gate in book.rules):
            if rule.title in page:
                after = page[page.index(rule.title) :]
                assert rule.source.name in after and rule.force.words in after, rule.id


def test_r058_each_rule_has_the_ways_out_that_its_force_allows(city, officer):
    ref = city.open()
    page = words(officer.get(f"/projects/{ref}/stages/decision-to-procure"))
    assert page.count("What if I cannot? (") > 5
    assert "Not applicable: say why the rule does not apply to this project" in page, "of law"
    assert "A recorded reason: say why there is no record" in page, "of a risk check"
    page = words(officer.get(f"/projects/{ref}/stages/consultation"))
    assert "must agree it first, and it is published" in page, "of a code or of guidance"


def test_r058_a_rule_whose_text_was_not_found_says_so_where_it_asks(sqlite_url, tmp_path):
    leeds = build(sqlite_url, tmp_path, authority="leeds")
    ref = leeds.open()
    with site(leeds) as app:
        visitor = Visitor(app)
        visitor.sign_in(leeds.emails["officer"])
        page = words(visitor.get(f"/projects/{ref}/stages/consultation"))
    asked = page[page.index("Why ") :]
    assert "Unconfirmed: we have not seen the text of this rule." in asked


def test_r055_how_others_did_a_stage_stands_beside_it_once_they_passed_it(city, officer):
    ref, other, elsewhere = city.open("First"), city.open("Second"), city.open("Third", route="grant")
    path = f"/projects/{ref}/stages/need"
    assert "How others did this stage" not in words(officer.get(path))
    note(city, other, "consult_list")
    finish(city, other)
    page = words(officer.get(path))
    assert "How others did this stage Second 1 record" in page and elsewhere not in page


def test_r055_the_figures_of_a_year_come_of_the_work_itself(city):
    ref, other = city.open("First"), city.open("Second")
    city.record(ref, "early_conversation_started", date(2026, 8, 3))
    city.record(ref, "consultation_opened", date(2026, 9, 1))
    city.record(ref, "consultation_closed", date(2026, 11, 24))
    note(city, ref, "consult_list")
    finish(city, ref)
    asked = {"by": city.people["director"], "services": city.services}
    one, two = evaluation(year=2026, **asked)
    assert (one.ref, one.first_contact, one.consultation_days) == (ref, date(2026, 8, 3), 84)
    assert (one.asked, one.kept, two.ref, two.asked, two.first_contact) == (4, 1, other, 0, None)
    assert evaluation(year=2025, **asked) == ()
    with site(city) as app:
        visitor = Visitor(app)
        visitor.sign_in(city.emails["director"])
        page = words(visitor.get("/evaluation"))
        assert "2 projects. 0 explanations agreed" in page and "1 of 4" in page
        assert "First" in visitor.get("/evaluation.csv?year=2026").text
        assert "How the Code was followed in 2026" in words(visitor.get("/evaluation?year=junk"))


def test_r134_a_review_with_the_organisations_is_asked_for_before_a_service_is_bought_again(city, officer):
    ref = city.open()
    path = f"/projects/{ref}/stages/need/finish"
    asked = "Add it: Review the service of today with the organisations that run it"
    page = words(officer.get(path))
    assert asked in page and "Good practice, optional Nothing here holds the stage back." in page
    note(city, ref, "review_with_organisations")
    assert asked not in words(officer.get(path))


@pytest.mark.parametrize("route", ["grant", "health"])
def test_r134_the_other_ways_of_buying_again_ask_for_it_too(city, officer, route):
    ref = city.open(route=route, end=ROUTES[route])
    page = words(officer.get(f"/projects/{ref}/stages/early-conversation/finish"))
    assert "Review the service of today with the organisations that run it" in page


def test_what_is_missing_stands_under_the_force_that_asks_for_it(city, officer):
    ref = city.open()
    page = words(officer.get(f"/projects/{ref}/stages/decision-to-procure/finish"))
    headings = ["Required by law This is", "Risk checks Each asks", "Good practice, optional Nothing here"]
    places = [page.index(heading) for heading in headings]
    assert places == sorted(places)
    assert "Record an exception" in page and "Record what has already happened" in page


def test_what_is_still_open_is_written_once_and_no_stage_asks_for_it_again(city, officer):
    for still_open, asks in (("How many contracts.", False), ("", True)):
        ref = city.open(still_open=still_open)
        page = officer.get(f"/projects/{ref}/stages/early-conversation")
        assert ("There is no record yet: Say what is still open to change." in words(page)) is asks
        assert f'href="/projects/{ref}/questions"' in page.get_data(as_text=True)


def test_r164_the_early_conversation_asks_what_was_considered_until_it_is_written(city, officer):
    ref, asks = city.open(), "There is no record yet: Weigh information, consultation and involvement."
    page = officer.get(f"/projects/{ref}/stages/early-conversation")
    assert asks in words(page)
    assert f'href="/projects/{ref}/engagement/considered"' in page.get_data(as_text=True)
    weighed = dict.fromkeys(
        ("information", "consultation", "involvement"), (True, "Everybody can be reached.")
    )
    weigh_ways(weighed=weighed, ref=ref, by=city.people["officer"], services=city.services)
    assert asks not in words(officer.get(f"/projects/{ref}/stages/early-conversation"))


def test_a_stage_that_cannot_start_yet_says_what_counts(city, officer):
    ref = city.open()
    page = words(officer.get(f"/projects/{ref}/stages/consultation"))
    assert "You can open this stage when “Analyse need” is finished." in page and "What counts?" in page
    assert "There is no record yet: List whom you will consult" in page


def test_a_late_consultation_says_how_much_is_still_possible(city, officer, sqlite_url):
    ref = city.open()
    late = city.at(date(2027, 3, 10))
    with site(late) as app:
        visitor = Visitor(app)
        visitor.sign_in(city.emails["officer"])
        page = words(visitor.get(f"/projects/{ref}/stages/consultation"))
    assert re.search(r"Still possible: \d+ weeks( \d days?)?, if it opens today and closes on", page)


def test_a_finished_stage_says_what_comes_next_and_who_knows_and_is_undone_within_a_day(city, officer):
    ref = city.open()
    note(city, ref, "consult_list")
    answer = send(officer, f"/projects/{ref}/stages/need/finish")
    page = words(officer.get(answer.location))
    assert "Analyse need is finished. Next: The early conversation must start by" in page
    assert "The public page and its calendar show it now." in page
    assert "we remind Commissioning Officer, and near it Commissioning Manager too." in page
    assert "Undo: open “Analyse need” again" in page
    done = words(officer.get(f"/projects/{ref}/stages/need"))
    assert "What was recorded List whom you will consult" in done and "What you need to do now" not in done
    assert send(officer, f"/projects/{ref}/stages/need/reopen", reason="").status_code == 303
    history = words(officer.get(f"/projects/{ref}/history"))
    assert "Stage opened again: Analyse need" in history and "Stage finished: Analyse need" in history


@pytest.mark.parametrize(("route", "stage"), [("tender", "standstill"), ("health", "standstill")])
def test_the_days_of_the_standstill_stand_on_the_stage_that_waits_for_them(city, officer, route, stage):
    ref = city.open(route=route, end=ROUTES[route])
    assert "How the standstill is counted" in words(officer.get(f"/projects/{ref}/stages/{stage}"))


@pytest.mark.parametrize(("hours", "free"), [(24, True), (24.1, False)], ids=["a day", "a little later"])
def test_after_a_day_a_stage_is_opened_again_only_with_a_reason(city, hours, free):
    ref = city.open()
    note(city, ref, "consult_list")
    finish(city, ref)
    later = city.at(city.services.clock.now() + timedelta(hours=hours))
    asked = {"ref": ref, "stage": "need", "by": city.people["manager"], "services": later.services}
    if not free:
        with pytest.raises(Refused):
            reopen(**asked)
        asked["reason"] = "The list left out the tenants."
    project = reopen(**asked).project
    assert (project.stage, len(project.evidence)) == ("need", 1)


def test_the_history_tells_before_and_after_is_filtered_and_goes_out_as_files(city, officer):
    ref = city.open()
    for day, why in ((date(2027, 3, 3), ""), (date(2027, 3, 24), "The needs assessment was late.")):
        city.record(ref, "consultation_opened", day, "planned", reason=why)
    note(city, ref, "consult_list")
    page = words(officer.get(f"/projects/{ref}/history"))
    moved = "Commissioning Officer changed “Consultation opens” from 3 March 2027 to 24 March 2027."
    assert moved in page and "The needs assessment was late." in page
    assert "Checked 24 November 2026: no entries altered." in page
    dated = f"/projects/{ref}/history?kind=date_recorded&post=Commissioning+Officer&stage=consultation"
    only = words(officer.get(dated))
    assert "2 of 5 entries." in only and "Record added" not in only
    told = json.loads(officer.get(dated.replace("history?", "history.json?")).text)
    moved = {"what": "Consultation opens", "before": "3 March 2027", "after": "24 March 2027"}
    assert [one["changes"] for one in told["entries"]] == [[moved], []]
    assert told["integrity"]["no_entries_altered"] is True
    assert officer.get(f"/projects/{ref}/history.csv").text.count("\n") == 6
    assert officer.get(f"/projects/{ref}/history.exe").status_code == 404


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE project_fact SET post_title = 'x', data = replace(data, 'Kept.', 'Not kept.')",
        "UPDATE audit_entry SET data = replace(data, 'Kept.', 'Not kept.')",
        "DELETE FROM audit_entry WHERE seq = 1",
    ],
    ids=["the history", "an entry", "an entry away"],
)
def test_an_altered_entry_is_said_on_the_history(city, officer, damage):
    ref = city.open()
    note(city, ref, "consult_list")
    check_chains(city.services)
    assert "no entries altered" in words(officer.get(f"/projects/{ref}/history"))
    with writing(city.services.engine) as connection:
        for act in ("update", "delete"):
            connection.execute(text(f"DROP TRIGGER audit_entry_no_{act}"))
        connection.execute(text(damage))
    check_chains(city.services)
    assert "an entry was altered or is missing" in words(officer.get(f"/projects/{ref}/history"))


def test_the_daily_check_of_the_chain_stands_on_the_page_with_its_day(city, officer):
    ref = city.open()
    later = city.at(date(2026, 12, 1))
    check_chains(later.services)
    assert "Checked 1 December 2026: no entries altered." in words(officer.get(f"/projects/{ref}/history"))

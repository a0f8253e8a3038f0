"""What a command promises: all of it or nothing, once, in order, and never a true date refused."""

from __future__ import annotations

import threading
from datetime import date

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from tests.support.city import City
from workflow.commands import views
from workflow.commands.advance import advance
from workflow.commands.explain import ask_explanation
from workflow.commands.explain_decide import decide_explanation
from workflow.commands.explain_exception import record_exception
from workflow.commands.open_project import Opening, open_project
from workflow.commands.record import add_evidence, record_date, write_open_questions
from workflow.errors import AlreadyDone, BadRequest, NotAllowed, NotFound, Refused, Stale
from workflow.project.guards import not_met
from workflow.project.orders import OPTIONS_NOT_FINAL
from workflow.store import rows
from workflow.store.engine import reading, writing
from workflow.store.unit_of_work import entry_hash

REASON = (
    "The needs assessment was finished three weeks late and the present contract cannot be extended again."
)
INSTEAD = "Two more meetings and direct calls to eighteen organisations."


def note(city: City, ref: str, stage: str, *tasks: str) -> None:
    for task in tasks:
        given = {"form": "note", "text": "Kept on file.", "visibility": "staff"}
        add_evidence(
            ref=ref, stage=stage, task=task, by=city.people["officer"], services=city.services, **given
        )  # type: ignore[arg-type]


def finish(city: City, ref: str, stage: str) -> str:
    return advance(
        ref=ref, move=f"finish-{stage}", by=city.people["officer"], services=city.services
    ).project.stage


def count(city: City, table: str) -> int:
    with reading(city.services.engine) as connection:
        return int(connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())


def test_a_project_is_pinned_to_the_edition_and_calendar_of_the_day_it_was_opened(city: City) -> None:
    found = views.project(city.services, city.people["officer"], city.open()).overview.project
    assert (found.rulebook_name, len(found.calendar) > 8) == ("example-city@2026", True)


@pytest.mark.parametrize("missing", ["owner", "end"])
def test_r005_a_project_without_one_accountable_post_or_an_end_date_is_not_saved(
    city: City, missing: str
) -> None:
    whole = {"title": "x", "route": "tender", "end": date(2028, 4, 1), "owner": city.posts["officer"]}
    whole |= {"manager": city.posts["manager"], "decider": city.posts["director"], missing: None}
    with pytest.raises(BadRequest):
        open_project(asked=Opening(**whole), by=city.people["officer"], services=city.services)  # type: ignore[arg-type]
    assert count(city, "project") == 0


def test_the_same_form_sent_twice_opens_one_project_and_answers_with_the_first(city: City) -> None:
    people = {
        "owner": city.posts["officer"],
        "manager": city.posts["manager"],
        "decider": city.posts["director"],
    }
    asked = Opening(title="Twice", route="tender", end=date(2028, 4, 1), **people)
    first = open_project(
        asked=asked, by=city.people["officer"], services=city.services, once="k1"
    ).project.ref
    with pytest.raises(AlreadyDone, match=first):
        open_project(asked=asked, by=city.people["officer"], services=city.services, once="k1")
    assert count(city, "project") == 1


def test_a_change_made_from_an_old_page_is_refused_and_nothing_of_it_is_kept(city: City) -> None:
    ref = city.open()
    note(city, ref, "need", "consult_list")
    seen = views.project(city.services, city.people["officer"], ref).version
    city.record(ref, "early_conversation_started", date(2026, 11, 9))
    before = count(city, "project_fact")
    with pytest.raises(Stale):
        city.record(ref, "consultation_opened", date(2026, 11, 20), seen_version=seen)
    assert count(city, "project_fact") == before


def test_eight_people_press_one_button_and_one_of_them_moves_the_project(city: City) -> None:
    ref = city.open()
    note(city, ref, "need", "consult_list")
    seen = views.project(city.services, city.people["officer"], ref).version
    start, outcomes = threading.Barrier(8), []

    def press() -> None:
        start.wait()
        try:
            advance(
                ref=ref,
                move="finish-need",
                by=city.people["officer"],
                services=city.services,
                seen_version=seen,
            )
            outcomes.append("moved")
        except Stale:
            outcomes.append("stale")

    threads = [threading.Thread(target=press) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["moved", *["stale"] * 7]
    moves = [
        e
        for e in views.project(city.services, city.people["officer"], ref).history
        if e.kind == "stage_moved"
    ]
    assert len(moves) == 1


def test_a_fault_half_way_leaves_head_facts_audit_and_deadlines_as_they_were(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref = city.open()
    tables = ("project_fact", "audit_entry", "deadline", "event_instance")
    before = [count(city, table) for table in tables]

    def fail(*_: object) -> None:
        raise RuntimeError("the power went")

    monkeypatch.setattr("workflow.store.unit_of_work.UnitOfWork.deadlines", fail)
    with pytest.raises(RuntimeError):
        city.record(ref, "early_conversation_started", date(2026, 11, 9))
    assert [count(city, table) for table in tables] == before
    assert views.project(city.services, city.people["officer"], ref).version == 2


def test_every_entry_of_the_audit_trail_carries_the_hash_of_the_one_before(city: City) -> None:
    ref = city.open()
    city.record(ref, "early_conversation_started", date(2026, 11, 9))
    with reading(city.services.engine) as connection:
        entries = (
            connection.execute(select(rows.audit_entry).order_by(rows.audit_entry.c.seq)).mappings().all()
        )
    assert [e["hash"] for e in entries] == [entry_hash(e) for e in entries]
    assert [e["previous"] for e in entries] == ["", *[e["hash"] for e in entries[:-1]]]


@pytest.mark.parametrize("act", ["UPDATE audit_entry SET kind = 'x'", "DELETE FROM audit_entry"])
def test_the_database_itself_refuses_to_change_the_audit_trail(city: City, act: str) -> None:
    city.open()
    with pytest.raises(DatabaseError), writing(city.services.engine) as connection:
        connection.execute(text(act))
    assert count(city, "audit_entry") == 2


def test_r027_options_are_not_final_before_the_early_conversation_is_logged_or_explained(city: City) -> None:
    ref = city.open()
    note(city, ref, "need", "consult_list")
    finish(city, ref, "need")
    with pytest.raises(Refused) as refused:
        finish(city, ref, "early-conversation")
    obstacle = refused.value.obstacles[0]
    assert (obstacle.rule, obstacle.may_be_explained, str(obstacle.force)) == (
        OPTIONS_NOT_FINAL,
        True,
        "code",
    )  # type: ignore[attr-defined]

    asked = _ask(city, ref, OPTIONS_NOT_FINAL, "early_conversation_started")
    _decide(city, ref, asked, "manager")
    assert finish(city, ref, "early-conversation") == "design"


def test_a_law_gate_cannot_be_explained_away_and_only_its_own_exception_closes_it(city: City) -> None:
    ref = _at_the_decision(city)
    with pytest.raises(BadRequest, match="required by law"):
        _ask(city, ref, "KD-28", "decision_made")
    city.record(ref, "key_decision_notice_published", date(2026, 11, 2))
    changed = city.record(ref, "decision_made", date(2026, 11, 20))
    assert changed.project.actual("decision_made") == date(2026, 11, 20)
    with pytest.raises(Refused) as refused:
        finish(city, ref, "decision-to-procure")
    assert "KD-28" in {o.rule for o in refused.value.obstacles}  # type: ignore[attr-defined]
    with pytest.raises(BadRequest, match="own exceptions"):
        _except(city, ref, "KD-28", "because-we-say-so")
    _except(city, ref, "KD-28", "KD-GENEX")
    with pytest.raises(Refused) as refused:
        finish(city, ref, "decision-to-procure")
    assert "KD-28" not in {o.rule for o in refused.value.obstacles}  # type: ignore[attr-defined]


def test_an_act_before_its_gate_is_stored_with_its_true_date_and_stays_not_met(city: City) -> None:
    ref = _at_the_decision(city)
    city.record(ref, "decision_made", date(2026, 11, 20))
    note(city, ref, "decision-to-procure", "equality_assessment", "equality_read")
    situation = views.project(city.services, city.people["officer"], ref).situation
    found = {fact.rule: fact for fact in not_met(situation)}
    assert found["PSED"].words == "Required by law, not met"
    assert found["PSED"].on == date(2026, 11, 20)
    assert {"PSED", "KD-28", "LDS-PAPERS-5WD", "GUN-4"} <= set(found)


def test_what_rests_on_dates_is_met_again_once_the_true_date_is_recorded(city: City) -> None:
    ref = _at_the_decision(city)
    city.record(ref, "decision_made", date(2026, 11, 20))
    city.record(ref, "key_decision_notice_published", date(2026, 10, 22))
    situation = views.project(city.services, city.people["officer"], ref).situation
    assert "KD-28" not in {fact.rule for fact in not_met(situation)}


def test_nobody_agrees_their_own_and_another_post_can(city: City) -> None:
    ref = city.open()
    asked = _ask(city, ref, "LDS-CODE-12W", "consultation_closed")
    for who in ("officer", "other", "compact"):
        with pytest.raises(NotAllowed):
            _decide(city, ref, asked, who)
    _decide(city, ref, asked, "director")
    with pytest.raises(AlreadyDone):
        _decide(city, ref, asked, "manager")
    found = views.project(city.services, city.people["officer"], ref).overview.project
    assert found.explanations[asked].decided_by_post == "Director of Adults and Health"


def test_the_database_itself_refuses_an_explanation_agreed_by_whoever_asked(city: City) -> None:
    asked = _ask(city, city.open(), "LDS-CODE-12W", "consultation_closed")
    with pytest.raises(DatabaseError), writing(city.services.engine) as connection:
        connection.execute(text("UPDATE explanation SET decided_by = asked_by, agreed = true"))
    assert count(city, "explanation") == 1 and asked


@pytest.mark.parametrize("reason", ["due to timescales", ""])
def test_a_reason_that_says_too_little_is_sent_back_with_what_to_write(city: City, reason: str) -> None:
    ref = city.open()
    with pytest.raises(BadRequest, match="Say what happened and when"):
        _ask(city, ref, "LDS-CODE-12W", "consultation_closed", reason=reason)


def test_an_agreed_shorter_consultation_no_longer_stands_in_the_way(city: City) -> None:
    ref = city.open()
    note(city, ref, "need", "consult_list")
    finish(city, ref, "need")
    note(city, ref, "early-conversation", "still_open")
    city.record(ref, "early_conversation_started", date(2026, 5, 1))
    finish(city, ref, "early-conversation")
    note(city, ref, "design", "equality_assessment", "equality_read", "market_engagement")
    finish(city, ref, "design")
    note(city, ref, "consultation", "consultation_pack")
    city.record(ref, "consultation_opened", date(2026, 9, 1))
    city.record(ref, "consultation_closed", date(2026, 11, 3))
    with pytest.raises(Refused) as refused:
        finish(city, ref, "consultation")
    assert [o.rule for o in refused.value.obstacles] == ["LDS-CODE-12W"]  # type: ignore[attr-defined]
    _decide(city, ref, _ask(city, ref, "LDS-CODE-12W", "consultation_closed"), "manager")
    assert finish(city, ref, "consultation") == "decision-to-procure"


@pytest.mark.parametrize(("day", "kept"), [(date(2026, 11, 24), True), (date(2026, 11, 25), False)])
def test_what_happened_lies_not_in_the_future(city: City, day: date, kept: bool) -> None:
    ref = city.open()
    if kept:
        assert (
            city.record(ref, "early_conversation_started", day).project.actual("early_conversation_started")
            == day
        )
    else:
        with pytest.raises(BadRequest, match="still to come"):
            city.record(ref, "early_conversation_started", day)


def test_a_planned_date_moves_only_with_a_reason_and_old_and_new_are_kept(city: City) -> None:
    ref = city.open()
    city.record(ref, "consultation_opened", date(2027, 3, 3), what="planned")
    with pytest.raises(BadRequest, match="Say why"):
        city.record(ref, "consultation_opened", date(2027, 3, 24), what="planned")
    city.record(
        ref, "consultation_opened", date(2027, 3, 24), what="planned", reason="The needs assessment was late."
    )
    dates = [
        e.data["on"]
        for e in views.project(city.services, city.people["officer"], ref).history
        if e.kind == "date_recorded"
    ]
    assert dates == ["2027-03-24", "2027-03-03"]


def test_dates_are_recorded_in_any_order(city: City) -> None:
    ref = city.open()
    city.record(ref, "contract_entry", date(2026, 11, 1))
    city.record(ref, "contract_award_notice", date(2026, 11, 20))
    changed = city.record(ref, "consultation_opened", date(2026, 11, 23))
    assert set(changed.project.asked(date(2026, 11, 24)).done) == {
        "contract_entry",
        "contract_award_notice",
        "consultation_opened",
    }


def test_another_body_s_project_is_as_if_it_did_not_exist(city: City) -> None:
    from tests.support.city import add_body

    ref = city.open()
    stranger = add_body(city.services, "Example Borough Council", "example-borough").people["manager"]
    with pytest.raises(NotFound):
        views.project(city.services, stranger, ref)
    with pytest.raises(NotFound):
        advance(ref=ref, move="finish-need", by=stranger, services=city.services)


def test_a_colleague_may_read_a_project_but_not_change_it(city: City) -> None:
    ref = city.open()
    assert views.project(city.services, city.people["other"], ref).version == 2
    with pytest.raises(NotAllowed):
        write_open_questions(
            ref=ref, decided="", still_open="x", by=city.people["other"], services=city.services
        )


def test_a_plan_to_end_funding_is_not_public_before_the_provider_was_told(city: City) -> None:
    ref = city.open("Grant to Example Carers Group", route="decommission", end=date(2028, 3, 31))
    with pytest.raises(NotFound):
        views.change(city.services, ref)
    city.record(ref, "provider_told", date(2026, 11, 9))
    assert views.change(city.services, ref).overview.project.title == "Grant to Example Carers Group"


def _at_the_decision(city: City) -> str:
    ref = city.open()
    note(city, ref, "need", "consult_list")
    finish(city, ref, "need")
    city.record(ref, "early_conversation_started", date(2026, 1, 5))
    note(city, ref, "early-conversation", "still_open")
    finish(city, ref, "early-conversation")
    note(city, ref, "design", "equality_assessment", "equality_read", "market_engagement")
    finish(city, ref, "design")
    note(city, ref, "consultation", "consultation_pack")
    city.record(ref, "consultation_opened", date(2026, 3, 2))
    city.record(ref, "consultation_closed", date(2026, 5, 25))
    finish(city, ref, "consultation")
    return ref


def _ask(city: City, ref: str, rule: str, event: str, reason: str = REASON) -> str:
    told = {"cause": "own_planning", "reason": reason, "instead": INSTEAD}
    changed = ask_explanation(
        ref=ref, rule=rule, event=event, by=city.people["officer"], services=city.services, **told
    )
    return list(changed.project.explanations)[-1]


def _decide(city: City, ref: str, explanation: str, who: str) -> None:
    told = {"agreed": True, "reason": "The meetings reach the same people."}
    decide_explanation(ref=ref, explanation=explanation, by=city.people[who], services=city.services, **told)  # type: ignore[arg-type]


def _except(city: City, ref: str, rule: str, exception: str) -> None:
    told = {
        "event": "decision_made",
        "reason": "It was impracticable to wait.",
        "post": "Director of Adults and Health",
    }
    record_exception(
        ref=ref, rule=rule, exception=exception, by=city.people["officer"], services=city.services, **told
    )


def test_a_double_record_of_a_date_changes_nothing_the_second_time(city: City) -> None:
    ref = city.open()
    given = {
        "event": "early_conversation_started",
        "on": date(2026, 11, 9),
        "what": "actual",
        "once": "once-only",
    }
    record_date(ref=ref, by=city.people["officer"], services=city.services, **given)  # type: ignore[arg-type]
    with pytest.raises(AlreadyDone):
        record_date(ref=ref, by=city.people["officer"], services=city.services, **given)  # type: ignore[arg-type]
    assert views.project(city.services, city.people["officer"], ref).version == 3

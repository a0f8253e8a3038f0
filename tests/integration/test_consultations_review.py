"""Whom a merge, a withdrawal or a large choice touches is still invited and counted, once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from tests.integration.test_consultations import letters
from tests.support import consultations as ready
from tests.support.city import City
from tests.support.organisations import add, add_contact, merge
from workflow.commands import consult, consultation_views, views
from workflow.commands.advance import advance
from workflow.commands.consult_open import invite_since, open_consultation
from workflow.commands.explain import ask_explanation
from workflow.commands.explain_decide import decide_explanation
from workflow.errors import BadRequest, NotFound, Refused
from workflow.store import consultations, rows
from workflow.store.engine import reading

EARLY = ready.OPENS - timedelta(42)
REASON = "short_window_reason"


def begun(city: City, title: str = "Community mental health support") -> str:
    ref = city.open(title)
    city.record(ref, "early_conversation_started", EARLY)
    return ref


def test_r171_one_chosen_and_then_merged_is_invited_as_the_entry_that_stands(city: City) -> None:
    here = city.at(ready.OPENS)
    ref, gone, stands = begun(here), add(here, "Example Carers"), add(here, "Example Carers Group")
    add_contact(here, stands)
    ready.write(here, ref)
    ready.plan(here, ref)
    ready.choose(here, ref, gone)
    merge(here, stands, gone)
    open_consultation(ref=ref, by=here.people["officer"], services=here.services)
    assert [(one.name, one.how) for one in consultation_views.invited(here.services, ref)] == [
        ("Example Carers Group", "letter")
    ]


def test_r171_more_can_be_chosen_than_are_suggested(city: City, monkeypatch) -> None:
    monkeypatch.setattr(consultations, "MOST_SUGGESTED", 1)
    ref, both = city.open(), [add(city, "Example One"), add(city, "Example Two")]
    who = {"by": city.people["officer"], "services": city.services}
    assert consult.choose(ref=ref, organisations=both, **who).project.consultation.chosen == tuple(both)


def test_r139_a_merged_entry_is_as_busy_as_both_and_a_withdrawn_change_asks_nobody(city: City) -> None:
    here = city.at(ready.OPENS)
    asked, stands = add(here, "Example Carers"), add(here, "Example Carers Group")
    for title in ("Day centres", "Short breaks"):
        ready.opened(here, begun(here, title), asked)
    merge(here, stands, asked)
    ref, who = begun(here), here.people["officer"]
    days = (ready.OPENS, ready.CLOSES)
    found = consultation_views.busy(here.services, who, ref, [stands], *days)
    assert [(one.name, one.others) for one in found] == [("Example Carers Group", 2)]


def test_a_plan_to_end_a_service_does_not_open_before_the_provider_was_told(city: City) -> None:
    here = city.at(ready.OPENS)
    ref = here.open("Grant of Example Walkers", route="decommission", end=date(2028, 3, 31))
    here.record(ref, "early_conversation_started", EARLY)
    with pytest.raises(Refused) as held:
        ready.opened(here, ref, add(here, "Example Walkers"))
    assert [(one.rule, one.event) for one in held.value.obstacles] == [
        ("provider_told_first", "provider_told")
    ]
    with pytest.raises(NotFound):
        views.change(here.services, ref)
    here.record(ref, "provider_told", ready.OPENS)
    open_consultation(ref=ref, by=here.people["officer"], services=here.services)
    assert views.change(here.services, ref).overview.project.actual("consultation_opened") == ready.OPENS


def test_those_chosen_after_it_opened_are_invited_by_an_act_of_their_own_once(city: City) -> None:
    here = city.at(ready.OPENS)
    lead = here.posts["other"]
    first, later = add(here, "Example Carers", lead=lead), add(here, "Example Walkers", lead=lead)
    add_contact(here, first, "first@example.invalid")
    add_contact(here, later, "later@example.invalid")
    ref = begun(here)
    ready.opened(here, ref, first)
    ready.choose(here, ref, first, later)
    who = {"ref": ref, "by": here.people["officer"], "services": here.services}
    invite_since(**who)
    assert [one.name for one in consultation_views.invited(here.services, ref)] == [
        "Example Carers", "Example Walkers"
    ]  # fmt: skip
    told = sorted(
        [here.emails["other"], here.emails["other"], "first@example.invalid", "later@example.invalid"]
    )
    assert [to for to, _subject in letters(here)] == told
    with pytest.raises(BadRequest, match="invited already"):
        invite_since(**who)


def test_those_chosen_are_invited_too_where_the_opening_was_only_recorded(city: City) -> None:
    here = city.at(ready.OPENS)
    ref, carers = begun(here), add(here, "Example Carers")
    ready.plan(here, ref)
    ready.choose(here, ref, carers)
    who = {"ref": ref, "by": here.people["officer"], "services": here.services}
    with pytest.raises(BadRequest, match="not open"):
        invite_since(**who)
    here.record(ref, "consultation_opened", ready.OPENS)
    invite_since(**who)
    assert [one.how for one in consultation_views.invited(here.services, ref)] == ["no_address"]


def test_nobody_plans_to_open_or_close_on_a_day_that_has_passed_and_what_happened_is_still_recorded(
    city: City,
) -> None:
    here = city.at(ready.OPENS)
    ref, day = begun(here), timedelta(1)
    with pytest.raises(BadRequest, match="The consultation opens on 2 March 2027, which has passed. Choose"):
        ready.plan(here, ref, opens=ready.OPENS - day)
    ready.plan(here, ref)
    with pytest.raises(BadRequest, match="The consultation opens on 2 March 2027, which has passed. Choose"):
        here.record(ref, "consultation_opened", ready.OPENS - day, "planned", reason="A day less.")
    late = here.at(ready.OPENS + day)
    with pytest.raises(BadRequest, match="The consultation opens on 3 March 2027, which has passed. Choose"):
        ready.plan(late, ref, closes=ready.CLOSES + day, reason="A day more.")
    late.record(ref, "consultation_opened", ready.OPENS)
    ready.plan(late, ref, opens=ready.OPENS, closes=ready.CLOSES + day, reason="A day more.")
    after = here.at(ready.CLOSES + 5 * day)
    with pytest.raises(BadRequest, match="The consultation closes on 30 May 2027, which has passed. Choose"):
        ready.plan(after, ref, opens=ready.OPENS, closes=ready.CLOSES + 4 * day, reason="Days more.")
    ready.plan(after, ref, opens=ready.OPENS, closes=ready.CLOSES + 5 * day, reason="Days more.")
    after.record(ref, "consultation_closed", ready.CLOSES + 4 * day)


def test_what_was_agreed_is_the_time_that_is_given_and_not_a_day_less(city: City) -> None:
    here = city.at(ready.OPENS)
    ref, nine_weeks = begun(here), ready.OPENS + timedelta(63)
    ready.write(here, ref)
    ready.choose(here, ref, add(here, "Example Carers Group"))
    ready.plan(here, ref, closes=nine_weeks)
    waits = asked_for(here, ref)
    assert not views.project(here.services, here.people["officer"], ref).overview.project.has_record(REASON)
    decided(here, ref, waits)
    found = views.project(here.services, here.people["officer"], ref).overview
    assert found.project.has_record(REASON), "why it is shorter is written once"
    assert found.timetable["consultation_opened"].latest == ready.OPENS
    ready.plan(here, ref, closes=nine_weeks - timedelta(1), reason="The report is wanted earlier.")
    with pytest.raises(Refused) as refused:
        open_consultation(ref=ref, by=here.people["officer"], services=here.services)
    (held,) = refused.value.obstacles
    assert "9 weeks 0 days were agreed. This gives 8 weeks 6 days: 1 day fewer" in held.missing
    ready.plan(here, ref, closes=nine_weeks, reason="As agreed.")
    open_consultation(ref=ref, by=here.people["officer"], services=here.services)


def test_nothing_is_opened_planned_or_agreed_in_a_project_that_was_withdrawn(city: City) -> None:
    here = city.at(ready.OPENS)
    ref, who = begun(here), {"by": here.people["officer"], "services": here.services}
    ready.write(here, ref)
    ready.choose(here, ref, add(here, "Example Carers Group"))
    ready.plan(here, ref)
    waits = asked_for(here, ref)
    advance(ref=ref, move="withdraw", reason="The money was taken out in the budget.", **who)
    with pytest.raises(BadRequest, match="This project is over"):
        open_consultation(ref=ref, **who)
    with pytest.raises(BadRequest, match="This project is over"):
        here.record(ref, "decision_made", ready.CLOSES, "planned")
    with pytest.raises(BadRequest, match="was withdrawn"):
        decided(here, ref, waits)
    here.record(ref, "consultation_opened", ready.OPENS)  # what happened is still recorded


def test_those_who_were_invited_hear_that_the_change_was_withdrawn_and_why(city: City) -> None:
    here = city.at(ready.OPENS)
    ref, who = begun(here), {"by": here.people["officer"], "services": here.services}
    reached = add(here, "Example Carers Group")
    add_contact(here, reached)
    ready.opened(here, ref, reached)
    advance(ref=ref, move="withdraw", reason="The money was taken out in the budget.", **who)
    with reading(here.services.engine) as connection:
        mail = rows.outbox
        told = connection.execute(select(mail.c.to_address, mail.c.text).where(mail.c.subject.like("With%")))
        ((to, text),) = told.all()
    assert to == "desk@example-carers.example"
    assert "has withdrawn Community mental health support. Nothing is left to reply to." in text
    assert "Why: The money was taken out in the budget." in text


def test_what_is_recorded_as_done_changes_only_with_a_reason_and_never_closes_before_it_opens(
    city: City,
) -> None:
    here, day = city.at(ready.CLOSES), timedelta(1)
    ref = begun(here)
    here.record(ref, "consultation_opened", ready.OPENS)
    with pytest.raises(BadRequest, match="3 March 2027 is recorded. Say why that is corrected"):
        here.record(ref, "consultation_opened", ready.OPENS - day)
    here.record(ref, "consultation_opened", ready.OPENS - day, reason="The page went out on the day before.")
    with pytest.raises(BadRequest, match="It cannot close on 1 March 2027, before it opens on 2 March 2027"):
        here.record(ref, "consultation_closed", ready.OPENS - 2 * day)
    here.record(ref, "consultation_closed", ready.CLOSES)


def test_an_opening_of_which_people_were_told_is_not_taken_back_to_make_it_shorter(city: City) -> None:
    here = city.at(ready.OPENS)
    ref, day = begun(here), timedelta(1)
    ready.opened(here, ref, add(here, "Example Carers Group"))
    with pytest.raises(BadRequest, match="It was opened here and people were told"):
        here.record(ref, "consultation_opened", None, reason="By mistake.")
    here.record(ref, "consultation_opened", ready.OPENS - day, reason="The page went out on the day before.")
    with pytest.raises(BadRequest, match="longer, not shorter"):
        here.record(ref, "consultation_closed", ready.CLOSES - day, "planned", reason="A day less.")


def asked_for(here: City, ref: str) -> str:
    """A shorter consultation, as its dates are planned, asked for by the owner of a project."""
    reason = "The needs assessment was finished three weeks late, on 3 February, and the end is fixed by law."
    told = {"rule": "LDS-CODE-12W", "event": "consultation_closed", "cause": "planning", "reason": reason}
    asked = ask_explanation(
        ref=ref, **told, instead="Two meetings.", by=here.people["officer"], services=here.services
    )
    (one,) = asked.project.explanations
    return one


def decided(here: City, ref: str, explanation: str) -> None:
    """The manager agrees."""
    told = {"ref": ref, "explanation": explanation, "agreed": True, "reason": "Yes."}
    decide_explanation(**told, by=here.people["manager"], services=here.services)

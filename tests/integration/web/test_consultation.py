"""The pages of a consultation: written, checked, opened, read by everyone."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tests.integration.web.test_commissioners import Desk, words
from tests.integration.web.test_ground_organisations import agreement
from tests.support import consultations as ready
from tests.support.city import City, build
from tests.support.organisations import add, add_contact
from workflow.commands import views


@pytest.fixture
def here(sqlite_url: str, tmp_path: Any) -> City:
    return build(sqlite_url, tmp_path).at(ready.OPENS)


@pytest.fixture
def ref(here: City) -> str:
    found = here.open()
    here.record(found, "early_conversation_started", date(2027, 1, 20))
    return found


def dates(name: str, day: date) -> dict[str, str]:
    return {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}


def test_an_officer_writes_checks_and_opens_it_and_everyone_can_read_it(here: City, ref: str) -> None:
    carers = add(here, "Example Carers Group", serves=("carers",))
    add_contact(here, carers)
    desk, at = Desk(here, "officer"), f"/projects/{ref}/consultation"
    assert "Still to write" in desk.read(f"{at}/open") and "Choose whom to invite" in desk.read(f"{at}/open")
    desk.done(f"{at}/about", why="The contract ends.", who="Carers.", together="Example Carers Group")
    desk.done(f"{at}/questions", questions="What works?\nWhat should change?", survey="https://example.org/s")
    desk.done(f"{at}/ways", formats=["easy_read", "bsl"], replies="Email views@example.invalid")
    desk.done(f"{at}/meetings", where="Example Hall, 6pm", **dates("on", date(2027, 4, 12)))
    found = desk.done(f"{at}/invite", f"{at}/affected", groups="carers", areas="")
    assert "current providers 0, others 1" in found and "serves carers" in found
    desk.done(f"{at}/invite", organisation=[carers])
    asked = {**dates("opens", ready.OPENS), **dates("closes", ready.CLOSES)}
    desk.done(f"{at}/dates", **asked, **dates("answer_by", ready.ANSWER_BY))
    check = desk.read(f"{at}/open")
    assert "12 weeks 0 days" in check and "1 of them can be reached by letter" in check
    assert "Only staff see this" in desk.read(f"{at}/preview")
    assert "The consultation is open" in desk.done(f"{at}/open")
    public = desk.read(f"/consultations/{ref}")
    assert "Open until 11:59pm on Wednesday 26 May 2027. It closes in 84 days." in public
    for said in ("Give your views", "What should change?", "Easy read, British Sign Language",
                 "Monday 12 April 2027", "Designed or carried out with: Example Carers Group.",
                 "1 organisation was invited"):  # fmt: skip
        assert said in public, said
    assert "Closes at 11:59pm on Wednesday 26 May 2027" in desk.read("/consultations")


def test_r067_the_record_says_who_how_when_and_how_long(here: City, ref: str) -> None:
    ready.opened(here, ref, add(here, "Example Carers Group"))
    told = Desk(here, "officer").read(f"/projects/{ref}/consultation/record")
    length = "Length: 12 weeks 0 days."
    for said in (length, "Opened on 3 March 2027", "Closes on 26 May 2027", "Everybody who uses it",
                 "What works today?", "Email views@example.invalid",
                 "Easy read", "Example Carers Group, 3 March"):  # fmt: skip
        assert said in told, said


def test_a_shorter_time_is_said_while_checking_and_nothing_is_kept(here: City, ref: str) -> None:
    desk, at = Desk(here, "officer"), f"/projects/{ref}/consultation/dates"
    asked = {**dates("opens", ready.OPENS), **dates("closes", date(2027, 5, 5)), "look": "yes"}
    told = desk.send(at, **asked).text
    assert "This gives 9 weeks 0 days: 21 days fewer." in told
    assert "No date yet" not in told and "2027" in told
    assert "What these dates come to" not in desk.read(at)


def test_r130_those_who_designed_it_with_the_body_stand_on_the_public_page(here: City, ref: str) -> None:
    ready.write(here, ref, together=["Example Carers Group", "Voluntary Action Example"])
    here.record(ref, "consultation_opened", ready.OPENS)
    told = Desk(here, "officer").read(f"/consultations/{ref}")
    assert "Designed or carried out with: Example Carers Group, Voluntary Action Example." in told


def test_one_that_is_late_and_feedback_that_is_late_say_so_in_public(here: City, ref: str) -> None:
    late = here.at(date(2027, 3, 4))
    told = Desk(late, "officer").read("/consultations")
    assert "Due but not opened (1)" in told
    assert "Was due to open by 3 March 2027; it has not opened." in told
    ready.opened(here, ref, add(here, "Example Carers Group"))
    after = here.at(date(2027, 7, 8))
    told = Desk(after, "officer").read(f"/consultations/{ref}")
    assert "We said we would publish feedback by 7 July 2027. We have not." in told


def test_a_bad_address_keeps_what_was_typed_and_says_the_mend(here: City, ref: str) -> None:
    desk, at = Desk(here, "officer"), f"/projects/{ref}/consultation/questions"
    answer = desk.send(at, questions="What works?", survey="javascript:alert(1)")
    assert answer.status_code == 400 and "must begin with https:// or http://" in answer.text
    assert "What works?" in answer.text and "javascript:alert(1)" in answer.text


def test_what_is_written_stays_with_staff_until_it_opens_but_for_the_preview(here: City, ref: str) -> None:
    ready.write(here, ref, why="The contract ends early.")
    desk, said = Desk(here, "officer"), ("The contract ends early.", "What works today?")
    public = desk.read(f"/consultations/{ref}")
    assert not any(words in public for words in said)
    preview = desk.read(f"/projects/{ref}/consultation/preview")
    assert all(words in preview for words in said)


def test_a_withdrawn_change_asks_nobody_for_views(here: City, ref: str) -> None:
    ready.opened(here, ref, add(here, "Example Carers Group"))
    desk = Desk(here, "officer")
    desk.done(f"/projects/{ref}/withdraw", reason="There is no money left.")
    told = desk.read(f"/consultations/{ref}")
    assert (
        "This change was withdrawn on 3 March 2027. Why: There is no money left." in told
        and "Open until" not in told
    )
    assert "views@example.invalid" not in told and "nothing left to reply to" in told
    assert "Consultation closes:" not in told and "Nothing more follows" in told
    feedback = desk.read(f"/consultations/{ref}/feedback")
    assert "because the change was withdrawn" in feedback and "is published by" not in feedback


def test_what_is_changed_while_people_reply_is_said_with_its_day(here: City, ref: str) -> None:
    ready.opened(here, ref, add(here, "Example Carers Group"))
    desk, later = Desk(here, "officer"), Desk(here.at(ready.OPENS + timedelta(9)), "officer")
    form = f"/projects/{ref}/consultation/questions"
    desk.done(form, questions="What works today?")
    assert "Changed since it opened" not in desk.read(f"/consultations/{ref}")
    assert "people reply to what is written here" in later.read(form)
    later.done(form, questions="Do you agree that it works?")
    told = later.read(f"/consultations/{ref}")
    assert "Changed since it opened: “What we ask”, on 12 March 2027." in told.replace(" .", ".")


def test_once_it_has_closed_nobody_is_asked_to_reply(here: City, ref: str) -> None:
    ready.opened(here, ref, add(here, "Example Carers Group"))
    for day, asks in ((ready.CLOSES, True), (ready.CLOSES + timedelta(1), False)):
        told = Desk(here.at(day), "officer").read(f"/consultations/{ref}")
        assert ("Email views@example.invalid" in told) is asks
        assert ("It closed on 26 May 2027. What comes after that may not be considered." in told) is not asks


def test_who_cannot_tell_the_provider_first_records_it_or_explains_it_and_reads_what_follows(
    here: City,
) -> None:
    ref = here.open("Grant of Example Walkers", route="decommission", end=date(2028, 3, 31))
    desk = Desk(here, "officer")
    page = desk.read(f"/projects/{ref}/consultation/open")
    assert "No date says that the provider was told" in page and "Explain why not" in page
    assert "Record what has already happened: Provider told" in page
    first = desk.read(f"/projects/{ref}/explain/provider_told_first?event=provider_told")
    assert "Tell the provider in person, and record the day on which you did." in first
    assert "the change is public at once" in first and "See how to keep it" not in first


def test_the_hub_offers_to_invite_those_chosen_since(here: City, ref: str) -> None:
    ready.opened(here, ref, add(here, "Example Carers Group"))
    desk, at = Desk(here, "officer"), f"/projects/{ref}/consultation"
    assert "Invite those chosen since" not in desk.read(at)
    ready.choose(here, ref, add(here, "Example Walkers"))
    assert "Invite those chosen since" in desk.read(at)
    told = desk.done(at, f"{at}/invite-since")
    assert "Example Walkers" in told and "not yet invited" not in told
    assert "Those chosen since it opened" in desk.read(f"/projects/{ref}/history")


def test_a_promise_that_passed_and_was_moved_is_told_with_its_new_day_and_why(here: City, ref: str) -> None:
    ready.opened(here, ref, add(here, "Example Carers Group"))
    after = here.at(ready.ANSWER_BY + timedelta(1))
    new = date(2027, 7, 21)
    after.record(ref, "response_published", new, "planned", reason="Many people replied.")
    told = Desk(after, "officer").read(f"/consultations/{ref}")
    assert "We said we would publish feedback by 7 July 2027. We have not." in told
    assert "New date: 21 July 2027. Why: Many people replied." in told and "Late" in told


def test_an_opening_moved_after_it_passed_is_told_and_one_moved_in_time_is_not(here: City, ref: str) -> None:
    ready.plan(here, ref)
    move = (ref, "consultation_opened", date(2027, 3, 10), "planned")
    here.record(*move, reason="A paper was late.")
    assert "it has not opened" not in Desk(here, "officer").read(f"/consultations/{ref}")
    after = here.at(date(2027, 3, 11))
    after.record(ref, "consultation_opened", date(2027, 3, 17), "planned", reason="The hall was shut.")
    told = Desk(after, "officer").read(f"/consultations/{ref}")
    assert "was due to open by 10 March 2027; it has not opened. New date: 17 March 2027." in told
    assert "Why: The hall was shut." in told


def test_a_meeting_that_people_were_told_of_and_that_is_dropped_stays_with_its_reason(
    here: City, ref: str
) -> None:
    ready.plan(here, ref, here.services.today)
    desk, at = Desk(here, "officer"), f"/projects/{ref}/consultation/meetings"
    for day in (ready.OPENS - timedelta(1), ready.CLOSES + timedelta(1)):
        assert desk.send(at, where="Example Hall", **dates("on", day)).status_code == 400
    desk.done(at, where="Example Hall, 6pm", **dates("on", ready.CLOSES))
    ready.opened(here, ref, add(here, "Example Carers Group"))
    known = views.project(here.services, here.people["officer"], ref).overview.project.consultation
    refused = desk.send(at, drop=known.meetings[0].id)
    assert refused.status_code == 400 and 'href="#reason-1"' in refused.text
    desk.done(at, drop=known.meetings[0].id, reason="The hall is shut.")
    told = desk.read(f"/consultations/{ref}")
    assert "Not taking place: Wednesday 26 May 2027" in told and "Why: The hall is shut." in told


def test_a_shorter_one_says_the_force_of_the_rule_and_has_its_documents(here: City, ref: str) -> None:
    ready.plan(here, ref, closes=date(2027, 5, 5))
    here.record(ref, "consultation_opened", ready.OPENS)
    told = Desk(here, "officer").read(f"/consultations/{ref}")
    assert "This consultation is 9 weeks. The Commissioning Code asks for 12 weeks" in told
    assert "(Code: comply or explain)" in told
    assert "No documents yet." in told
    assert "9 weeks. The code asks for 12 weeks." in Desk(here, "officer").read("/consultations")


def test_the_check_says_an_opening_that_has_passed_and_an_answer_before_the_close(
    here: City, ref: str
) -> None:
    desk, at = Desk(here, "officer"), f"/projects/{ref}/consultation/dates"
    days = {**dates("opens", ready.OPENS - timedelta(1)), **dates("closes", ready.CLOSES)}
    told = desk.send(at, **days, **dates("answer_by", ready.CLOSES), look="yes").text
    assert "This day has passed." in told and "The answer comes after the closing date." in told


def test_the_hub_says_what_to_do_next_and_where_documents_are_attached(here: City, ref: str) -> None:
    ready.opened(here, ref, add(here, "Example Carers Group"))
    hub, later = f"/projects/{ref}/consultation", here.at(ready.CLOSES + timedelta(1))
    assert "Attach the documents" in Desk(here, "officer").read(hub)
    assert "What to do next Take in replies as they come" in Desk(here, "officer").read(hub)
    assert "The day for closing, 26 May 2027, has passed. Record on" in Desk(later, "officer").read(hub)
    later.record(ref, "consultation_closed", ready.CLOSES)
    told = Desk(later, "officer").read(hub)
    assert "publish what people said and what you will do, by Wednesday 7 July 2027." in told
    assert "What to do next" not in Desk(later, "director").read(hub)


def test_the_check_says_when_the_first_or_the_last_day_is_no_working_day(here: City, ref: str) -> None:
    desk, at = Desk(here, "officer"), f"/projects/{ref}/consultation/dates"
    off = {"look": "yes", **dates("opens", date(2027, 3, 29)), **dates("closes", date(2027, 6, 20))}
    told = words(desk.send(at, **off).text)
    assert (
        "Monday 29 March 2027 is not a working day here: the plan counts from Tuesday 30 March 2027." in told
    )
    assert "Sunday 20 June 2027 is not a working day here" in told and "11 weeks 6 days: 1 day fewer." in told
    on = {"look": "yes", **dates("opens", date(2027, 3, 30)), **dates("closes", date(2027, 6, 22))}
    assert "is not a working day here" not in words(desk.send(at, **on).text)


def test_r171_each_suggestion_says_its_size(here: City, ref: str) -> None:
    add(here, "Example Carers Group", serves=("carers",), size="micro")
    at = f"/projects/{ref}/consultation"
    found = Desk(here, "officer").done(f"{at}/invite", f"{at}/affected", groups="carers", areas="")
    assert "serves carers; Less than £10,000 a year" in found


def test_r171_the_present_provider_is_suggested_and_said_to_be_one(here: City) -> None:
    agreement(here, "EX-1", add(here, "Example Carers Group"))
    ref = here.open(agreement="EX-1")
    page = Desk(here, "officer").read(f"/projects/{ref}/consultation/invite")
    assert "current providers 1, others 0" in page and "provides the service today" in page


def test_the_names_of_those_invited_lead_to_the_register_for_its_own_body(here: City, ref: str) -> None:
    carers = add(here, "Example Carers Group")
    ready.opened(here, ref, carers)
    page = Desk(here, "officer").client.get(f"/projects/{ref}/consultation").get_data(as_text=True)
    assert f'href="/organisations/{carers}"' in page

"""The pages of what people said: nothing public too early, read by who takes part, kept promises told."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tests.integration.web.test_commissioners import Desk
from tests.support import replies
from tests.support.city import City, add_body, build
from workflow.commands import answer, response_views, views
from workflow.commands.partners import Part, name_partner
from workflow.project.guards import obstacles

CLOSED = date(2027, 6, 1)
SAYS = "The drop-in opens until eight on two evenings a week from the first week of the contract."


@pytest.fixture
def here(sqlite_url: str, tmp_path: Any) -> City:
    return build(sqlite_url, tmp_path).at(replies.CAME)


@pytest.fixture
def ref(here: City) -> str:
    return replies.consulted(here, visibility="public")


def published(city: City, ref: str) -> tuple[City, str]:
    """The feedback of a consultation with one theme, published; the city of that day and the theme."""
    theme, later = replies.name(city, ref), city.at(CLOSED)
    told = {"ref": ref, "services": later.services}
    later.record(ref, "consultation_closed", date(2027, 5, 27))
    answer.answer_theme(
        theme=theme, effect="changed", answer=SAYS, by_when=date(2028, 4, 1), post=city.posts["officer"],
        by=city.people["manager"], **told,
    )  # fmt: skip
    answer.write_outcome(changed=True, text=SAYS, by=city.people["officer"], **told)
    answer.publish_feedback(by=city.people["officer"], **told)
    return later, theme


def test_nothing_that_was_said_is_public_before_the_answers_are(here: City, ref: str) -> None:
    replies.take(here, ref, "My own words.")
    replies.name(here, ref, "Evening hours")
    desk = Desk(here, "officer")
    for path in (f"/consultations/{ref}/feedback", f"/consultations/{ref}", f"/changes/{ref}"):
        page = desk.client.get(path)
        assert page.status_code in (200, 404)
        assert "Evening hours" not in page.text and "My own words" not in page.text, path


def test_fewer_than_ten_people_are_not_counted_out_in_public(here: City, ref: str) -> None:
    late = here.at(date(2027, 5, 29))
    late.record(ref, "consultation_closed", date(2027, 5, 27))
    replies.take(late, ref, "Too late?", received_on=date(2027, 5, 28))
    page = Desk(late, "officer").read(f"/projects/{ref}/responses/publish")
    assert "People fewer than 10" in page and "Came after the closing day fewer than 10" in page


def test_a_promise_that_is_late_is_told_to_staff_and_in_public_until_it_is_done(here: City, ref: str) -> None:
    later, theme = published(here, ref)
    late = "due by 1 April 2028; it has not been done"
    pages = f"/projects/{ref}/responses", f"/consultations/{ref}/feedback"
    on_the_day = Desk(later.at(date(2028, 4, 1)), "officer")
    assert not any("has not been done" in on_the_day.read(path) for path in pages)
    desk = Desk(later.at(date(2028, 4, 2)), "officer")
    for path in pages:
        assert late in desk.read(path).replace(" ;", ";"), path
    form, at = f"/projects/{ref}/responses/themes/{theme}/done", f"/projects/{ref}/responses/themes/{theme}"
    day = {"on-day": "2", "on-month": "4", "on-year": "2028"}
    assert "Say what shows" in desk.send(at, form, **day).text
    desk.done(at, form, shown_by="The new opening hours.", **day)
    assert not any("has not been done" in desk.read(path) for path in pages)
    assert "Done on 2 April 2028. The new opening hours." in desk.read(pages[1])
    assert "Done on 2 April 2028 as promised: Hours" in desk.read(f"/projects/{ref}/history")


def test_r067_the_record_says_what_was_said_what_changed_and_who_replied(here: City, ref: str) -> None:
    replies.take(here, ref, kind="organisation", organisation="Example Carers Group")
    at = f"/projects/{ref}/consultation/record"
    assert "No date yet for what people said and what follows." in read(here, "officer", at)
    later, _theme = published(here, ref)
    told = read(later, "officer", at)
    assert f"What changed because of this consultation {SAYS}" in told
    assert "Hours: people asked for more of it." in told and "Organisations and groups 1" in told
    assert "The answer was published on 1 June 2027." in told


def test_a_body_that_takes_part_reads_what_was_said_and_nothing_of_other_projects(
    here: City, ref: str
) -> None:
    elsewhere = add_body(here.services, "Example Borough Council", "example-borough")
    part = Part("Example Borough Council", "council", "takes_part", posts=("Commissioning Officer",))
    name_partner(ref=ref, part=part, by=here.people["officer"], services=here.services)
    other = replies.consulted(here, "Not theirs")
    mine = replies.take(here, ref, "Longer hours.")
    replies.take(here, other, "Elsewhere.")
    desk = Desk(elsewhere.at(replies.CAME), "officer")
    assert "Longer hours." in desk.read(f"/projects/{ref}/responses")
    assert "Not theirs" not in desk.read(f"/projects/{ref}/responses/reach")
    for path in ("new", "publish", f"replies/{mine}/erase"):
        assert "Erase these words" not in desk.read(f"/projects/{ref}/responses/{path}")
    desk.read(f"/projects/{other}/responses", 404)
    desk.read(f"/projects/{ref}/responses/replies/nothing/erase", 404)


def test_who_can_answer_is_named_to_whoever_cannot_and_what_stands_nowhere_is_told(
    here: City, ref: str
) -> None:
    replies.take(here, ref, "Longer hours.")
    at = f"/projects/{ref}/responses/themes/{replies.name(here, ref)}"
    assert "Someone else must answer it. This can be done by: Commissioning Manager." in read(
        here, "officer", at
    )
    assert "It waits for an answer by: Commissioning Officer, Commissioning Manager." in read(
        here, "director", at
    )
    assert "Save this answer" in read(here, "manager", at)
    publish = read(here, "manager", f"/projects/{ref}/responses/publish")
    assert "1 reply stands under no theme, so nothing here answers it." in publish


def read(here: City, who: str, path: str) -> str:
    return Desk(here, who).read(path)


def test_my_work_says_what_waits_for_my_answer_and_what_was_planned(here: City, ref: str) -> None:
    replies.name(here, ref)
    here.record(ref, "response_published", replies.CAME + timedelta(28), "planned")
    waits, promised = "What people said that waits for your answer", "Answer to the consultation is published"
    assert f"{waits} Theme Answer public by Hours" in read(here, "manager", "/work")
    assert waits not in read(here, "officer", "/work") and promised in read(here, "officer", "/work")
    here.record(ref, "response_published", replies.CAME + timedelta(29), "planned", reason="A day more.")
    assert promised not in read(here, "officer", "/work")
    after = here.at(replies.CAME + timedelta(30))
    assert "That day has passed." in read(after, "officer", "/work")


def test_what_is_odd_in_a_file_is_told_in_words(here: City, ref: str) -> None:
    told = {"file": b"Says,Date\nOne,soon\nTwo\n", "name": "x.csv", "by": here.people["officer"]}
    sent = response_views.send_file(ref=ref, services=here.services, **told)
    page = Desk(here, "officer").read(f"/projects/{ref}/responses/file/{sent}")
    assert "Reply 1: no day can be read" in page and "Reply 2: 1 cells" in page
    assert "Finding(" not in page and "Refusal(" not in page
    admin = Desk(here, "admin")
    assert "x.csv" not in admin.read("/admin/import")
    for path in ("", "/columns", "/preview"):
        admin.read(f"/admin/import/{sent}{path}", 404)


def test_r105_a_date_alone_is_no_answer_where_replies_were_taken_in(here: City, ref: str) -> None:
    here.record(ref, "response_published", date(2027, 7, 7), "planned")
    after, at = here.at(date(2027, 7, 8)), f"/consultations/{ref}/feedback"
    assert "is published by 7 July 2027" in Desk(here.at(date(2027, 7, 7)), "officer").read(at)
    assert "was due by 7 July 2027; it has not been published" in Desk(after, "officer").read(at)
    replies.take(here, ref)
    after.record(ref, "response_published", date(2027, 7, 8))
    assert "Published on 8 July 2027, elsewhere" in Desk(after, "officer").read(at)
    desk = Desk(after, "officer")
    assert "See what you said" not in desk.read(at) + desk.read(f"/consultations/{ref}")
    assert "published on 8 July 2027, elsewhere than here" in desk.read(f"/consultations/{ref}")
    facts = desk.client.get(f"/consultations/{ref}/facts.json").get_json()["consultation"]
    assert (facts["state"], facts["feedback"]) == ("answered", None)
    view = views.project(after.services, after.people["officer"], ref)
    stage = next(one for one in view.overview.route.stages if "response_published" in one.events)
    told = [one.missing for one in obstacles(view.situation, stage)]
    assert "Replies were taken in, and what was said and what follows is not published." in told

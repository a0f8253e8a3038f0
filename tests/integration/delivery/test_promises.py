"""Who hears that what people were promised is due, and late: the answer, and what it says will follow."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.integration.delivery.rounds import Bag, sent, swept
from tests.integration.web.test_commissioners import Desk
from tests.integration.web.test_responses import published
from tests.support import consultations as ready
from tests.support import replies
from tests.support.city import City, build
from workflow.alerts.messages import write
from workflow.alerts.model import Alert, Letterhead, Reader
from workflow.alerts.rules import deadlines
from workflow.commands import answer, views
from workflow.timetable.calendars import calendar

DONE_BY = date(2028, 4, 1)  # a Saturday


@pytest.fixture
def city(sqlite_url: str, tmp_path: Path) -> City:
    return build(sqlite_url, tmp_path).at(replies.CAME)


def heard(city: City, day: date, about: str) -> dict[str, str]:
    """Who got a mail that day with these words in it, and its text."""
    bag = Bag()
    swept(city, day, dry=False)
    sent(city, day, bag)
    texts = ((to.split("@")[0], str(mail.get_body(("plain",)).get_content())) for to, mail in bag.mails)  # type: ignore[union-attr]
    return {who: text for who, text in texts if about in text}


def test_l10_owner_and_manager_hear_the_day_after_an_answer_was_promised_and_not_published(
    city: City,
) -> None:
    here = city.at(ready.OPENS)
    ref = here.open()
    ready.write(here, ref)
    ready.plan(here, ref)
    here.record(ref, "consultation_opened", ready.OPENS)
    about = "we said in public that we would answer by 7 July 2027; nothing is published."
    assert heard(city, ready.ANSWER_BY, about) == {}
    found = heard(city, date(2027, 7, 8), about)
    assert set(found) == {"manager", "officer"} and "It is 1 working day late." in found["manager"]
    late = city.at(date(2027, 7, 9))
    late.record(ref, "response_published", date(2027, 7, 9))
    assert heard(city, date(2027, 7, 14), about) == {}


def test_l17_what_was_promised_for_a_day_is_told_before_on_and_after_it_until_it_is_done(city: City) -> None:
    ref = replies.consulted(city, visibility="public")
    later, theme = published(city, ref)
    about = "we said in public that we would act on"
    days = [date(2028, 3, day) for day in (24, 27)] + [date(2028, 4, 3)]
    told = [heard(city, day, about) for day in days]
    assert [set(each) for each in told] == [set(), {"officer"}, {"manager", "officer"}]
    said = told[2]["manager"]
    assert "Hours" in said and "by Saturday 1 April 2028. Nothing says that we did." in said
    assert f"/projects/{ref}/responses/themes/{theme}" in said
    at = later.at(days[2])
    alert = next(a for a in views.alerts(at.services, at.people["manager"]) if a.family == "promise")
    page, there = Desk(at, "manager"), f"/projects/{ref}/responses/themes/{theme}"
    assert f'href="{there}"' in page.client.get(f"/alerts/{alert.id}").text and "Hours" in page.read(there)
    done = later.at(date(2028, 4, 4))
    kept = {"on": date(2028, 4, 3), "shown_by": "The new hours.", "by": done.people["officer"]}
    answer.keep_promise(ref=ref, theme=theme, services=done.services, **kept)
    assert heard(city, date(2028, 4, 10), about) == {}


def test_a_mail_about_a_promise_alone_does_not_speak_of_a_date_that_rules_were_counted_for() -> None:
    told = {"project": "COM-2027-001", "project_title": "Day centres", "theme": "Hours", "text": "Longer."}
    alert = Alert(
        id="a", body="b", project="p", key="k", trigger="L3", rung=5, event="promise:t", rule="",
        recipient="r", role="manager", last_safe=DONE_BY, due_on=date(2028, 4, 3), detail=told,
    )  # fmt: skip
    head = Letterhead("Example City Council", "https://fair.example", calendar("england"))
    mail = write([alert], Reader("Commissioning Manager"), head, date(2028, 4, 3))
    assert mail.subject == "A promise was due by 1 April: Day centres (COM-2027-001)"
    assert "Longer." in mail.text and "not legal advice" not in mail.text


def test_l17_a_promise_is_still_owed_once_the_project_has_ended_and_not_once_it_was_withdrawn(
    city: City,
) -> None:
    ref = replies.consulted(city, visibility="public")
    later, _theme = published(city, ref)
    view = views.project(later.services, later.people["officer"], ref)

    def due(**more: Any) -> set[str]:
        project = replace(view.overview.project, **more)
        found = deadlines(replace(view.situation, project=project), view.overview.timetable, {})
        return {each.ladder for each in found}

    assert due(stage="ended") == {"promise"} and due(stage="withdrawn", withdrawn_because="No.") == set()
    assert due() > {"promise"}

"""P03: what the page of a change says of taking part, from the first day to the closed consultation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.support.city import City, build
from tests.support.visitors import Visitor, site, words
from workflow.commands import consult
from workflow.commands.engagement import Talk, log_talk, mark_options_final, weigh_ways
from workflow.commands.engagement_plan import Asked, activity_done, plan_activity
from workflow.commands.evidence import add_evidence
from workflow.commands.pausing import pause

TODAY, MEETING = date(2026, 11, 24), date(2027, 2, 4)
ORDER = (
    "In short", "Where we are", "What you can do now", "What is decided and what is still open",
    "Who decides", "Dates", "How we are following the code", "Who is affected", "How people take part",
    "Documents", "Contact", "History",
)  # fmt: skip


@dataclass
class Change:
    """One change of the council, and what its public page says on a day."""

    city: City
    ref: str

    def read(self, on: date = TODAY, rest: str = "", who: str = "") -> str:
        with site(self.city.at(on)) as app:
            visitor = Visitor(app)
            if who:
                visitor.sign_in(self.city.emails[who])
            return words(visitor.get(f"/{'projects' if who else 'changes'}/{self.ref}{rest}"))

    def who(self, on: date = TODAY) -> dict[str, Any]:
        city = self.city.at(on)
        return {"ref": self.ref, "by": city.people["officer"], "services": city.services}

    def plan(self, what: str = "Open meeting", shown: str = "public") -> str:
        told = {"what": what, "on": MEETING, "type": "consulting", "way": "influence", "shown": shown}
        asked = Asked(**told, audience=["Carers"], message="Tell us what works.", channel="Example Hall",
                      post=self.city.posts["officer"])  # fmt: skip
        plan = plan_activity(asked=asked, **self.who()).project.engagement.activities
        return next(each.plan.id for each in plan if each.plan.what == what)

    def talk(
        self, on: date = TODAY, said: str = "Short opening hours keep carers away.", **more: Any
    ) -> None:
        told = {"groups": ["Carers"], "method": "consulting", "fixed": "some", "shown": "public", **more}
        log_talk(
            talk=Talk(on=on, organisations=[], said=said, fixed_words="The budget.", **told), **self.who()
        )


@pytest.fixture
def change(sqlite_url: str, tmp_path: Path) -> Iterator[Change]:
    city = build(sqlite_url, tmp_path)
    yield Change(city, city.open(summary="The contract ends on 31 March 2028."))


def test_a_new_change_says_by_when_dates_follow_and_what_is_not_written_yet(change: Change) -> None:
    page = change.read()
    assert "We have started planning. We will publish dates by 20 January 2027" in page
    assert "Example City Council has not yet written who is affected." in page
    assert "has not yet written which of the three it uses, and why" in page
    assert "Contact Commissioning Officer, Example City Council." in page
    assert "Equality assessment is completed: by 5 August 2027 (last safe date)" in page
    change.city.record(change.ref, "consultation_opened", date(2027, 3, 3), what="planned")
    assert "We have started planning" not in change.read()


def test_r164_r172_r159_who_is_affected_what_was_considered_and_the_plan_stand_in_public(
    change: Change,
) -> None:
    consult.name_affected(groups=["Carers"], areas=["Example North"], **change.who())
    ways = {"information": (True, "Everybody gets a letter."), "consultation": (True, "The code asks."),
            "involvement": (False, "The contract was let jointly.")}  # fmt: skip
    weigh_ways(weighed=ways, **change.who())
    change.plan()
    change.plan("Talk with the board", shown="staff")
    page = change.read()
    places = [page.index(heading) for heading in ORDER]
    assert places == sorted(places)
    assert "Groups: Carers Areas: Example North" in page
    assert "Involvement Not used here The contract was let jointly." in page
    assert "Open meeting. Planned for 4 February 2027 . For: Carers. Tell us what works." in page
    assert "Consulting. Influence. Example Hall" in page and "Talk with the board" not in page
    assert "We have started planning" not in page


def test_r082_an_activity_is_late_in_public_from_the_day_after_until_it_is_done(change: Change) -> None:
    meeting, late = change.plan(), "It was due by 4 February 2027 ; it has not happened."
    assert late not in change.read(MEETING) and late in change.read(date(2027, 2, 5))
    assert late in change.read(date(2027, 2, 5), "/dates")
    assert "It has not happened." in change.read(date(2027, 2, 5), "/dates", who="officer")
    activity_done(activity=meeting, on=MEETING, outcome="Nine carers came.", **change.who(date(2027, 2, 5)))
    page = change.read(date(2027, 2, 6))
    assert late not in page and "Done on 4 February 2027" in page and "Nine carers came." in page


def test_r028_the_days_from_first_contact_to_decision_stand_in_public(change: Change) -> None:
    assert "from first contact" not in change.read()
    change.talk()
    change.talk(said="The landlord wants the room back.", shown="staff")
    page = change.read()
    assert "24 November 2026 : Carers What they said: Short opening hours keep carers away." in page
    assert "What was already fixed then: Some of it was fixed. The budget." in page
    assert "The landlord" not in page
    assert f"{(date(2027, 8, 5) - TODAY).days} days from first contact to the decision as it stands" in page


def test_l7_options_that_were_final_too_early_are_said_to_be_so(change: Change) -> None:
    mark_options_final(happened_on=date(2026, 11, 20), **change.who())
    final = "The options were marked final on 20 November 2026. No early conversation was recorded by then."
    assert f"{final} The consultation had not closed." in change.read()


def test_while_the_consultation_is_open_the_first_thing_to_do_is_to_answer_it(change: Change) -> None:
    assert "give your views" not in change.read()
    change.city.record(change.ref, "consultation_opened", TODAY)
    change.city.record(change.ref, "consultation_closed", date(2027, 3, 1), what="planned")
    page = change.read()
    assert "Open until 11:59pm on Monday 1 March 2027." in page
    assert "Read the consultation and give your views" in page


def test_an_equality_record_is_never_said_to_show_that_the_duty_was_met(change: Change) -> None:
    sentence = "A record exists and the decision maker has confirmed reading it."
    assert "No assessment is published yet." in change.read() and sentence not in change.read()
    for stage in ("design", "decision-to-procure", "award-decision"):
        for task in ("equality_assessment", "equality_read"):
            add_evidence(
                stage=stage, task=task, form="note", text="Kept.", visibility="public", **change.who()
            )
    change.city.record(change.ref, "equality_assessment_completed", TODAY)
    page = change.read()
    assert "It was completed on 24 November 2026" in page and "It stands under Documents" in page
    assert f"{sentence} This does not show that the duty was met." in page


def test_work_that_rests_is_said_to_rest_without_its_reason(change: Change) -> None:
    pause(reason="The officer is away.", **change.who())
    page = change.read()
    assert "Work on this change is paused. Its dates still run." in page and "officer is away" not in page

"""The early conversation and the plan of engagement, as commands: by whom, and in which order."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.support.city import City, add_body
from tests.support.organisations import add
from workflow.commands import engagement, engagement_plan, views
from workflow.commands.engagement import Talk
from workflow.commands.engagement_plan import Asked
from workflow.errors import AlreadyDone, BadRequest, NotFound, Refused, Stale

TODAY = date(2027, 1, 20)


@pytest.fixture
def here(city: City) -> City:
    return city.at(TODAY)


def project(city: City, ref: str) -> Any:
    return views.project(city.services, city.people["officer"], ref).overview.project


def told(city: City, ref: str, **more: Any) -> dict[str, Any]:
    return {"ref": ref, "by": city.people["officer"], "services": city.services, **more}


def talk(on: date = TODAY, **more: Any) -> Talk:
    known = {"organisations": (), "groups": ("Carers",), "method": "advising", "said": "Longer hours."}
    return Talk(**{**known, "on": on, "fixed": "nothing", "fixed_words": "", "shown": "public", **more})


def asked(city: City, **more: Any) -> Asked:
    known = {"what": "Meeting", "on": TODAY, "type": "consulting", "way": "influence", "message": ""}
    return Asked(**{**known, "audience": ("Carers",), "channel": "", "post": city.posts["officer"],
                    "shown": "public", **more})  # fmt: skip


def test_r027_the_earliest_conversation_dates_the_stage_whichever_is_logged_first(here: City) -> None:
    ref = here.open()
    engagement.log_talk(talk=talk(), **told(here, ref))
    engagement.log_talk(talk=talk(date(2027, 1, 11)), **told(here, ref))
    engagement.log_talk(talk=talk(date(2027, 1, 15)), **told(here, ref))
    found = project(here, ref)
    assert found.actual("early_conversation_started") == date(2027, 1, 11)
    assert [each.on.day for each in found.engagement.talks] == [11, 15, 20]
    assert found.has_record("engagement_log", "early-conversation")


def test_r027_options_are_final_on_the_day_of_the_first_conversation_and_no_day_before(here: City) -> None:
    ref = here.open()
    with pytest.raises(Refused, match="not marked final, before it"):
        engagement.mark_options_final(**told(here, ref))
    engagement.log_talk(talk=talk(), **told(here, ref))
    engagement.mark_options_final(**told(here, ref))
    final = project(here, ref).engagement.options_final
    assert (final.on, final.talked, final.consulted) == (TODAY, True, False)
    with pytest.raises(BadRequest, match="marked final already"):
        engagement.mark_options_final(**told(here, ref))
    early = here.open("Example lunch club")
    engagement.log_talk(talk=talk(), **told(here, early))
    engagement.mark_options_final(happened_on=date(2027, 1, 19), **told(here, early))
    assert project(here, early).engagement.options_final.talked is False


def test_a_conversation_names_somebody_of_the_own_register_and_what_was_fixed(here: City) -> None:
    ref, neighbours = here.open(), add_body(here.services, "Example Town Council", "example-town")
    theirs = add(neighbours, "Example Town Carers")
    for wrong, why in (
        (talk(organisations=(theirs,)), "own register"),
        (talk(groups=()), "whom you talked with"),
        (talk(date(2027, 1, 21)), "still to come"),
        (talk(fixed="some"), "already fixed"),
    ):
        with pytest.raises(BadRequest, match=why):
            engagement.log_talk(talk=wrong, **told(here, ref))
    with pytest.raises(NotFound):
        engagement.log_talk(talk=talk(), **told(here, ref) | {"by": neighbours.people["officer"]})
    assert project(here, ref).engagement.talks == ()


def test_two_who_plan_at_once_and_one_who_sends_twice(here: City) -> None:
    ref = here.open()
    seen = project(here, ref).version
    first = told(here, ref, seen_version=seen, once="a key")
    engagement_plan.plan_activity(asked=asked(here), **first)
    with pytest.raises(AlreadyDone):
        engagement_plan.plan_activity(asked=asked(here), **first)
    with pytest.raises(Stale):
        engagement_plan.plan_activity(asked=asked(here, what="Letter"), **first | {"once": "other key"})
    assert [each.plan.what for each in project(here, ref).engagement.activities] == ["Meeting"]


def test_r172_a_day_of_the_plan_is_today_or_later_and_done_is_done(here: City) -> None:
    ref = here.open()
    with pytest.raises(BadRequest, match="has passed"):
        engagement_plan.plan_activity(asked=asked(here, on=date(2027, 1, 19)), **told(here, ref))
    engagement_plan.plan_activity(asked=asked(here), **told(here, ref))
    id_ = project(here, ref).engagement.activities[0].plan.id
    with pytest.raises(BadRequest, match="still to come"):
        engagement_plan.activity_done(activity=id_, on=date(2027, 1, 21), outcome="Ten.", **told(here, ref))
    engagement_plan.activity_done(activity=id_, on=TODAY, outcome="Ten came.", **told(here, ref))
    with pytest.raises(BadRequest, match="taken place already"):
        engagement_plan.drop_activity(activity=id_, reason="None.", **told(here, ref))


def test_r164_a_way_without_its_reason_is_kept_by_no_command(here: City) -> None:
    ref = here.open()
    weighed = {
        "information": (True, "By letter."),
        "consultation": (True, "12 weeks."),
        "involvement": (False, " "),
    }
    with pytest.raises(BadRequest, match="each of the three"):
        engagement.weigh_ways(weighed=weighed, **told(here, ref))
    assert project(here, ref).engagement.weighed is None
    engagement.weigh_ways(weighed={**weighed, "involvement": (False, "Nobody asked.")}, **told(here, ref))
    assert project(here, ref).engagement.weighed.involvement.why == "Nobody asked."

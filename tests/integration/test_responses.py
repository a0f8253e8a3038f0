"""What people said: taken in once, erased on request, answered by somebody else, published whole."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from tests.support import replies
from tests.support.city import City
from tests.support.organisations import add, merge
from workflow.commands import answer, respond, response_views, views
from workflow.delivery.sweep import sweep
from workflow.errors import AlreadyDone, BadRequest, NotAllowed, NotFound, Stale
from workflow.project.guards import obstacles
from workflow.store import rows
from workflow.store.engine import reading, writing

CLOSED = date(2027, 6, 1)
SAYS = "The drop-in opens until eight on two evenings a week from the first week of the contract."
ROLES = {1: "received", 3: "organisation", 4: "text", 5: "text", 6: "equality"}


@pytest.fixture
def here(city: City) -> City:
    return city.at(replies.CAME)


@pytest.fixture
def ref(here: City) -> str:
    return replies.consulted(here)


def project(city: City, ref: str) -> Any:
    return views.project(city.services, city.people["officer"], ref).overview.project


def answered(city: City, ref: str, theme: str, by: str = "manager", **more: Any) -> Any:
    told = {"effect": "changed", "answer": SAYS, "by_when": date(2028, 4, 1), "post": city.posts["officer"]}
    return answer.answer_theme(
        ref=ref, theme=theme, by=city.people[by], services=city.services, **{**told, **more}
    )


def outcome(city: City, ref: str, text: str = SAYS) -> None:
    told = {"by": city.people["officer"], "services": city.services}
    answer.write_outcome(ref=ref, changed=True, text=text, **told)


def publish(city: City, ref: str) -> Any:
    return answer.publish_feedback(ref=ref, by=city.people["officer"], services=city.services)


def published(city: City, ref: str, theme: str) -> City:
    later = city.at(CLOSED)
    later.record(ref, "consultation_closed", date(2027, 5, 27))
    answered(later, ref, theme)
    outcome(later, ref)
    publish(later, ref)
    return later


def take_in(city: City, ref: str) -> Any:
    told = {"file": replies.SURVEY.encode(), "roles": ROLES, "by": city.people["officer"]}
    return respond.import_replies(ref=ref, services=city.services, **told)


def test_a_survey_is_taken_in_once_without_names_and_its_equality_answers_stand_apart(
    here: City, ref: str
) -> None:
    carers = add(here, "Example Carers Group")
    take_in(here, ref)
    with pytest.raises(AlreadyDone):
        take_in(here, ref)
    found, number = response_views.page(here.services, here.people["officer"], ref)
    assert number == 2
    assert [(one.kind, one.organisation, one.received_on.day) for one in found] == [
        ("person", None, 3), ("organisation", carers, 4)
    ]  # fmt: skip
    assert not any("Jo Example" in one.text or "65" in one.text for one in found)
    assert "What should change?\nLonger hours" in found[0].text
    assert response_views.equality(here.services, ref) == {
        "Age group": {"25 to 64": None, "65 and over": None}
    }


def test_words_are_erased_with_a_reason_and_stand_in_no_audit_entry(here: City, ref: str) -> None:
    told = {"ref": ref, "by": here.people["officer"], "services": here.services}
    mine = replies.take(here, ref, "My own story.")
    with pytest.raises(BadRequest, match="why the words are erased"):
        respond.erase_reply(reply=mine, reason="", **told)
    respond.erase_reply(reply=mine, reason="The person asked.", **told)
    found, number = response_views.page(here.services, here.people["officer"], ref)
    assert (number, found[0].text, found[0].erased) == (1, "", True)
    with reading(here.services.engine) as connection:
        kept = connection.execute(select(rows.audit_entry.c.data)).scalars().all()
        facts = connection.execute(select(rows.project_fact.c.data)).scalars().all()
    assert "My own story" not in str(kept) + str(facts)


def test_r105_whoever_wrote_what_people_said_does_not_answer_it_and_the_database_says_so_too(
    here: City, ref: str
) -> None:
    theme = replies.name(here, ref)
    with pytest.raises(NotAllowed, match="Someone else must answer"):
        answered(here, ref, theme, by="officer")
    answered(here, ref, theme)
    person = here.people["officer"].person
    with pytest.raises(IntegrityError), writing(here.services.engine) as connection:
        connection.execute(update(rows.theme).values(answered_by=person))


@pytest.mark.parametrize(
    ("more", "mend"),
    [
        ({"answer": "We have noted this."}, "12 words"),
        ({"by_when": None}, "by when"),
        ({"post": "nobody"}, "Choose the post"),
        ({"effect": "noted"}, "Choose what follows"),
    ],
)
def test_r135_an_answer_says_what_happens_by_when_and_who(
    here: City, ref: str, more: dict[str, Any], mend: str
) -> None:
    theme = replies.name(here, ref)
    with pytest.raises(BadRequest, match=mend):
        answered(here, ref, theme, **more)
    assert replies.themes(here, ref)[theme].answer is None


def test_r105_feedback_is_published_only_with_every_theme_answered_and_the_outcome_written(
    here: City, ref: str
) -> None:
    replies.take(here, ref)
    later = here.at(CLOSED)
    later.record(ref, "consultation_closed", date(2027, 5, 27))
    first, second = replies.name(later, ref), replies.name(later, ref, "Places")
    answered(later, ref, first)
    with pytest.raises(BadRequest, match="1 theme has no answer yet"):
        publish(later, ref)
    answered(later, ref, second, effect="not_changed", by_when=None)
    with pytest.raises(BadRequest, match="what changed"):
        publish(later, ref)
    outcome(later, ref)
    done = publish(later, ref).project
    assert (done.actual("response_published"), done.actual("responses_considered")) == (CLOSED, CLOSED)
    with pytest.raises(BadRequest, match="has been published"):
        replies.name(later, ref, "Later thoughts")


def test_a_theme_in_other_words_waits_for_an_answer_again(here: City, ref: str) -> None:
    theme = replies.name(here, ref)
    answered(here, ref, theme)
    answer.name_theme(
        ref=ref,
        theme=theme,
        title="Hours",
        said="Mornings.",
        by=here.people["manager"],
        services=here.services,
    )
    assert replies.themes(here, ref)[theme].answer is None
    answered(here, ref, theme, by="officer")


def test_the_decision_waits_for_every_answer_and_only_where_themes_were_named(here: City, ref: str) -> None:
    later = here.at(CLOSED)
    later.record(ref, "consultation_closed", date(2027, 5, 27))
    later.record(ref, "responses_considered", CLOSED)
    view = views.project(later.services, later.people["officer"], ref)
    stage = view.overview.route.stage("decision-to-procure")
    told = [one.missing for one in obstacles(view.situation, stage) if one.rule == "GUN-4"]
    assert told == []
    theme = replies.name(later, ref)
    view = views.project(later.services, later.people["officer"], ref)
    told = [one.missing for one in obstacles(view.situation, stage) if one.rule == "GUN-4"]
    assert told == ["1 theme has no answer yet. People told us these things; say what you will do."]
    answered(later, ref, theme)
    view = views.project(later.services, later.people["officer"], ref)
    assert [one for one in obstacles(view.situation, stage) if one.rule == "GUN-4"] == []


def test_r105_a_promised_day_that_passes_is_an_alert_to_the_owner_the_day_after_and_not_before(
    here: City, ref: str
) -> None:
    here.record(ref, "response_published", date(2027, 7, 7), "planned")
    on_the_day, after = here.at(date(2027, 7, 7)), here.at(date(2027, 7, 8))

    def late(city: City) -> list[str]:
        sweep(city.services, city.services.clock.now())
        found = views.alerts(city.services, city.people["officer"])
        return [one.trigger for one in found if one.event == "response_published" and one.trigger == "L3"]

    assert late(on_the_day) == []
    assert late(after)


def test_two_who_tag_at_once_with_an_old_page_change_nothing(here: City, ref: str) -> None:
    mine, theme = replies.take(here, ref), replies.name(here, ref)
    told = {"ref": ref, "theme": theme, "replies": [mine], "by": here.people["officer"]}
    with pytest.raises(Stale):
        respond.put_under(seen_version=1, services=here.services, **told)
    respond.put_under(seen_version=project(here, ref).version, services=here.services, **told)
    found = response_views.numbers(here.services, ref)
    assert (found.untagged, found.by_theme) == (0, {theme: (1, 0)})


def test_r178_few_voices_and_present_providers_are_noticed_and_broad_replies_are_not(
    here: City, ref: str
) -> None:
    def reach() -> response_views.Reach:
        return response_views.reach(here.services, here.people["officer"], ref, None)

    for n, name in enumerate(["One", "One", "One", "Two", "Two", "Three"]):
        replies.take(here, ref, f"Reply {n}", kind="organisation", organisation=f"Example {name}")
    assert not reach().narrow
    replies.take(here, ref, "Another", kind="organisation", organisation="Example Four")
    assert (reach().share_of_three, reach().narrow) == (86, True)
    for n in range(6):
        replies.take(here, ref, f"More {n}", kind="organisation", organisation=f"Example {n}")
    assert (reach().share_of_three, reach().narrow) == (46, False)


def test_r182_replies_stand_by_the_size_of_the_organisation(here: City, ref: str) -> None:
    add(here, "Example Small", size="small")
    replies.take(here, ref, "Small says.", kind="organisation", organisation="EXAMPLE small")
    replies.take(here, ref, "Unknown says.", kind="organisation", organisation="Example Unknown")
    assert response_views.numbers(here.services, ref).by_size == {"": 1, "small": 1}


def test_r017_the_share_of_equality_answers_is_told_consultation_by_consultation(
    here: City, ref: str
) -> None:
    few = replies.consulted(here, "Short breaks")
    for one, answered, of in ((ref, 12, 24), (few, 6, 12)):
        lines = "".join(f"Reply {n},{'65 and over' if n < answered else ''}\n" for n in range(of))
        told = {"file": f"What works?,Age group\n{lines}".encode(), "roles": {0: "text", 1: "equality"}}
        respond.import_replies(ref=one, by=here.people["officer"], services=here.services, **told)
    found = response_views.equality_trend(here.services, here.people["officer"])
    assert {(r, rate) for r, _title, rate in found} == {(ref, 50), (few, None)}
    reached = response_views.reach(here.services, here.people["officer"], few, None)
    assert reached.equality_rate is None


def test_a_file_is_kept_no_longer_than_it_is_needed_and_belongs_to_one_project(here: City, ref: str) -> None:
    officer, other = here.people["officer"], replies.consulted(here, "Short breaks")
    waits, again = replies.sent(here, ref), replies.sent(here, ref)
    with pytest.raises(NotFound):
        response_views.sent_file(here.services, officer, other, waits)
    with pytest.raises(NotAllowed):
        response_views.sent_file(here.services, here.people["other"], ref, waits)
    file, _headings = response_views.sent_file(here.services, officer, ref, waits)
    told = {"ref": ref, "file": file, "roles": ROLES, "by": officer, "services": here.services}
    respond.import_replies(round=waits, **told)
    with pytest.raises(AlreadyDone):
        response_views.sent_file(here.services, officer, ref, waits)
    found, _n = response_views.page(here.services, officer, ref)
    respond.erase_reply(ref=ref, reply=found[0].id, reason="Asked.", by=officer, services=here.services)
    with pytest.raises(AlreadyDone):
        response_views.sent_file(here.services, officer, ref, again)
    with pytest.raises(AlreadyDone):
        respond.import_replies(**told)  # what was erased does not come back with the same file


def test_a_later_file_that_repeats_replies_counts_only_the_new_ones(here: City, ref: str) -> None:
    roles = {0: "text", 1: "equality"}
    told = {"ref": ref, "roles": roles, "by": here.people["officer"], "services": here.services}
    rows_ = [f"Reply {n},65 and over" for n in range(15)]
    for n in (12, 15):
        file = "\n".join(["What works?,Age group", *rows_[:n]]).encode()
        respond.import_replies(file=file, **told)
    assert response_views.equality(here.services, ref) == {"Age group": {"65 and over": 15}}


def test_a_day_that_cannot_be_read_or_is_to_come_makes_no_reply_late(here: City, ref: str) -> None:
    later = here.at(CLOSED)
    later.record(ref, "consultation_closed", date(2027, 5, 27))
    days = ("2027-05-27", "2027-05-28", "3rd of March", "2072-03-03")
    file = "\n".join(["What works?,Date", *(f"{n},{day}" for n, day in enumerate(days))]).encode()
    told = {"ref": ref, "roles": {0: "text", 1: "received"}, "by": later.people["officer"]}
    respond.import_replies(file=file, services=later.services, **told)
    found, _n = response_views.page(later.services, later.people["officer"], ref)
    assert {one.text: one.late for one in found} == {"0": False, "1": True, "2": False, "3": False}
    assert max(one.received_on for one in found) == CLOSED


def test_what_is_public_stands_but_words_are_erased_and_quotes_taken_out(here: City, ref: str) -> None:
    mine, theme = replies.take(here, ref), replies.name(here, ref)
    told = {"ref": ref, "by": here.people["officer"], "services": here.services}
    seen = project(here, ref).version
    respond.put_under(theme=theme, replies=[mine], seen_version=seen, **told)
    respond.quote_reply(reply=mine, quoted=True, seen_version=seen, **told)
    assert response_views.quotes(here.services, ref) == {theme: ("Longer hours, please.",)}
    later = published(here, ref, theme)
    told["services"] = later.services
    with pytest.raises(BadRequest, match="has been published"):
        replies.take(later, ref, "One more.")
    with pytest.raises(BadRequest, match="has been published"):
        take_in(later, ref)
    respond.quote_reply(reply=mine, quoted=False, seen_version=project(later, ref).version, **told)
    with pytest.raises(BadRequest, match="has been published"):
        respond.quote_reply(reply=mine, quoted=True, seen_version=project(later, ref).version, **told)
    respond.erase_reply(reply=mine, reason="They asked.", **told)
    assert response_views.quotes(later.services, ref) == {}


def test_a_promise_is_late_the_day_after_and_until_it_is_recorded_as_done(here: City, ref: str) -> None:
    theme = replies.name(here, ref)
    told = {"ref": ref, "theme": theme, "by": here.people["officer"], "shown_by": "The new hours."}
    with pytest.raises(BadRequest, match="not public yet"):
        answer.keep_promise(on=replies.CAME, services=here.services, **told)
    later = published(here, ref, theme)
    on_the_day, after = later.at(date(2028, 4, 1)), later.at(date(2028, 4, 2))
    assert project(later, ref).answers.late(on_the_day.services.today) == ()
    assert [one.id for one in project(later, ref).answers.late(after.services.today)] == [theme]
    with pytest.raises(BadRequest, match="today or earlier"):
        answer.keep_promise(on=date(2028, 4, 3), services=after.services, **told)
    answer.keep_promise(on=date(2028, 4, 2), services=after.services, **told)
    assert project(after, ref).answers.late(after.services.today) == ()
    with pytest.raises(BadRequest, match="recorded before"):
        answer.keep_promise(on=date(2028, 4, 2), services=after.services, **told)


def test_merged_organisations_are_one_in_who_was_reached(here: City, ref: str) -> None:
    ours, same = add(here, "Example Carers", serves=("carers",)), add(here, "Example Carers Ltd")
    with writing(here.services.engine) as connection:
        of = connection.execute(select(rows.project.c.id).where(rows.project.c.ref == ref)).scalar_one()
        for one in (ours, same):
            invited = {"id": one, "body": here.body, "project": of, "organisation": one, "how": "letter"}
            connection.execute(insert(rows.invitation).values(**invited, invited_on=replies.CAME))
    for name in ("Example Carers Ltd", "Example Carers"):
        replies.take(here, ref, f"{name} says.", kind="organisation", organisation=name)
    merge(here, ours, same)
    found = response_views.reach(here.services, here.people["officer"], ref, None)
    assert ([(id_, did) for id_, _name, did in found.invited], found.replied) == ([(ours, True)], 1)
    assert found.groups == (("carers", 1, 1),)
    assert response_views.numbers(here.services, ref).by_voice == (("Example Carers", 2),)

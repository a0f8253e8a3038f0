"""Agreements in the store: prompts (L12, R039), renewals (R112), reviews (R091), two people at once."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.support.city import City, add_body
from workflow.commands import views
from workflow.commands.agreements import change_agreement, decide_end, record_agreement
from workflow.commands.import_register import import_register
from workflow.delivery.sweep import sweep
from workflow.errors import BadRequest, NotAllowed, NotFound, Stale
from workflow.register.ties import Entry, Notice, Tie

ENDS = date(2029, 3, 31)
ENTRY = Entry(
    key="C-1", organisation_name="Example Carers Group", title="Respite for carers",
    exit_section="See clause 12.", starts=date(2025, 4, 1), ends=ENDS,
)  # fmt: skip


def recorded(city: City, **more: Any) -> Tie:
    entry = replace(ENTRY, **{"post": city.posts["officer"], **more})
    return record_agreement(entry=entry, by=city.people["officer"], services=city.services)


def told(city: City, on: date) -> list[tuple[str, str, str]]:
    """Who is told of what by the sweep of a day: trigger, post, subject."""
    then = city.at(on)
    found = sweep(then.services, then.services.clock.now())
    return sorted((line["trigger"], line["recipient"], line["subject"]) for line in found.alerts)


def heard(city: City, on: date) -> list[str]:
    return [f"{trigger} {post}" for trigger, post, _subject in told(city, on)]


OWNER_AND_MANAGER = ["L12 Commissioning Manager", "L12 Commissioning Officer"]


def test_r039_at_24_18_and_12_months_before_the_end_the_post_and_its_manager_are_told(city: City) -> None:
    recorded(city)
    assert heard(city, date(2027, 3, 30)) == []
    assert heard(city, date(2027, 3, 31)) == OWNER_AND_MANAGER
    assert heard(city, date(2027, 4, 1)) == []
    assert heard(city, date(2027, 9, 29)) == []
    assert heard(city, date(2027, 9, 30)) == OWNER_AND_MANAGER, "September has no 31st: its last day"
    assert heard(city, date(2028, 3, 30)) == []
    assert heard(city, date(2028, 3, 31)) == OWNER_AND_MANAGER
    assert heard(city, date(2029, 4, 30)) == []


def test_r039_the_mail_says_the_fact_and_what_can_be_done(city: City) -> None:
    tie = recorded(city)
    (_first, second) = told(city, date(2027, 4, 1))
    assert second[2] == "No plan yet: it ends on 31 March 2029: Respite for carers (C-1)"
    assert len(second[2]) < 70
    mail = next(m for m in views.mails(city.services, city.people["admin"])
                if m.to_post == city.posts["officer"])  # fmt: skip
    assert "No plan yet: Respite for carers, Example Carers Group ends on Saturday 31 March 2029" in mail.text
    assert "Start planning what follows, or record that it will end by itself." in mail.text
    assert f"/agreements/{tie.id}" in mail.text
    assert "answers for this agreement" in mail.text


def test_r039_a_project_or_a_recorded_end_stops_the_prompts_and_a_withdrawn_project_starts_them_again(
    city: City,
) -> None:
    tie = recorded(city)
    recorded(city, key="C-2", title="Other")
    assert len(told(city, date(2027, 4, 1))) == 4
    city.open(agreement="C-1", end=date(2029, 4, 1))
    decide_end(id_=recorded_id(city, "C-2"), term_ends=ENDS, decision="end", reason="The need is met.",
               by=city.people["officer"], services=city.services)  # fmt: skip
    assert [line for line in heard(city, date(2027, 9, 30)) if line.startswith("L12")] == []
    open_alerts = [a for a in views.alerts(city.services, city.people["manager"]) if a.agreement]
    assert open_alerts == [], "what was told before is closed"
    assert tie.projects == ()


def recorded_id(city: City, key: str) -> str:
    from workflow.commands.agreement_views import agreement

    return agreement(city.services, city.people["officer"], key).tie.id


def test_an_imported_agreement_is_prompted_for_once_somebody_answers_for_it(city: City) -> None:
    file = b"agreement id,organisation,title,start,end\nC-9,Example Youth Link,Clubs,2025-04-01,2028-03-31\n"
    import_register(kind="agreements", file=file, body=city.body, services=city.services)
    assert told(city, date(2026, 11, 25)) == []
    tie = _tie(city, "C-9")
    entry = replace(ENTRY, key="C-9", title="Clubs", ends=date(2028, 3, 31), post=city.posts["head"])
    change_agreement(id_=tie.id, entry=entry, by=city.people["officer"], services=city.services,
                     seen_version=tie.version)  # fmt: skip
    assert set(heard(city, date(2026, 11, 26))) == {
        "L12 Director of Adults and Health", "L12 Head of Adult Commissioning"}  # fmt: skip


def _tie(city: City, name: str) -> Tie:
    from workflow.commands.agreement_views import agreement

    return agreement(city.services, city.people["officer"], name).tie


def test_r112_a_yearly_renewal_is_told_before_it_comes_year_after_year_until_it_is_decided(
    city: City,
) -> None:
    tie = recorded(city, ends=date(2027, 12, 31), renews_months=12,
                   notice=Notice(3, "months_corresponding_date"))  # fmt: skip
    assert heard(city, date(2026, 12, 31)) == []
    first = heard(city, date(2027, 1, 1))
    assert first == ["RENEWAL Commissioning Manager", "RENEWAL Commissioning Officer"]
    assert any(line.startswith("NOTICE") for line in heard(city, date(2027, 9, 30)))
    following = heard(city, date(2028, 1, 1))
    assert "RENEWAL Commissioning Officer" in following, "nobody decided: the next renewal is told too"
    decide_end(id_=tie.id, term_ends=date(2028, 12, 31), decision="end", reason="The need is met.",
               by=city.people["officer"], services=city.at(date(2028, 2, 1)).services)  # fmt: skip
    assert not [line for line in heard(city, date(2028, 12, 30)) if line.startswith("RENEWAL")]


def test_r091_a_review_is_told_a_month_before_and_on_its_day(city: City) -> None:
    recorded(city, ends=None, review_on=date(2027, 6, 30))
    assert heard(city, date(2027, 5, 29)) == []
    assert "REVIEW Commissioning Officer" in heard(city, date(2027, 5, 30))
    assert heard(city, date(2027, 6, 29)) == []
    assert "REVIEW Commissioning Officer" in heard(city, date(2027, 6, 30))


def test_a_sweep_done_twice_tells_nothing_twice(city: City) -> None:
    recorded(city)
    assert told(city, date(2027, 3, 31))
    assert told(city, date(2027, 3, 31)) == []


def test_two_people_change_one_agreement_at_the_same_moment_and_one_of_them_hears_of_it(city: City) -> None:
    tie = recorded(city)
    outcomes: list[str] = []
    ready = threading.Barrier(2)

    def save(who: str) -> None:
        ready.wait()
        try:
            change_agreement(
                id_=tie.id, entry=replace(ENTRY, title=who, post=city.posts["officer"]),
                by=city.people[who], services=city.services, seen_version=tie.version,
            )  # fmt: skip
            outcomes.append(who)
        except Stale:
            outcomes.append("stale")

    racing = [threading.Thread(target=save, args=(who,)) for who in ("officer", "other")]
    for thread in racing:
        thread.start()
    for thread in racing:
        thread.join()
    assert sorted(outcomes)[-1] == "stale"
    assert outcomes.count("stale") == 1
    assert _tie(city, tie.id).title in ("officer", "other")


def test_r109_no_command_records_an_agreement_without_an_exit_section(city: City) -> None:
    with pytest.raises(BadRequest, match="what happens to users, staff, assets and data at the end"):
        recorded(city, exit_section="  ")
    with pytest.raises(NotFound):
        _tie(city, "C-1")


def test_only_those_who_keep_the_register_write_in_it_and_only_in_their_own(city: City) -> None:
    tie = recorded(city)
    for who in ("director", "compact", "monitoring"):
        with pytest.raises(NotAllowed):
            record_agreement(entry=ENTRY, by=city.people[who], services=city.services)
    other = add_body(city.services, "Example Town Council", "example-town")
    with pytest.raises(NotFound):
        change_agreement(id_=tie.id, entry=replace(ENTRY, post=other.posts["officer"]),
                         by=other.people["officer"], services=city.services, seen_version=1)  # fmt: skip
    with pytest.raises(BadRequest, match="Choose a post of your own body"):
        recorded(city, key="C-2", post=other.posts["officer"])


def test_r112_an_end_is_decided_once_with_a_reason_and_only_if_it_exists(city: City) -> None:
    tie = recorded(city, renews_months=12)
    given: dict[str, Any] = {"id_": tie.id, "by": city.people["officer"], "services": city.services}
    refused: Sequence[tuple[date, str, str, str]] = (
        (ENDS, "renew", " ", "Say why"),
        (date(2029, 4, 1), "renew", "Needed.", "It has no end on 1 April 2029"),
        (ENDS, "forget", "Needed.", "Choose whether"),
    )
    for term_ends, decision, reason, words in refused:
        with pytest.raises(BadRequest, match=words):
            decide_end(term_ends=term_ends, decision=decision, reason=reason, **given)
    decide_end(term_ends=ENDS, decision="renew", reason="Needed.", **given)
    with pytest.raises(Stale):
        decide_end(term_ends=ENDS, decision="end", reason="Not needed.", **given)

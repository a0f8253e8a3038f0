"""Several bodies and directorates on one project; one post of ours answers for it all the while."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from tests.support.city import City, add_body
from workflow.commands import interests as interest_commands
from workflow.commands import views
from workflow.commands.open_project import Opening, open_project
from workflow.commands.partners import (
    Part,
    end_partner,
    name_directorates,
    name_partner,
    partners_of,
    say_provider_type,
)
from workflow.commands.pausing import pause, resume
from workflow.commands.record import name_people
from workflow.errors import BadRequest, NotFound, Stale
from workflow.project.access import Action, may
from workflow.project.partners import PROVIDERS
from workflow.register.interests import Asked
from workflow.store import rows
from workflow.store.engine import reading
from workflow.store.partners import Contact

NHS = Part(
    "NHS Example", "nhs", "takes_part", "PSR2023", contact=Contact("Head of Commissioning", "x@y.example")
)
BOROUGH = "Example Borough Council"
HELD = ("Commissioning Officer",)


def by(city: City, ref: str, who: str = "officer") -> dict[str, Any]:
    return {"ref": ref, "by": city.people[who], "services": city.services}


def project(city: City, ref: str) -> Any:
    return views.project(city.services, city.people["officer"], ref).overview.project


def the(project: Any, name: str) -> str:
    return next(each.id for each in project.partners.named.values() if each.name == name)


@pytest.fixture
def ref(city: City) -> str:
    return city.open()


def test_r019_further_bodies_and_directorates_stand_on_one_project(city: City, ref: str) -> None:
    name_partner(part=NHS, **by(city, ref))
    name_partner(part=Part("Example Fund", "other", "funds", contact=Contact("Grants desk")), **by(city, ref))
    found = name_directorates(names=["Children", " Public Health ", "Children"], **by(city, ref)).project
    assert [each.name for each in found.partners.named.values()] == ["NHS Example", "Example Fund"]
    assert found.partners.directorates == ("Children", "Public Health")
    with pytest.raises(BadRequest, match="takes part already"):
        name_partner(part=NHS, **by(city, ref))
    with pytest.raises(BadRequest, match="your own body"):
        name_partner(part=Part("Example City Council", "council", "funds"), **by(city, ref))


def test_r029_a_partner_brings_its_own_rules_and_contact_and_takes_them_away(city: City, ref: str) -> None:
    before = views.project(city.services, city.people["officer"], ref).overview.timetable
    joined = name_partner(part=NHS, **by(city, ref))
    assert joined.project.facts["regime"] == ("PA2023", "PSR2023")
    assert joined.project.facts["body"] == ("council", "nhs")
    assert joined.timetable["contract_award_notice"].latest < before["contract_award_notice"].latest
    reached = partners_of(city.services, city.body, ref, joined.project.partners)[0].contact
    assert reached == NHS.contact
    left = end_partner(id_=the(joined.project, NHS.name), reason="It buys alone.", **by(city, ref))
    assert (left.project.facts["regime"], left.project.facts["body"]) == ("PA2023", "council")
    assert left.timetable["contract_award_notice"].latest == before["contract_award_notice"].latest
    with reading(city.services.engine) as connection:
        assert not connection.execute(select(rows.partner_contact)).all()


def test_r029_two_partners_with_one_set_of_rules_bind_until_the_last_of_them_leaves(
    city: City, ref: str
) -> None:
    name_partner(part=NHS, **by(city, ref))
    second = Part("NHS Example North", "nhs", "leads", "PSR2023", contact=Contact("Director"))
    found = name_partner(part=second, **by(city, ref)).project
    found = end_partner(id_=the(found, NHS.name), reason="Merged.", **by(city, ref)).project
    assert list(found.facts["regime"]) == ["PA2023", "PSR2023"]
    found = end_partner(id_=the(found, second.name), reason="Merged.", **by(city, ref)).project
    assert found.facts["regime"] == "PA2023"


def test_r029_who_only_pays_a_share_changes_no_rule(city: City, ref: str) -> None:
    paying = Part("NHS Example", "nhs", "funds", "PSR2023", contact=Contact("Head of Finance"))
    assert "regime" not in name_partner(part=paying, **by(city, ref)).project.facts


def test_r029_who_is_named_in_the_partner_body_reads_the_project_and_nobody_changes_it(
    city: City, ref: str
) -> None:
    borough = add_body(city.services, BOROUGH, "example-borough")
    theirs, others = borough.people["officer"], borough.people["other"]
    hidden = city.open("A plan that only staff may know", visibility="staff")
    found = name_partner(
        part=Part(BOROUGH.lower(), "council", "takes_part", posts=HELD), **by(city, ref)
    ).project
    assert views.project(city.services, theirs, ref).overview.project.title
    assert [view.overview.project.ref for view in views.shared_with(city.services, theirs)] == [ref]
    for who, which in ((others, ref), (theirs, hidden)):
        with pytest.raises(NotFound):
            views.project(city.services, who, which)
    for change in (
        lambda: pause(reason="x", ref=ref, by=theirs, services=city.services),
        lambda: name_partner(part=NHS, ref=ref, by=theirs, services=city.services),
    ):
        with pytest.raises(NotFound):
            change()
    subject = views.subject_of(city.body, found)
    assert [each for each in Action if may(theirs, each, subject)] == [
        each for each in Action if each in (Action.READ_PUBLIC, Action.SEE_PROJECT)
        or (each is Action.READ_CHANGE and found.public)
    ]  # fmt: skip
    end_partner(id_=the(found, BOROUGH), reason="It has left.", **by(city, ref))
    with pytest.raises(NotFound):
        views.project(city.services, theirs, ref)
    with pytest.raises(BadRequest, match="no post at a desk called: Nobody"):
        name_partner(part=Part(BOROUGH, "council", "funds", posts=("Nobody",)), **by(city, ref))


def test_r096_one_post_of_ours_answers_for_it_whoever_leads_together_with_us(city: City, ref: str) -> None:
    borough = add_body(city.services, BOROUGH, "example-borough")
    leading = Part(BOROUGH, "council", "leads", posts=HELD)
    assert name_partner(part=leading, **by(city, ref)).project.people.owner == city.posts["officer"]
    named = {"manager": city.posts["manager"], "decider": city.posts["director"]}
    for owner in (borough.posts["officer"], ""):
        with pytest.raises(BadRequest):
            name_people(owner=owner, **named, **by(city, ref))
        asked = Opening(title="x", route="tender", end=date(2028, 4, 1), owner=owner, **named)
        with pytest.raises(BadRequest):
            open_project(asked=asked, by=city.people["officer"], services=city.services)
    assert project(city, ref).people.owner == city.posts["officer"]


def test_somebody_else_than_the_owner_is_left_to_agree_an_explanation(city: City, ref: str) -> None:
    own = city.posts["officer"]
    with pytest.raises(BadRequest, match="nobody agrees what their own post asks for"):
        name_people(owner=own, manager=own, decider=own, **by(city, ref))
    asked = Opening(title="x", route="tender", end=date(2028, 4, 1), owner=own, manager=own, decider=own)
    with pytest.raises(BadRequest, match="nobody agrees what their own post asks for"):
        open_project(asked=asked, by=city.people["officer"], services=city.services)
    name_people(owner=own, manager=own, decider=city.posts["director"], **by(city, ref))


def test_r062_every_type_of_provider_is_recorded_and_goes_through_the_same_stages(city: City) -> None:
    stages = set()
    for provider in PROVIDERS:
        ref = city.open(provider=provider)
        view = views.project(city.services, city.people["officer"], ref)
        assert view.overview.project.partners.provider == provider
        stages.add(tuple(line.stage.slug for line in view.overview.stages))
    assert len(stages) == 1
    say_provider_type(provider="charity", **by(city, ref))
    assert project(city, ref).partners.provider == "charity"
    with pytest.raises(BadRequest):
        say_provider_type(provider="a friend", **by(city, ref))


def test_two_people_at_once_do_not_overwrite_who_takes_part(city: City, ref: str) -> None:
    seen = project(city, ref).version
    name_partner(part=NHS, seen_version=seen, **by(city, ref))
    with pytest.raises(Stale):
        name_directorates(names=["Children"], seen_version=seen, **by(city, ref, "manager"))
    assert project(city, ref).partners.directorates == ()


def test_a_paused_project_keeps_its_dates_and_goes_on_with_a_reason(city: City, ref: str) -> None:
    before = views.project(city.services, city.people["officer"], ref).overview.timetable
    assert pause(reason="The budget is not set.", **by(city, ref)).timetable == before
    for again in ({"reason": "Again."}, {"reason": " "}):
        with pytest.raises(BadRequest):
            pause(**again, **by(city, ref))
    resume(reason="It is set.", **by(city, ref))
    assert project(city, ref).partners.paused == ""
    with pytest.raises(BadRequest, match="not paused"):
        resume(reason="Again.", **by(city, ref))


ASKED = Asked(received_on=date(2026, 11, 2), organisation_name="Example Carers Group", service="Day centre")


def test_r186_an_expression_of_interest_is_kept_and_a_project_starts_from_it(city: City) -> None:
    officer, borough = city.people["officer"], add_body(city.services, BOROUGH, "example-borough")
    kept = interest_commands.record_interest(asked=ASKED, by=officer, services=city.services)
    ref = city.open("Day centre", interest=kept.id)
    found = interest_commands.interest(city.services, officer, kept.id)
    assert (found.project, project(city, ref).partners.interest) == (ref, kept.id)
    with pytest.raises(NotFound):
        interest_commands.interest(city.services, borough.people["officer"], kept.id)
    with pytest.raises(NotFound):
        borough.open("Theirs", interest=kept.id)
    with pytest.raises(Stale):
        interest_commands.change_interest(
            id_=kept.id, asked=ASKED, by=officer, services=city.services, seen_version=kept.version
        )


@pytest.mark.parametrize(
    "wrong",
    [
        {"received_on": None},
        {"received_on": date(2026, 11, 25)},
        {"organisation_name": " "},
        {"acknowledged_on": date(2026, 11, 1)},
        {"state": "accepted"},
    ],
)
def test_r186_what_cannot_be_is_not_kept(city: City, wrong: dict[str, Any]) -> None:
    told = {name: getattr(ASKED, name) for name in Asked.__slots__} | wrong
    with pytest.raises(BadRequest):
        interest_commands.record_interest(
            asked=Asked(**told), by=city.people["officer"], services=city.services
        )

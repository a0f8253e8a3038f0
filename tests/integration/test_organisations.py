"""Organisations in the store: found in every spelling, led, corrected (R003, R050, R176)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.support.city import City, add_body
from tests.support.organisations import add, add_contact, edit, entry, found
from workflow.commands import organisations as commands
from workflow.commands.organisations import Choice
from workflow.errors import BadRequest, NotAllowed, NotFound, Stale
from workflow.register.entries import Written
from workflow.store import organisations, rows
from workflow.store.engine import reading, writing
from workflow.store.ids import new_id
from workflow.store.organisations import Asked


@pytest.mark.parametrize(
    "spelling",
    [
        "St. Example's Café Ltd",
        "SAINT EXAMPLES CAFE LIMITED",
        "saint example’s cafe",
        "exam caf st",
        "1003603",
    ],
)
def test_r176_one_name_is_found_in_every_spelling_and_kept_as_typed(city: City, spelling: str) -> None:
    add(city, "St Example’s CAFÉ Ltd", charity_number="1003603")
    add(city, "Example Youth Link")
    assert found(city, spelling) == ["St Example’s CAFÉ Ltd"]


def test_a_mistyped_name_brings_the_nearest_and_says_that_it_is_not_the_same(city: City) -> None:
    add(city, "Example Carers Group")
    with reading(city.services.engine) as connection:
        answer = organisations.search(
            connection, [city.body], Asked("Exampel Carrers Grup"), city.services.today
        )
    assert answer.nearest and answer.number == 0
    assert [one.name for one in answer.entries] == ["Example Carers Group"]
    assert found(city, "zzzz") == []


def test_a_name_that_changed_is_kept_and_found(city: City) -> None:
    id_ = add(city, "Example Old Name")
    edit(city, id_, name="Example New Thing")
    assert found(city, "old name") == ["Example New Thing"]
    assert entry(city, id_).old_names == ("Example Old Name",)
    with reading(city.services.engine) as connection:
        last = organisations.changes(connection, id_)[0]
    assert (last.before, last.after) == ({"name": "Example Old Name"}, {"name": "Example New Thing"})


def test_r177_the_list_asks_for_kind_district_lead_and_contact(city: City) -> None:
    led = add(city, "Example A", type="charity", district="North", lead=city.posts["officer"])
    add(city, "Example B", type="community", district="South")
    add_contact(city, led)
    assert found(city, "", type="charity") == ["Example A"]
    assert found(city, "", type="none") == []
    assert found(city, "", district="South") == ["Example B"]
    assert found(city, "", no_lead=True) == ["Example B"]
    assert found(city, "", no_contact=True) == ["Example B"]


def test_r003_funded_organisations_without_a_lead_are_counted_until_they_have_one(city: City) -> None:
    id_ = add(city, "Example Funded", charity_number="1003603")
    add(city, "Example Unfunded")
    with writing(city.services.engine) as connection:
        row = {"id": new_id(), "body": city.body, "key": "A1", "organisation_key": "GB-CHC-1003603"}
        connection.execute(rows.agreement.insert().values(**row, instrument="grant"))

    def missing() -> int:
        with reading(city.services.engine) as connection:
            return organisations.funded_without_lead(connection, city.body, city.services.today)

    assert missing() == 1
    edit(city, id_, lead=city.posts["officer"])
    assert missing() == 0


def test_r003_the_lead_or_the_deputy_of_an_empty_post_is_told_with_the_organisation(city: City) -> None:
    id_ = add(city, "Example Carers", lead=city.posts["officer"])
    today = city.services.today
    with reading(city.services.engine) as connection:
        lead = organisations.lead_of(connection, id_, today)
        told = organisations.told_with(connection, id_, today)
    assert lead and lead.id == city.posts["officer"] and told and told.email == city.emails["officer"]
    with writing(city.services.engine) as connection:
        post, person = rows.post, rows.person
        connection.execute(
            person.update().where(person.c.email == city.emails["officer"]).values(suspended=True)
        )
        connection.execute(post.update().where(post.c.id == lead.id).values(deputy=city.posts["other"]))
        told = organisations.told_with(connection, id_, today)
    assert told and told.email == city.emails["other"]


def test_two_people_edit_one_entry_and_the_second_is_refused(city: City) -> None:
    id_ = add(city, "Example Carers")
    seen = entry(city, id_)
    edit(city, id_, website="example.org")
    with pytest.raises(Stale):
        commands.edit_entry(
            id_=id_, asked=Written(name="Other"), by=city.people["other"],
            seen_version=seen.version, services=city.services,
        )  # fmt: skip
    assert entry(city, id_).website == "https://example.org"


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"name": " "}, "name"),
        ({"website": "javascript:alert(1)"}, "web address"),
        ({"charity_number": "12"}, "charity number"),
        ({"type": "firm"}, "kind"),
        ({"serves": ("x" * 81,)}, "80 characters"),
        ({"lead": "nobody"}, "post of your own body"),
    ],
)
def test_what_is_wrong_in_an_entry_is_said_and_nothing_is_kept(
    city: City, wrong: dict[str, Any], says: str
) -> None:
    with pytest.raises(BadRequest, match=says):
        add(city, **{"name": "Example", **wrong})
    assert found(city, "") == []


def test_r176_a_contact_corrects_its_own_entry_but_not_what_the_body_says_of_it(city: City) -> None:
    id_, other = (
        add(city, "Example Carers", lead=city.posts["officer"], source="A file"),
        add(city, "Example B"),
    )
    officer = city.people["officer"]
    contact = replace(officer, posts=frozenset(), post_title="", roles=frozenset(), organisation=id_)
    city.people["contact"] = contact
    edit(city, id_, by="contact", serves=("Carers",), lead=None, source="Us")
    now = entry(city, id_)
    assert now.serves == ("Carers",) and now.lead == city.posts["officer"] and now.source == "A file"
    assert now.corrected_at == city.services.clock.now()
    with reading(city.services.engine) as connection:
        last = organisations.changes(connection, id_)[0]
    assert last.kind == "corrected" and last.by_title == "The organisation"
    with pytest.raises(NotAllowed):
        edit(city, other, by="contact", serves=("Carers",))


def test_another_bodys_entry_is_not_there(city: City) -> None:
    foreign = add_body(city.services, "Example Town Council", "example-town")
    id_ = add(city, "Example Carers")
    for by in foreign.people.values():
        with pytest.raises(NotFound):
            commands.edit_entry(
                id_=id_, asked=Written(name="X"), by=by, seen_version=1, services=city.services
            )
        with pytest.raises(NotFound):
            commands.merge_entries(choice=Choice(id_, "x", 1, 1), by=by, services=city.services)

"""Organisations in the store: found in every spelling, led, corrected, merged, parted (R003, R050, R176)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from tests.support.city import City, add_body, build
from tests.support.databases import fresh_database
from workflow.commands import organisations as commands
from workflow.commands.organisations import Choice
from workflow.errors import AlreadyDone, BadRequest, NotAllowed, NotFound, Refused, Stale
from workflow.register.entries import EDITABLE, Written, from_written, written
from workflow.store import merging, organisations, rows
from workflow.store.engine import reading, writing
from workflow.store.ids import new_id
from workflow.store.organisations import Asked


def add(city: City, name: str, by: str = "officer", **more: Any) -> str:
    asked = Written(name=name, **more)
    return commands.add_entry(asked=asked, by=city.people[by], services=city.services).id


def entry(city: City, id_: str) -> organisations.Entry:
    with reading(city.services.engine) as connection:
        return organisations.entry(connection, city.body, id_)


def edit(city: City, id_: str, by: str = "officer", **more: Any) -> commands.Saved:
    now = entry(city, id_)
    asked = replace(from_written(written(now)), **more)
    return commands.edit_entry(
        id_=id_, asked=asked, by=city.people[by], seen_version=now.version, services=city.services
    )


def merge(city: City, winner: str, loser: str, *keep: str) -> str:
    choice = Choice(
        winner, loser, entry(city, winner).version, entry(city, loser).version, frozenset(keep), "The same."
    )
    return commands.merge_entries(choice=choice, by=city.people["admin"], services=city.services)


def undo(city: City, merge_: str, anyway: bool = False) -> None:
    commands.undo_merge(merge=merge_, by=city.people["admin"], services=city.services, anyway=anyway)


def found(city: City, query: str, **more: Any) -> list[str]:
    with reading(city.services.engine) as connection:
        asked = Asked(query, **more)
        answer = organisations.search(connection, [city.body], asked, city.services.today)
    return [one.name for one in answer.entries]


def add_contact(city: City, organisation: str, email: str = "desk@example-carers.example") -> str:
    row = {
        "id": new_id(),
        "body": city.body,
        "organisation": organisation,
        "email": email,
        "title": "Secretary",
    }
    with writing(city.services.engine) as connection:
        connection.execute(rows.contact.insert().values(**row))
    return row["id"]


def register_as_it_is(city: City) -> dict[str, object]:
    """Everything that a merge may touch, but for versions."""
    org, word, old = rows.organisation, rows.organisation_word, rows.old_name
    tag, contact = rows.organisation_tag, rows.contact
    plain = [c for c in org.c if c.name != "version"]
    with reading(city.services.engine) as connection:
        return {
            "entries": sorted(map(tuple, connection.execute(select(*plain))), key=str),
            "words": sorted(map(tuple, connection.execute(select(word.c.organisation, word.c.word)))),
            "names": sorted(map(tuple, connection.execute(select(old.c.organisation, old.c.name)))),
            "tags": sorted(
                map(tuple, connection.execute(select(tag.c.organisation, tag.c.kind, tag.c.value)))
            ),
            "contacts": sorted(map(tuple, connection.execute(select(contact.c.id, contact.c.organisation)))),
        }


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


def test_a_merge_moves_contacts_names_and_tags_and_the_old_address_still_leads_there(city: City) -> None:
    winner = add(city, "Example Carers Group", serves=("Carers",), district="North")
    loser = add(
        city, "Example Carer's Grp", serves=("Young carers",), website="example.org", district="South"
    )
    contact = add_contact(city, loser)
    merge(city, winner, loser, "district")
    now = entry(city, winner)
    assert now.serves == ("Carers", "Young carers") and now.website == "https://example.org"
    assert now.district == "South" and now.old_names == ("Example Carer's Grp",)
    assert found(city, "carers grp") == ["Example Carers Group"] and found(city, "") == [
        "Example Carers Group"
    ]
    with reading(city.services.engine) as connection:
        assert organisations.current(connection, city.body, loser).id == winner
        assert [one.id for one in organisations.contacts(connection, winner)] == [contact]


def test_a_merge_and_its_undo_leave_the_register_as_it_was(city: City) -> None:
    one = add(city, "Example Carers Group", serves=("Carers",))
    other = add(city, "Example Carers Grp", serves=("Carers", "Young carers"), size="small")
    add_contact(city, other)
    before = register_as_it_is(city)
    undo(city, merge(city, one, other, "name"))
    assert register_as_it_is(city) == before


def test_a_chain_is_undone_from_its_end_and_only_so(city: City) -> None:
    a, b, c = (add(city, f"Example {name}") for name in ("Alpha", "Beta", "Gamma"))
    before = register_as_it_is(city)
    first, second = merge(city, b, a), merge(city, c, b)
    with reading(city.services.engine) as connection:
        assert organisations.current(connection, city.body, a).id == c
    with pytest.raises(Refused, match="Example Beta was merged into Example Gamma later"):
        undo(city, first)
    undo(city, second)
    assert entry(city, a).merged_into == b and entry(city, b).merged_into is None
    undo(city, first)
    assert register_as_it_is(city) == before
    with pytest.raises(AlreadyDone):
        undo(city, first)


def test_what_was_changed_since_a_merge_is_named_and_stays_if_one_says_so(city: City) -> None:
    one, other = add(city, "Example Carers"), add(city, "Example Carer", website="example.org")
    contact = add_contact(city, other)
    done = merge(city, one, other)
    edit(city, one, website="example.net")
    with pytest.raises(Refused) as refused:
        undo(city, done)
    assert refused.value.obstacles == ("website",)
    undo(city, done, anyway=True)
    assert entry(city, one).website == "https://example.net" and entry(city, other).merged_into is None
    with reading(city.services.engine) as connection:
        assert [it.id for it in organisations.contacts(connection, other)] == [contact]


def test_what_was_changed_since_and_did_not_come_with_the_merge_stays_without_asking(city: City) -> None:
    one, other = add(city, "Example Carers"), add(city, "Example Carer", website="example.org")
    done = merge(city, one, other)
    edit(city, one, locality="Eastfield")
    undo(city, done)
    assert (entry(city, one).locality, entry(city, one).website) == ("Eastfield", "")


def test_only_an_administrator_merges_and_only_what_they_saw(city: City) -> None:
    one, other = add(city, "Example Carers"), add(city, "Example Carer")
    for by in ("officer", "manager", "director"):
        with pytest.raises(NotAllowed):
            commands.merge_entries(
                choice=Choice(one, other, 1, 1), by=city.people[by], services=city.services
            )
    edit(city, one, size="small")
    with pytest.raises(Stale):
        commands.merge_entries(
            choice=Choice(one, other, 1, 1), by=city.people["admin"], services=city.services
        )
    with pytest.raises(BadRequest):
        commands.merge_entries(choice=Choice(one, one, 1, 1), by=city.people["admin"], services=city.services)


def test_of_two_who_merge_the_same_pair_at_once_one_wins(city: City) -> None:
    one, other = add(city, "Example Carers"), add(city, "Example Carer")
    start, told = Barrier(2), []

    def go(choice: Choice) -> None:
        start.wait()
        try:
            commands.merge_entries(choice=choice, by=city.people["admin"], services=city.services)
            told.append("merged")
        except (Stale, AlreadyDone) as fault:
            told.append(type(fault).__name__)

    both = [Thread(target=go, args=(Choice(*pair, 1, 1),)) for pair in ((one, other), (other, one))]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    assert sorted(told) == ["Stale", "merged"]
    assert [entry(city, id_).merged_into for id_ in (one, other)].count(None) == 1


class Ground:
    """A city with five entries; quiet about itself, for Hypothesis repeats what it is given."""

    def __init__(self, city: City, ids: list[str]) -> None:
        self.city, self.ids = city, ids


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """One city with five entries for the property below; each example takes back what it merged."""
    folder: Path = tmp_path_factory.mktemp("merging")
    with fresh_database("sqlite", folder) as url:
        city = build(url, folder)
        ids = [
            add(city, f"Example {name}", serves=("Carers", name)[: n % 3], size=("", "small")[n % 2])
            for n, name in enumerate(("Alpha", "Beta", "Gamma", "Delta", "Epsilon"))
        ]
        add_contact(city, ids[0])
        yield Ground(city, ids)


PLACES = st.integers(0, 4)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("merge"), PLACES, PLACES, st.sets(st.sampled_from(EDITABLE), max_size=3)),
        st.tuples(st.just("undo"), PLACES),
    ),
    max_size=8,
)


@settings(max_examples=25)
@given(STEPS)
def test_any_merges_and_undos_taken_back_leave_the_register_as_it_was(
    ground: Ground, steps: list[Any]
) -> None:
    city, ids = ground.city, ground.ids
    before, standing = register_as_it_is(city), []
    for step in steps:
        if step[0] == "merge" and step[1] != step[2]:
            winner, loser = ids[step[1]], ids[step[2]]
            if entry(city, winner).merged_into or entry(city, loser).merged_into:
                with pytest.raises(Stale):
                    with writing(city.services.engine) as connection:
                        both = [organisations.entry(connection, city.body, one) for one in (winner, loser)]
                        merging.merge(
                            connection,
                            *both,
                            {"name": "X"},
                            "",
                            city.people["admin"],
                            city.services.clock.now(),
                        )
            else:
                standing.append(merge(city, winner, loser, *step[3]))
        elif step[0] == "undo" and standing:
            chosen = standing[step[1] % len(standing)]
            try:
                undo(city, chosen)
                standing.remove(chosen)
            except Refused:
                assert chosen != standing[-1], "the last merge can always be undone"
    for chosen in reversed(standing):
        undo(city, chosen)
    assert register_as_it_is(city) == before

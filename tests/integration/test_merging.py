"""Merging entries and undoing it: nothing is lost, and everything goes back (A04)."""

from __future__ import annotations

from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.city import City, build
from tests.support.databases import fresh_database
from tests.support.organisations import add, add_contact, edit, entry, found, merge, register_as_it_is, undo
from workflow.commands import organisation_views
from workflow.commands import organisations as commands
from workflow.commands.organisations import Choice
from workflow.errors import AlreadyDone, BadRequest, NotAllowed, Refused, Stale
from workflow.register.entries import EDITABLE
from workflow.store import merging, organisations
from workflow.store.engine import reading, writing


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


HEADING = "transferor,transferor_charity_number,transferee,transferee_charity_number,merger_registered\n"


def test_a_register_of_charity_mergers_is_taken_in_once_and_says_which_entry_stays(city: City) -> None:
    old = add(city, "Example Respite Centre", charity_number="1034314")
    new = add(city, "Example Society", charity_number="296645")
    file = (HEADING + "Example Respite Centre,1034314,Example Society,296645,2014-04-02\n").encode()
    told = {"file": file, "source": "An example", "by": city.people["admin"], "services": city.services}
    assert [commands.take_in_mergers(**told), commands.take_in_mergers(**told)] == [1, 0]
    pair = organisation_views.pairs(city.services, city.people["admin"])[0]
    assert (pair.first.id, pair.second.id, pair.found.reason) == (new, old, "merged")
    for wrong in (b"name\nx\n", b"\xff\xfe", b""):
        with pytest.raises(BadRequest):
            commands.take_in_mergers(**{**told, "file": wrong})
    with pytest.raises(NotAllowed):
        commands.take_in_mergers(**{**told, "by": city.people["officer"]})


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

"""Every tie of one organisation, with every body of the installation (R022)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import insert, update

from tests.support.city import City, add_body
from workflow.register.ties import Entry
from workflow.store import agreements, rows
from workflow.store.engine import reading, writing

ENTRY = Entry(
    key="C-1", organisation_name="Example Carers Group", title="Respite", exit_section="See clause 12."
)


def known(city: City, id_: str, key: str, **more: object) -> str:
    """An organisation in the register of a body."""
    values = {"id": id_, "body": city.body, "key": key, "name": "Example Carers Group", **more}
    with writing(city.services.engine) as connection:
        connection.execute(insert(rows.organisation).values(values))
    return id_


def recorded(city: City, **more: Any) -> str:
    with writing(city.services.engine) as connection:
        now = city.services.clock.now()
        return agreements.add(connection, city.body, replace(ENTRY, **more), "Commissioning Officer", now)


def titles(city: City, organisation: str) -> Mapping[str, list[str]]:
    with reading(city.services.engine) as connection:
        found = agreements.ties(connection, organisation)
    names = {tie.body_name for tie in found}
    return {name: [tie.title for tie in found if tie.body_name == name] for name in names}


def test_r022_every_kind_of_tie_is_listed_with_the_post_and_the_department_that_answer(city: City) -> None:
    here = known(city, "o1", "GB-CHC-1")
    officer, head = city.posts["officer"], city.posts["head"]
    recorded(city, organisation=here, post=officer, starts=date(2025, 4, 1), ends=date(2028, 3, 31))
    recorded(city, key="L-1", organisation=here, title="The hall", instrument="lease", post=head,
             directorate="City Development", source="https://example.invalid/leases")  # fmt: skip
    with reading(city.services.engine) as connection:
        contract, lease = agreements.ties(connection, here)
    assert (contract.instrument, contract.post_title, contract.directorate, contract.ends) == (
        "contract", "Commissioning Officer", "Adults and Health", date(2028, 3, 31),
    )  # fmt: skip
    assert (lease.instrument, lease.post_title, lease.directorate, lease.ends) == (
        "lease", "Head of Adult Commissioning", "City Development", None,
    )  # fmt: skip
    assert lease.source == "https://example.invalid/leases"


def test_r022_ties_of_another_body_join_by_a_published_identifier_and_by_nothing_else(city: City) -> None:
    other = add_body(city.services, "Example Town Council", "example-town")
    here, there = known(city, "o1", "GB-CHC-1"), known(other, "o2", "GB-CHC-1")
    local, alike = known(city, "o3", "ORG-1"), known(other, "o4", "ORG-1")
    recorded(city, organisation=here)
    recorded(other, organisation=there, title="Their lease")
    recorded(other, key="C-2", organisation_key="GB-CHC-1", title="As published")
    recorded(other, key="C-3", organisation=alike, title="Another of the same number")
    assert titles(city, here) == {
        "Example City Council": ["Respite"],
        "Example Town Council": ["Their lease", "As published"],
    }
    assert titles(city, local) == {}


def test_ties_of_a_merged_organisation_stand_under_the_one_that_it_became(city: City) -> None:
    whole, part = known(city, "o1", "GB-CHC-1"), known(city, "o2", "GB-CHC-2")
    recorded(city, organisation=whole)
    recorded(city, key="C-2", organisation=part, title="Older")
    assert titles(city, part) == {"Example City Council": ["Older"]}
    with writing(city.services.engine) as connection:
        table = rows.organisation
        connection.execute(update(table).where(table.c.id == part).values(merged_into=whole))
    both = {"Example City Council": ["Respite", "Older"]}
    assert titles(city, whole) == titles(city, part) == both


def test_an_organisation_that_is_not_known_has_no_ties(city: City) -> None:
    assert titles(city, "nobody") == {}

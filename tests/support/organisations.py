"""Entries of organisations for tests: added, edited, merged, found, and the register as it stands."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import select

from tests.support.city import City
from workflow.commands import organisations as commands
from workflow.commands.organisations import Choice
from workflow.register.entries import Written, from_written, written
from workflow.store import organisations, rows
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

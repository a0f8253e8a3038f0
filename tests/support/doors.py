"""Links that were sent by mail, of every kind, and a second factor that waits for its first code."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import insert

from tests.support.city import City
from workflow.commands import second_factor
from workflow.store import links, register, rows
from workflow.store.engine import writing
from workflow.store.ids import new_id

INVITED, CONTACT = "invited@example.invalid", "contact@example.invalid"


def doors(city: City) -> dict[str, str]:
    """The token of an open link of each kind; the manager has begun to set up a second factor."""
    now = city.services.clock.now()
    told = {"body": city.body, "now": now, "until": now + timedelta(days=1)}
    with writing(city.services.engine) as connection:
        post = register.add_post(connection, city.body, "Contracts Officer", ("commissioner",))
        organisation = add_contact(connection, city)
        person = city.people["officer"].person
        found = {
            "reset": links.make(connection, links.RESET, email=city.emails["officer"], person=person, **told),
            "invitation": links.make(connection, links.INVITATION, email=INVITED, post=post, **told),
        }
        for purpose in (links.SIGN_IN, links.CONTACT):
            found[purpose] = links.make(connection, purpose, email=CONTACT, organisation=organisation, **told)
    second_factor.begin(by=city.people["manager"], services=city.services)
    return found


def add_contact(connection, city: City, email: str = CONTACT, name: str = "Example Lunch Club") -> str:  # type: ignore[no-untyped-def]
    """An organisation with a contact who was invited; the organisation's id."""
    organisation = new_id()
    told = {"body": city.body, "key": f"self:{organisation}", "name": name, "name_key": name.casefold()}
    connection.execute(insert(rows.organisation).values(id=organisation, **told))
    told = {"body": city.body, "organisation": organisation, "title": "Coordinator", "email": email}
    connection.execute(insert(rows.contact).values(id=new_id(), invited_at=city.services.clock.now(), **told))
    return organisation

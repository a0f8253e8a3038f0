"""A consultation with replies and a theme, for tests."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.support.city import City
from workflow.commands import answer, respond, response_views, views

CAME = date(2027, 3, 4)
SURVEY = (
    "Response ID,Date submitted,Name,Organisation,What works?,What should change?,Age group\n"
    "1,2027-03-03,Jo Example,,The drop-in,Longer hours,65 and over\n"
    "2,2027-03-04,Al Example,Example Carers Group,The staff,,25 to 64\n"
)


def consulted(city: City, title: str = "Day centres", **more: Any) -> str:
    """A project whose consultation is open since the city's day; its reference."""
    ref = city.open(title, **more)
    city.record(ref, "early_conversation_started", date(2027, 1, 20))
    city.record(ref, "consultation_opened", min(CAME, city.services.today))
    return ref


def take(city: City, ref: str, text: str = "Longer hours, please.", **more: Any) -> str:
    """Take in one reply; its id."""
    told = {"kind": "person", "organisation": "", "channel": "email", "received_on": CAME, **more}
    respond.type_reply(ref=ref, text=text, by=city.people["officer"], services=city.services, **told)
    found, _n = response_views.page(city.services, city.people["officer"], ref)
    return next(one.id for one in found if one.text == text)


def name(city: City, ref: str, title: str = "Hours", by: str = "officer") -> str:
    """Name a theme; its id."""
    before = set(themes(city, ref))
    said = f"{title}: people asked for more of it."
    answer.name_theme(ref=ref, title=title, said=said, by=city.people[by], services=city.services)
    return next(iter(set(themes(city, ref)) - before))


def themes(city: City, ref: str) -> Any:
    """The themes of a project by id."""
    found = views.project(city.services, city.people["officer"], ref)
    return found.overview.project.answers.themes


def sent(city: City, ref: str) -> str:
    """A survey's export on its way in; its round's id."""
    told = {"ref": ref, "file": SURVEY.encode(), "name": "survey.csv", "by": city.people["officer"]}
    return response_views.send_file(services=city.services, **told)

"""Example City Council, an invented body to look at and try things on.

Everything here says that it is invented. Passwords are made at load, and kept only for whoever loaded them.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import Connection

import config
from workflow.commands.accounts import hash_password
from workflow.commands.demonstration_projects import Team, open_projects
from workflow.commands.import_register import import_register
from workflow.commands.services import Services
from workflow.errors import BadRequest
from workflow.project.access import (
    ADMIN,
    COMMISSIONER,
    COMPACT_LEAD,
    DECIDER,
    MANAGER,
    MONITORING_OFFICER,
    PARTNER,
    Actor,
)
from workflow.project.model import Project
from workflow.store import accounts, register
from workflow.store.alone import make_bodies_alone
from workflow.store.engine import writing
from workflow.words import gettext as _

REGISTERS = Path(config.__file__).parent / "demonstration"
SIGN_INS = "demonstration-sign-ins.json"
SLUG, NAME, AUTHORITY, DOMAIN = "example-city", "Example City Council", "example-city", "example-city.example"
ADULTS, CHILDREN = "Adults and Health", "Children and Families"
HELD_FOR = timedelta(days=365)
# Letters and figures that nobody mistakes for another; four groups of four are about 78 bits.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True, slots=True)
class Seat:
    """A post of the demonstration, who is above it, and what its address begins with."""

    title: str
    roles: tuple[str, ...]
    address: str
    above: str | None = None
    directorate: str = ADULTS


DIRECTOR = Seat("Director of Adults and Health", (DECIDER,), "director")
HEAD = Seat("Head of Adult Commissioning", (MANAGER,), "head-of-commissioning", DIRECTOR.title)
MANAGES = Seat("Commissioning Manager", (MANAGER,), "commissioning-manager", HEAD.title)
OFFICER = Seat("Commissioning Officer", (COMMISSIONER,), "commissioning-officer", MANAGES.title)
CHILDREN_OFFICER = Seat(
    "Commissioning Officer, children",
    (COMMISSIONER,),
    "commissioning-officer-children",
    MANAGES.title,
    CHILDREN,
)
SEATS = (
    DIRECTOR,
    HEAD,
    MANAGES,
    OFFICER,
    CHILDREN_OFFICER,
    Seat("Compact Lead", (COMPACT_LEAD,), "compact-lead", directorate=""),
    Seat("Monitoring Officer", (MONITORING_OFFICER,), "monitoring-officer", directorate=""),
    Seat("Service Administrator", (ADMIN,), "service-administrator", directorate=""),
    Seat("Voluntary Action Example", (PARTNER,), "voluntary-action", directorate=""),
)


@dataclass(frozen=True, slots=True)
class SignIn:
    """How one person signs in."""

    post: str
    email: str
    password: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was loaded: projects as they stand, and how everybody signs in."""

    projects: tuple[Project, ...]
    people: tuple[SignIn, ...]


def load_demonstration(services: Services) -> Loaded:
    """Load the demonstration into an empty database, and keep its sign-ins in `var`, for its owner only.

    Raises BadRequest if there is a body already, or if `var` cannot be written; then nothing is loaded.
    """
    with writing(services.engine) as connection:
        _refuse_unless_empty(connection)
        body = register.add_body(
            connection,
            slug=SLUG,
            name=NAME,
            kind="council",
            nation="england",
            authority=AUTHORITY,
            demonstration=True,
        )
        seated = _seat(connection, body, SEATS, DOMAIN, services.today)
        keep_sign_ins(services, [told for told, _actor in seated.values()])
    for kind, file in (("organisations", "organisations.csv"), ("agreements", "agreements.csv")):
        import_register(kind=kind, file=(REGISTERS / file).read_bytes(), body=body, services=services)
    team = Team(*(seated[seat.title][1] for seat in (OFFICER, CHILDREN_OFFICER, MANAGES, DIRECTOR)))
    return Loaded(open_projects(services, team), tuple(told for told, _actor in seated.values()))


def is_empty(services: Services) -> bool:
    """Whether the database holds no body yet."""
    with writing(services.engine) as connection:
        return not register.bodies(connection)


def keep_sign_ins(services: Services, people: Iterable[SignIn]) -> Path:
    """Write the demonstration's sign-ins where only the owner of `var` can read them; the file."""
    path = services.settings.var / SIGN_INS
    known = [
        {"email": p.email, "password": p.password, "post": p.post, "roles": list(p.roles)} for p in people
    ]
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.unlink(missing_ok=True)
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            json.dump(known, file, indent=1)
    except OSError as fault:
        words = _("{folder} cannot be written ({why}). Set FAIRNOTICE_VAR to a folder of yours.")
        raise BadRequest(words.format(folder=path.parent, why=(fault.strerror or "").lower())) from None
    return path


def kept_sign_ins(services: Services) -> tuple[SignIn, ...]:
    """The demonstration's sign-ins as kept in `var`; none where there are none."""
    path = services.settings.var / SIGN_INS
    try:
        known = json.loads(path.read_text(encoding="utf-8"))
        return tuple(SignIn(p["post"], p["email"], p["password"], tuple(p["roles"])) for p in known)
    except (OSError, ValueError, KeyError, TypeError):
        return ()


def _refuse_unless_empty(connection: Connection) -> None:
    make_bodies_alone(connection)  # two first starts at the same moment
    known = register.bodies(connection)
    if known:
        words = _(
            "The database already holds {body}. Name an empty one: FAIRNOTICE_DATABASE_URL or FAIRNOTICE_VAR."
        )
        raise BadRequest(words.format(body=known[0].name))


def _seat(
    connection: Connection, body: str, seats: Sequence[Seat], domain: str, today: date
) -> dict[str, tuple[SignIn, Actor]]:
    """A person in each post, by the title of the post; those above come first."""
    posts: dict[str, str] = {}
    seated: dict[str, tuple[SignIn, Actor]] = {}
    since = today - HELD_FOR
    for seat in seats:
        above = posts.get(seat.above or "")
        more = {"directorate": seat.directorate, "reports_to": above}
        posts[seat.title] = register.add_post(connection, body, seat.title, seat.roles, **more)
        told = SignIn(seat.title, f"{seat.address}@{domain}", _password(), seat.roles)
        hashed = hash_password(told.password)
        person = register.add_person(connection, body, told.email, hashed, posts[seat.title], since)
        actor = accounts.actor(connection, person, today)
        if actor is not None:
            seated[seat.title] = told, actor
    return seated


def _password() -> str:
    return "-".join("".join(secrets.choice(LETTERS) for _letter in range(4)) for _group in range(4))

"""Example City Council for tests: its posts, people and projects, on any database, at any instant."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher

from config.settings import Settings
from workflow.clock import Clock, FixedClock
from workflow.commands import accounts
from workflow.commands.accounts import hash_password
from workflow.commands.open_project import Opening, open_project
from workflow.commands.record import record_date
from workflow.commands.services import Services, services
from workflow.project.access import Actor
from workflow.store import register
from workflow.store.engine import writing

accounts._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""Quick on purpose: hundreds sign in. tests/trust/test_accounts.py holds the product to its own."""
PASSWORD = "a long enough pass phrase"
SINCE = date(2026, 1, 1)
NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
POSTS = (
    ("director", "Director of Adults and Health", ("decision_maker",), None),
    ("head", "Head of Adult Commissioning", ("manager",), "director"),
    ("manager", "Commissioning Manager", ("manager",), "head"),
    ("officer", "Commissioning Officer", ("commissioner",), "manager"),
    ("other", "Commissioning Officer, children", ("commissioner",), "manager"),
    ("compact", "Compact Lead", ("compact_lead",), None),
    ("monitoring", "Monitoring Officer", ("monitoring_officer",), None),
    ("admin", "Service Administrator", ("administrator",), None),
)


_built: list[Services] = []


def close() -> None:
    """Close the database connections of every city that was built since the last time."""
    while _built:
        _built.pop().engine.dispose()


@dataclass
class City:
    """An invented council in a database: `people["officer"]` is an actor, `posts["officer"]` a post id."""

    services: Services
    body: str
    posts: dict[str, str] = field(default_factory=dict)
    people: dict[str, Actor] = field(default_factory=dict)
    emails: dict[str, str] = field(default_factory=dict)

    def at(self, instant: datetime | date) -> City:
        """The same council at another instant (a date alone: 10am UTC that day)."""
        moment = (
            instant
            if isinstance(instant, datetime)
            else datetime(instant.year, instant.month, instant.day, 10, tzinfo=UTC)
        )
        return replace(self, services=replace(self.services, clock=FixedClock(moment)))

    def open(self, title: str = "Community mental health support", **more: Any) -> str:
        """Open a project as its owner, the worked example's tender unless told otherwise; its reference."""
        owner = more.pop("owner", "officer")
        asked = {"route": "tender", "end": date(2028, 4, 1), "still_open": "How many contracts.", **more}
        people = {
            "owner": self.posts[owner],
            "manager": self.posts["manager"],
            "decider": self.posts["director"],
        }
        opening = Opening(title=title, **people, **asked)
        return open_project(asked=opening, by=self.people[owner], services=self.services).project.ref

    def record(
        self, ref: str, event: str, on: date, what: str = "actual", by: str = "officer", **more: Any
    ) -> Any:
        """Record a date of a project's event."""
        actor = self.people[by]
        return record_date(ref=ref, event=event, on=on, what=what, by=actor, services=self.services, **more)  # type: ignore[arg-type]


def build(url: str, var: Path, clock: Clock | None = None, **settings: Any) -> City:
    """Example City Council in a fresh, migrated database; one person a post."""
    told = Settings(
        var=var,
        database_url=url,
        env="development",
        secret_key="for tests only, long enough to sign with",
        public_base_url="http://127.0.0.1:8000",
        trusted_hosts=("127.0.0.1", "localhost"),
        smtp_url=None,
        mail_from="fair-notice@example.invalid",
        authority="example-city",
    )
    told = replace(told, **settings)
    found = services(told, clock or FixedClock(NOW))
    _built.append(found)
    return add_body(found, "Example City Council", "example-city-council", authority=told.authority)


def add_body(
    found: Services, name: str, slug: str, demonstration: bool = True, authority: str = "example-city"
) -> City:
    """One more invented council with the same posts, in the same database."""
    secret = hash_password(PASSWORD)
    with writing(found.engine) as connection:
        kind = {
            "kind": "council",
            "nation": "england",
            "authority": authority,
            "demonstration": demonstration,
        }
        city = City(found, register.add_body(connection, name=name, slug=slug, **kind))
        for key, title, roles, above in POSTS:
            more = {"directorate": "Adults and Health", "reports_to": city.posts.get(above or "")}
            post = register.add_post(connection, city.body, title, roles, **more)
            email = f"{key}@{slug}.example"
            person = register.add_person(connection, city.body, email, secret, post, SINCE)
            city.posts[key], city.emails[key] = post, email
            city.people[key] = Actor(person, city.body, frozenset({post}), title, frozenset(roles))
    return city

"""Two councils in one database, each with projects and alerts, and everyone who might come to their pages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from flask import Flask, session
from flask_wtf.csrf import generate_csrf
from sqlalchemy import func, select
from werkzeug.routing import Rule

from tests.support.city import City, add_body, build
from tests.support.visitors import Visitor, site
from tests.trust.matrix import SAID, STAFF
from workflow.commands import views
from workflow.commands.explain import ask_explanation
from workflow.commands.scenarios import keep_in_scenario
from workflow.delivery.sweep import sweep
from workflow.store import accounts, register, rows
from workflow.store.engine import reading, writing

SECRET_PLAN = "Plan that only its own council may know"
DAY = date(2027, 3, 4)
RULES = {"commissioners.except_": "KD-28", "commissioners.except_now": "KD-28"}


@dataclass
class Council:
    """One council and the objects that addresses name."""

    city: City
    ref: str
    ending: str
    hidden: str
    explanation: str
    alert: str
    mail: str

    def values(self, rule: Rule) -> dict[str, str]:
        """What fills the gaps in a rule's address, with this council's own objects."""
        mail = rule.endpoint.startswith("admin.")
        skip = rule.endpoint == "commissioners.skip"
        known = {
            "ref": self.ending if skip else self.ref,
            "slug": "improve-first" if skip else "need",
            "task": "needs_assessment",
            "rule": RULES.get(rule.endpoint, "LDS-CODE-12W"),
            "event": "consultation_opened",
            "explanation": self.explanation,
            "id_": self.mail if mail else self.alert,
            "question": "what",
            "filename": "app-own.css",
            "name": "commissioning-code" if rule.endpoint == "public.rulebook_pack" else "example-city",
            "edition": "2017" if rule.endpoint == "public.rulebook_pack" else "2026",
            "route": "tender",
        }
        return {name: known[name] for name in rule.arguments}


@dataclass
class Estate:
    """The application, the council whose pages are asked for, and another one."""

    app: Flask
    own: Council
    foreign: Council
    postless: str

    def rules(self, endpoint: str) -> list[Rule]:
        """The addresses of an endpoint."""
        return list(self.app.url_map.iter_rules(endpoint))

    def path(self, rule: Rule, values: dict[str, str]) -> str:
        """An address with its gaps filled."""
        return str(self.app.url_map.bind("localhost").build(rule.endpoint, values))

    def visitor(self, who: str) -> Visitor:
        """Somebody with a session and a form's token of their own."""
        visitor = Visitor(self.app)
        kept: dict[str, Any] = {}
        with self.app.test_request_context():
            visitor.fields["csrf_token"] = generate_csrf()
            kept["csrf_token"] = session["csrf_token"]
        if who != "public":
            services = self.own.city.services
            with writing(services.engine) as connection:
                token = accounts.start_session(connection, self.person(who), services.clock.now())
            kept |= {"_user_id": token, "_fresh": True}
        with visitor.client.session_transaction() as cookie:
            cookie.update(kept)
        return visitor

    def person(self, who: str) -> str:
        """The person behind a word of the matrix."""
        if who == "postless":
            return self.postless
        council = self.foreign if who.startswith("foreign ") else self.own
        return council.city.people[who.removeprefix("foreign ")].person

    def footprint(self) -> tuple[object, ...]:
        """What would differ if anything of any project or alert had been changed."""
        with reading(self.own.city.services.engine) as connection:
            project, alert = rows.project, rows.alert
            versions = connection.execute(select(project.c.ref, project.c.version).order_by(project.c.ref))
            answered = connection.execute(select(func.sum(alert.c.version)))
            entries = connection.execute(select(func.count()).select_from(rows.audit_entry))
            return tuple(versions), answered.scalar(), entries.scalar()


@contextmanager
def estate(url: str, folder: Path) -> Iterator[Estate]:
    """Both councils, built anew."""
    first = build(url, folder)
    second = add_body(first.services, "Example Borough Council", "example-borough")
    own, foreign = _council(first), _council(second)
    with writing(first.services.engine) as connection:
        post = register.add_post(connection, first.body, "Clerk", [])
        postless = register.add_person(connection, first.body, "clerk@a.example", "", post, date(2026, 1, 1))
    with site(own.city) as app:
        yield Estate(app, own, foreign, postless)
    first.services.engine.dispose()


def _council(city: City) -> Council:
    """A tender whose consultation is late, an ending, a project that only staff may see, and their alerts."""
    ref, ending = city.open(), city.open("Lunch clubs", route="decommission", end=date(2028, 9, 1))
    hidden = city.open(SECRET_PLAN, visibility="staff")
    city.at(date(2027, 1, 20)).record(ref, "early_conversation_started", date(2027, 1, 20))
    told = {"rule": "LDS-CODE-12W", "event": "consultation_closed", "cause": "other", "reason": SAID}
    officer = city.people["officer"]
    ask_explanation(ref=ref, **told, instead="Four meetings.", by=officer, services=city.services)
    dated = {"event": "consultation_opened", "on": date(2027, 3, 1)}
    keep_in_scenario(ref=ref, name="Later", **dated, by=officer, services=city.services)
    later = city.at(DAY)
    sweep(later.services, later.services.clock.now())
    project = views.project(later.services, officer, ref).overview.project
    alerts = views.alerts(later.services, city.people["manager"])
    to_manager = [a for a in alerts if a.ref == ref and a.recipient == city.posts["manager"]]
    mail = views.mails(later.services, city.people["admin"])[0]
    return Council(later, ref, ending, hidden, next(iter(project.explanations)), to_manager[-1].id, mail.id)


def posts_are_those_of_the_matrix(city: City) -> bool:
    """Whether the city's posts and the staff that the matrix knows are the same."""
    return set(city.people) == STAFF

"""Two councils in one database, each with projects and alerts, and everyone who might come to their pages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

from flask import Flask, session
from flask_wtf.csrf import generate_csrf
from sqlalchemy import insert, select, update
from werkzeug.routing import Rule, UnicodeConverter

from tests.support import replies, sector
from tests.support.city import City, add_body, build
from tests.support.visitors import Visitor, site
from tests.trust import ledger
from tests.trust.furnishing import furnish
from tests.trust.matrix import EXPECTED, SAID
from tests.trust.who import CONTACTS, POSTS
from workflow.commands import views
from workflow.commands.advance import advance
from workflow.commands.answer import answer_theme, publish_feedback, write_outcome
from workflow.commands.engagement_plan import Asked, plan_activity
from workflow.commands.evidence import Details, Upload, add_evidence
from workflow.commands.explain import ask_explanation
from workflow.commands.partners import Part, name_partner
from workflow.commands.scenarios import keep_in_scenario
from workflow.delivery.sweep import sweep
from workflow.store import accounts, register, rows
from workflow.store.engine import writing
from workflow.store.ids import new_id
from workflow.store.partners import Contact

CANARY = "Quillback"
"""A word that only the other council has written, in nothing that it published."""
SECRET_PLAN = "Plan that only its own council may know"
DAY = date(2027, 3, 4)
SINCE = date(2026, 1, 1)
MORE_POSTS = (
    ("clearing", "Head of Finance", ("clearing_officer",)),
    ("member", "Member for Example Ward", ("member",)),
    ("partner", "Voluntary Action Example", ("sector_partner",)),
    ("postless", "Clerk", ()),
    ("ended", "Commissioning Manager, housing", ("manager",)),
    ("suspended", "Commissioning Manager, transport", ("manager",)),
)
"""Posts that the city of the other tests has no need of."""
RULES = {"commissioners.except_": "KD-28", "commissioners.except_now": "KD-28"}


@dataclass
class Council:
    """One council and the objects that addresses name."""

    city: City
    ref: str
    ending: str
    hidden: str
    withdrawn: str
    of_other: str
    """Owned by the other officer."""
    explanation: str
    alert: str
    mail: str
    people: dict[str, str]
    """The person behind each word of the matrix."""
    objects: dict[str, str]
    """The id behind each word of furnishing.py."""

    @property
    def states(self) -> dict[str, str]:
        """A project in each state that might matter to who may do what."""
        return {"ending": self.ending, "staff only": self.hidden, "withdrawn": self.withdrawn}

    def values(self, rule: Rule) -> dict[str, str]:
        """What fills the gaps in a rule's address, with this council's own objects."""
        mail = rule.endpoint.startswith("admin.")
        skip = rule.endpoint == "commissioners.skip"
        known = {
            "ref": self.ending if skip else self.ref,
            "slug": "improve-first" if skip else "need",
            "task": "needs_assessment",
            "step": "instead",
            "rule": RULES.get(rule.endpoint, "LDS-CODE-12W"),
            "event": "consultation_opened",
            "explanation": self.explanation,
            "id_": self.mail if mail else self.alert,
            "question": "what",
            "filename": "app-own.css",
            "token": "no-such-token",
            "name": "commissioning-code" if rule.endpoint == "public.rulebook_pack" else "example-city",
            "edition": "2017" if rule.endpoint == "public.rulebook_pack" else "2026",
            "route": "tender",
            "kind": "csv",
        }
        row = EXPECTED.get(rule.endpoint)
        named = {name: self.objects[word] for name, word in row.names.items()} if row else {}
        return {name: named.get(name) or known[name] for name in rule.arguments}


@dataclass
class Estate:
    """The application, the council whose pages are asked for, and another one."""

    app: Flask
    own: Council
    foreign: Council
    regulars: dict[str, Visitor] = field(default_factory=dict)

    def rules(self, endpoint: str) -> list[Rule]:
        """The addresses of an endpoint."""
        return list(self.app.url_map.iter_rules(endpoint))

    def path(self, rule: Rule, values: dict[str, str]) -> str:
        """An address with its gaps filled."""
        return str(self.app.url_map.bind("localhost").build(rule.endpoint, values))

    def free(self, rule: Rule) -> list[str]:
        """The gaps of an address that take any text; the others are one word of a few."""
        any_text = (name for name, takes in rule._converters.items() if isinstance(takes, UnicodeConverter))
        return sorted(any_text)

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

    def regular(self, who: str) -> Visitor:
        """Somebody who has been here before: for whatever does not end their session."""
        if who not in self.regulars:
            self.regulars[who] = self.visitor(who)
        return self.regulars[who]

    def council_of(self, who: str) -> Council:
        """Whose somebody is; the public looks at the first."""
        return self.foreign if who.startswith("foreign ") else self.own

    def filled(self, form: dict[str, str]) -> dict[str, str]:
        """A form of the matrix with the posts, objects and exceptions that its fields name."""
        names = {**self.own.city.posts, **self.own.objects, "exception": "KD-GENEX"}
        return {field: value.format_map(names) for field, value in form.items()}

    def person(self, who: str) -> str:
        """The person behind a word of the matrix."""
        return self.council_of(who).people[who.removeprefix("foreign ")]

    def footprint(self) -> int:
        """What would differ if any row of anybody had been written, those of a mere visit left out."""
        return ledger.written(self.own.city.services.engine)


@contextmanager
def estate(url: str, folder: Path) -> Iterator[Estate]:
    """Both councils, built anew."""
    first = build(url, folder)
    second = add_body(first.services, "Example Borough Council", "example-borough")
    own, foreign = _council(first, "Ownword"), _council(second, CANARY)
    ledger.keep_a_ledger(first.services.engine)
    with site(own.city) as app:
        yield Estate(app, own, foreign)
    first.services.engine.dispose()


def _moved_date(city: City, ref: str, mark: str) -> str:
    """A date of a project that waits for a person; its id."""
    project, table = rows.project, rows.moved_date
    told = {"event": "decision_made", "title": "Decision to buy is taken", "reason": f"{mark} met later"}
    told |= {"old": date(2027, 7, 14), "new": date(2027, 9, 8), "state": "waiting", "decision_reason": ""}
    with writing(city.services.engine) as connection:
        id_ = connection.execute(select(project.c.id).where(project.c.ref == ref)).scalar_one()
        ours = {"id": new_id(), "body": city.body, "project": id_, "round": new_id()}
        seen = {"published": False, "unconfirmed": False, "at": city.services.clock.now()}
        connection.execute(insert(table).values(**told, **ours, **seen))
    return str(ours["id"])


def _people(city: City) -> dict[str, str]:
    """Everybody of one council, by their word in the matrix; one has left, one is suspended."""
    found = {who: actor.person for who, actor in city.people.items()}
    with writing(city.services.engine) as connection:
        for who, title, roles in MORE_POSTS:
            post = register.add_post(connection, city.body, title, roles)
            email = f"{who}@{city.body}.example"
            found[who] = register.add_person(connection, city.body, email, "", post, SINCE)
        holding, person = rows.holding, rows.person
        left = update(holding).where(holding.c.person == found["ended"])
        connection.execute(left.values(held_to=date(2027, 3, 3)))
        connection.execute(update(person).where(person.c.id == found["suspended"]).values(suspended=True))
    return found


def _council(city: City, mark: str) -> Council:
    """A tender whose consultation is late, an ending, a project that only staff may see, and their alerts."""
    ref, ending = city.open(), city.open("Lunch clubs", route="decommission", end=date(2028, 9, 1))
    hidden = city.open(f"{mark}: {SECRET_PLAN}", visibility="staff")
    withdrawn, of_other = city.open("A plan given up"), city.open("Family hubs", owner="other")
    people, objects = _people(city), furnish(city, mark)
    people |= {who: objects[f"{who} person"] for who in CONTACTS}
    officer = city.people["officer"]
    advance(ref=withdrawn, move="withdraw", reason="Not needed.", by=officer, services=city.services)
    city.at(date(2027, 1, 20)).record(ref, "early_conversation_started", date(2027, 1, 20))
    told = {"rule": "LDS-CODE-12W", "event": "consultation_closed", "cause": "other", "reason": SAID}
    ask_explanation(ref=ref, **told, instead="Four meetings.", by=officer, services=city.services)
    objects["comment"] = _comment(city, people["partner"], ref, mark)
    dated = {"event": "consultation_opened", "on": date(2027, 3, 1)}
    for name in ("Later", f"{mark} later still"):
        keep_in_scenario(ref=ref, name=name, **dated, by=officer, services=city.services)
    note = {
        "stage": "need",
        "task": "needs_assessment",
        "form": "note",
        "visibility": "staff",
        "text": f"{mark} was said.",
    }
    add_evidence(ref=ref, **note, by=officer, services=city.services)
    paper = {**note, "form": "file", "visibility": "public"}
    file = Upload(f"{mark}.txt", BytesIO(f"{mark} is on file.".encode()))
    titled = Details(title=f"{mark} paper")
    add_evidence(ref=ref, **paper, details=titled, file=file, by=officer, services=city.services)
    part = Part("NHS Example", "nhs", "funds", contact=Contact(f"{mark} post"))
    name_partner(ref=ref, part=part, by=officer, services=city.services)
    leaving = Part("NHS Example North", "nhs", "funds", contact=Contact(f"{mark} desk"))
    named = name_partner(ref=ref, part=leaving, by=officer, services=city.services)
    objects["part"], objects["part given up"] = named.project.partners.named
    objects |= _activities(city, ref, mark)
    objects |= _replies(city, mark) | {"ref one stage on": _left_a_stage(city)}
    later = city.at(DAY)
    sweep(later.services, later.services.clock.now())
    _mark_mails(city, mark)
    objects["explanation of today"] = sector.asks(later, later.open("Shopping trips"))
    objects["moved date"] = _moved_date(city, ref, mark)
    project = views.project(later.services, officer, ref).overview.project
    objects |= {"record": project.evidence[0].id, "file": project.evidence[1].id}
    alerts = views.alerts(later.services, city.people["manager"])
    to_manager = [a for a in alerts if a.ref == ref and a.recipient == city.posts["manager"]]
    mail = views.mails(later.services, city.people["admin"])[0]
    explanation, alert = next(iter(project.explanations)), to_manager[-1].id
    return Council(
        later, ref, ending, hidden, withdrawn, of_other, explanation, alert, mail.id, people, objects
    )


def _comment(city: City, partner: str, ref: str, mark: str) -> str:
    """What the sector partner said of the project's explanation; its id."""
    project = views.project(city.services, city.people["officer"], ref).overview.project
    return sector.says(
        city, sector.acting(city, partner), next(iter(project.explanations)), f"{mark} said so."
    )


def _replies(city: City, mark: str) -> dict[str, str]:
    """A consultation with a reply, a theme and a file on its way, by word."""
    later = city.at(DAY)
    of = replies.consulted(later, "Day centres")
    return _promise(later, mark) | {
        "ref with replies": of,
        "reply": replies.take(later, of, f"{mark} was said."),
        "theme": replies.name(later, of, f"{mark} hours"),
        "replies on their way": replies.sent(later, of),
    }


def _promise(city: City, mark: str) -> dict[str, str]:
    """What was promised for a day in an answer that is public, by word."""
    of = replies.consulted(city, "Meals at home")
    city.record(of, "consultation_closed", DAY)
    theme = replies.name(city, of, f"{mark} meals")
    told = {"ref": of, "services": city.services}
    follows = {
        "effect": "changed",
        "answer": SAID,
        "by_when": date(2028, 4, 1),
        "post": city.posts["officer"],
    }
    answer_theme(theme=theme, by=city.people["manager"], **follows, **told)
    write_outcome(changed=True, text=SAID, by=city.people["officer"], **told)
    publish_feedback(by=city.people["officer"], **told)
    return {"ref with promise": of, "theme promised": theme}


def _left_a_stage(city: City) -> str:
    """A project that is one stage further than where it began."""
    ref, by = city.open("Shared lives"), city.people["officer"]
    note = {"form": "note", "visibility": "staff", "text": "Carers and their groups."}
    add_evidence(ref=ref, stage="need", task="consult_list", by=by, services=city.services, **note)
    advance(ref=ref, move="finish-need", by=by, services=city.services)
    return ref


def _activities(city: City, ref: str, mark: str) -> dict[str, str]:
    """What the plan of engagement holds, by word."""
    found = {}
    for word in ("activity", "activity held", "activity given up"):
        asked = Asked(
            f"{mark} {word}", date(2027, 12, 1), "consulting", "influence", ("Carers",), "", "",
            city.posts["officer"], "staff",
        )  # fmt: skip
        told = plan_activity(ref=ref, asked=asked, by=city.people["officer"], services=city.services)
        named = {one.plan.what: one.plan.id for one in told.project.engagement.activities}
        found[word] = named[f"{mark} {word}"]
    return found


def _mark_mails(city: City, mark: str) -> None:
    """Words in every mail by which it is known again."""
    mail = rows.outbox
    marked = {name: mail.c[name] + f" {mark}" for name in ("subject", "text", "html")}
    with writing(city.services.engine) as connection:
        connection.execute(update(mail).where(mail.c.body == city.body).values(**marked))


def posts_are_those_of_the_matrix(city: City) -> bool:
    """Whether the city's posts and those that the matrix knows are the same."""
    return set(city.people) == POSTS

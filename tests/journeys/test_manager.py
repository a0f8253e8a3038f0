"""The manager: a mail says what is late, its link leads to the alert, the dashboard to what waits."""

from __future__ import annotations

import re
from datetime import date
from email.message import EmailMessage
from typing import Any

from tests.journeys.people import Person, served
from tests.support.city import City
from workflow.commands import views
from workflow.commands.explain import ask_explanation
from workflow.delivery.mailer import smtp
from workflow.delivery.sender import send_due
from workflow.delivery.sweep import sweep

REASON = (
    "The needs assessment was three weeks late and the present contract cannot be extended beyond its end."
)


def test_r026_from_the_mail_to_the_alert_a_plan_and_an_explanation_decided(
    city_on_postgresql: City, page: Any, smtp_server: Any
) -> None:
    city = city_on_postgresql
    ref = city.open()
    city.record(ref, "early_conversation_started", date(2026, 11, 9))
    late = city.at(date(2027, 3, 4))
    _asks(late, ref)
    sweep(late.services, late.services.clock.now())
    sent = send_due(late.services, smtp(smtp_server.url), late.services.clock.now())
    mails: dict[str, EmailMessage] = {str(m["To"]): m for m in smtp_server.messages}
    assert sent.sent == 2 and set(mails) == {city.emails["officer"], city.emails["manager"]}
    link = re.search(r"http://\S+/alerts/\w+", _text(mails[city.emails["manager"]]))
    assert link

    with served(late) as (base, _app):
        manager = Person(page, base)
        manager.goes(link.group())
        manager.signs_in(city.emails["manager"])
        told = manager.reads()
        assert "1 working day late" in told and "Head of Adult Commissioning" in told
        manager.fills(
            "What will be done, and by which post", "The Commissioning Officer opens it on 10 March."
        )
        manager.dates("until", date(2027, 3, 10))
        manager.presses("Acknowledge")
        manager.goes("/dashboard")
        told = manager.reads()
        assert "1 project is late" in told and "Community mental health support" in told
        _decides(manager)
    found = views.project(late.services, late.people["manager"], ref).overview.project
    assert [e.agreed for e in found.explanations.values()] == [True]
    later = city.at(date(2027, 3, 11))
    swept = sweep(later.services, later.services.clock.now())
    assert {line["recipient"] for line in swept.alerts} <= {"Head of Adult Commissioning"}


def test_whoever_asked_for_an_explanation_finds_that_someone_else_must_decide(city: City, page: Any) -> None:
    explanation = _asks(city, city.open())
    with served(city) as (base, _app):
        officer = Person(page, base)
        officer.signs_in(city.emails["officer"])
        officer.goes(f"/explanations/{explanation}/decide")
        assert "Someone else must decide" in officer.reads()
        assert page.get_by_role("button", name="Save the decision").count() == 0


def test_after_signing_out_the_back_button_shows_nothing(city: City, page: Any) -> None:
    with served(city) as (base, _app):
        manager = Person(page, base)
        manager.signs_in(city.emails["manager"])
        manager.goes("/dashboard")
        manager.presses("Sign out")
        page.go_back()
        page.reload()
        assert "/sign-in" in page.url


def _decides(manager: Person) -> None:
    manager.leaves_by(manager.page.locator("a[href*='/explanations/']").first)
    manager.page.locator("[name=answer][value=agree]").check()
    manager.page.locator("[name=reason]").fill("The meetings reach the same people.")
    manager.presses("Save the decision")


def _asks(city: City, ref: str) -> str:
    changed = ask_explanation(
        ref=ref, rule="LDS-CODE-12W", event="consultation_closed", cause="planning", reason=REASON,
        instead="Two extra meetings.", by=city.people["officer"], services=city.services,
    )  # fmt: skip
    return list(changed.project.explanations)[-1]


def _text(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())

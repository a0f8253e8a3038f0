"""A project carried through sixty days: the clock moves, people act, and the mailbox fills over real SMTP."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta
from email.message import EmailMessage
from typing import Any

from tests.support.city import City
from workflow.commands import views
from workflow.delivery.mailer import smtp
from workflow.delivery.sender import send_due
from workflow.delivery.sweep import sweep

FIRST, LAST = date(2027, 1, 25), date(2027, 3, 25)
OPENED = date(2027, 3, 12)


def test_r026_in_sixty_days_each_post_hears_what_it_must_once_and_nothing_after_the_consultation_opened(
    city: City, smtp_server: Any
) -> None:
    ref = city.open()
    city.record(ref, "early_conversation_started", date(2026, 11, 9))
    mailer = smtp(smtp_server.url)
    arrived: dict[date, list[tuple[str, str]]] = defaultdict(list)
    for day in _days():
        for hour in (7, 10, 16):
            now = datetime.combine(day, time(hour), tzinfo=UTC)
            then = city.at(now)
            if (day, hour) == (OPENED, 10):
                then.record(ref, "consultation_opened", OPENED)
            before = len(smtp_server.messages)
            sweep(then.services, now)
            send_due(then.services, mailer, now)
            arrived[day] += [_letter(city, mail) for mail in smtp_server.messages[before:]]
    told = {day: sorted(who for who, _subject in mails) for day, mails in arrived.items() if mails}
    assert told == {
        date(2027, 2, 3): ["officer"],
        date(2027, 2, 17): ["officer"],
        date(2027, 2, 24): ["manager", "officer"],
        date(2027, 3, 3): ["manager", "officer"],
        date(2027, 3, 4): ["manager", "officer"],
        date(2027, 3, 10): ["head"],
    }
    assert all(ref in subject for mails in arrived.values() for _who, subject in mails)
    ids = [mail["Message-ID"] for mail in smtp_server.messages]
    assert len(ids) == len(set(ids)) == 9
    late = city.at(LAST)
    assert views.alerts(late.services, late.people["manager"]) == ()
    found = views.project(late.services, late.people["officer"], ref).overview
    assert found.project.actual("consultation_opened") == OPENED
    assert found.timetable.verdict == "late"


def _days() -> list[date]:
    return [FIRST + timedelta(n) for n in range((LAST - FIRST).days + 1)]


def _letter(city: City, mail: EmailMessage) -> tuple[str, str]:
    keys = {address: key for key, address in city.emails.items()}
    return keys[str(mail["To"])], str(mail["Subject"])

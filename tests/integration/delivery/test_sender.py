"""Mail is never lost; it is repeated only if a sender dies between the server's 250 and our note of it."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.integration.delivery.rounds import Bag, late_project, outbox, sent, swept
from tests.support.city import City
from tests.support.servers import free_port
from workflow.clock import FixedClock, at
from workflow.delivery.mailer import FolderMailer, Undelivered, smtp
from workflow.delivery.sender import send_due
from workflow.store.outbox import LEASE

DAY = date(2027, 3, 4)
NINE = at(DAY)
ROOT = Path(__file__).resolve().parents[3]
DIES_HOLDING_A_LEASE = """
import os, signal, sys
from datetime import datetime
from config.settings import from_environment
from workflow.clock import FixedClock
from workflow.commands.services import services
from workflow.delivery.mailer import smtp
from workflow.delivery.sender import send_due

server, moment, when = sys.argv[1:]
instant = datetime.fromisoformat(moment)

class Dying:
    def send(self, id_, message, to):
        if when == "after":
            smtp(server).send(id_, message, to)
        os.kill(os.getpid(), signal.SIGKILL)

send_due(services(from_environment(), FixedClock(instant)), Dying(), instant, "dying")
"""


def queue_two(city: City) -> None:
    """The mails of 4 March: one to the owner, one to the manager."""
    late_project(city)
    swept(city, DAY)


def later(minutes: float) -> datetime:
    return NINE + timedelta(minutes=minutes)


def kill_a_sender(url: str, server: str, when: str, folder: Path) -> None:
    """A sender in a process of its own that is killed with a lease in its hand, before or after the 250."""
    command = [sys.executable, "-c", DIES_HOLDING_A_LEASE, server, NINE.isoformat(), when]
    told = {**os.environ, "FAIRNOTICE_DATABASE_URL": url, "FAIRNOTICE_VAR": str(folder)}
    done = subprocess.run(command, cwd=ROOT, env=told, check=False, timeout=60)
    assert done.returncode == -9


def test_every_mail_reaches_its_post_with_what_threads_and_filters_need(city: City, smtp_server: Any) -> None:
    queue_two(city)
    answer = send_due(city.services, smtp(smtp_server.url), NINE)
    assert (answer.sent, answer.failed, answer.waiting) == (2, 0, 0)
    assert sorted(to for (to,) in smtp_server.recipients) == [city.emails["manager"], city.emails["officer"]]
    mail = smtp_server.messages[0]
    assert str(mail["From"]) == "Example City Council <fair-notice@example.invalid>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Date"].datetime == NINE
    assert str(mail["Subject"]).endswith("(COM-2026-001)")
    assert {part.get_content_type() for part in mail.walk()} >= {"text/plain", "text/html"}
    assert len({str(each["Message-ID"]) for each in smtp_server.messages}) == 2


@pytest.mark.parametrize("when, copies", [("before", 2), ("after", 3)])
def test_a_sender_killed_with_a_lease_loses_nothing_and_repeats_at_most_the_one_mail_under_its_old_id(
    city: City, smtp_server: Any, database_url: str, tmp_path: Path, when: str, copies: int
) -> None:
    queue_two(city)
    kill_a_sender(database_url, smtp_server.url, when, tmp_path)
    other = smtp(smtp_server.url)

    def send(moment: datetime) -> int:
        services = replace(city.services, clock=FixedClock(moment))
        return send_due(services, other, moment, "other").sent

    assert send(NINE) == 1
    assert send(NINE + LEASE) == 0
    assert send(NINE + LEASE + timedelta(seconds=1)) == 1
    ids = [str(mail["Message-ID"]) for mail in smtp_server.messages]
    assert (len(ids), len(set(ids))) == (copies, 2)
    assert {state for state, _tries in outbox(city).values()} == {"sent"}


def test_a_sender_that_wakes_after_its_lease_ended_notes_nothing(city: City) -> None:
    queue_two(city)
    second = Bag()

    class Frozen(Bag):
        def send(self, id_: str, message: Any, to: str) -> str:
            if not self.mails:
                sent(city, NINE + LEASE + timedelta(seconds=1), second, "second")
            return super().send(id_, message, to)

    first = Frozen()
    services = replace(city.services, clock=FixedClock(NINE))
    answer = send_due(services, first, NINE, "first")
    assert (answer.sent, len(first.mails), len(second.mails)) == (0, 1, 2)
    assert sorted(outbox(city).values()) == [("sent", 1), ("sent", 2)]


def test_four_senders_at_once_send_each_mail_once(city: City) -> None:
    for n in range(6):
        ref = city.open(title=f"Project {n}", owner="other" if n % 2 else "officer")
        assert ref
    swept(city, date(2027, 1, 21))
    before = len(outbox(city))
    bag, start = Bag(), threading.Barrier(4)

    def work(n: int) -> None:
        start.wait()
        sent(city, date(2027, 1, 21), bag, f"worker {n}")

    threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ids = [str(mail["Message-ID"]) for _to, mail in bag.mails]
    assert len(ids) == len(set(ids)) == before
    assert {state for state, _tries in outbox(city).values()} == {"sent"}


@pytest.mark.parametrize("answer", ["421 closing", "451 greylisted, come back", "452 no room"])
def test_a_mail_put_off_by_the_server_is_tried_again_and_arrives(
    city: City, smtp_server: Any, answer: str
) -> None:
    queue_two(city)
    server = smtp(smtp_server.url)
    smtp_server.refuse = answer
    assert sent_by(city, server, NINE) == (0, 0, 2)
    smtp_server.refuse = None
    assert sent_by(city, server, later(0.9)) == (0, 0, 2)
    assert sent_by(city, server, later(1)) == (2, 0, 0)


def sent_by(city: City, server: Any, moment: datetime) -> tuple[int, int, int]:
    answer = sent(city, moment, server)
    return (answer.sent, answer.failed, answer.waiting)


def test_a_mail_refused_for_good_is_given_up_and_the_manager_above_is_told(city: City) -> None:
    queue_two(city)
    bag = Bag()
    bag.refuses = {city.emails["officer"]: Undelivered("550 no such mailbox", permanent=True)}
    assert sent_by(city, bag, NINE) == (2, 1, 0)
    assert ("manager", "We could not deliver this to the Commissioning Officer") in bag.told
    assert "550 no such mailbox" in bag.text("manager", "could not deliver")


def test_what_the_server_says_about_one_address_delays_no_other_mail(city: City, smtp_server: Any) -> None:
    queue_two(city)

    async def doubt(
        server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address == city.emails["officer"]:
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 ok"

    smtp_server.handle_RCPT = doubt
    assert sent_by(city, smtp(smtp_server.url), NINE) == (2, 1, 0)


def test_a_connection_dropped_after_the_last_dot_is_tried_again_under_the_same_id(
    city: City, smtp_server: Any
) -> None:
    queue_two(city)
    server, seen = smtp(smtp_server.url), smtp_server.handle_DATA
    taken: list[str] = []

    async def drop(smtp: SMTP, session: Session, envelope: Envelope) -> str:
        await seen(smtp, session, envelope)
        taken.append(str(smtp_server.messages[-1]["Message-ID"]))
        smtp.transport.abort()
        return "250 never heard"

    smtp_server.handle_DATA = drop
    assert sent_by(city, server, NINE) == (0, 0, 2)
    smtp_server.handle_DATA = seen
    assert sent_by(city, server, later(1)) == (2, 0, 0)
    again = {str(mail["Message-ID"]) for mail in smtp_server.messages[len(taken) :]}
    assert again == set(taken)


def test_while_the_mail_server_is_away_mails_wait_and_only_one_of_them_is_tried(city: City) -> None:
    queue_two(city)
    nobody = smtp(f"smtp://127.0.0.1:{free_port()}")
    assert sent_by(city, nobody, NINE) == (0, 0, 2)
    assert sorted(tries for _state, tries in outbox(city).values()) == [0, 1]


def test_pauses_grow_and_after_72_hours_a_mail_is_given_up(city: City) -> None:
    queue_two(city)
    bag = Bag()
    bag.refuses = {city.emails["officer"]: Undelivered("451 later")}
    tried = lambda: max(tries for _state, tries in outbox(city).values())  # noqa: E731
    for minutes, tries in ((0, 1), (1, 2), (5.9, 2), (6, 3), (20.9, 3), (21, 4), (80.9, 4), (81, 5)):
        sent(city, later(minutes), bag)
        assert tried() == tries, minutes
    assert sent_by(city, bag, at(date(2027, 3, 5)))[1] == 0
    assert sent_by(city, bag, NINE + timedelta(hours=96)) == (1, 1, 0)
    assert ("manager", "We could not deliver this to the Commissioning Officer") in bag.told


def test_without_a_mail_server_each_mail_is_a_file(city: City, tmp_path: Path) -> None:
    queue_two(city)
    folder = tmp_path / "mail"
    assert sent_by(city, FolderMailer(folder), NINE) == (2, 0, 0)
    files = sorted(folder.iterdir())
    assert [file.suffix for file in files] == [".eml", ".eml"]
    assert b"Message-ID: <" in files[0].read_bytes()


def test_a_title_with_line_breaks_adds_no_header(city: City) -> None:
    ref = city.open(title="Support\r\nBcc: everyone@example.invalid")
    city.at(date(2027, 1, 20)).record(ref, "early_conversation_started", date(2027, 1, 20))
    swept(city, date(2027, 2, 3))
    bag = Bag()
    sent(city, date(2027, 2, 3), bag)
    ((_to, mail),) = bag.mails
    assert mail["Bcc"] is None
    assert "\n" not in str(mail["Subject"])

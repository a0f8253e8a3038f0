"""The sender: one mail a lease. Nothing leaves inside a transaction, and what was taken is noted at once."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from urllib.parse import urlsplit

from sqlalchemy import Connection

from config.settings import Settings
from workflow.alerts.messages import undelivered
from workflow.alerts.model import Letterhead, Reader
from workflow.clock import london
from workflow.commands.services import Services
from workflow.delivery.addressees import above
from workflow.delivery.mailer import Mailer, Undelivered
from workflow.delivery.office import is_open, next_open
from workflow.errors import BadRequest
from workflow.store import outbox, register, sweeping
from workflow.store.engine import reading, writing
from workflow.store.outbox import Claimed
from workflow.store.register import Body
from workflow.timetable.calendars import calendar
from workflow.words import gettext as _

PAUSES = (1, 5, 15, 60)
"""Minutes before the second, third, fourth try and every one after."""
GIVE_UP = timedelta(hours=72)
UNDELIVERED = "undelivered:"


@dataclass(frozen=True, slots=True)
class Sent:
    """Mails that were sent, that were given up, and that wait, due or not."""

    sent: int
    failed: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Post:
    """What one round of sending works with."""

    services: Services
    mailer: Mailer
    bodies: dict[str, Body]
    as_of: datetime | None
    worker: str

    @property
    def moment(self) -> datetime:
        """The instant that decides what is due, and that mails carry."""
        return self.as_of or self.services.clock.now()


def send_due(
    services: Services, mailer: Mailer, as_of: datetime | None = None, worker: str = "sender"
) -> Sent:
    """Send every mail that is queued and due, in office hours of its body; letters day and night.

    `as_of` stands in for the present moment; leases run on the real clock.
    """
    with reading(services.engine) as connection:
        bodies = {body.id: body for body in register.bodies(connection)}
    round_ = Post(services, mailer, bodies, as_of, worker)
    outcomes: list[str] = []
    while (outcome := _one(round_)) is not None:
        outcomes.append(outcome)
        if outcome == "unreached":
            break
    with writing(services.engine) as connection:
        if as_of is None:
            sweeping.beat(connection, sweeping.SENDER, services.clock.now())
        waiting = outbox.waiting(connection)
    return Sent(outcomes.count("sent"), outcomes.count("failed"), waiting)


def document(sent: Sent) -> dict[str, int]:
    """The round as the JSON document that scripts rely on."""
    return {"sent": sent.sent, "failed": sent.failed, "waiting": sent.waiting}


def message(mail: Claimed, body: Body, settings: Settings, moment: datetime) -> EmailMessage:
    """The mail as it goes over the wire; the same mail has the same Message-ID however often it is sent.

    Raises ValueError if an address or the subject cannot stand in a header.
    """
    made = EmailMessage(policy=policy.SMTP)
    made["From"] = Address(display_name=body.name, addr_spec=settings.mail_from)
    if body.sender_address:
        made["Reply-To"] = Address(addr_spec=body.sender_address)
    made["To"] = Address(addr_spec=mail.to_address)
    made["Subject"] = mail.subject
    made["Date"] = london(moment)
    host = urlsplit(settings.public_base_url).hostname or "localhost"
    made["Message-ID"] = f"<{hashlib.sha256(mail.key.encode()).hexdigest()[:32]}@{host}>"
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(mail.text)
    made.add_alternative(mail.html, subtype="html")
    return made


def check_sender(settings: Settings) -> None:
    """Raise BadRequest with the mend if mails could not carry the sender's address."""
    try:
        Address(addr_spec=settings.mail_from)
    except (ValueError, IndexError):
        raise BadRequest(
            _("FAIRNOTICE_MAIL_FROM is no mail address. Write it like notices@council.example.")
        ) from None


def _one(round_: Post) -> str | None:
    """Claim one mail and end its lease: what became of it, or None if nothing is due."""
    moment = round_.moment
    working = [b.id for b in round_.bodies.values() if is_open(calendar(b.nation), moment)]
    with writing(round_.services.engine) as connection:
        now = round_.services.clock.now()
        mail = outbox.claim(connection, working, moment=moment, now=now, worker=round_.worker)
        if mail is None:
            return None
        if not outbox.still_true(connection, mail.id):
            outbox.mark_superseded(connection, mail)
            return "superseded"
    return _deliver(round_, mail, moment)


def _deliver(round_: Post, mail: Claimed, moment: datetime) -> str:
    body = round_.bodies[mail.body]
    try:
        made = message(mail, body, round_.services.settings, moment)
        answer = round_.mailer.send(mail.id, made, mail.to_address)
    except Undelivered as fault:
        return _not_taken(round_, mail, fault)
    except (ValueError, IndexError) as fault:
        return _not_taken(round_, mail, Undelivered(_("cannot be written: %s") % fault, permanent=True))
    with writing(round_.services.engine) as connection:
        ours = outbox.mark_sent(connection, mail, round_.moment, answer)
    return "sent" if ours else "lost"


def _not_taken(round_: Post, mail: Claimed, fault: Undelivered) -> str:
    """Try again later, for up to 72 hours; then, or at once if that cannot help, give up and say so."""
    moment, body = round_.moment, round_.bodies[mail.body]
    with writing(round_.services.engine) as connection:
        if not fault.permanent and moment - mail.first_tried_at < GIVE_UP:
            minutes = PAUSES[min(mail.tries, len(PAUSES)) - 1]
            later = moment + timedelta(minutes=minutes)
            if not mail.key.startswith(outbox.AT_ONCE):
                later = next_open(calendar(body.nation), later)
            outbox.put_off(connection, mail, later, str(fault))
            return "later" if fault.reached else "unreached"
        if outbox.mark_failed(connection, mail, str(fault)) and not mail.key.startswith(UNDELIVERED):
            _tell_manager(round_, connection, mail, str(fault))
        return "failed"


def _tell_manager(round_: Post, connection: Connection, mail: Claimed, answer: str) -> None:
    """Queue a mail to whoever stands above the post that could not be reached, if anyone does."""
    body, moment = round_.bodies[mail.body], round_.moment
    posts = register.posts(connection, body.id, london(moment).date())
    to = above(posts, mail.to_post, outbox.manager_of(connection, mail.id), mail.to_address)
    if to is None:
        return
    working, base = calendar(body.nation), round_.services.settings.public_base_url
    head = Letterhead(body.name, base, working, body.demonstration)
    post = posts[mail.to_post].title if mail.to_post and mail.to_post in posts else mail.to_address
    told = undelivered(post, mail.subject, answer, Reader(to.title), head)
    letter = outbox.Letter(
        key=UNDELIVERED + mail.key,
        body=body.id,
        to_post=to.id,
        to_address=str(to.email),
        subject=told.subject,
        text=told.text,
        html=told.html,
        why=told.why,
    )
    outbox.queue(connection, letter, at=moment, send_after=next_open(working, moment))

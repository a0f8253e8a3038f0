"""The sweep: which rungs were reached, and who hears of them, in one mail a person.

Twice, late, out of order or on five machines: the same rows.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import Connection

from workflow.alerts.messages import subject_of, write
from workflow.alerts.model import Alert, Reader
from workflow.clock import london
from workflow.commands.services import Services
from workflow.delivery import partners
from workflow.delivery.addressees import addressee
from workflow.delivery.turn import Round, round_of
from workflow.store import outbox, prompting, register, sweeping
from workflow.store.register import PostRow


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep found: standing deadlines whose day has come, alerts not recorded before, mails queued."""

    as_of: datetime
    due: int
    new_alerts: int
    mails_queued: int
    alerts: tuple[Mapping[str, str], ...]


@dataclass(slots=True)
class Envelope:
    """What one person is to hear."""

    to: PostRow
    alerts: list[Alert] = field(default_factory=list)
    vacant: dict[str, None] = field(default_factory=dict)


def sweep(services: Services, as_of: datetime, dry: bool = False) -> Swept:
    """Raise what is due as of an instant and queue its mail, in one transaction; sends nothing.

    Sweeps take turns. A dry one does the same as if it were then, and leaves the scheduler's heartbeat alone.
    """

    def work(connection: Connection) -> Swept:
        found = _sweep(connection, services, as_of)
        if not dry:
            sweeping.beat(connection, sweeping.SCHEDULER, services.clock.now())
        return found

    return sweeping.in_turn(services.engine, sweeping.SCHEDULER, work)


def _sweep(connection: Connection, services: Services, as_of: datetime) -> Swept:
    today = london(as_of).date()
    prompting.keep_up(connection, today)
    new = sweeping.raise_due(connection, today, as_of)
    bodies = {body.id: body for body in register.bodies(connection)}
    queued, told = 0, []
    untold = _by_body(sweeping.untold(connection, today))
    for id_ in sorted({*untold, *(alert.body for alert in new)}):
        turn = round_of(connection, bodies[id_], services, as_of)
        mails = _tell(turn, untold.get(id_, ()), services)
        queued += len(set(mails.values()))
        told += [_line(alert, turn, alert.id in mails) for alert in new if alert.body == id_]
    queued += partners.tell(connection, bodies, services, as_of)
    due = sweeping.count_due(connection, today)
    return Swept(as_of, due, len(new), queued, tuple(sorted(told, key=_by_day)))


def document(swept: Swept) -> dict[str, object]:
    """The sweep as the JSON document that scripts rely on."""
    return {
        "as_of": swept.as_of.isoformat(),
        "due": swept.due,
        "new_alerts": swept.new_alerts,
        "mails_queued": swept.mails_queued,
        "alerts": [dict(line) for line in swept.alerts],
    }


def _by_day(line: Mapping[str, str]) -> tuple[str, str]:
    return (line["due_on"], line["key"])


def _by_body(alerts: Iterable[Alert]) -> dict[str, list[Alert]]:
    found: dict[str, list[Alert]] = defaultdict(list)
    for alert in alerts:
        found[alert.body].append(alert)
    return found


def _line(alert: Alert, turn: Round, told: bool) -> dict[str, str]:
    """A new alert in short; one that was overtaken has the subject that it would have had on its day."""
    return {
        "key": alert.key,
        "trigger": alert.trigger,
        "rule": alert.rule,
        "project": alert.ref,
        "recipient": turn.posts[alert.recipient].title,
        "due_on": alert.due_on.isoformat(),
        "subject": subject_of(alert, turn.head, turn.read_on if told else alert.due_on),
    }


def _tell(turn: Round, untold: Sequence[Alert], services: Services) -> dict[str, str]:
    """Queue one mail a person, and take back those that nobody has begun to send: the new one says it all.

    Answers the mail of each alert that is told, by their ids.
    """
    waiting = _envelopes(turn, untold)
    if not waiting:
        return {}
    now = services.clock.now()
    taken = outbox.take_back(turn.connection, turn.body.id, tuple(waiting), now)
    if taken:
        sweeping.release(turn.connection, taken)
        again = sweeping.untold(turn.connection, london(turn.as_of).date())
        waiting = _envelopes(turn, [alert for alert in again if alert.body == turn.body.id])
    told: dict[str, str] = {}
    overtaken: list[str] = []
    for envelope in waiting.values():
        highest, lower = _climb(envelope.alerts)
        mail = _queue(turn, envelope, highest)
        told |= {alert.id: mail for alert in highest if mail}
        overtaken += [alert.id for alert in lower]
    sweeping.mark_told(turn.connection, told)
    sweeping.mark_superseded(turn.connection, overtaken)
    return told


def _envelopes(turn: Round, untold: Iterable[Alert]) -> dict[str, Envelope]:
    """What each person is to hear, by address; of a vacant post, whoever stands above it."""
    found: dict[str, Envelope] = {}
    for alert in untold:
        to = addressee(turn.posts, alert.recipient)
        if to is None or to.email is None:
            continue
        envelope = found.setdefault(to.email, Envelope(to))
        envelope.alerts.append(alert)
        if to.id != alert.recipient:
            envelope.vacant[turn.posts[alert.recipient].title] = None
    return found


def _climb(alerts: Sequence[Alert]) -> tuple[list[Alert], list[Alert]]:
    """The highest rung of each matter, and the lower ones that it overtakes."""
    tops: dict[tuple[str, ...], int] = defaultdict(int)
    for alert in alerts:
        tops[_matter(alert)] = max(tops[_matter(alert)], alert.rung)
    highest = [alert for alert in alerts if alert.rung == tops[_matter(alert)]]
    return highest, [alert for alert in alerts if alert.rung < tops[_matter(alert)]]


def _matter(alert: Alert) -> tuple[str, ...]:
    return (str(alert.project or alert.agreement), alert.event, alert.family, alert.recipient)


def _queue(turn: Round, envelope: Envelope, alerts: Sequence[Alert]) -> str | None:
    known = [_with_history(turn, alert) for alert in alerts]
    mail = write(known, Reader(envelope.to.title, tuple(envelope.vacant)), turn.head, turn.read_on)
    keys = sorted(f"{alert.key}#{alert.version}" for alert in alerts)
    letter = outbox.Letter(
        key="alerts:" + hashlib.sha256("\n".join(keys).encode()).hexdigest(),
        body=turn.body.id,
        to_post=envelope.to.id,
        to_address=str(envelope.to.email),
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        why=mail.why,
    )
    return outbox.queue(turn.connection, letter, at=turn.as_of, send_after=turn.send_after)


def _with_history(turn: Round, alert: Alert) -> Alert:
    """The alert with who heard of the same lateness before, where its text says so."""
    if alert.due_on <= alert.last_safe or alert.role in ("owner", "manager"):
        return alert
    before = sweeping.told_of(turn.connection, alert)
    told = {(turn.posts[row["recipient"]].title, london(row["send_after"]).date()) for row in before}
    owner_first = sorted(told, key=lambda each: (each[0] != alert.post("owner"), each))
    plan = next((row["plan"] for row in before if row["plan"]), "")
    return replace(alert, told=tuple(owner_first), plan=plan)

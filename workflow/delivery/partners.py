"""Sector partners hear by mail of explanations that they can comment on: one mail a person in one round."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from workflow.alerts.commenting import Asks, comment_mail
from workflow.clock import london
from workflow.commands.change import situation_of, subject_of
from workflow.commands.services import Services
from workflow.delivery.turn import Round, round_of
from workflow.project.access import PARTNER, Action, Actor, Subject, may
from workflow.project.orders import promise
from workflow.register.commenting import WIDEST_DAYS, until
from workflow.store import commenting, outbox, queries
from workflow.store.commenting import Waits
from workflow.store.register import Body, PostRow


def tell(connection: Connection, bodies: Mapping[str, Body], services: Services, as_of: datetime) -> int:
    """Queue a mail to each sector partner who can comment on a request that they were not told of; how many.

    Nobody hears who wants no such mail, is suspended, has a part in the request or has commented already.
    """
    waiting: dict[str, list[Waits]] = defaultdict(list)
    for each in commenting.waiting(connection, london(as_of).date() - timedelta(WIDEST_DAYS)):
        waiting[each.body].append(each)
    mails = 0
    for id_, found in waiting.items():
        call = _Call(round_of(connection, bodies[id_], services, as_of), found, services)
        mails += sum(call.tell(post) for post in call.partners())
    return mails


@dataclass(slots=True)
class _Call:
    """What waits in one body, looked at once for all of its partners."""

    turn: Round
    waiting: Sequence[Waits]
    services: Services
    known: dict[str, tuple[Asks, Subject]] = field(default_factory=dict)

    def partners(self) -> list[PostRow]:
        """The post in which each person is a partner who can be written to."""
        quiet = commenting.wants_no_mail(self.turn.connection, self.turn.body.id)
        reached = {
            post.holder: post
            for post in reversed(tuple(self.turn.posts.values()))
            if PARTNER in post.roles and post.email and post.holder not in quiet
        }
        return sorted(reached.values(), key=lambda post: post.title)

    def tell(self, post: PostRow) -> int:
        """One mail to a post about all that is new to it, with what nobody has begun to send; else none."""
        if not self._new_to(post):
            return 0
        connection, body = self.turn.connection, self.turn.body.id
        commenting.take_back(connection, body, str(post.email), self.services.clock.now())
        asks = self._new_to(post)
        mail = comment_mail(asks, post.title, self.turn.head)
        told = sorted(each.explanation for each in asks)
        letter = outbox.Letter(
            key="comments:" + hashlib.sha256("\n".join((str(post.email), *told)).encode()).hexdigest(),
            body=body, to_post=post.id, to_address=str(post.email),
            subject=mail.subject, text=mail.text, html=mail.html, why=mail.why,
        )  # fmt: skip
        queued = outbox.queue(connection, letter, at=self.turn.as_of, send_after=self.turn.send_after)
        if queued is None:
            return 0
        commenting.note_calls(connection, body, [(each, post.id) for each in told], queued)
        return 1

    def _new_to(self, post: PostRow) -> list[Asks]:
        connection, ids = self.turn.connection, [each.explanation for each in self.waiting]
        told = {explanation for explanation, to in commenting.calls(connection, ids) if to == post.id}
        over = told | commenting.of_post(connection, post.id, ids).keys()
        looked = [self._look(each) for each in self.waiting if each.explanation not in over]
        return [
            asks
            for asks, subject in looked
            if asks.until >= self.turn.read_on and _may_comment(post, subject)
        ]

    def _look(self, waits: Waits) -> tuple[Asks, Subject]:
        if waits.explanation not in self.known:
            stored = queries.stored(self.turn.connection, waits.body, waits.ref)
            situation = situation_of(stored, self.services)
            project = situation.project
            explanation = project.explanations[waits.explanation]
            rule = promise(situation.rulebook, explanation.rule)
            asks = Asks(
                waits.explanation, waits.ref, project.title, rule.title if rule else explanation.rule,
                project.directorate, waits.asked_on, until(waits.asked_on, self.turn.head.working),
                situation.rulebook.unconfirmed(explanation.rule),
            )  # fmt: skip
            subject = replace(subject_of(waits.body, project), explanation=explanation)
            self.known[waits.explanation] = asks, subject
        return self.known[waits.explanation]


def _may_comment(post: PostRow, subject: Subject) -> bool:
    as_partner = Actor(
        str(post.holder), subject.body, frozenset({post.id}), post.title, frozenset(post.roles)
    )
    return may(as_partner, Action.COMMENT_EXPLANATION, subject)

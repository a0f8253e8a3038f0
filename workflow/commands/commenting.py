"""A sector partner comments on an explanation that waits for a decision, while it is time (S09, P23)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from workflow.commands.change import Changed, change, situation_of, subject_of
from workflow.commands.services import Services
from workflow.commands.views import ProjectView
from workflow.errors import BadRequest, NotAllowed, NotFound, Refused
from workflow.project.access import PARTNER, Action, Actor, may
from workflow.project.events import CommentErased, ExplanationCommented, Fact
from workflow.project.explanation import Explanation
from workflow.project.situation import Situation
from workflow.register import commenting as period
from workflow.store import commenting as store
from workflow.store import queries, register
from workflow.store.commenting import NOTHING_YET, Comment, Words
from workflow.store.engine import reading
from workflow.store.ids import new_id
from workflow.store.register import Body, PostRow
from workflow.store.unit_of_work import Stored, UnitOfWork, unit_of_work
from workflow.timetable.calendars import calendar
from workflow.words import gettext as _

LONGEST = 4000
How = Literal["said", "changed", "nothing"]


@dataclass(frozen=True, slots=True)
class Request:
    """A request as a sector partner may read it: `until` the last day for a comment."""

    body: Body
    situation: Situation
    explanation: Explanation
    until: date
    comment: Comment | None

    @property
    def waits(self) -> bool:
        """Whether nobody has decided it, and its project still runs."""
        return self.explanation.agreed is None and self.situation.project.live

    @property
    def open(self) -> bool:
        """Whether it can be commented on today."""
        return self.waits and self.situation.today <= self.until

    @property
    def version(self) -> int:
        """The version that a form about it must carry."""
        return self.comment.version if self.comment else NOTHING_YET


@dataclass(frozen=True, slots=True)
class Standing:
    """What sector partners said of a request, for its team and whoever decides.

    `until`: the last day for a comment where one may still come or change, else None. `partners`: whether
    anybody is a sector partner; `seen`: whether the change is public, so that they could see it.
    """

    comments: tuple[Comment, ...]
    until: date | None
    partners: bool
    seen: bool
    waits: bool


def requests(services: Services, actor: Actor) -> tuple[Request, ...]:
    """Every request that the actor can comment on today, the first to close first."""
    with reading(services.engine) as connection:
        body = register.body(connection, actor.body)
        since = date.fromordinal(services.today.toordinal() - period.WIDEST_DAYS)
        waiting = store.waiting(connection, since, actor.body)
        refs = {each.ref for each in waiting}
        projects = {ref: queries.stored(connection, actor.body, ref) for ref in refs}
        post = _own_post(register.posts(connection, actor.body, services.today), actor)
        said = store.of_post(connection, post.id, [each.explanation for each in waiting])
    found = (
        _request(services, body, projects[each.ref], each.explanation, said.get(each.explanation))
        for each in waiting
    )
    allowed = (each for each in found if each.open and _allowed(actor, each.situation, each.explanation))
    return tuple(sorted(allowed, key=lambda each: (each.until, each.situation.project.ref)))


def request(services: Services, actor: Actor, explanation: str) -> Request:
    """One request of the actor's body, open or over. Raises NotFound, also for what the actor may not see."""
    with reading(services.engine) as connection:
        body = register.body(connection, actor.body)
        ref = queries.explanation_ref(connection, actor.body, explanation)
        stored = queries.stored(connection, actor.body, ref)
        post = _own_post(register.posts(connection, actor.body, services.today), actor)
        said = store.of_post(connection, post.id, (explanation,))
    found = _request(services, body, stored, explanation, said.get(explanation))
    if not (body.dates_public and _allowed(actor, found.situation, found.explanation)):
        raise NotFound
    return found


def comment_on(
    *, explanation: str, said: bool, text: str, by: Actor, services: Services,
    seen_version: int | None = None, once: str | None = None,
) -> Changed:  # fmt: skip
    """Let the actor's post say this of a request, or (`said` False) that it has no comment.

    Raises NotFound, Refused once it is decided or its time is over, Stale if the comment was changed since
    `seen_version`, AlreadyDone for a used one-time key, BadRequest for a comment without words.
    """
    asked = request(services, by, explanation)
    with reading(services.engine) as connection:
        post = _own_post(register.posts(connection, by.body, services.today), by)
    known, id_ = asked.comment, asked.comment.id if asked.comment else new_id()
    seen = asked.version if seen_version is None else seen_version

    def work(situation: Situation) -> Sequence[Fact]:
        found = situation.project.explanations[explanation]
        if not _allowed(by, situation, found):
            raise NotFound
        _still_open(replace(asked, situation=situation, explanation=found))
        if said and not 0 < len(text.strip()) <= LONGEST:
            raise BadRequest(_("Write your comment, in %d characters or fewer.") % LONGEST)
        return (ExplanationCommented(explanation, id_, _how(said, known)),)

    def also(uow: UnitOfWork, stored: Stored) -> None:
        words = text.strip() if said else ""
        told = Words(post.id, post.title, by.person, said, words, services.today)
        of = (stored.body, stored.id, explanation)
        store.say(uow.connection, of, id_, told, seen, services.clock.now())

    return change(
        ref=asked.situation.project.ref, by=replace(by, post_title=post.title), work=work, also=also,
        action=Action.COMMENT_EXPLANATION, services=services, once=once,
    )  # fmt: skip


def erase_comment(
    *, explanation: str, comment: str, reason: str, by: Actor, services: Services,
    seen_version: int | None = None, once: str | None = None,
) -> Changed:  # fmt: skip
    """Erase the words of a comment, as an administrator; that there was one stays. Raises NotFound for one
    that is not this request's or is erased already, BadRequest without a reason."""
    with reading(services.engine) as connection:
        ref = queries.explanation_ref(connection, by.body, explanation)
        known = store.of_explanation(connection, by.body, explanation)
    if comment not in {each.id for each in known}:
        raise NotFound

    def work(situation: Situation) -> Sequence[Fact]:
        if not reason.strip():
            raise BadRequest(_("Say why the words are erased. Do not repeat them."))
        return (CommentErased(explanation, comment, reason.strip()[:500]),)

    def also(uow: UnitOfWork, stored: Stored) -> None:
        store.erase(uow.connection, stored.body, comment, services.clock.now())

    return change(
        ref=ref, by=by, action=Action.ADMINISTER, work=work, also=also, services=services,
        seen_version=seen_version, once=once,
    )  # fmt: skip


def standing(services: Services, actor: Actor, view: ProjectView, explanation: str) -> Standing | None:
    """What was said of a request of a project; None for who may not read it."""
    project, body = view.overview.project, view.body
    if not may(actor, Action.READ_COMMENTS, subject_of(body.id, project)):
        return None
    with reading(services.engine) as connection:
        comments = store.of_explanation(connection, body.id, explanation)
    asked = project.explanations[explanation]
    partners = any(PARTNER in post.roles and post.holder for post in view.posts.values())
    found = Request(body, view.situation, asked, _until(body, asked), None)
    seen = project.public and body.dates_public
    until = found.until if found.open and partners and seen else None
    return Standing(comments, until, partners, seen, found.waits)


def gets_mail(services: Services, actor: Actor) -> bool:
    """Whether the actor hears by mail of requests that wait."""
    with reading(services.engine) as connection:
        return actor.person not in store.wants_no_mail(connection, actor.body)


def turn_mail(*, on: bool, by: Actor, services: Services, once: str | None = None) -> bool:
    """Let the actor hear by mail of requests that wait, or not; answers what holds now. Raises NotAllowed."""
    if not may(by, Action.COMMENT_EXPLANATION):
        raise NotAllowed
    with unit_of_work(services.engine, services.clock, by.body) as uow:
        uow.once(once, "on" if on else "off")
        if store.turn_mail(uow.connection, by.body, by.person, on, services.clock.now()):
            uow.audit("comment_mail_turned", {"on": on}, by=by.person)
    return on


def _request(
    services: Services, body: Body, stored: Stored, explanation: str, said: Comment | None
) -> Request:
    situation = situation_of(stored, services)
    asked = situation.project.explanations[explanation]
    return Request(body, situation, asked, _until(body, asked), said)


def _until(body: Body, asked: Explanation) -> date:
    """The last day for a comment; what was kept without the day on which it was asked for is long over."""
    on = asked.asked.asked_on
    return period.until(on, calendar(body.nation)) if on else date.min


def _allowed(actor: Actor, situation: Situation, explanation: Explanation) -> bool:
    subject = replace(subject_of(situation.body, situation.project), explanation=explanation)
    return may(actor, Action.COMMENT_EXPLANATION, subject)


def _still_open(asked: Request) -> None:
    if not asked.waits:
        raise Refused((), _("It has been decided. Your comment was not saved."))
    if not asked.open:
        raise Refused((), _("The time for comments is over. Your comment was not saved."))


def _how(said: bool, known: Comment | None) -> How:
    if not said:
        return "nothing"
    return "changed" if known and known.said else "said"


def _own_post(posts: Mapping[str, PostRow], actor: Actor) -> PostRow:
    """The post in which the actor is a sector partner. Raises NotFound for none."""
    own = (post for post in posts.values() if PARTNER in post.roles and post.id in actor.posts)
    found = next(own, None)
    if found is None:
        raise NotFound
    return found

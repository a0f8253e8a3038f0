"""Comply or explain: ask for a departure from a code or from guidance to be agreed by someone else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from workflow.commands.change import Changed, change
from workflow.commands.services import Services
from workflow.errors import AlreadyDone, BadRequest
from workflow.project.access import Action, Actor
from workflow.project.events import ExplanationAsked, Fact
from workflow.project.orders import ORDERS, asked_at
from workflow.project.situation import Situation
from workflow.project.waits import rule_at
from workflow.project.window import Window, window
from workflow.rulebook.model import Force, Rule
from workflow.store import drafts
from workflow.store.ids import new_id
from workflow.store.unit_of_work import Stored, UnitOfWork
from workflow.words import gettext as _

FEWEST_WORDS, MOST_WORDS = 12, 300
LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Details:
    """What makes a request whole: the window left, whose delay or which consultation, and who is worse off.

    `makes_up` names ways to make up for it. `protected`: somebody of a protected group is affected; then
    `groups` says who, and `equality` links to the equality record.
    """

    starts: date | None = None
    given: date | None = None
    who: str = ""
    link: str = ""
    makes_up: tuple[str, ...] = ()
    mitigation: str = ""
    groups: str = ""
    organisations: str = ""
    protected: bool = False
    equality: str = ""


def ask_explanation(
    *,
    ref: str,
    rule: str,
    event: str,
    cause: str,
    reason: str,
    instead: str,
    by: Actor,
    services: Services,
    details: Details | None = None,
    seen_version: int | None = None,
    once: str | None = None,
) -> Changed:
    """Ask for a departure from a code or from guidance to be agreed by someone else.

    Raises BadRequest for a rule that cannot be explained (law and the council's own rules have only their own
    exceptions), and for a request that says too little.
    """
    more = details or Details()

    def work(situation: Situation) -> Sequence[Fact]:
        if situation.project.withdrawn_because:
            raise BadRequest(_("This project was withdrawn. Nothing is left to agree."))
        explainable(situation, rule, event)
        if situation.project.waiting(rule, event):
            raise AlreadyDone(_("This has been asked for and waits for a decision."))
        check_reason(reason)
        check_cause(cause, more.who, more.link)
        if not instead.strip():
            raise BadRequest(_("Say what you will do instead, and for whom."))
        if details is not None:
            _check_whole(details)
        return (_asked(situation, (rule, event), (cause, reason, instead), more, by),)

    def without_draft(uow: UnitOfWork, stored: Stored) -> None:
        drafts.drop(uow.connection, stored.id, rule, event, by.person)

    return change(
        ref=ref,
        by=by,
        action=Action.ASK_EXPLANATION,
        work=work,
        also=without_draft,
        services=services,
        seen_version=seen_version,
        once=once,
    )


def check_reason(reason: str) -> None:
    """BadRequest for a reason that says too little, or more than anybody reads."""
    said = len(reason.split())
    if said < FEWEST_WORDS:
        raise BadRequest(_("Say what happened and when, in %d words or more.") % FEWEST_WORDS)
    if said > MOST_WORDS:
        raise BadRequest(
            _("Say it in %(most)d words or fewer. There are %(n)d.") % {"most": MOST_WORDS, "n": said}
        )


def check_cause(cause: str, who: str, link: str) -> None:
    """BadRequest for a cause that lacks what makes it plain: whose decision came late, which consultation."""
    if cause == "others" and not who.strip():
        raise BadRequest(_("Say whose decision came late: name the body, board or post."))
    if cause == "covered" and not is_link(link):
        raise BadRequest(_("Give the link to the earlier consultation, beginning with https://"))


def is_link(text: str) -> bool:
    """Whether a text is a web address that can be published."""
    try:
        parts = urlsplit(text.strip())
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and len(text.split()) == 1


def waiting_window(situation: Situation, rule: str, event: str, details: Details) -> Window | None:
    """The window that a request would leave; None for a rule that asks for no time. BadRequest for dates that
    cannot be."""
    found = window(situation, rule, event, details.starts, details.given)
    if found and found.starts and found.given and found.given <= found.starts:
        raise BadRequest(_("The last date must be after the first."))
    return found


def explainable(situation: Situation, rule: str, event: str) -> None:
    """BadRequest, with what can be done, for a rule that cannot be explained, or that is not asked there."""
    if rule in ORDERS:
        if event not in asked_at(rule, situation):
            raise BadRequest(_("This change is not asked for that, so there is nothing to explain."))
        return
    force = rule_of(situation, rule, event).force
    if force is Force.LAW:
        raise BadRequest(
            _("This is required by law. It cannot be explained: do it, or record its own exception.")
        )
    if not force.may_be_explained:
        raise BadRequest(
            _("This rule cannot be explained. Keep it, or record its own exception with the reason.")
        )


def rule_of(situation: Situation, rule: str, event: str) -> Rule:
    """A rule of the project's rulebook as it is asked at an event. BadRequest for one that no edition has."""
    found = rule_at(situation, rule, event)
    if found is None:
        raise BadRequest(_("This rulebook has no rule '%s'.") % rule)
    return found


def _check_whole(details: Details) -> None:
    if not details.makes_up:
        raise BadRequest(_("Choose at least one way in which you will make up for it."))
    if details.protected and not details.groups.strip():
        raise BadRequest(_("Say which protected groups are affected, and how."))
    if (details.protected or details.equality.strip()) and not is_link(details.equality):
        raise BadRequest(_("Give the link to the equality record, beginning with https://"))
    texts = (details.who, details.link, details.mitigation, details.groups, details.organisations)
    if any(len(text) > LONGEST for text in (*texts, details.equality)):
        raise BadRequest(_("Each answer must be %d characters or fewer.") % LONGEST)


def _asked(
    situation: Situation, about: tuple[str, str], told: tuple[str, str, str], more: Details, by: Actor
) -> ExplanationAsked:
    rule, event = about
    cause, reason, instead = told
    left = waiting_window(situation, rule, event, more)
    return ExplanationAsked(
        new_id(),
        rule,
        event,
        cause,
        reason.strip(),
        instead.strip(),
        by.person,
        situation.passed(event),
        starts=left.starts if left else None,
        given=left.given if left else None,
        required=left.required if left else None,
        asks=left.asks if left else "",
        who=more.who.strip() if cause == "others" else "",
        link=more.link.strip() if cause == "covered" else "",
        makes_up=more.makes_up,
        mitigation=more.mitigation.strip(),
        groups=more.groups.strip(),
        organisations=more.organisations.strip(),
        protected=more.protected,
        equality=more.equality.strip(),
        asked_on=situation.today,
    )

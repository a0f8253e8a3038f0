"""Comply or explain: ask for a departure, decide someone else's, or record a rule's own exception."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from workflow.commands.change import Changed, change
from workflow.commands.services import Services
from workflow.errors import AlreadyDone, BadRequest, NotAllowed, NotFound
from workflow.project.access import Action, Actor, Subject, may
from workflow.project.events import ExceptionRecorded, ExplanationAsked, ExplanationDecided, Fact
from workflow.project.guards import ways_out
from workflow.project.model import Project
from workflow.project.situation import OPTIONS_NOT_FINAL, Situation
from workflow.rulebook.model import Force, Rule
from workflow.store import register
from workflow.store.engine import reading
from workflow.store.ids import new_id
from workflow.store.register import PostRow
from workflow.words import gettext as _

FEWEST_WORDS = 12


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
    seen_version: int | None = None,
    once: str | None = None,
) -> Changed:
    """Ask for a departure from a code or from guidance to be agreed by someone else.

    Raises BadRequest for a rule that cannot be explained (law and the council's own rules have only their own
    exceptions), and for a reason that says too little.
    """

    def work(situation: Situation) -> Sequence[Fact]:
        _explainable(situation, rule)
        if situation.project.waiting(rule, event):
            raise AlreadyDone(_("This has been asked for and waits for a decision."))
        if len(reason.split()) < FEWEST_WORDS:
            raise BadRequest(_("Say what happened and when, in %d words or more.") % FEWEST_WORDS)
        if not instead.strip():
            raise BadRequest(_("Say what you will do instead, and for whom."))
        after = situation.project.actual(event) is not None
        return (
            ExplanationAsked(new_id(), rule, event, cause, reason.strip(), instead.strip(), by.person, after),
        )

    return change(
        ref=ref,
        by=by,
        action=Action.ASK_EXPLANATION,
        work=work,
        services=services,
        seen_version=seen_version,
        once=once,
    )


def decide_explanation(
    *,
    ref: str,
    explanation: str,
    agreed: bool,
    reason: str,
    by: Actor,
    services: Services,
    seen_version: int | None = None,
    once: str | None = None,
) -> Changed:
    """Agree or refuse a departure that someone else asked for. Nobody agrees their own: NotAllowed.

    Raises BadRequest where the project is worth more than the actor's post may agree to, or nobody said what.
    """
    with reading(services.engine) as connection:
        known = register.posts(connection, by.body, services.today)

    def work(situation: Situation) -> Sequence[Fact]:
        asked = situation.project.explanations.get(explanation)
        if asked is None:
            raise NotFound
        if not may(
            by, Action.DECIDE_EXPLANATION, Subject(by.body, situation.project.people, explanation=asked)
        ):
            raise NotAllowed(
                _("You asked for this, or your post owns the project. Someone else must decide.")
            )
        if asked.agreed is not None:
            raise AlreadyDone(_("This was already decided."))
        if not reason.strip():
            raise BadRequest(_("Say why. If you refuse, say what the team should do instead."))
        if agreed:
            _within_limit(by, situation.project, known)
        return (ExplanationDecided(explanation, agreed, reason.strip(), by.person, by.post_title),)

    return change(
        ref=ref,
        by=by,
        action=Action.SEE_PROJECT,
        work=work,
        services=services,
        seen_version=seen_version,
        once=once,
    )


def record_exception(
    *,
    ref: str,
    rule: str,
    event: str,
    exception: str,
    reason: str,
    post: str,
    by: Actor,
    services: Services,
    seen_version: int | None = None,
    once: str | None = None,
) -> Changed:
    """Record a rule's own exception, its reason and the post that answers. BadRequest if it has none such."""

    def work(situation: Situation) -> Sequence[Fact]:
        found = _rule(situation, rule)
        known = {way.id for way in ways_out(found)}
        if exception not in known:
            none = _("This rule has no such exception. It can be kept, or what happened can be recorded.")
            raise BadRequest(none if not known else _("Choose one of the rule's own exceptions."))
        if not reason.strip() or not post.strip():
            raise BadRequest(_("Enter the reason, and the post that answers for it."))
        return (ExceptionRecorded(new_id(), rule, event, exception, reason.strip(), post.strip()),)

    return change(
        ref=ref,
        by=by,
        action=Action.EDIT_PROJECT,
        work=work,
        services=services,
        seen_version=seen_version,
        once=once,
    )


def _within_limit(by: Actor, project: Project, known: Mapping[str, PostRow]) -> None:
    """Raise BadRequest unless one of the posts in which the actor decides may agree to this value."""
    deciding = {project.people.manager, project.people.decider} & by.posts
    limits = [known[post].limit for post in deciding if post in known]
    recorded = [limit for limit in limits if limit is not None]
    if len(recorded) < len(limits) or not recorded:
        return
    value, most = project.facts.get("value"), max(recorded)
    worth = None if isinstance(value, bool) or value is None else Decimal(str(value))
    if worth is not None and worth <= most:
        return
    told = {"limit": f"{most:,.2f}".removesuffix(".00"), "value": f"{worth or 0:,.2f}".removesuffix(".00")}
    if worth is None:
        words = _("Your post may agree explanations up to £{limit}. Record the value of this project first.")
    else:
        words = _(
            "Your post may agree explanations up to £{limit}; this is £{value}. Ask the decision maker."
        )
    raise BadRequest(words.format(**told))


def _rule(situation: Situation, rule: str) -> Rule:
    if rule not in situation.rulebook.rules:
        raise BadRequest(_("This rulebook has no rule '%s'.") % rule)
    return situation.rulebook.rules[rule]


def _explainable(situation: Situation, rule: str) -> None:
    if rule == OPTIONS_NOT_FINAL:
        return
    force = _rule(situation, rule).force
    if force is Force.LAW:
        raise BadRequest(
            _("This is required by law. It cannot be explained: do it, or record its own exception.")
        )
    if not force.may_be_explained:
        raise BadRequest(
            _("This rule cannot be explained. Keep it, or record its own exception with the reason.")
        )

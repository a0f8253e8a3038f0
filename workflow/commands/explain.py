"""Comply or explain: ask for a departure, decide someone else's, or record a rule's own exception."""

from __future__ import annotations

from collections.abc import Sequence

from workflow.commands.change import Changed, change
from workflow.commands.services import Services
from workflow.errors import AlreadyDone, BadRequest, NotAllowed, NotFound
from workflow.project.access import Action, Actor, Subject, may
from workflow.project.events import ExceptionRecorded, ExplanationAsked, ExplanationDecided, Fact
from workflow.project.guards import ways_out
from workflow.project.situation import OPTIONS_NOT_FINAL, Situation
from workflow.rulebook.model import Force, Rule
from workflow.store.ids import new_id
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
    """Agree or refuse a departure that someone else asked for. Nobody agrees their own: NotAllowed."""

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

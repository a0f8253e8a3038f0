"""Record a rule's own exception, where the rule cannot be explained."""

from __future__ import annotations

from collections.abc import Sequence

from workflow.commands.change import Changed, change
from workflow.commands.explain import rule_of
from workflow.commands.services import Services
from workflow.errors import BadRequest
from workflow.project.access import Action, Actor
from workflow.project.events import ExceptionRecorded, Fact
from workflow.project.guards import ways_out
from workflow.project.situation import Situation
from workflow.store.ids import new_id
from workflow.words import gettext as _


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
        known = {way.id for way in ways_out(rule_of(situation, rule, event))}
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

"""Whoever owns a project hears what was decided about an explanation: the same hour, with what comes next."""

from __future__ import annotations

from collections.abc import Sequence

from workflow.alerts.letters import letter
from workflow.commands.letters import send_letter
from workflow.commands.services import Services
from workflow.project.events import Condition, ExplanationDecided
from workflow.project.explanation import Explanation
from workflow.project.orders import promise
from workflow.project.situation import Situation
from workflow.store import register
from workflow.store.unit_of_work import Stored, UnitOfWork
from workflow.timetable.dates_in_words import in_words
from workflow.words import gettext as _


def tell_owner(
    uow: UnitOfWork,
    stored: Stored,
    services: Services,
    situation: Situation,
    about: tuple[Explanation, ExplanationDecided],
) -> None:
    """Queue the letter to the post that owns the project; none where it is vacant or its holder decided."""
    (asked, decided), project = about, situation.project
    owner = register.posts(uow.connection, uow.body, services.today).get(project.people.owner)
    if owner is None or not owner.email or owner.holder == decided.decided_by:
        return
    found = promise(situation.rulebook, asked.rule)
    names = {"rule": found.title if found else asked.rule, "ref": project.ref, "title": project.title}
    mail = letter(
        subject=_subject(decided).format(**names),
        paragraphs=[_fact(decided).format(**names, post=decided.post), *_told(decided)],
        action=(_("Go to the project"), f"{services.settings.public_base_url}/projects/{project.ref}"),
        why=_("You get this because your post, {post}, owns this project.").format(post=owner.title),
        head=register.body(uow.connection, uow.body),
    )
    send_letter(
        uow.connection,
        body=uow.body,
        to_address=owner.email,
        to_post=owner.id,
        mail=mail,
        key=f"decided:{asked.id}:{stored.version}",
        now=services.clock.now(),
    )


def _subject(decided: ExplanationDecided) -> str:
    if not decided.agreed:
        return _("Explanation refused: {rule} [{ref}]")
    return _("Agreed with conditions: {rule} [{ref}]") if decided.conditions else _("Agreed: {rule} [{ref}]")


def _fact(decided: ExplanationDecided) -> str:
    if decided.agreed:
        return _("{title}: the {post} agreed that you depart from this rule: {rule}.")
    return _("{title}: the {post} did not agree that you depart from this rule: {rule}.")


def _told(decided: ExplanationDecided) -> Sequence[str]:
    said = _("Why: {reason}").format(reason=decided.reason)
    if not decided.agreed:
        return said, _("The rule still asks for what it did. You can do it, or ask again with other reasons.")
    public = _("The explanation is published with the change.")
    return said, *(_condition(each) for each in decided.conditions), public


def _condition(each: Condition) -> str:
    return _("By {day}: {text}").format(day=in_words(each.by), text=each.text)

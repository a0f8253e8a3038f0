"""Decide a departure that someone else asked for, perhaps on conditions, and say when these are met."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from workflow.commands.change import Changed, change
from workflow.commands.explain_told import tell_owner
from workflow.commands.services import Services
from workflow.errors import AlreadyDone, BadRequest, NotAllowed, NotFound
from workflow.project.access import Action, Actor, Subject, may
from workflow.project.events import Condition, ConditionMet, ExplanationDecided, Fact
from workflow.project.explanation import DECISION_MAKER, MANAGER, Explanation
from workflow.project.model import Project
from workflow.project.situation import Situation
from workflow.store import register
from workflow.store.engine import reading
from workflow.store.ids import new_id
from workflow.store.register import PostRow
from workflow.store.unit_of_work import Stored, UnitOfWork
from workflow.words import gettext as _

MOST_CONDITIONS = 3
LONGEST_CONDITION = 1000


@dataclass(frozen=True, slots=True)
class Hangs:
    """A condition as whoever agrees sets it."""

    text: str
    by: date


def decide_explanation(
    *,
    ref: str,
    explanation: str,
    agreed: bool,
    reason: str,
    by: Actor,
    services: Services,
    conditions: Sequence[Hangs] = (),
    seen_version: int | None = None,
    once: str | None = None,
) -> Changed:
    """Agree or refuse a departure that someone else asked for. Nobody agrees their own: NotAllowed.

    Raises BadRequest where the project is worth more, or more of the window is missing, than the actor's post
    may agree to; for a condition without words or a day to come; or where nobody said why.
    """
    with reading(services.engine) as connection:
        known = register.posts(connection, by.body, services.today)
    decided: list[tuple[Situation, Explanation, ExplanationDecided]] = []

    def work(situation: Situation) -> Sequence[Fact]:
        asked = _asked(situation, explanation)
        if not may(
            by, Action.DECIDE_EXPLANATION, Subject(by.body, situation.project.people, explanation=asked)
        ):
            raise NotAllowed(
                _("You asked for this, or your post owns the project. Someone else must decide.")
            )
        if asked.agreed is not None:
            raise AlreadyDone(_("This was already decided."))
        if situation.project.withdrawn_because:
            raise BadRequest(_("This project was withdrawn. Nothing is left to agree."))
        if not reason.strip():
            raise BadRequest(_("Say why. If you refuse, say what the team should do instead."))
        if agreed:
            _within_limit(by, situation.project, known)
            _within_length(by, situation.project, asked)
        hangs_on = _conditions(conditions, situation.today) if agreed else ()
        level = DECISION_MAKER if situation.project.people.decider in by.posts else MANAGER
        told = (reason.strip(), by.person, by.post_title)
        fact = ExplanationDecided(explanation, agreed, *told, conditions=hangs_on, level=level)
        decided.append((situation, asked, fact))
        return (fact,)

    def letter(uow: UnitOfWork, stored: Stored) -> None:
        for situation, asked, fact in decided:
            tell_owner(uow, stored, services, situation, (asked, fact))

    return change(
        ref=ref,
        by=by,
        action=Action.SEE_PROJECT,
        work=work,
        also=letter,
        services=services,
        seen_version=seen_version,
        once=once,
    )


def meet_condition(
    *,
    ref: str,
    explanation: str,
    condition: str,
    on: date,
    evidence: str,
    by: Actor,
    services: Services,
    seen_version: int | None = None,
    once: str | None = None,
) -> Changed:
    """Say that a condition was met, on which day and what shows it. BadRequest without, or for a day to come;
    AlreadyDone for one that was met before."""

    def work(situation: Situation) -> Sequence[Fact]:
        asked = _asked(situation, explanation)
        found = next((each for each in asked.conditions if each.id == condition), None)
        if found is None:
            raise NotFound
        if found.met:
            raise AlreadyDone(_("This condition was met already."))
        if on > situation.today:
            raise BadRequest(_("The date is still to come. Enter the day on which it was met."))
        if not evidence.strip():
            raise BadRequest(_("Say what shows it: a link, or where the record is."))
        if len(evidence) > LONGEST_CONDITION:
            raise BadRequest(_("This must be %d characters or fewer.") % LONGEST_CONDITION)
        return (ConditionMet(explanation, condition, on, evidence.strip()),)

    return change(
        ref=ref,
        by=by,
        action=Action.EDIT_PROJECT,
        work=work,
        services=services,
        seen_version=seen_version,
        once=once,
    )


def _asked(situation: Situation, explanation: str) -> Explanation:
    found = situation.project.explanations.get(explanation)
    if found is None:
        raise NotFound
    return found


def _conditions(set_: Sequence[Hangs], today: date) -> tuple[Condition, ...]:
    if len(set_) > MOST_CONDITIONS:
        raise BadRequest(_("There can be %d conditions.") % MOST_CONDITIONS)
    for each in set_:
        if not each.text.strip() or len(each.text) > LONGEST_CONDITION:
            raise BadRequest(_("Write what the condition is, in %d characters or fewer.") % LONGEST_CONDITION)
        if each.by < today:
            raise BadRequest(_("The day by which a condition is met must not have passed."))
    return tuple(Condition(new_id(), each.text.strip(), each.by) for each in set_)


def _within_length(by: Actor, project: Project, asked: Explanation) -> None:
    """More than half of the window missing goes to the decision maker."""
    if asked.mostly_missing and project.people.decider not in by.posts:
        raise BadRequest(
            _("More than half of the time that the rule asks for would be missing. Ask the decision maker.")
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

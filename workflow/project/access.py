"""Who may do what: one function, used by page, command and template. What is not named is denied."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from workflow.project.model import Explanation, People

COMMISSIONER, MANAGER, DECIDER = "commissioner", "manager", "decision_maker"
COMPACT_LEAD, MONITORING_OFFICER, ADMIN = "compact_lead", "monitoring_officer", "administrator"
ROLES = (COMMISSIONER, MANAGER, DECIDER, COMPACT_LEAD, MONITORING_OFFICER, ADMIN)
STAFF = frozenset(ROLES)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who is acting: a person of one body, in the posts they hold and the roles these carry."""

    person: str
    body: str
    posts: frozenset[str]
    post_title: str
    roles: frozenset[str]


@dataclass(frozen=True, slots=True)
class Subject:
    """What is acted on, as far as access needs to know it."""

    body: str
    people: People | None = None
    visibility: str = "staff"
    public: bool = False
    explanation: Explanation | None = None
    told: str | None = None
    """The post that an alert was raised for."""


class Action(StrEnum):
    """Everything that a route, a command or a link may ask to do."""

    READ_PUBLIC = "read_public"
    READ_CHANGE = "read_change"
    SIGN_OUT = "sign_out"
    SEE_WORK = "see_work"
    OPEN_PROJECT = "open_project"
    SEE_PROJECT = "see_project"
    EDIT_PROJECT = "edit_project"
    ASK_EXPLANATION = "ask_explanation"
    DECIDE_EXPLANATION = "decide_explanation"
    SEE_DASHBOARD = "see_dashboard"
    SEE_ALERTS = "see_alerts"
    ACKNOWLEDGE_ALERT = "acknowledge_alert"
    SEE_MAIL = "see_mail"
    IMPORT = "import"


def may(actor: Actor | None, action: Action, subject: Subject | None = None) -> bool:
    """Whether this actor may do this to this subject. Another body's subject is never theirs."""
    if action is Action.READ_PUBLIC:
        return True
    if action is Action.READ_CHANGE:
        return subject is not None and subject.public
    if actor is None or (subject is not None and subject.body != actor.body):
        return False
    return _MAY[action](actor, subject)


def _staff(actor: Actor, subject: Subject | None) -> bool:
    return bool(actor.roles & STAFF)


def _commissioning(actor: Actor, subject: Subject | None) -> bool:
    return bool(actor.roles & {COMMISSIONER, MANAGER})


def _managing(actor: Actor, subject: Subject | None) -> bool:
    return bool(actor.roles & {MANAGER, DECIDER, COMPACT_LEAD})


def _administering(actor: Actor, subject: Subject | None) -> bool:
    return ADMIN in actor.roles


def _own_or_team(actor: Actor, subject: Subject | None) -> bool:
    if subject is None or subject.people is None:
        return False
    return subject.people.owner in actor.posts or _manages(actor, subject.people)


def _manages(actor: Actor, people: People) -> bool:
    return MANAGER in actor.roles and people.manager in actor.posts


def _decides(actor: Actor, subject: Subject | None) -> bool:
    """Nobody agrees their own: neither what they asked for nor what their own post owns."""
    if subject is None or subject.people is None or subject.explanation is None:
        return False
    own = subject.explanation.asked_by == actor.person or subject.people.owner in actor.posts
    return not own and (_manages(actor, subject.people) or subject.people.decider in actor.posts)


def _answers(actor: Actor, subject: Subject | None) -> bool:
    """Whoever was told may say what they will do, and so may the owner and every manager."""
    told = subject is not None and subject.told in actor.posts
    return told or _own_or_team(actor, subject) or _managing(actor, subject)


_MAY = {
    Action.SIGN_OUT: lambda actor, subject: True,
    Action.SEE_WORK: _staff,
    Action.OPEN_PROJECT: _commissioning,
    Action.SEE_PROJECT: _staff,
    Action.EDIT_PROJECT: _own_or_team,
    Action.ASK_EXPLANATION: _own_or_team,
    Action.DECIDE_EXPLANATION: _decides,
    Action.SEE_DASHBOARD: _managing,
    Action.SEE_ALERTS: _staff,
    Action.ACKNOWLEDGE_ALERT: _answers,
    Action.SEE_MAIL: _administering,
    Action.IMPORT: _administering,
}

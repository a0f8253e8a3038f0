"""Who may do what: one function, used by page, command and template. What is not named is denied."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from workflow.project.model import Explanation, People

COMMISSIONER, MANAGER, DECIDER = "commissioner", "manager", "decision_maker"
COMPACT_LEAD, MONITORING_OFFICER, ADMIN = "compact_lead", "monitoring_officer", "administrator"
CLEARING, MEMBER, PARTNER, CONTACT = "clearing_officer", "member", "sector_partner", "organisation_contact"
STAFF = frozenset({COMMISSIONER, MANAGER, DECIDER, CLEARING, COMPACT_LEAD, MONITORING_OFFICER, ADMIN})
ROLES = (COMMISSIONER, MANAGER, DECIDER, CLEARING, COMPACT_LEAD, MONITORING_OFFICER, MEMBER, PARTNER, ADMIN)
"""What a post may carry. An organisation's contact holds no post: that role comes with the organisation."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who is acting: a person of one body, in the posts they hold and the roles these carry."""

    person: str
    body: str
    posts: frozenset[str]
    post_title: str
    roles: frozenset[str]
    organisation: str | None = None
    """The organisation that a contact speaks for; None for everybody in a post."""


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
    organisation: str | None = None
    """The organisation that it is, or is about."""
    lead: str | None = None
    """The post of that organisation's lead relationship manager."""
    readers: frozenset[str] = frozenset()
    """Posts of other bodies that take part in the project: they may read it."""


class Action(StrEnum):
    """Everything that a route, a command or a link may ask to do."""

    READ_PUBLIC = "read_public"
    READ_CHANGE = "read_change"
    SIGN_OUT = "sign_out"
    SEE_WORK = "see_work"
    OPEN_PROJECT = "open_project"
    SEE_PROJECT = "see_project"
    EDIT_PROJECT = "edit_project"
    READ_EXEMPT = "read_exempt"
    ASK_EXPLANATION = "ask_explanation"
    DECIDE_EXPLANATION = "decide_explanation"
    COMMENT_EXPLANATION = "comment_explanation"
    READ_COMMENTS = "read_comments"
    SEE_DASHBOARD = "see_dashboard"
    SEE_ALERTS = "see_alerts"
    ACKNOWLEDGE_ALERT = "acknowledge_alert"
    SEE_MAIL = "see_mail"
    IMPORT = "import"
    ADMINISTER = "administer"
    SEE_ACCOUNT = "see_account"
    SEE_REGISTER = "see_register"
    EDIT_AGREEMENT = "edit_agreement"
    SEE_ORGANISATION_OWN = "see_organisation_own"
    EDIT_ORGANISATION = "edit_organisation"
    MANAGE_CONTACTS = "manage_contacts"
    MERGE_ORGANISATIONS = "merge_organisations"


def may(actor: Actor | None, action: Action, subject: Subject | None = None) -> bool:
    """Whether this actor may do this to this subject.

    Another body's subject is never theirs, but for one: who is named in a project that their body takes part
    in may see it.
    """
    if action is Action.READ_PUBLIC:
        return True
    if action is Action.READ_CHANGE:
        return subject is not None and subject.public
    if actor is None:
        return False
    if subject is not None and subject.body != actor.body:
        return action is Action.SEE_PROJECT and _takes_part(actor, subject)
    return _MAY[action](actor, subject)


def _takes_part(actor: Actor, subject: Subject) -> bool:
    return bool(actor.roles & STAFF) and bool(actor.posts & subject.readers)


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


def _reads_exempt(actor: Actor, subject: Subject | None) -> bool:
    """Whose project it is, who decides it, and administrators; the audit trail keeps each reading."""
    assigned = subject is not None and subject.people is not None and subject.people.decider in actor.posts
    return assigned or _own_or_team(actor, subject) or ADMIN in actor.roles


def _decides(actor: Actor, subject: Subject | None) -> bool:
    """Nobody agrees their own: neither what they asked for nor what their own post owns."""
    if subject is None or subject.people is None or subject.explanation is None:
        return False
    own = subject.explanation.asked_by == actor.person or subject.people.owner in actor.posts
    return not own and (_manages(actor, subject.people) or subject.people.decider in actor.posts)


def _comments(actor: Actor, subject: Subject | None) -> bool:
    """A sector partner, on what the public may know of; never on what they asked for, own or decide."""
    if PARTNER not in actor.roles or subject is None:
        return PARTNER in actor.roles
    asked = subject.explanation is not None and subject.explanation.asked_by == actor.person
    known = subject.public and subject.people is not None
    return known and not asked and not _has_part(actor, subject)


def _reads_comments(actor: Actor, subject: Subject | None) -> bool:
    """The team, whoever decides, and administrators, who may be asked to erase one."""
    return subject is not None and (_has_part(actor, subject) or ADMIN in actor.roles)


def _has_part(actor: Actor, subject: Subject) -> bool:
    people = subject.people
    return people is not None and bool({people.owner, people.manager, people.decider} & actor.posts)


def _answers(actor: Actor, subject: Subject | None) -> bool:
    """Whoever was told may say what they will do, and so may the owner and every manager."""
    told = subject is not None and subject.told in actor.posts
    return told or _own_or_team(actor, subject) or _managing(actor, subject)


def _importing(actor: Actor, subject: Subject | None) -> bool:
    return bool(actor.roles & {COMMISSIONER, MANAGER, ADMIN})


def _own_organisation(actor: Actor, subject: Subject | None) -> bool:
    own = subject is not None and subject.organisation is not None
    return own and subject is not None and actor.organisation == subject.organisation


def _leads(actor: Actor, subject: Subject | None) -> bool:
    return subject is not None and subject.lead is not None and subject.lead in actor.posts


def _sees_own(actor: Actor, subject: Subject | None) -> bool:
    """Money and overlaps of one organisation: itself, its lead relationship manager and managers."""
    return _own_organisation(actor, subject) or _leads(actor, subject) or MANAGER in actor.roles


def _keeps_entry(actor: Actor, subject: Subject | None) -> bool:
    return _own_organisation(actor, subject) or _leads(actor, subject) or _importing(actor, subject)


def _invites(actor: Actor, subject: Subject | None) -> bool:
    return _own_organisation(actor, subject) or _leads(actor, subject) or _administering(actor, subject)


_MAY = {
    Action.SIGN_OUT: lambda actor, subject: True,
    Action.SEE_WORK: _staff,
    Action.OPEN_PROJECT: _commissioning,
    Action.SEE_PROJECT: _staff,
    Action.EDIT_PROJECT: _own_or_team,
    Action.READ_EXEMPT: _reads_exempt,
    Action.ASK_EXPLANATION: _own_or_team,
    Action.DECIDE_EXPLANATION: _decides,
    Action.COMMENT_EXPLANATION: _comments,
    Action.READ_COMMENTS: _reads_comments,
    Action.SEE_DASHBOARD: _managing,
    Action.SEE_ALERTS: _staff,
    Action.ACKNOWLEDGE_ALERT: _answers,
    Action.SEE_MAIL: _administering,
    Action.IMPORT: _importing,
    Action.ADMINISTER: _administering,
    Action.SEE_ACCOUNT: lambda actor, subject: True,
    Action.SEE_REGISTER: _staff,
    Action.EDIT_AGREEMENT: _importing,
    Action.SEE_ORGANISATION_OWN: _sees_own,
    Action.EDIT_ORGANISATION: _keeps_entry,
    Action.MANAGE_CONTACTS: _invites,
    Action.MERGE_ORGANISATIONS: _administering,
}

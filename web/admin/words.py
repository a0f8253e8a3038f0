"""What the pages of administration call things: roles, kinds of body, nations, promises."""

from __future__ import annotations

from workflow.project import access
from workflow.words import gettext as _

KINDS = [
    ("council", _("Council")),
    ("nhs", _("NHS body")),
    ("central", _("Central government body")),
    ("other", _("Another public body or partner")),
]
NATIONS = [
    ("england", _("England")),
    ("wales", _("Wales")),
    ("scotland", _("Scotland")),
    ("northern-ireland", _("Northern Ireland")),
]
ROLES = [
    (access.COMMISSIONER, _("Commissioner"), _("Opens and runs projects.")),
    (access.MANAGER, _("Manager"), _("Sees what is late, names owners, agrees explanations up to a limit.")),
    (access.DECIDER, _("Decision maker"), _("Decides projects and agrees explanations.")),
    (access.CLEARING, _("Clearing officer"), _("Clears reports: finance, legal, equality and others.")),
    (access.COMPACT_LEAD, _("Compact lead"), _("Answers for the code: is told what is late for long.")),
    (access.MONITORING_OFFICER, _("Monitoring officer"), _("Is told of acts taken before their gate.")),
    (access.MEMBER, _("Member"), _("A councillor or board member who reads and challenges.")),
    (
        access.PARTNER,
        _("Sector partner"),
        _("A body that speaks for local groups. It can comment on explanations that wait."),
    ),
    (access.ADMIN, _("Administrator"), _("Keeps posts, people, calendars and this body's settings.")),
]
_ROLE_NAMES = {role: name for role, name, _does in ROLES}


def roles_in_words(roles: tuple[str, ...]) -> str:
    """What a post may do, as a list in words and in the order of the form."""
    return ", ".join(name for role, name in _ROLE_NAMES.items() if role in roles)


def pounds(amount: object) -> str:
    """A limit as people read it: "£25,000"; pence only where there are some."""
    return f"£{amount:,.2f}".removesuffix(".00")

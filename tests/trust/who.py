"""Who there is, and what each must get: the words in which the matrix of access is written."""

from __future__ import annotations

from dataclasses import dataclass, field

IN, SIGN_IN, FORBIDDEN, MISSING = "let in", "sent to sign in", "403", "404"

PUBLIC = frozenset({"public"})
POSTS = frozenset({"officer", "other", "manager", "head", "director", "compact", "monitoring", "admin"})
STAFF = POSTS | {"clearing"}
"""Whoever works on projects in a post of the council."""
GUESTS = frozenset({"member", "partner"})
"""A councillor and the sector's own body: they have a post, but not at a desk."""
POSTLESS = frozenset({"postless", "ended"})
"""Somebody in a post without a role, and somebody whose last post has ended."""
STOPPED = frozenset({"suspended"})
"""A manager who is suspended after having signed in: from the next page on nobody."""
NOBODY = PUBLIC | STOPPED
FOREIGN = frozenset({"foreign officer", "foreign manager", "foreign admin"})
"""Staff of another council in the same database."""
FOREIGN_GUESTS = frozenset({"foreign partner", "foreign contact"})
CONTACT, OTHER_CONTACT = frozenset({"contact"}), frozenset({"other contact"})
"""Who speaks for the organisation of the estate, and who for another one of the same council."""
CONTACTS = CONTACT | OTHER_CONTACT
EVERYONE = NOBODY | STAFF | GUESTS | CONTACTS | POSTLESS | FOREIGN | FOREIGN_GUESTS
SIGNED_IN = EVERYONE - NOBODY

COMMISSIONING = frozenset({"officer", "other", "manager", "head"})
MANAGING = frozenset({"manager", "head", "director", "compact"})
TEAM = frozenset({"officer", "manager"})
"""Whose project it is: the officer's post owns it, the manager's post manages it."""
KEEPERS = COMMISSIONING | {"admin"}
"""Who may write in the registers of agreements and partnerships."""
INVITERS = frozenset({"officer", "admin"}) | CONTACT
"""Who may invite or end a contact: the officer's post leads, the organisation itself, an administrator."""
NOT_OURS = SIGNED_IN - STAFF - CONTACT
"""For whom an organisation of the council that is not listed in public is not there."""
DECIDERS = frozenset({"manager", "director"})
"""Who may decide what the officer asked for."""
TOLD = MANAGING | {"officer"}
"""Who may see and answer an alert to the manager's post about the officer's project."""


@dataclass(frozen=True)
class Row:
    """Who gets in, who is told that there is nothing here; others get 403.

    `form` is what a POST needs; `names` says which of the council's objects (furnishing.py) fill the gaps of
    the address: {"id_": "organisation"}.
    """

    let_in: frozenset[str]
    missing: frozenset[str] = frozenset()
    form: dict[str, str] = field(default_factory=dict)
    query: str = ""
    names: dict[str, str] = field(default_factory=dict)

    def owned_by_other(self) -> Row:
        """The same row where the other officer owns the project, and this one has no part in it."""
        swapped = {"officer": "other", "other": "officer"}
        sets = (frozenset(swapped.get(who, who) for who in people) for people in (self.let_in, self.missing))
        return Row(*sets, self.form, self.query, self.names)

    def outcome(self, who: str) -> str:
        """What one of EVERYONE must get."""
        if who in self.let_in:
            return IN
        if who in self.missing:
            return MISSING
        return SIGN_IN if who in NOBODY else FORBIDDEN

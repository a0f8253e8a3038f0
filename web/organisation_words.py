"""How the fields of an entry and their values are called, on the pages of staff and of everybody."""

from __future__ import annotations

from collections.abc import Mapping

from workflow.register.kinds import kind_words, size_words
from workflow.words import gettext as _

FIELDS = {
    "name": _("Name"),
    "type": _("Kind"),
    "charity_number": _("Charity number"),
    "company_number": _("Company number"),
    "locality": _("Town or ward"),
    "district": _("District"),
    "website": _("Website"),
    "size": _("Size"),
    "source": _("Source"),
    "listed": _("Shown in public"),
    "no_mail": _("Not to be written to"),
    "lead": _("Lead relationship manager"),
    "serves": _("Who it serves"),
    "knows": _("What it knows"),
    "area": _("Areas it works in"),
    "contacts": _("Contacts"),
}


def value(name: str, held: object, posts: Mapping[str, object] | None = None) -> str:
    """A field's value as people read it."""
    if isinstance(held, bool):
        return _("Yes") if held else _("No")
    if isinstance(held, (list, tuple)):
        return ", ".join(str(one) for one in held) or _("Nothing")
    if name == "type":
        return kind_words(str(held or ""))
    if name == "size":
        return size_words(str(held or "")) or _("Not said")
    if name == "lead":
        known = (posts or {}).get(str(held or ""))
        return str(getattr(known, "title", "")) or (_("A post") if held else _("None"))
    return str(held or "") or _("Nothing")

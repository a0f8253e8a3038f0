"""One record of a register of organisations."""

from __future__ import annotations

import re

from workflow.register.cells import LONGEST_KEY, N_, Unreadable, line, shown
from workflow.register.model import Organisation
from workflow.register.tables import Row
from workflow.words import gettext as _

# England and Wales 6 or 7 figures (a linked charity adds -n); Scotland SC, Northern Ireland NIC.
_CHARITY = re.compile(r"\d{6,7}(?:-\d{1,3})?|SC0?\d{5}|NIC?\d{6}", re.ASCII)
_COMPANY = re.compile(r"(?=.*\d)[0-9A-Z]{8}", re.ASCII)
_LOST_NOUGHT = re.compile(r"\d{5,7}", re.ASCII)


def organisation(row: Row, oddities: list[str]) -> Organisation:
    """The organisation a record describes; what is odd about it is added to `oddities`."""
    key = identifier(row["org_id"], oddities)
    name = line(row["name"], N_("name"))
    if not name:
        raise Unreadable(_("It has no name. Write the organisation's name."))
    charity, company = numbers(row)
    oddities.extend(_odd_numbers(charity, company))
    return Organisation(
        key=key,
        name=name,
        kind=line(row.get("type", ""), N_("type")),
        charity_number=charity,
        company_number=company,
        locality=line(row.get("locality", ""), N_("locality")),
        district=line(row.get("district", ""), N_("district")),
        source=line(row.get("source", ""), N_("source")),
    )


def identifier(text: str, oddities: list[str]) -> str:
    """The published identifier of a record; a record without one cannot be found again, so it is refused."""
    key = line(text, N_("identifier"), LONGEST_KEY)
    if not key:
        raise Unreadable(_("It has no identifier. Give it the one it is published under."))
    if " " in key and "-" in key:
        oddities.append(_("the identifier “{key}” has a space in it").format(key=shown(key)))
    return key


def numbers(row: Row) -> tuple[str, str]:
    """The charity number and the company number a record gives, "" where it gives none."""
    return (
        line(row.get("charity_number", ""), N_("charity number"), LONGEST_KEY),
        line(row.get("company_number", ""), N_("company number"), LONGEST_KEY),
    )


def _odd_numbers(charity: str, company: str) -> list[str]:
    odd = []
    if charity and not _CHARITY.fullmatch(charity):
        odd.append(_("“{number}” does not look like a charity number").format(number=shown(charity)))
    if _LOST_NOUGHT.fullmatch(company):
        odd.append(
            _("the company number {number} is shorter than eight; a nought before it may be lost").format(
                number=company
            )
        )
    elif company and not _COMPANY.fullmatch(company):
        odd.append(_("“{number}” does not look like a company number").format(number=shown(company)))
    return odd

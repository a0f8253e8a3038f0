"""The headings each register may carry. The first of each is ours, the name that --map and messages use."""

from __future__ import annotations

from workflow.register.tables import Column
from workflow.words import gettext as _

ORGANISATIONS = (
    Column("org_id", ("organisation id", "organisation identifier", "identifier", "id"), required=True),
    Column("name", ("organisation", "organisation name"), required=True),
    Column("charity_number", ("charity no", "registered charity number")),
    Column("company_number", ("company no", "company registration number")),
    Column("type", ("kind", "organisation type")),
    Column("locality", ("town", "town or city")),
    Column("district", ("local authority",)),
    Column("source"),
)

# The headings with a colon are those of the 360Giving Data Standard's spreadsheet form.
GRANTS = (
    Column("grant_id", ("identifier", "id"), required=True),
    Column("title"),
    Column("programme", ("grant programme:title",)),
    Column("funder", ("funding org:name",)),
    Column("amount_gbp", ("amount awarded", "amount"), required=True),
    Column("currency"),
    Column("award_date", ("award date",), required=True),
    Column("start", ("planned dates:start date", "start date")),
    Column("end", ("planned dates:end date", "end date")),
    Column("duration_months", ("planned dates:duration (months)", "duration (months)")),
    Column("recipient_org_id", ("recipient org:identifier",)),
    Column("recipient", ("recipient org:name", "recipient name"), required=True),
    Column("charity_number", ("recipient org:charity number",)),
    Column("company_number", ("recipient org:company number",)),
    Column("notice_clause"),
    Column("source"),
)

AGREEMENTS = (
    Column(
        "agreement id",
        (
            "agreement",
            "agreement reference",
            "contract id",
            "contract reference",
            "reference number",
            "reference",
            "identifier",
            "id",
        ),
        required=True,
    ),
    Column(
        "organisation",
        ("organisation name", "supplier", "supplier name", "provider", "recipient"),
        required=True,
    ),
    Column("title", ("agreement title", "contract title", "title of agreement"), required=True),
    Column("start", ("start date", "contract start date"), required=True),
    Column("end", ("end date", "contract end date"), required=True),
    Column("value", ("value of agreement", "contract value", "total value", "amount", "amount gbp")),
    Column("value per year", ("value_per_year", "annual value", "yearly value", "value per annum")),
    Column("notice clause", ("notice", "notice period")),
    Column("organisation id", ("org id", "organisation identifier", "supplier id")),
    Column("charity number", ("charity no", "registered charity number")),
    Column("company number", ("company no", "company registration number")),
    Column("funder", ("authority", "buyer")),
    Column("instrument", ("agreement type",)),
    Column("awarded on", ("award date", "date awarded", "awarded")),
    Column("duration months", ("duration (months)",)),
    Column("currency"),
    Column("source"),
)


def unread(present: frozenset[str]) -> tuple[str, ...]:
    """What a contracts register without these columns does not say: said once, not on every record."""
    wanted = {"value": _("the value"), "notice clause": _("the notice clause")}
    return tuple(
        _("no column is read as {what}; if one holds it, match it to “{ours}”").format(what=what, ours=ours)
        for ours, what in wanted.items()
        if ours not in present
    )

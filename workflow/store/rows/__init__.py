"""The tables. Every row of a body carries the body; keys, checks and unique constraints keep the promises."""

from __future__ import annotations

from workflow.store.rows.accounts import (
    form_key,
    identity,
    kept_form,
    link,
    recovery_code,
    second_factor,
    session,
    sign_in_attempt,
)
from workflow.store.rows.agreements import (
    agreement,
    agreement_decision,
    partnership,
    partnership_contribution,
    partnership_partner,
    partnership_report,
)
from workflow.store.rows.alerts import alert, deadline, heartbeat, outbox
from workflow.store.rows.base import metadata
from workflow.store.rows.diary import bank_holiday, moved_date
from workflow.store.rows.imports import (
    buyer_name,
    column_match,
    import_round,
    notice,
    project_notice,
    public_record,
    survey,
)
from workflow.store.rows.organisations import (
    charity_merger,
    contact,
    old_name,
    organisation,
    organisation_change,
    organisation_distinct,
    organisation_merge,
    organisation_request,
    organisation_tag,
    organisation_word,
)
from workflow.store.rows.people import (
    body,
    confirmation,
    directorate,
    holding,
    person,
    person_name,
    post,
)
from workflow.store.rows.projects import audit_entry, event_instance, explanation, project, project_fact

__all__ = [
    "agreement",
    "agreement_decision",
    "alert",
    "audit_entry",
    "bank_holiday",
    "body",
    "buyer_name",
    "charity_merger",
    "column_match",
    "confirmation",
    "contact",
    "deadline",
    "directorate",
    "event_instance",
    "explanation",
    "form_key",
    "heartbeat",
    "holding",
    "identity",
    "import_round",
    "kept_form",
    "link",
    "metadata",
    "moved_date",
    "notice",
    "old_name",
    "organisation",
    "organisation_change",
    "organisation_distinct",
    "organisation_merge",
    "organisation_request",
    "organisation_tag",
    "organisation_word",
    "outbox",
    "partnership",
    "partnership_contribution",
    "partnership_partner",
    "partnership_report",
    "person",
    "person_name",
    "post",
    "project",
    "project_fact",
    "project_notice",
    "public_record",
    "recovery_code",
    "second_factor",
    "session",
    "sign_in_attempt",
    "survey",
]

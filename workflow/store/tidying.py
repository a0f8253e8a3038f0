"""What the store need not keep: sessions, tries, links, keys, forms, drafts and files past their time."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, or_

from workflow.register.drafting import kept_for
from workflow.store import imports, rows

KEPT = timedelta(days=30)
TRIES, FORMS = timedelta(days=1), timedelta(hours=1)


def tidy(connection: Connection, now: datetime) -> int:
    """Remove what has had its time; how many rows there were. Doing it again removes nothing more."""
    session, link, table = rows.session, rows.link, rows.sign_in_attempt
    old = now - KEPT
    spent = (
        delete(session).where(or_(session.c.ended_at < old, session.c.seen_at < old)),
        delete(table).where(table.c.at < now - TRIES),
        delete(link).where(or_(link.c.used_at < old, link.c.until < old)),
        delete(rows.kept_form).where(rows.kept_form.c.kept_at < now - FORMS),
        delete(rows.explanation_draft).where(rows.explanation_draft.c.changed_at < now - kept_for()),
        delete(rows.form_key).where(rows.form_key.c.at < old),
    )
    return sum(connection.execute(each).rowcount for each in spent) + imports.purge(connection, now)

"""Letters into the outbox: sent day and night, because somebody waits for them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from workflow.alerts.model import Mail
from workflow.store import outbox


def send_letter(
    connection: Connection,
    *,
    body: str,
    to_address: str,
    mail: Mail,
    key: str,
    now: datetime,
    to_post: str | None = None,
) -> str | None:
    """Queue a letter in this transaction; its id, or None if one of that key was queued before."""
    letter = outbox.Letter(
        key=outbox.AT_ONCE + key,
        body=body,
        to_post=to_post,
        to_address=to_address,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        why=mail.why,
    )
    return outbox.queue(connection, letter, at=now, send_after=now)

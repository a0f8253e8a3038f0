"""Is mail getting out? What an operator asks of the outbox."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, func, select

from workflow.store import rows


def overdue_mails(connection: Connection, before: datetime) -> int:
    """How many mails should have left before an instant and still wait."""
    table = rows.outbox
    late = select(func.count()).where(table.c.state == "queued", table.c.send_after < before)
    return int(connection.execute(late).scalar_one())


def failed_mails(connection: Connection, since: datetime) -> int:
    """How many mails queued since an instant were given up."""
    table = rows.outbox
    failed = select(func.count()).where(table.c.state == "failed", table.c.queued_at >= since)
    return int(connection.execute(failed).scalar_one())

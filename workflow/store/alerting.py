"""Changes to single alerts."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, update

from workflow.store import rows


def acknowledge(
    connection: Connection, alert: str, version: int, person: str, plan: str, until: date
) -> bool:
    """Mark an alert as acknowledged with its plan; False if it changed since that version."""
    table = rows.alert
    values = {"state": "acknowledged", "plan": plan, "plan_until": until, "acknowledged_by": person}
    at_seen = update(table).where(table.c.id == alert, table.c.version == version)
    return connection.execute(at_seen.values(**values, version=version + 1)).rowcount == 1

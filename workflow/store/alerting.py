"""Changes to single alerts."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, update

from workflow.store import rows

OPEN = ("new", "told", "acknowledged")
"""The states in which an alert still asks for something."""


def acknowledge(
    connection: Connection, alert: str, version: int, person: str, plan: str, until: date
) -> bool:
    """Mark an open alert as acknowledged with its plan; False if it changed or closed since that version."""
    table = rows.alert
    values = {"state": "acknowledged", "plan": plan, "plan_until": until, "acknowledged_by": person}
    at_seen = update(table).where(table.c.id == alert, table.c.version == version, table.c.state.in_(OPEN))
    return connection.execute(at_seen.values(**values, version=version + 1)).rowcount == 1

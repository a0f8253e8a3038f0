"""Whether the scheduler still does its round: a silent service must not look as if all were well."""

from __future__ import annotations

from datetime import datetime, timedelta

from workflow.commands.services import Services
from workflow.store import sweeping
from workflow.store.engine import reading

TICK = timedelta(seconds=60)
SILENT_AFTER = timedelta(hours=26)
TWO_MISSED = 2.5 * TICK


def checked_at(services: Services) -> datetime | None:
    """When statuses were last checked, or None if they never were."""
    with reading(services.engine) as connection:
        return sweeping.last_beat(connection, sweeping.SCHEDULER).at


def silent(services: Services, now: datetime) -> bool:
    """Whether statuses have not been checked for 26 hours: staff and public are told."""
    return _older(services, now, SILENT_AFTER)


def healthy(services: Services, now: datetime) -> bool:
    """Whether the scheduler has missed fewer than two ticks."""
    return not _older(services, now, TWO_MISSED)


def _older(services: Services, now: datetime, age: timedelta) -> bool:
    at = checked_at(services)
    return at is None or now - at > age

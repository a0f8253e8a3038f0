"""What `doctor` looks at: settings, folder, database, the scheduler's round, the mail that waits."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from config.settings import Settings, check_for_production, from_environment
from workflow.clock import london
from workflow.commands.services import Services, services
from workflow.delivery import heartbeat
from workflow.delivery.sender import check_sender
from workflow.errors import FairNoticeError
from workflow.store import health
from workflow.store.engine import reading
from workflow.store.migrate import check_schema
from workflow.timetable.dates_in_words import in_words
from workflow.words import gettext as _

LATE_MAIL, RECENT = timedelta(hours=1), timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at, and what was found."""

    name: str
    well: bool
    finding: str


def checks() -> tuple[Check, ...]:
    """Everything, in the order in which one thing rests on another; what rests on a fault is left out."""
    return tuple(_checks())


def _checks() -> Iterator[Check]:
    try:
        settings = from_environment()
        check_for_production(settings)
        check_sender(settings)
    except FairNoticeError as fault:
        yield Check(_("settings"), False, str(fault))
        return
    yield Check(_("settings"), True, settings.env)
    yield _folder(settings)
    found = services(settings)
    try:
        check_schema(found.engine)
        yield Check(_("database"), True, found.engine.dialect.name)
        yield _heartbeat(found)
        yield _queue(found)
    except FairNoticeError as fault:
        yield Check(_("database"), False, str(fault))
    finally:
        found.engine.dispose()


def _folder(settings: Settings) -> Check:
    try:
        with tempfile.TemporaryFile(dir=settings.var):
            return Check(_("folder"), True, str(settings.var))
    except OSError as fault:
        words = _("{folder} cannot be written: {why}. Set FAIRNOTICE_VAR to a folder of yours.")
        why = (fault.strerror or "").lower()
        return Check(_("folder"), False, words.format(folder=settings.var, why=why))


def _heartbeat(found: Services) -> Check:
    at = heartbeat.checked_at(found)
    mend = _("Start it: python3 run.py scheduler")
    if at is None:
        return Check(_("scheduler"), False, _("dates were never checked. {mend}").format(mend=mend))
    local = london(at)
    told = _("dates were last checked on {day} at {time}").format(
        day=in_words(local.date()), time=f"{local:%H:%M}"
    )
    well = heartbeat.healthy(found, found.clock.now())
    return Check(_("scheduler"), well, told if well else f"{told}. {mend}")


def _queue(found: Services) -> Check:
    now = found.clock.now()
    with reading(found.engine) as connection:
        late = health.overdue_mails(connection, now - LATE_MAIL)
        failed = health.failed_mails(connection, now - RECENT)
    told = _("{late} mails wait for more than an hour, {failed} of the last 7 days could not be sent")
    words = told.format(late=late, failed=failed)
    if late or failed:
        words += _(". Look at the mail page, and start it if it is not running: python3 run.py sender")
    return Check(_("mail"), not (late or failed), words)

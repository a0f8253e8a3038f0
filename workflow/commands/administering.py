"""One act of administration: by whoever may, one at a time in a body, and never the last."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from workflow.commands.services import Services
from workflow.errors import BadRequest, NotAllowed
from workflow.project.access import Action, Actor, Subject, may
from workflow.store import posts
from workflow.store.unit_of_work import UnitOfWork, unit_of_work
from workflow.words import gettext as _


@contextmanager
def administering(
    by: Actor, services: Services, once: str | None = None, result: str = ""
) -> Iterator[UnitOfWork]:
    """A unit of work of the actor's body that commits whole, or not at all.

    Raises NotAllowed, AlreadyDone for a used one-time key, and BadRequest where afterwards no administrator
    could sign in, today or on a later day that is known.
    """
    if not may(by, Action.ADMINISTER, Subject(by.body)):
        raise NotAllowed
    with unit_of_work(services.engine, services.clock, by.body) as uow:
        posts.hold_still(uow.connection, uow.body)
        uow.once(once, result)
        yield uow
        if not posts.somebody_administers(uow.connection, uow.body, services.today):
            mend = _("First give the role of administrator to another post that somebody holds.")
            raise BadRequest(_("This would leave nobody who can administer this service.") + " " + mend)

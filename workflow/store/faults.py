"""What a database says when it cannot go on, in one line with the mend."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import OperationalError

from workflow.errors import StorageFault
from workflow.words import gettext as _


@contextmanager
def told_plainly() -> Iterator[None]:
    """Raise StorageFault where the database is gone, full, locked or may not be written."""
    try:
        yield
    except OperationalError as fault:
        said = (str(fault.orig).strip().splitlines() or [""])[0]
        words = _("The database cannot be used: {said}. Nothing was changed. See: python3 run.py doctor")
        raise StorageFault(words.format(said=said)) from None

"""The services of one command: settings from the environment, and a database of the right schema."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from config.settings import from_environment
from workflow.commands.services import Services, services
from workflow.store.faults import told_plainly
from workflow.store.migrate import check_schema, is_new, upgrade_engine


@contextmanager
def standing(*, migrate: bool = False) -> Iterator[Services]:
    """Services on the database of this environment. An empty database gets its tables; `migrate` brings an
    older one up too. Raises StorageFault with the mend where the schema does not fit or it cannot go on."""
    os.umask(0o077)  # the database holds what only its owner may read
    found = services(from_environment())
    try:
        if migrate or is_new(found.engine):
            upgrade_engine(found.engine)
        check_schema(found.engine)
        with told_plainly():
            found.keep_up()
            yield found
    finally:
        found.engine.dispose()

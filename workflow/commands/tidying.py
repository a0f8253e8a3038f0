"""Once a day what has had its time goes, left-over files too; and every audit chain is computed anew."""

from __future__ import annotations

from workflow.commands.evidence import folder
from workflow.commands.history import check_chains
from workflow.commands.services import Services
from workflow.store import files, tidying
from workflow.store.engine import reading, writing


def tidy(services: Services) -> int:
    """Remove what has had its time; how many rows and files there were."""
    now = services.clock.now()
    with writing(services.engine) as connection:
        rows = tidying.tidy(connection, now)
    with reading(services.engine) as connection:
        left = list(files.orphans(connection, folder(services), now - files.ABANDONED))
    for path in left:
        path.unlink(missing_ok=True)
    check_chains(services)
    return rows + len(left)

"""Is the record of what happened whole? Each body's chain of audit entries, computed anew."""

from __future__ import annotations

from collections.abc import Mapping

from workflow.commands.services import Services
from workflow.store import register, trail
from workflow.store.engine import reading
from workflow.store.trail import Chain
from workflow.words import gettext as _

LIMIT = _(
    "This shows that no entry was changed, added between or taken out. Whoever can write to the database "
    "could take away the newest entries and the counter with them: only a hash kept elsewhere shows that."
)
WHY: Mapping[str, str] = {
    "missing": _("an entry is missing here"),
    "order": _("it does not follow from the entry before it"),
    "content": _("its content is not what its hash was made of"),
    "head": _("the body remembers another newest entry"),
}


def verify(services: Services) -> tuple[Chain, ...]:
    """The chain of every body, by name, each with the first entry that does not hold."""
    with reading(services.engine) as connection:
        return tuple(trail.chain(connection, body.id) for body in register.bodies(connection))

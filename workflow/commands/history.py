"""What the audit entries of a project say: who read what is exempt, and whether any entry was altered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from workflow.commands.documents import READ_EXEMPT_KIND
from workflow.commands.services import Services
from workflow.commands.views import ProjectView
from workflow.store import register, trail
from workflow.store.engine import reading, writing
from workflow.store.trail import Chain


@dataclass(frozen=True, slots=True)
class Viewed:
    """One reading of an exempt record: when, by which post, which record."""

    seq: int
    at: datetime
    post_title: str
    data: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Trail:
    """What the audit trail says of a project: the exempt records that were read, newest first; whether what
    the history shows is what the entries hold; and when the body's chain was last computed anew."""

    viewed: tuple[Viewed, ...]
    agrees: bool
    checked_at: datetime
    chain_holds: bool

    @property
    def whole(self) -> bool:
        """Whether no entry was altered, as far as can be told."""
        return self.agrees and self.chain_holds


def trail_of(view: ProjectView, services: Services) -> Trail:
    """The audit trail of a project, compared with the history that the view shows. The chain of the body is
    computed anew each day by the tidy; where it never was, now."""
    with reading(services.engine) as connection:
        entries = trail.of_project(connection, view.body.id, view.overview.project.ref)
        last = trail.last_check(connection, view.body.id)
        found = last or (services.clock.now(), trail.chain(connection, view.body.id))
    shown = [(entry.kind, dict(entry.data)) for entry in reversed(view.history)]
    kinds = {kind for kind, _data in shown}
    kept = [(entry["kind"], dict(entry["data"])) for entry in entries if entry["kind"] in kinds]
    intact = all(trail.holds(entry) for entry in entries)
    viewed = (entry for entry in reversed(entries) if entry["kind"] == READ_EXEMPT_KIND)
    return Trail(
        tuple(Viewed(e["seq"], e["at"], str(e["data"].get("post", "")), e["data"]) for e in viewed),
        intact and kept == shown,
        found[0],
        found[1].first_bad is None,
    )


def check_chains(services: Services) -> tuple[Chain, ...]:
    """Compute the chain of every body anew and keep what came of it, for its pages."""
    now = services.clock.now()
    with reading(services.engine) as connection:
        found = {body.id: trail.chain(connection, body.id) for body in register.bodies(connection)}
    with writing(services.engine) as connection:
        for body, chain in found.items():
            trail.keep_check(connection, body, chain, now)
    return tuple(found.values())

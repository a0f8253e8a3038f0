"""Dates that a late bank holiday moved, and those that wait for a person, as they are listed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, Select, select, update

from workflow.errors import AlreadyDone, NotFound
from workflow.store import rows

WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class MovedRow:
    """One date of a project: `moved` by law, `waiting` for a person (`new` is then a proposal), `accepted` or
    `refused` by one. `published`: the old date had been published."""

    id: str
    body: str
    project: str
    event: str
    title: str
    old: date
    new: date
    reason: str
    published: bool
    unconfirmed: bool
    state: str
    decision_reason: str

    @property
    def needs_a_person(self) -> bool:
        """Whether nothing happens to it until somebody decides."""
        return self.state == WAITING


_listed, _project = rows.moved_date, rows.project
_COLUMNS = [
    _project.c.ref.label("project") if name == "project" else _listed.c[name] for name in MovedRow.__slots__
]


def of_round(connection: Connection, round_: str) -> tuple[MovedRow, ...]:
    """Every date of one round, by project, old date and event."""
    return _all(connection, _find().where(_listed.c.round == round_))


def of_body(connection: Connection, body: str, states: Sequence[str]) -> tuple[MovedRow, ...]:
    """The dates of a body in some states, by project, old date and event."""
    return _all(connection, _find().where(_listed.c.body == body, _listed.c.state.in_(states)))


def one(connection: Connection, body: str, id_: str) -> MovedRow:
    """One of a body by its id. Raises NotFound."""
    found = _all(connection, _find().where(_listed.c.body == body, _listed.c.id == id_))
    if not found:
        raise NotFound
    return found[0]


def decide(connection: Connection, id_: str, *, accepted: bool, by: str, reason: str) -> None:
    """Note what a person decided. Raises AlreadyDone where somebody had decided before, or nothing waits."""
    state = "accepted" if accepted else "refused"
    values = {"state": state, "decided_by": by, "decision_reason": reason}
    waits = (_listed.c.id == id_) & (_listed.c.state == WAITING)
    if connection.execute(update(_listed).where(waits).values(**values)).rowcount != 1:
        raise AlreadyDone


def _find() -> Select[tuple[object, ...]]:
    joined = _listed.join(_project, _project.c.id == _listed.c.project)
    order = (_project.c.ref, _listed.c.old, _listed.c.event, _listed.c.id)
    return select(*_COLUMNS).select_from(joined).order_by(*order)


def _all(connection: Connection, find: Select[tuple[object, ...]]) -> tuple[MovedRow, ...]:
    return tuple(MovedRow(**row) for row in connection.execute(find).mappings())

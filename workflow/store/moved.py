"""Dates that a late bank holiday moved, and those that wait for a person, as they are listed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Connection, Select, select, update

from workflow.errors import AlreadyDone, NotFound
from workflow.store import rows

WAITING, MOVED = "waiting", "moved"


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


@dataclass(frozen=True, slots=True)
class MovedAlike:
    """One date that moved by law from the same day to the same day in several projects, by reference."""

    id: str
    body: str
    event: str
    title: str
    old: date
    new: date
    reason: str
    published: bool
    unconfirmed: bool
    projects: tuple[str, ...]

    def of(self, project: str) -> MovedRow:
        """The date of one of the projects."""
        names = ("body", "event", "title", "old", "new", "reason", "published", "unconfirmed")
        told = {name: getattr(self, name) for name in names}
        return MovedRow(f"{self.id}:{project}", project=project, **told, state=MOVED, decision_reason="")


_listed, _alike, _project = rows.moved_date, rows.moved_alike, rows.project
_COLUMNS = [
    _project.c.ref.label("project") if name == "project" else _listed.c[name] for name in MovedRow.__slots__
]


def of_round(connection: Connection, round_: str) -> tuple[MovedRow, ...]:
    """Every date of one round, by project, old date and event."""
    found = _all(connection, _find().where(_listed.c.round == round_))
    return _in_order(found, alike(connection, round_))


def of_body(connection: Connection, body: str, states: Sequence[str]) -> tuple[MovedRow, ...]:
    """The dates of a body in some states, by project, old date and event."""
    found = _all(connection, _find().where(_listed.c.body == body, _listed.c.state.in_(states)))
    return _in_order(found, _some_alike(connection, _alike.c.body == body) if MOVED in states else ())


def one(connection: Connection, body: str, id_: str) -> MovedRow:
    """One of a body by its id. Raises NotFound."""
    of, _, project = id_.partition(":")
    found = _all(connection, _find().where(_listed.c.body == body, _listed.c.id == id_))
    for each in _some_alike(connection, _alike.c.body == body, _alike.c.id == of) if project else ():
        found += tuple(each.of(ref) for ref in each.projects if ref == project)
    if not found:
        raise NotFound
    return found[0]


def alike(connection: Connection, round_: str) -> tuple[MovedAlike, ...]:
    """The dates of one round that moved by law, once for all projects whose date moved alike."""
    return _some_alike(connection, _alike.c.round == round_)


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


def _some_alike(connection: Connection, *which: ColumnElement[bool]) -> tuple[MovedAlike, ...]:
    names = [_alike.c[name] for name in MovedAlike.__slots__]
    order = (_alike.c.body, _alike.c.event, _alike.c.old, _alike.c.new, _alike.c.id)
    found = connection.execute(select(*names).where(*which).order_by(*order)).mappings()
    return tuple(MovedAlike(**{**row, "projects": tuple(sorted(row["projects"]))}) for row in found)


def _in_order(found: Iterable[MovedRow], alike: Iterable[MovedAlike]) -> tuple[MovedRow, ...]:
    every = [*found, *(each.of(project) for each in alike for project in each.projects)]
    return tuple(sorted(every, key=lambda each: (each.project, each.old, each.event, each.id)))

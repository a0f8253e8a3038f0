"""Take in a published register: each row whole or not at all, all of them in one transaction.

Real records stand under a body of their own, with their source: none is ever joined to an invented body.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sqlalchemy import Connection

from workflow.commands.services import Services
from workflow.errors import BadRequest, NotAllowed
from workflow.project.access import Action, Actor, Subject, may
from workflow.register import reading
from workflow.register.model import Agreement, Finding, Organisation, Reading, Refusal
from workflow.register.people_like import is_published_identifier
from workflow.store import importing, register
from workflow.store.alone import make_bodies_alone
from workflow.store.engine import writing
from workflow.store.register import Body
from workflow.store.unit_of_work import UnitOfWork, unit_of_work
from workflow.words import gettext as _

Item = Organisation | Agreement
KINDS = ("organisations", "grants", "agreements")
OWN_BODY = "imported-registers"
PENNY = Decimal("0.01")
_READERS: Mapping[str, Callable[..., Reading[Any]]] = {
    "organisations": reading.read_organisations,
    "grants": reading.read_grants,
    "agreements": reading.read_agreements,
}


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of the records of one file; `organisations` recipients that were not known before."""

    new: int
    changed: int
    unchanged: int
    kept: tuple[Finding, ...]
    refused: tuple[Refusal, ...]
    organisations: int = 0


def import_register(
    *,
    kind: str,
    file: bytes,
    body: str,
    services: Services,
    by: Actor | None = None,
    column_map: Mapping[str, str] | None = None,
    source: str = "",
) -> Imported:
    """Store the records of a CSV file under their published keys; doing it again changes nothing.

    `source` is that of records which name none; `by` None is whoever works at the command line. Raises
    BadRequest when the file as a whole cannot be read, NotAllowed for an actor who may not import.
    """
    if by is not None and not may(by, Action.IMPORT, Subject(body)):
        raise NotAllowed
    found = _fitting(_READERS[kind](file, column_map=column_map or {}))
    items = [_with_source(item, source) for _number, item in found.rows]
    with unit_of_work(services.engine, services.clock, body) as uow:
        put = importing.put_all(uow.connection, body, items)
        joined = importing.add_unknown(uow.connection, body, _recipients(items)) if kind == "grants" else 0
        if put.new or put.changed or joined:
            _audit(uow, kind, put, by)
    return Imported(put.new, put.changed, put.unchanged, found.kept, found.refused, joined)


def body_for_registers(services: Services, slug: str | None = None) -> Body:
    """The body that real records go to: the one named, the only one that is no demonstration, else a new one.

    Raises BadRequest for a name that is not known, for a demonstration, and where there are several.
    """
    with writing(services.engine) as connection:
        make_bodies_alone(connection)  # two imports at the same moment make one body
        known = register.bodies(connection)
        real = [body for body in known if not body.demonstration]
        if slug is not None:
            return _named(known, slug)
        if len(real) > 1:
            choose = _("There are several bodies. Add --body with one of: {slugs}.")
            raise BadRequest(choose.format(slugs=", ".join(body.slug for body in real)))
        return real[0] if real else _own_body(connection, services)


def _named(known: Iterable[Body], slug: str) -> Body:
    found = next((body for body in known if body.slug == slug), None)
    if found is None:
        none = _("There is no body '{slug}'. Known: {known}.")
        raise BadRequest(none.format(slug=slug, known=", ".join(body.slug for body in known) or _("none")))
    if found.demonstration:
        raise BadRequest(
            _("{name} is a demonstration; real records are never joined to it. Leave --body out.").format(
                name=found.name
            )
        )
    return found


def _own_body(connection: Connection, services: Services) -> Body:
    """A body for registers that belong to nobody here: it owns no project, so nothing of it is public."""
    authority = services.library.rulebook(services.settings.authority, services.today).authority
    id_ = register.add_body(
        connection,
        slug=OWN_BODY,
        name=_("Imported registers"),
        kind="other",
        nation=authority.nation.value,
        authority=authority.id,
        demonstration=False,
    )
    return register.body(connection, id_)


def _fitting(found: Reading[Any]) -> Reading[Any]:
    """The same without what the store cannot hold; amounts in whole pence."""
    rows: list[tuple[int, Item]] = []
    kept, refused = list(found.kept), list(found.refused)
    for number, item in found.rows:
        long = importing.too_long(item)
        if long:
            why = _("The {name} is {length:,} characters long; at most {longest:,} are kept. Shorten it.")
            refused.append(Refusal(number, why.format(name=long[0], length=long[1], longest=long[2])))
            continue
        pence = _in_pence(item)
        if pence is not item:
            kept.append(Finding(number, _("the amount has fractions of a penny; kept to the penny")))
        rows.append((number, pence))
    kept.sort(key=lambda finding: finding.row)
    refused.sort(key=lambda refusal: refusal.row)
    return Reading(tuple(rows), tuple(kept), tuple(refused))


def _in_pence(item: Item) -> Item:
    if isinstance(item, Organisation) or item.value is None:
        return item
    pence = item.value.quantize(PENNY, ROUND_HALF_UP)
    return item if pence == item.value else replace(item, value=pence)


def _with_source(item: Item, source: str) -> Item:
    return item if item.source or not source else replace(item, source=source)


def _recipients(items: Iterable[Item]) -> list[Organisation]:
    """The recipients that the source names with an identifier of a public register."""
    return [
        Organisation(
            item.organisation_key, item.organisation_name, "", "", "", "", "", item.source or item.funder
        )
        for item in items
        if isinstance(item, Agreement)
        and item.organisation_key
        and item.organisation_name
        and is_published_identifier(item.organisation_key)
    ]


def _audit(uow: UnitOfWork, kind: str, put: importing.Put, by: Actor | None) -> None:
    counts = {"kind": kind, "new": put.new, "changed": put.changed, "unchanged": put.unchanged}
    uow.audit("register_imported", counts, by=by.person if by else None)

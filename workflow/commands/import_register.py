"""Take in a published register: each row whole or not at all, all of them in one transaction.

Real records stand under a body of their own, with their source: none is ever joined to an invented body.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sqlalchemy import Connection

from workflow.commands.import_kinds import KINDS as ALL_KINDS
from workflow.commands.import_kinds import Kind, source_of
from workflow.commands.services import Services
from workflow.errors import BadRequest, NotAllowed
from workflow.project.access import Action, Actor, Subject, may
from workflow.register.cells import shown
from workflow.register.model import Agreement, Finding, Organisation, Reading, Refusal
from workflow.register.names import name_key
from workflow.register.notices import Notice
from workflow.register.people_like import is_published_identifier
from workflow.register.reading import Layout
from workflow.register.spellings import Known, spelled
from workflow.store import importing, register
from workflow.store.alone import make_bodies_alone
from workflow.store.engine import reading, writing
from workflow.store.importing import Item
from workflow.store.register import Body
from workflow.store.unit_of_work import UnitOfWork, unit_of_work
from workflow.timetable.dates_in_words import in_words
from workflow.words import gettext as _

KINDS = tuple(ALL_KINDS)
OWN_BODY = "imported-registers"
PENNY = Decimal("0.01")
OCID = "ocds-"
"""How the key of an agreement begins that came from an award notice."""


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
    sheet: str = "",
    source: str = "",
    captured_on: date | None = None,
) -> Imported:
    """Store the records of a CSV, .xlsx or OCDS file under their published keys; again it changes nothing.

    `source` is that of records which name none, `captured_on` the day of which they are, else today; `by`
    None is whoever works at the command line. Raises BadRequest when the file as a whole cannot be read,
    NotAllowed for an actor who may not import.
    """
    if by is not None and not may(by, Action.IMPORT, Subject(body)):
        raise NotAllowed
    found = read(ALL_KINDS[kind], file, sheet, Layout(column_map or {}), source)
    odd = oddly_spelled(services, body, found)
    with unit_of_work(services.engine, services.clock, body) as uow:
        return store(uow, ALL_KINDS[kind], found, by, captured_on or services.today, odd)


def read(kind: Kind, file: bytes, sheet: str, layout: Layout, source: str) -> Reading[Item]:
    """The records of a file as the store can hold them, each with its source. Nothing is changed.

    Raises BadRequest when the file as a whole cannot be read.
    """
    found = _fitting(kind.read(source_of(file, sheet), layout))
    return replace(found, rows=tuple((n, _with_source(item, source)) for n, item in found.rows))


def store(
    uow: UnitOfWork,
    kind: Kind,
    found: Reading[Item],
    by: Actor | None,
    captured_on: date,
    odd: Iterable[Finding],
    told: Callable[[int], None] = lambda written: None,
) -> Imported:
    """Store what was read, in this unit of work; what became of it. `odd` are findings about spellings."""
    items = [item for _number, item in found.rows]
    put = importing.put_all(uow.connection, uow.body, items, told, captured_on)
    more = _in_order([*found.kept, *odd, *_held(put.compared, found)])
    unknown = _recipients(items) if _funds(kind) else []
    joined = importing.add_unknown(uow.connection, uow.body, unknown, captured_on)
    if put.new or put.changed or joined:
        _audit(uow, kind.id, put, by)
    return Imported(put.new, put.changed, put.unchanged, more, found.refused, joined)


def noticed(connection: Connection, body: str, found: Reading[Item]) -> tuple[Finding, ...]:
    """All that is odd: of the records themselves, and beside what the body's registers hold already."""
    compared = importing.compare(connection, body, [item for _number, item in found.rows])
    return _in_order([*found.kept, *_names(connection, body, found), *_held(compared, found)])


def oddly_spelled(services: Services, body: str, found: Reading[Item]) -> tuple[Finding, ...]:
    """The findings about names, worked out before the transaction begins: it keeps others waiting."""
    with reading(services.engine) as connection:
        return tuple(_names(connection, body, found))


def _names(connection: Connection, body: str, found: Reading[Item]) -> Iterator[Finding]:
    """Names written otherwise elsewhere; awards of another buyer than the body whose register this is."""
    yield from spelled(found.rows, Known(importing.names(connection, body), importing.mergers(connection)))
    own = register.body(connection, body)
    for number, one in found.rows:
        if own.slug == OWN_BODY or not (isinstance(one, Agreement) and one.key.startswith(OCID)):
            continue
        if one.funder and name_key(one.funder) != name_key(own.name):
            words = _("bought by {buyer}, not by {body}: kept with {buyer} as its funder")
            yield Finding(number, words.format(buyer=shown(one.funder), body=own.name))


def _in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda finding: finding.row))


def _held(compared: importing.Compared, found: Reading[Item]) -> Iterator[Finding]:
    """Entries that no file touches, and fields that stay as somebody here changed them."""
    told = {
        "merged": _("it was merged into another entry; left as it stands"),
        "corrected": _("the organisation corrected this entry itself; left as it stands"),
    }
    for number, item in found.rows:
        if item.key in compared.held:
            yield Finding(number, told[compared.held[item.key]])
        elif item.key in compared.kept:
            yield Finding(number, _kept(compared.kept[item.key]))


def _kept(kept: importing.Kept) -> str:
    fields = ", ".join(name.replace("_", " ") for name in kept.names)
    if kept.on is None:
        return _("kept: {fields}, changed here").format(fields=fields)
    return _("kept: {fields}, changed here on {day}").format(fields=fields, day=in_words(kept.on))


def _funds(kind: Kind) -> bool:
    return kind.id in ("grants", "agreements", "awards")


def body_for_registers(services: Services, slug: str | None = None) -> Body:
    """The body that real records go to: the one named, the only one that decides and is no demonstration,
    else one of their own, which every officer here can read.

    Raises BadRequest for a name that is not known, for a demonstration, and where there are several.
    """
    with writing(services.engine) as connection:
        make_bodies_alone(connection)  # two imports at the same moment make one body
        known = register.bodies(connection)
        apart = [body for body in known if body.slug == OWN_BODY]
        real = [body for body in known if not body.demonstration and body not in apart]
        if slug is not None:
            return _named(known, slug)
        if len(real) > 1:
            choose = _("There are several bodies. Add --body with one of: {slugs}.")
            raise BadRequest(choose.format(slugs=", ".join(body.slug for body in real)))
        return (real or apart or [_own_body(connection, services)])[0]


def one_body(services: Services, slug: str | None) -> Body:
    """The body that is named, else the only one there is. Raises BadRequest with those that are known.

    A demonstration may have meetings and closures of its own: these are no real records of others.
    """
    with reading(services.engine) as connection:
        known = [body for body in register.bodies(connection) if body.slug != OWN_BODY]
    found = [body for body in known if slug in (None, body.slug)]
    if len(found) != 1:
        words = _("Name the body: --body with one of: {slugs}.")
        raise BadRequest(words.format(slugs=", ".join(body.slug for body in known) or _("none")))
    return found[0]


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
    if not isinstance(item, (Agreement, Notice)) or item.value is None:
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

"""Further bodies of one installation, from a list; each administrator is invited by mail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from workflow.commands.import_register import Imported
from workflow.commands.invitations import is_address, send_invitation
from workflow.commands.services import Services
from workflow.commands.set_up import KINDS, LONGEST_NAME, NATIONS, slug_of
from workflow.project.access import ADMIN
from workflow.register.model import Finding, Refusal
from workflow.register.tables import Column, Row, Source, read_table
from workflow.store import accounts, register
from workflow.store.alone import make_bodies_alone
from workflow.store.engine import writing
from workflow.store.register import Body
from workflow.store.unit_of_work import UnitOfWork
from workflow.words import gettext as _

COLUMNS = (
    Column("name", ("body", "organisation"), required=True),
    Column("kind", ("type",), required=True),
    Column("nation", ("country",), required=True),
    Column("rulebook", ("authority",), required=True),
    Column("post", ("administrator", "job title")),
    Column("email", ("e-mail", "email address", "administrator email")),
)


@dataclass(frozen=True, slots=True)
class _Asked:
    """One row, tidied."""

    name: str
    kind: str
    nation: str
    authority: str
    post: str
    email: str


def add_bodies(*, file: Source, services: Services, column_map: Mapping[str, str] | None = None) -> Imported:
    """Make a body of each row, and invite its administrator by mail. Doing it again changes nothing.

    The key is the body's name. None shows dates to the public before its own checklist is done. Raises
    BadRequest when the file as a whole cannot be read.
    """
    table = read_table(file, COLUMNS, column_map or {})
    new, unchanged = 0, 0
    kept = [Finding(0, note) for note in table.notes]
    refused: list[Refusal] = []
    with writing(services.engine) as connection:
        make_bodies_alone(connection)
        known = {body.slug: body for body in register.bodies(connection)}
        for number, row in table.records:
            if isinstance(row, Refusal):
                refused.append(row)
                continue
            asked = _read(row)
            why = _wrong(asked, services, connection, known)
            if why:
                refused.append(Refusal(number, why))
            elif slug_of(asked.name) in known:
                unchanged += 1
            else:
                body = _make(connection, asked, services)
                known[body.slug], new = body, new + 1
                if not asked.email:
                    kept.append(Finding(number, _("no address: nobody is invited to administer it")))
    return Imported(new, 0, unchanged, tuple(kept), tuple(refused))


def _read(row: Row) -> _Asked:
    told = {
        name: " ".join(row.get(name, "").split()) for name in ("name", "kind", "nation", "rulebook", "post")
    }
    return _Asked(
        told["name"],
        told["kind"].casefold(),
        told["nation"].casefold().replace(" ", "-"),
        told["rulebook"],
        told["post"] or _("Service Administrator"),
        row.get("email", "").strip().casefold(),
    )


def _wrong(asked: _Asked, services: Services, connection: Connection, known: Mapping[str, Body]) -> str:
    """Why a row cannot be used, with the mend; "" if it can."""
    if not asked.name or len(asked.name) > LONGEST_NAME or len(asked.post) > LONGEST_NAME:
        return _("The name of the body and of the post must have 1 to %d characters.") % LONGEST_NAME
    if asked.kind not in KINDS:
        return _("The kind must be one of: {kinds}.").format(kinds=", ".join(KINDS))
    if asked.nation not in NATIONS:
        return _("The nation must be one of: {nations}.").format(nations=", ".join(NATIONS))
    if asked.authority not in services.library.authorities:
        names = ", ".join(sorted(services.library.authorities))
        return _("The rulebook must be one of: {names}.").format(names=names)
    nation = services.library.rulebook(asked.authority, services.today).authority.nation.value
    if nation != asked.nation:
        return _("That rulebook counts the working days of {nation}.").format(nation=nation)
    there = known.get(slug_of(asked.name))
    if there is not None:
        same = (there.kind, there.nation, there.authority) == (asked.kind, asked.nation, asked.authority)
        return "" if same else _("This body is here already, with another kind, nation or rulebook.")
    if asked.email and not is_address(asked.email):
        return _("The address must be like name@example.org.")
    if asked.email and accounts.account(connection, asked.email):
        return _("This address cannot be invited. Name another.")
    return ""


def _make(connection: Connection, asked: _Asked, services: Services) -> Body:
    told = {"kind": asked.kind, "nation": asked.nation, "authority": asked.authority}
    id_ = register.add_body(
        connection, slug=slug_of(asked.name), name=asked.name, demonstration=False, dates_public=False, **told
    )
    post = register.add_post(connection, id_, asked.post, (ADMIN,))
    uow = UnitOfWork(connection, services.clock, id_)
    uow.audit("body_set_up", {"name": asked.name, **told, "post": post}, by=None)
    if asked.email:
        send_invitation(uow, services, post, asked.post, asked.email)
    return register.body(connection, id_)

"""Partnerships of a body in the store, with their partners, contributions and reports."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Connection, RowMapping, Select, Table, delete, insert, select, update

from workflow.errors import BadRequest, NotFound, Stale
from workflow.register.partnerships import Contribution, Partnership, Report, Terms
from workflow.register.ties import Notice
from workflow.store import rows
from workflow.store.engine import insert_once, is_sqlite, upsert
from workflow.store.ids import new_id
from workflow.words import gettext as _

TERMS = tuple(name for name in Terms.__slots__ if name not in ("notice", "partners"))
"""The columns that a person may fill in; a notice period stands in two, partners in rows of their own."""


def all_of(connection: Connection, body: str) -> tuple[Partnership, ...]:
    """Every partnership of a body, by name."""
    find = _all().where(rows.partnership.c.body == body).order_by(rows.partnership.c.name)
    found = connection.execute(find).mappings().all()
    partners, money, reports = (
        _partners(connection, body),
        _money(connection, body),
        _reports(connection, body),
    )
    return tuple(
        _partnership(row, partners[row["id"]], money[row["id"]], reports[row["id"]]) for row in found
    )


def one(connection: Connection, body: str, id_: str) -> Partnership:
    """One partnership of a body. Raises NotFound."""
    found = next((each for each in all_of(connection, body) if each.id == id_), None)
    if found is None:
        raise NotFound
    return found


def hold(connection: Connection, body: str, id_: str) -> Partnership:
    """One partnership of a body, locked until the transaction ends. Raises NotFound."""
    table = rows.partnership
    find = select(table.c.id).where(table.c.body == body, table.c.id == id_)
    connection.execute(find if is_sqlite(connection) else find.with_for_update(key_share=True))
    return one(connection, body, id_)


def add(connection: Connection, body: str, terms: Terms, by: str, at: datetime) -> str:
    """Record a partnership; its id. Raises BadRequest if the body has one of that name."""
    id_ = new_id()
    values = {"id": id_, "body": body, "version": 1, "changed_by": by, "changed_at": at, **_values(terms)}
    new = insert_once(connection, rows.partnership).values(values)
    if connection.execute(new.returning(rows.partnership.c.id)).first() is None:
        raise BadRequest(_("There is a partnership of that name. Enter another name, or change that one."))
    _put_partners(connection, body, id_, terms)
    return id_


def change(
    connection: Connection, found: Partnership, terms: Terms, seen_version: int, by: str, at: datetime
) -> None:
    """Let a partnership say this. Raises Stale when someone changed it since, BadRequest for a taken name."""
    table = rows.partnership
    others = select(table.c.id).where(
        table.c.body == found.body, table.c.name == terms.name, table.c.id != found.id
    )
    if connection.execute(others).first():
        raise BadRequest(_("There is a partnership of that name. Enter another name, or change that one."))
    here = (table.c.id == found.id) & (table.c.version == seen_version)
    values = {**_values(terms), "version": seen_version + 1, "changed_by": by, "changed_at": at}
    if connection.execute(update(table).where(here).values(values)).rowcount != 1:
        raise Stale
    _put_partners(connection, found.body, found.id, terms)


def put_contribution(
    connection: Connection, found: Partnership, partner: str, year: int, amount: Decimal
) -> None:
    """What a partner puts in in a year: it takes the place of what stood there."""
    table = rows.partnership_contribution
    values = {"id": new_id(), "body": found.body, "partnership": found.id, "partner": partner, "year": year}
    new = upsert(connection, table).values(**values, amount=amount)
    connection.execute(
        new.on_conflict_do_update(index_elements=["partnership", "partner", "year"], set_={"amount": amount})
    )


def add_report(connection: Connection, found: Partnership, title: str, board: str, due_on: date) -> None:
    """A report that a board is owed; the same one twice is one."""
    values = {"id": new_id(), "body": found.body, "partnership": found.id}
    values |= {"title": title, "board": board, "due_on": due_on}  # type: ignore[dict-item]
    connection.execute(insert_once(connection, rows.partnership_report).values(values))


def report_given(connection: Connection, found: Partnership, report: str, on: date) -> None:
    """Record that the board has had a report. Raises NotFound for a report of another partnership."""
    table = rows.partnership_report
    theirs = (table.c.id == report) & (table.c.partnership == found.id)
    if connection.execute(update(table).where(theirs).values(given_on=on)).rowcount != 1:
        raise NotFound


def _all() -> Select[tuple[object, ...]]:
    table, body, post = rows.partnership, rows.body, rows.post
    joined = table.join(body, body.c.id == table.c.body).outerjoin(post, post.c.id == table.c.post)
    return select(table, body.c.nation, post.c.title.label("post_title")).select_from(joined)


def _partnership(
    row: RowMapping, partners: list[str], money: list[Contribution], reports: list[Report]
) -> Partnership:
    return Partnership(
        **{name: row[name] for name in TERMS},
        partners=tuple(partners),
        notice=Notice(row["notice_n"], row["notice_method"]) if row["notice_n"] else None,
        id=row["id"],
        body=row["body"],
        nation=row["nation"],
        version=row["version"],
        post_title=row["post_title"] or "",
        changed_by=row["changed_by"],
        changed_at=row["changed_at"],
        contributions=tuple(money),
        reports=tuple(reports),
    )


def _partners(connection: Connection, body: str) -> Mapping[str, list[str]]:
    table = rows.partnership_partner
    found: dict[str, list[str]] = defaultdict(list)
    for row in connection.execute(_of(table, body).order_by(table.c.position)).mappings():
        found[row["partnership"]].append(row["name"])
    return found


def _money(connection: Connection, body: str) -> Mapping[str, list[Contribution]]:
    table = rows.partnership_contribution
    found: dict[str, list[Contribution]] = defaultdict(list)
    for row in connection.execute(_of(table, body).order_by(table.c.year.desc(), table.c.partner)).mappings():
        found[row["partnership"]].append(Contribution(row["id"], row["partner"], row["year"], row["amount"]))
    return found


def _reports(connection: Connection, body: str) -> Mapping[str, list[Report]]:
    table = rows.partnership_report
    found: dict[str, list[Report]] = defaultdict(list)
    for row in connection.execute(_of(table, body).order_by(table.c.due_on, table.c.title)).mappings():
        found[row["partnership"]].append(Report(**{name: row[name] for name in Report.__slots__}))
    return found


def _of(table: Table, body: str) -> Select[tuple[object, ...]]:
    return select(table).where(table.c.body == body)


def _put_partners(connection: Connection, body: str, id_: str, terms: Terms) -> None:
    table = rows.partnership_partner
    connection.execute(delete(table).where(table.c.partnership == id_))
    for position, name in enumerate(terms.partners, 1):
        row = {"id": new_id(), "body": body, "partnership": id_, "position": position, "name": name}
        connection.execute(insert(table).values(row))


def _values(terms: Terms) -> dict[str, object]:
    notice = terms.notice
    told = {"notice_n": notice.n if notice else None, "notice_method": notice.method if notice else None}
    return {**{name: getattr(terms, name) for name in TERMS}, **told}

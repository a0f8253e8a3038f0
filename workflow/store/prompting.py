"""The deadlines of agreements: written where an agreement, or the projects about it, changed since.

Whoever changes an agreement raises its version; so nobody need think of its prompts, an import least of all.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import ColumnElement, Connection, exists, or_, select, tuple_, update

from workflow.alerts.agreements import agreement_deadlines
from workflow.register.renewals import undecided
from workflow.register.ties import Tie
from workflow.store import agreements, deadlines, register, rows
from workflow.store.deadlines import Matter

EVER = date(1990, 1, 1)
"""Owner and manager hear whatever is due, since whenever: an agreement may come late to the register."""


def keep_up(connection: Connection, today: date) -> int:
    """Let the deadlines of every agreement that changed be those that it now has; how many changed."""
    table = rows.agreement
    find = select(table.c.id, table.c.body).where(_changed(today)).order_by(table.c.id)
    found = connection.execute(find).all()
    by_body: dict[str, list[str]] = {}
    for id_, body in found:
        by_body.setdefault(body, []).append(id_)
    for body, ids in by_body.items():
        posts = register.posts(connection, body, today)
        for tie in agreements.some(connection, ids):
            _write(connection, tie, posts, today)
    return len(found)


def _changed(today: date) -> ColumnElement[bool]:
    """Changed itself, ran into its next term, or got or lost a project."""
    table, project = rows.agreement, rows.project
    planned = select(project.c.body, project.c.agreement).where(
        project.c.agreement.is_not(None), project.c.stage.not_in(agreements.OVER)
    )
    named = tuple_(table.c.body, table.c.key)
    itself = or_(table.c.prompted_version.is_(None), table.c.prompted_version != table.c.version)
    return or_(
        itself,
        table.c.prompted_until <= today,
        table.c.prompted_planned & named.not_in(planned),
        ~table.c.prompted_planned & named.in_(planned),
    )


def _write(connection: Connection, tie: Tie, posts: Mapping[str, register.PostRow], today: date) -> None:
    owner = tie.post if tie.post in posts else None
    if owner is not None:
        manager = posts[owner].reports_to or owner
        titles = register.chain(posts, owner, manager).titles
        wanted = agreement_deadlines(tie, today, titles)
        if wanted or _has_deadlines(connection, tie):
            matter = Matter(tie.body, tie.nation, owner, manager, EVER, agreement=tie.id)
            deadlines.put(connection, matter, wanted, (), today)
    elif _has_deadlines(connection, tie):
        first = next(iter(posts))
        deadlines.put(
            connection, Matter(tie.body, tie.nation, first, first, EVER, agreement=tie.id), (), (), today
        )
    renewal = undecided(tie, today)
    table = rows.agreement
    written = {
        "prompted_version": tie.version,
        "prompted_until": renewal.renews_on if renewal else None,
        "prompted_planned": bool(tie.projects),
    }
    connection.execute(update(table).where(table.c.id == tie.id).values(written))


def _has_deadlines(connection: Connection, tie: Tie) -> bool:
    table = rows.deadline
    return bool(connection.execute(select(exists().where(table.c.matter == tie.id))).scalar())

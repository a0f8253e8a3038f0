"""Comments of sector partners on explanations that wait, and who was told that there is one to comment on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, RowMapping, Select, exists, insert, select, update

from workflow.errors import NotFound, Stale
from workflow.store import outbox, rows
from workflow.store.engine import insert_once, upsert

NOTHING_YET = 1
"""The version of a comment that nobody has made."""


@dataclass(frozen=True, slots=True)
class Comment:
    """What one post said of one request; `said` False: it had nothing to say."""

    id: str
    explanation: str
    post: str
    post_title: str
    said: bool
    text: str
    said_on: date
    version: int
    at: datetime
    erased_at: datetime | None


@dataclass(frozen=True, slots=True)
class Words:
    """What a post says now, and who says it."""

    post: str
    post_title: str
    by: str
    said: bool
    text: str
    said_on: date


@dataclass(frozen=True, slots=True)
class Waits:
    """A request that waits for a decision, of a running project that the public may see."""

    explanation: str
    body: str
    ref: str
    asked_on: date


def waiting(connection: Connection, since: date, body: str | None = None) -> tuple[Waits, ...]:
    """Every such request sent on or after a day, of one body or (None) of all that show their dates."""
    table, project = rows.explanation, rows.project
    names = (table.c.id, table.c.body, project.c.ref, table.c.asked_on)
    find = (
        select(*names)
        .join(project, project.c.id == table.c.project)
        .join(rows.body, rows.body.c.id == table.c.body)
        .where(table.c.agreed.is_(None), table.c.decided_on.is_(None), table.c.asked_on >= since)
        .where(project.c.public, rows.body.c.dates_public, project.c.stage.not_in(("ended", "withdrawn")))
        .order_by(table.c.asked_on, project.c.ref, table.c.id)
    )
    found = find if body is None else find.where(table.c.body == body)
    return tuple(Waits(*row) for row in connection.execute(found))


def of_explanation(connection: Connection, body: str, explanation: str) -> tuple[Comment, ...]:
    """Every comment on one request of a body, the first first."""
    table = rows.explanation_comment
    here = (table.c.body == body) & (table.c.explanation == explanation)
    find = _comments().where(here).order_by(table.c.at, table.c.id)
    return tuple(_comment(row) for row in connection.execute(find).mappings())


def of_post(connection: Connection, post: str, explanations: Collection[str]) -> Mapping[str, Comment]:
    """What a post said of some requests, by request."""
    table = rows.explanation_comment
    find = _comments().where(table.c.post == post, table.c.explanation.in_(explanations))
    return {row["explanation"]: _comment(row) for row in connection.execute(find).mappings()}


def say(
    connection: Connection, of: tuple[str, str, str], id_: str, words: Words, seen: int, at: datetime
) -> None:
    """Let a comment say this from now on, of a request named by body, project and id. Raises Stale when
    somebody changed it since version `seen`."""
    body, project, explanation = of
    table = rows.explanation_comment
    known = of_post(connection, words.post, (explanation,)).get(explanation)
    if (id_, seen) != ((known.id, known.version) if known else (id_, NOTHING_YET)):
        raise Stale
    told = {name: getattr(words, name) for name in ("post_title", "by", "said", "text", "said_on")}
    told |= {"version": seen + 1, "at": at, "erased_at": None}
    if known:
        connection.execute(update(table).where(table.c.id == id_).values(told))
        return
    named = {"id": id_, "body": body, "project": project, "explanation": explanation, "post": words.post}
    connection.execute(insert(table).values(**named, **told))


def erase(connection: Connection, body: str, comment: str, at: datetime) -> None:
    """Erase the words of a comment of a body. Raises NotFound, also where there are none."""
    table = rows.explanation_comment
    here = (table.c.id == comment) & (table.c.body == body) & (table.c.text != "")
    told = {"text": "", "erased_at": at, "version": table.c.version + 1}
    if connection.execute(update(table).where(here).values(told)).rowcount != 1:
        raise NotFound


def calls(connection: Connection, explanations: Collection[str]) -> frozenset[tuple[str, str]]:
    """Which requests were told to which posts: (request, post)."""
    table = rows.comment_call
    told = table.c.explanation.in_(explanations) & table.c.mail.is_not(None)
    return frozenset((row.explanation, row.post) for row in connection.execute(select(table).where(told)))


def note_calls(connection: Connection, body: str, told: Iterable[tuple[str, str]], mail: str) -> None:
    """Note the mail that tells a post of each request: (request, post)."""
    table = rows.comment_call
    for explanation, post in told:
        new = upsert(connection, table).values(body=body, explanation=explanation, post=post, mail=mail)
        again = new.on_conflict_do_update(index_elements=["explanation", "post"], set_={"mail": mail})
        connection.execute(again)


def take_back(connection: Connection, body: str, address: str, now: datetime) -> None:
    """Supersede what nobody has begun to send to an address about comments, and let it be told anew."""
    table, call = rows.outbox, rows.comment_call
    theirs = (table.c.body == body) & (table.c.to_address == address) & outbox.free(table, now)
    about = exists().where(call.c.mail == table.c.id)
    taken = update(table).where(theirs, about).values(state="superseded").returning(table.c.id)
    mails = tuple(connection.execute(taken).scalars())
    if mails:
        connection.execute(update(call).where(call.c.mail.in_(mails)).values(mail=None))


def wants_no_mail(connection: Connection, body: str) -> frozenset[str]:
    """Everybody of a body who wants no mail about requests that they can comment on."""
    table = rows.comment_mail_off
    return frozenset(connection.execute(select(table.c.person).where(table.c.body == body)).scalars())


def turn_mail(connection: Connection, body: str, person: str, on: bool, at: datetime) -> bool:
    """Let a person get these mails or not; whether that is new."""
    table = rows.comment_mail_off
    if on:
        return connection.execute(table.delete().where(table.c.person == person)).rowcount == 1
    new = insert_once(connection, table).values(body=body, person=person, at=at)
    return connection.execute(new).rowcount == 1


def _comments() -> Select[tuple[object, ...]]:
    return select(*(rows.explanation_comment.c[name] for name in Comment.__slots__))


def _comment(row: RowMapping) -> Comment:
    return Comment(**row)

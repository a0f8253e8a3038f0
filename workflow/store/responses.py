"""Replies to consultations in the store: taken in, tagged, counted in sets, erased."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import (
    Connection,
    RowMapping,
    Select,
    and_,
    case,
    delete,
    exists,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.orm import aliased

from workflow.errors import NotFound
from workflow.register.names import name_key
from workflow.store import rows
from workflow.store.engine import insert_once, upsert

ON_A_PAGE = 50
PERSON, ORGANISATION, GROUP = "person", "organisation", "group"


@dataclass(frozen=True, slots=True)
class Response:
    """One reply as staff read it: who (only an organisation has a name), when, its words, its themes."""

    id: str
    received_on: date
    kind: str
    organisation: str | None
    organisation_name: str
    channel: str
    late: bool
    text: str
    quoted: bool
    erased: bool
    themes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Numbers:
    """A consultation's replies in numbers. `by_theme`: of people, of organisations and groups."""

    replies: int
    people: int
    organisations: int
    late: int
    untagged: int
    by_theme: Mapping[str, tuple[int, int]]
    by_size: Mapping[str, int]
    by_voice: tuple[tuple[str, int], ...]
    """Organisations with the number of their replies, most first."""


def known_organisations(connection: Connection, body: str, names: Iterable[str]) -> Mapping[str, str]:
    """The standing entry of a body's register for each name that is one, by the name as given."""
    keys = {name: name_key(name) for name in names if name.strip()}
    table = rows.organisation
    find = select(table.c.name_key, func.min(func.coalesce(table.c.merged_into, table.c.id))).where(
        table.c.body == body, table.c.name_key.in_(set(keys.values()))
    )
    listed = connection.execute(find.group_by(table.c.name_key)).all()
    found = {str(key): str(id_) for key, id_ in listed}
    return {name: found[key] for name, key in keys.items() if key in found}


def keys(connection: Connection, project: str) -> frozenset[str]:
    """What tells a project's replies apart, those that are there."""
    table = rows.response
    return frozenset(connection.execute(select(table.c.key).where(table.c.project == project)).scalars())


def add(connection: Connection, wanted: Sequence[Mapping[str, object]]) -> int:
    """Take replies in; how many were not there before."""
    before = _count(connection, str(wanted[0]["project"])) if wanted else 0
    for begin in range(0, len(wanted), 500):
        connection.execute(insert_once(connection, rows.response), list(wanted[begin : begin + 500]))
    return _count(connection, str(wanted[0]["project"])) - before if wanted else 0


def add_equality(
    connection: Connection, body: str, project: str, counts: Mapping[str, Mapping[str, int]]
) -> None:
    """Add counts of equality answers to those that are there."""
    table = rows.equality_count
    for question, answers in counts.items():
        for answer, n in answers.items():
            new = upsert(connection, table).values(
                body=body, project=project, question=question, answer=answer, number=n
            )
            more = {"number": table.c.number + n}
            same = ["project", "question", "answer"]
            connection.execute(new.on_conflict_do_update(index_elements=same, set_=more))


def page(
    connection: Connection, project: str, *, theme: str = "", untagged: bool = False, at: int = 1
) -> tuple[tuple[Response, ...], int]:
    """A page of a project's replies, oldest first, and how many there are in all."""
    table, tag = rows.response, rows.response_theme
    where = [table.c.project == project]
    if theme:
        where.append(table.c.id.in_(select(tag.c.response).where(tag.c.theme == theme)))
    if untagged:
        where.append(~exists().where(tag.c.response == table.c.id))
    number = connection.execute(select(func.count()).select_from(table).where(*where)).scalar_one()
    find = select(table).where(*where).order_by(table.c.received_on, table.c.id)
    found = connection.execute(find.offset((max(at, 1) - 1) * ON_A_PAGE).limit(ON_A_PAGE)).mappings().all()
    tagged: dict[str, list[str]] = {}
    ids = [row["id"] for row in found]
    for response, theme_ in connection.execute(
        select(tag.c.response, tag.c.theme).where(tag.c.response.in_(ids))
    ):
        tagged.setdefault(response, []).append(theme_)
    return tuple(_response(row, tuple(tagged.get(row["id"], ()))) for row in found), int(number)


def one(connection: Connection, project: str, response: str) -> Response:
    """One reply of a project. Raises NotFound."""
    table = rows.response
    find = select(table).where(table.c.id == response, table.c.project == project)
    found = connection.execute(find).mappings().first()
    if found is None:
        raise NotFound
    return _response(found, ())


def tag(connection: Connection, body: str, project: str, theme: str, responses: Sequence[str]) -> None:
    """Put replies of a project under a theme. Raises NotFound for one that is not the project's."""
    table = rows.response
    own = select(table.c.id).where(table.c.project == project, table.c.id.in_(list(responses)))
    found = set(connection.execute(own).scalars())
    if found != set(responses):
        raise NotFound
    for each in sorted(found):
        new = insert_once(connection, rows.response_theme).values(response=each, theme=theme, body=body)
        connection.execute(new)


def untag(connection: Connection, theme: str, responses: Sequence[str] | None = None) -> None:
    """Take replies, or all of them, from under a theme."""
    table = rows.response_theme
    where = table.c.theme == theme
    if responses is not None:
        where = and_(where, table.c.response.in_(list(responses)))
    connection.execute(delete(table).where(where))


def add_theme(connection: Connection, *, id_: str, body: str, project: str, named_by: str) -> None:
    """Keep who named a theme."""
    new = {"id": id_, "body": body, "project": project, "named_by": named_by, "answered_by": None}
    connection.execute(insert(rows.theme).values(**new))


def reworded(connection: Connection, theme: str, named_by: str) -> None:
    """A theme in other words waits for an answer again."""
    table = rows.theme
    again = {"named_by": named_by, "answered_by": None}
    connection.execute(update(table).where(table.c.id == theme).values(**again))


def drop_theme(connection: Connection, theme: str) -> None:
    """Forget a theme and what stood under it."""
    untag(connection, theme)
    connection.execute(delete(rows.theme).where(rows.theme.c.id == theme))


def answered(connection: Connection, theme: str, by: str) -> None:
    """Keep who answered a theme; the database refuses whoever named it."""
    connection.execute(update(rows.theme).where(rows.theme.c.id == theme).values(answered_by=by))


def erase(connection: Connection, project: str, response: str, at: datetime) -> None:
    """Erase the words of a reply. Raises NotFound for one that is not the project's."""
    table = rows.response
    gone = {"text": "", "quoted": False, "erased_at": at}
    mine = update(table).where(
        table.c.id == response, table.c.project == project, table.c.erased_at.is_(None)
    )
    if connection.execute(mine.values(**gone)).rowcount != 1:
        raise NotFound


def quote(connection: Connection, project: str, response: str, quoted: bool) -> None:
    """Let a reply's words be quoted in public, or not. Raises NotFound for one that is not the project's."""
    table = rows.response
    mine = update(table).where(
        table.c.id == response, table.c.project == project, table.c.erased_at.is_(None)
    )
    if connection.execute(mine.values(quoted=quoted)).rowcount != 1:
        raise NotFound


def quotes(connection: Connection, project: str) -> Mapping[str, tuple[str, ...]]:
    """The words that may be quoted, by theme."""
    table, tagged = rows.response, rows.response_theme
    find = (
        select(tagged.c.theme, table.c.text)
        .join(table, table.c.id == tagged.c.response)
        .where(table.c.project == project, table.c.quoted, table.c.text != "")
        .order_by(table.c.received_on, table.c.id)
    )
    found: dict[str, list[str]] = {}
    for theme, text in connection.execute(find):
        found.setdefault(theme, []).append(text)
    return {theme: tuple(texts) for theme, texts in found.items()}


def numbers(connection: Connection, project: str) -> Numbers:
    """A project's replies counted, in five statements whatever their number."""
    table, tagged, known = rows.response, rows.response_theme, aliased(rows.organisation)
    named = aliased(rows.organisation)
    entry = table.outerjoin(named, named.c.id == table.c.organisation).outerjoin(
        known, known.c.id == func.coalesce(named.c.merged_into, named.c.id)
    )
    mine = table.c.project == project
    people = func.coalesce(func.sum(case((table.c.kind == PERSON, 1), else_=0)), 0)
    late = func.coalesce(func.sum(case((table.c.late, 1), else_=0)), 0)
    all_, persons, late_ = connection.execute(select(func.count(), people, late).where(mine)).one()
    untagged = select(func.count()).where(mine, ~exists().where(tagged.c.response == table.c.id))
    themes = (
        select(tagged.c.theme, people, func.count())
        .join(table, table.c.id == tagged.c.response)
        .where(mine)
        .group_by(tagged.c.theme)
    )
    size = func.coalesce(known.c.size, "")
    sizes = select(size, func.count()).select_from(entry).where(mine, table.c.kind != PERSON).group_by(size)
    name = func.coalesce(known.c.name, table.c.organisation_name)
    voices = (
        select(name, func.count())
        .select_from(entry)
        .where(mine, table.c.kind != PERSON)
        .group_by(name)
        .order_by(func.count().desc(), name)
    )
    return Numbers(
        replies=int(all_),
        people=int(persons),
        organisations=int(all_) - int(persons),
        late=int(late_),
        untagged=int(connection.execute(untagged).scalar_one()),
        by_theme={t: (int(p), int(n) - int(p)) for t, p, n in connection.execute(themes)},
        by_size={str(s): int(n) for s, n in connection.execute(sizes)},
        by_voice=tuple((str(n), int(c)) for n, c in connection.execute(voices)),
    )


def equality(connection: Connection, project: str) -> Mapping[str, Mapping[str, int]]:
    """The equality answers counted, by question."""
    table = rows.equality_count
    find = select(table.c.question, table.c.answer, table.c.number).where(table.c.project == project)
    found: dict[str, dict[str, int]] = {}
    for question, answer, n in connection.execute(find.order_by(table.c.question, table.c.answer)):
        found.setdefault(question, {})[answer] = n
    return found


def equality_rates(connection: Connection, body: str) -> tuple[tuple[str, str, int, int], ...]:
    """For each consultation of a body with replies, oldest first: reference, title, replies, and how many
    answered the equality question that most answered."""
    table, project, count = rows.response, rows.project, rows.equality_count
    per_question = (
        select(count.c.project, func.sum(count.c.number).label("n"))
        .where(count.c.body == body)
        .group_by(count.c.project, count.c.question)
        .subquery()
    )
    most = (
        select(per_question.c.project, func.max(per_question.c.n).label("n"))
        .group_by(per_question.c.project)
        .subquery()
    )
    find = (
        select(project.c.ref, project.c.title, func.count(), func.coalesce(func.max(most.c.n), 0))
        .join(table, table.c.project == project.c.id)
        .outerjoin(most, most.c.project == project.c.id)
        .where(project.c.body == body)
        .group_by(project.c.ref, project.c.title)
        .order_by(func.min(table.c.received_on), project.c.ref)
    )
    return tuple((str(r), str(t), int(n), int(m)) for r, t, n, m in connection.execute(find))


def reach(connection: Connection, project: str) -> tuple[tuple[str, str, bool], ...]:
    """Each organisation invited, by name, with its id and whether it replied; merged ones count as one."""
    known, asked, replied = rows.organisation, _standing_invited(project), _standing_replied(project)
    find = (
        select(known.c.id, known.c.name, case((known.c.id.in_(replied), True), else_=False))
        .where(known.c.id.in_(asked))
        .order_by(known.c.name_key, known.c.id)
    )
    return tuple((str(i), str(name), bool(did)) for i, name, did in connection.execute(find))


def silent_groups(connection: Connection, project: str) -> Mapping[str, tuple[int, int]]:
    """For each group served by an organisation invited: how many were invited, and how many replied."""
    tag_, asked, replied = rows.organisation_tag, _standing_invited(project), _standing_replied(project)
    did = func.sum(case((tag_.c.organisation.in_(replied), 1), else_=0))
    find = (
        select(tag_.c.value, func.count(), did)
        .where(tag_.c.organisation.in_(asked), tag_.c.kind == "serves")
        .group_by(tag_.c.value)
        .order_by(tag_.c.value)
    )
    return {str(group): (int(n), int(d or 0)) for group, n, d in connection.execute(find)}


def _standing_invited(project: str) -> Select[tuple[str]]:
    invited, known = rows.invitation, aliased(rows.organisation)
    standing = select(func.coalesce(known.c.merged_into, known.c.id))
    return standing.join(invited, invited.c.organisation == known.c.id).where(invited.c.project == project)


def _standing_replied(project: str) -> Select[tuple[str]]:
    table, known = rows.response, aliased(rows.organisation)
    standing = select(func.coalesce(known.c.merged_into, known.c.id))
    return standing.join(table, table.c.organisation == known.c.id).where(table.c.project == project)


def _count(connection: Connection, project: str) -> int:
    table = rows.response
    return int(connection.execute(select(func.count()).where(table.c.project == project)).scalar_one())


def _response(row: RowMapping, themes: tuple[str, ...]) -> Response:
    told = {name: row[name] for name in Response.__slots__ if name not in ("erased", "themes")}
    return Response(**told, erased=row["erased_at"] is not None, themes=themes)

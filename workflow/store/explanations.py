"""The register of explanations: what it is found and counted by, written in the transaction of its facts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, and_, case, func, insert, select, update

from workflow.project.events import ConditionMet, ExplanationAsked, ExplanationDecided, from_data
from workflow.project.explanation import Explanation
from workflow.store import rows

PER_QUESTION = 500
"""Names in one question: databases limit how many they take."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which agreed explanations to find; None and "" ask for all."""

    body: str = ""
    directorate: str = ""
    rule: str = ""
    cause: str = ""
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """One agreed explanation of a public project, with the words of its facts."""

    ref: str
    title: str
    body: str
    rulebook: str
    directorate: str
    level: str
    decided_on: date | None
    explanation: Explanation


@dataclass(frozen=True, slots=True)
class Tally:
    """How many explanations fall under each word of one column."""

    before: Mapping[str, int] = field(default_factory=dict)
    after: Mapping[str, int] = field(default_factory=dict)


def waiting_since(connection: Connection, body: str) -> Mapping[str, date | None]:
    """The day on which each explanation of a body that nobody has decided was asked for, by its id."""
    table = rows.explanation
    find = select(table.c.id, table.c.asked_on).where(table.c.body == body, table.c.decided_on.is_(None))
    return {row.id: row.asked_on for row in connection.execute(find)}


def asked(connection: Connection, body: str, project: str, fact: ExplanationAsked, on: date) -> None:
    """One more request."""
    row: dict[str, object] = {"id": fact.id, "body": body, "project": project}
    row |= {"rule": fact.rule, "event": fact.event}
    row |= {"asked_by": fact.asked_by, "cause": fact.cause, "after_the_event": fact.after_the_event}
    connection.execute(insert(rows.explanation).values(**row, asked_on=on))


def decided(connection: Connection, fact: ExplanationDecided, on: date) -> None:
    """A request that was decided."""
    known = {"decided_by": fact.decided_by, "agreed": fact.agreed, "decided_on": on, "level": fact.level}
    connection.execute(update(rows.explanation).where(rows.explanation.c.id == fact.id).values(**known))


def find(connection: Connection, wanted: Wanted, first: int, most: int | None) -> tuple[Found, ...]:
    """Agreed explanations of public projects, the latest decision first: `most` from place `first` on."""
    table, project = rows.explanation, rows.project
    columns = (
        table.c.id, table.c.project, table.c.level, table.c.decided_on, project.c.ref, project.c.title,
        project.c.rulebook, project.c.edition, project.c.directorate, rows.body.c.name.label("body_name"),
    )  # fmt: skip
    asked_for = _agreed(wanted, *columns).order_by(table.c.decided_on.desc(), table.c.id)
    page = asked_for.offset(first).limit(most) if most is not None else asked_for
    heads = connection.execute(page).mappings().all()
    told = _told(connection, heads)
    return tuple(_found(head, told[head["id"]]) for head in heads)


def count(connection: Connection, wanted: Wanted) -> int:
    """How many there are."""
    return int(connection.execute(_agreed(wanted, func.count())).scalar_one())


def find_words(connection: Connection) -> Mapping[str, tuple[str, ...]]:
    """What the register can be narrowed by: each body, directorate, rule, cause and year that it holds."""
    found: dict[str, tuple[str, ...]] = {}
    for name in ("body", "directorate", "rule", "cause", "year"):
        counted = tally(connection, Wanted(), name)
        found[name] = tuple(sorted(word for word in {*counted.before, *counted.after} if word))
    return found


def tally(connection: Connection, wanted: Wanted, column: str) -> Tally:
    """How many by "directorate", "level", "rule", "cause", "body" or "year" (of April), those after the
    event apart."""
    named = {
        "directorate": rows.project.c.directorate,
        "level": rows.explanation.c.level,
        "rule": rows.explanation.c.rule,
        "cause": rows.explanation.c.cause,
        "body": rows.body.c.slug,
        "year": _year(),
    }[column]
    late = rows.explanation.c.after_the_event
    counted = _agreed(wanted, named, late, func.count()).group_by(named, late)
    before: dict[str, int] = {}
    after: dict[str, int] = {}
    for word, was_late, number in connection.execute(counted):
        (after if was_late else before)[str(word)] = number
    return Tally(before, after)


def team_since(connection: Connection, body: str, manager: str, since: date) -> Mapping[str, int]:
    """How many a team (the projects that one post manages) asked for since a day, by cause."""
    table, project = rows.explanation, rows.project
    theirs = (table.c.body == body) & (project.c.manager == manager) & (table.c.asked_on >= since)
    counted = select(table.c.cause, func.count()).join(project, table.c.project == project.c.id)
    found = connection.execute(counted.where(theirs).group_by(table.c.cause))
    return {str(cause): int(number) for cause, number in found}


@dataclass(frozen=True, slots=True)
class Span:
    """One consultation: when it opened, when it closed or is planned to, and under what it ran."""

    ref: str
    body: str
    rulebook: str
    route: str
    directorate: str
    opened: date
    closed: date
    explained_on: date | None
    after_the_event: bool | None


def consultations(connection: Connection, wanted: Wanted) -> tuple[Span, ...]:
    """The consultations of public projects that opened in the days wanted, with what was explained."""
    opened, closed = rows.event_instance.alias("opened"), rows.event_instance.alias("closed")
    table, project, body = rows.explanation, rows.project, rows.body
    last = func.coalesce(closed.c.actual, closed.c.planned, closed.c.published)
    same = and_(closed.c.project == opened.c.project, closed.c.instance == opened.c.instance)
    own = and_(table.c.project == project.c.id, table.c.event == "consultation_closed", table.c.agreed)
    found = (
        select(
            project.c.ref, project.c.body, project.c.rulebook, project.c.edition, project.c.route,
            project.c.directorate, opened.c.actual, last, func.min(table.c.decided_on),
            func.min(case((table.c.after_the_event, 1), else_=0)),
        )
        .join(opened, opened.c.project == project.c.id)
        .join(closed, same & (closed.c.event == "consultation_closed"))
        .join(body, body.c.id == project.c.body)
        .outerjoin(table, own)
        .where(opened.c.event == "consultation_opened", opened.c.actual.is_not(None), last.is_not(None))
        .where(*_public(wanted), *_between(opened.c.actual, wanted))
        .group_by(project.c.id, opened.c.instance, opened.c.actual, last)
    )  # fmt: skip
    return tuple(_span(row) for row in connection.execute(found.order_by(opened.c.actual, project.c.ref)))


def _span(row: Sequence[object]) -> Span:
    ref, body, rulebook, edition, route, directorate, opened, closed, on, after = row
    late = None if on is None else bool(after)
    return Span(ref, body, f"{rulebook}@{edition}", route, directorate, opened, closed, on, late)  # type: ignore[arg-type]


def _agreed(wanted: Wanted, *columns: Any) -> Select[Any]:
    table, project = rows.explanation, rows.project
    where = [table.c.agreed, *_public(wanted), *_between(table.c.decided_on, wanted)]
    where += [table.c.rule == wanted.rule] if wanted.rule else []
    where += [table.c.cause == wanted.cause] if wanted.cause else []
    joined: Select[Any] = select(*columns).select_from(table).join(project, table.c.project == project.c.id)
    return joined.join(rows.body, rows.body.c.id == project.c.body).where(*where)


def _public(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    """Public projects of bodies that show their dates."""
    project = rows.project
    yield project.c.public
    yield rows.body.c.dates_public
    if wanted.body:
        yield rows.body.c.slug == wanted.body
    if wanted.directorate:
        yield project.c.directorate == wanted.directorate


def _between(column: ColumnElement[date], wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    if wanted.first:
        yield column >= wanted.first
    if wanted.last:
        yield column <= wanted.last


def _year() -> ColumnElement[int]:
    """The calendar year in which the year from April began."""
    on = rows.explanation.c.decided_on
    year, month = func.extract("year", on), func.extract("month", on)
    return case((month < 4, year - 1), else_=year)


def _told(connection: Connection, heads: Sequence[RowMapping]) -> Mapping[str, Explanation]:
    """The explanations of some rows, from the facts of their projects."""
    table = rows.project_fact
    projects = sorted({head["project"] for head in heads})
    asked_for: dict[str, ExplanationAsked] = {}
    answers: dict[str, ExplanationDecided] = {}
    met: dict[str, dict[str, ConditionMet]] = {}
    for start in range(0, len(projects), PER_QUESTION):
        some = table.c.project.in_(projects[start : start + PER_QUESTION])
        kinds = table.c.kind.in_((ExplanationAsked.kind, ExplanationDecided.kind, ConditionMet.kind))
        for kind, data in connection.execute(select(table.c.kind, table.c.data).where(some, kinds)):
            fact = from_data(kind, data)
            if isinstance(fact, ExplanationAsked):
                asked_for[fact.id] = fact
            elif isinstance(fact, ExplanationDecided):
                answers[fact.id] = fact
            elif isinstance(fact, ConditionMet):
                met.setdefault(fact.id, {})[fact.condition] = fact
    return {id_: Explanation(fact, answers.get(id_), met.get(id_, {})) for id_, fact in asked_for.items()}


def _found(head: RowMapping, explanation: Explanation) -> Found:
    return Found(
        head["ref"],
        head["title"],
        head["body_name"],
        f"{head['rulebook']}@{head['edition']}",
        head["directorate"],
        head["level"],
        head["decided_on"],
        explanation,
    )

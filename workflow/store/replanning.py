"""Every running project planned anew after the calendars changed; written is only what moves.

Projects that ask the same question of a plan share its answer, so each question is answered once before the
change and once after it. What follows from an answer is written for all its projects in whole sets
(workflow/store/moving.py); one by one only where projects of one question differ in what stands for them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date

from sqlalchemy import Connection, bindparam, case, exists, func, insert, select, update

from workflow.alerts.model import Deadline
from workflow.alerts.moves import Answer, Cause, Change, answer, change, published_on
from workflow.alerts.rules import deadlines as deadlines_of
from workflow.alerts.touching import Touching
from workflow.clock import Clock, london
from workflow.clock import today as today_of
from workflow.project.events import Fact
from workflow.project.events import from_data as fact_from
from workflow.project.question import FORM, Question, from_data, question
from workflow.project.situation import Situation
from workflow.rulebook.model import Rulebook
from workflow.store import deadlines, diary, moved, register, rows
from workflow.store.deadlines import Matter
from workflow.store.ids import new_id
from workflow.store.moved import MovedAlike
from workflow.store.moving import NOTHING, Moving
from workflow.store.register import PostRow
from workflow.store.unit_of_work import Stored, UnitOfWork, keep_question
from workflow.timetable.calendars import calendar, supposing
from workflow.timetable.model import Timetable

_ENDED = ("ended", "withdrawn")
_AT_A_TIME = 500
MANY = 100
"""From so many questions on it pays to make the tables that tell which of them a day may touch."""


@dataclass(frozen=True, slots=True)
class Planner:
    """How a project in the store becomes a situation, a situation a timetable, and which rulebook a body goes
    by under a name."""

    situation_of: Callable[[Stored], Situation]
    timetable_of: Callable[[Situation], Timetable]
    rulebook_of: Callable[[str, str], Rulebook]


@dataclass(frozen=True, slots=True)
class Replanned:
    """What a round did: how many questions it asked, of how many projects a date moved (`moved` dates in
    all), and how many dates that a person set wait for one. `round` finds them again."""

    round: str
    questions: int
    projects: int
    moved: int
    waiting: int


@dataclass(slots=True)
class _Round:
    connection: Connection
    clock: Clock
    planner: Planner
    cause: Cause
    id: str = field(default_factory=new_id)
    changes: dict[str, Change] = field(default_factory=dict)
    nations: dict[str, str] = field(default_factory=dict)
    bodies: dict[str, str] = field(default_factory=dict)
    one_by_one: dict[str, Timetable] = field(default_factory=dict)
    posts: dict[str, Mapping[str, PostRow]] = field(default_factory=dict)
    waiting: int = 0

    @property
    def today(self) -> date:
        """The day on which it is planned."""
        return today_of(self.clock)

    def fingerprint(self, nation: str) -> str:
        """That of a nation's calendar as it is now."""
        with supposing(self.cause.after):
            return calendar(nation).fingerprint

    def ask(self, questions: Mapping[str, Question]) -> None:
        """Answer each question before and after, and note what follows for those whose answers differ."""
        self.bodies = {id_: each.body for id_, each in questions.items()}
        many, touching = len(questions) >= MANY, Touching(self.planner.rulebook_of, self.cause)
        touched = [id_ for id_, each in questions.items() if not many or touching.may_touch(each)]
        samples = _samples(self.connection, touched)
        for id_, stored in zip(samples, _stored(self.connection, list(samples.values())), strict=True):
            self._answer(id_, self.planner.situation_of(stored))

    def _answer(self, id_: str, situation: Situation) -> None:
        before, after = self._answers(situation)
        if before == after:
            return
        found = change(situation, before, after, self.cause)
        if found.by_project:
            self.one_by_one[id_] = after.timetable
            found = replace(found, deadlines=())
        self.changes[id_] = found
        self.nations[id_] = situation.rulebook.authority.nation

    def _answers(self, situation: Situation) -> tuple[Answer, Answer]:
        nation, route = situation.rulebook.authority.nation, situation.route
        with supposing(self.cause.before):
            before = answer(nation, route, self.planner.timetable_of(situation))
        with supposing(self.cause.after):
            after = answer(nation, route, self.planner.timetable_of(situation))
        return before, after

    def write(self) -> None:
        """Write what moves, and list it with what waits for a person."""
        moving, at = Moving(self.connection), self.clock.now()
        moving.begin(self._became(), self._waits())
        moving.list_moved(self.id, at)
        self.waiting += moving.list_waiting(self.id, at)
        moving.move(self.today)
        moving.end()
        with supposing(self.cause.after):
            self._one_by_one()

    def list_published(self) -> None:
        """List what was published for a day that is no working day any more, where no plan says the same."""
        table, listed, project = rows.event_instance, rows.moved_date, rows.project
        known = exists().where(
            listed.c.round == self.id, listed.c.project == table.c.project, listed.c.event == table.c.event,
            listed.c.state == "waiting",
        )  # fmt: skip
        find = (
            select(table.c.project, table.c.event, table.c.published)
            .join(project, project.c.id == table.c.project)
            .where(table.c.published.in_(self.cause.reasons), table.c.actual.is_(None), ~known)
            .where(project.c.stage.not_in(_ENDED))
            .order_by(table.c.project, table.c.event)
        )
        found = [self._published(*row) for row in self.connection.execute(find).all()]
        new = [row for row in found if row is not None]
        if new:
            self.connection.execute(insert(listed), new)
        self.waiting += len(new)

    def _published(self, project: str, event: str, day: date) -> dict[str, object] | None:
        stored = next(_stored(self.connection, [project]))
        moved = published_on(self.planner.situation_of(stored), event, day, self.cause)
        if moved is None:
            return None
        return {
            **asdict(moved),
            "id": new_id(),
            "body": stored.body,
            "project": project,
            "round": self.id,
            "published": True,
            "decision_reason": "",
            "at": self.clock.now(),
        }

    def _became(self) -> list[dict[str, object]]:
        """What became of each event of each question, as the statements take it."""
        found: dict[tuple[str, str], dict[str, object]] = {}
        with supposing(self.cause.after):
            for asked, each in self.changes.items():
                for due in each.deadlines:
                    found[asked, due.event] = self._due(asked, due)
                for day in each.dates:
                    if day.state == "moved":
                        told = {"title": day.title, "new": day.new, "reason": day.reason}
                        row = found.setdefault((asked, day.event), {**NOTHING})
                        row |= {**told, "rests_on_memory": day.unconfirmed}
        return [
            {"question": asked, "body": self.bodies[asked], "event": event, **row}
            for (asked, event), row in found.items()
        ]

    def _due(self, asked: str, due: Deadline) -> dict[str, object]:
        days = {"last_safe": due.last_safe, "next_due_on": deadlines.first_rung(self.nations[asked], due)}
        return {**NOTHING, "rule": due.rule, **days, "detail": deadlines.on_calendars(due.detail)}

    def _waits(self) -> list[dict[str, object]]:
        names = ("event", "title", "old", "new", "reason", "unconfirmed")
        return [
            {"question": asked, **{name: getattr(day, name) for name in names}}
            for asked, each in self.changes.items()
            for day in each.dates
            if day.state == "waiting"
        ]

    def _one_by_one(self) -> None:
        """Where what stands differs by project: as if each were saved again."""
        for asked, timetable in self.one_by_one.items():
            for stored in _stored(self.connection, self._projects_of(asked)):
                self._save(stored, timetable)

    def _save(self, stored: Stored, timetable: Timetable) -> None:
        situation = self.planner.situation_of(stored)
        people, nation = situation.project.people, situation.rulebook.authority.nation
        since = london(stored.opened_at).date()
        asked = question(stored.body, situation.project).id
        matter = Matter(
            stored.body, nation, people.owner, people.manager, since, project=stored.id, question=asked
        )
        known = self._posts(stored.body, situation.today)
        titles = register.chain(known, people.owner, people.manager).titles
        over = [event.id for event in timetable.events if event.done]
        deadlines.put(
            self.connection, matter, deadlines_of(situation, timetable, titles), over, situation.today
        )

    def _projects_of(self, asked: str) -> list[str]:
        table = rows.project
        running = (table.c.question == asked) & table.c.stage.not_in(_ENDED)
        return list(
            self.connection.execute(select(table.c.id).where(running).order_by(table.c.ref)).scalars()
        )

    def _posts(self, body: str, today: date) -> Mapping[str, PostRow]:
        if body not in self.posts:
            self.posts[body] = register.posts(self.connection, body, today)
        return self.posts[body]


def replan(connection: Connection, clock: Clock, planner: Planner, cause: Cause) -> Replanned:
    """Plan every running project anew on the calendars of `cause`, in the caller's transaction.

    Last safe dates follow at once, and so do the days of reminders. What a person planned or published stays
    as it is, and is listed as waiting where it no longer fits. Nobody else may write plans meanwhile: see
    workflow.store.holidays.
    """
    round_ = _Round(connection, clock, planner, cause)
    _fill_in_questions(round_)
    questions = _questions(connection, round_.today)
    round_.ask(questions)
    if round_.changes:
        round_.write()
    round_.list_published()
    deadlines.days_changed(connection, cause.reasons, cause.before, cause.after, round_.today)
    listed = moved.alike(connection, round_.id)
    projects = _note(round_, listed)
    return Replanned(
        round_.id, len(questions), projects, sum(len(each.projects) for each in listed), round_.waiting
    )


def _fill_in_questions(round_: _Round) -> None:
    """Of projects that an earlier version saved."""
    table, connection = rows.project, round_.connection
    kept = select(rows.question.c.id).where(rows.question.c.id.not_like(f"{FORM}%"))
    older = connection.execute(kept).scalars().all()
    running = table.c.stage.not_in(_ENDED)
    found = list(connection.execute(select(table.c.id).where(table.c.question.is_(None), running)).scalars())
    if older:
        theirs = select(table.c.id).where(table.c.question.in_(older), running)
        found += connection.execute(theirs).scalars()
    for stored in _stored(connection, found):
        asked = question(stored.body, round_.planner.situation_of(stored).project)
        keep_question(round_.connection, asked)
        round_.connection.execute(update(table).where(table.c.id == stored.id).values(question=asked.id))
        deadlines.ask_anew(connection, stored.id, asked.id)


def _stored(connection: Connection, ids: Sequence[str]) -> Iterator[Stored]:
    """Projects by their ids and in that order, read many at a time."""
    table, facts = rows.project, rows.project_fact
    for start in range(0, len(ids), _AT_A_TIME):
        some = ids[start : start + _AT_A_TIME]
        names = (table.c.id, table.c.body, table.c.ref, table.c.version, table.c.opened_at)
        heads = {row.id: row for row in connection.execute(select(*names).where(table.c.id.in_(some)))}
        find = select(facts.c.project, facts.c.kind, facts.c.data).where(facts.c.project.in_(some))
        said: dict[str, list[Fact]] = {}
        for id_, kind, data in connection.execute(find.order_by(facts.c.project, facts.c.seq)):
            said.setdefault(id_, []).append(fact_from(kind, data))
        for id_ in some:
            yield Stored(*heads[id_], tuple(said[id_]))


def _questions(connection: Connection, today: date) -> dict[str, Question]:
    """What the running projects ask, today."""
    table, project = rows.question, rows.project
    asked = exists().where(project.c.question == table.c.id, project.c.stage.not_in(_ENDED))
    find = select(table.c.id, table.c.asked).where(asked).order_by(table.c.id)
    return {id_: from_data(data, today) for id_, data in connection.execute(find)}


def _samples(connection: Connection, questions: Sequence[str]) -> dict[str, str]:
    """One running project for each question: they all have the same plan."""
    table = rows.project
    found: dict[str, str] = {}
    for start in range(0, len(questions), _AT_A_TIME):
        some = questions[start : start + _AT_A_TIME]
        running = table.c.question.in_(some) & table.c.stage.not_in(_ENDED)
        find = select(table.c.question, func.min(table.c.id)).where(running).group_by(table.c.question)
        found.update(tuple(row) for row in connection.execute(find))
    return dict(sorted(found.items()))


def _note(round_: _Round, listed: Sequence[MovedAlike]) -> int:
    """Tell it in the audit trail and to readers of feeds, and note the calendar that projects are planned on
    now; how many projects it touched."""
    connection, waiting = round_.connection, _waiting(round_) if round_.waiting else {}
    touched = 0
    for body in sorted({*waiting, *(each.body for each in listed)}):
        ours = [each for each in listed if each.body == body]
        waits = waiting.get(body, {})
        told: dict[str, object] = {"round": round_.id, "because": list(round_.cause.reasons.values())}
        told |= {"moved": [_told(each) for each in ours], "waiting": waits}
        UnitOfWork(connection, round_.clock, body).audit("dates_moved_by_bank_holiday", told, by=None)
        diary.bump_feed(connection, body)
        touched += len(set(waits).union(*(each.projects for each in ours)))
    _note_calendars(round_)
    return touched


def _told(moved: MovedAlike) -> dict[str, object]:
    days = {"old": moved.old.isoformat(), "new": moved.new.isoformat()}
    return {"event": moved.event, **days, "projects": list(moved.projects)}


def _waiting(round_: _Round) -> dict[str, dict[str, int]]:
    """How many dates wait for a person, by body and project."""
    listed, project = rows.moved_date, rows.project
    find = (
        select(listed.c.body, project.c.ref, func.count())
        .join(project, project.c.id == listed.c.project)
        .where(listed.c.round == round_.id)
        .group_by(listed.c.body, project.c.ref)
        .order_by(listed.c.body, project.c.ref)
    )
    found: dict[str, dict[str, int]] = {}
    for body, ref, n in round_.connection.execute(find):
        found.setdefault(body, {})[ref] = n
    return found


def _note_calendars(round_: _Round) -> None:
    """Of the questions that were answered anew, and of projects that have a date that waits."""
    asked, project, listed = rows.question, rows.project, rows.moved_date
    on = {nation: round_.fingerprint(nation) for nation in set(round_.nations.values())}
    anew = [{"of": id_, "on": on[nation]} for id_, nation in round_.nations.items()]
    if anew:
        one = update(asked).where(asked.c.id == bindparam("of"))
        now = round_.clock.now()
        round_.connection.execute(one.values(calendar=bindparam("on"), replanned_at=now), anew)
    if round_.waiting:
        waits = project.c.id.in_(select(listed.c.project).where(listed.c.round == round_.id))
        for nation in round_.connection.execute(select(rows.body.c.nation).distinct()).scalars().all():
            ours = project.c.body.in_(select(rows.body.c.id).where(rows.body.c.nation == nation))
            fingerprint = round_.fingerprint(nation)
            round_.connection.execute(update(project).where(waits, ours).values(calendar=fingerprint))


def calendars(connection: Connection) -> Mapping[str, str]:
    """The fingerprint of the calendar on which each project is planned, by reference."""
    project, asked = rows.project, rows.question
    anew = asked.c.replanned_at >= project.c.changed_at
    on = case((anew, asked.c.calendar), else_=project.c.calendar).label("planned_on")
    joined = project.outerjoin(asked, asked.c.id == project.c.question)
    found = connection.execute(select(project.c.ref, on).select_from(joined))
    return {row.ref: row.planned_on for row in found}

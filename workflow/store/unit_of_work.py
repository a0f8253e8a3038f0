"""One transaction tells the whole story: head, facts, audit entries and deadlines commit together."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, RowMapping, insert, select, update
from sqlalchemy.exc import IntegrityError

from workflow.alerts.model import Deadline
from workflow.clock import Clock, today
from workflow.errors import AlreadyDone, NotFound, Stale
from workflow.project import events as happened
from workflow.project.access import Actor
from workflow.project.model import Project
from workflow.project.question import Question, question
from workflow.store import deadlines, explanations, holidays, rows
from workflow.store.deadlines import Matter
from workflow.store.engine import insert_once, is_sqlite, upsert, writing
from workflow.timetable.calendars import calendar


@dataclass(frozen=True, slots=True)
class Stored:
    """A project's facts as they stand in the store, locked until the transaction ends."""

    id: str
    body: str
    ref: str
    version: int
    opened_at: datetime
    facts: tuple[happened.Fact, ...]


@dataclass(slots=True)
class UnitOfWork:
    """One write transaction in the name of one body."""

    connection: Connection
    clock: Clock
    body: str

    def once(self, key: str | None, result: str) -> None:
        """Claim a form's one-time key. Raises AlreadyDone with the first result if it was used before."""
        if not key:
            return
        done = insert_once(self.connection, rows.form_key).values(key=key, result=result, at=self.clock.now())
        if not self.connection.execute(done.returning(rows.form_key.c.key)).first():
            first = select(rows.form_key.c.result).where(rows.form_key.c.key == key)
            raise AlreadyDone(self.connection.execute(first).scalar_one())

    def project(self, ref: str) -> Stored:
        """The facts of a project of this body, locked. Raises NotFound, also for another body's project."""
        table = rows.project
        find = select(table).where(table.c.ref == ref, table.c.body == self.body)
        found = (
            self.connection.execute(
                find if is_sqlite(self.connection) else find.with_for_update(key_share=True)
            )
            .mappings()
            .first()
        )
        if found is None:
            raise NotFound
        return Stored(
            found["id"],
            found["body"],
            ref,
            found["version"],
            found["opened_at"],
            facts_of(self.connection, found["id"]),
        )

    def add(
        self, facts: Iterable[happened.Fact], project: Project, *, id_: str, by: Actor, public: bool
    ) -> None:
        """A new project with its first facts. Raises Stale when the reference was taken meanwhile."""
        now = self.clock.now()
        keep_question(self.connection, question(self.body, project))
        values = {
            **_head(self.body, project),
            "id": id_,
            "body": self.body,
            "public": public,
            "opened_at": now,
            "changed_at": now,
        }
        try:
            self.connection.execute(insert(rows.project).values(**values))
        except IntegrityError:
            raise Stale("Someone opened a project at the same moment. Save again.") from None
        self._append(id_, 0, facts, project, by)

    def save(
        self, stored: Stored, facts: Iterable[happened.Fact], project: Project, *, by: Actor, public: bool
    ) -> None:
        """More facts of a project. Raises Stale if anyone else's came first: then nothing of this is kept."""
        table = rows.project
        keep_question(self.connection, question(self.body, project))
        now = {"calendar": self._calendar(), "public": public, "changed_at": self.clock.now()}
        head = {**_head(self.body, project), **now}
        at_seen = (
            update(table).where(table.c.id == stored.id, table.c.version == stored.version).values(**head)
        )
        if self.connection.execute(at_seen).rowcount != 1:
            raise Stale
        self._append(stored.id, stored.version, facts, project, by)

    def _calendar(self) -> str:
        """The fingerprint of the calendar on which this body plans today."""
        nation = select(rows.body.c.nation).where(rows.body.c.id == self.body)
        return calendar(self.connection.execute(nation).scalar_one()).fingerprint

    def _append(
        self, id_: str, after: int, facts: Iterable[happened.Fact], project: Project, by: Actor
    ) -> None:
        now = self.clock.now()
        for seq, fact in enumerate(facts, start=after + 1):
            data = happened.to_data(fact)
            row = {"project": id_, "seq": seq, "body": self.body, "kind": fact.kind, "data": data}
            self.connection.execute(
                insert(rows.project_fact).values(**row, by=by.person, post_title=by.post_title, at=now)
            )
            self.audit(fact.kind, data, by=by.person, project=id_)
            self._project_rows(id_, fact)
        moved = (
            update(rows.body)
            .where(rows.body.c.id == self.body)
            .values(feed_version=rows.body.c.feed_version + 1)
        )
        self.connection.execute(moved)

    def _project_rows(self, id_: str, fact: happened.Fact) -> None:
        if isinstance(fact, happened.DateRecorded):
            self._date(id_, fact)
        elif isinstance(fact, happened.ExplanationAsked):
            explanations.asked(self.connection, self.body, id_, fact, today(self.clock))
        elif isinstance(fact, happened.ExplanationDecided):
            explanations.decided(self.connection, fact, today(self.clock))

    def _date(self, id_: str, fact: happened.DateRecorded) -> None:
        table = rows.event_instance
        new = upsert(self.connection, table).values(
            project=id_,
            event=fact.event,
            instance=fact.instance,
            body=self.body,
            changes=1,
            **{fact.what: fact.on},
        )
        changed = {fact.what: fact.on, "changes": table.c.changes + 1}
        self.connection.execute(
            new.on_conflict_do_update(index_elements=["project", "event", "instance"], set_=changed)
        )

    def audit(
        self, kind: str, data: Mapping[str, object], *, by: str | None, project: str | None = None
    ) -> None:
        """One more entry in the body's chain: each carries the hash of the one before."""
        table = rows.body
        find = select(table.c.audit_seq, table.c.audit_head).where(table.c.id == self.body)
        seq, head = self.connection.execute(
            find if is_sqlite(self.connection) else find.with_for_update(key_share=True)
        ).one()
        entry = {
            "body": self.body,
            "seq": seq + 1,
            "project": project,
            "kind": kind,
            "by": by,
            "data": dict(data),
        }
        entry |= {"at": self.clock.now(), "previous": head}
        digest = entry_hash(entry)
        self.connection.execute(insert(rows.audit_entry).values(**entry, hash=digest))
        self.connection.execute(
            update(table).where(table.c.id == self.body).values(audit_seq=seq + 1, audit_head=digest)
        )

    def deadlines(self, matter: Matter, wanted: Iterable[Deadline], over: Sequence[str]) -> None:
        """Let these be the matter's deadlines: old ones rest, and alerts about what is done are closed."""
        deadlines.put(self.connection, matter, wanted, over, today(self.clock))


@contextmanager
def unit_of_work(engine: Engine, clock: Clock, body: str) -> Iterator[UnitOfWork]:
    """A unit of work that commits at the end of the block, whole, or leaves everything as it was."""
    with writing(engine) as connection:
        holidays.hold_still(connection)
        yield UnitOfWork(connection, clock, body)


def keep_question(connection: Connection, asked: Question) -> None:
    """Keep what a project asks of a plan, once for all that ask the same."""
    new = insert_once(connection, rows.question).values(id=asked.id, asked=asked.data())
    connection.execute(new)


def facts_of(connection: Connection, project: str) -> tuple[happened.Fact, ...]:
    """The facts of a project in order."""
    table = rows.project_fact
    found = connection.execute(
        select(table.c.kind, table.c.data).where(table.c.project == project).order_by(table.c.seq)
    )
    return tuple(happened.from_data(kind, data) for kind, data in found)


def entry_hash(entry: Mapping[str, object] | RowMapping) -> str:
    """The hash of an audit entry over its canonical JSON, the hash of the one before included."""
    at = entry["at"]
    named = {name: entry[name] for name in ("body", "seq", "project", "kind", "by", "data", "previous")}
    named["at"] = at.isoformat(timespec="microseconds") if isinstance(at, datetime) else at
    return hashlib.sha256(json.dumps(named, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _head(body: str, project: Project) -> dict[str, object]:
    return {
        "ref": project.ref,
        "version": project.version,
        "title": project.title,
        "route": project.route,
        "rulebook": project.rulebook,
        "edition": project.edition,
        "calendar": project.calendar,
        "stage": project.stage,
        "directorate": project.directorate,
        "owner": project.people.owner,
        "manager": project.people.manager,
        "decider": project.people.decider,
        "ends": project.end,
        "end_fixed": project.end_fixed,
        "visibility": project.visibility,
        "agreement": project.agreement,
        "question": question(body, project).id,
    }

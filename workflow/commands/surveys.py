"""A survey tool's export: looked at, then kept as counts only. No reply is stored."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict

from workflow.commands.import_kinds import source_of
from workflow.commands.services import Services
from workflow.commands.views import project
from workflow.errors import AlreadyDone, BadRequest, NotAllowed, NotFound, Stale
from workflow.project.access import Action, Actor, Subject, may
from workflow.register.surveys import Survey, read_survey
from workflow.store import imports, queries, surveys
from workflow.store.engine import reading
from workflow.store.imports import Round
from workflow.store.surveys import SurveyRow
from workflow.store.unit_of_work import unit_of_work
from workflow.words import gettext as _

KIND = "survey"


def send_survey(*, file: bytes, name: str, by: Actor, services: Services, once: str | None = None) -> str:
    """Keep an export until it is counted, a day at the most; its round's id. BadRequest with the mend."""
    _check(by)
    if not file:
        raise BadRequest(_("Choose a file that is not empty."))
    read_survey(source_of(file))
    with unit_of_work(services.engine, services.clock, by.body) as uow:
        now = services.clock.now()
        imports.purge(uow.connection, now)
        kept = {"kind": KIND, "file": file, "file_name": name[:200], "state": "ready"}
        id_ = imports.add(uow.connection, body=by.body, by=by.person, at=now, **kept)
        uow.once(once, id_)
        return id_


def look_at(services: Services, by: Actor, id_: str, chosen: Sequence[str] = ()) -> tuple[Round, Survey]:
    """What would be kept of an export that waits. Raises NotFound."""
    _check(by)
    with reading(services.engine) as connection:
        found = imports.one(connection, by.body, id_)
        file = imports.file_of(connection, by.body, id_)
    if found.kind != KIND:
        raise NotFound
    if found.state == "done":
        raise AlreadyDone(id_)
    if file is None:
        raise NotFound
    return found, read_survey(source_of(file), chosen=chosen)


def keep_survey(
    *,
    id_: str,
    title: str,
    ref: str,
    chosen: Sequence[str],
    seen_version: int,
    by: Actor,
    services: Services,
    once: str | None = None,
) -> str:
    """Keep the counts, of a project's consultation if one is named, and throw the replies away; their id.

    Raises BadRequest, Stale, NotFound, and AlreadyDone with the id for a used one-time key.
    """
    if not title.strip():
        raise BadRequest(_("Enter a title."))
    found, survey = look_at(services, by, id_, chosen)
    if ref:
        project(services, by, ref)
    with unit_of_work(services.engine, services.clock, by.body) as uow:
        now = services.clock.now()
        of = queries.stored(uow.connection, by.body, ref).id if ref else None
        data = {name: value for name, value in asdict(survey).items() if name != "replies"}
        key = hashlib.sha256(f"{found.file_name} {ref}".encode()).hexdigest()
        told = {"title": title.strip()[:200], "replies": survey.replies, "data": data, "project": of}
        kept = surveys.put(uow.connection, by.body, key, by=by.person, at=now, **told)
        uow.once(once, kept)
        ended = {"state": "done", "file": None, "ended_at": now, "total": survey.replies}
        result = {"new": 1, "changed": 0, "unchanged": 0, "kept": [], "refused": data["refused"], "id": kept}
        if found.version != seen_version or not imports.put(
            uow.connection, id_, ("ready",), result=result, **ended
        ):
            raise Stale
        uow.audit("survey_counted", {"replies": survey.replies, "project": ref}, by=by.person, project=of)
        return kept


def summary(services: Services, by: Actor, id_: str) -> SurveyRow:
    """One summary of the actor's body. Raises NotFound."""
    _check(by)
    with reading(services.engine) as connection:
        return surveys.one(connection, by.body, id_)


def summaries(services: Services, by: Actor) -> tuple[SurveyRow, ...]:
    """Every summary of the actor's body, the newest first."""
    _check(by)
    with reading(services.engine) as connection:
        return surveys.of_body(connection, by.body)


def _check(by: Actor) -> None:
    if not may(by, Action.IMPORT, Subject(by.body)):
        raise NotAllowed

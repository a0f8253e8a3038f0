"""The documents of a project: what there is, for whom, and one of them opened by those who may."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from workflow.commands import views
from workflow.commands.change import subject_of
from workflow.commands.evidence import folder
from workflow.commands.services import Services
from workflow.commands.views import ProjectView
from workflow.errors import NotAllowed, NotFound
from workflow.project.access import Action, Actor, may
from workflow.project.evidence import Evidence, current
from workflow.project.file_kinds import BY_MEDIA
from workflow.store import files, queries
from workflow.store.engine import reading
from workflow.store.files import KeptLink, StoredFile
from workflow.store.unit_of_work import unit_of_work
from workflow.words import gettext as _

READ_EXEMPT_KIND = "exempt_record_read"


@dataclass(frozen=True, slots=True)
class Document:
    """A file or a link of a project; `link` is its last answer, `older` what it replaced, newest first."""

    record: Evidence
    link: KeptLink | None
    older: tuple[Evidence, ...]
    alone: bool
    """Whether screen readers cannot read it and no other version stands beside it."""

    @property
    def kind(self) -> str:
        """What kind it is, in words; "" for a link."""
        known = BY_MEDIA.get(self.record.media)
        return known.title if known else ""


@dataclass(frozen=True, slots=True)
class Opened:
    """A record as somebody who may read it opens it; with a file, where its bytes stand."""

    record: Evidence
    file: StoredFile | None = None
    path: Path | None = None


def documents(view: ProjectView, services: Services) -> tuple[Document, ...]:
    """Every document of a project in its newest version, the newest first."""
    with reading(services.engine) as connection:
        stored = queries.stored(connection, view.body.id, view.overview.project.ref)
        looked = files.links(connection, stored.id)
    return _documents(view.overview.project.evidence, looked)


def public_documents(view: ProjectView) -> tuple[Document, ...]:
    """The documents that the public may open, the newest first. The view is one of a public change."""
    open_to_all = [one for one in view.overview.project.evidence if one.visibility == "public"]
    return tuple(one for one in _documents(open_to_all, {}) if not one.record.replaced_by)


def open_record(*, ref: str, record: str, by: Actor, services: Services, with_file: bool = False) -> Opened:
    """A record for somebody on the staff; reading an exempt one is an entry of the audit trail.

    Raises NotFound for what is not there, NotAllowed for an exempt one that is none of their business.
    """
    view = views.project(services, by, ref)
    found = _found(view.overview.project.evidence, record)
    if found.exempt:
        if not may(by, Action.READ_EXEMPT, subject_of(view.body.id, view.overview.project)):
            raise NotAllowed(_NOT_YOURS)
        with unit_of_work(services.engine, services.clock, by.body) as uow:
            told = {"record": found.id, "stage": found.stage, "rule": found.rule, "post": by.post_title}
            uow.audit(READ_EXEMPT_KIND, told, by=by.person, project=uow.project(ref).id)
    return _opened(services, found, view.body.id) if with_file else Opened(found)


def open_public(*, ref: str, record: str, services: Services) -> Opened:
    """A file that the public may have. Raises NotFound for every other, as if there were none."""
    view = views.change(services, ref)
    found = _found(view.overview.project.evidence, record)
    if found.visibility != "public":
        raise NotFound
    return _opened(services, found, view.body.id)


_NOT_YOURS = _(
    "Only the owner, the manager, the decision maker and administrators may read this exempt record."
)


def _opened(services: Services, found: Evidence, body: str) -> Opened:
    with reading(services.engine) as connection:
        file = files.file_of(connection, body, found.id)
    return Opened(found, file, files.path_of(folder(services), file.id))


def _found(records: Iterable[Evidence], record: str) -> Evidence:
    found = next((one for one in records if one.id == record), None)
    if found is None:
        raise NotFound
    return found


def _documents(records: Iterable[Evidence], looked: dict[str, KeptLink]) -> tuple[Document, ...]:
    known = [one for one in records if one.document]
    by_id = {one.id: one for one in known}
    newest = list(current(known))
    readable = {(one.stage, one.task) for one in newest if one.accessible}
    return tuple(
        Document(one, looked.get(one.id), _older(one, by_id), one.form == "file" and
                 (one.stage, one.task) not in readable)
        for one in reversed(newest)
    )  # fmt: skip


def _older(record: Evidence, known: dict[str, Evidence]) -> tuple[Evidence, ...]:
    found: list[Evidence] = []
    while record.replaces and (before := known.get(record.replaces)):
        found.append(before)
        record = before
    return tuple(found)

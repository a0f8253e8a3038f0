"""The documents of a change that everyone may open: their list for its page, and each file."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for
from werkzeug.wrappers import Response

from web.access import asks
from web.downloads import attachment
from web.wiring import services
from workflow.commands import documents as library
from workflow.commands.documents import Document
from workflow.commands.views import ProjectView
from workflow.project.access import Action
from workflow.project.file_kinds import size_in_words
from workflow.words import gettext as _


@dataclass(frozen=True, slots=True)
class PublicDocument:
    """One document as the public page lists it: where it opens, what it is, its version and its stage."""

    title: str
    href: str
    external: bool
    kind: str
    language: str
    version: int
    stage: str
    accessible: bool


def documents_of(view: ProjectView) -> list[PublicDocument]:
    """The public documents of a change for `public/change_documents.html`, the newest first."""
    return [_listed(view, one) for one in library.public_documents(view)]


@asks(Action.READ_CHANGE)
def document(ref: str, record: str) -> Response:
    """A file of a public change, without an account. What is not public is not there."""
    return attachment(library.open_public(ref=ref, record=record, services=services()))


def _listed(view: ProjectView, one: Document) -> PublicDocument:
    record = one.record
    link = record.form == "link"
    route = view.overview.rulebook.routes[view.overview.route.id]
    names = {stage.slug: stage.name for stage in route.stages}
    kind = _("Link") if link else f"{one.kind}, {size_in_words(record.size)}"
    href = (
        record.text if link else url_for("public.document", ref=view.overview.project.ref, record=record.id)
    )
    named = record.title or (record.text if link else kind)
    stage = names.get(record.stage, "")
    return PublicDocument(named, href, link, kind, record.language, record.version, stage, not one.alone)

"""Add a record under a task of a stage (a note, a link, a file or a meeting), and change who may see one."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import BinaryIO

from workflow.commands.change import Changed, change
from workflow.commands.services import Services
from workflow.errors import BadRequest
from workflow.project.access import Action, Actor
from workflow.project.events import EvidenceAdded, Fact, RecordShown
from workflow.project.events.records import Form, Visibility
from workflow.project.evidence import METHODS
from workflow.project.file_kinds import LARGEST, FileKind, endings, kind_of
from workflow.project.situation import Situation
from workflow.store import files
from workflow.store.files import Draft
from workflow.store.ids import new_id
from workflow.store.unit_of_work import Stored, UnitOfWork
from workflow.words import gettext as _

LONGEST_NOTE, LONGEST_TITLE, LONGEST_RULE = 4000, 200, 40


@dataclass(frozen=True, slots=True)
class Details:
    """What else is told of a record: `rule` of an exempt one; of a meeting its day, who took part (posts and
    organisations) and the method; of a document its title, language and whether screen readers can read it;
    `replaces` names the record of which it is the next version."""

    rule: str = ""
    title: str = ""
    held_on: date | None = None
    who: str = ""
    method: str = ""
    language: str = ""
    accessible: bool = False
    replaces: str = ""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it was sent: its name and its bytes, to be read once."""

    name: str
    content: BinaryIO


def add_evidence(
    *,
    ref: str,
    stage: str,
    task: str,
    form: Form,
    text: str,
    visibility: Visibility,
    by: Actor,
    services: Services,
    details: Details | None = None,
    file: Upload | None = None,
    seen_version: int | None = None,
    once: str | None = None,
) -> Changed:
    """Add a record under a task of a stage. Raises BadRequest with the mend for an unusable one.

    A file is written whole first and takes its place with its row; an interrupted one is never seen.
    """
    told, id_ = details or Details(), new_id()
    kind = _kind(file) if form == "file" else None
    with (
        files.draft(folder(services), file.content, LARGEST) if file and kind else nullcontext(None) as draft
    ):
        if kind and draft is None:
            raise BadRequest(_("The file must be smaller than 25MB."))

        def work(situation: Situation) -> Sequence[Fact]:
            known = {t.id for s in situation.route.stages if s.slug == stage for t in s.tasks}
            if task not in known:
                raise BadRequest(
                    _("This stage does not ask for that. Go back to the stage and choose a task.")
                )
            _check(situation, form, told, visibility)
            more = {**asdict(told), "accessible": told.accessible or bool(kind and kind.accessible)}
            more |= {"media": kind.media, "size": draft.size} if kind and draft else {}
            return (EvidenceAdded(id_, stage, task, form, _usable(form, text), visibility, **more),)

        def also(uow: UnitOfWork, stored: Stored) -> None:
            _keep(uow, stored, id_, by, draft, file, kind)
            if told.replaces:
                files.drop_link(uow.connection, told.replaces)
            if form == "link":
                link = {"record": id_, "address": text.strip(), "public": visibility == "public"}
                files.add_link(uow.connection, body=uow.body, project=stored.id, **link)  # type: ignore[arg-type]

        return change(
            ref=ref,
            by=by,
            action=Action.EDIT_PROJECT,
            work=work,
            services=services,
            seen_version=seen_version,
            once=once,
            also=also,
        )


def show_record(
    *,
    ref: str,
    record: str,
    visibility: Visibility,
    rule: str,
    reason: str,
    by: Actor,
    services: Services,
    seen_version: int | None = None,
    once: str | None = None,
) -> Changed:
    """Change who may see a record, with the reason. Raises BadRequest with the mend."""

    def work(situation: Situation) -> Sequence[Fact]:
        found = next((one for one in situation.project.evidence if one.id == record), None)
        if found is None:
            raise BadRequest(_("There is no such record here."))
        if not reason.strip():
            raise BadRequest(_("Say why. The reason stands in the history."))
        _check_rule(visibility, rule)
        told = rule.strip() if visibility == "exempt" else ""
        if (found.visibility, found.rule) == (visibility, told):
            return ()
        return (RecordShown(record, visibility, told, reason.strip()),)

    def also(uow: UnitOfWork, stored: Stored) -> None:
        files.show_link(uow.connection, record, public=visibility == "public")

    return change(
        ref=ref,
        by=by,
        action=Action.EDIT_PROJECT,
        work=work,
        services=services,
        seen_version=seen_version,
        once=once,
        also=also,
    )


def folder(services: Services) -> Path:
    """Where the bytes of files stand: outside everything that is served as it is."""
    return services.settings.var / "files"


def _keep(
    uow: UnitOfWork,
    stored: Stored,
    record: str,
    by: Actor,
    draft: Draft | None,
    file: Upload | None,
    kind: FileKind | None,
) -> None:
    if draft is None or file is None or kind is None:
        return
    told = {"body": uow.body, "project": stored.id, "record": record, "by": by.person}
    files.add_file(uow.connection, draft, name=file.name, media=kind.media, at=uow.clock.now(), **told)
    draft.settle()


def _kind(file: Upload | None) -> FileKind:
    if file is None:
        raise BadRequest(_("Choose a file that is not empty."))
    kind = kind_of(file.name, file.content)
    if kind is None:
        words = _("This file cannot be kept. Its name and its content must be one of: {kinds}. No macros.")
        raise BadRequest(words.format(kinds=endings()))
    return kind


def _check(situation: Situation, form: str, told: Details, visibility: str) -> None:
    _check_rule(visibility, told.rule)
    if len(told.title) > LONGEST_TITLE or len(told.who) > LONGEST_NOTE:
        raise BadRequest(_("This is too long."))
    if form == "file" and not told.title.strip():
        raise BadRequest(_("Enter a title that says what the file is."))
    if form == "meeting":
        _check_meeting(told, situation.today)
    if told.replaces and not any(
        one.id == told.replaces and one.document and not one.replaced_by for one in situation.project.evidence
    ):
        raise BadRequest(_("Another version has already taken its place. Open the documents again."))


def _check_meeting(told: Details, today: date) -> None:
    if told.held_on is None:
        raise BadRequest(_("Enter the date of the meeting."))
    if told.held_on > today:
        raise BadRequest(_("The meeting is still to come. Log it once it has been held."))
    if not told.who.strip():
        raise BadRequest(_("Say who took part: posts and organisations."))
    if told.method not in METHODS:
        raise BadRequest(_("Choose how they took part."))


def _check_rule(visibility: str, rule: str) -> None:
    if visibility not in ("public", "staff", "exempt"):
        raise BadRequest(_("Choose who may see it."))
    if visibility == "exempt" and not (any(c.isdigit() for c in rule) and len(rule.strip()) <= LONGEST_RULE):
        raise BadRequest(_("Say why this is exempt: enter the number of the rule, like 10.4(3)."))


def _usable(form: str, text: str) -> str:
    told = text.replace("\0", "").strip()
    if not told and form != "file":
        raise BadRequest(_("Enter a link.") if form == "link" else _("Enter a note."))
    if len(told) > LONGEST_NOTE:
        raise BadRequest(
            _("The note must be %d characters or fewer. Put the rest in a document and link to it.")
            % LONGEST_NOTE
        )
    if form == "link" and not told.lower().startswith(("https://", "http://")):
        raise BadRequest(_("Enter a link that begins with https://"))
    return told

"""Add a record to a stage: a note, a link, a file or a meeting, and say who may see it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import BinaryIO, get_args

from flask import request

from web.access import asks, me
from web.commissioners import desk
from web.commissioners.blueprint import blueprint
from web.commissioners.records import METHOD_OPTIONS, lines, title
from web.forms import Form
from web.wiring import services
from workflow.commands.evidence import LONGEST_NOTE, LONGEST_TITLE, Details, Upload, add_evidence
from workflow.commands.views import ProjectView
from workflow.errors import NotFound
from workflow.project.access import Action
from workflow.project.events.records import Form as Kind
from workflow.project.events.records import Visibility
from workflow.project.evidence import Evidence
from workflow.project.file_kinds import LARGEST, endings
from workflow.project.summaries import StagePage, TaskLine
from workflow.words import gettext as _

LARGEST_UPLOAD = LARGEST + 1024 * 1024
"""A file a little too large is told so on its page; one much larger is not read at all."""
FORMS = (
    ("note", _("A note"), _("What happened, who took part and when")),
    ("link", _("A link"), _("To a document that others can open")),
    ("file", _("A file"), _("Kept here, up to 25MB")),
    ("meeting", _("A meeting"), _("When, who took part and what they said")),
)
SEE = (
    ("public", _("The public"), _("It stands on the public page")),
    ("staff", _("Staff only")),
    ("exempt", _("Exempt"), _("Only the owner, the manager, the decision maker and administrators")),
)
FIELD_OF: Mapping[str, str] = {"note": "text", "link": "text", "file": "file", "meeting": "text"}


@blueprint.url_value_preprocessor
def _files_may_be_larger(endpoint: str | None, values: object) -> None:
    """Before anything reads the form: files are larger than what people type."""
    if endpoint == "commissioners.add":
        request.max_content_length = LARGEST_UPLOAD


@blueprint.get("/projects/<ref>/stages/<slug>/evidence/<task>")
@asks(Action.SEE_PROJECT)
def evidence(ref: str, slug: str, task: str) -> desk.Page:
    """What stands under a task, and the form to add to it."""
    view, form = desk.load(ref), Form({})
    line = _line(view.stage(slug), task)
    before = _replaced(view, request.args.get("replaces", ""))
    kind = request.args.get("add", "note")
    form.values |= {
        "form": before.form if before else (kind if kind in get_args(Kind) else "note"),
        "visibility": before.visibility if before else line.task.visibility,
        "rule": before.rule if before else "",
        "title": before.title if before else "",
        "language": before.language if before else "",
        "replaces": before.id if before else "",
    }
    return _page(view, slug, line, form)


@blueprint.post("/projects/<ref>/stages/<slug>/evidence/<task>")
@asks(Action.EDIT_PROJECT)
def add(ref: str, slug: str, task: str) -> desk.Page:
    """Add it."""
    view, form = desk.load(ref), desk.posted()
    line = _line(view.stage(slug), task)
    kind, seen = _kind(form), _seen(form)
    text, details = _text(form, kind), _details(form, kind, seen)
    sent = request.files.get("file")
    file = Upload(_plain(sent.filename or ""), sent.stream) if sent and sent.filename else None  # type: ignore[arg-type]
    if kind == "file" and file is None:
        form.errors["file"] = _("Choose a file.")
    asked = {"ref": ref, "stage": slug, "task": task, "form": kind, "text": text, "visibility": seen}
    by = {"by": me(), "services": services(), "details": details, "file": file}
    try:
        return desk.send(
            form,
            lambda: add_evidence(
                **asked,
                **by,
                seen_version=form.version,
                once=_once(form, file),  # type: ignore[arg-type]
            ),
            to=desk.address("stage", view, slug=slug),
            done=_("Added: {task}.").format(task=line.task.title),
            field=FIELD_OF.get(kind, "form"),
        ) or _page(view, slug, line, form)
    finally:
        if sent:
            sent.close()


def _kind(form: Form) -> Kind:
    found = form.choice("form", FORMS, _("Choose what you want to add."))
    return next((kind for kind in get_args(Kind) if kind == found), "note")


def _seen(form: Form) -> Visibility:
    found = form.choice("visibility", SEE, _("Choose who may see it."))
    seen = next((one for one in get_args(Visibility) if one == found), "staff")
    rule = form.text(
        "rule", _("Say why this is exempt: enter the number of the rule.") if seen == "exempt" else None
    )
    if seen != "exempt":
        form.values["rule"] = rule
    return seen


def _text(form: Form, kind: str) -> str:
    missing = {"link": _("Enter a link."), "note": _("Enter a note."), "meeting": _("Say what was said.")}
    return form.text("text", missing.get(kind), most=LONGEST_NOTE)


def _details(form: Form, kind: str, seen: str) -> Details:
    document, meeting = kind in ("file", "link"), kind == "meeting"
    named = _("Enter a title that says what the file is.") if kind == "file" else None
    told = {
        "title": form.text("title", named, most=LONGEST_TITLE) if document else "",
        "language": form.text("language", most=LONGEST_TITLE) if document else "",
        "replaces": form.text("replaces") if document else "",
        "who": form.text("who", _("Say who took part: posts and organisations.")) if meeting else "",
        "method": form.choice("method", METHOD_OPTIONS, _("Choose how they took part.")) if meeting else "",
        "rule": str(form.values["rule"]) if seen == "exempt" else "",
    }
    form.values["accessible"] = form.typed.get("accessible", "") == "yes"
    held = (
        form.date("held_on", _("Enter the date of the meeting."), _("The date of the meeting"))
        if meeting
        else None
    )
    return Details(**told, held_on=held, accessible=document and bool(form.values["accessible"]))


def _once(form: Form, file: Upload | None) -> str | None:
    """The same form with another file is another sending."""
    if form.key is None or file is None:
        return form.key
    return hashlib.sha256(form.key.encode() + _digest(file.content)).hexdigest()


def _digest(content: BinaryIO) -> bytes:
    content.seek(0)
    found = hashlib.sha256()
    while chunk := content.read(64 * 1024):
        found.update(chunk)
    content.seek(0)
    return found.digest()


def _plain(name: str) -> str:
    """The last part of a file's name, printable."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    printable = "".join(letter for letter in last if letter.isprintable())
    stem, dot, ending = printable.rpartition(".")
    return f"{stem[:180]}{dot}{ending[:10]}"


def _replaced(view: ProjectView, record: str) -> Evidence | None:
    known = (one for one in view.overview.project.evidence if one.document and not one.replaced_by)
    return next((one for one in known if one.id == record), None)


def _line(page: StagePage, task: str) -> TaskLine:
    found = next((line for line in page.tasks if line.task.id == task), None)
    if found is None:
        raise NotFound
    return found


def _page(view: ProjectView, slug: str, line: TaskLine, form: Form) -> desk.Page:
    before = _replaced(view, str(form.values.get("replaces", "")))
    return desk.show(
        "evidence",
        view,
        form,
        stage=view.overview.route.stage(slug),
        line=line,
        records=lines(view, line.records),
        kinds=FORMS,
        see=SEE,
        methods=METHOD_OPTIONS,
        endings=endings(),
        replaces=title(before) if before else "",
    )

"""A09: send a register, and see what became of those that were sent."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from web.access import asks, me
from web.admin.blueprint import blueprint
from web.forms import Form, post_key, submit
from web.wiring import moment, services
from workflow.commands import imports, views
from workflow.commands.import_kinds import KINDS, LARGEST_FILE
from workflow.project.access import Action
from workflow.store.imports import Round
from workflow.words import gettext as _

Page = Response | tuple[str, int]
LARGEST_UPLOAD = 2 * LARGEST_FILE
"""A file a little too large is told so on its page; one twice that size is not read at all."""


@blueprint.url_value_preprocessor
def _files_may_be_larger(endpoint: str | None, values: object) -> None:
    """Before anything reads the form: registers are larger than what people type."""
    if endpoint in ("admin.import_file", "admin.survey_file"):
        request.max_content_length = LARGEST_UPLOAD


@blueprint.get("/admin/import")
@asks(Action.IMPORT)
def imports_page() -> Page:
    """Which file, what it holds; and the files that were sent before."""
    form = Form({})
    form.values["kind"] = request.args.get("kind", "")
    return _page(form)


@blueprint.post("/admin/import")
@asks(Action.IMPORT)
def import_file() -> Page:
    """Keep the file and go on to its columns; sent twice, it is kept once."""
    form = Form(request.form)
    kind = form.choice("kind", _choices(), _("Choose what the file holds."))
    source = form.text("source", most=300)
    captured_on = form.date("captured_on", subject=_("The day of which the file is"))
    file, name = uploaded()
    if not file:
        form.errors["file"] = _("Choose a file that is not empty.")
    return submit(
        form,
        lambda: imports.send_file(
            kind=kind,
            file=file,
            name=name,
            source=source,
            captured_on=captured_on,
            by=me(),
            services=services(),
            once=once_of(form, file),
        ),
        to=lambda id_: url_for("admin.import_round", id_=id_),
        done=lambda id_: _("The file was received. Nothing is imported yet."),
        again=lambda id_: url_for("admin.import_round", id_=id_),
        field_name="file",
    ) or _page(form)


def uploaded() -> tuple[bytes, str]:
    """What was sent as `file` and the name that it had; the temporary copy of a large one is closed."""
    sent = request.files.get("file")
    if sent is None:
        return b"", ""
    try:
        return sent.read(), plain_name(sent.filename or "")
    finally:
        sent.close()


def _page(form: Form) -> tuple[str, int]:
    body = next(each for each in views.bodies(services()) if each.id == me().body)
    page = render_template(
        "admin/import.html",
        form=form,
        values=form.values,
        errors=form.errors,
        choices=_choices(),
        rows=[_row(each) for each in imports.rounds(services(), me())],
        invented=body.demonstration,
        most=LARGEST_FILE // 1024 // 1024,
        new_key=post_key,
    )
    return page, form.status


def _choices() -> list[tuple[str, str, str]]:
    return [(kind.id, _(kind.title), _(kind.about)) for kind in KINDS.values()]


def _row(found: Round) -> Sequence[object]:
    linked = {"text": found.file_name or _("A file without a name"), "href": f"/admin/import/{found.id}"}
    holds = KINDS[found.kind].title if found.kind in KINDS else _("Replies of a survey")
    return (linked, _(holds), state(found), moment(found.at))


def state(found: Round) -> str:
    """What became of a file, in plain words."""
    if imports.stopped(services(), found):
        return _("Stopped on the way; nothing was kept")
    if found.state == "done" and found.result:
        words = _("Imported: {new} new, {changed} changed, {unchanged} unchanged, {refused} refused")
        return words.format(**{**found.result, "refused": len(found.result["refused"])})
    return {
        "uploaded": _("Waits for its columns to be matched"),
        "ready": _("Waits to be imported"),
        "running": _("Is being imported"),
        "failed": _("Failed: {why}").format(why=found.why),
    }.get(found.state, _("Thrown away; nothing was imported"))


def plain_name(name: str) -> str:
    """The last part of a file's name, printable."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(letter for letter in last if letter.isprintable())[:200]


def once_of(form: Form, file: bytes) -> str | None:
    """The same form with another file is another sending."""
    if form.key is None:
        return None
    return hashlib.sha256(form.key.encode() + hashlib.sha256(file).digest()).hexdigest()

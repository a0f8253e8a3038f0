"""Lists from a file: what is in it and what it would move is shown first; then it is kept as it was shown."""

from __future__ import annotations

from base64 import b64decode, b64encode
from binascii import Error

from flask import render_template, request
from werkzeug.wrappers import Response

from web.access import asks, me
from web.admin.blueprint import blueprint
from web.admin.calendars import CALENDARS, KINDS
from web.admin.diary_words import Effect, effect, saved
from web.forms import Form, post_key, submit
from web.wiring import services
from workflow.commands import diary_views, diary_work
from workflow.commands.bank_holidays import import_bank_holidays
from workflow.commands.diary import change_diary, preview
from workflow.commands.diary_work import File
from workflow.errors import BadRequest
from workflow.project.access import Action
from workflow.register.diary import MEETING
from workflow.register.diary_files import LARGEST
from workflow.words import gettext as _

Page = Response | tuple[str, int]


@blueprint.get("/admin/calendars/upload")
@asks(Action.ADMINISTER)
def diary_upload() -> Page:
    """The form for a file."""
    form = Form({}, {"kind": request.args.get("kind", MEETING), "board": request.args.get("board", "")})
    return _page(form)


@blueprint.post("/admin/calendars/upload")
@asks(Action.ADMINISTER)
def diary_upload_now() -> Page:
    """See what a file holds and moves, or keep what was seen."""
    form = Form(request.form)
    file = _file(form)
    if file is None:
        return _page(form)
    work = diary_work.reading_file(file, services())
    if form.typed.get("action") == "keep":
        sent = submit(
            form,
            lambda: change_diary(body=me().body, by=me(), services=services(), work=work, once=form.key),
            to=lambda found: "/moved-dates" if found.moved else CALENDARS,
            done=saved,
            again=lambda _first: CALENDARS,
            field_name="file",
        )
        return sent or _page(form)
    try:
        found = effect(preview(body=me().body, by=me(), services=services(), work=work))
    except BadRequest as fault:
        form.errors["file"] = str(fault)
        return _page(form)
    return _page(form, found, file)


@blueprint.get("/admin/calendars/bank-holidays")
@asks(Action.ADMINISTER)
def bank_holidays() -> Page:
    """The form for a list of bank holidays."""
    return _holiday_page(Form({}))


@blueprint.post("/admin/calendars/bank-holidays")
@asks(Action.ADMINISTER)
def bank_holidays_now() -> Page:
    """Take in bank holidays, and list every date that they moved."""
    form = Form(request.form)
    content, name = _uploaded(form)
    if form.errors:
        return _holiday_page(form)
    try:
        found = effect(import_bank_holidays(file=content, services=services(), source=name))
    except BadRequest as fault:
        form.errors["file"] = str(fault)
        return _holiday_page(form)
    return _holiday_page(form, found)


def _file(form: Form) -> File | None:
    """The file that was sent, or that was shown before; None where something is missing."""
    boards = diary_views.boards_of(services(), me())
    kind = form.choice("kind", KINDS, _("Choose what is in the file."))
    board = form.choice("board", list(boards.items())) if kind == MEETING else ""
    content, name = _shown_before(form) if form.typed.get("content") else _uploaded(form)
    form.values["name"] = name
    return None if form.errors else File(kind, content, board, name)


def _uploaded(form: Form) -> tuple[bytes, str]:
    sent = request.files.get("file")
    content = sent.read(LARGEST + 1) if sent else b""
    if not content:
        form.errors["file"] = _("Choose a file that is not empty.")
    elif len(content) > LARGEST:
        words = _("The file is larger than {most:,} bytes. Divide it, or leave out what is not needed.")
        form.errors["file"] = words.format(most=LARGEST)
    return content, (sent.filename or "")[:200] if sent else ""


def _shown_before(form: Form) -> tuple[bytes, str]:
    try:
        return b64decode(form.typed["content"], validate=True), form.typed.get("name", "")[:200]
    except (Error, ValueError):
        form.errors["file"] = _("The file was lost on the way. Choose it again.")
        return b"", ""


def _page(form: Form, found: Effect | None = None, file: File | None = None) -> tuple[str, int]:
    page = render_template(
        "admin/calendars/upload.html",
        kinds=KINDS,
        boards=list(diary_views.boards_of(services(), me()).items()),
        values=form.values,
        errors=form.errors,
        effect=found,
        file=file,
        content=b64encode(file.content).decode() if file else "",
        new_key=post_key,
    )
    return page, form.status


def _holiday_page(form: Form, found: Effect | None = None) -> tuple[str, int]:
    page = render_template(
        "admin/calendars/bank_holidays.html", errors=form.errors, effect=found, new_key=post_key
    )
    return page, form.status

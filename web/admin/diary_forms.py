"""Adding to a body's diary, cancelling and taking out: what would move is shown first, then it is saved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import flash, redirect, render_template, request
from werkzeug.wrappers import Response

from web.access import asks, me
from web.admin.blueprint import blueprint
from web.admin.calendars import CALENDARS, source
from web.admin.diary_words import Effect, effect, saved
from web.forms import Form, post_key, submit
from web.wiring import services
from workflow.commands import diary_views, diary_work
from workflow.commands.diary import Work, change_diary, preview
from workflow.commands.diary_views import Line
from workflow.errors import BadRequest, NotFound
from workflow.project.access import Action
from workflow.register.diary import CLOSURE, ELECTION, KINDS, MEETING, NOTE, Entry, told
from workflow.words import gettext as _

Page = Response | tuple[str, int]
TITLES = {
    MEETING: _("Add a meeting"),
    CLOSURE: _("Add a closure"),
    ELECTION: _("Add an election"),
    NOTE: _("Add school holidays or an observance"),
}
WHAT = {
    "cancel": _("The board does not meet: show it as cancelled"),
    "out": _("It was recorded in error, or does not hold any more: take it out"),
}


@blueprint.get("/admin/calendars/add")
@asks(Action.ADMINISTER)
def diary_add() -> Page:
    """The form for one line."""
    form = Form({}, {"board": request.args.get("board", "")})
    return _add_page(_kind(request.args), form)


@blueprint.post("/admin/calendars/add")
@asks(Action.ADMINISTER)
def diary_add_now() -> Page:
    """See what a new line would move, or save it."""
    kind, form = _kind(request.form), Form(request.form)
    entry = _entry(kind, form)
    work = diary_work.adding(entry, services()) if entry else None
    return _kept_or_shown(form, work) or _add_page(kind, form, _shown(form, work))


@blueprint.get("/admin/calendars/line")
@asks(Action.ADMINISTER)
def diary_line() -> Page:
    """One line, and what can be done with it."""
    line = _line(request.args.get("line", ""))
    return _line_page(line, Form({})) if line else _no_line()


@blueprint.post("/admin/calendars/line")
@asks(Action.ADMINISTER)
def diary_line_now() -> Page:
    """See what cancelling or taking out would move, or do it."""
    form, line = Form(request.form), _line(request.form.get("line", ""))
    if line is None:
        return _no_line()
    what = form.choice("what", _choices(line), _("Say what happened."))
    reason = form.text("reason", _("Say why. The reason is kept with the line."), most=500)
    does = diary_work.cancelling if what == "cancel" else diary_work.taking_out
    work = does(line.name, reason) if not form.errors else None
    return _kept_or_shown(form, work) or _line_page(line, form, _shown(form, work))


@blueprint.get("/admin/calendars/board")
@asks(Action.ADMINISTER)
def diary_board() -> Page:
    """The form that names a board."""
    return _board_page(Form({}))


@blueprint.post("/admin/calendars/board")
@asks(Action.ADMINISTER)
def diary_board_now() -> Page:
    """Name a board, or give it another title."""
    form = Form(request.form)
    title = form.text("title", _("Write the title of the board, as Executive Board."), most=200)
    slug = form.text("slug", _("Write a short name, as executive."), most=40)

    def keep() -> None:
        diary_work.name_board(slug=slug, title=title, by=me(), services=services(), once=form.key)

    done = _("The board is named. Add its meetings, and choose it in What is known of a project.")
    sent = submit(
        form, keep, to=lambda _a: CALENDARS, done=lambda _a: done, again=lambda _r: CALENDARS,
        field_name="slug",
    )  # fmt: skip
    return sent or _board_page(form)


def _kept_or_shown(form: Form, work: Work | None) -> Response | None:
    """The redirect once it is saved; None while it is only looked at, or cannot be saved."""
    if work is None or form.typed.get("action") == "preview":
        return None
    return submit(
        form,
        lambda: change_diary(body=me().body, by=me(), services=services(), work=work, once=form.key),
        to=lambda found: "/moved-dates" if found.moved else CALENDARS,
        done=saved,
        again=lambda _first: CALENDARS,
    )


def _shown(form: Form, work: Work | None) -> Effect | None:
    if work is None or form.errors:
        return None
    try:
        return effect(preview(body=me().body, by=me(), services=services(), work=work))
    except BadRequest as fault:
        form.errors[""] = str(fault)
        return None


def _kind(asked: Mapping[str, str]) -> str:
    kind = asked.get("kind", MEETING)
    if kind not in KINDS:
        raise NotFound
    return kind


def _entry(kind: str, form: Form) -> Entry | None:
    """The line that was typed; None where something is missing, and the form says what."""
    if kind == MEETING:
        board = form.choice("board", _boards(), _("Choose the board."))
        on = form.date("on", _("Enter the day of the meeting."), _("The day of the meeting"))
        due = form.date("due", subject=_("The day for its papers"))
        found = Entry(kind, on, on, board=board, due=due) if on else None
    elif kind == ELECTION:
        title = form.text("title", _("Write which election it is, as Local elections."), most=200)
        on = form.date("on", _("Enter polling day."), _("Polling day"))
        due = form.date("due", subject=_("The day of the notice"))
        found = Entry(kind, on, on, title=title, due=due) if on else None
    else:
        title = form.text("title", _("Write what it is, as Christmas closure."), most=200)
        first = form.date("on", _("Enter the first day."), _("The first day"))
        last = form.date("last", subject=_("The last day"))
        form.values["closed"] = form.typed.get("closed") == "yes"
        acts = not form.values["closed"]
        found = Entry(kind, first, last or first, title=title, acts=acts) if first else None
    return None if form.errors else found


def _boards() -> list[tuple[str, str]]:
    return list(diary_views.boards_of(services(), me()).items())


def _line(name: str) -> Line | None:
    return diary_views.line(services(), me(), name)


def _no_line() -> Response:
    flash(_("That line does not stand any more. Somebody changed it or took it out."), "info")
    return redirect(CALENDARS, 303)


def _choices(line: Line) -> Sequence[tuple[str, str]]:
    cancels = line.entry.kind == MEETING and not line.entry.cancelled
    return [(key, words) for key, words in WHAT.items() if key != "cancel" or cancels]


def _add_page(kind: str, form: Form, found: Effect | None = None) -> tuple[str, int]:
    page = render_template(
        "admin/calendars/add.html",
        kind=kind,
        title=TITLES[kind],
        boards=_boards() if kind == MEETING else (),
        values=form.values,
        errors=form.errors,
        effect=found,
        new_key=post_key,
    )
    return page, form.status


def _line_page(line: Line, form: Form, found: Effect | None = None) -> tuple[str, int]:
    page = render_template(
        "admin/calendars/line.html",
        line=line,
        title=told(line.entry, dict(_boards())),
        source=source(line),
        choices=_choices(line),
        values=form.values,
        errors=form.errors,
        effect=found,
        new_key=post_key,
    )
    return page, form.status


def _board_page(form: Form) -> tuple[str, int]:
    page = render_template(
        "admin/calendars/board.html",
        values=form.values,
        errors=form.errors,
        boards=_boards(),
        new_key=post_key,
    )
    return page, form.status

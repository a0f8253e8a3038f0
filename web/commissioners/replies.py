"""Replies on their way in: typed one by one, or from a survey tool's export with its columns chosen once."""

from __future__ import annotations

from flask import redirect, request

from web.access import asks, me
from web.commissioners import desk
from web.commissioners.blueprint import blueprint
from web.forms import Form, submit
from web.wiring import services
from workflow.commands import respond, response_views
from workflow.commands.change import subject_of
from workflow.commands.import_kinds import source_of
from workflow.commands.views import ProjectView
from workflow.errors import AlreadyDone, BadRequest
from workflow.project.access import Action, may
from workflow.register.replies import ROLES, Heading, Replies, read_replies
from workflow.words import gettext as _

KINDS, CHANNELS = tuple(respond.KINDS.items()), tuple(respond.CHANNELS.items())
MOST_SHOWN = 5


@blueprint.get("/projects/<ref>/responses/new")
@asks(Action.SEE_PROJECT)
def new_reply(ref: str) -> desk.Page:
    """The form for one reply, or for a file of them."""
    return _page(desk.load(ref), Form({}))


@blueprint.post("/projects/<ref>/responses/new")
@asks(Action.EDIT_PROJECT)
def type_reply(ref: str) -> desk.Page:
    """Take in one reply."""
    view, form = desk.load(ref), desk.posted()
    told = {
        "kind": form.choice("kind", KINDS, _("Choose who replied.")),
        "organisation": form.text("organisation", most=300),
        "channel": form.choice("channel", CHANNELS, _("Choose how it came.")),
        "text": form.text("text", _("Write what they said."), most=20_000),
    }
    received_on = form.date("received_on", _("Enter the day on which it came."))
    return desk.send(
        form,
        lambda: respond.type_reply(ref=ref, received_on=received_on, by=me(), services=services(),
                                   seen_version=form.version, once=form.key, **told),
        to=desk.address("responses", view),
        done=_("The reply is taken in."),
        field="organisation" if not told["organisation"] else "text",
    ) or _page(view, form)  # fmt: skip


@blueprint.post("/projects/<ref>/responses/file")
@asks(Action.EDIT_PROJECT)
def send_replies(ref: str) -> desk.Page:
    """Keep an export until its columns are chosen."""
    view, form = desk.load(ref), desk.posted()
    sent = request.files.get("file")
    file, name = (sent.read(), sent.filename or "") if sent else (b"", "")
    return submit(
        form,
        lambda: response_views.send_file(ref=ref, file=file, name=name, by=me(), services=services()),
        to=lambda id_: desk.address("match_replies", view, round=id_),
        done=lambda id_: _("The file was received. Nothing is taken in yet."),
        again=lambda id_: desk.address("match_replies", view, round=id_),
        field_name="file",
    ) or _page(view, form)


@blueprint.get("/projects/<ref>/responses/file/<round>")
@asks(Action.EDIT_PROJECT)
def match_replies(ref: str, round: str) -> desk.Page:
    """Which column is what, and what would be taken in."""
    view = desk.load(ref)
    try:
        file, headings = response_views.sent_file(services(), me(), view.overview.project.ref, round)
    except AlreadyDone:
        return redirect(desk.address("responses", view))
    return _match_page(view, Form({}), round, file, headings)


@blueprint.post("/projects/<ref>/responses/file/<round>")
@asks(Action.EDIT_PROJECT)
def take_in(ref: str, round: str) -> desk.Page:
    """Look again with these columns, or take the replies in."""
    view, form = desk.load(ref), desk.posted()
    try:
        file, headings = response_views.sent_file(services(), me(), view.overview.project.ref, round)
    except AlreadyDone:
        return redirect(desk.address("responses", view))
    roles = _roles(form, headings)
    if form.typed.get("look"):
        return _match_page(view, form, round, file, headings)
    return desk.send(
        form,
        lambda: respond.import_replies(ref=ref, file=file, roles=roles, by=me(), services=services(),
                                       seen_version=form.version, once=form.key, round=round),
        to=desk.address("responses", view),
        done=_("The replies are taken in."),
        field="column-0",
    ) or _match_page(view, form, round, file, headings)  # fmt: skip


def _page(view: ProjectView, form: Form) -> desk.Page:
    return desk.show("new_reply", view, form, here="responses", kinds=KINDS, channels=CHANNELS)


def _roles(form: Form, headings: tuple[Heading, ...]) -> dict[int, str]:
    return {
        each.number: form.choice(f"column-{each.number}", tuple(ROLES.items())) or each.role
        for each in headings
    }


def _match_page(
    view: ProjectView, form: Form, round_: str, file: bytes, headings: tuple[Heading, ...]
) -> desk.Page:
    roles = _roles(form, headings)
    found: Replies | None = None
    try:
        found = read_replies(source_of(file), roles)
    except BadRequest as fault:
        form.errors.setdefault("column-0", str(fault))
    return desk.show(
        "match_replies",
        view,
        form,
        here="responses",
        round=round_,
        headings=headings,
        roles=roles,
        options=tuple(ROLES.items()),
        found=found,
        most=MOST_SHOWN,
    )


@blueprint.get("/projects/<ref>/responses/replies/<reply>/erase")
@asks(Action.SEE_PROJECT)
def erase_page(ref: str, reply: str) -> desk.Page:
    """Erase the words of a reply, or let them be quoted."""
    return _erase_page(desk.load(ref), Form({}), reply)


@blueprint.post("/projects/<ref>/responses/replies/<reply>/erase")
@asks(Action.EDIT_PROJECT)
def erase_reply(ref: str, reply: str) -> desk.Page:
    """Erase them."""
    view, form = desk.load(ref), desk.posted()
    reason = form.text("reason", _("Say why the words are erased. Do not repeat them."), most=500)
    return desk.send(
        form,
        lambda: respond.erase_reply(ref=ref, reply=reply, reason=reason, by=me(), services=services(),
                                    seen_version=form.version, once=form.key),
        to=desk.address("responses", view),
        done=_("The words are erased. That there was a reply stays counted."),
        field="reason",
    ) or _erase_page(view, form, reply)  # fmt: skip


@blueprint.post("/projects/<ref>/responses/replies/<reply>/quote")
@asks(Action.EDIT_PROJECT)
def quote_reply(ref: str, reply: str) -> desk.Page:
    """Let the words be quoted in public, or not."""
    view, form = desk.load(ref), desk.posted()
    quoted = form.typed.get("quoted") == "yes"
    return submit(
        form,
        lambda: respond.quote_reply(ref=ref, reply=reply, quoted=quoted, by=me(), services=services(),
                                    seen_version=form.version),
        to=lambda _none: desk.address("responses", view),
        done=lambda _none: _("Its words may be quoted.") if quoted else _("Its words are not quoted."),
        again=lambda _first: desk.address("responses", view),
    ) or _erase_page(view, form, reply)  # fmt: skip


def _erase_page(view: ProjectView, form: Form, reply: str) -> desk.Page:
    """Words can be erased and a quote taken out for as long as the reply is kept, also once all is over."""
    found = response_views.reply(services(), me(), view.overview.project.ref, reply)
    keeper = may(me(), Action.EDIT_PROJECT, subject_of(view.body.id, view.overview.project))
    return desk.show("erase_reply", view, form, here="responses", reply=reply, found=found, keeper=keeper)

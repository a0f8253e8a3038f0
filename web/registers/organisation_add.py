"""Add your organisation: no sign-in; a link in a mail confirms it before anything is shown (R176)."""

from __future__ import annotations

from flask import flash, redirect, render_template, request
from werkzeug.wrappers import Response

from web.access import asks
from web.forms import Form
from web.registers import organisation_form
from web.registers.blueprint import blueprint
from web.wiring import services
from workflow.commands import organisation_requests, views
from workflow.commands.import_register import OWN_BODY
from workflow.errors import AlreadyDone, BadRequest, NotFound
from workflow.project.access import Action
from workflow.register.kinds import kind_words
from workflow.words import gettext as _


@blueprint.get("/organisations/add")
@asks(Action.READ_PUBLIC)
def add_organisation() -> tuple[str, int]:
    """The empty form."""
    return _page(Form({}))


@blueprint.post("/organisations/add")
@asks(Action.READ_PUBLIC)
def ask_to_add_organisation() -> str | tuple[str, int]:
    """Send the link; the same words whatever the register holds."""
    form = Form(request.form)
    asked = organisation_form.read(form, None, None)
    bodies = _bodies()
    body = bodies[0][0] if len(bodies) == 1 else form.choice("body", bodies, _("Choose whose register"))
    email = form.text("email", _("Enter an email address"), most=254)
    if not form.errors:
        source = request.remote_addr or ""
        try:
            organisation_requests.ask_to_be_added(
                body=body, asked=asked, email=email, source=source, services=services()
            )
            return render_template("registers/add_sent.html", email=email)
        except BadRequest as fault:
            form.errors[""] = str(fault)
    return _page(form)


@blueprint.get("/organisations/add/<token>")
@asks(Action.READ_PUBLIC)
def confirm_organisation(token: str) -> str | tuple[str, int]:
    """What the link would add, and the button; looking at it uses nothing up."""
    try:
        found = organisation_requests.waiting(token=token, services=services())
    except NotFound:
        return render_template("registers/add_expired.html"), 410
    rows = [
        {"key": _("Name"), "value": found.name},
        {"key": _("Kind"), "value": kind_words(found.type)},
        {"key": _("Who it serves"), "value": ", ".join(found.serves) or _("Not said")},
        {
            "key": _("Where"),
            "value": ", ".join((*filter(None, (found.locality, found.district)), *found.area))
            or _("Not said"),
        },
    ]
    return render_template("registers/add_confirm.html", rows=rows, token=token)


@blueprint.post("/organisations/add/<token>")
@asks(Action.READ_PUBLIC)
def confirm_organisation_now(token: str) -> Response | tuple[str, int]:
    """Add it, once."""
    try:
        id_ = organisation_requests.confirm(token=token, services=services())
    except (NotFound, AlreadyDone):
        return render_template("registers/add_expired.html"), 410
    flash(_("Your organisation is listed, as added by itself and not checked yet."), "success")
    return redirect(f"/organisations/{id_}", 303)


def _bodies() -> list[tuple[str, str]]:
    return [(body.id, body.name) for body in views.bodies(services()) if body.slug != OWN_BODY]


def _page(form: Form) -> tuple[str, int]:
    page = render_template("registers/add.html", bodies=_bodies(), **organisation_form.context(form))
    return page, form.status

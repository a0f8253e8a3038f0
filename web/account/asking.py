"""Ask for a link by mail: the same words whether or not the address is known; nobody learns of whom."""

from __future__ import annotations

from collections.abc import Callable

from flask import render_template, request

from web.account.arriving import source
from web.account.signing_in import LONGEST_EMAIL
from web.forms import Form
from web.wiring import services
from workflow.errors import BadRequest
from workflow.words import gettext as _


def asking(template: str) -> str:
    """The form that asks for a link."""
    return _page(template, Form({}))


def asked(template: str, command: Callable[..., None], **valid: int) -> str | tuple[str, int]:
    """Have a link sent; `valid` is how long it serves: `minutes`, `hours` or `days`."""
    form = Form(request.form)
    email = form.text("email", _("Enter your email address"), most=LONGEST_EMAIL)
    if not form.errors:
        try:
            command(email=email, source=source(), services=services())
            return render_template("account/link_sent.html", again=request.path, **valid)
        except BadRequest as fault:
            form.errors[""] = str(fault)
    return _page(template, form), 400


def _page(template: str, form: Form) -> str:
    return render_template(template, values=form.values, errors=form.errors)

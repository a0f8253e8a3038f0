"""A lost password: a link by mail, and the page that it opens. Nobody learns who has an account."""

from __future__ import annotations

from flask import flash, redirect, render_template, request
from werkzeug.wrappers import Response

from web.access import asks
from web.account.arriving import leave
from web.account.asking import asked, asking
from web.account.blueprint import blueprint
from web.wiring import services
from workflow.commands import own_password
from workflow.errors import AlreadyDone, BadRequest, NotFound
from workflow.project.access import Action
from workflow.words import gettext as _

ASK = "account/ask_reset.html"


@blueprint.get("/sign-in/reset")
@asks(Action.READ_PUBLIC)
def ask_reset_page() -> str:
    """The form that asks for a link."""
    return asking(ASK)


@blueprint.post("/sign-in/reset")
@asks(Action.READ_PUBLIC)
def ask_reset() -> str | tuple[str, int]:
    """Ask for a link: the same words whether or not the address is known."""
    return asked(ASK, own_password.ask_reset, hours=24)


@blueprint.get("/sign-in/reset/<token>")
@asks(Action.READ_PUBLIC)
def reset_page(token: str) -> str | tuple[str, int]:
    """The form for a new password; looking at it uses nothing up."""
    return _reset(token, {})


@blueprint.post("/sign-in/reset/<token>")
@asks(Action.READ_PUBLIC)
def reset(token: str) -> str | tuple[str, int] | Response:
    """Set the new password; every session of the person ends."""
    password = request.form.get("new_password", "")
    if not password:
        return _reset(token, {"new_password": _("Enter a new password")})
    try:
        own_password.reset_password(token=token, password=password, services=services())
    except BadRequest as fault:
        return _reset(token, {"new_password": str(fault)})
    except (NotFound, AlreadyDone):
        return _expired()
    leave()
    flash(_("Your password is changed. Sign in with it."), "success")
    return redirect("/sign-in", 303)


def _reset(token: str, errors: dict[str, str]) -> str | tuple[str, int]:
    try:
        found = own_password.reset_of(token=token, services=services())
    except NotFound:
        return _expired()
    page = render_template("account/reset.html", token=token, found=found, errors=errors)
    return (page, 400) if errors else page


def _expired() -> tuple[str, int]:
    return render_template(
        "account/link_expired.html",
        words=_("This link has expired or was used before."),
        again=("/sign-in/reset", _("Ask for a new link")),
    ), 410

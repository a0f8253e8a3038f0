"""One's own account: the sessions that are open, the password, the way to the second factor."""

from __future__ import annotations

from flask import flash, redirect, render_template, request
from flask_login import current_user
from werkzeug.wrappers import Response

from web.access import asks, me
from web.account.arriving import source
from web.account.blueprint import blueprint
from web.wiring import services
from workflow.commands import own_password, second_factor, sessions
from workflow.commands.own_password import WeakPassword
from workflow.errors import BadRequest, NotFound
from workflow.project.access import Action
from workflow.words import gettext as _
from workflow.words import ngettext


@blueprint.get("/account")
@asks(Action.SEE_ACCOUNT)
def account() -> str:
    """Who I am here, and where I am signed in."""
    return _page({})


@blueprint.post("/account/sessions/end")
@asks(Action.SEE_ACCOUNT)
def end_session() -> Response:
    """End one of my sessions; this one too, which is signing out."""
    session = request.form.get("session", "")
    try:
        sessions.end_one(session=session, by=me(), services=services())
        flash(_("That session has ended."), "success")
    except NotFound:
        flash(_("That session had ended before."), "info")
    return redirect("/account", 303)


@blueprint.post("/account/sessions/end-others")
@asks(Action.SEE_ACCOUNT)
def end_other_sessions() -> Response:
    """End all my sessions but this one."""
    ended = sessions.end_others(token=current_user.token, by=me(), services=services())
    words = ngettext("%d other session has ended.", "%d other sessions have ended.", ended) % ended
    flash(words if ended else _("There was no other session."), "success")
    return redirect("/account", 303)


@blueprint.post("/account/password")
@asks(Action.SEE_ACCOUNT)
def change_password() -> tuple[str, int] | Response:
    """Change my password; my other sessions end."""
    old, new = request.form.get("password", ""), request.form.get("new_password", "")
    errors = {} if old else {"password": _("Enter your present password")}
    if not new:
        errors["new_password"] = _("Enter a new password")
    if not errors:
        told = {"old": old, "new": new, "token": current_user.token, "source": source()}
        try:
            own_password.change_password(**told, by=me(), services=services())
        except WeakPassword as fault:
            errors["new_password"] = str(fault)
        except BadRequest as fault:
            errors["password"] = str(fault)
    if errors:
        return _page(errors), 400
    flash(_("Your password is changed. Your other sessions have ended."), "success")
    return redirect("/account", 303)


def _page(errors: dict[str, str]) -> str:
    found = services()
    return render_template(
        "account/mine.html",
        who=me(),
        sessions=sessions.mine(token=current_user.token, by=me(), services=found),
        ways={
            "password": _("Password"),
            "service": found.settings.oidc_name or _("Another service"),
            "link": _("Link by email"),
        },
        has_password=second_factor.has_password(by=me(), services=found),
        factor=second_factor.standing(by=me(), services=found),
        errors=errors,
    )

"""An invitation to a post: what is taken over, and a password or another service's sign-in to do it with."""

from __future__ import annotations

from flask import flash, redirect, render_template, request
from werkzeug.wrappers import Response

from web.access import asks
from web.account.arriving import arrive, leave
from web.account.blueprint import blueprint
from web.wiring import services
from workflow.commands import accepting
from workflow.commands.own_password import WeakPassword
from workflow.errors import AlreadyDone, BadRequest, NotFound
from workflow.project.access import Action
from workflow.words import gettext as _


@blueprint.get("/invitations/<token>")
@asks(Action.READ_PUBLIC)
def invitation(token: str) -> str | tuple[str, int]:
    """What the invitation offers; looking at it uses nothing up."""
    return _page(token, {})


@blueprint.post("/invitations/<token>")
@asks(Action.READ_PUBLIC)
def accept_invitation(token: str) -> str | tuple[str, int] | Response:
    """Take the post over and be signed in; whoever has an account signs in with it next."""
    try:
        password = request.form.get("new_password", "")
        session = accepting.accept(token=token, password=password, services=services())
    except WeakPassword as fault:
        return _page(token, {"new_password": str(fault)})
    except (BadRequest, NotFound, AlreadyDone) as fault:
        return _page(token, {"": str(fault)})
    if session is None:
        leave()
        flash(_("The post is yours. Sign in as before."), "success")
        return redirect("/sign-in", 303)
    answer = arrive(session, {})
    flash(_("You have taken up the post."), "success")
    return answer


def _page(token: str, errors: dict[str, str]) -> str | tuple[str, int]:
    try:
        found = accepting.invitation(token=token, services=services())
    except NotFound:
        return _expired(_("This link has expired. Ask the administrator of your body for a new one."))
    if found.expired:
        words = _("This link has expired. Ask the administrator of {body} for a new one.")
        return _expired(words.format(body=found.body_name))
    if found.hindrance and not errors:
        errors = {"": found.hindrance}
    page = render_template(
        "account/invitation.html",
        found=found,
        token=token,
        errors=errors,
        service=services().settings.oidc_issuer and services().settings.oidc_name,
    )
    return (page, 400) if errors else page


def _expired(words: str) -> tuple[str, int]:
    page = render_template("account/link_expired.html", words=words, again=("/sign-in", _("Sign in")))
    return page, 410

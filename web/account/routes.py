"""Sign in and sign out."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, session
from flask_login import current_user, login_user, logout_user
from werkzeug.wrappers import Response

from web.access import SignedIn, actor, asks, load_user
from web.account.targets import first_page, own_page
from web.forms import Form
from web.wiring import services
from workflow.commands import accounts, views
from workflow.commands.demonstration import kept_sign_ins
from workflow.errors import BadRequest
from workflow.project.access import Action
from workflow.words import gettext as _

blueprint = Blueprint("account", __name__)
LONGEST_EMAIL = 254


@blueprint.get("/sign-in")
@asks(Action.READ_PUBLIC)
def sign_in_page() -> str | Response:
    """The form; whoever has signed in is taken on."""
    who = actor()
    if who is not None:
        return redirect(own_page(request.args.get("next", "")) or first_page(who))
    return _page(Form({}))


@blueprint.post("/sign-in")
@asks(Action.READ_PUBLIC)
def sign_in() -> tuple[str, int] | Response:
    """Sign in, in a session that nobody could have prepared."""
    form = Form(request.form)
    email = form.text("email", _("Enter your email address"), most=LONGEST_EMAIL)
    password = request.form.get("password", "")
    if not password:
        form.errors["password"] = _("Enter your password")
    token = _token(form, email, password)
    signed_in = load_user(token) if token else None
    if signed_in is None:
        return _page(form), 400
    _begin(signed_in)
    return redirect(own_page(request.form.get("next", "")) or first_page(signed_in.actor), 303)


@blueprint.post("/sign-out")
@asks(Action.SIGN_OUT)
def sign_out() -> Response:
    """End the session here and in the store: a copy of its cookie is worth nothing afterwards."""
    _end()
    flash(_("You have signed out."), "success")
    return redirect("/sign-in", 303)


def _token(form: Form, email: str, password: str) -> str | None:
    if form.errors:
        return None
    source = request.remote_addr or ""
    try:
        return accounts.sign_in(email=email, password=password, source=source, services=services())
    except BadRequest as fault:
        form.errors[""] = str(fault)
        return None


def _begin(signed_in: SignedIn) -> None:
    _end()
    login_user(signed_in, remember=False)


def _end() -> None:
    if current_user.is_authenticated:
        accounts.sign_out(token=current_user.token, services=services())
    logout_user()
    session.clear()


def _page(form: Form) -> str:
    wanted = own_page(request.values.get("next", ""))
    return render_template(
        "account/sign_in.html",
        values=form.values,
        errors=form.errors,
        next=wanted or "",
        demonstration_sign_ins=_demonstration(),
    )


def _demonstration() -> list[list[str]]:
    """Post, address and password of each demonstration sign-in; nothing in production or without one."""
    found = services()
    if found.settings.production or not any(body.demonstration for body in views.bodies(found)):
        return []
    return [[one.post, one.email, one.password] for one in kept_sign_ins(found)]

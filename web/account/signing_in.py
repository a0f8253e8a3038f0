"""Sign in, with a code where there is a second factor, and sign out."""

from __future__ import annotations

from flask import flash, redirect, render_template, request
from werkzeug.wrappers import Response

from web.access import actor, asks
from web.account.arriving import arrive, leave, source, waiting, wanted
from web.account.blueprint import blueprint
from web.account.targets import first_page
from web.forms import Form
from web.wiring import services
from workflow.commands import accounts, second_factor, views
from workflow.commands.demonstration import kept_sign_ins
from workflow.errors import BadRequest, NotFound
from workflow.project.access import Action
from workflow.words import gettext as _

LONGEST_EMAIL = 254


@blueprint.get("/sign-in")
@asks(Action.READ_PUBLIC)
def sign_in_page() -> str | Response:
    """The form; whoever has signed in is taken on."""
    who = actor()
    if who is not None:
        return redirect(wanted()["next"] or first_page(who))
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
    return arrive(token, wanted()) if token else (_page(form), 400)


@blueprint.get("/sign-in/code")
@asks(Action.READ_PUBLIC)
def code_page() -> str | tuple[str, int]:
    """The form for the code of a sign-in that waits for one; without one, sign in first."""
    return _code_page(Form({})) if _waits() else _nothing_waits()


@blueprint.post("/sign-in/code")
@asks(Action.READ_PUBLIC)
def enter_code() -> tuple[str, int] | Response:
    """The second step: a right code opens the session, under a new token."""
    if not _waits():
        return _nothing_waits()
    form = Form(request.form)
    code = form.text("code", _("Enter the code"), most=100)
    if not form.errors:
        then = waiting()
        try:
            token = second_factor.enter(token=then["token"], code=code, source=source(), services=services())
            return arrive(token, then)
        except (BadRequest, NotFound) as fault:
            form.errors["code"] = str(fault)
    return _code_page(form), 400


@blueprint.post("/sign-out")
@asks(Action.SIGN_OUT)
def sign_out() -> Response:
    """End the session here and in the store: a copy of its cookie is worth nothing afterwards."""
    leave()
    flash(_("You have signed out."), "success")
    return redirect("/sign-in", 303)


def _token(form: Form, email: str, password: str) -> str | None:
    if form.errors:
        return None
    try:
        return accounts.sign_in(email=email, password=password, source=source(), services=services())
    except BadRequest as fault:
        form.errors[""] = str(fault)
        return None


def _waits() -> bool:
    token = waiting().get("token", "")
    return bool(token) and second_factor.waits(token=token, services=services())


def _nothing_waits() -> tuple[str, int]:
    words = _("No sign-in waits for a code here, or it took longer than 10 minutes. Sign in again.")
    page = render_template("account/link_expired.html", words=words, again=("/sign-in", _("Sign in")))
    return page, 400


def _page(form: Form) -> str:
    return render_template(
        "account/sign_in.html",
        values=form.values,
        errors=form.errors,
        then=wanted(),
        service=services().settings.oidc_issuer and services().settings.oidc_name,
        demonstration_sign_ins=_demonstration(),
    )


def _code_page(form: Form) -> str:
    return render_template("account/code.html", errors=form.errors)


def _demonstration() -> list[list[str]]:
    """Post, address and password of each demonstration sign-in; nothing in production or without one."""
    found = services()
    if found.settings.production or not any(body.demonstration for body in views.bodies(found)):
        return []
    return [[one.post, one.email, one.password] for one in kept_sign_ins(found)]
